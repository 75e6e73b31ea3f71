"""Other forms of the values of a question: right, few, and none for codes and model numbers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.notations import MOST, other_forms
from retrieval.values import parse


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("orders of 3 May 2024", {"2024-05-03"}),
        ("orders of 2024-05-03", {"3 May 2024"}),
        ("orders of 03.05.2024", {"3 May 2024"}),
        ("orders of 13/5/2024", {"2024-05-13", "13 May 2024"}),
        ("orders of Sept 3, 2024", {"2024-09-03", "3 September 2024", "3 Sep 2024"}),
        ("made in September 2024", {"2024-09", "Sep 2024"}),
        ("costs 1,299.50", {"1299.5", "1299.50"}),
        ("costs 1.299,50", {"1299.5", "1299.50"}),
        ("costs 12k", {"12000", "12,000"}),
        ("about 12,000 people", {"12000", "12k"}),
        ("a 5kg bag", {"5 kg", "5 kilograms"}),
        ("a bag of 5 kilos", {"5 kg", "5kg", "5 kilograms"}),
        ("two years of warranty", {"2 year", "2 yr"}),
        ("twelve people", {"12"}),
        ("under €60", {"60 EUR", "60 euro"}),
        ("20% off", {"20 percent"}),
        ("20 per cent off", {"20 percent"}),
        ("open at 3pm", {"15:00", "3 pm"}),
    ],
)
def test_values_have_the_forms_in_which_documents_write_them(text: str, forms: set[str]) -> None:
    assert set(other_forms(text)) == forms


@pytest.mark.parametrize(
    "text",
    [
        "the Kestrel 2",
        "the Anchor 9.5 rope",
        "the Lumen 1000",
        "order NF-21612",
        "order 21612",
        "error E-17",
        "made in 2024",
        "which one of the two",
        "on 3/5/2024",  # May or March
        "on 31.02.2024",
        "9" * 40,
        "1" + 10 * ".111" + ",11",
    ],
)
def test_codes_years_and_unclear_dates_have_none(text: str) -> None:
    assert other_forms(text) == []


@given(st.text("0123456789.,/-k€% mayseptkgEUR:", max_size=80) | st.text(max_size=80))
def test_forms_are_few_new_and_say_something(text: str) -> None:
    forms = other_forms(text)
    assert len(forms) <= MOST
    assert len(set(forms)) == len(forms)
    assert all(form.strip() and form not in text.split() for form in forms)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_form_of_a_date_reads_as_the_same_date(date: dt.date) -> None:
    forms = other_forms(f"what happened on {date.isoformat()}?")
    assert forms
    assert {value.date for form in forms for value in parse(form)} == {date}


@given(st.integers(10, 10**9), st.integers(0, 99))
def test_every_form_of_an_amount_reads_as_the_same_amount(whole: int, cents: int) -> None:
    amount = Decimal(whole) + Decimal(cents) / 100
    for form in other_forms(f"does it cost {amount:,} EUR?"):
        if form.count(".") > 1:  # 1.299.000, which texts are not read as
            form = form.replace(".", "")
        assert [value.number for value in parse(form.replace("k", "000"))] == [amount]
