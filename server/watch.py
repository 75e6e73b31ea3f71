"""Keeping the index fresh: sources are synced when something about them changes, until a stop.

What says that a source may have changed is in `server.watch_triggers`; here it is acted upon. A
failure is one line and another try, after 1, 2, 4 ... 60 s; it never ends the watch. Links between
documents are brought up to date when changes pause, and now and then while they do not.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from ingest.progress import Progress, QuietProgress
from ingest.report import SourceReport, SyncReport
from nescio.errors import NescioError
from nescio.settings import Settings
from nescio.settings_sources import Source as SourceSettings
from server.watch_triggers import Trigger, check_schedules, triggers

_log = logging.getLogger(__name__)
FIRST_PAUSE_S = 1.0
LAST_PAUSE_S = 60.0
QUIET_S = 1.0
LINK_S = 10.0
MOST_LINES = 200
"""What a run says beyond that is left out."""
STOP_S = 5.0
"""What was read when it is stopped may take that long to be written."""


class Ingest(Protocol):
    """One run of ingestion, as `ingest.sync.sync` does it. Raises NescioError."""

    async def __call__(
        self,
        only: Sequence[str] | None,
        *,
        link: bool,
        progress: Progress,
        stop: asyncio.Event,
    ) -> SyncReport: ...


@dataclass
class Watch:
    """Watches all sources of the settings. `say` gets one line for each thing worth knowing."""

    settings: Settings
    ingest: Ingest
    say: Callable[[str], None]
    stop: asyncio.Event
    first: Progress = field(default_factory=QuietProgress)
    """Told how the first run goes, which reads everything."""
    _triggers: dict[str, Trigger] = field(default_factory=dict)
    _lines: dict[str, frozenset[str]] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _changed_at: float = 0.0

    async def run(self) -> None:
        """Sync everything, then follow what changes until `stop` is set. Raises ConfigError."""
        check_schedules(self.settings.sources)
        for source in self.settings.sources:
            self._triggers[source.name] = Trigger()
        asking = [
            asyncio.create_task(each, name="watch trigger")
            for source in self.settings.sources
            for each in triggers(source, self._triggers[source.name], self.say)
        ]
        try:
            await self._all()
            following = [
                asyncio.create_task(self._follow(source), name=f"watch {source.name}")
                for source in self.settings.sources
            ]
            await asyncio.gather(self._link(), *following)
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)

    async def _all(self) -> None:
        """The first run. Sources that cannot be read are left to those who follow them."""
        pause_s = FIRST_PAUSE_S
        while not self.stop.is_set():
            try:
                report = await self.ingest(None, link=True, progress=self.first, stop=self.stop)
            except Exception as error:
                self._say_failure(error, pause_s)
                await self._pause(pause_s)
                pause_s = min(2 * pause_s, LAST_PAUSE_S)
                continue
            for each in report.sources:
                self._tell(each)
                if each.unavailable and each.name in self._triggers:
                    self._triggers[each.name].due.set()
            for trigger in self._triggers.values():
                trigger.done()
            return

    async def _follow(self, source: SourceSettings) -> None:
        """Sync one source whenever it is due."""
        trigger = self._triggers[source.name]
        while await self._either(trigger.due):
            trigger.due.clear()
            await self._until_done([source.name], link=False)
            trigger.done()

    async def _link(self) -> None:
        """Bring links up to date some time after changes."""
        loop = asyncio.get_running_loop()
        while await self._either(self._changed):
            begun = loop.time()
            while (
                loop.time() - self._changed_at < QUIET_S
                and loop.time() - begun < LINK_S
                and not self.stop.is_set()
            ):
                await self._pause(QUIET_S / 4)
            self._changed.clear()
            await self._until_done([], link=True)

    async def _until_done(self, only: Sequence[str], *, link: bool) -> None:
        """A run, and another after a failure, until one succeeds or the watch is stopped."""
        pause_s = FIRST_PAUSE_S
        while not self.stop.is_set():
            news = _News(self.say, self._lines.get(" ".join(only), frozenset()))
            try:
                report = await self.ingest(only, link=link, progress=news, stop=self.stop)
            except Exception as error:
                self._say_failure(error, pause_s)
            else:
                self._lines[" ".join(only)] = frozenset(news.lines)
                for each in report.sources:
                    self._tell(each)
                if not any(each.unavailable for each in report.sources):
                    return
                self.say(f"{', '.join(only)}: trying again in {pause_s:g} s")
            await self._pause(pause_s)
            pause_s = min(2 * pause_s, LAST_PAUSE_S)

    def _tell(self, report: SourceReport) -> None:
        if report.added or report.changed or report.deleted:
            self._changed_at = asyncio.get_running_loop().time()
            self._changed.set()
            self.say(
                f"{report.name}: {report.added} added, {report.changed} changed, "
                f"{report.deleted} deleted in {report.seconds:.1f} s"
            )

    def _say_failure(self, error: Exception, pause_s: float) -> None:
        if not isinstance(error, NescioError):
            _log.error("an ingest of the watch failed", exc_info=error)
        line = str(error) if isinstance(error, NescioError) else f"{type(error).__name__}, see log"
        self.say(f"{line}; trying again in {pause_s:g} s")

    async def _pause(self, seconds: float) -> None:
        """Wait, or until the watch is stopped."""
        try:
            async with asyncio.timeout(seconds):
                await self.stop.wait()
        except TimeoutError:
            return

    async def _either(self, event: asyncio.Event) -> bool:
        """Wait for the event or the stop; false when it is the stop."""
        waits = [asyncio.create_task(each.wait()) for each in (event, self.stop)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return not self.stop.is_set()


@asynccontextmanager
async def watching(
    settings: Settings, ingest: Ingest, say: Callable[[str], None]
) -> AsyncIterator[None]:
    """Watch for the length of the block. Raises ConfigError before it."""
    check_schedules(settings.sources)
    stop = asyncio.Event()
    watch = Watch(settings=settings, ingest=ingest, say=say, stop=stop)
    task = asyncio.create_task(watch.run(), name="watch")
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait([task], timeout=STOP_S)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class _News(QuietProgress):
    """Passes on lines that the last run over the same source did not say too."""

    def __init__(self, say: Callable[[str], None], known: frozenset[str]) -> None:
        self._say = say
        self._known = known
        self.lines: set[str] = set()

    def line(self, text: str) -> None:
        if len(self.lines) == MOST_LINES:
            return
        if text not in self._known and text not in self.lines:
            self._say(text)
        self.lines.add(text)
        if len(self.lines) == MOST_LINES:
            self._say(f"more than {MOST_LINES} lines; see `nescio doctor` for the rest")
