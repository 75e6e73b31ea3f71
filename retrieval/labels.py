"""Runs of words that are the label of a column, whatever else a question says.

`attribute_match` asks whether all words of a question can mean an attribute; here a label is found
as it stands (`units in stock`, `contact name`), so that what is around it can be read by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nescio.text import Word, stem
from retrieval.attribute import noun_stems
from retrieval.naming import written_out
from retrieval.schema import Column, DatabaseSchema, Table

_CALENDAR = frozenset("date day on at time datetime timestamp".split())
# Alone these say too little to mean a column whose label they end.
_VAGUE = frozenset("name date number code type id no key text value count total time on at".split())
_SHORTEST = 4
_LONG = {"max": "maximum", "min": "minimum", "avg": "average", "colour": "color", "grey": "gray"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Label:
    """Words [first, last) that are a label, and the columns by table; `loose` when they are only
    a part of it that no other column of the table has."""

    first: int
    last: int
    columns: dict[str, Column]
    loose: frozenset[str] = frozenset()

    def of(self, table: str) -> Column | None:
        """The column of that table."""
        return self.columns.get(table)


class Labels:
    """The labels of all public columns of one source."""

    def __init__(self, schema: DatabaseSchema) -> None:
        self._whole: defaultdict[tuple[str, ...], dict[str, Column]] = defaultdict(dict)
        self._part: defaultdict[tuple[str, ...], dict[str, Column]] = defaultdict(dict)
        nouns = frozenset(n for table in schema.tables.values() for n in noun_stems(table))
        for table in schema.tables.values():
            self._add(table, nouns)
        self._longest = max((len(k) for k in (*self._whole, *self._part)), default=0)

    def _add(self, table: Table, taken: frozenset[str]) -> None:
        columns = [
            c for c in table.columns
            if not c.private and c.kind not in ("blob", "json")
            and c.name not in {name for key in table.foreign_keys for name in key.columns}
            and (c.name not in table.primary_key or len(c.label.split()) > 1)
        ]  # fmt: skip
        parts: defaultdict[tuple[str, ...], list[Column]] = defaultdict(list)
        nouns = noun_stems(table)
        for column in columns:
            words = column.label.split()
            for label in (words, *(s.split() for s in column.synonyms)):
                self._whole[_stems(label)].setdefault(table.name, column)
            if column.unit:
                self._whole[_stems([*words, column.unit])].setdefault(table.name, column)
            if len(words) > 1:
                for part in _parts(words, column, nouns):
                    if column not in parts[part]:
                        parts[part].append(column)
        for part, found in parts.items():
            whole = self._whole.get(part, {})
            noun = len(part) == 1 and part[0] in taken  # `order` is no `units on order`
            if len(found) == 1 and table.name not in whole and not noun:
                self._part[part][table.name] = found[0]

    def find(self, tokens: Sequence[Word]) -> list[Label]:
        """The labels that stand in the words, longest first where two overlap."""
        keys = [stem(_LONG.get(form, form)) for form in (written_out(t.form) for t in tokens)]
        hits: list[Label] = []
        for first in range(len(keys)):
            for size in range(min(self._longest, len(keys) - first), 0, -1):
                run = tuple(keys[first : first + size])
                whole, part = self._whole.get(run, {}), self._part.get(run, {})
                if whole or part:
                    columns = {**part, **whole}
                    loose = frozenset(part) - frozenset(whole)
                    hits.append(Label(first=first, last=first + size, columns=columns, loose=loose))
                    break
        hits.sort(key=lambda one: (one.first - one.last, one.first))
        chosen: list[Label] = []
        for one in hits:
            if all(one.last <= other.first or other.last <= one.first for other in chosen):
                chosen.append(one)
        return sorted(chosen, key=lambda one: one.first)


def _stems(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(stem(_LONG.get(word.casefold(), word.casefold())) for word in words)


def _parts(words: list[str], column: Column, nouns: frozenset[str]) -> list[tuple[str, ...]]:
    """What of a label may stand for it: without the noun of its table, its last word, what is done
    at a date (`hired` for the hire date)."""
    found = []
    if stem(words[0]) in nouns:
        found.append(_stems(words[1:]))
    if words[-1] not in _VAGUE and len(words[-1]) >= _SHORTEST:
        found.append(_stems(words[-1:]))
    if column.kind in ("date", "datetime"):
        rest = [word for word in words if word not in _CALENDAR]
        if rest and rest != words and stem(rest[-1]) not in nouns:
            found.append(_stems(rest))
    if words[0] in ("is", "has"):
        found.append(_stems(words[1:]))
    return [part for part in dict.fromkeys(found) if part and part[-1] not in _VAGUE]
