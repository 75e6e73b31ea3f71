"""The conditions of a question about a set of rows: comparisons, flags, superlatives.

Each finder returns what it understood and the terms it used up; nothing is used up by guesswork.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from answer.route_bounds import Bound, bounds, segments
from answer.route_negation import negation
from answer.route_ranks import ORDER, Rank
from nescio.text import stem
from retrieval.asking import Asked, Term
from retrieval.attributes import Attribute, AttributeResolver, noun_stems
from retrieval.concepts import CONCEPTS
from retrieval.fact_sql import Condition, Filter
from retrieval.measures import converted

_LOW = frozenset("lowest least minimum min".split())
# What a bare amount with a unit is about: 2 kg a weight, 20 litres a capacity, 100 euros a price.
_USUAL = frozenset(("weight", "capacity", "price"))
_LASTED = re.compile(r"\b(?:have|has|had)\b.*\b(?:\w+ed|been|bought|sold)\b.*\blong", re.IGNORECASE)
_LONGEST = re.compile(r"\blongest[- ](?:serving|standing|running|established)\b", re.IGNORECASE)
_BEGUN = frozenset("since hired joined".split())
_LASTING = frozenset(stem(w) for w in "serving served standing running worked been around".split())
# What is done in a workshop says that there is one.
_WORKSHOP = frozenset(stem(w) for w in "fix repair mend service overhaul".split())
# Whether rows so called are still to be had.
_SOLD = {
    "stillsold": True, "discontinued": False, "dropped": False, "axed": False, "delisted": False,
    "retired": False,
}  # fmt: skip
# How labels of columns write what a question may write out.
_SHORT = {"maximum": "max", "minimum": "min"}
_SHOP = frozenset(stem(w) for w in "workshop repair service".split())


@dataclass(frozen=True, kw_only=True)
class Understood:
    """A condition, how a reader would say it, and the terms that it explains. `stage`: what rows
    go through one after the other (what is delivered was shipped), so that `not` says little."""

    filter: Filter
    said: str
    terms: frozenset[Term]
    stage: bool = False


@dataclass(frozen=True, kw_only=True)
class Extreme:
    """The attribute whose lowest or highest value, or what place after it, is asked for."""

    attribute: Attribute
    lowest: bool
    terms: frozenset[Term]
    rank: Rank = field(default_factory=Rank)


class Conditions:
    """Finds conditions on rows of one table of one source."""

    def __init__(self, resolver: AttributeResolver) -> None:
        self._resolver = resolver

    def comparisons(self, asked: Asked, table: str) -> list[Understood]:
        """`under 2 kg`, `between 20 and 30 litres`, `warranty of at least 24 months`."""
        found = []
        for bound, beside in segments(asked, bounds(asked)):
            attribute, factor = self._compared(bound, beside, table)
            if attribute is None or attribute.column is None:
                continue
            column = attribute.column.name
            conditions = tuple(
                Condition(column=column, operator=operator, value=number * factor)
                for operator, number in bound.comparisons
            )
            called = attribute.words | cues_of(attribute)
            labels = {t for t in beside if t.stem in called or _SHORT.get(t.form) in called}
            found.append(
                Understood(
                    filter=Filter(path=attribute.path, conditions=conditions),
                    said=f"{attribute.label} {bound.said}",
                    terms=frozenset(bound.terms | labels),
                )
            )
        return found

    def _compared(
        self, bound: Bound, beside: Sequence[Term], table: str
    ) -> tuple[Attribute | None, float]:
        """The one numeric attribute that the comparing word, the unit and the terms agree on, and
        what a number is multiplied by to be in its unit."""
        nouns = noun_stems(self._resolver.schema.tables[table])
        said = {term.stem for term in beside if term not in bound.terms} - nouns
        options: list[tuple[float, Attribute, float]] = []
        for attribute in self.measures(table):
            factor = converted(1.0, bound.unit, attribute.column) if attribute.column else None
            if not isinstance(factor, float):
                continue
            by_word = any(bound.word in c.lower | c.higher for c in attribute.concepts)
            by_terms = bool(said & (attribute.words | cues_of(attribute)))
            if bound.exact and not by_terms:
                continue
            if by_word or by_terms or bound.unit is not None:
                usual = bound.unit is not None and any(c.name in _USUAL for c in attribute.concepts)
                weight = 2.0 * by_terms + 2.0 * by_word + usual - 0.25 * len(attribute.path)
                options.append((weight, attribute, factor))
        options.sort(key=lambda option: -option[0])
        if not options or (len(options) > 1 and options[0][0] - options[1][0] < 0.5):
            return None, 1.0
        return options[0][1], options[0][2]

    def _said(self, asked: Asked, table: str) -> set[str]:
        """The stems of the question without the noun of the rows themselves."""
        nouns = noun_stems(self._resolver.schema.tables[table])
        return {term.stem for term in asked.terms} - nouns

    def measures(self, table: str) -> list[Attribute]:
        """Public numbers of a row: own ones, and what is valid today of child rows."""
        return [
            a
            for a in self._resolver.attributes(table)
            if a.column is not None
            and not a.private
            and a.column.name not in a.end.structural
            and a.column.kind in ("number", "money")
            and (not a.path or (len(a.path) == 1 and a.path[0].reverse and a.end.valid_from))
        ]

    def extreme(self, asked: Asked, table: str) -> Extreme | None:
        """`cheapest`, `heaviest`, `highest price`, `newest`."""
        if _LASTED.search(asked.text) or _LONGEST.search(asked.text):
            return self._since(asked, table)
        found: list[tuple[float, Extreme]] = []
        said = self._said(asked, table)
        for term in asked.terms:
            concepts = [c for c in CONCEPTS if term.form in c.lowest | c.highest]
            if not concepts and term.form not in ORDER:
                continue
            for attribute in self.ordered(table):
                mine = [c for c in concepts if c in attribute.concepts]
                named = bool(said - {term.stem} & (attribute.words | cues_of(attribute)))
                generic = term.form in ORDER and named
                if not mine and not generic:
                    continue
                low = term.form in (mine[0].lowest if mine else _LOW) or term.form in _LOW
                words_of = attribute.words | cues_of(attribute)
                used = {term, *(t for t in asked.terms if t.stem in words_of)}
                weight = 1.0 * named + 1.0 * bool(mine) - 0.5 * len(attribute.path)
                extreme = Extreme(attribute=attribute, lowest=low, terms=frozenset(used))
                found.append((weight, extreme))
        found.sort(key=lambda option: -option[0])
        if not found or (len(found) > 1 and found[0][0] - found[1][0] < 0.5):
            return None
        return found[0][1]

    def _since(self, asked: Asked, table: str) -> Extreme | None:
        """`Which firm has been with us the longest`: how long something has gone on is in no
        column, but since when in one."""
        longest = [t for t in asked.terms if t.form == "longest"]
        begun = [
            a for a in self.ordered(table)
            if any(concept.name in _BEGUN for concept in a.concepts)
        ]  # fmt: skip
        if len(begun) != 1 or not longest:
            return None
        used = {t for t in asked.terms if t.stem in _LASTING or t.form == "longest"}
        return Extreme(attribute=begun[0], lowest=True, terms=frozenset(used))

    def ordered(self, table: str) -> list[Attribute]:
        dates = [
            a
            for a in self._resolver.attributes(table)
            if not a.path and not a.private and a.column and a.column.kind in ("date", "datetime")
        ]
        return self.measures(table) + dates

    def flags(self, asked: Asked, terms: Sequence[Term], table: str) -> list[Understood]:
        """`discontinued`, `not discontinued`, `with a bike workshop`."""
        found = []
        for attribute in self._resolver.attributes(table):
            column = attribute.column
            if attribute.path or attribute.private or column is None or column.kind != "bool":
                continue
            sold = self._sold(asked, terms, attribute)
            if sold is not None:
                found.append(sold)
                continue
            used = [t for t in terms if t.stem in attribute.words]
            done = [t for t in terms if t.stem in _WORKSHOP and _SHOP & attribute.words]
            missing = attribute.words - {t.stem for t in used}
            if missing and not (done and used and missing <= _SHOP):
                continue
            used += done if missing else []
            before = negation(asked, min(t.start for t in used), used)
            value = before is None
            condition = Condition(column=column.name, value=value)
            found.append(
                Understood(
                    filter=Filter(conditions=(condition,)),
                    said=column.label if value else f"not {column.label}",
                    terms=frozenset([*used, *([before] if before else [])]),
                )
            )
        return found

    def _sold(self, asked: Asked, terms: Sequence[Term], attribute: Attribute) -> Understood | None:
        """`Still sold`, `no longer made`: what a flag says by either of its names."""
        names = {concept.name for concept in attribute.concepts}
        said = [t for t in terms if t.form in _SOLD]
        column = attribute.column
        if not names & {"discontinued", "active"} or len(said) != 1 or column is None:
            return None
        before = negation(asked, said[0].start, said)
        sold = _SOLD[said[0].form] == (before is None)
        value = sold if "active" in names else not sold
        return Understood(
            filter=Filter(conditions=(Condition(column=column.name, value=value),)),
            said=column.label if value else f"not {column.label}",
            terms=frozenset([*said, *([before] if before else [])]),
        )


def cues_of(attribute: Attribute) -> frozenset[str]:
    """The words that ask for an attribute, without bare question words."""
    found = frozenset(cue for concept in attribute.concepts for cue in concept.cues)
    return found - {stem("where"), stem("many"), "howmani"}
