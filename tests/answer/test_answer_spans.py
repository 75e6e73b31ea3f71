"""Spans that can be an answer, and when two of them can both be true."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.answer_spans import Span, compatible, spans


def one(text: str) -> Span:
    [found] = spans(text)
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The cup went to Mary Ann Doe of Oslo.", [("name", "Mary Ann Doe of Oslo")]),
        ("Returns are free.", [("name", "Returns")]),
        ("It is due on 3 May 2021.", [("date", "3 May 2021")]),
        ("In 2019 it cost $4.5.", [("date", "2019"), ("money", "$4.5")]),
        ("You cannot dry it within 12 hours.", [("negation", "cannot"), ("quantity", "12 hours")]),
    ],
)
def test_spans(text: str, found: list[tuple[str, str]]) -> None:
    assert [(s.kind, s.text) for s in spans(text)] == found


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Chloé Zhao", "Chloe Zhao", True),
        ("Mary Doe", "Doe", True),
        ("United Nations", "the UN", True),
        ("Karlson", "Carlson", True),
        ("Mary Doe", "Ann Doe", False),
        ("3 May 2021", "May 3, 2021", True),
        ("May 2021", "3 May 2021", True),
        ("3 May 2021", "3 May 2012", False),
        ("3 May", "4 May 2021", False),
        ("3 May", "in 2021", None),
        ("2 weeks", "14 days", True),
        ("30 days", "14 days", False),
        ("30 days", "30 kg", None),
        ("$5.00", "5 USD", True),
        ("$5", "5 euros", None),
        ("10:00", "10 am", True),
        ("30 days", "Mary Doe", None),
    ],
)
def test_compatible(first: str, second: str, same: bool | None) -> None:
    assert compatible(one(first), one(second)) is same
    assert compatible(one(second), one(first)) is same


DAYS = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31))
FORMS = ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%b. %d, %Y")


@given(DAYS, st.sampled_from(FORMS), st.sampled_from(FORMS))
def test_a_day_is_the_same_however_it_is_written(day: dt.date, form: str, other: str) -> None:
    first, second = one(day.strftime(form)), one(day.strftime(other))
    assert first.canonical == second.canonical == (day.year, day.month, day.day)
    assert compatible(first, second) is True


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(["days", "kg", "euros", "%"]))
def test_amounts_are_compatible_exactly_when_equal(a: int, b: int, unit: str) -> None:
    assert compatible(one(f"{a} {unit}"), one(f"{b} {unit}")) is (a == b)


@given(st.text(max_size=80))
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    found = spans(text)
    assert all(text[s.start : s.end] == s.text for s in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(compatible(s, s) is not False for s in found)
