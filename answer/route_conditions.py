"""The conditions of a question about a set of rows: comparisons, values, flags, superlatives.

Each finder returns what it understood and the terms it used up; nothing is used up by guesswork.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from nescio.text import stem, words
from nescio.types import Scalar, Scope
from retrieval.asking import GLUE, Asked, Term
from retrieval.attributes import Attribute, AttributeResolver, noun_stems
from retrieval.concepts import CONCEPTS
from retrieval.display import display_value
from retrieval.fact_sql import Comparison, Condition, Filter
from retrieval.facts import FactStore
from retrieval.measures import CURRENCY_SIGNS, converted, is_unit
from retrieval.name_index import token_key
from retrieval.places import countries_of

_BELOW = frozenset("under below atmost within cheaper lighter shorter smaller lower less".split())
_ABOVE = frozenset(
    "above over atleast exceeding heavier longer bigger larger pricier dearer higher more".split()
)
_ORDER = frozenset("highest lowest most least maximum minimum max min greatest".split())
_LOW = frozenset("lowest least minimum min".split())
# What a bare amount with a unit is about: 2 kg a weight, 20 litres a capacity, 100 euros a price.
_USUAL = frozenset(("weight", "capacity", "price"))
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

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
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
        used |= {t for t in terms if t.stem in attribute.words | _cues(attribute)}
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
            by_terms = bool(said & (attribute.words | _cues(attribute)))
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
        found: list[tuple[float, Extreme]] = []
        said = self._said(asked, table)
        for term in asked.terms:
            concepts = [c for c in CONCEPTS if term.form in c.lowest | c.highest]
            if not concepts and term.form not in _ORDER:
                continue
            for attribute in self._ordered(table):
                mine = [c for c in concepts if c in attribute.concepts]
                named = bool(said - {term.stem} & (attribute.words | _cues(attribute)))
                generic = term.form in _ORDER and named
                if not mine and not generic:
                    continue
                low = term.form in (mine[0].lowest if mine else _LOW) or term.form in _LOW
                words_of = attribute.words | _cues(attribute)
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
            if not attribute.words <= {t.stem for t in used}:
                continue
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

    async def values(
        self, terms: Sequence[Term], table: str, scope: Scope, idle: Set[Term] = frozenset()
    ) -> list[Understood] | None:
        """Words that are values of text columns: `cancelled`, `rust orange`, `Norway`.

        A value has two words at least, or one that is not `idle` (needs no explanation). None
        when the words may be values of several columns that are equally near.
        """
        found: list[Understood] = []
        left = list(terms)
        while left:
            hits = await self._value_hits(left, table, scope)
            hits = [h for h in hits if len(h[1].terms) > 1 or not h[1].terms <= idle]
            if not hits:
                return found
            best = max(hits, key=lambda h: (len(h[1].terms), -h[0]))
            equal = [h for h in hits if h[1].terms == best[1].terms and h[0] == best[0]]
            if len(equal) > 1:
                return None
            found.append(best[1])
            left = [t for t in left if t not in best[1].terms]
        return found

    async def _value_hits(
        self, terms: Sequence[Term], table: str, scope: Scope
    ) -> list[tuple[int, Understood]]:
        keys = [token_key(term.form) for term in terms]
        hits = []
        for attribute in self._categorical(table):
            column = attribute.column
            if column is None:
                continue
            kept = await self._store.distinct(
                attribute.source, attribute.end.name, column.name, scope
            )
            countries = any(c.name == "country" for c in attribute.concepts)
            for value in kept:
                if countries:
                    hits += [
                        (len(attribute.path), _value(attribute, value, frozenset({term})))
                        for term in terms
                        if value.casefold() in countries_of(term.form)
                    ]
                wanted = [token_key(w.form) for w in words(value) if w.form not in GLUE]
                if any(c.name == "role" for c in attribute.concepts):
                    # "The manager" of a store is the store manager.
                    alike = [v for v in kept if self._plain_role(v, wanted[-1])]
                    wanted = wanted[-1:] if alike == [value] else wanted
                size = len(wanted)
                for first in range(len(keys) - size + 1 if size else 0):
                    if keys[first : first + size] == wanted:
                        asking = attribute.words | _cues(attribute)
                        labelled = {t for t in terms if t.stem in asking}
                        used = frozenset(terms[first : first + size]) | labelled
                        hits.append((len(attribute.path), _value(attribute, value, used)))
        return hits

    def _plain_role(self, value: str, last: str) -> bool:
        """Whether a role is its last word with nothing but a noun of a table before it."""
        *before, end = [word.form for word in words(value)]
        nouns = {n for t in self._resolver.schema.tables.values() for n in noun_stems(t)}
        return token_key(end) == last and all(stem(form) in nouns for form in before)

    def _categorical(self, table: str) -> list[Attribute]:
        return [
            a
            for a in self._resolver.attributes(table)
            if a.column is not None
            and a.column.categorical
            and not a.private
            and len(a.path) <= 1
            and a.column.name not in a.end.name_columns
        ]


def _value(attribute: Attribute, value: str, used: frozenset[Term]) -> Understood:
    column = attribute.column
    name = column.name if column else ""
    return Understood(
        filter=Filter(path=attribute.path, conditions=(Condition(column=name, value=value),)),
        said=f"{attribute.label}: {display_value(value)}",
        terms=used,
    )


def _operator(word: str) -> tuple[Comparison, str]:
    if word == "atmost" or word == "within":
        return "le", "at most"
    if word == "atleast":
        return "ge", "at least"
    return ("lt", "under") if word in _BELOW else ("gt", "over")


def _plain(number: float) -> str:
    return f"{number:g}" if number < 1e6 else f"{number:.0f}"


def _cues(attribute: Attribute) -> frozenset[str]:
    found = frozenset(cue for concept in attribute.concepts for cue in concept.cues)
    return found - {stem("where"), stem("many"), "howmani"}
