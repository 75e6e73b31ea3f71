"""What the caches of answers count. Plain numbers: whoever exports metrics reads them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Layer = Literal["exact", "semantic"]


def _counter() -> Counter[str]:
    return Counter()


@dataclass(frozen=True, kw_only=True)
class CacheCounters:
    """Totals since the start. `exact` is the same question, `semantic` one that means the same."""

    hits: Counter[str] = field(default_factory=_counter)
    """Answers given from what was kept, by layer."""
    joins: Counter[str] = field(default_factory=_counter)
    """Askers who got an answer that was being made for another, by layer."""
    misses: Counter[str] = field(default_factory=_counter)
    """Answers made anew; by `answer`, or `refresh` when nobody waited for it."""
    refused: Counter[str] = field(default_factory=_counter)
    """Likenesses above the threshold that were no hits, by what differs."""
