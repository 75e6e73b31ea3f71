from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.values import decimal, parse


@pytest.mark.parametrize(
    ("text", "kind", "number", "unit"),
    [
        ("It costs 1,299.00 EUR today", "money", "1299.00", "EUR"),
        ("only €199", "money", "199", "EUR"),
        ("49,90 €", "money", "49.90", "EUR"),
        ("two years of warranty", "quantity", "2", "year"),
        ("a 24-month guarantee", "quantity", "24", "month"),
        ("weighs 1.9 kg", "quantity", "1.9", "kilogram"),
        ("15% off", "percent", "15", "%"),
        ("in stock: 12", "number", "12", None),
    ],
)
def test_a_value_is_read_with_its_unit(text: str, kind: str, number: str, unit: str | None) -> None:
    (value,) = parse(text)
    assert (value.kind, value.number, value.unit) == (kind, Decimal(number), unit)
    assert text[value.start : value.end] == value.text


@pytest.mark.parametrize(
    "text", ["2025-03-01", "1 March 2025", "March 1, 2025", "1st of March 2025"]
)
def test_forms_of_a_date_are_one_date(text: str) -> None:
    (value,) = parse(f"Launched {text}.")
    assert value.date == dt.date(2025, 3, 1)


def test_model_numbers_in_codes_are_not_values() -> None:
    assert parse("SKU TN-2041-B") == []


@given(st.decimals(min_value=0, max_value=10**7, places=2, allow_nan=False))
def test_a_number_reads_back_from_each_way_of_writing_it(number: Decimal) -> None:
    assert decimal(f"{number:.2f}") == number
    assert decimal(f"{number:,.2f}") == number


@given(st.text(max_size=200))
def test_spans_are_exact_ordered_and_apart(text: str) -> None:
    values = parse(text)
    assert all(text[v.start : v.end] == v.text for v in values)
    assert all(a.end <= b.start for a, b in pairwise(values))
