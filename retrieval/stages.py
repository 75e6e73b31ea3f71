"""Stages of one retrieval: each under a deadline, timed, and named where it failed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from typing import TypeVar

from nescio.errors import ServiceError

T = TypeVar("T")


class Stages:
    """Runs stages under a deadline and remembers how they went."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self.degraded: list[str] = []
        self.timings_ms: dict[str, float] = {}

    async def run(self, name: str, work: Awaitable[T], otherwise: T) -> T:
        """What `work` gives, or `otherwise` when it fails or is late."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._timeout_s):
                return await work
        except (ServiceError, TimeoutError):
            self.degraded.append(name)
            return otherwise
        finally:
            self.timings_ms[name] = (time.perf_counter() - began) * 1000
