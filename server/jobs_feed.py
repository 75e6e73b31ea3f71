"""What a job says while it works, kept for those who follow it now or come a little later.

All of it happens on the event loop of the server. The feed is bounded: who follows more slowly
than the job speaks misses what was in between, never its end.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

EventName = Literal["start", "advance", "line", "stop", "progress", "end"]
KEPT = 500
_ADVANCE_S = 0.25


@dataclass(frozen=True, kw_only=True)
class JobEvent:
    """One thing that a job said; `number` counts from 1.

    The names are the calls of `ingest.progress.Progress`, and `end`, whose data is the job. A batch
    says `progress` instead, with the batch, and `end`.
    """

    number: int
    name: EventName
    data: Mapping[str, Any]


class JobFeed:
    """The last events of a job."""

    def __init__(self) -> None:
        self._events: deque[JobEvent] = deque(maxlen=KEPT)
        self._number = 0
        self._news = asyncio.Event()
        self.ended = False

    def tell(self, name: EventName, data: Mapping[str, Any]) -> None:
        """Add an event and wake those who follow. Nothing comes after `end`."""
        if self.ended:
            return
        self._number += 1
        self._events.append(JobEvent(number=self._number, name=name, data=data))
        self.ended = name == "end"
        self._news.set()
        self._news = asyncio.Event()

    async def follow(self, after: int = 0) -> AsyncIterator[JobEvent]:
        """The events since number `after`, as they come, until the end."""
        while True:
            news = self._news
            for event in [each for each in self._events if each.number > after]:
                after = event.number
                yield event
            if self.ended and after >= self._number:
                return
            if self._number == after:
                await news.wait()


class FeedProgress:
    """Passes progress on to a feed; see `ingest.progress.Progress`."""

    def __init__(self, feed: JobFeed) -> None:
        self._feed = feed
        self._untold = 0
        self._told = 0.0
        self.source = ""
        self.done = 0
        self.total = 0

    def start(self, source: str, total: int) -> None:
        self.stop()
        self.source, self.done, self.total = source, 0, total
        self._feed.tell("start", {"source": source, "total": total})

    def advance(self, records: int) -> None:
        self.done += records
        self._untold += records
        now = time.monotonic()
        if now - self._told >= _ADVANCE_S:
            self._told = now
            self._tell_advance()

    def line(self, text: str) -> None:
        self._feed.tell("line", {"text": text})

    def stop(self) -> None:
        if self.source:
            self._tell_advance()
            self._feed.tell("stop", {})
            self.source = ""

    def _tell_advance(self) -> None:
        if self._untold:
            self._feed.tell("advance", {"records": self._untold})
            self._untold = 0
