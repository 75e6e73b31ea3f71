"""Numbers with units in questions, converted to the unit that a column is kept in."""

from __future__ import annotations

from nescio.types import Scalar
from retrieval.schema import Column

_FACTORS: tuple[dict[str, float], ...] = (
    {"g": 1, "gram": 1, "grams": 1, "kg": 1000, "kilo": 1000, "kilos": 1000, "kilogram": 1000,
     "kilograms": 1000, "mg": 0.001, "lb": 453.59237, "lbs": 453.59237, "pound": 453.59237,
     "pounds": 453.59237, "oz": 28.349523, "ounces": 28.349523},
    {"l": 1, "litre": 1, "litres": 1, "liter": 1, "liters": 1, "ml": 0.001, "cl": 0.01, "dl": 0.1},
    {"m": 1000, "metre": 1000, "metres": 1000, "meter": 1000, "meters": 1000, "cm": 10,
     "centimetres": 10, "centimeters": 10, "mm": 1, "millimetres": 1, "km": 1e6, "in": 25.4,
     "inch": 25.4, "inches": 25.4, "ft": 304.8, "feet": 304.8},
    {"months": 1, "month": 1, "years": 12, "year": 12},
    {"days": 1, "day": 1, "weeks": 7, "week": 7},
    {"h": 60, "hour": 60, "hours": 60, "min": 1, "minute": 1, "minutes": 1},
    {"m²": 1, "m2": 1, "sqm": 1},
    {"w": 1, "watt": 1, "watts": 1, "kw": 1000},
)  # fmt: skip
CURRENCY_WORDS = {
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "usd": "USD", "dollar": "USD", "dollars": "USD",
    "gbp": "GBP", "pounds": "GBP", "chf": "CHF", "francs": "CHF",
}  # fmt: skip
CURRENCY_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}


def is_unit(word: str) -> bool:
    """Whether the word is a unit or a currency that can be compared with a column's."""
    return word in CURRENCY_WORDS or any(word in group for group in _FACTORS)


def converted(number: float, unit: str | None, column: Column) -> Scalar:
    """The number in the column's unit; None when the units measure different things.

    A number without a unit is taken as it is; a currency is never converted.
    """
    if unit is None:
        return number
    if unit in CURRENCY_WORDS or unit in CURRENCY_SIGNS.values():
        code = CURRENCY_WORDS.get(unit, unit)
        return number if column.kind == "money" and column.unit in (None, code) else None
    own = (column.unit or "").lower()
    for group in _FACTORS:
        if unit in group and own in group:
            return number * group[unit] / group[own]
    return None


def same_amount(first: float, unit: str, second: float, other: str) -> bool:
    """Whether an amount is the same as another, in two units of one dimension."""
    one, two = unit.casefold(), other.casefold()
    return any(
        one in group and two in group and abs(first * group[one] - second * group[two]) < 1e-6
        for group in _FACTORS
    )
