"""What the gateway counts. Plain numbers: whoever exports metrics reads them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

Labels = tuple[str, ...]


def _counter() -> Counter[Labels]:
    return Counter()


@dataclass(frozen=True, kw_only=True)
class Counters:
    """Totals since the start, each by the labels that stand in its comment."""

    calls: Counter[Labels] = field(default_factory=_counter)  # task, outcome
    attempts: Counter[Labels] = field(default_factory=_counter)  # tier, outcome
    failures: Counter[Labels] = field(default_factory=_counter)  # provider, kind
    retries: Counter[Labels] = field(default_factory=_counter)  # provider
    retries_refused: Counter[Labels] = field(default_factory=_counter)  # provider
    breaker_changes: Counter[Labels] = field(default_factory=_counter)  # provider, model, state
    shed: Counter[Labels] = field(default_factory=_counter)  # provider
    broken: Counter[Labels] = field(default_factory=_counter)  # tier, schema
