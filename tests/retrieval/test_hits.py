"""What was found for one text, as one score per passage."""

from __future__ import annotations

import pytest

from retrieval.hits import Hits, by_id, ranking
from retrieval.vectors import VectorHit

HITS = Hits(dense={"a": 0.8, "b": 0.4}, sparse={"b": 9.0, "c": 4.5}, limit=40)


def test_scores_weigh_dense_against_sparse() -> None:
    assert HITS.scores(1.0) == {"a": 1.0, "b": 0.5, "c": 0.0}
    assert HITS.scores(0.0) == {"a": 0.0, "b": 1.0, "c": 0.5}
    assert ranking(HITS.scores(0.5)) == ["b", "a", "c"]


def test_codes_lift_what_holds_them() -> None:
    coded = Hits(dense=HITS.dense, sparse=HITS.sparse, codes={"c": 2.0}, limit=40)
    assert coded.scores(0.5)["c"] == pytest.approx(HITS.scores(0.5)["c"] + 0.5)


def test_ranks_look_at_places_alone() -> None:
    ranks = Hits(dense={"a": 0.81, "b": 0.8}, sparse={"a": 30.0, "b": 1.0}, limit=2).ranks()
    assert ranks["a"] == pytest.approx(1.0)
    assert ranks["b"] == pytest.approx(61 / 62)
    assert Hits().ranks() == {}


def test_hits_by_id_keep_their_order() -> None:
    found = (VectorHit(id="z", score=2.0), VectorHit(id="a", score=1.0))
    assert list(by_id(found)) == ["z", "a"]
    assert ranking({"z": 1.0, "a": 1.0, "m": 2.0}) == ["m", "a", "z"]
