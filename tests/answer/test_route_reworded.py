"""Amounts in words are read as figures; names stay as they are written."""

from __future__ import annotations

import pytest

from answer.route_reworded import reworded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("cheapest bow you've got?", "cheapest bow you have got?"),
        ("In which thicknesses do you sell the Okapi string?", "which Okapi strings do you sell?"),
        ("what models does the Okapi come in?", "which Okapis do you sell?"),
        ("in which towns do you sell the Okapi?", "in which towns do you sell the Okapi?"),
        (
            "How many days does it take when we reorder the Okapi from its maker?",
            "what is the lead time of the supplier of the Okapi?",
        ),
        (
            "who brought the order that return RC-71 was opened for?",
            "who brought the order of return RC-71?",
        ),
        (
            "which parcel that ended in case RC-71 was it?",
            "which parcel that ended in case RC-71 was it?",
        ),
        ("who sent the parcel that ended in return RC-71?", "who sent the parcel of return RC-71?"),
        (
            "The boat that came after the Okapi, how much does it carry?",
            "how much does The boat that came after the Okapi carry?",
        ),
        ("The Okapi, how much does it carry?", "The Okapi, how much does it carry?"),
        ("which stoves have a five year guarantee", "which stoves have a 5 year guarantee"),
        ("which tents have a three-year warranty", "which tents have a 3-year warranty"),
        ("who delivers in more than a month", "who delivers in more than 1 month"),
        ("what does the Beacon Two weigh", "what does the Beacon Two weigh"),
        ("the two heaviest tents", "the two heaviest tents"),
        ("how long is a month", "how long is a month"),
    ],
)
def test_amounts(text: str, plain: str) -> None:
    assert reworded(text) == plain
