"""What a search has found for one text, as one score per passage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.fusion import combine, fuse, in_order
from retrieval.vectors import VectorHit

CODED = 0.5
"""Of hits for the codes of a question, beside 1 for dense and sparse together."""


@dataclass(frozen=True, kw_only=True)
class Hits:
    """Passages by id: `dense` cosine, `sparse` BM25, and BM25 for the `codes` of the text alone.

    `limit` is how many were asked for: a shorter ranking is complete.
    """

    dense: Mapping[str, float] = field(default_factory=dict)
    sparse: Mapping[str, float] = field(default_factory=dict)
    codes: Mapping[str, float] = field(default_factory=dict)
    limit: int = 0

    def scores(self, dense_weight: float) -> dict[str, float]:
        """Combined: `dense_weight` of dense and the rest of sparse, 0 to 1 but for codes."""
        return combine(
            [self.dense, self.sparse, self.codes],
            weights=[dense_weight, 1 - dense_weight, CODED],
            complete=[len(self.dense) < self.limit, len(self.sparse) < self.limit, True],
        )

    def ranks(self) -> dict[str, float]:
        """Combined by ranks alone, scaled so that the first in all rankings has 1."""
        rankings = [[*self.dense], [*self.sparse], [*self.codes]]
        used = sum(bool(ranking) for ranking in rankings)
        best = fuse([["best"]] * used)
        return {id_: score / best[0][1] for id_, score in fuse(rankings)}


def ranking(scores: Mapping[str, float]) -> list[str]:
    """Ids, best first, ties by id."""
    return [id_ for id_, _ in in_order(scores)]


def by_id(hits: tuple[VectorHit, ...]) -> dict[str, float]:
    """Scores by id, best first as found."""
    return {hit.id: hit.score for hit in hits}
