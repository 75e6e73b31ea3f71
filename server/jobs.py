"""The jobs of a server: asked for, followed, cancelled, and taken up again after a crash.

`server.jobs_durable` records them, `server.jobs_steps` does the work; here they are kept for who
asks. Jobs take turns source by source; one that equals a job that still waits is that job.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import uuid
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from typing import TYPE_CHECKING

from ingest.sync import in_order
from nescio.errors import ConfigError, NotFound, TooBusy
from nescio.settings import Settings
from retrieval.catalogue import Catalogue
from retrieval.sql_store import url_beside
from retrieval.vectors import VectorIndex
from server.batches_work import BatchRuns, BatchSteps
from server.jobs_feed import JobEvent
from server.jobs_runner import OpenStores, Runner
from server.jobs_steps import Live, Steps
from server.jobs_view import ENDED, Job, job_out
from server.readiness import NotReady

if TYPE_CHECKING:  # importing it imports DBOS
    from server.jobs_durable import JobStore

FILE = "jobs.sqlite"
WAITING = 100
"""Jobs that may wait for their turn."""
REMEMBERED = 200
FORGET_EVERY = 100
"""So many jobs later, old ones are dropped from the record."""
SHOWN = 100
RETRY_AFTER_S = 30


class Jobs:
    """The jobs of one server, usable inside `over`: outside, NotReady is raised."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._live: OrderedDict[str, Live] = OrderedDict()
        self._steps: Steps | None = None
        self._launching: asyncio.Task[JobStore] | None = None
        self._asked = 0
        self.batch_runs: BatchRuns | None = None
        """What answers the questions of batches, if anything does."""

    @property
    def catalogue(self) -> Catalogue:
        """The open catalogue. Raises NotReady."""
        if self._steps is None:
            raise NotReady("the stores are not open yet")
        return self._steps.runner.stores.catalogue

    @property
    def index(self) -> VectorIndex:
        """The open vector index. Raises NotReady."""
        if self._steps is None:
            raise NotReady("the stores are not open yet")
        return self._steps.runner.stores.index

    @contextlib.asynccontextmanager
    async def over(self, stores: OpenStores) -> AsyncIterator[Runner]:
        """Work over open stores for the length of the block; jobs left behind are taken up.

        Gives the runner, for work that needs no record.
        """
        runner = Runner(settings=self.settings, stores=stores)
        self._steps = Steps(runner=runner, live=self._known, loop=asyncio.get_running_loop())
        url = jobs_url(self.settings)
        if not url.startswith("sqlite") or (self.settings.state / FILE).exists():
            self._launch()
        try:
            yield runner
        finally:
            await self._close()

    async def submit(self, sources: Collection[str] | None = None, *, full: bool = False) -> Job:
        """Ask for an ingest of these sources, or of all.

        Raises ConfigError for a source that is not there, TooBusy, StoreFailed and NotReady.
        """
        names = self._names(sources)
        store = await self._store()
        waiting = [live.job for live in self._live.values() if live.job.state == "queued"]
        for job in waiting:
            if (job.sources, job.full) == (names, full):
                return job
        if len(waiting) >= WAITING:
            raise TooBusy(RETRY_AFTER_S)
        live = self._known(uuid.uuid4().hex, names, full)
        self._asked += 1
        try:
            await asyncio.to_thread(store.submit, live.job.id, names, full)
            if self._asked % FORGET_EVERY == 0:
                await asyncio.to_thread(store.forget, self._kept_since)
        except BaseException:
            self._live.pop(live.job.id, None)
            raise
        return live.job

    async def job(self, job_id: str) -> Job:
        """How a job stands. Raises NotFound, StoreFailed and NotReady."""
        store = await self._store()
        if job_id in self._live:
            return self._live[job_id].shown()
        found = await asyncio.to_thread(store.job, job_id)
        if found is None:
            raise NotFound("job", job_id[:80], "it was forgotten, or never asked for")
        return found

    async def jobs(self) -> list[Job]:
        """The newest jobs, newest first. Raises StoreFailed and NotReady."""
        recorded = await asyncio.to_thread((await self._store()).jobs, SHOWN)
        return [self._live[j.id].shown() if j.id in self._live else j for j in recorded]

    async def cancel(self, job_id: str) -> Job:
        """Stop a job once what it has read is written. Raises NotFound, StoreFailed, NotReady."""
        job = await self.job(job_id)
        if job.state not in ENDED:
            await asyncio.to_thread((await self._store()).cancel, job_id)
            live = self._known(job_id, job.sources, job.full)
            live.stop.set()
            if live.job.state == "queued":  # its workflow may never be called
                live.end("cancelled", {})
        return await self.job(job_id)

    async def submit_batch(self, batch_id: str, total: int) -> bool:
        """Start a batch, unless that was done before; False when it cannot go on any more.

        Raises StoreFailed and NotReady.
        """
        return await asyncio.to_thread((await self._store()).submit_batch, batch_id, total)

    async def cancel_batch(self, batch_id: str) -> None:
        """No further step of it is begun. Raises StoreFailed and NotReady."""
        await asyncio.to_thread((await self._store()).cancel, batch_id)

    async def follow(self, job_id: str, after: int = 0) -> AsyncGenerator[JobEvent, None]:
        """What a job says, from after an event on, to its end. Raises what `job` raises."""
        job = await self.job(job_id)
        if job_id not in self._live and job.state in ENDED:
            yield JobEvent(number=1, name="end", data=job_out(job))
            return
        async for event in self._known(job_id, job.sources, job.full).feed.follow(after):
            yield event

    async def ended(self, job_id: str) -> Job:
        """The job, once it is over. Raises what `job` raises."""
        async for _ in self.follow(job_id):
            pass
        return await self.job(job_id)

    def _known(self, job_id: str, sources: Sequence[str], full: bool) -> Live:
        """The live job of that id; a new one when it was asked for in an earlier process."""
        live = self._live.get(job_id)
        if live is None:
            now = dt.datetime.now(dt.UTC).isoformat()
            names = tuple(sources)
            live = Live(Job(id=job_id, state="queued", sources=names, full=full, created_at=now))
            self._live[job_id] = live
        ended = [each for each, live in self._live.items() if live.feed.ended]
        for each in ended[: max(0, len(self._live) - REMEMBERED)]:
            del self._live[each]
        return live

    @property
    def _kept_since(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) - dt.timedelta(days=self.settings.jobs.keep_days)

    def _names(self, sources: Collection[str] | None) -> tuple[str, ...]:
        ordered = [source.name for source in in_order(self.settings)]
        for name in sources or ():
            if name not in ordered:
                raise ConfigError("source", f"no source {name!r:.80}", "see `sources`")
        return tuple(name for name in ordered if not sources or name in sources)

    async def _store(self) -> JobStore:
        """The open store; the first use opens it. Raises NotReady and StoreFailed."""
        if self._steps is None:
            raise NotReady("the stores are not open yet")
        if self._launching is not None and self._launching.done() and self._launching.exception():
            self._launching = None
        return await asyncio.shield(self._launching or self._launch())

    def _launch(self) -> asyncio.Task[JobStore]:
        self._launching = asyncio.create_task(self._launched(), name="store of jobs")
        # Who asks is told of a failure; without anybody it is no one's loss.
        self._launching.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._launching

    async def _launched(self) -> JobStore:
        def launch() -> JobStore:
            from server.jobs_durable import JobStore

            executor = settings.jobs.executor or (
                "nescio" if url.startswith("sqlite") else socket.gethostname()
            )
            assert steps is not None  # noqa: S101
            batch_work = None if runs is None else BatchSteps(runs, steps.wait)
            store = JobStore(url, executor, steps, batch_work)
            store.forget(self._kept_since)
            return store

        settings, steps, url = self.settings, self._steps, jobs_url(self.settings)
        runs = self.batch_runs
        return await asyncio.to_thread(launch)

    async def _close(self) -> None:
        steps, self._steps = self._steps, None
        if self.batch_runs is not None:  # steps may wait for an answerer that never came
            await self.batch_runs.close()
        if steps is not None:
            await steps.stop()
        launching, self._launching = self._launching, None
        if launching is not None:
            [store] = await asyncio.gather(launching, return_exceptions=True)
            if not isinstance(store, BaseException):
                await asyncio.to_thread(store.close)


def jobs_url(settings: Settings) -> str:
    """Where jobs are recorded: the URL set, beside a PostgreSQL catalogue, or in `state`."""
    return settings.jobs.url or url_beside(settings, FILE)
