"""The time that an answer takes: each stage measured, all of them within one deadline."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing
from typing import TypeVar

from nescio.errors import StageTimeout

T = TypeVar("T")


class Clock:
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
            spent = (time.perf_counter() - begun) * 1000
            self._stages[stage] = self._stages.get(stage, 0.0) + spent

    async def each(self, stage: str, items: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
        """The items of a stage, each awaited as by `run`. Closes them at its end."""
        async with aclosing(items):
            while True:
                try:
                    item = await self.run(stage, anext(items))
                except StopAsyncIteration:
                    return
                yield item
