"""Whether a row has the value that a figure of a document gives, as exactly as it is stated."""

from __future__ import annotations

import datetime as dt
import re

from answer.audit_values import Figure, Relation
from answer.values import in_unit
from nescio.types import Scalar
from retrieval.schema import Column
from retrieval.values import parse

_ROUND = 0.03
_ABOUT_SHARE = 0.08
_CALENDAR_SHARE = 0.05


def holds(figure: Figure, relation: Relation, value: Scalar, column: Column) -> bool | None:
    """Whether a row's value is as the figure says; None when the two cannot be compared."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return _date_holds(figure, relation, value)
    if isinstance(value, (str, dt.time)):
        return _times_hold(figure, value)
    if value is None or isinstance(value, bool) or figure.number is None:
        return None
    live = float(value)
    if figure.kind == "quantity":
        converted = in_unit(live, column.unit or "", figure.unit)
        if converted is None:
            return None
        live = converted
    if figure.high is not None:
        return float(figure.number) <= live * 1.0001 and live <= float(figure.high) * 1.0001
    return any(
        _limited(stated, live, relation, _tolerance(figure, stated, column))
        for stated in _readings(figure)
    )


def _limited(stated: float, live: float, relation: Relation, slack: float) -> bool:
    near = abs(stated - live) <= slack
    if relation == "above":
        return live > stated
    if relation == "least":
        return live >= stated or near
    if relation == "below":
        return live < stated
    if relation == "most":
        return live <= stated or near
    return abs(stated - live) <= _ABOUT_SHARE * max(abs(live), abs(stated)) if (
        relation == "about"
    ) else near  # fmt: skip


def _readings(figure: Figure) -> list[float]:
    """`1.490` may be a number with decimals, or with a point between thousands."""
    number = float(figure.number or 0)
    if re.search(r"(?<!\d)\d{1,3}[.,]\d{3}(?!\d)", figure.text):
        return [number, number * 1000] if number < 1000 else [number]
    return [number]


def _tolerance(figure: Figure, stated: float, column: Column) -> float:
    """Half of the last place that is stated; whole numbers of a coarser unit are rounded ones."""
    places = re.search(r"\d[.,](\d{1,2})(?!\d)", figure.text)
    least = 1e-6 * max(1.0, abs(stated))
    if places:
        return max(least, 0.5001 * float(10 ** -len(places.group(1))))
    if figure.kind == "money":
        return 0.5
    if figure.kind != "quantity":
        return least
    factor = in_unit(1.0, column.unit or "", figure.unit) or 1.0
    calendar = {figure.unit, column.unit}
    if calendar & {"month", "months", "year", "years"} and calendar & {"day", "days", "week"}:
        return _CALENDAR_SHARE * abs(stated)
    lasting = figure.unit in ("month", "year", "day", "week", "hour")
    return max(least, _ROUND * abs(stated) if factor < 0.1 and not lasting else 0.0)


def _date_holds(figure: Figure, relation: Relation, value: dt.date) -> bool | None:
    if figure.date is None:
        return None
    stated: tuple[int, ...] = (figure.date.year,)
    live: tuple[int, ...] = (value.year,)
    if figure.precision != "year":
        stated, live = (*stated, figure.date.month), (*live, value.month)
    if figure.precision == "day":
        stated, live = (*stated, figure.date.day), (*live, value.day)
    if relation in ("above", "least"):
        return live > stated or (relation == "least" and live == stated)
    if relation in ("below", "most"):
        return live < stated or (relation == "most" and live == stated)
    if relation == "about":
        return abs(figure.date.year - value.year) <= 1
    return stated == live


def _times_hold(figure: Figure, value: str | dt.time) -> bool | None:
    if not figure.times:
        return None
    if isinstance(value, dt.time):
        return figure.times == (value,)
    live = [v.time for v in parse(value) if v.kind == "time" and v.time is not None]
    if not live:  # `closed`, against hours
        return False if len(figure.times) == 2 and value.strip().isalpha() else None
    if len(figure.times) == len(live):
        return list(figure.times) == live
    return figure.times[0] in live if len(figure.times) == 1 else None
