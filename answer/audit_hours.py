"""Opening hours, closing days and times of day in a statement: those that a column is for."""

from __future__ import annotations

import re

from answer import audit_words as say
from answer.audit_reading import Reading
from answer.audit_statement import Claim
from answer.audit_values import Figure, relation_of
from nescio.text import stem
from retrieval.attribute import Attribute, concept_names

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_DAY = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE)
_DAY_RANGE = re.compile(
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\s*(?:-|–|to|till|until|through)\s*"
    r"(mon|tues|wednes|thurs|fri|satur|sun)days?\b",
    re.IGNORECASE,
)
_NOT_USUAL = re.compile(
    r"\b(?:holidays?|christmas|easter|eve|except|workshop|during|only|fair|summer|winter"
    r"|caf[eé]|desk"
    r"|counter|training|begins|starts|talks?|course|evening|night|today|tomorrow|this week"
    r"|train|bus"
    r"|\d{1,2} (?:of )?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\w*)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\b(?:closed|shut)\b", re.IGNORECASE)
TIMED = frozenset(("hours", "cutoff"))


def hours(reading: Reading) -> list[Claim]:
    """Opening hours and times of day: those of the days that the clause names."""
    columns = [
        a for a in reading.attributes
        if a.column and a.column.kind in ("text", "time") and concept_names(a) & TIMED
    ]  # fmt: skip
    own_days = {day for a in columns for day in _DAYS if stem(day) in a.words}
    found = []
    for attribute in columns:
        mine = {day for day in _DAYS if stem(day) in attribute.words}
        for figure in _times(reading):
            claim = _hours_claim(reading, attribute, figure, mine, own_days)
            if claim is not None:
                found.append(claim)
                break
    return found


def _times(reading: Reading) -> list[Figure]:
    """The times of the part that speaks of the row, and `closed` as hours without times."""
    begin, end = reading.subject.begin, reading.subject.end
    found = [f for f in reading.statement.figures if f.kind in ("hours", "time")]
    closed = [
        Figure(kind="hours", start=m.start(), end=m.end(), text=m.group())
        for m in _CLOSED.finditer(reading.text)
    ]
    return [f for f in (*found, *closed) if begin <= f.start < end]


def _hours_claim(
    reading: Reading, attribute: Attribute, figure: Figure, mine: set[str], own_days: set[str]
) -> Claim | None:
    text, statement = reading.text, reading.statement
    first, last = statement.clause(figure.start, figure.end)
    if "hours" in concept_names(attribute):
        if say.CUES["cutoff"].search(text, first, last):
            return None
        days = _days(text[first:last]) or _days(text)
        if _NOT_USUAL.search(text) or (not figure.times and not mine):
            return None
        if (days & mine == set()) if mine else bool(days) and (len(days) == 1 or days <= own_days):
            return None
    cues = [
        cue for cue in reading.cues[attribute.label]
        if statement.between(min(cue.end, figure.end), max(cue.start, figure.start)) <= 10
        and reading.ours(cue, None, attribute)
    ]  # fmt: skip
    if not cues or reading.dismissed(figure.start, figure.end, attribute, None):
        return None
    return Claim(
        attribute=attribute,
        start=figure.start,
        end=figure.end,
        figures=((figure, relation_of(text, figure) if not figure.times else "equal"),),
        negated=reading.negated(figure.start),
    )


def _days(text: str) -> set[str]:
    """The days of the week that a text names, ranges filled in."""
    names = [m.group(1).casefold() + "day" for m in _DAY.finditer(text)]
    found = set(names)
    for match in _DAY_RANGE.finditer(text):
        first, last = (_DAYS.index(match.group(n).casefold() + "day") for n in (1, 2))
        found |= set(_DAYS[first : last + 1])
    if re.search(r"\b(?:weekdays|week days|daily|every day)\b", text, re.IGNORECASE):
        found |= set(_DAYS[:5])
    return found
