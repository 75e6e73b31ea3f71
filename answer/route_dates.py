"""Dates as conditions on rows: `launched in 2026`, `opened before 2015`, `since March 2026`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nescio.text import stem
from retrieval.asking import Asked, Term
from retrieval.attributes import Attribute, AttributeResolver, noun_stems
from retrieval.fact_sql import Comparison, Condition

_MONTHS = {
    name: number
    for number, names in enumerate(
        """january jan|february feb|march mar|april apr|may|june jun|july jul|august aug
        |september sep sept|october oct|november nov|december dec""".split("|"),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    r"\b(?P<how>in|during|of|on|before|until|till|by|up to|after|since|from|later than"
    r"|earlier than)\s+(?:the\s+)?(?:year\s+|start of\s+|beginning of\s+)?"
    r"(?:(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    rf"|(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{_MONTH})\.?"
    r"(?:\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?\b,?)?\s+(?P<year>(?:19|20)\d\d)"
    r"|(?P<only>(?:19|20)\d\d))(?![\w-])(?!\s*(?:to|and|-|until)\s*(?:19|20)\d\d)",
    re.IGNORECASE,
)
_PLANNED = re.compile(r"\b(?:will|shall|going to|plan(?:s|ned|ning)?)\b", re.IGNORECASE)
# What a table's only date is the date of, whatever the column is called.
_HAPPENING = frozenset(
    stem(w) for w in "make made place placed happen come came arrive get got take".split()
)


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


def planned(text: str) -> bool:
    """Whether a text is about what is to come."""
    return _PLANNED.search(text) is not None


def dated(text: str) -> Dated | None:
    """The one time that the text names; None when there is none, or several."""
    found = list(_found(text))
    return found[0] if len(found) == 1 else None


def _found(text: str) -> Iterator[Dated]:
    for match in _DATE.finditer(text):
        span = _span(match)
        if span is not None:
            how = match["how"].casefold()
            yield Dated(
                comparisons=_compared(how, *span),
                said=re.sub(r"\s+", " ", match.group()),
                start=match.start(),
                end=match.end(),
            )


def _span(match: re.Match[str]) -> tuple[dt.date, dt.date] | None:
    """The first day meant and the first day after it."""
    try:
        if match["iso"]:
            first = dt.date.fromisoformat(match["iso"])
            return first, first + dt.timedelta(days=1)
        if match["only"]:
            year = int(match["only"])
            return dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
        year, month = int(match["year"]), _MONTHS[match["month"].casefold()]
        day = match["day"] or match["day2"]
        if day:
            first = dt.date(year, month, int(day))
            return first, first + dt.timedelta(days=1)
        return dt.date(year, month, 1), dt.date(year + month // 12, month % 12 + 1, 1)
    except ValueError:
        return None


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
    before = [t for t in asked.terms if t.end <= when.start][-1:]
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
    if len(told) == 1:
        attribute, by = told[0]
        # "Ordered and delivered in May": the date is that of the nearer verb.
        near = all(t in by or t.stem in nouns | _HAPPENING for t in before)
        return (attribute, frozenset(inside | by)) if near else None
    if told or len(options) != 1 or any(t.stem not in nouns | _HAPPENING for t in before):
        return None
    idle = {t for t in asked.terms if t.stem in _HAPPENING}
    return options[0], frozenset(inside | idle)
