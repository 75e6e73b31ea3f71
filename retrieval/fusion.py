"""One ranking from several.

Convex combination of normalised scores, which needs no more than two numbers per hit and keeps
how far the best are ahead (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
Retrieval", TOIS 2023); reciprocal rank fusion, which looks at ranks alone (Cormack, Clarke and
Büttcher, SIGIR 2009); and taking turns where rankings answer different questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

K = 60


def fuse(
    rankings: Sequence[Sequence[str]], *, weights: Sequence[float] | None = None, k: int = K
) -> list[tuple[str, float]]:
    """Ids with their fused score, the sum of weight / (k + rank), rank from 1; best first.

    Ties are broken by id, so that the same rankings always give the same order. An id that a
    ranking names twice counts at its first place. Raises ValueError when the number of weights
    is not the number of rankings.
    """
    if weights is None:
        weights = [1.0] * len(rankings)
    scores: dict[str, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for rank, id_ in enumerate(dict.fromkeys(ranking), start=1):
            scores[id_] = scores.get(id_, 0.0) + weight / (k + rank)
    return in_order(scores)


def combine(
    found: Sequence[Mapping[str, float]], *, weights: Sequence[float], complete: Sequence[bool]
) -> dict[str, float]:
    """The weighted sum of each id's scores, of which each ranking's best counts as 1.

    `found` are scores by id, of which those below 0 count as 0. An id that a ranking lacks counts
    as 0 where that ranking is `complete`; else it may be as good as the last one found, and counts
    as that. Raises ValueError when the numbers of weights and rankings differ.
    """
    ids = {id_ for scores in found for id_ in scores}
    combined = dict.fromkeys(sorted(ids), 0.0)
    for scores, weight, whole in zip(found, weights, complete, strict=True):
        best = max(scores.values(), default=0.0)
        if best <= 0:
            continue
        floor = 0.0 if whole else max(0.0, min(scores.values()))
        for id_ in combined:
            combined[id_] += weight * max(0.0, scores.get(id_, floor)) / best
    return combined


def take_turns(rankings: Sequence[Sequence[str]]) -> list[str]:
    """All ids once: the first of each ranking, then the second of each, and so on."""
    order: dict[str, None] = {}
    for rank in range(max((len(ranking) for ranking in rankings), default=0)):
        for ranking in rankings:
            if rank < len(ranking):
                order.setdefault(ranking[rank])
    return list(order)


def in_order(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    """Best first, ties by id."""
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
