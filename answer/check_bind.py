"""Which attribute of which row a stated value is the value of.

Every public attribute that could hold the value is a candidate; words for the attribute, for the
steps to it and nearness decide. Where they leave several, all of them stay: the statement is wrong
only if none of them agrees.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answer.audit_hours import TIMED
from answer.audit_values import Figure, fits
from answer.check_around import Named, blank, cued, said_of_another, said_stems
from answer.check_values import Stated
from answer.values import in_unit
from nescio.text import STOP_WORDS, stem
from retrieval.attribute import (
    QUANTITY_WORDS,
    Attribute,
    concept_names,
    label_stems,
)
from retrieval.attributes import AttributeResolver
from retrieval.schema import Column

MARGIN = 0.6
WIDE = 1.2
"""For days that no word says what of: what happens to a row has many verbs."""
_SURE = 1.5
_LABEL = 3.0
LEAST = 0.25
MOST_GROUPS = 3
_LOOSE = frozenset(
    stem(w)
    for w in """long large big many where leave left start started begin began new old be will
    call place made space head run join sum value worth number due light heavy deep wide high tall
    size until back before progress door about out late why carry here reach rating level""".split()
)
# `Easy to carry` tells of no load.
_EASY = re.compile(
    r"\b(?:easy|easier|hard|light|heavy|difficult|nice|good|ready|pleasant|great|made|ideal)"
    r" (?:to|for) \w+",
    re.IGNORECASE,
)
_DAYS = frozenset(stem(f"{day}day") for day in "mon tues wednes thurs fri satur sun".split())
_STOPS = frozenset(stem(w) for w in STOP_WORDS)
_LEVEL = frozenset((stem("level"),))
# What takes minutes is told in seconds to hours, what is kept for years in years or months.
_DAY_S, _MONTH_S = 86_400, 2_000_000
_COUNTED = QUANTITY_WORDS | frozenset(stem(w) for w in "piece pieces stock left copies".split())


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A value with the row and the attributes that it may be said of; `cued` when words say so.
    `misfit`: the unit or currency is none of the attribute's."""

    subject: Named
    value: Stated
    attributes: tuple[Attribute, ...]
    cued: bool
    misfit: bool = False


@dataclass(frozen=True, kw_only=True)
class Option:
    """An attribute with how well it fits; `cue` is how strongly words speak of it."""

    subject: Named
    attribute: Attribute
    score: float
    cue: float
    misfit: bool = False


class Binder:
    """Binds values to attributes of the rows of a clause."""

    def __init__(self, resolvers: Mapping[str, AttributeResolver]) -> None:
        self._resolvers = resolvers

    def bind(
        self, text: str, subjects: Sequence[Named], value: Stated, taken: Sequence[tuple[int, int]]
    ) -> list[Bound]:
        """The attributes that the value may be said of, in groups, the likeliest first. The next
        group counts where the rows have nothing for the one before."""
        options = [
            option
            for subject in subjects
            if subject.entity is not value.entity
            for option in self._options(text, subject, subjects, value, taken)
            if option.score >= LEAST
        ]
        if any(not one.misfit for one in options):
            options = [one for one in options if not one.misfit or one.cue >= _SURE]
        bare = value.figure is not None and value.figure.kind == "number"
        options = [one for one in options if not bare or (one.cue > 0 and _plainly(one))]
        found: list[Bound] = []
        while options and len(found) < MOST_GROUPS:
            best = max(options, key=lambda one: one.score)
            dated = value.figure is not None and value.figure.kind in ("date", "year")
            margin = WIDE if dated and best.cue < _SURE else MARGIN
            near = [
                one for one in options
                if one.subject == best.subject and one.score >= best.score - margin
                and one.misfit == best.misfit
                and (one.cue > best.cue or self.several(best.attribute)
                     or not self.several(one.attribute))
            ]  # fmt: skip
            found.append(
                Bound(
                    subject=best.subject, value=value, cued=best.cue > 0, misfit=best.misfit,
                    attributes=tuple(o.attribute for o in near),
                )
            )  # fmt: skip
            options = [one for one in options if one not in near]
        return found

    def several(self, attribute: Attribute) -> bool:
        """Whether a row may have more than one of it: not where one child row alone can refer."""
        tables = self._resolvers[attribute.source].schema.tables
        return attribute.many and not all(
            all(tables[hop.target].column(name).unique for name in hop.target_columns)
            for hop in attribute.path
            if hop.reverse
        )

    def _options(
        self,
        text: str,
        subject: Named,
        subjects: Sequence[Named],
        value: Stated,
        taken: Sequence[tuple[int, int]],
    ) -> list[Option]:
        resolver = self._resolvers.get(subject.entity.source)
        if resolver is None or subject.entity.table not in resolver.schema.tables:
            return []
        table = resolver.schema.tables[str(subject.entity.table)]
        blanked = blank(text, [*taken, (value.start, value.end)])
        blanked = _EASY.sub(lambda m: " " * len(m.group()), blanked)
        said = said_stems(blanked, table)
        found = []
        for attribute in resolver.attributes(table.name):
            fit = _fit(attribute, value)
            if fit is None or attribute.private or not _spoken_of(attribute, said, value):
                continue
            cue = self._cue(attribute, said, blanked)
            if not fit and cue < _SURE and attribute.path and not attribute.end.valid_from:
                continue
            if not cue and _other_scale(attribute.column, value.figure):
                continue
            span = (value.start, value.end)
            if said_of_another(text, blanked, span, subject, attribute, table):
                continue
            score = (
                1.0
                + cue
                + self._way(attribute, said, cued=cue > 0)
                - _away(subject, subjects, value)
            )
            score -= 0.0 if fit else 0.6
            found.append(
                Option(subject=subject, attribute=attribute, score=score, cue=cue, misfit=not fit)
            )
        return found

    def _cue(self, attribute: Attribute, said: frozenset[str], text: str) -> float:
        """How strongly words speak of the attribute itself, 0 to 3."""
        label = attribute.words - {stem("name")}
        if attribute.column is None:
            return 2.5 if label & said else 0.0
        if label and label <= said:
            return 3.0
        amount = attribute.column.kind == "number" and label & QUANTITY_WORDS - _LEVEL
        if amount and not label & _LEVEL and said & _COUNTED:
            return 2.0
        cues = frozenset(cue for c in attribute.concepts for cue in c.cues | c.labels) & said
        if cues - _LOOSE or cued(attribute, text):
            return 2.0
        head = stem(attribute.column.label.split()[-1])
        if head in label & said and head not in _LOOSE:
            return 1.5
        return 1.0 if cues else 0.0

    def _sibling(self, attribute: Attribute, said: frozenset[str]) -> float:
        """Of two keys to one table (captain, chief engineer), what speaks for the other one."""
        if not attribute.path or attribute.path[0].reverse:
            return 0.0
        first = attribute.path[0]
        tables = self._resolvers[attribute.source].schema.tables
        others = [
            key for key in tables[attribute.table].foreign_keys
            if key.target == first.target and key.columns != first.columns
        ]  # fmt: skip
        own = len(label_stems(first.label) & said)
        return -2.0 if any(len(label_stems(key.label) & said) > own for key in others) else 0.0

    def _way(self, attribute: Attribute, said: frozenset[str], *, cued: bool) -> float:
        """What the steps to the attribute count: said ones for it, unsaid ones against it."""
        tables = self._resolvers[attribute.source].schema.tables
        steps = list(zip(attribute.roles, attribute.path, strict=False))
        score = self._sibling(attribute, said)
        for role, hop in steps:
            named = bool(tables[hop.target].name_columns)
            if hop.reverse and attribute.end.valid_from:
                score -= 0.1
            elif said & role - _STOPS:
                score += (0.5 if not hop.reverse else 0.1) if cued else -0.6
            else:
                score -= 1.2 if named and not hop.reverse else 0.7
        return score - 0.2 * max(0, len(attribute.path) - len(steps))


def _plainly(option: Option) -> bool:
    """Whether a number without a unit can be meant: of a measured column by its label alone."""
    column = option.attribute.column
    measured = column is not None and (column.kind == "money" or bool(column.unit))
    return option.cue >= _LABEL if measured else True


def _fit(attribute: Attribute, value: Stated) -> bool | None:
    """Whether the attribute can hold the value; False when only the unit is another."""
    column = attribute.column
    if value.entity is not None:
        rows = column is None and attribute.end.name == value.entity.table
        return True if rows and attribute.source == value.entity.source else None
    if column is None:
        return None
    if value.figure is not None:
        return _figure_fits(value.figure, column)
    if column.kind != "text" or column.name in attribute.end.name_columns:
        return None
    names = concept_names(attribute)
    place = (attribute.source, attribute.end.name, column.name)
    return True if place in value.places or names & value.concepts else None


def _figure_fits(figure: Figure, column: Column) -> bool | None:
    if fits(figure, column):
        return True
    if figure.kind == "year" and column.kind == "number" and not column.unit:
        return True
    if figure.kind == "number" and column.kind in ("number", "money"):
        return True  # without its unit: where the label is said
    kinds = {"money": ("money",), "quantity": ("number",), "percent": ("number",)}
    return False if column.unit and column.kind in kinds.get(figure.kind, ()) else None


def _other_scale(column: Column | None, figure: Figure | None) -> bool:
    """Whether a stretch of time is told in units of another size than the column's."""
    units = (column.unit if column else None, figure.unit if figure else None)
    lengths = [in_unit(1.0, unit, "second") if unit else None for unit in units]
    scales = [bisect((_DAY_S, _MONTH_S), length) for length in lengths if length is not None]
    return len(scales) == len(units) and scales[0] != scales[1]


def _spoken_of(attribute: Attribute, said: frozenset[str], value: Stated) -> bool:
    """Keys and validity columns count only where their label is said, times only for columns of
    times, and a column of one weekday only where that day is said."""
    column = attribute.column
    if column is None:
        return True
    if value.figure is not None and value.figure.kind in ("hours", "time"):
        timed = bool(concept_names(attribute) & TIMED) or column.kind in ("time", "datetime")
        return timed and attribute.words & _DAYS <= said
    hidden = column.name in (*attribute.end.primary_key, attribute.end.valid_from)
    return not (hidden or column.name == attribute.end.valid_to) or attribute.words <= said


def _away(subject: Named, subjects: Sequence[Named], value: Stated) -> float:
    """Rows of the same table whose names stand nearer to the value."""
    if subject.start < 0:
        return 0.4 if any(s.start >= 0 for s in subjects) else 0.0
    distance = _gap(subject, value)
    return 0.7 * sum(
        s.start >= 0 and s is not subject and s.entity.table == subject.entity.table
        and _gap(s, value) < distance
        for s in subjects
    )  # fmt: skip


def _gap(subject: Named, value: Stated) -> int:
    if subject.end <= value.start:
        return value.start - subject.end
    return 10 + 2 * (subject.start - value.end)
