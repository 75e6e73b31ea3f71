from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from answer.values import agrees
from retrieval.values import parse


@pytest.mark.parametrize(
    ("text", "value", "unit", "expected"),
    [
        ("1.9 kg", 1912, "g", True),
        ("1.8 kg", 1912, "g", False),
        ("2 years", 24, "months", True),
        ("three years", 24, "months", False),
        ("199 EUR", Decimal("199.00"), "EUR", True),
        ("199 USD", Decimal("199.00"), "EUR", None),
        ("2 years", Decimal("199.00"), "EUR", None),
        ("March 2025", dt.date(2025, 3, 9), None, True),
        ("1 March 2025", dt.date(2025, 3, 9), None, False),
        ("12 kg", 12, "days", None),
    ],
)
def test_a_stated_value_agrees_at_its_own_precision(
    text: str, value: object, unit: str | None, expected: bool | None
) -> None:
    (stated,) = parse(text)
    assert agrees(stated, value, unit) is expected  # type: ignore[arg-type]
