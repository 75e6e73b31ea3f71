"""A circuit breaker that lets one probe through at a time.

The pattern is Nygard's (Release It!, 2007). Deliberate oddities:

1. It is told what a call showed of the provider's health rather than wrapped around a function: a
   stream that is closed by its reader, or one that our own deadline cut short, shows nothing.
2. Only a probe's success closes it. Calls that were let through before it opened change nothing.
3. Probes of all models of a provider together keep the interval, from the end of one to the start
   of the next, so that it holds where they arrive too; a model waits that many intervals as
   breakers are open, so that each gets its turn.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from nescio.settings_models import BreakerSettings

State = Literal["closed", "open", "half_open"]
Health = Literal["healthy", "unhealthy", "unknown"]


@dataclass(kw_only=True)
class Probes:
    """What the breakers of one provider share."""

    next_at: float = -math.inf
    open_breakers: int = 0


@dataclass(frozen=True, kw_only=True)
class Permit:
    """A call that was let through; it is reported exactly once."""

    era: int
    probe: bool = False


class Breaker:
    """Of one model at one provider."""

    def __init__(
        self,
        settings: BreakerSettings,
        probes: Probes,
        *,
        clock: Callable[[], float],
        changed: Callable[[State], None] = lambda _: None,
    ) -> None:
        """`changed` is told each new state."""
        self._settings = settings
        self._probes = probes
        self._clock = clock
        self._changed = changed
        self._state: State = "closed"
        self._failures = 0
        self._era = 0
        self._probe_at = 0.0

    @property
    def state(self) -> State:
        """`half_open` while a probe is under way."""
        return self._state

    @property
    def wait_s(self) -> float:
        """Until a call may be let through; 0: now, infinite: a probe is under way."""
        if self._state == "closed":
            return 0.0
        if self._state == "half_open":
            return math.inf
        return max(0.0, max(self._probe_at, self._probes.next_at) - self._clock())

    def admit(self) -> Permit | None:
        """Let a call through, or not."""
        if self._state == "closed":
            return Permit(era=self._era)
        if self.wait_s > 0:
            return None
        interval = self._settings.probe_interval_s
        self._probes.next_at = self._clock() + interval
        self._probe_at = self._clock() + interval * self._probes.open_breakers
        self._become("half_open")
        return Permit(era=self._era, probe=True)

    def report(self, permit: Permit, health: Health) -> None:
        """What came of a call that was let through."""
        if permit.probe:
            self._probed(health)
        elif permit.era != self._era or health == "unknown":
            return
        elif health == "healthy":
            self._failures = 0
        else:
            self._failures += 1
            if self._failures >= self._settings.failures:
                self._open()

    def _open(self) -> None:
        self._era += 1
        self._probe_at = self._clock() + self._settings.open_s
        self._probes.open_breakers += 1
        self._become("open")

    def _probed(self, health: Health) -> None:
        later = self._clock() + self._settings.probe_interval_s
        self._probes.next_at = max(self._probes.next_at, later)
        if health != "healthy":
            self._become("open")
            return
        self._failures = 0
        self._probes.open_breakers -= 1
        self._become("closed")

    def _become(self, state: State) -> None:
        self._state = state
        self._changed(state)
