"""Values as a document states them: figures, ranges, years and opening hours, and what limits them.

`answer.values` reads single values; this adds what running text says of them (`about`, `at least`,
`between 6 and 7 kg`, `in 2018`, `from 10 to 18`), and compares them with a value of a row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from answer.values import in_unit
from retrieval.schema import Column
from retrieval.values import Value, parse

Relation = Literal["equal", "about", "above", "least", "below", "most"]
FigureKind = Literal["number", "quantity", "money", "percent", "date", "year", "hours", "time"]


def _before(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\s*$", re.IGNORECASE)


_AREA = re.compile(
    r"(?P<amount>\d{1,3}(?:[, ]\d{3})+|\d+(?:\.\d+)?)\s?"
    r"(?:m2\b|m²|sqm\b|square met(?:re|er)s?\b)",
    re.IGNORECASE,
)
_PLAIN_HOURS = re.compile(
    r"(?<![\d.,:-])\b(?P<first>[01]?\d|2[0-4])\s?(?:-|–|to|till?|until)\s?(?P<last>[01]?\d|2[0-4])"
    r"(?=\s?(?:h\b|o'clock|hours\b|on\b|daily|every|[,.;)]|$))",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:-|–|—|to|till?|until|and)\s*(?:(?:it )?closes at\s*)?", re.IGNORECASE)
_OPENS = re.compile(r"\s*(?:and|,|,? and it)\s+(?:closes|shuts)\s+(?:at\s+)?", re.IGNORECASE)
_RANGE = re.compile(
    r"(?:(?P<low>\d+(?:\.\d+)?)\s*(?:-|–|to|or)|\bbetween (?P<from>\d+(?:\.\d+)?) and)\s*$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?<![\d.,])(?P<number>\d+(?:\.\d+)?)(?=,? (?:and|or|but) $)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_LEAD = re.compile(
    r"\b(?:in|since|of|from|during|by|before|after|until|early|late|summer|autumn|spring|winter"
    r"|year|back in)\s*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|some|nearly|almost|close to|circa|ca\."
    r"|just (?:under|over|above|below)|a little (?:under|over)|well over half|barely|not quite"
    r"|slightly (?:under|over|more than|less than)|or so|good for)|~)\s*$",
    re.IGNORECASE,
)
_LIMITS: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    ("most", _before(
        r"no more than|not more than|at (?:the )?most|no longer than|not over|maximum of|max\.?"
    )),
    ("least", _before(
        r"no less than|not less than|no fewer than|at least|at the (?:very )?least|a minimum of"
        r"|minimum"
    )),
    ("above", _before(
        r"(?<!no )(?<!not )(?:more|longer|heavier|greater|larger|bigger|higher) than|over|above"
        r"|exceeds|exceeding|upwards of|in excess of|beyond|after"
    )),
    ("below", _before(
        r"(?<!no )(?<!not )(?:less|fewer|lighter|shorter|smaller|cheaper|lower) than|under|below"
        r"|short of|before"
    )),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A stated value with its span. `high` ends a range that begins at `number`; `times` are one
    (a moment) or two (opening and closing)."""

    kind: FigureKind
    start: int
    end: int
    text: str
    number: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    date: dt.date | None = None
    precision: Literal["day", "month", "year"] = "day"
    times: tuple[dt.time, ...] = ()


def figures(text: str) -> list[Figure]:
    """The values of a text in order, not overlapping."""
    areas = [
        Figure(kind="quantity", start=m.start(), end=m.end(), text=m.group(), unit="meter ** 2",
               number=Decimal(re.sub(r"[, ]", "", m["amount"])))
        for m in _AREA.finditer(text)
    ]  # fmt: skip
    hours = _hours(text)
    found = [*areas, *hours]
    for value in parse(text):
        if not any(value.start < one.end and one.start < value.end for one in areas + hours):
            figure = _figure(text, value)
            if figure is not None:
                found.append(figure)
            found += _listed(text, figure)
    found.sort(key=lambda one: one.start)
    ranges = [one for one in found if one.high is not None]
    return [
        one
        for one in found
        if not any(r is not one and r.start <= one.start and one.end <= r.end for r in ranges)
        and not (
            one.kind == "number"
            and any(o.kind != "number" and o.start <= one.start < o.end for o in found)
        )
    ]


def fits(figure: Figure, column: Column) -> bool:
    """Whether a figure is of the kind that a column holds."""
    if column.kind == "money":
        return figure.kind == "money" and figure.unit in (None, column.unit or figure.unit)
    if column.kind == "number" and column.unit == "%":
        return figure.kind == "percent"
    if column.kind == "number" and column.unit:
        return figure.kind == "quantity" and in_unit(1.0, column.unit, figure.unit) is not None
    if column.kind == "number":
        return figure.kind == "number"
    if column.kind in ("date", "datetime"):
        return figure.kind in ("date", "year")
    return column.kind in ("text", "time") and figure.kind in ("hours", "time")


def relation_of(text: str, figure: Figure) -> Relation:
    """How a text limits a figure: the words right before it, or right after."""
    before = text[max(0, figure.start - 30) : figure.start]
    if _ABOUT.search(before):
        return "about"
    for relation, pattern in _LIMITS:
        if pattern.search(before):
            return relation
    after = text[figure.end : figure.end + 16]
    if re.match(r"\s*(?:or more|and more|and up|plus\b|at least)", after, re.IGNORECASE):
        return "least"
    if re.match(r"\s*(?:or less|or under|at most)", after, re.IGNORECASE):
        return "most"
    if re.match(r"\s*(?:or so|give or take|or thereabouts)", after, re.IGNORECASE):
        return "about"
    return "equal"


def _figure(text: str, value: Value) -> Figure | None:
    if value.kind == "number" and _YEAR.fullmatch(value.text):
        if not _YEAR_LEAD.search(text[: value.start]):
            return None
        date = dt.date(int(value.text), 1, 1)
        return Figure(
            kind="year", start=value.start, end=value.end, text=value.text, date=date,
            precision="year",
        )  # fmt: skip
    if value.kind in ("date", "time"):
        times = (value.time,) if value.time is not None else ()
        return Figure(
            kind="date" if value.kind == "date" else "time", start=value.start, end=value.end,
            text=value.text, date=value.date, precision=value.precision, times=times,
        )  # fmt: skip
    figure = Figure(
        kind=value.kind, start=value.start, end=value.end, text=value.text, number=value.number,
        unit=value.unit,
    )  # fmt: skip
    before = _RANGE.search(text[: value.start])
    if before and value.kind in ("quantity", "money", "percent") and value.number is not None:
        group = "low" if before["low"] else "from"
        low, start = Decimal(before[group]), before.start(group)
        if low < value.number:
            return replace(
                figure, start=start, text=text[start : value.end], number=low, high=value.number
            )
    return figure


def _listed(text: str, figure: Figure | None) -> list[Figure]:
    """The first of two amounts that share a unit: `20 and 25 litres`."""
    if figure is None or figure.kind != "quantity" or figure.high is not None:
        return []
    match = _LISTED.search(text[: figure.start])
    if match is None:
        return []
    number = Decimal(match["number"])
    return [
        replace(figure, start=match.start(), end=match.end(), text=match.group(), number=number)
    ]


def _hours(text: str) -> list[Figure]:
    """Two times that belong together; one alone is a time and stays with `parse`."""
    times = [v for v in parse(text) if v.kind == "time"]
    found = [
        Figure(kind="hours", start=a.start, end=b.end, text=text[a.start : b.end],
               times=(a.time, b.time))
        for a, b in _pairs(text, times)
        if a.time is not None and b.time is not None
    ]  # fmt: skip
    for match in _PLAIN_HOURS.finditer(text):
        first, last = int(match["first"]), int(match["last"])
        unit = re.match(r"\s?(?:kg|g|mm|km|l|m|days|weeks|months)\b", text[match.end() :])
        if (
            first < last < 24
            and not unit
            and not any(f.start <= match.start() < f.end for f in found)
        ):
            found.append(
                Figure(kind="hours", start=match.start(), end=match.end(), text=match.group(),
                       times=(dt.time(first), dt.time(last)))
            )  # fmt: skip
    return found


def _pairs(text: str, times: Sequence[Value]) -> list[tuple[Value, Value]]:
    found: list[tuple[Value, Value]] = []
    for first, second in pairwise(times):
        between = text[first.end : second.start]
        joined = _BETWEEN.fullmatch(between) or _OPENS.fullmatch(between)
        if joined and not (found and found[-1][1] is first):
            found.append((first, second))
    return found
