"""Whether values that a text states agree with values of rows.

Quantities are compared by dimension with pint; money by amount and, if both name one, currency;
dates by the granularity at which they are stated.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from nescio.types import Fact, Scalar
from retrieval.values import CODES, Value, parse, unit_name


def agrees(stated: Value, value: Scalar, unit: str | None) -> bool | None:
    """Whether `stated` equals a row's value; None when the two cannot be compared.

    The tolerance is the precision at which the text states the value: "1.9 kg" agrees with 1,912 g.
    """
    if isinstance(value, str):
        return _same_text(stated, value)
    if isinstance(value, dt.time):
        return None if stated.time is None else stated.time == value
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return _same_date(stated, value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    if stated.number is None:
        return None
    if stated.kind == "money":
        if unit is not None and unit.upper() in CODES.split("|") and stated.unit != unit.upper():
            return None
        return _near(stated, stated.number, number)
    if stated.kind == "quantity":
        return _same_quantity(stated, number, unit)
    if stated.kind == "percent":
        return _near(stated, stated.number, number) if unit in ("%", "pct", "percent") else None
    return _near(stated, stated.number, number) if unit is None else None


def amounts(text: str) -> list[Value]:
    """The amounts of money and of units, and the percentages, that a text states."""
    return [v for v in parse(text) if v.kind in ("money", "quantity", "percent")]


def otherwise(text: str, facts: Iterable[Fact]) -> bool:
    """Whether a text states an amount where a fact has another, and nowhere that of the fact."""
    stated = amounts(text)
    held = [[agrees(value, fact.value, fact.unit) for value in stated] for fact in facts]
    return any(False in one and True not in one for one in held)


def _same_text(stated: Value, value: str) -> bool | None:
    """A text column that holds times or a date (`10:00-19:00`): compared as such."""
    held = [v for v in parse(value) if v.kind == stated.kind and v.kind in ("time", "date")]
    if not held:
        return None
    return any((v.time, v.date) == (stated.time, stated.date) for v in held)


def _same_date(stated: Value, value: dt.date) -> bool | None:
    if stated.date is None:
        return None
    if stated.precision == "month":
        return (stated.date.year, stated.date.month) == (value.year, value.month)
    return stated.date == value


def _near(stated: Value, left: Decimal, right: Decimal) -> bool:
    digits = re.search(r"[.,](\d+)(?!.*\d{3})", stated.text)
    places = len(digits.group(1)) if digits and len(digits.group(1)) < 3 else 0
    if stated.kind in ("number", "percent") or places == 0:
        return left == right
    return abs(left - right) <= Decimal(5) / (Decimal(10) ** (places + 1))


@cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry()


def in_unit(number: float, unit: str, to: str | None) -> float | None:
    """A number of `unit` as a number of `to`; None when they do not convert."""
    canonical = unit_name(unit)
    if not canonical or to is None:
        return None
    registry = _registry()
    try:
        return number * float((1 * registry.Unit(canonical)).to(to).magnitude)
    except Exception as error:  # pint's dimension and unknown-unit errors share no narrow base
        if type(error).__module__.startswith("pint"):
            return None
        raise


def _same_quantity(stated: Value, number: Decimal, unit: str | None) -> bool | None:
    live = in_unit(float(number), unit or "", stated.unit)
    if live is None or stated.number is None:
        return None
    digits = re.search(r"\d[.,](\d{1,2})(?!\d)", stated.text)
    tolerance = 0.5 * 10 ** -len(digits.group(1)) if digits else 0.0
    return abs(float(stated.number) - live) <= max(tolerance, 1e-6 * max(1.0, abs(live)))
