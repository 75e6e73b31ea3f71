"""From a question to events: guard, route, retrieve, draft, check, decide.

Nothing is emitted before its check. Each part of a question goes through the stages of
`answer.parts`; the results are composed into one answer and sent in the order of the protocol.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TypeVar

from answer import guard
from answer.compose import Composition, compose, refused
from answer.drafts import PartResult
from answer.parts import PartAnswerer, Work
from answer.reader import SourceReader
from answer.reading import read_message
from answer.sources import FactLedger
from nescio.errors import NescioError, StageTimeout
from nescio.events import Checked, Cited, Delta, Done, Event, Failed, Final, Sources, Start, Status
from nescio.settings import AnswerSettings
from nescio.types import Question, Scope, SourceDetail
from retrieval.corpus import Corpus

T = TypeVar("T")


class Pipeline:
    """Answers questions; one instance serves all of them."""

    def __init__(
        self,
        *,
        corpus: Corpus,
        answerer: PartAnswerer,
        ledger: FactLedger,
        reader: SourceReader,
        settings: AnswerSettings,
    ) -> None:
        self._corpus = corpus
        self._answerer = answerer
        self._ledger = ledger
        self._reader = reader
        self._settings = settings

    async def stream(self, question: Question) -> AsyncIterator[Event]:
        """Events from `start` to `done`. What nescio raises becomes a `failed` event."""
        yield Start(
            answer_id=uuid.uuid4().hex,
            conversation_id=question.conversation_id or uuid.uuid4().hex,
            as_of=dt.datetime.now(dt.UTC),
            index_lag_ms=None,
        )
        clock = _Clock(self._settings.deadline_s)
        try:
            yield Status(stage="guard")
            text = guard.clean(question.text)
            refusal = guard.inspect(text, max_chars=self._settings.max_question_chars)
            if refusal is not None:
                composition = refused(
                    refusal, threshold=self._settings.threshold, timings_ms=clock.timings_ms
                )
            else:
                work = await clock.run("guard", self._understand(text, question))
                yield Status(stage="route")
                work = await clock.run("route", _each(self._answerer.route, work))
                yield Status(stage="retrieve")
                work = await clock.run("retrieve", _each(self._answerer.retrieve, work))
                yield Status(stage="draft")
                work = await clock.run("draft", _each(self._answerer.draft, work))
                yield Status(stage="check")
                results = await clock.run("check", _each(self._answerer.check, work))
                composition = self._compose(results, question, clock)
            for event in _events(composition):
                yield event
        except NescioError as error:
            yield Failed(code=error.code, message=str(error), retryable=error.retryable)
        yield Done()

    async def source(self, source_id: str, scope: Scope) -> SourceDetail | None:
        """A source that was given out, in full; None if it is gone or not for this asker."""
        return await self._reader.read(source_id, scope)

    async def _understand(self, text: str, question: Question) -> list[Work]:
        """The parts of the question, self-contained, with their names linked."""
        snapshot = await self._corpus.snapshot()
        history = question.history[-self._settings.history_turns :]

        def begin() -> list[Work]:
            readings = read_message(text, history, snapshot.linker, question.scope)
            return [self._answerer.begin(r, question.scope, snapshot) for r in readings]

        return await asyncio.to_thread(begin)

    def _compose(self, results: list[PartResult], question: Question, clock: _Clock) -> Composition:
        for result in results:
            for draft in result.drafts:
                for fact in draft.facts:
                    self._ledger.give(fact, question.scope)
        return compose(results, threshold=self._settings.threshold, timings_ms=clock.timings_ms)


async def _each(stage: Callable[[Work], Awaitable[T]], work: list[Work]) -> list[T]:
    return [await stage(item) for item in work]


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
            self._stages[stage] = (time.perf_counter() - begun) * 1000
