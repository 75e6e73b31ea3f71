"""What HTTP headers of providers say: when to come again, and how much may still be asked."""

from __future__ import annotations

import datetime as dt
import email.utils
import math
import re
import time
from collections.abc import Iterable, Mapping

from answer.models.chat import RateLimit

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_OPENAI = ("x-ratelimit-remaining-{}", "x-ratelimit-reset-{}")
_ANTHROPIC = ("anthropic-ratelimit-{}-remaining", "anthropic-ratelimit-{}-reset")
_REQUESTS = ("requests",)
_TOKENS = ("tokens", "input-tokens", "output-tokens")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, not below 0: `Retry-After-Ms`, else `Retry-After` as seconds or a date."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        number = _number(headers.get(name))
        if number is not None:
            return max(0.0, number * unit)
    at = _http_date(headers.get("retry-after", ""))
    return None if at is None else max(0.0, at - time.time())


def rate_limit(headers: Mapping[str, str]) -> RateLimit | None:
    """What is left by OpenAI's or Anthropic's headers; None where they say nothing.

    Of several counts of tokens the least. `reset_s` is that of what is used up; nothing used up:
    the longest.
    """
    found: list[tuple[bool, int, float | None]] = []
    for left_name, reset_name in (_OPENAI, _ANTHROPIC):
        for what in (*_REQUESTS, *_TOKENS):
            left = _number(headers.get(left_name.format(what)))
            if left is not None:
                reset = _until(headers.get(reset_name.format(what), ""))
                found.append((what in _REQUESTS, int(left), reset))
    if not found:
        return None
    used_up = [reset for _, left, reset in found if left <= 0]
    return RateLimit(
        at=time.monotonic(),
        requests_left=_least(left for requests, left, _ in found if requests),
        tokens_left=_least(left for requests, left, _ in found if not requests),
        reset_s=max((r for r in used_up or [r for *_, r in found] if r is not None), default=None),
    )


def _least(counts: Iterable[int]) -> int | None:
    return min(counts, default=None)


def _number(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _until(value: str) -> float | None:
    """Seconds of `1s`, `6m0s`, `20ms`, `12`, or until a time of RFC 3339."""
    number = _number(value)
    if number is not None:
        return max(0.0, number)
    parts = _DURATION.findall(value)
    if parts and "".join(f"{count}{unit}" for count, unit in parts) == value.strip():
        return float(sum(float(count) * _SECONDS[unit] for count, unit in parts))
    try:
        at = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return max(0.0, at.timestamp() - time.time())


def _http_date(value: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return None
