"""Properties of rank fusion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import K, fuse, take_turns

ids = st.text("abcdefgh", min_size=1, max_size=2)
rankings = st.lists(st.lists(ids, unique=True, max_size=12), max_size=4)


def test_scores_are_sums_of_reciprocal_ranks() -> None:
    fused = dict(fuse([["a", "b"], ["b"]], weights=[1.0, 0.5]))
    assert fused == {"a": pytest.approx(1 / 61), "b": pytest.approx(1 / 62 + 0.5 / 61)}
    assert K == 60


def test_weights_must_match() -> None:
    with pytest.raises(ValueError, match="zip"):
        fuse([["a"]], weights=[1.0, 2.0])


@given(rankings)
def test_everything_ranked_once_best_first(lists: list[list[str]]) -> None:
    fused = fuse(lists)
    assert {id_ for id_, _ in fused} == {id_ for ranking in lists for id_ in ranking}
    assert len(dict(fused)) == len(fused)
    assert fused == sorted(fused, key=lambda item: (-item[1], item[0]))


@given(rankings)
def test_order_of_rankings_does_not_matter(lists: list[list[str]]) -> None:
    shuffled = list(reversed(lists))
    one, other = dict(fuse(lists)), dict(fuse(shuffled))
    assert one.keys() == other.keys()
    assert all(one[id_] == pytest.approx(other[id_]) for id_ in one)


@given(st.lists(ids, unique=True, max_size=12))
def test_one_ranking_keeps_its_order(ranking: list[str]) -> None:
    assert [id_ for id_, _ in fuse([ranking])] == ranking
    assert [id_ for id_, _ in fuse([ranking, ranking])] == ranking


@given(rankings)
def test_better_everywhere_is_better_fused(lists: list[list[str]]) -> None:
    common = set(lists[0]).intersection(*lists) if lists else set()
    for one in common:
        for other in common:
            if all(ranking.index(one) < ranking.index(other) for ranking in lists):
                assert dict(fuse(lists))[one] > dict(fuse(lists))[other]


@given(st.lists(ids, min_size=1, max_size=12))
def test_repetition_counts_at_the_first_place(ranking: list[str]) -> None:
    assert fuse([ranking]) == fuse([list(dict.fromkeys(ranking))])


def test_turns() -> None:
    assert "".join(take_turns("abcdefgh", "uvwxb")) == "abcuvdewxfgh"
    assert "".join(take_turns("abcd", "")) == "abcd"
    assert "".join(take_turns("", "abc")) == "abc"


@given(st.lists(ids, max_size=12), st.lists(ids, max_size=12), st.integers(0, 4), st.integers(1, 3))
def test_turns_lose_and_repeat_nothing(
    first: list[str], second: list[str], head: int, run: int
) -> None:
    order = take_turns(first, second, head=head, run=run)
    assert len(order) == len(set(order))
    assert set(order) == set(first) | set(second)
    top = list(dict.fromkeys(first[:head]))
    assert order[: len(top)] == top
