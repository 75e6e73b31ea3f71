"""A day of the week told before a question for hours is part of that question."""

from __future__ import annotations

import pytest

from retrieval.reading import on_the_day


@pytest.mark.parametrize(
    ("own", "told", "read"),
    [
        ("what are the times?", "we'd be there on sunday around four",
         "what are the times on sunday?"),
        ("is the mill open?", "We come on Saturday.", "is the mill open on saturday?"),
        ("what does the Okapi cost?", "We come on Saturday.", "what does the Okapi cost?"),
        ("how many times was it lent?", "We come on Saturday.", "how many times was it lent?"),
        ("is the mill open on Monday?", "We come on Saturday.", "is the mill open on Monday?"),
        ("is the mill open?", "We come on Saturday or Sunday.", "is the mill open?"),
    ],
)  # fmt: skip
def test_a_day_told_is_the_day_asked_for(own: str, told: str, read: str) -> None:
    assert on_the_day(own, told) == read
