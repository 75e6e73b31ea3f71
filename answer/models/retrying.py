"""When a failed call is made again, and how long that waits.

`backoff` is exponential with full jitter (Brooker, AWS Architecture Blog, 2015: a wait drawn evenly
from zero to the bound keeps clients from coming back together). `RetryBudget` follows Finagle's
RetryBudget: calls of the last seconds pay for a share of retries, plus a small reserve for quiet
times. A call of a question to a provider that it has already asked is paid for in the same way,
whichever model it is to: an outage must not be multiplied by the length of the chain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from answer.models.chat import RETRYABLE, UNHEALTHY, FailureKind, ModelFailed
from answer.models.rates import UNKNOWN_RESET_S
from nescio.settings_models import RetrySettings

LATELY_S = 10.0
BURDENING: frozenset[FailureKind] = UNHEALTHY | {"rate_limited"}
"""Failures after which one more call to the same provider would be a burden to it."""


def backoff(settings: RetrySettings, tries: int, draw: Callable[[], float]) -> float:
    """Seconds before another try after `tries` tries; `draw` gives 0 to 1."""
    # Bounded before it is raised: no overflow however many tries.
    return draw() * min(settings.cap_s, settings.base_s * 2.0 ** min(tries - 1, 64))


class RetryBudget:
    """Of one provider: retries in `LATELY_S` are at most `reserve` and a share of the calls."""

    def __init__(self, *, share: float, reserve: int, clock: Callable[[], float]) -> None:
        self._share = share
        self._reserve = reserve
        self._clock = clock
        self._calls: deque[float] = deque()
        self._retries: deque[float] = deque()

    def deposit(self) -> None:
        """A question called the provider for the first time."""
        self._calls.append(self._clock())
        self._forget()

    def withdraw(self) -> bool:
        """May a call be made once more? If so it is taken to be made."""
        self._forget()
        if len(self._retries) + 1 > self._reserve + self._share * len(self._calls):
            return False
        self._retries.append(self._clock())
        return True

    def _forget(self) -> None:
        since = self._clock() - LATELY_S
        for times in (self._calls, self._retries):
            while times and times[0] <= since:
                times.popleft()


def retry_wait(
    settings: RetrySettings,
    failure: ModelFailed,
    *,
    tries: int,
    left_s: float,
    draw: Callable[[], float],
) -> tuple[float | None, str]:
    """Seconds to wait before the same tier is tried again, or None and why not. The wait has to be
    over within `left_s`."""
    if failure.kind not in RETRYABLE:
        return None, f"{failure.kind} is not retried"
    if tries >= settings.attempts:
        return None, f"tried {tries} times" if tries > 1 else "tried once"
    wait = backoff(settings, tries, draw)
    wish = failure.retry_after_s
    if wish is None and failure.kind == "rate_limited":
        wish = UNKNOWN_RESET_S
    if wish is not None:
        if wish > settings.cap_s:
            return None, f"it asks for {wish:g} s"
        # Jitter on top, or all who were told the same come back at the same moment.
        wait += wish
    if wait >= left_s:
        return None, "no time for another try"
    return wait, ""
