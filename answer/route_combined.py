"""Conditions on one column told together, or taken away: `in Germany or France`, `except Tents`.

Each finder says one thing of the rows. Two values of one column that joined as they stand would
leave no row are alternatives, and a negation right before a condition turns it around.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from answer.route_conditions import Understood
from answer.route_negation import negation
from nescio.text import words
from nescio.types import Scalar
from retrieval.asking import GLUE, Asked, Term
from retrieval.fact_sql import Condition, Filter, Hop

_JOINED = re.compile(r"[\s,;/&]*(?:\b(?:and|or|nor|plus)\b)?[\s,]*", re.IGNORECASE)
_LISTING = re.compile(r"[,;/&]|\b(?:and|or|nor|plus)\b", re.IGNORECASE)
_EITHER = re.compile(r"\b(?:or|nor)\b|/", re.IGNORECASE)
_TOPIC = re.compile(r" \([^()]*\)(?=\W*$)")


@dataclass(frozen=True, kw_only=True)
class Said:
    """A condition, where its words stand, and the negation before it."""

    one: Understood
    start: int
    end: int
    negation: Term | None = None


def placed(asked: Asked, one: Understood, span: tuple[int, int] | None = None) -> Said:
    """A condition at its place: of a name, or that of its own words."""
    start, end = span or _span(asked, one)
    turned = None if one.stage else negation(asked, start, one.terms)
    return Said(one=one, start=start, end=end, negation=turned)


def settled(asked: Asked, found: Sequence[Understood]) -> tuple[list[Understood], frozenset[Term]]:
    """Of what rows go through one after the other only where they are: `shipped but not delivered
    yet` is shipped. With the words of what they have not come to."""
    stages = [one for one in found if one.stage]
    later = [
        (one, turned)
        for one in stages
        if len(stages) > 1
        and len({c.column for s in stages for c in s.filter.conditions}) == 1
        and (turned := negation(asked, min(t.start for t in one.terms), one.terms)) is not None
    ]
    if len(later) != 1 or len(stages) != 2:
        return list(found), frozenset()
    (one, turned) = later[0]
    return [o for o in found if o is not one], one.terms | {turned}


def combined(asked: Asked, found: Iterable[Said]) -> list[Understood]:
    """The conditions, those on one column that are told together made one."""
    groups: list[list[Said]] = []
    for said in sorted(found, key=lambda one: one.start):
        last = groups[-1] if groups else None
        if last is not None and _together(asked.text, last[-1], said):
            last.append(replace(said, negation=said.negation or last[0].negation))
        else:
            groups.append([said])
    return [_one(asked.text, group) for group in groups]


def uncontradicted(asked: Asked, found: Sequence[Understood]) -> list[Understood]:
    """Without what the topic of a conversation, in brackets, says otherwise than the question:
    `how many rejected (return cases refunded)?` is about those rejected."""
    topic = _TOPIC.search(asked.text)
    if topic is None:
        return list(found)

    def told(one: Understood) -> bool:
        starts = [t.start for t in one.terms] or _written(asked.text, one)
        return bool(starts) and min(starts) > topic.start()

    own = {_column(one) for one in found if not told(one)} - {None}
    return [one for one in found if not (told(one) and _column(one) in own)]


def _written(text: str, one: Understood) -> list[int]:
    """Where the value of a condition stands in a text, at the last."""
    values = [c.value for c in one.filter.conditions if isinstance(c.value, str)]
    places = [text.casefold().rfind(value.casefold()) for value in values]
    return [place for place in places if place >= 0]


def _column(one: Understood) -> tuple[tuple[Hop, ...], str] | None:
    """The column that a condition compares with one value, and the way to it."""
    conditions = one.filter.conditions
    if len(conditions) != 1 or conditions[0].operator not in ("eq", "in"):
        return None
    return one.filter.path, conditions[0].column


def _together(text: str, first: Said, second: Said) -> bool:
    """Whether two conditions are on one column and their words are a list."""
    one, other = first.one.filter, second.one.filter
    if one.path != other.path or len(one.conditions) != 1 or len(other.conditions) != 1:
        return False
    if one.conditions[0].column != other.conditions[0].column:
        return False
    between = text[first.end : second.start]
    left = " ".join(w.form for w in words(between) if w.form not in GLUE - {"and", "or"})
    if not _JOINED.fullmatch(left) or (second.negation and not first.negation):
        return False
    if between.strip() and not _LISTING.search(between):
        return False  # "how many lights does the bike need" is about no lights and bikes
    # "In red and blue" of rows that have several colours: each of them.
    back = any(hop.reverse for hop in one.path)
    return not back or first.negation is not None or _EITHER.search(between) is not None


def _one(text: str, group: Sequence[Said]) -> Understood:
    first = group[0]
    values: dict[Scalar, None] = {}
    for said in group:
        value = said.one.filter.conditions[0].value if len(group) > 1 else None
        values |= dict.fromkeys(value if isinstance(value, tuple) else (value,))
    negated = first.negation is not None
    filters = replace(first.one.filter, negated=negated)
    if len(group) > 1:
        column = first.one.filter.conditions[0].column
        either = Condition(column=column, operator="in", value=tuple(values))
        filters = Filter(conditions=(either,), path=first.one.filter.path, negated=negated)
    terms = {t for said in group for t in said.one.terms}
    terms |= {said.negation for said in group if said.negation is not None}
    label, _, told = first.one.said.partition(": ")
    told = " or ".join([told, *(s.one.said.partition(": ")[2] for s in group[1:])])
    return Understood(
        filter=filters,
        said=f"{label}: {'not ' if negated else ''}{told}",
        terms=frozenset(terms),
    )


def _span(asked: Asked, one: Understood) -> tuple[int, int]:
    """From the first word of a condition to the last, a negation between them left before it."""
    start, end = min(t.start for t in one.terms), max(t.end for t in one.terms)
    inside = [t.end for t in asked.terms if t.form == "not" and start < t.start < end]
    return max([start, *(t.start for t in one.terms if inside and t.start >= inside[-1])]), end
