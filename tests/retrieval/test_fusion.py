"""Properties of rank fusion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import K, combine, fuse, take_turns

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
    assert "".join(take_turns(["abc", "uvbw", "x"])) == "auxbvcw"
    assert take_turns(["abcd"]) == list("abcd")
    assert take_turns([]) == []


@given(rankings)
def test_turns_lose_and_repeat_nothing(lists: list[list[str]]) -> None:
    order = take_turns(lists)
    assert len(order) == len(set(order))
    assert set(order) == {id_ for ranking in lists for id_ in ranking}
    firsts = [ranking[0] for ranking in lists if ranking]
    assert order[: len(set(firsts))] == list(dict.fromkeys(firsts))


def test_combined_scores_are_shares_of_the_best() -> None:
    combined = combine(
        [{"a": 0.8, "b": 0.4}, {"b": 12.0, "c": 3.0}], weights=[0.5, 0.5], complete=[True, True]
    )
    assert combined == {
        "a": pytest.approx(0.5),
        "b": pytest.approx(0.25 + 0.5),
        "c": pytest.approx(0.125),
    }


def test_what_a_full_ranking_lacks_counts_as_its_last() -> None:
    found = [{"a": 1.0, "b": 0.5}, {"c": 2.0}]
    combined = combine(found, weights=[1.0, 1.0], complete=[False, True])
    assert combined == {"a": 1.0, "b": 0.5, "c": pytest.approx(0.5 + 1.0)}


def test_negative_scores_count_as_none() -> None:
    assert combine([{"a": -0.2, "b": -0.1}], weights=[1.0], complete=[True]) == {"a": 0, "b": 0}
    assert combine([{}], weights=[1.0], complete=[True]) == {}


def test_combined_rankings_need_a_weight_each() -> None:
    with pytest.raises(ValueError, match="zip"):
        combine([{"a": 1.0}], weights=[], complete=[True])


scored = st.dictionaries(ids, st.floats(-1, 30), max_size=8)


@given(scored, scored, st.floats(0, 1), st.booleans(), st.booleans())
def test_combining_keeps_what_all_agree_on(
    one: dict[str, float], other: dict[str, float], weight: float, full: bool, whole: bool
) -> None:
    combined = combine([one, other], weights=[weight, 1 - weight], complete=[full, whole])
    assert combined.keys() == one.keys() | other.keys()
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in combined.values())
    both = one.keys() & other.keys()
    for a in both:
        for b in both:
            if one[a] >= one[b] and other[a] >= other[b]:
                assert combined[a] >= combined[b] - 1e-9
