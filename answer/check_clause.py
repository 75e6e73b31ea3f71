"""How a clause puts what it states: whether it denies a value, says it by the way, of which days,
and whether it claims to list all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from answer import check_words as say
from answer.audit_values import figures
from answer.check_around import Named, blank
from answer.check_bind import Bound
from answer.check_flags import denied
from answer.check_names import Names
from answer.check_outcome import Outcome
from answer.check_values import Stated
from nescio.text import stem, words
from retrieval.attribute import Attribute, label_stems

_AT = re.compile(r"\b(?:in|on|during|until|at the end of|as of|back in|since)\s+(?:early |late )?$")
_PART = re.compile(r"\s*\w+(?:ed|en)\s+(?:by|on|in|with|for|at|from|to|of|as)\b", re.IGNORECASE)
_BUT = re.compile(r"\bbut\b|\brather\b|\binstead\b", re.IGNORECASE)


Reached = tuple[Stated, Outcome, Bound | None]
"""A stated value, what rows say of it, and what it was taken to be said of."""


def led(text: str, rows: Sequence[Named]) -> bool:
    """Whether a clause has a subject of its own: a name, and it does not begin with a verb."""
    tokens = words(text)
    if not rows or not tokens:
        return False
    first = tokens[0]
    elliptic = first.form in say.PREDICATES or first.form in say.POINTING or _PART.match(text)
    return not elliptic or rows[0].start <= first.start


def denied_at(text: str, value: Stated, stated: Sequence[Stated], names: Names) -> bool:
    """Whether the value is denied: `not 36 but 24 months` denies the first alone."""
    blanked = blank(text, [*names.spans, *spans(one for one in stated if one.entity is None)])
    before = [one for one in stated if one.end <= value.start and one.entity is None]
    if before and _BUT.search(text, before[-1].end, value.start):
        return denied(blanked, before[-1].end)
    later = [one for one in stated if one.start >= value.end and one.entity is None]
    if later and _BUT.search(text, value.end, later[0].start):
        return denied(blanked, 0, value.end)
    return denied(blanked)


def by_the_way(
    value: Stated,
    bound: Bound | None,
    reached: Sequence[Reached],
    *,
    counted: bool,
    of_it: bool,
) -> bool:
    """Whether a value states nothing itself: `was shipped on 3 May` tells of the day, not of the
    state of today; in `61 units of A at B`, B is only where."""
    if bound is None:
        return False
    if value.entity is not None:
        return counted and bound.attributes[0].many
    said = {stem(word) for word in value.word.split()}
    labels = {a.label for a in bound.attributes}
    everyone = [other for _, _, other in reached if other is not None]
    if (
        len(reached) > 1
        and value.word
        and any(
            said <= _roles(other.attributes) and (of_it or not _mutual(other, bound))
            for other in everyone
        )
    ):
        return True  # `the rank of the captain of`
    return any(
        other is not None and said & _asking(other.attributes)
        and not labels & {a.label for a in other.attributes}
        for one, _, other in reached
        if one is not value
    )  # fmt: skip


def _mutual(one: Bound, other: Bound) -> bool:
    """Whether each value is a word for the steps to the other: one of them is a value."""
    said = {stem(word) for word in one.value.word.split()}
    return bool(said) and one is not other and said <= _roles(other.attributes)


def _roles(attributes: Iterable[Attribute]) -> frozenset[str]:
    """Stems of the words for the steps to attributes."""
    return frozenset(one for a in attributes for hop in a.path for one in label_stems(hop.label))


def _asking(attributes: Iterable[Attribute]) -> frozenset[str]:
    """Stems of words that speak of attributes."""
    return frozenset(
        one
        for a in attributes
        for one in (*a.words, *(cue for c in a.concepts for cue in c.cues | c.labels))
    )


def exhaustive(text: str, attribute: Attribute) -> bool:
    """Whether a list claims to be whole: `the colours of`, `only in`."""
    if say.SOME.search(text):
        return False
    if say.ONLY.search(text):
        return True
    labels = {w for c in attribute.concepts for w in c.labels} | attribute.words
    plural = "|".join(re.escape(one) for one in sorted(labels))
    return bool(re.search(rf"\b(?:the|available|all|its)\s+(?:{plural}|colour)s\b", text, re.I))


def spans(stated: Iterable[Stated]) -> list[tuple[int, int]]:
    """Where stated values stand."""
    return [(one.start, one.end) for one in stated]


def figured(stated: Iterable[Stated]) -> list[Stated]:
    """Those that are figures."""
    return [one for one in stated if one.figure is not None]


def span_of_days(text: str, stated: Sequence[Stated]) -> tuple[dt.date, dt.date] | None:
    """The span of days that a statement about a value is of: `in 2023 it cost 249 euro`."""
    if not any(one.figure is not None and one.figure.kind == "money" for one in stated):
        return None
    dated = [f for f in figures(text) if f.kind in ("date", "year") and f.date is not None]
    first = dated[0].date if len(dated) == 1 else None
    if first is None or not _AT.search(text[: dated[0].start].casefold()):
        return None
    if dated[0].precision == "year":
        return first, first.replace(month=12, day=31)
    if dated[0].precision == "month":
        later = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        return first, later - dt.timedelta(days=1)
    return first, first
