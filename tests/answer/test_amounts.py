"""What an amount is for: the deed and the things that a question asks about, or others."""

from __future__ import annotations

import datetime as dt

import pytest

from answer.amounts import for_another
from answer.question import analyse, stems_of
from answer.quotes import Quote
from nescio.types import Chunk, Passage
from retrieval.corpus import count_terms

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TERMS = count_terms(["The Corvin is a boat."])


def quote(text: str, *, over: str) -> Quote:
    part = Chunk(document_id="d", source="docs", key="k", start=0, end=len(text), text=text)
    passage = Passage(chunk=part, title=over, uri="k", kind="file", as_of=NOW)
    return Quote(
        passage=passage, start=0, end=len(text), text=text, block=0, stems=stems_of(text),
        context=stems_of(over), cosine=0.6, coverage=0.8, score=0.7,
    )  # fmt: skip


LIST = "A carpet costs 20 euro, a curtain 8 euro."
BOTH = "The berths are let by the week and can be insured for 4 euro a week."


@pytest.mark.parametrize(
    ("question", "text", "over", "other"),
    [
        ("What does it cost to rent a carpet?", LIST, "Laundry: we wash at 30 degrees", True),
        ("What do you charge to mend a curtain?", LIST, "Cleaning", True),
        ("What does it cost to clean a carpet?", LIST, "Laundry: we wash at 30 degrees", False),
        ("What does a carpet cost?", LIST, "Laundry: we wash at 30 degrees", False),
        ("What does it cost to rent a carpet?", LIST, "Prices", False),
        ("What does a quilt cost to wash?", LIST, "Washing", True),
        ("What do you take to wash my blinds?", LIST, "Washing", True),
        ("What does washing cost?", LIST, "Washing", False),
        ("What does it cost to wash my Corvin?", LIST, "Washing", False),
        ("What does a curtain cost to wash?", LIST, "Washing", False),
        ("What does a quilt cost?", "We charge 20 euro.", "Washing", False),
        ("What does a berth cost a week?", BOTH, "Berths", True),
        ("What do I pay if it is not insured?", BOTH, "Berths", True),
        ("What does it cost to insure a berth?", BOTH, "Berths", False),
        ("What does a berth cost?", "Berths can be had for 4 euro.", "Berths", False),
        ("How long does a repair take?", "Delivery takes two days.", "Shop", True),
        ("How long do I have to send it back?", "Two days, if it is washed.", "Shop", False),
        ("How long does shipping take?", "Delivery takes two days.", "Shop", False),
    ],
)
def test_an_amount_of_another_deed_or_thing(
    question: str, text: str, over: str, other: bool
) -> None:
    assert for_another(analyse(question, TERMS), quote(text, over=over)) is other
