"""The steps of a job: called by the store of jobs in its threads, done on the server's event loop.

A step that fails says so in its result: what a job came to is recorded, not raised.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.report import SourceReport, SyncReport
from nescio.errors import NescioError
from server.jobs_feed import FeedProgress, JobFeed
from server.jobs_runner import Runner
from server.jobs_view import ENDED, Job, JobState, Left, Result, job_out, job_with, report_out

_log = logging.getLogger(__name__)
_TRY_AGAIN_S = (1.0, 4.0)
"""A store or a model that fails may be away for a moment only."""
STOP_S = 5.0
"""A stopping server waits that long for what was read to be written."""


@dataclass
class Live:
    """A job of this process: what it says, and how it stands."""

    job: Job
    feed: JobFeed = field(default_factory=JobFeed)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    progress: FeedProgress = field(init=False)

    def __post_init__(self) -> None:
        self.progress = FeedProgress(self.feed)

    def shown(self) -> Job:
        """The job with how far it is."""
        told = self.progress
        if self.job.state in ENDED or not told.source:
            return self.job
        progress = {"source": told.source, "done": told.done, "total": told.total}
        return replace(self.job, progress=progress)

    def end(self, state: JobState, result: Result) -> None:
        """Nothing more will come."""
        self.progress.stop()
        if state == "cancelled":
            # What the last step came to is not in the record any more.
            result = {"reports": list(self.job.reports)}
            if not self.stop.is_set():
                state, result["problem"] = "failed", "another server has taken the job over"
        self.job = job_with(self.job, state, result)
        self.feed.tell("end", job_out(self.job))


@dataclass
class Steps:
    """See `server.jobs_durable.Work`. `live` gives the live job of an id and its arguments."""

    runner: Runner
    live: Callable[[str, Sequence[str], bool], Live]
    loop: asyncio.AbstractEventLoop
    _closing: bool = False
    _running: dict[asyncio.Task[object], Live] = field(default_factory=dict)

    def source(self, job_id: str, sources: Sequence[str], full: bool, name: str) -> Result:
        return self.wait(self._source(job_id, sources, full, name))

    def finish(self, job_id: str, sources: Sequence[str], full: bool) -> Result:
        return self.wait(self._finish(job_id, sources, full))

    def ended(
        self, job_id: str, sources: Sequence[str], full: bool, state: JobState, result: Result
    ) -> None:
        def end() -> None:
            self.live(job_id, sources, full).end(state, result)

        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens
            self.loop.call_soon_threadsafe(end)

    async def stop(self) -> None:
        """Let no step begin; those that run stop after what was read is written."""
        self._closing = True
        for live in self._running.values():
            live.stop.set()
        if self._running:
            _, late = await asyncio.wait(list(self._running), timeout=STOP_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def wait(self, step: Coroutine[Any, Any, Result]) -> Result:
        """The result of a step. Blocks, in a thread of the store of jobs. Raises Left."""
        if self._closing:
            step.close()
            raise Left
        try:
            result = asyncio.run_coroutine_threadsafe(step, self.loop).result()
        except (concurrent.futures.CancelledError, RuntimeError):
            raise Left from None
        if self._closing and result.get("stopped", False):
            raise Left
        return result

    async def _source(self, job_id: str, sources: Sequence[str], full: bool, name: str) -> Result:
        live = self.live(job_id, sources, full)
        if name not in {source.name for source in self.runner.settings.sources}:
            line = f"{name}: no source any more"
            report, problem = SyncReport(sources=(SourceReport(name=name, skipped=(line,)),)), ""
        else:
            report, problem = await self._sync(live, [name], full=full)
        each = report.sources[0] if report.sources else SourceReport(name=name, unavailable=True)
        result = {
            **report_out(each),
            "reused": report.reused,
            "repaired": report.repaired,
            "problem": problem,
        }
        live.job = replace(live.job, reports=(*live.job.reports, result))
        return result

    async def _finish(self, job_id: str, sources: Sequence[str], full: bool) -> Result:
        live = self.live(job_id, sources, full)
        report, problem = await self._sync(live, [], link=True)
        return {
            "forgotten": [report_out(each) for each in report.sources],
            "relinked": report.relinked,
            "repaired": report.repaired,
            "seconds": report.seconds,
            "stopped": live.stop.is_set(),
            "problem": problem,
        }

    async def _sync(
        self, live: Live, only: Sequence[str], *, full: bool = False, link: bool = False
    ) -> tuple[SyncReport, str]:
        """A run, tried again when that may help: its report, or an empty one and the problem."""
        task = asyncio.current_task()
        if task is not None:
            self._running[task] = live
        if self._closing:
            live.stop.set()

        def began() -> None:
            live.job = replace(live.job, state="running")

        try:
            for pause_s in (*_TRY_AGAIN_S, 0.0):
                try:
                    report = await self.runner.sync(
                        only,
                        full=full,
                        link=link,
                        progress=live.progress,
                        stop=live.stop,
                        began=began,
                    )
                    return report, ""
                except NescioError as error:
                    problem = str(error)
                    if not (error.retryable and pause_s):
                        break
                    live.feed.tell("line", {"text": f"{problem}; trying again in {pause_s:g} s"})
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(live.stop.wait(), pause_s)
        except Exception as error:
            _log.error("a job failed", exc_info=error)
            problem = "an internal error; see the log"
        finally:
            if task is not None:
                self._running.pop(task, None)
        live.feed.tell("line", {"text": problem})
        return SyncReport(sources=()), problem
