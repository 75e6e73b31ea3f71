"""Rows that belong to a named row, be it over others between them: the products of an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from answer import render
from answer.route_types import FactAnswer
from nescio.text import stem
from nescio.types import Entity, Scope
from retrieval.attribute import label_stems, noun_stems
from retrieval.fact_sql import FactQuery, Filter, key_condition
from retrieval.facts import FactStore
from retrieval.paths import find_path
from retrieval.schema import DatabaseSchema

MOST_HELD = 12
"""Rows that a row may have and still be what says which one is meant."""

SURE = 0.9


@dataclass(frozen=True, kw_only=True)
class HeldRow:
    """A row that belongs to another one, and the sentence that says so."""

    entity: Entity
    link: FactAnswer


class HeldRows:
    """Reads which rows of a table belong to a row."""

    def __init__(self, schemas: Mapping[str, DatabaseSchema], store: FactStore) -> None:
        self._schemas = dict(schemas)
        self._store = store

    async def of(self, owner: Entity, table: str, scope: Scope) -> tuple[HeldRow, ...]:
        """The rows of `table` that belong to `owner`; none where there is no one way between the
        two, or where there are many. Raises SourceUnavailable, StageTimeout."""
        schema = self._schemas.get(owner.source)
        if schema is None or table == owner.table or {table, owner.table} - set(schema.tables):
            return ()
        way = find_path(schema, table, str(owner.table), frozenset())
        if way is None:
            return ()
        query = FactQuery(
            source=owner.source,
            table=table,
            operator="related",
            filters=(Filter(path=way, conditions=key_condition(owner.key)),),
            limit=MOST_HELD + 1,
        )
        if not self._store.permits(query, scope):
            return ()
        rows = (await self._store.run(query, scope)).rows
        if len(rows) > MOST_HELD:
            return ()
        noun = schema.tables[table].singular
        return tuple(
            HeldRow(
                entity=row.entity,
                link=FactAnswer(
                    sentences=(
                        render.values((replace(row.fact, entity=owner.label, attribute=noun),)),
                    ),
                    entities=(owner, row.entity),
                    confidence=SURE,
                    rule="held",
                ),
            )
            for row in rows
        )

    def named_tables(self, owner: Entity) -> list[str]:
        """The tables beside the owner's whose rows have names, those of people not among them."""
        schema = self._schemas.get(owner.source)
        tables = schema.tables.values() if schema else ()
        return [t.name for t in tables if t.name_columns and not t.person and t.name != owner.table]

    def called(self, owner: Entity, noun: str) -> list[str]:
        """The tables whose rows are called by a noun: a shop, for the stores."""
        schema = self._schemas.get(owner.source)
        tables = self.named_tables(owner) if schema else []
        return [t for t in tables if schema and stem(noun) in noun_stems(schema.tables[t])]

    def kept_as(self, noun: str) -> frozenset[str]:
        """The tables of which each row has a text of its own that is called so: a city."""
        return frozenset(
            table.name
            for schema in self._schemas.values()
            for table in schema.tables.values()
            for column in table.columns
            if column.kind == "text" and not column.private
            and column.name not in table.name_columns and label_stems(column.label) == {stem(noun)}
        )  # fmt: skip
