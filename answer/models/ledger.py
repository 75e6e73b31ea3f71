"""Where attempts are written down: the call's trace, the counters, the meter."""

from __future__ import annotations

import asyncio

from answer.models.calls import Attempt, Call, Meter
from answer.models.counters import Counters

_METER_S = 1.0
"""So long a call waits for its attempt to be metered; then that goes on in the background."""


class Ledger:
    """Of one gateway."""

    def __init__(self, meter: Meter, counters: Counters) -> None:
        self.meter = meter
        self.counters = counters
        self._writing: set[asyncio.Task[None]] = set()

    def passed_over(self, call: Call, attempt: Attempt) -> None:
        """A tier that was not asked."""
        call.trace.append(attempt)
        self.counters.attempts[attempt.tier, attempt.outcome] += 1

    async def asked(self, call: Call, attempt: Attempt) -> None:
        """A tier that was asked, whatever came of it. One that was cancelled is metered in the
        background, for whoever cancelled must not wait."""
        self.passed_over(call, attempt)
        if attempt.failure is not None:
            self.counters.failures[attempt.provider, attempt.failure] += 1
        writing = asyncio.create_task(self.meter.record(call.scope, call.task, attempt))
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)
        if attempt.outcome != "cancelled":
            await asyncio.wait({writing}, timeout=_METER_S)

    async def aclose(self) -> None:
        """Wait for what is still being written."""
        if self._writing:
            await asyncio.wait(self._writing, timeout=_METER_S)
