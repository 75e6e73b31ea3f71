"""Metrics of a ranking by their standard names, with bootstrap intervals.

recall@k: the share of the needed passages among the first k. all_recall@k: whether all of them are
there. hits@k: whether one of them is. mrr: the reciprocal rank of the first of them, 0 when it is
not in the ranking, which is cut at 8. map: the mean over the needed passages of the precision at
the rank of each, 0 for one that is not in the ranking.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from evals.bootstrap import Metrics, draw, interval, taken
from evals.ranking import Floats

RANKED = 8
RECALL_AT = (2, 5, 8)
ALL_AT = (5, 8)
HITS_AT = (1, 5)
NAMES = (
    *(f"recall@{k}" for k in RECALL_AT),
    *(f"all_recall@{k}" for k in ALL_AT),
    *(f"hits@{k}" for k in HITS_AT),
    "mrr",
    "map",
)


def scores(ranked: Sequence[str], needed: Collection[str]) -> list[float]:
    """Each metric of `NAMES` for one question."""
    places = sorted(ranked.index(id_) for id_ in needed if id_ in ranked)

    def found(k: int) -> int:
        return sum(place < k for place in places)

    return [
        *(found(k) / len(needed) for k in RECALL_AT),
        *(float(found(k) == len(needed)) for k in ALL_AT),
        *(float(found(k) > 0) for k in HITS_AT),
        1 / (places[0] + 1) if places else 0.0,
        sum(n / (place + 1) for n, place in enumerate(places, start=1)) / len(needed),
    ]


def table(rankings: Sequence[Sequence[str]], needed: Sequence[Collection[str]]) -> Floats:
    """The scores of all questions: a row each, a column a metric."""
    pairs = zip(rankings, needed, strict=True)
    rows = [scores(ranked, ids) for ranked, ids in pairs]
    return np.array(rows, dtype=np.float64).reshape(-1, len(NAMES))


def means(rows: Floats, names: Sequence[str] = NAMES) -> Metrics:
    """The mean of each column with its interval, drawn over questions; nothing of no rows.

    Of differences between two systems this is the paired bootstrap.
    """
    if not len(rows):
        return {}
    spread = taken(draw(len(rows))) @ rows / len(rows)
    points = rows.mean(axis=0)
    return {
        name: interval(float(points[column]), spread[:, column])
        for column, name in enumerate(names)
    }


def by_group(rows: Floats, groups: Sequence[str]) -> dict[str, Metrics]:
    """The same for the questions of each group, and how many there are (`n`)."""
    of = np.array(groups)
    return {
        group: {"n": int((of == group).sum()), **means(rows[of == group])}
        for group in sorted(set(groups))
    }


def percentiles(name: str, values_ms: Sequence[float]) -> Metrics:
    """p50 and p95 of times, None of no times."""
    return {
        f"{name}_p{percent}": float(np.percentile(values_ms, percent)) if values_ms else None
        for percent in (50, 95)
    }
