"""What says that a source may have changed: files, a feed of the database, the clock.

A trigger only says "look"; what changed is found by the sync itself. So a trigger too many costs
little, and one that is missed is made good by the clock.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from croniter import croniter

from ingest.capture import open_feed
from ingest.listing import IGNORE_FILE, Chosen
from ingest.parsed import media_type
from ingest.poll import POLL_S
from ingest.records import Feed, FeedLost
from nescio.errors import ConfigError, SourceUnavailable
from nescio.settings_sources import DatabaseSource, FilesSource, PushSource, WebSource
from nescio.settings_sources import Source as SourceSettings

REFRESH_S = 300.0
WEB_REFRESH_S = 3600.0
FILES_REFRESH_S = 600.0
"""A folder is also watched; this is for files that failed, and for what a watcher misses."""
_FIELDS = 5
_DEBOUNCE_MS = 400
_LOOK_S = 2.0
_GONE_S = 5.0
Say = Callable[[str], None]


@dataclass
class Trigger:
    """Whether a source is to be looked at."""

    due: asyncio.Event = field(default_factory=asyncio.Event)
    _synced: asyncio.Event = field(default_factory=asyncio.Event)

    async def pull(self) -> None:
        """Ask for a sync, and wait for the end of it."""
        self._synced.clear()
        self.due.set()
        await self._synced.wait()

    async def first(self) -> None:
        """Wait for the end of the first sync."""
        await self._synced.wait()

    def done(self) -> None:
        """A sync has ended."""
        self._synced.set()


def check_schedules(sources: Iterable[SourceSettings]) -> None:
    """Raises ConfigError for a schedule that is none."""
    for source in sources:
        schedule = None if isinstance(source, PushSource) else source.schedule
        if schedule is None:
            continue
        if len(schedule.split()) != _FIELDS or not croniter.is_valid(schedule):
            raise ConfigError(
                f"sources.{source.name}.schedule",
                f"not five fields as in cron: {schedule!r}",
                'such as "0 3 * * *" for three at night',
            )


def triggers(
    source: SourceSettings, trigger: Trigger, say: Say
) -> Iterator[Coroutine[Any, Any, None]]:
    """What pulls the trigger of a source; each runs until it is cancelled."""
    if isinstance(source, PushSource):
        return  # who pushes also asks for the sync
    if isinstance(source, FilesSource):
        yield _files(source, trigger, say)
    if isinstance(source, DatabaseSource) and source.capture == "log":
        yield _feed(source, trigger)
    interval = interval_of(source)
    if interval:
        yield _clock(trigger, interval)
    if source.schedule:
        yield _schedule(trigger, source.schedule)


def interval_of(source: SourceSettings) -> float | None:
    """Seconds between two looks by the clock; None for none."""
    if isinstance(source, PushSource):
        return None
    if source.refresh_s is not None:
        return source.refresh_s or None
    if isinstance(source, DatabaseSource) and source.capture == "poll":
        return source.poll_s or POLL_S
    if source.schedule is not None:
        return None
    if isinstance(source, DatabaseSource) and source.capture == "log":
        return source.reconcile_s
    match source:
        case FilesSource():
            return FILES_REFRESH_S
        case WebSource():
            return WEB_REFRESH_S
        case _:
            return REFRESH_S


async def _clock(trigger: Trigger, interval: float) -> None:
    await trigger.first()
    while True:
        await asyncio.sleep(interval)
        await trigger.pull()


async def _schedule(trigger: Trigger, schedule: str) -> None:
    while True:
        now = dt.datetime.now().astimezone()
        following: dt.datetime = croniter(schedule, now).get_next(dt.datetime)
        await asyncio.sleep(max(0.0, (following - now).total_seconds()))
        await trigger.pull()


async def _feed(source: DatabaseSource, trigger: Trigger) -> None:
    """Waits for the feed in a thread of its own, which may be held for long."""
    loop = asyncio.get_running_loop()
    await trigger.first()
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"watch {source.name}")
    feed: Feed | None = None
    try:
        while True:
            try:
                feed = feed or await loop.run_in_executor(thread, open_feed, source)
                if feed is None or not await loop.run_in_executor(thread, feed.wait, _LOOK_S):
                    continue
            except (SourceUnavailable, ConfigError, FeedLost):
                # The sync that follows runs into the same, says it, and is tried again.
                await asyncio.sleep(1.0)
            await trigger.pull()
    finally:
        if feed is not None:
            feed.close()
        thread.shutdown(wait=False, cancel_futures=True)


async def _files(source: FilesSource, trigger: Trigger, say: Say) -> None:
    """Watches the folder; a folder that is not there is waited for."""
    from watchfiles import awatch

    missing = False
    while True:
        root = source.path.resolve()
        try:
            before = root.stat()
            if missing:
                missing = False
                trigger.due.set()
            changes = awatch(
                root,
                watch_filter=_Wanted(source, root),
                debounce=_DEBOUNCE_MS,
                ignore_permission_denied=True,
                rust_timeout=int(_GONE_S * 1000),
                yield_on_timeout=True,
            )
            async for found in changes:
                if found:
                    trigger.due.set()
                if not _same(root, before):
                    break
        except OSError as error:
            if not missing:
                missing = True
                trigger.due.set()
                say(f"{source.name}: cannot be watched: {error.strerror or error}")
        except RuntimeError as error:  # the watcher of the system has run out of something
            say(f"{source.name}: cannot be watched: {' '.join(str(error).split())[:200]}")
            await asyncio.sleep(FILES_REFRESH_S)
        await asyncio.sleep(_GONE_S if missing else 0.1)


def _same(root: Path, before: os.stat_result) -> bool:
    try:
        now = root.stat()
    except OSError:
        return False
    return (now.st_ino, now.st_dev) == (before.st_ino, before.st_dev)


class _Wanted:
    """Whether a changed path can matter: as `ingest.listing` chooses, folders besides."""

    def __init__(self, source: FilesSource, root: Path) -> None:
        self._root = root
        self._chosen = Chosen.of(source.include, source.exclude)

    def __call__(self, _: object, path: str) -> bool:
        try:
            key = Path(path).relative_to(self._root).as_posix()
        except ValueError:
            return True
        if key == IGNORE_FILE:
            return True
        if any(part.startswith(".") for part in key.split("/") if part != "."):
            return False
        if media_type(key) is None:
            return not os.path.isfile(path)  # a folder, or what was one
        return self._chosen(key)
