"""How many calls a provider has at a time and how many wait, shared out fairly among tenants.

Waiting tenants take turns. Once the queue is full, a newcomer is turned away, unless another tenant
has more waiting than the newcomer's: then the latest of those makes room (drop from the longest
queue, Suter et al., INFOCOM 1998). Nobody is turned away whose call has begun.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from nescio.errors import TooBusy

_WEIGHT = 0.2
"""Of the latest call in the moving mean of how long calls take."""


class Bulkhead:
    """Slots of one provider."""

    def __init__(
        self, *, concurrent: int, queued: int, per_tenant: int, clock: Callable[[], float]
    ) -> None:
        self._concurrent = concurrent
        self._queued = queued
        self._per_tenant = per_tenant
        self._clock = clock
        self._held: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._mean_s = 1.0
        self.running = 0

    @property
    def waiting(self) -> int:
        """Calls in the queues."""
        return sum(len(queue) for queue in self._queues.values())

    @asynccontextmanager
    async def slot(self, tenant: str, wait_s: float) -> AsyncIterator[None]:
        """Wait for a slot, at most so long, and hold it.

        Raises TooBusy when the queue is full or the time is over.
        """
        try:
            async with asyncio.timeout(wait_s):
                await self._enter(tenant)
        except TimeoutError:
            raise self._too_busy() from None
        began = self._clock()
        try:
            yield
        finally:
            self._mean_s += _WEIGHT * (self._clock() - began - self._mean_s)
            self._leave(tenant)

    async def _enter(self, tenant: str) -> None:
        if self.running < self._concurrent and self._held[tenant] < self._per_tenant:
            self._take(tenant)
            return
        if self.waiting >= self._queued:
            self._make_room(tenant)
        turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(tenant, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            # The slot may have been given in the very moment in which the waiter gave up.
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._leave(tenant)
            self._forget(tenant, turn)
            raise

    def _take(self, tenant: str) -> None:
        self.running += 1
        self._held[tenant] += 1

    def _leave(self, tenant: str) -> None:
        self.running -= 1
        self._held[tenant] -= 1
        if not self._held[tenant]:
            del self._held[tenant]
        while self.running < self._concurrent and self._serve_next():
            pass

    def _serve_next(self) -> bool:
        for tenant, queue in self._queues.items():
            if self._held[tenant] >= self._per_tenant:
                continue
            turn = queue.popleft()
            self._queues.move_to_end(tenant)
            if not queue:
                del self._queues[tenant]
            if not turn.done():
                self._take(tenant)
                turn.set_result(None)
            return True
        return False

    def _make_room(self, tenant: str) -> None:
        longest = max(self._queues, key=lambda name: len(self._queues[name]), default=tenant)
        own = len(self._queues.get(tenant, ()))
        if len(self._queues.get(longest, ())) <= own + 1:
            raise self._too_busy()
        turn = self._queues[longest][-1]
        self._forget(longest, turn)
        if not turn.done():
            turn.set_exception(self._too_busy())

    def _forget(self, tenant: str, turn: asyncio.Future[None]) -> None:
        queue = self._queues.get(tenant, deque())
        if turn in queue:
            queue.remove(turn)
        if not queue:
            self._queues.pop(tenant, None)

    def _too_busy(self) -> TooBusy:
        return TooBusy(max(1, math.ceil(self._mean_s * (self.waiting + 1) / self._concurrent)))
