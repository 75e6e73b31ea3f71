"""Figures of running text, what limits them, and the comparison with a value of a row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from answer.audit_holds import holds
from answer.audit_values import figures, relation_of
from nescio.types import Scalar
from retrieval.schema import Column, ColumnKind


def column(kind: ColumnKind, unit: str | None = None) -> Column:
    return Column(name="x", label="x", kind=kind, unit=unit)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from 10:00 to 19:00", [("hours", "10:00 to 19:00")]),
        ("opens at 10 am and closes at 6 pm", [("hours", "10 am and closes at 6 pm")]),
        ("open from 10 to 18, daily", [("hours", "10 to 18")]),
        ("between 6 and 7 kg", [("quantity", "6 and 7 kg")]),
        ("20 to 30 hours", [("quantity", "20 to 30 hours")]),
        ("hold 20 and 25 litres", [("quantity", "20"), ("quantity", "25 litres")]),
        ("640 m2 or 12,400 square metres", [("quantity", "640 m2"),
                                            ("quantity", "12,400 square metres")]),
        ("launched in 2018", [("year", "2018")]),
        ("part 2018 of the kit", []),
        ("in March 2014, on 3 May 2014", [("date", "March 2014"), ("date", "3 May 2014")]),
    ],
)  # fmt: skip
def test_figures(text: str, found: list[tuple[str, str]]) -> None:
    figured = figures(text)
    assert [(one.kind, one.text) for one in figured] == found
    assert all(text[one.start : one.end] == one.text for one in figured)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("weighs 2 kg", "equal"),
        ("weighs about 2 kg", "about"),
        ("weighs just under 2 kg", "about"),
        ("weighs more than 2 kg", "above"),
        ("weighs no more than 2 kg", "most"),
        ("weighs at least 2 kg", "least"),
        ("weighs less than 2 kg", "below"),
        ("weighs 2 kg or more", "least"),
        ("carries up to 2 kg", "equal"),
    ],
)
def test_relations(text: str, relation: str) -> None:
    (figure,) = figures(text)
    assert relation_of(text, figure) == relation


@pytest.mark.parametrize(
    ("text", "value", "kind", "unit", "expected"),
    [
        ("1.6 kg", 1585, "number", "g", True),
        ("1.5 kg", 1585, "number", "g", False),
        ("2 kg", 1970, "number", "g", True),
        ("2 kg", 2400, "number", "g", False),
        ("1585 g", 1585, "number", "g", True),
        ("1584 g", 1585, "number", "g", False),
        ("1.490 g", 1490, "number", "g", True),
        ("about 1700 g", 1585, "number", "g", True),
        ("about 2 kg", 1585, "number", "g", False),
        ("more than 1.5 kg", 1585, "number", "g", True),
        ("less than 1.5 kg", 1585, "number", "g", False),
        ("between 1 and 2 kg", 1585, "number", "g", True),
        ("between 2 and 3 kg", 1585, "number", "g", False),
        ("two years", 24, "number", "months", True),
        ("two years", 25, "number", "months", False),
        ("one month", 30, "number", "days", True),
        ("one month", 45, "number", "days", False),
        ("EUR 405", Decimal("404.95"), "money", "EUR", True),
        ("EUR 399.95", Decimal("404.95"), "money", "EUR", False),
        ("640 m²", 640, "number", "m²", True),
        ("in 2014", dt.date(2014, 3, 22), "date", None, True),
        ("in May 2014", dt.date(2014, 3, 22), "date", None, False),
        ("before 2015", dt.date(2014, 3, 22), "date", None, True),
        ("10 am to 7 pm", "10:00-19:00", "text", None, True),
        ("10:00 to 20:00", "10:00-19:00", "text", None, False),
        ("until 19:00", "10:00-19:00", "text", None, True),
        ("10:00 to 20:00", "closed", "text", None, False),
        ("2 kg", None, "number", "g", None),
        ("2 kg", 24, "number", "months", None),
    ],
)
def test_comparison(
    text: str, value: Scalar, kind: ColumnKind, unit: str | None, expected: bool | None
) -> None:
    (figure,) = figures(text)
    assert holds(figure, relation_of(text, figure), value, column(kind, unit)) is expected
