"""Golden sets as a benchmark of retrieval: is all that an item needs among the first evidence?

An item with `sources` needs each of them, by uri or `table/key`. Any other answerable item needs a
piece of evidence that holds one of `answers`, and one for each string of `all_of`. What must be
abstained from needs nothing and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evals.bench_metrics import RANKED, means
from evals.bootstrap import Metrics
from evals.golden import GoldenItem
from evals.normalise import holds
from evals.outcome import CitedSource
from evals.ranking import Floats
from evals.report import aligned, long, short

NAMES = (f"recall@{RANKED}", f"all_recall@{RANKED}")
OURS = "nescio"
Ranking = Sequence[CitedSource]
"""Pieces of evidence, best first; `quote` is the text of a piece."""


def needs(item: GoldenItem) -> list[tuple[str, ...]]:
    """What an item needs: of each tuple one string. Empty where there is nothing to find."""
    if item.sources:
        return [(source,) for source in item.sources]
    return [*([item.answers] if item.answers else []), *((text,) for text in item.all_of)]


def missing(item: GoldenItem, ranking: Ranking) -> list[str]:
    """What the item needs and the first pieces do not have."""
    first = ranking[:RANKED]

    def there(text: str) -> bool:
        if item.sources:
            return any(piece.is_source(text) for piece in first)
        return any(holds(piece.quote, text) for piece in first)

    return [
        " | ".join(options) for options in needs(item) if not any(there(text) for text in options)
    ]


def result(
    items: Sequence[GoldenItem],
    rankings: Mapping[str, Sequence[Ranking]],
    *,
    measured: Mapping[str, Metrics],
    machine: Mapping[str, Any],
) -> dict[str, Any]:
    """The form that `nescio bench golden --json FILE` writes; every item needs something."""
    systems: dict[str, Any] = {}
    for name, ranked in rankings.items():
        lost = [missing(item, pieces) for item, pieces in zip(items, ranked, strict=True)]
        rows = _table(items, lost)
        systems[name] = {
            "metrics": {**means(rows, NAMES), **measured.get(name, {})},
            "by_tag": _slices(rows, [_labels(item) for item in items]),
            "missed": [item.id for item, gone in zip(items, lost, strict=True) if gone],
            "items": [
                {"id": item.id, "ranked": [piece.uri for piece in pieces[:RANKED]], "missing": gone}
                for item, pieces, gone in zip(items, ranked, lost, strict=True)
            ],
        }
    return {"name": "golden", "n": len(items), "systems": systems, "machine": dict(machine)}


def report(found: Mapping[str, Any]) -> str:
    """The same for a terminal, with what was missed by ours."""
    systems: Mapping[str, Any] = found["systems"]
    lines = [f"{found['n']} questions that need evidence, 95 % intervals", ""]
    rows = [[name, *(long(s["metrics"].get(n)) for n in NAMES)] for name, s in systems.items()]
    lines += aligned([["", *NAMES], *rows])
    ours = systems[OURS]
    tags = [
        [tag, str(metrics["n"]), *(short(s["by_tag"][tag].get(NAMES[1])) for s in systems.values())]
        for tag, metrics in ours["by_tag"].items()
    ]
    lines += ["", *aligned([[NAMES[1], "n", *systems], *tags])]
    further = {name: value for name, value in ours["metrics"].items() if name not in NAMES}
    lines += ["", ", ".join(f"{name} {short(value)}" for name, value in further.items())]
    lines += [
        f"missed: {item['id']}: {'; '.join(item['missing'])}"
        for item in ours["items"]
        if item["missing"]
    ]
    return "\n".join(lines)


def _labels(item: GoldenItem) -> frozenset[str]:
    """The tags of an item, and whether its sources or its answers were looked for."""
    return frozenset({*item.tags, "needs: sources" if item.sources else "needs: answers"})


def _table(items: Sequence[GoldenItem], lost: Sequence[Sequence[str]]) -> Floats:
    shares = [1 - len(gone) / len(needs(item)) for item, gone in zip(items, lost, strict=True)]
    return np.array([[share, float(share == 1)] for share in shares], dtype=np.float64)


def _slices(rows: Floats, labels: Sequence[frozenset[str]]) -> dict[str, Metrics]:
    found: dict[str, Metrics] = {}
    for label in sorted({label for each in labels for label in each}):
        chosen = np.array([label in each for each in labels])
        found[label] = {"n": int(chosen.sum()), **means(rows[chosen], NAMES)}
    return found
