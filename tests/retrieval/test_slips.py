"""What kind of slip makes one word of another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.slips import ease, slip

WORDS = st.text("abcdefgz", max_size=7)


@pytest.mark.parametrize(
    ("form", "other", "kind"),
    [
        ("srping", "spring", "swapped"),
        ("flooor", "floor", "doubled"),
        ("shink", "shrink", "omitted"),
        ("sraff", "staff", "key"),
        ("skaff", "staff", "letter"),
        ("rifht", "right", "key"),
        ("hwelmet", "helmet", "key"),
        ("warrenty", "warranty", "vowel"),
        ("helkmet", "helmet", "key"),
        ("hetlmet", "helmet", "letter"),
        ("hlemte", "helmet", "further"),
    ],
)
def test_a_slip_has_a_kind(form: str, other: str, kind: str) -> None:
    assert slip(form, other) == kind


def test_a_wrong_first_letter_is_rarer() -> None:
    assert ease("siok", "soik") > ease("osik", "soik")


@given(WORDS, WORDS)
def test_what_is_left_out_one_way_is_too_much_the_other_way(form: str, other: str) -> None:
    if slip(form, other) == "omitted":
        assert slip(other, form) in ("doubled", "key", "letter")
    if slip(form, other) in ("swapped", "vowel", "further"):
        assert slip(other, form) == slip(form, other)
