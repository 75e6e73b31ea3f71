"""The questions of batches, answered in this process, several at a time, each recorded when done.

A batch begins when its first step is asked for (`server.batches_durable`). What an earlier process
recorded is not done again, nor are its finished calls of models (`answer.models.journal`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

from answer.models.journal import journaled
from nescio.errors import NescioError
from nescio.events import Failed
from nescio.settings_server import BatchSettings
from nescio.types import Question, Scope
from retrieval.batch_results import ENDED, JSON, BatchQuestion, BatchState, Outcome, Rests
from retrieval.batches import BatchStore
from server.batches_view import rests_on
from server.jobs_view import Left, Result
from server.readiness import Answerer
from server.reply import gather

_log = logging.getLogger(__name__)
_TRY_AGAIN_S = (1.0, 4.0)
"""A store or a source that fails may be away for a moment only."""
INTERNAL = "an internal error; see the log"
CANCELLED = "cancelled"


@dataclass
class Live:
    """A batch of this process. `results` are what its steps are told, by number."""

    id: str
    scope: Scope
    results: dict[int, asyncio.Future[Result]]
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """Wake those who follow."""
        self.changed.set()
        self.changed = asyncio.Event()

    def end(self, problem: str) -> None:
        """The steps that are still waited for are told why there are no more."""
        for result in self.results.values():
            if not result.done():
                result.set_result({"problem": problem})
        self.tell()

    async def stop(self) -> None:
        """Break off what is being answered: calls of models are ended upstream."""
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)


@dataclass(frozen=True)
class _QuestionJournal:
    """See `answer.models.journal.Journal`."""

    store: BatchStore
    batch_id: str
    number: int

    @property
    def work(self) -> str:
        return f"{self.batch_id}/{self.number}"

    async def find(self, keys: list[str]) -> tuple[str, JSON] | None:
        return await asyncio.to_thread(self.store.kept_reply, keys)

    async def keep(self, key: str, entry: JSON) -> None:
        await asyncio.to_thread(self.store.keep_reply, self.batch_id, self.number, key, entry)


class BatchRuns:
    """Answers over `answerer` between `open` and `close`; steps asked for earlier wait."""

    def __init__(self, settings: BatchSettings) -> None:
        self._concurrent = settings.concurrent
        self._turns = asyncio.Semaphore(settings.concurrent)
        self._opened = asyncio.Event()
        self._closing = False
        self._live: dict[str, Live] = {}
        self._store: BatchStore | None = None
        self._answerer: Answerer | None = None

    def open(self, store: BatchStore, answerer: Answerer) -> None:
        """Begin, and let steps come that wait."""
        self._store, self._answerer = store, answerer
        self._closing = False
        self._opened.set()

    async def close(self) -> None:
        """Break off what is being answered; the steps stay unrecorded, and so to be done."""
        self._closing = True
        self._opened.set()
        for live in list(self._live.values()):
            await live.stop()
            for result in live.results.values():
                result.cancel()
        self._live.clear()

    def live(self, batch_id: str) -> Live | None:
        """The batch, if it is being answered here."""
        return self._live.get(batch_id)

    async def stop(self, batch_id: str, problem: str = CANCELLED) -> None:
        """Answer no more of a batch here."""
        live = self._live.pop(batch_id, None)
        if live is not None:
            await live.stop()
            live.end(problem)

    async def question(self, batch_id: str, number: int) -> Result:
        """See `server.batches_durable.BatchWork`."""
        await self._wait_open()
        try:
            live = self._live.get(batch_id) or await self._begin(batch_id)
        except NescioError as error:
            return {"problem": str(error)}
        if live is None:
            return {"problem": "the batch is over"}
        return await asyncio.shield(live.results[number])

    async def finish(self, batch_id: str, problem: str) -> Result:
        """See `server.batches_durable.BatchWork`."""
        store, _ = await self._wait_open()
        state: BatchState = "failed" if problem else "done"
        await asyncio.to_thread(store.end, batch_id, state, problem)
        await self.stop(batch_id)
        return {"problem": problem}

    async def _wait_open(self) -> tuple[BatchStore, Answerer]:
        await self._opened.wait()
        if self._closing or self._store is None or self._answerer is None:
            raise asyncio.CancelledError
        return self._store, self._answerer

    async def _begin(self, batch_id: str) -> Live | None:
        """Answer what is left of a batch, unless it is over. Raises StoreFailed."""
        store, _ = await self._wait_open()

        def read() -> tuple[Live, list[tuple[int, BatchQuestion]]] | None:
            batch = store.batch(batch_id)
            if batch is None or batch.state in ENDED:
                return None
            store.begin(batch_id)
            done, undone = store.outcomes(batch_id), store.undone(batch_id)
            live = Live(id=batch_id, scope=batch.scope, results={})
            for number in range(batch.total):
                live.results[number] = loop.create_future()
                if number in done:
                    live.results[number].set_result({"outcome": done[number]})
            return live, undone

        loop = asyncio.get_running_loop()
        found = await asyncio.to_thread(read)
        if found is None:
            return None
        live, undone = found
        self._live[batch_id] = live
        live.task = asyncio.create_task(self._answer_all(live, iter(undone)), name="batch")
        return live

    async def _answer_all(self, live: Live, undone: Iterator[tuple[int, BatchQuestion]]) -> None:
        async def worker() -> None:
            for number, asked in undone:
                async with self._turns:
                    outcome, result = await self._answered(live, number, asked)
                    await self._record(live, number, outcome, result)

        problem = ""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._concurrent):
                    group.create_task(worker())
        except* NescioError as errors:
            problem = str(errors.exceptions[0])
        except* Exception as errors:
            _log.error("a batch failed", exc_info=errors.exceptions[0])
            problem = INTERNAL
        live.end(problem or INTERNAL)

    async def _record(self, live: Live, number: int, outcome: Outcome, result: JSON) -> None:
        """Raises StoreFailed when it cannot be written, tried again."""
        store, answerer = await self._wait_open()
        for pause_s in (*_TRY_AGAIN_S, 0.0):
            try:
                rests: Rests | None = None
                if "answer" in result:
                    rests = await rests_on(result["answer"], live.scope, answerer)
                await asyncio.to_thread(store.record, live.id, number, outcome, result, rests)
                break
            except NescioError:
                if not pause_s:
                    raise
                await asyncio.sleep(pause_s)
        if not live.results[number].done():
            live.results[number].set_result({"outcome": outcome})
        live.tell()

    async def _answered(
        self, live: Live, number: int, asked: BatchQuestion
    ) -> tuple[Outcome, JSON]:
        """What comes of a question; a failure that may pass is tried again."""
        store, answerer = await self._wait_open()
        question = Question(text=asked.text, scope=live.scope, history=asked.history)
        with journaled(_QuestionJournal(store, live.id, number)):
            reply = await gather(answerer.stream(question))
            for pause_s in _TRY_AGAIN_S:
                if not (isinstance(reply, Failed) and reply.retryable):
                    break
                await asyncio.sleep(pause_s)
                reply = await gather(answerer.stream(question))
        if isinstance(reply, Failed):
            return "failed", {"problem": {"code": reply.code, "message": reply.message}}
        return reply["status"], {"answer": reply}


@dataclass(frozen=True)
class BatchSteps:
    """See `server.batches_durable.BatchWork`. `wait` has it done on the server's event loop."""

    runs: BatchRuns
    wait: Callable[[Coroutine[Any, Any, Result]], Result]

    def question(self, batch_id: str, number: int) -> Result:
        return self.wait(self.runs.question(batch_id, number))

    def finish(self, batch_id: str, problem: str) -> Result:
        return self.wait(self.runs.finish(batch_id, problem))

    def stopped(self, batch_id: str) -> None:
        async def stop() -> Result:
            await self.runs.stop(batch_id)
            return {}

        with contextlib.suppress(Left):  # the server stops, and so did the batch
            self.wait(stop())
