"""One ranking from several: reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009),
and taking turns where two rankings answer different questions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

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
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def take_turns(
    first: Sequence[str], second: Sequence[str], *, head: int = 3, run: int = 2
) -> list[str]:
    """All ids once: `head` of `first`, then in turn `run` of `second` and `run` of `first`."""
    order = list(dict.fromkeys(first[:head]))
    seen = set(order)
    queues = [iter(second), iter(first)]
    while True:
        before = len(order)
        for queue in queues:
            fresh = (id_ for id_ in queue if id_ not in seen)
            turn = list(dict.fromkeys(islice(fresh, run)))
            order += turn
            seen.update(turn)
        if len(order) == before:
            return order
