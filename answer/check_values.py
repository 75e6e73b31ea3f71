"""What a clause states besides names: figures, and words that are values of rows.

A word is known as a value by the columns that hold it now, or by what such columns usually hold
(colours, materials, countries), so that `made of titanium` is a material also where no row has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answer.audit_values import Figure, Relation, figures, relation_of
from answer.check_words import SYNONYMS
from nescio.text import Word, words
from nescio.types import Entity, Scope
from retrieval.attribute import label_stems
from retrieval.concepts import VALUES, concepts_of
from retrieval.facts import FactStore
from retrieval.places import countries_of, every_country
from retrieval.schema import DatabaseSchema
from retrieval.values import parse

Place = tuple[str, str, str]
"""Source, table, column."""
SPELT = {"aluminum": "aluminium", "gray": "grey", "colour": "color", "fiber": "fibre"}
_SHARED = frozenset(("country", "city", "colour", "material"))
_LONGEST = 60
_NOT_MORE = re.compile(
    r"\b(?:not|never|cannot)\b(?: \w+){0,2} (?:more|longer|heavier) than\s*$"
    r"|n['’]t(?: \w+){0,2} (?:more|longer|heavier) than\s*$",
    re.IGNORECASE,
)
_PART = re.compile(r"-[a-z]{3,}")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_UP_TO = re.compile(r"\bup to\s*$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A stated value with its span in the clause: a figure, a word, or the name of a row."""

    start: int
    end: int
    figure: Figure | None = None
    relation: Relation = "equal"
    word: str = ""
    places: frozenset[Place] = frozenset()
    concepts: frozenset[str] = frozenset()
    entity: Entity | None = None


def plain(text: str) -> str:
    """A value for comparing: folded words, one spelling."""
    return " ".join(SPELT.get(word.form, word.form) for word in words(text))


def stated_figures(text: str, taken: Sequence[tuple[int, int]]) -> list[Stated]:
    """The figures of a clause outside of names."""
    found = figures(text)
    found += [  # `the opening year is 1967`
        Figure(kind="number", start=v.start, end=v.end, text=v.text, number=v.number)
        for v in parse(text)
        if v.kind == "number" and _YEAR.fullmatch(v.text)
        and not any(v.start < f.end and f.start < v.end for f in found)
    ]  # fmt: skip
    return [
        Stated(start=f.start, end=f.end, figure=f, relation=_relation(text, f))
        for f in sorted(found, key=lambda one: one.start)
        if not any(a < f.end and f.start < b for a, b in taken)
        and not (f.kind == "number" and _PART.match(text, f.end))  # `2.5-layer`
    ]


def _relation(text: str, figure: Figure) -> Relation:
    before = text[: figure.start]
    if _NOT_MORE.search(before):
        return "most"
    return "equal" if _UP_TO.search(before) else relation_of(text, figure)


class ValueIndex:
    """Finds words of a text that are values of text columns; values are read live, kept briefly."""

    def __init__(self, schemas: Mapping[str, DatabaseSchema], store: FactStore) -> None:
        self._store = store
        self._columns: list[tuple[Place, frozenset[str]]] = [
            ((source, table.name, column.name),
             frozenset(c.name for c in concepts_of(label_stems(column.label), column.kind)))
            for source, schema in schemas.items()
            for table in schema.tables.values()
            for column in table.columns
            if column.kind == "text" and not column.private
            and column.name not in table.structural
            and (column.name not in table.name_columns or column.categorical)
        ]  # fmt: skip

    async def find(self, text: str, taken: Sequence[tuple[int, int]], scope: Scope) -> list[Stated]:
        """Values in the text outside of names, the longest where they overlap.

        Raises SourceUnavailable and StageTimeout.
        """
        tokens = [w for w in words(text) if not any(a <= w.start < b for a, b in taken)]
        spoken = f" {' '.join(SPELT.get(w.form, w.form) for w in tokens)} "
        known: dict[str, tuple[set[Place], set[str]]] = {}
        for place, concepts in self._columns:
            source, table, column = place
            values = await self._store.distinct(source, table, column, scope)
            for name in _named(values):
                if f" {name} " in spoken:
                    places, also = known.setdefault(name, (set(), set()))
                    places.add(place)
                    also |= concepts & _SHARED
            self._other_words(spoken, place, _named(values), known)
        _usual(spoken, known)
        found = [one for name, (p, c) in known.items() for one in _spans(tokens, name, p, c)]
        found.sort(key=lambda one: (one.start - one.end, one.start))
        kept: list[Stated] = []
        for one in found:
            if not any(one.start < k.end and k.start < one.end for k in kept):
                kept.append(one)
        return sorted(kept, key=lambda one: one.start)

    def _other_words(
        self,
        spoken: str,
        place: Place,
        values: Iterable[str],
        known: dict[str, tuple[set[Place], set[str]]],
    ) -> None:
        held = set(values)
        for state, pattern in SYNONYMS:
            match = pattern.search(spoken) if state in held else None
            if match:
                known.setdefault(match.group().strip(), (set(), set()))[0].add(place)


def canonical(word: str) -> str:
    """The state that another word stands for, else the word."""
    for state, pattern in SYNONYMS:
        if pattern.fullmatch(word):
            return state
    return word


def nations(word: str) -> tuple[str, ...]:
    """The countries, folded, whose people or goods are called so."""
    return countries_of(word)


@lru_cache(maxsize=512)
def _named(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for v in values if len(v) <= _LONGEST and (n := plain(v))))


def _usual(spoken: str, known: dict[str, tuple[set[Place], set[str]]]) -> None:
    """Words of a kind that no row need hold."""
    for concept, values in (*VALUES.items(), ("country", every_country())):
        for value in values:
            name = plain(value)
            if f" {name} " in spoken:
                known.setdefault(name, (set(), set()))[1].add(concept)
    for word in spoken.split():
        if countries_of(word):
            known.setdefault(word, (set(), set()))[1].add("country")


def _spans(
    tokens: Sequence[Word], name: str, places: set[Place], concepts: set[str]
) -> Iterable[Stated]:
    wanted = name.split()
    forms = [SPELT.get(t.form, t.form) for t in tokens]
    for first in range(len(forms) - len(wanted) + 1):
        if forms[first : first + len(wanted)] == wanted:
            yield Stated(
                start=tokens[first].start,
                end=tokens[first + len(wanted) - 1].end,
                word=name, places=frozenset(places), concepts=frozenset(concepts),
            )  # fmt: skip
