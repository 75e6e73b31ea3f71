"""Batches of questions: asked for, followed, cancelled, read, taken up again after a crash.

`retrieval.batches` keeps them, DBOS (`server.batches_durable`) sees to it that they come to their
end, `server.batches_work` answers; here they are kept for who asks, and for nobody else.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import logging
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from nescio.errors import NescioError, NotFound, TooBusy, UsageError
from nescio.settings import Settings
from nescio.types import Scope
from retrieval.batch_results import JSON, Batch, BatchQuestion, DoneQuestion
from retrieval.batches import BatchStore, batches_url
from server.batches_view import ENDED, batch_out, result_out
from server.batches_work import BatchRuns
from server.jobs import Jobs
from server.jobs_feed import JobEvent
from server.readiness import Answerer, NotReady

_log = logging.getLogger(__name__)
SHOWN = 100
RETRY_AFTER_S = 30
_TOLD_S = 0.25
"""Progress is told no more often than that."""
_LOOK_S = 1.0
"""How often it is looked at a batch that another process answers."""


class Estimator(Protocol):
    """What a batch will take, before it runs."""

    async def __call__(
        self, questions: Sequence[BatchQuestion], scope: Scope
    ) -> Mapping[str, Any] | None:
        """Tokens and cost as JSON; None where no model is used."""


class Batches:
    """The batches of one server, usable inside `over`: outside, NotReady is raised."""

    def __init__(self, settings: Settings, jobs: Jobs, estimate: Estimator | None = None) -> None:
        """`jobs` start them and take them up."""
        self.settings = settings
        self._jobs = jobs
        self._estimate = estimate
        self._answerer: Answerer | None = None
        self._store: BatchStore | None = None
        self._opening = asyncio.Lock()
        self._runs = jobs.batch_runs = BatchRuns(settings.batches)

    @asynccontextmanager
    async def over(self, answerer: Answerer) -> AsyncIterator[None]:
        """Answer by this pipeline for the length of the block; what was left is taken up."""
        self._answerer = answerer
        try:
            if _there(batches_url(self.settings)):
                await self._take_up()
            yield
        finally:
            self._answerer = None
            await self._runs.close()
            store, self._store = self._store, None
            if store is not None:
                await asyncio.to_thread(store.close)

    async def submit(self, scope: Scope, questions: Sequence[BatchQuestion]) -> Batch:
        """Ask for a batch; one that equals a batch of that asker which is not over is that one.

        Raises UsageError, TooBusy, StoreFailed and NotReady.
        """
        self._check(questions)
        store = await self._open()
        digest = _digest(questions)
        unfinished = await asyncio.to_thread(store.unfinished)
        if len(unfinished) >= self.settings.batches.max_waiting:
            raise TooBusy(RETRY_AFTER_S)
        estimate = None if self._estimate is None else await self._estimate(questions, scope)

        def add() -> str:
            store.forget(self._kept_since)
            return store.add(uuid.uuid4().hex, scope, digest, questions, estimate)

        batch_id = await asyncio.to_thread(add)
        await self._jobs.submit_batch(batch_id, len(questions))
        return await self.batch(scope, batch_id)

    async def batch(self, scope: Scope, batch_id: str) -> Batch:
        """How a batch stands. Raises NotFound, StoreFailed and NotReady."""
        found = await asyncio.to_thread((await self._open()).batch, batch_id, scope)
        if found is None:
            raise NotFound("batch", batch_id[:80], "it was forgotten, or never asked for")
        return found

    async def batches(self, scope: Scope) -> list[Batch]:
        """The newest batches of an asker, newest first. Raises StoreFailed and NotReady."""
        return await asyncio.to_thread((await self._open()).newest, scope, SHOWN)

    async def cancel(self, scope: Scope, batch_id: str) -> Batch:
        """Answer no more of it; what is done stays. Raises what `batch` raises."""
        batch = await self.batch(scope, batch_id)
        if batch.state not in ENDED:
            store = await self._open()
            await asyncio.to_thread(store.end, batch_id, "cancelled")
            await self._runs.stop(batch_id)
            await self._jobs.cancel_batch(batch_id)
        return await self.batch(scope, batch_id)

    async def follow(self, scope: Scope, batch_id: str) -> AsyncGenerator[JobEvent, None]:
        """How it stands, whenever that has changed, to its end. Raises what `batch` raises."""
        number, told = 0, None
        while True:
            live = self._runs.live(batch_id)
            changed = live.changed if live is not None else asyncio.Event()
            batch = await self.batch(scope, batch_id)
            out = batch_out(batch)
            if out != told:
                number, told = number + 1, out
                ended = batch.state in ENDED
                yield JobEvent(number=number, name="end" if ended else "progress", data=out)
            if batch.state in ENDED:
                return
            try:
                await asyncio.wait_for(changed.wait(), _LOOK_S)
            except TimeoutError:
                continue
            await asyncio.sleep(_TOLD_S)

    async def results(self, scope: Scope, batch_id: str) -> AsyncGenerator[JSON, None]:
        """What came of the questions that are done, in their order, as far as the sources are
        still there and say the same. Raises what `batch` raises, and ServiceError when the sources
        cannot be looked up."""
        await self.batch(scope, batch_id)
        store = await self._open()
        after = -1
        while rows := await asyncio.to_thread(store.results, batch_id, after):
            after = rows[-1].number
            for done in await self._seen(store, scope, rows):
                yield result_out(done.question, done.result)

    async def _seen(
        self, store: BatchStore, scope: Scope, before: Sequence[DoneQuestion]
    ) -> list[DoneQuestion]:
        """After their sources were looked up; what was lost is overwritten in the store."""
        if self._answerer is None:
            raise NotReady("the service is not ready yet")
        rests = [done.rests for done in before if done.rests is not None]
        ids = dict.fromkeys(source.id for each in rests for source in each.sources)
        facts = {id_: fact for each in rests for id_, fact in each.facts.items()}
        states = await self._answerer.states(list(ids), scope, facts) if ids else {}
        after = [done.seen(states) for done in before]
        changed = [new for old, new in zip(before, after, strict=True) if new != old]
        if changed:
            await asyncio.to_thread(store.replace, changed)
        return after

    async def ended(self, scope: Scope, batch_id: str) -> Batch:
        """The batch, once it is over. Raises what `batch` raises."""
        async for _ in self.follow(scope, batch_id):
            pass
        return await self.batch(scope, batch_id)

    @property
    def _kept_since(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) - dt.timedelta(days=self.settings.batches.keep_days)

    def _check(self, questions: Sequence[BatchQuestion]) -> None:
        """Raises UsageError, which names the question."""
        limit = self.settings.batches.max_questions
        if not 0 < len(questions) <= limit:
            raise UsageError(f"questions: {len(questions)} of them; a batch has 1 to {limit}")
        most, known = self.settings.answer.max_question_chars, set[str]()
        for number, one in enumerate(questions, start=1):
            if len(one.text) > most:
                raise UsageError(f"question {number}: longer than {most} characters")
            if one.id in known:
                raise UsageError(f"question {number}: the id {one.id!r:.80} is used twice")
            known.add(one.id)

    async def _open(self) -> BatchStore:
        """The store; its first use opens it. Raises NotReady, ConfigError and StoreFailed."""
        async with self._opening:
            if self._answerer is None:
                raise NotReady("the service is not ready yet")
            if self._store is None:
                self._store = await asyncio.to_thread(BatchStore, batches_url(self.settings))
                self._runs.open(self._store, self._answerer)
            return self._store

    async def _take_up(self) -> None:
        """Start what an earlier process left; a failure keeps nobody from asking questions."""
        try:
            store = await self._open()
            await asyncio.to_thread(store.forget, self._kept_since)
            for batch_id, total in await asyncio.to_thread(store.unfinished):
                if not await self._jobs.submit_batch(batch_id, total):
                    await asyncio.to_thread(store.end, batch_id, "failed", "given up; see the log")
        except NescioError as error:
            _log.error("batches cannot be taken up: %s", error)


def _there(url: str) -> bool:
    file = url.removeprefix("sqlite:///")
    return file == url or Path(file).exists()


def _digest(questions: Sequence[BatchQuestion]) -> str:
    asked = [[q.id, q.text, [[t.question, t.answer] for t in q.history]] for q in questions]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()
