"""A provider's own limits, kept before they are hit.

What the last reply's headers said was left, less what has been sent since, is what may be sent. A
429 closes the model for all calls, not only for the one that met it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from answer.models.chat import RateLimit

UNKNOWN_RESET_S = 1.0
"""When a provider says that nothing is left and not for how long."""
_SOON_S = 0.001
"""Sums of times are not exact: who has waited for a moment may be a little early."""
_REMEMBERED = 10_000


class Rates:
    """Of one provider."""

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sent: deque[tuple[float, int]] = deque(maxlen=_REMEMBERED)
        self._closed_until: dict[str, float] = {}

    def sent(self, tokens: int) -> None:
        """A prompt of so many tokens goes out now."""
        self._sent.append((self._clock(), tokens))

    def told_to_wait(self, model: str, seconds: float) -> None:
        """The provider's Retry-After, or `UNKNOWN_RESET_S`."""
        until = self._clock() + seconds
        self._closed_until[model] = max(until, self._closed_until.get(model, until))

    def wait_s(self, model: str, limit: RateLimit | None, tokens: int) -> float:
        """Seconds until a prompt of so many tokens may be sent; 0: now."""
        now = self._clock()
        told = self._closed_until.get(model, now) - now
        wait = max(told, self._by_headers(limit, tokens, now))
        return wait if wait > _SOON_S else 0.0

    def _by_headers(self, limit: RateLimit | None, tokens: int, now: float) -> float:
        if limit is None:
            return 0.0
        resets_at = limit.at + (UNKNOWN_RESET_S if limit.reset_s is None else limit.reset_s)
        while self._sent and self._sent[0][0] <= limit.at:
            self._sent.popleft()
        requests, spent = len(self._sent), sum(used for _, used in self._sent)
        full = (limit.requests_left is not None and limit.requests_left - requests <= 0) or (
            limit.tokens_left is not None and limit.tokens_left - spent < tokens
        )
        return resets_at - now if full else 0.0
