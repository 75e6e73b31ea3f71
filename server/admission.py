"""How many questions are answered at a time, and how many may wait for their turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from nescio.errors import StageTimeout, TooBusy

RETRY_AFTER_S = 2


class Admission:
    """At most `running` at a time and `queued` waiting; who comes then is turned away."""

    def __init__(self, *, running: int, queued: int, wait_s: float) -> None:
        self._turns = asyncio.Semaphore(running)
        self._queued = queued
        self._wait_s = wait_s
        self.waiting = 0

    def check(self) -> None:
        """Raises TooBusy when nobody else may wait. Call it before a response is begun."""
        if self._turns.locked() and self.waiting >= self._queued:
            raise TooBusy(RETRY_AFTER_S)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Raises StageTimeout after `wait_s` seconds."""
        self.waiting += 1
        try:
            async with asyncio.timeout(self._wait_s):
                await self._turns.acquire()
        except TimeoutError:
            raise StageTimeout("waiting for a turn", self._wait_s) from None
        finally:
            self.waiting -= 1
        try:
            yield
        finally:
            self._turns.release()
