"""Which place has most of a named thing: `which warehouse holds the most Selkie duffels?`

Two tables are linked by rows that carry amounts (stock); one row of the one is named, and the row
of the other is asked for with the largest, or the smallest, amount.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answer import render
from answer.route_names import Named, of_source
from answer.route_types import FactAnswer, FactReply
from nescio.text import stem
from nescio.types import Entity, Scope
from retrieval.asking import WEAK_STEMS, Asked
from retrieval.attribute import noun_stems
from retrieval.attributes import AttributeResolver
from retrieval.fact_sql import Condition, FactQuery, Filter, forward, key_condition
from retrieval.facts import FactStore
from retrieval.schema import Column, ForeignKey, Table

_CONFIDENCE = 0.9
_MOST = re.compile(r"\b(?:most|largest|biggest|highest|greatest)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:fewest|least|smallest|lowest)\b", re.IGNORECASE)
_FRAME = frozenset(
    stem(w)
    for w in """most largest biggest highest greatest fewest least smallest lowest stock quantity
    number amount count piece unit item copy hold keep have store stored left available lying sit
    currently""".split()
)


class Stocked:
    """Ranks the rows of one table by the amounts that link them to a named row of another."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._resolver = resolver
        self._schema = resolver.schema

    async def answer(self, asked: Asked, named: Sequence[Named], scope: Scope) -> FactReply | None:
        """The row with the largest or the smallest amount; None where nothing such is asked."""
        low = _LEAST.search(asked.text) is not None
        if len(named) != 1 or low == (_MOST.search(asked.text) is not None):
            return None
        rows = of_source(named[0], self._schema.source)
        if len(rows) != 1:
            return None
        link = self._link(asked, rows[0])
        return await self._ranked(*link, rows[0], scope, lowest=low) if link else None

    def _link(
        self, asked: Asked, entity: Entity
    ) -> tuple[Table, Column, ForeignKey, ForeignKey] | None:
        """The table of the amounts, its one amount, and its keys to the named row and to the
        table whose noun explains the rest of the question."""
        own = noun_stems(self._schema.tables[str(entity.table)])
        left = {t.stem for t in asked.terms} - WEAK_STEMS - _FRAME - own
        for table, key in self._schema.references_to(str(entity.table)):
            amounts = self._amounts(table)
            keys = [k for k in table.foreign_keys if k != key]
            if len(amounts) != 1 or len(keys) != 1 or table.name_columns or table.aliases:
                continue
            if left and left <= noun_stems(self._schema.tables[keys[0].target]):
                return table, amounts[0], key, keys[0]
        return None

    def _amounts(self, table: Table) -> list[Column]:
        return [
            a.column
            for a in self._resolver.attributes(table.name)
            if not a.path and a.column is not None and a.column.kind == "number"
            and any(c.name in ("stock", "quantity") for c in a.concepts)
        ]  # fmt: skip

    async def _ranked(
        self,
        table: Table,
        amount: Column,
        own: ForeignKey,
        other: ForeignKey,
        entity: Entity,
        scope: Scope,
        *,
        lowest: bool,
    ) -> FactReply | None:
        of_row = Filter(path=(forward(own),), conditions=key_condition(entity.key))
        query = FactQuery(
            source=entity.source,
            table=table.name,
            operator="minimum" if lowest else "maximum",
            filters=(of_row,),
            column=amount.name,
        )
        if not self._store.permits(query, scope):
            return None
        amounts = (await self._store.run(query, scope)).rows
        if not amounts:
            return None
        same = Filter(conditions=(Condition(column=amount.name, value=amounts[0].fact.value),))
        named = replace(
            query, operator="related", filters=(of_row, same), column=None, path=(forward(other),)
        )
        found = (await self._store.run(named, scope)).rows
        said = f"{table.singular} {amount.label} of {entity.label}"
        label = {row.entity.id: row.fact.display for row in found}
        rows = tuple(
            replace(row.fact, entity=label[row.entity.id], attribute=said)
            for row in amounts
            if row.entity.id in label
        )
        if not rows:
            return None
        word, places = "lowest" if lowest else "highest", self._schema.tables[other.target].plural
        return FactAnswer(
            sentences=(render.extreme(rows, places, word),),
            entities=(entity,),
            confidence=_CONFIDENCE,
            rule="minimum" if lowest else "maximum",
        )
