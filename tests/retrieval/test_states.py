"""States and reasons that are said in other words than rows keep them."""

from __future__ import annotations

import pytest

from nescio.text import stem
from retrieval.states import longest, says


def stems(text: str) -> list[str]:
    return [stem(word) for word in text.split()]


@pytest.mark.parametrize(
    ("said", "value", "meant"),
    [
        ("called off", "cancelled", True),
        ("aborted", "cancelled", True),
        ("refused", "rejected", True),
        ("not fit", "wrong size", True),
        ("damage shipping", "damaged transit", True),
        ("called in", "cancelled", False),
        ("stolen", "lost", False),
        ("shipping", "transit", False),  # alone it says less than the value
        ("wrong colour", "wrong size", False),
        ("delivered", "shipped", False),
    ],
)
def test_wordings_that_mean_a_value(said: str, value: str, meant: bool) -> None:
    assert says(stems(said), stems(value)) is meant


def test_a_wording_may_be_longer_than_the_value() -> None:
    assert longest(stems("cancelled")) == 2
    assert longest(stems("gold")) == 1
