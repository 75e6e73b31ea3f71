"""From a question to events: guard, route, retrieve, draft, check, decide.

Nothing is emitted before its check. Each part of a question goes through the stages of
`answer.parts`; the results are composed into one answer and sent in the order of the protocol.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import chain

from answer import guard
from answer.caches.cache import AnswerCache
from answer.check import TextChecker
from answer.clock import Clock
from answer.compose import Composition, compose, refused, sentence
from answer.drafting import Drafter, Drafting
from answer.drafts import PartResult
from answer.earlier import EarlierTurns
from answer.emission import begun, failed, spoken, whole
from answer.guard import Refusal
from answer.guard_model import ModelGuard
from answer.parts import PartAnswerer
from answer.reader import SourceReader
from answer.sources import FactLedger
from answer.staleness import Stale, stale
from answer.thresholds import FixedThreshold, Threshold, Thresholds
from answer.work import Work
from nescio.answers import SourceDetail, SourceState
from nescio.errors import NescioError, ServiceError, StageTimeout
from nescio.events import (
    Done,
    Event,
    Final,
    Sources,
    Stage,
    Start,
    Status,
)
from nescio.settings import AnswerSettings
from nescio.types import Fact, Question, Scope, Turn
from nescio.verification import Verification
from retrieval.corpus import Corpus
from retrieval.freshness import Freshness, FreshnessReader
from retrieval.kept_turns import Given
from retrieval.pieces import Piece, pieces
from retrieval.reading import read_piece
from retrieval.repeated import repeated

Step = Callable[[Work], Awaitable[Work]]
MAX_QUESTIONS = 4


class Pipeline:
    """Answers questions; one instance serves all of them."""

    def __init__(
        self,
        *,
        corpus: Corpus,
        answerer: PartAnswerer,
        earlier: EarlierTurns,
        checker: TextChecker,
        ledger: FactLedger,
        reader: SourceReader,
        freshness: FreshnessReader,
        settings: AnswerSettings,
        thresholds: Thresholds | None = None,
        cache: AnswerCache | None = None,
        drafter: Drafter | None = None,
        second_look: ModelGuard | None = None,
    ) -> None:
        """`thresholds`: by default the one of the settings. `cache`: for who stands in front of
        the pipeline; it does not look there itself. Without a `drafter` answers are quoted and
        read from rows. `second_look`: a model that may refuse what the guard's rules let pass.
        """
        self.cache = cache
        self._corpus = corpus
        self._answerer = answerer
        self._earlier = earlier
        self._checker = checker
        self._ledger = ledger
        self._reader = reader
        self._freshness = freshness
        self._settings = settings
        self._thresholds = thresholds or FixedThreshold(settings.threshold)
        self.drafter = drafter
        self._second_look = second_look
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
        clock = Clock(self._settings.deadline_s)
        try:
            freshness = await clock.run("guard", self._freshness.read())
            bar = await clock.run("guard", self._bar(question, threshold))
        except NescioError as error:
            yield begun(question, Freshness(at=dt.datetime.now(dt.UTC)), None)
            yield failed(error)
            yield Done()
            return
        too_old = stale(freshness, self._limit_s(question))
        if too_old is not None and too_old.sources:
            bar = replace(bar, certified=False)  # it was certified with all sources
        yield begun(question, freshness, too_old)
        try:
            yield Status(stage="guard")
            text = guard.clean(question.text)
            refusal = guard.inspect(text, max_chars=self._settings.max_question_chars)
            if refusal is None and self._second_look is not None:
                looked = self._second_look.inspect(text, question.scope)
                refusal = await clock.run("guard", looked)
            if refusal is not None:
                timings = clock.timings_ms
                for event in whole(refused(refusal, threshold=bar, timings_ms=timings)):
                    yield event
            else:
                async with aclosing(self._parts(text, question, too_old, bar, clock)) as events:
                    async for event in events:
                        yield event
        except NescioError as error:
            yield failed(error)
        yield Done()

    async def start(self, question: Question) -> Start:
        """The event that an answer begins with, for one that is given from the cache.

        Raises StoreFailed.
        """
        freshness = await self._freshness.read()
        return begun(question, freshness, stale(freshness, self._limit_s(question)))

    async def _parts(
        self, text: str, question: Question, too_old: Stale | None, bar: Threshold, clock: Clock
    ) -> AsyncGenerator[Event, None]:
        """The questions of a message, one after the other, and the answer to all of them.

        The sentences of a model are sent as they pass where the message is one question: then
        nothing is left to be put before them.
        """
        results: list[PartResult] = []
        question = await clock.run("guard", self._earlier.recalled(question))
        asked = await clock.run("guard", self._asked(text, question))
        sent = False
        for piece in asked[:MAX_QUESTIONS]:
            understood = self._understand(piece, results, question, too_old, bar.value)
            work = await clock.run("guard", understood)
            for stage, step in self._stages:
                yield Status(stage=stage)
                work = await clock.run(stage, step(work))
            yield Status(stage="check")
            results.append(await clock.run("check", self._answerer.check(work)))
            async with aclosing(self._drafted(work, results, len(asked), clock)) as events:
                async for event in events:
                    sent = sent or len(asked) == 1
                    if sent:
                        yield event
        results += [_too_many(piece) for piece in asked[MAX_QUESTIONS:]]
        composition = self._compose(results, question, bar, clock)
        for event in (Final(answer=composition.answer),) if sent else whole(composition):
            yield event

    async def _drafted(
        self, work: Work, results: list[PartResult], parts: int, clock: Clock
    ) -> AsyncGenerator[Event, None]:
        """The last result in the words of a model, if one is to be asked: the events of its
        sentences as they pass, and the result changed to them."""
        drafting = await self._drafting(work, results[-1], parts, clock)
        if drafting is None:
            return
        position = 0
        try:
            async with aclosing(clock.each("model", drafting.sentences())) as drafts:
                async for draft in drafts:
                    if not position:
                        for fact in drafting.facts:
                            self._ledger.give(fact, work.scope)
                        yield Sources(sources=drafting.sources)
                    said = sentence(draft, position)
                    position = said.claim.end
                    for event in spoken(said):
                        yield event
        except StageTimeout:
            drafting.broke_off()
        results[-1] = drafting.result()

    async def _drafting(
        self, work: Work, result: PartResult, parts: int, clock: Clock
    ) -> Drafting | None:
        if self.drafter is None:
            return None
        try:
            return await clock.run("model", self.drafter.open(work, result, parts=parts))
        except ServiceError:
            return None  # what is private cannot be told: nothing is given to a model

    async def evidence(self, question: Question) -> tuple[Work, ...]:
        """Each question of a message as drafting would get it: what the rows reply and what was
        retrieved. For benchmarks: neither is the guard asked, nor does the age of an index matter.
        """
        question = await self._earlier.recalled(question)
        asked = (await self._asked(guard.clean(question.text), question))[:MAX_QUESTIONS]
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
        question = await self._earlier.recalled(question)
        bar = await self._thresholds.current(question.scope)
        asked = await self._asked(guard.clean(question.text), question)
        for piece in asked[:MAX_QUESTIONS]:
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

    async def _asked(self, text: str, question: Question) -> tuple[Piece, ...]:
        """The questions of a message: those asked before, of another thing, or its own."""
        if not question.history:
            return pieces(text)
        linker = (await self._corpus.snapshot(question.scope)).linker
        again = await asyncio.to_thread(repeated, text, question.history, linker, question.scope)
        return again or pieces(text)

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
        answered = [Turn(question=r.question, answer=r.text) for r in results]

        def begin() -> Work:
            reading = read_piece(piece, question.history, answered, snapshot.linker, question.scope)
            return self._answerer.begin(
                reading, question.scope, snapshot, too_old, threshold=threshold, earlier=results
            )

        return await asyncio.to_thread(begin)

    def _compose(
        self, results: list[PartResult], question: Question, bar: Threshold, clock: Clock
    ) -> Composition:
        for result in results:
            for fact in chain(result.facts, *(draft.facts for draft in result.drafts)):
                self._ledger.give(fact, question.scope)
        return compose(results, threshold=bar, timings_ms=clock.timings_ms)


def _too_many(piece: Piece) -> PartResult:
    message = f"I answer up to {MAX_QUESTIONS} questions at a time; please ask this one again."
    refusal = Refusal(reason="budget_exceeded", rule="too_many_questions", message=message)
    return PartResult(question=piece.question, refusal=refusal)
