"""The conditions of a question about a set of rows: comparisons, flags, superlatives.

Each finder returns what it understood and the terms it used up; nothing is used up by guesswork.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nescio.text import stem
from nescio.types import Scalar
from retrieval.asking import Asked, Term
from retrieval.attributes import Attribute, AttributeResolver, noun_stems
from retrieval.concepts import CONCEPTS
from retrieval.fact_sql import Comparison, Condition, Filter
from retrieval.measures import CURRENCY_SIGNS, converted, is_unit

_BELOW = frozenset("under below atmost within cheaper lighter shorter smaller lower less".split())
_ABOVE = frozenset(
    "above over atleast exceeding heavier longer bigger larger pricier dearer higher more".split()
)
_ORDER = frozenset("highest lowest most least maximum minimum max min greatest".split())
_LOW = frozenset("lowest least minimum min".split())
# What a bare amount with a unit is about: 2 kg a weight, 20 litres a capacity, 100 euros a price.
_USUAL = frozenset(("weight", "capacity", "price"))
_LASTED = re.compile(r"\b(?:have|has|had)\b.*\b(?:\w+ed|been|bought|sold)\b.*\blong", re.IGNORECASE)
# What is done in a workshop says that there is one.
_WORKSHOP = frozenset(stem(w) for w in "fix repair mend service overhaul".split())
_SHOP = frozenset(stem(w) for w in "workshop repair service".split())
_NEUTRAL = frozenset("than".split())
_NUMBER = re.compile(r"^\d+(?:[.,]\d+)*$")


@dataclass(frozen=True, kw_only=True)
class Understood:
    """A condition, how a reader would say it, and the terms that it explains."""

    filter: Filter
    said: str
    terms: frozenset[Term]


@dataclass(frozen=True, kw_only=True)
class Extreme:
    """The attribute whose lowest or highest value is asked for."""

    attribute: Attribute
    lowest: bool
    terms: frozenset[Term]


class Conditions:
    """Finds conditions on rows of one table of one source."""

    def __init__(self, resolver: AttributeResolver) -> None:
        self._resolver = resolver

    def comparison(self, asked: Asked, table: str) -> Understood | None:
        """`under 2 kg`, `cheaper than 100`, `warranty of at least 24 months`; one at most."""
        terms = list(asked.terms)
        places = [p for p, term in enumerate(terms) if _NUMBER.match(term.form)]
        if len(places) != 1:
            return None
        place = places[0]
        near = [t for t in terms[max(0, place - 3) : place] if t.form not in _NEUTRAL]
        near += [t for t in terms[place + 1 : place + 3] if t.form in ("atleast", "atmost")]
        word = next((t for t in reversed(near) if t.form in _BELOW | _ABOVE), None)
        if word is None:
            return None
        unit_term = next((t for t in terms[place + 1 : place + 2] if is_unit(t.form)), None)
        sign = CURRENCY_SIGNS.get(asked.text[max(0, terms[place].start - 1) : terms[place].start])
        if sign is None:
            sign = CURRENCY_SIGNS.get(asked.text[terms[place].end : terms[place].end + 1])
        unit = unit_term.form if unit_term else sign
        number = float(terms[place].form.replace(",", ""))
        attribute, value = self._compared(asked, table, word, number, unit)
        if attribute is None or attribute.column is None:
            return None
        operator, how = _operator(word.form)
        shown = _plain(number) + (f" {unit}" if unit else "")
        used = {word, terms[place], *(t for t in terms if t.form in _NEUTRAL)}
        used |= {unit_term} if unit_term else set()
        used |= {t for t in terms if t.stem in attribute.words | cues_of(attribute)}
        condition = Condition(column=attribute.column.name, operator=operator, value=value)
        return Understood(
            filter=Filter(path=attribute.path, conditions=(condition,)),
            said=f"{attribute.label} {how} {shown}",
            terms=frozenset(used),
        )

    def _compared(
        self, asked: Asked, table: str, word: Term, number: float, unit: str | None
    ) -> tuple[Attribute | None, Scalar]:
        """The one numeric attribute that the comparing word, the unit and the terms agree on."""
        said = self._said(asked, table)
        options: list[tuple[float, Attribute, Scalar]] = []
        for attribute in self._measures(table):
            if attribute.column is None:
                continue
            value = converted(number, unit, attribute.column)
            if value is None:
                continue
            by_word = any(word.form in c.lower | c.higher for c in attribute.concepts)
            by_terms = bool(said & (attribute.words | cues_of(attribute)))
            if by_word or by_terms or unit is not None:
                usual = unit is not None and any(c.name in _USUAL for c in attribute.concepts)
                weight = 2.0 * by_terms + 2.0 * by_word + usual - 0.25 * len(attribute.path)
                options.append((weight, attribute, value))
        options.sort(key=lambda option: -option[0])
        if not options or (len(options) > 1 and options[0][0] - options[1][0] < 0.5):
            return None, None
        return options[0][1], options[0][2]

    def _said(self, asked: Asked, table: str) -> set[str]:
        """The stems of the question without the noun of the rows themselves."""
        nouns = noun_stems(self._resolver.schema.tables[table])
        return {term.stem for term in asked.terms} - nouns

    def _measures(self, table: str) -> list[Attribute]:
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
        if _LASTED.search(asked.text):
            return None  # how long something has gone on is in no column
        found: list[tuple[float, Extreme]] = []
        said = self._said(asked, table)
        for term in asked.terms:
            concepts = [c for c in CONCEPTS if term.form in c.lowest | c.highest]
            if not concepts and term.form not in _ORDER:
                continue
            for attribute in self._ordered(table):
                mine = [c for c in concepts if c in attribute.concepts]
                named = bool(said - {term.stem} & (attribute.words | cues_of(attribute)))
                generic = term.form in _ORDER and named
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

    def _ordered(self, table: str) -> list[Attribute]:
        dates = [
            a
            for a in self._resolver.attributes(table)
            if not a.path and not a.private and a.column and a.column.kind in ("date", "datetime")
        ]
        return self._measures(table) + dates

    def flags(self, terms: Sequence[Term], table: str) -> list[Understood]:
        """`discontinued`, `not discontinued`, `with a bike workshop`."""
        found = []
        for attribute in self._resolver.attributes(table):
            column = attribute.column
            if attribute.path or attribute.private or column is None or column.kind != "bool":
                continue
            used = [t for t in terms if t.stem in attribute.words]
            done = [t for t in terms if t.stem in _WORKSHOP and _SHOP & attribute.words]
            missing = attribute.words - {t.stem for t in used}
            if missing and not (done and used and missing <= _SHOP):
                continue
            used += done if missing else []
            before = [t for t in terms if t.form == "not" and t.start < used[0].start]
            value = not before
            condition = Condition(column=column.name, value=value)
            found.append(
                Understood(
                    filter=Filter(conditions=(condition,)),
                    said=column.label if value else f"not {column.label}",
                    terms=frozenset([*used, *before[-1:]]),
                )
            )
        return found


def _operator(word: str) -> tuple[Comparison, str]:
    if word == "atmost" or word == "within":
        return "le", "at most"
    if word == "atleast":
        return "ge", "at least"
    return ("lt", "under") if word in _BELOW else ("gt", "over")


def _plain(number: float) -> str:
    return f"{number:g}" if number < 1e6 else f"{number:.0f}"


def cues_of(attribute: Attribute) -> frozenset[str]:
    """The words that ask for an attribute, without bare question words."""
    found = frozenset(cue for concept in attribute.concepts for cue in concept.cues)
    return found - {stem("where"), stem("many"), "howmani"}
