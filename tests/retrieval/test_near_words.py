"""Words near a word: the same as by comparing with every one, where one end is right."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from retrieval.near_words import NearWords

WORDS = st.text("abc", min_size=4, max_size=9)


@given(st.lists(WORDS, max_size=40), st.text("abc", min_size=5, max_size=8))
def test_one_edit_is_always_found(known: list[str], form: str) -> None:
    expected = {other: d for other in known if (d := OSA.distance(form, other)) <= 1}
    assert NearWords(known).within(form, 1) == expected


@given(st.lists(WORDS, max_size=40), st.text("abc", min_size=8, max_size=9))
def test_two_edits_are_found_when_one_end_is_right(known: list[str], form: str) -> None:
    expected = {
        other: d
        for other in known
        if (d := OSA.distance(form, other)) <= 2
        and (other[:2] == form[:2] or other[-2:] == form[-2:])
    }
    assert NearWords(known).within(form, 2) == expected


def test_a_wrong_beginning_is_found_by_the_end() -> None:
    known = NearWords(["battery", "kestrel"])
    assert known.within("abttery", 1) == {"battery": 1}
    assert known.within("estrel", 1) == {"kestrel": 1}
    assert known.within("kstral", 1) == {}
