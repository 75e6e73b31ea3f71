"""Dates as conditions on rows: `launched in 2026`, `opened before 2015`, `since March 2026`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from answer.route_bounds import BOUNDING, NEUTRAL
from nescio.text import stem
from retrieval.asking import Asked, Term
from retrieval.attribute import STATES
from retrieval.attributes import Attribute, AttributeResolver, noun_stems
from retrieval.fact_sql import Comparison, Condition
from retrieval.measures import is_unit

MONTHS = {
    name: number
    for number, names in enumerate(
        """january jan|february feb|march mar|april apr|may|june jun|july jul|august aug
        |september sep sept|october oct|november nov|december dec""".split("|"),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_HOW = (
    r"\b(?P<how>in|during|of|on|before|until|till|by|up to|after|since|from|later than"
    r"|earlier than)\s+(?:the\s+)?"
)
_DATE = re.compile(
    rf"{_HOW}(?:year\s+|start of\s+|beginning of\s+)?"
    rf"(?:(?P<iso>{_YEAR}-\d\d-\d\d)"
    rf"|(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{_MONTH})\.?"
    rf"(?:\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b,?)?,?\s+(?:of\s+)?(?P<year>{_YEAR})"
    rf"|(?P<only>{_YEAR}))(?![\w-])(?!\s*(?:to|and|-|until)\s*{_YEAR})",
    re.IGNORECASE,
)
# A part of a year or of a month: `the last week of March 2026`, `the second quarter of 2025`, `Q2`.
_PART = re.compile(
    rf"{_HOW}(?:(?P<which>first|second|third|fourth|last|1st|2nd|3rd|4th)\s+"
    r"(?P<unit>half|quarter|week|days)|q(?P<quarter>[1-4]))"
    rf"(?:\s+(?:of|in)|,)?\s+(?:the\s+year\s+)?(?:(?P<month>{_MONTH})\s+)?(?P<year>{_YEAR})(?![\w-])",
    re.IGNORECASE,
)
_ENDS = (
    rf"(?:(?:(?P<day{{0}}>\d{{{{1,2}}}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month{{0}}>{_MONTH})?"
    rf"(?:\s+(?P<last{{0}}>\d{{{{1,2}}}})(?:st|nd|rd|th)?)?,?(?:\s*(?P<year{{0}}>{_YEAR}))?)"
)
_BETWEEN = re.compile(
    rf"\b(?:between|from)\s+(?:the\s+)?{_ENDS.format(1)}\s*(?:and|to|until|till|through|-|–)\s*"
    rf"(?:the\s+)?{_ENDS.format(2)}(?![\w-])",
    re.IGNORECASE,
)
# A plural right before it, and no verb: `orders from May 2025`.
_ROWS_FROM = re.compile(
    r"\b(?!(?:is|was|has|does|starts|begins|runs|opens|works|sells|applies|counts)\b)"
    r"[a-z]{3,}[^s\W]s\s*$",
    re.IGNORECASE,
)
_ONWARDS = re.compile(
    r"\s*(?:on\b|onwards?\b|forwards?\b|to\b|until\b|till\b|through\b|[-–])", re.I
)
_NTH = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3,
    "last": -1,
}  # fmt: skip
_JOINED = re.compile(r",?\s*(?:(?:and|but|yet)\s+)?(?:(?:not|also|still)\s+)?", re.IGNORECASE)
_IN_A_YEAR = {"half": 2, "quarter": 4}
_PLANNED = re.compile(r"\b(?:will|shall|going to|plan(?:s|ned|ning)?)\b", re.IGNORECASE)
# What a table's only date is the date of, whatever the column is called.
_HAPPENING = frozenset(
    stem(w) for w in "make made place placed happen come came arrive get got take".split()
)

_WORKING = frozenset((stem("work"),))


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A time asked about: the conditions on a date, how a reader says it, its place in the text."""

    comparisons: tuple[tuple[Comparison, dt.date], ...]
    said: str
    start: int
    end: int

    def conditions(self, column: str) -> tuple[Condition, ...]:
        """The conditions on a column of dates."""
        return tuple(
            Condition(column=column, operator=operator, value=value)
            for operator, value in self.comparisons
        )


def time_said(label: str, when: Dated) -> str:
    """A condition on a date as a reader says it: `opened` and not `opened on in 2020`."""
    first, _, last = label.rpartition(" ")
    return f"{first if first and last in ('on', 'at', 'since') else label} {when.said}"


def planned(text: str) -> bool:
    """Whether a text is about what is to come."""
    return _PLANNED.search(text) is not None


def dated(text: str) -> Dated | None:
    """The one time that the text names, from one bound to another; None when there is none, or
    several."""
    found = sorted(_found(text), key=lambda one: one.start)
    if len(found) == 2:
        both = _both(text, *found)
        found = [both] if both else found
    return found[0] if len(found) == 1 else None


def _both(text: str, first: Dated, second: Dated) -> Dated | None:
    """`After 2015 but before 2020`: two bounds that stand together, a lower and an upper one."""
    bounds = dict((*first.comparisons, *second.comparisons))
    one_each = len(first.comparisons) == len(second.comparisons) == 1
    if not one_each or bounds.keys() != {"ge", "lt"} or bounds["ge"] >= bounds["lt"]:
        return None
    if not _JOINED.fullmatch(text[first.end : second.start]):
        return None
    return Dated(
        comparisons=(*first.comparisons, *second.comparisons),
        said=f"{first.said} and {second.said}",
        start=first.start,
        end=second.end,
    )


def _found(text: str) -> Iterator[Dated]:
    taken: list[tuple[int, int]] = []
    for pattern, read in ((_BETWEEN, _stretch), (_PART, _part), (_DATE, _span)):
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            span = read(match)
            if span is None:
                continue
            taken.append(match.span())
            how = "in" if pattern is _BETWEEN else match["how"].casefold()
            said = re.sub(r"\s+", " ", match.group())
            if how == "from" and _of_that_time(text, match):
                how, said = "in", re.sub(r"^from\b", "in", said, flags=re.I)
            yield Dated(
                comparisons=_compared(how, *span),
                said=said,
                start=match.start(),
                end=match.end(),
            )


def _of_that_time(text: str, match: re.Match[str]) -> bool:
    """Whether a time tells whose rows are meant, not since when: `the orders from May 2025`."""
    return bool(_ROWS_FROM.search(text[: match.start()])) and not _ONWARDS.match(
        text[match.end() :]
    )


def _stretch(match: re.Match[str]) -> tuple[dt.date, dt.date] | None:
    """The first day of the one end and the day after the other: `between March and May 2026`."""
    year, month = match["year2"] or match["year1"], match["month2"] or match["month1"]
    if not year or (match["month1"] and not match["month2"] and match["year2"]):
        return None
    first = _days(match["year1"] or year, match["month1"] or (
        month if match["day1"] else None), match["day1"] or match["last1"])  # fmt: skip
    last = _days(match["year2"] or year, month, match["day2"] or match["last2"])
    return (first[0], last[1]) if first and last and first[0] < last[1] else None


def _part(match: re.Match[str]) -> tuple[dt.date, dt.date] | None:
    """The first day of a part of a year or a month, and the first one after it."""
    whole = _days(match["year"], match["month"], None)
    if whole is None:
        return None
    if match["quarter"]:
        return _share(int(match["year"]), int(match["quarter"]) - 1, 4)
    place, unit = _NTH[match["which"].casefold()], match["unit"].casefold()
    if unit in _IN_A_YEAR and not match["month"]:
        parts = _IN_A_YEAR[unit]
        return _share(int(match["year"]), place % parts, parts) if place < parts else None
    if unit != "week" or not match["month"]:
        return None
    week = dt.timedelta(days=7)
    if place == -1:
        return whole[1] - week, whole[1]
    return whole[0] + place * week, whole[0] + (place + 1) * week


def _share(year: int, place: int, parts: int) -> tuple[dt.date, dt.date]:
    """One of the equal parts of a year."""
    months = 12 // parts
    end = (place + 1) * months
    return dt.date(year, place * months + 1, 1), dt.date(year + end // 12, end % 12 + 1, 1)


def _days(year: str, month: str | None, day: str | None) -> tuple[dt.date, dt.date] | None:
    """The first day of a year, a month or a day, and the first one after it."""
    try:
        if not month:
            return dt.date(int(year), 1, 1), dt.date(int(year) + 1, 1, 1)
        number = MONTHS.get(month.casefold()) or int(month)
        if day:
            first = dt.date(int(year), number, int(day))
            return first, first + dt.timedelta(days=1)
        return dt.date(int(year), number, 1), dt.date(int(year) + number // 12, number % 12 + 1, 1)
    except ValueError:
        return None


def _span(match: re.Match[str]) -> tuple[dt.date, dt.date] | None:
    """The first day meant and the first day after it."""
    if match["iso"]:
        return _days(*match["iso"].split("-"))
    if match["only"]:
        return _days(match["only"], None, None)
    return _days(match["year"], match["month"], match["day"] or match["day2"])


def _compared(how: str, first: dt.date, after: dt.date) -> tuple[tuple[Comparison, dt.date], ...]:
    if how in ("before", "earlier than"):
        return (("lt", first),)
    if how in ("until", "till", "by", "up to"):
        return (("lt", after),)
    if how in ("after", "later than"):
        return (("ge", after),)
    if how in ("since", "from"):
        return (("ge", first),)
    return ("ge", first), ("lt", after)


def date_column(
    asked: Asked, when: Dated, resolver: AttributeResolver, table: str
) -> tuple[Attribute, frozenset[Term]] | None:
    """The own date that the words beside the time mean, with the terms used up; the only date of
    the table when no word says which."""
    if planned(asked.text):
        return None
    inside = {t for t in asked.terms if when.start <= t.start < when.end}
    # An amount told before the time is no verb.
    before = [t for t in asked.terms if t.end <= when.start and not _amount(t)][-1:]
    nouns = noun_stems(resolver.schema.tables[table])
    options = [
        a
        for a in resolver.attributes(table)
        if not a.path and not a.private and a.column and a.column.kind in ("date", "datetime")
    ]
    told = []
    for attribute in options:
        cues = {cue for concept in attribute.concepts for cue in concept.cues}
        by = {t for t in asked.terms if t not in inside and t.stem in attribute.words | cues}
        if by:
            told.append((attribute, by))
    idle = nouns | _HAPPENING | _states(resolver, table)
    if len(told) == 1:
        attribute, by = told[0]
        # "Ordered and delivered in May": the date is that of the nearer verb.
        near = all(t in by or t.stem in idle | _WORKING for t in before)
        return (attribute, frozenset(inside | by | _happening(asked))) if near else None
    if told or len(options) != 1 or any(t.stem not in idle for t in before):
        return None
    return options[0], frozenset(inside | _happening(asked))


def _states(resolver: AttributeResolver, table: str) -> frozenset[str]:
    """Words for states that rows of a table are in (`the orders cancelled in 2025`), without those
    that another table's date is of (delivered)."""
    attributes = [a for a in resolver.attributes(table) if a.column is not None and not a.private]
    if not any(not a.path and a.column and a.column.categorical for a in attributes):
        return frozenset()
    dates = [a for a in attributes if a.column and a.column.kind in ("date", "datetime")]
    own = {one for a in dates for one in a.words}
    own |= {cue for a in dates for concept in a.concepts for cue in concept.cues}
    return STATES - own


def _amount(term: Term) -> bool:
    bounding = term.form in BOUNDING | NEUTRAL | {"between"}
    return bounding or term.form[0].isdigit() or is_unit(term.form)


def _happening(asked: Asked) -> set[Term]:
    return {t for t in asked.terms if t.stem in _HAPPENING}
