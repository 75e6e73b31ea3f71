"""From a question to events: guard, route, retrieve, draft, check, decide.

Nothing is emitted before its check. Each part of a question goes through the stages of
`answer.parts`; the results are composed into one answer and sent in the order of the protocol.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from answer import guard
from answer.caches.cache import AnswerCache
from answer.check import TextChecker
from answer.compose import Composition, compose, refused
from answer.drafts import PartResult
from answer.guard import Refusal
from answer.parts import PartAnswerer
from answer.reader import SourceReader
from answer.sources import FactLedger
from answer.staleness import Stale, stale
from answer.thresholds import FixedThreshold, Threshold, Thresholds
from answer.work import Work
from nescio.errors import NescioError, StageTimeout
from nescio.events import (
    Checked,
    Cited,
    Delta,
    Done,
    Event,
    Failed,
    Final,
    Sources,
    Stage,
    Start,
    Status,
)
from nescio.settings import AnswerSettings
from nescio.types import Fact, Question, Scope, SourceDetail, SourceState, Turn
from nescio.verification import Verification
from retrieval.corpus import Corpus
from retrieval.freshness import Freshness, FreshnessReader
from retrieval.kept_turns import Given
from retrieval.pieces import Piece, pieces
from retrieval.reading import read_piece

T = TypeVar("T")
Step = Callable[[Work], Awaitable[Work]]
MAX_QUESTIONS = 4


class Pipeline:
    """Answers questions; one instance serves all of them."""

    def __init__(
        self,
        *,
        corpus: Corpus,
        answerer: PartAnswerer,
        checker: TextChecker,
        ledger: FactLedger,
        reader: SourceReader,
        freshness: FreshnessReader,
        settings: AnswerSettings,
        thresholds: Thresholds | None = None,
        cache: AnswerCache | None = None,
    ) -> None:
        """`thresholds`: by default the one of the settings. `cache`: for who stands in front of
        the pipeline; it does not look there itself.
        """
        self.cache = cache
        self._corpus = corpus
        self._answerer = answerer
        self._checker = checker
        self._ledger = ledger
        self._reader = reader
        self._freshness = freshness
        self._settings = settings
        self._thresholds = thresholds or FixedThreshold(settings.threshold)
        self._stages: tuple[tuple[Stage, Step], ...] = (
            ("route", answerer.route), ("retrieve", answerer.retrieve), ("draft", answerer.draft),
        )  # fmt: skip

    async def stream(
        self, question: Question, *, threshold: float | None = None
    ) -> AsyncIterator[Event]:
        """Events from `start` to `done`. What nescio raises becomes a `failed` event.

        A `threshold` given takes the place of the one in force: what would have been answered is
        for evaluations to know, not for askers.
        """
        clock = _Clock(self._settings.deadline_s)
        try:
            freshness = await clock.run("guard", self._freshness.read())
            bar = await clock.run("guard", self._bar(question, threshold))
        except NescioError as error:
            yield _start(question, Freshness(at=dt.datetime.now(dt.UTC)), None)
            yield _failed(error)
            yield Done()
            return
        too_old = stale(freshness, self._limit_s(question))
        if too_old is not None and too_old.sources:
            bar = replace(bar, certified=False)  # it was certified with all sources
        yield _start(question, freshness, too_old)
        try:
            yield Status(stage="guard")
            text = guard.clean(question.text)
            refusal = guard.inspect(text, max_chars=self._settings.max_question_chars)
            if refusal is not None:
                composition = refused(refusal, threshold=bar, timings_ms=clock.timings_ms)
            else:
                results: list[PartResult] = []
                asked = pieces(text)
                for piece in asked[:MAX_QUESTIONS]:
                    begun = self._understand(piece, results, question, too_old, bar.value)
                    work = await clock.run("guard", begun)
                    for stage, step in self._stages:
                        yield Status(stage=stage)
                        work = await clock.run(stage, step(work))
                    yield Status(stage="check")
                    results.append(await clock.run("check", self._answerer.check(work)))
                results += [_too_many(piece) for piece in asked[MAX_QUESTIONS:]]
                composition = self._compose(results, question, bar, clock)
            for event in _events(composition):
                yield event
        except NescioError as error:
            yield _failed(error)
        yield Done()

    async def start(self, question: Question) -> Start:
        """The event that an answer begins with, for one that is given from the cache.

        Raises StoreFailed.
        """
        freshness = await self._freshness.read()
        return _start(question, freshness, stale(freshness, self._limit_s(question)))

    async def evidence(self, question: Question) -> tuple[Work, ...]:
        """Each question of a message as drafting would get it: what the rows reply and what was
        retrieved. For benchmarks: neither is the guard asked, nor does the age of an index matter.
        """
        asked = pieces(guard.clean(question.text))[:MAX_QUESTIONS]
        results: list[PartResult] = []
        found: list[Work] = []
        bar = await self._thresholds.current(question.scope)
        for piece in asked:
            work = await self._understand(piece, results, question, None, bar.value)
            work = await self._answerer.retrieve(await self._answerer.route(work))
            found.append(work)
            if len(found) < len(asked):  # a later question may be about what this one answers
                results.append(await self._answerer.check(await self._answerer.draft(work)))
        return tuple(found)

    async def results(self, question: Question) -> tuple[tuple[Work, PartResult], ...]:
        """Each question of a message as it was drafted, and what the checks left of it. For
        benchmarks, as `evidence`.
        """
        results: list[PartResult] = []
        found: list[tuple[Work, PartResult]] = []
        bar = await self._thresholds.current(question.scope)
        for piece in pieces(guard.clean(question.text))[:MAX_QUESTIONS]:
            work = await self._understand(piece, results, question, None, bar.value)
            for _, step in self._stages:
                work = await step(work)
            results.append(await self._answerer.check(work))
            found.append((work, results[-1]))
        return tuple(found)

    async def source(self, source_id: str, scope: Scope) -> SourceDetail | None:
        """A source that was given out, in full; None if it is gone or not for this asker."""
        return await self._reader.read(source_id, scope)

    async def given(self, source_ids: Sequence[str], scope: Scope) -> dict[str, Given]:
        """What is to be kept of sources just given out, by which to find them again."""
        return await self._reader.given(source_ids, scope)

    async def states(
        self, source_ids: Sequence[str], scope: Scope, known: Mapping[str, Fact] | None = None
    ) -> dict[str, SourceState]:
        """Of sources that were given out, whether they are still there and say the same."""
        return await self._reader.states(source_ids, scope, known)

    async def verify(self, text: str, scope: Scope) -> Verification:
        """A verdict for each claim of a text. Raises UsageError and what the stores raise."""
        return await self._checker.verify(text, scope)

    async def freshness(self) -> Freshness:
        """How old the index of each source is."""
        return await self._freshness.read()

    def _limit_s(self, question: Question) -> float | None:
        given = question.max_staleness_s
        return self._settings.max_staleness_s if given is None else given

    async def _bar(self, question: Question, given: float | None) -> Threshold:
        if given is not None:
            return Threshold(value=given)
        return await self._thresholds.current(question.scope)

    async def _understand(
        self,
        piece: Piece,
        results: Sequence[PartResult],
        question: Question,
        too_old: Stale | None,
        threshold: float,
    ) -> Work:
        """A question of the message, self-contained, with its names linked."""
        snapshot = await self._corpus.snapshot(question.scope)
        history = question.history[-self._settings.history_turns :]
        answered = [Turn(question=r.question, answer=r.text) for r in results]

        def begin() -> Work:
            reading = read_piece(piece, history, answered, snapshot.linker, question.scope)
            return self._answerer.begin(
                reading, question.scope, snapshot, too_old, threshold=threshold, earlier=results
            )

        return await asyncio.to_thread(begin)

    def _compose(
        self, results: list[PartResult], question: Question, bar: Threshold, clock: _Clock
    ) -> Composition:
        for result in results:
            for fact in chain(result.facts, *(draft.facts for draft in result.drafts)):
                self._ledger.give(fact, question.scope)
        return compose(results, threshold=bar, timings_ms=clock.timings_ms)


def _failed(error: NescioError) -> Failed:
    return Failed(code=error.code, message=str(error), retryable=error.retryable)


def _start(question: Question, freshness: Freshness, too_old: Stale | None) -> Start:
    left_out = too_old.sources if too_old else frozenset()
    used = [source for source in freshness.sources if source.source not in left_out]
    return Start(
        answer_id=uuid.uuid4().hex,
        conversation_id=question.conversation_id or uuid.uuid4().hex,
        as_of=dt.datetime.now(dt.UTC),
        index_lag_ms=freshness.lag_ms(without=left_out),
        freshness=tuple(replace(source, problem="") for source in used),
    )


def _too_many(piece: Piece) -> PartResult:
    message = f"I answer up to {MAX_QUESTIONS} questions at a time; please ask this one again."
    refusal = Refusal(reason="budget_exceeded", rule="too_many_questions", message=message)
    return PartResult(question=piece.question, refusal=refusal)


def _events(composition: Composition) -> Iterator[Event]:
    yield Sources(sources=composition.sources)
    for sentence in composition.sentences:
        claim = sentence.claim
        yield Delta(text=sentence.sent)
        for citation in sentence.citations:
            yield Cited(citation=citation)
        yield Checked(
            claim_start=claim.start,
            claim_end=claim.end,
            status=claim.verdict.status,
            score=claim.verdict.score,
            rule=claim.verdict.rule,
            source_ids=claim.evidence_ids,
        )
    yield Final(answer=composition.answer)


class _Clock:
    """Times each stage and holds the deadline of the whole."""

    def __init__(self, limit_s: float) -> None:
        self._limit = limit_s
        self._begun = time.perf_counter()
        self._stages: dict[str, float] = {}

    @property
    def timings_ms(self) -> dict[str, float]:
        return {**self._stages, "total": (time.perf_counter() - self._begun) * 1000}

    async def run(self, stage: str, work: Awaitable[T]) -> T:
        """Await one stage within what is left of the time. Raises StageTimeout."""
        begun = time.perf_counter()
        left = self._limit - (begun - self._begun)
        try:
            async with asyncio.timeout(max(0.0, left)):
                return await work
        except TimeoutError:
            raise StageTimeout(stage, self._limit) from None
        finally:
            spent = (time.perf_counter() - begun) * 1000
            self._stages[stage] = self._stages.get(stage, 0.0) + spent
