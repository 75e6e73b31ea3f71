"""Values as a reader sees them, and the Python form of what a driver returned."""

from __future__ import annotations

import datetime as dt
import math
import struct
from decimal import Decimal, InvalidOperation
from typing import Any

from nescio.types import Scalar
from retrieval.schema import Column

_LARGEST_SINGLE = 1e30
_TRUE = frozenset("1 t true y yes".split())


def to_scalar(value: Any, column: Column | None = None) -> Scalar:
    """A driver's value in its plain form: ISO text of a date column becomes a date, and so on."""
    if value is None or isinstance(value, (bytes, memoryview, dict, list)):
        return None
    if column is not None:
        if column.kind == "bool":
            return str(value).casefold() in _TRUE
        if column.kind in ("date", "datetime") and isinstance(value, str):
            return _moment(value)
        if column.kind == "money" and isinstance(value, (int, float, str, Decimal)):
            return _decimal(value)
    if isinstance(value, float):
        return _without_noise(value)
    if isinstance(value, (str, int, float, Decimal, bool, dt.date, dt.datetime, dt.time)):
        return value
    return str(value)


def display_value(value: Scalar, column: Column | None = None) -> str:
    """The value with its unit: `249.95 EUR`, `1290 g`, `2026-05-04`, `yes`; empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, str):
        return value.strip()
    text = _number(value, money=column is not None and column.kind == "money")
    unit = column.unit if column is not None else None
    if unit is None:
        return text
    return f"{text}%" if unit == "%" else f"{text} {unit}"


def _number(value: int | float | Decimal, *, money: bool) -> str:
    number = _decimal(value)
    if number is None:
        return str(value)
    if money:
        cents = number.quantize(Decimal("0.01")) if abs(number) < Decimal(10) ** 20 else number
        return f"{cents if cents == number else number:f}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _without_noise(value: float) -> float:
    """Single precision kept as double (`32.3800011`) without the digits that mean nothing."""
    if not math.isfinite(value) or value.is_integer() or abs(value) > _LARGEST_SINGLE:
        return value
    short = float(f"{value:.7g}")
    (single,) = struct.unpack("f", struct.pack("f", short))
    noisy = len(repr(abs(value)).replace(".", "").lstrip("0")) >= 9
    return short if noisy and f"{single:.9g}" == f"{value:.9g}" else value


def _decimal(value: int | float | str | Decimal) -> Decimal | None:
    try:
        number = Decimal(str(_without_noise(value) if isinstance(value, float) else value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _moment(text: str) -> Scalar:
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text)
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return text
