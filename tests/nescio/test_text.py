"""Words keep their spans; forms are the same however a word is written."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from nescio.text import content_stems, fold, normal_name, stem, words


@given(st.text(max_size=80))
def test_spans_are_in_order_and_do_not_overlap(text: str) -> None:
    found = words(text)
    assert all(0 <= w.start < w.end <= len(text) for w in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(fold(text[w.start : w.end]) == w.form for w in found)


@given(st.text(st.characters(codec="ascii"), max_size=80))
def test_case_changes_nothing(text: str) -> None:
    assert content_stems(text.upper()) == content_stems(text.lower())


@given(st.text(st.characters(codec="ascii"), max_size=80))
def test_normal_name_is_stable(text: str) -> None:
    assert normal_name(normal_name(text)) == normal_name(text)


def test_examples() -> None:
    assert [w.form for w in words("It's 1,299.50 EUR (Café)")] == [
        "it's",
        "1,299.50",
        "eur",
        "cafe",
    ]
    assert content_stems("What does the kettle’s warranty cover?") == ["kettl", "warranti", "cover"]
    assert stem("AB-12".casefold()) == "ab-12"
    assert stem("ab-12's") == "ab-12"


def test_the_possessive_of_a_number_is_no_part_of_it() -> None:
    text = "KP-87's price, the 750’s weight, Lyon's hours at 5 o'clock"
    said = [(w.form, text[w.start : w.end]) for w in words(text)]
    assert ("87", "87") in said
    assert ("750", "750") in said
    assert ("lyon's", "Lyon's") in said
    assert ("o'clock", "o'clock") in said
    assert not any(form == "s" for form, _ in said)
