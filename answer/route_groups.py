"""Rows called by a noun that ends their names: `jackets` where some products are called jackets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from answer.route_conditions import Understood
from answer.route_names import Named
from answer.route_ranks import SUPERLATIVES
from nescio.text import Word, fold, stem, words
from nescio.types import Entity, Scope
from retrieval.attribute import noun_stems
from retrieval.fact_sql import Condition, Filter
from retrieval.linking import EntityLinker
from retrieval.naming import singular
from retrieval.schema import DatabaseSchema, Table

_FEWEST, _MOST = 2, 500
# `Is there a jacket under 100 euro` asks for any of them.
_ANY = re.compile(
    r"\b(?:is there|are there|(?:do|did) (?:you|they|we) (?:have|sell|stock|carry|offer)"
    r"|have you(?: got)?|got) (?:an?|any)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Group:
    """The rows of a table that are called by a word, and where it stands."""

    source: str
    base: Table
    one: Understood
    start: int
    end: int
    plural: bool
    size: int


class Groups:
    """Finds such rows; words of the schema itself are left to it."""

    def __init__(self, schemas: Mapping[str, DatabaseSchema]) -> None:
        self._schemas = dict(schemas)
        self._words = frozenset(
            one for schema in schemas.values() for table in schema.tables.values()
            for one in (*noun_stems(table), *(stem(w) for c in table.columns
                                              for w in c.label.split()))
        )  # fmt: skip

    def find(
        self, text: str, named: Sequence[Named], linker: EntityLinker, scope: Scope
    ) -> Group | None:
        """The one group that a text asks for, if it is one; no part of a name that is clear."""
        clear = [one for one in named if len(one.entities) == 1 and one.score >= 1.0]
        tokens = words(text)
        some = any(token.form in SUPERLATIVES for token in tokens) or bool(_ANY.search(text))
        found = [
            group
            for before, token in pairwise((None, *tokens))
            if token is not None
            and (some or singular(token.form) != token.form)
            and not any(one.start < token.end and token.start < one.end for one in clear)
            and (group := self._group(before, token, named, linker, scope)) is not None
        ]
        return found[0] if len(found) == 1 else None

    def _group(
        self,
        before: Word | None,
        token: Word,
        named: Sequence[Named],
        linker: EntityLinker,
        scope: Scope,
    ) -> Group | None:
        """`before` is the word before it: of the boxes those called cool box, if there are any."""
        if not token.form.isalpha() or stem(token.form) in self._words:
            return None
        by_table: dict[tuple[str, str], list[Entity]] = {}
        for entity in linker.headed(token.form, scope):
            schema = self._schemas.get(entity.source)
            table = schema.tables.get(str(entity.table)) if schema else None
            if table is not None and table.name_columns and not table.person:
                by_table.setdefault((entity.source, table.name), []).append(entity)
        most = max(by_table.items(), key=lambda one: len(one[1]), default=None)
        if most is None or not _FEWEST <= len(most[1]) <= _MOST:
            return None
        (source, name), rows = most
        noun, start = singular(token.form), token.start
        if before is not None and (called := _called_both(before, token, rows, named)):
            rows, noun, start = called, f"{before.form} {noun}", before.start
        table = self._schemas[source].tables[name]
        if len(table.primary_key) != 1:
            return None
        keys = tuple(row.key[0][1] for row in rows)
        condition = Condition(column=table.primary_key[0], operator="in", value=keys)
        return Group(
            source=source,
            base=table,
            one=Understood(
                filter=Filter(conditions=(condition,)),
                said=f"called {noun}",
                terms=frozenset(),
            ),
            start=start,
            end=token.end,
            plural=singular(token.form) != token.form,
            size=len(keys),
        )


def _called_both(
    before: Word, token: Word, rows: Sequence[Entity], named: Sequence[Named]
) -> list[Entity]:
    """Those of the rows whose names end in both words (what they begin with is a family's name, of
    which there may be longer ones), if they are all that a name of them means."""
    both = f" {before.form} {singular(token.form)}"
    called = [row for row in rows if fold(row.label).endswith(both)]
    whole = [one for one in named if one.start <= before.start and token.end <= one.end]
    meant = {row.id for row in called}
    if len(called) < _FEWEST or any({e.id for e in one.entities} != meant for one in whole):
        return []
    return called
