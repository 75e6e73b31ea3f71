"""Rows that belong to a named row, be it over others between them: the products of an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from answer import render
from answer.question import stems_of
from answer.route_types import FactAnswer
from nescio.text import stem
from nescio.types import Entity, Fact, Scope
from retrieval.attribute import LATER, QUANTITY_WORDS, label_stems, noun_stems
from retrieval.fact_sql import FactQuery, Filter, forward, key_condition
from retrieval.facts import FactStore
from retrieval.paths import find_path
from retrieval.schema import DatabaseSchema, Table

MOST_HELD = 12
"""Rows that a row may have and still be what says which one is meant."""

MOST_STEPS = 4
MOST_OF_KIND = 2
"""Columns, beside its name, of a table of kinds."""

SURE = 0.9


@dataclass(frozen=True, kw_only=True)
class HeldRow:
    """A row that belongs to another one, the stems of its name and its kind, and the sentence that
    says so. `named`: it has a name, and no mere number."""

    entity: Entity
    called: frozenset[str]
    named: bool
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
        way = find_path(schema, table, str(owner.table), _between(schema), most=MOST_STEPS)
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
        noun, named = schema.tables[table].singular, bool(schema.tables[table].name_columns)
        kinds = await self._kinds(query, schema.tables[table], schema, scope)
        return tuple(
            HeldRow(
                entity=row.entity,
                called=stems_of(row.entity.label, *kinds.get(row.entity.id, ())),
                named=named,
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

    async def later(self, row: Entity, scope: Scope) -> HeldRow | None:
        """The row that came after a row: its successor. Raises like `of`."""
        schema = self._schemas.get(row.source)
        table = schema.tables.get(str(row.table)) if schema else None
        keys = [
            key for key in (table.foreign_keys if table else ())
            if key.target == row.table and label_stems(key.label) & LATER
        ]  # fmt: skip
        if len(keys) != 1:
            return None
        query = FactQuery(
            source=row.source, table=str(row.table), operator="related",
            filters=(Filter(conditions=key_condition(row.key)),), path=(forward(keys[0]),),
        )  # fmt: skip
        facts = (
            (await self._store.run(query, scope)).facts if self._store.permits(query, scope) else ()
        )
        if len(facts) != 1:
            return None
        after = replace(row, label=facts[0].display)
        sentence = render.values((replace(facts[0], entity=row.label, attribute=keys[0].label),))
        return HeldRow(
            entity=after, called=frozenset(), named=True,
            link=FactAnswer(
                sentences=(sentence,), entities=(row,), confidence=SURE, rule="held"
            ),
        )  # fmt: skip

    async def _kinds(
        self, query: FactQuery, table: Table, schema: DatabaseSchema, scope: Scope
    ) -> dict[str, list[str]]:
        """What the rows are one of, by the ids of the rows: the categories of products."""
        found: dict[str, list[str]] = {}
        for key in table.foreign_keys:
            kind = schema.tables[key.target]
            plain = [c for c in kind.columns if c.name not in kind.structural]
            if kind.person or not kind.name_columns or len(plain) > MOST_OF_KIND:
                continue
            asked = replace(query, path=(forward(key),))
            if key.target != table.name and self._store.permits(asked, scope):
                for row in (await self._store.run(asked, scope)).rows:
                    found.setdefault(row.entity.id, []).append(row.fact.display)
        return found

    async def texts(self, row: Entity, scope: Scope) -> tuple[str, ...]:
        """What a row says itself in the columns in which rows choose among few texts. Raises like
        `of`."""
        schema = self._schemas.get(row.source)
        table = schema.tables.get(str(row.table)) if schema else None
        found: list[str] = []
        for column in table.columns if table else ():
            if column.kind != "text" or column.private or not column.categorical:
                continue
            query = FactQuery(
                source=row.source, table=str(row.table), operator="value", column=column.name,
                filters=(Filter(conditions=key_condition(row.key)),),
            )  # fmt: skip
            if self._store.permits(query, scope):
                found += [fact.display for fact in (await self._store.run(query, scope)).facts]
        return tuple(found)

    def link(self, owner: Entity, fact: Fact) -> bool:
        """Whether a fact is a text of a row without a name, on the way from the owner."""
        if not self.nameless(owner, fact):
            return False
        columns = self._schemas[owner.source].tables[fact.table].columns
        return any(c.name == fact.column and c.kind == "text" for c in columns)

    def nameless(self, owner: Entity, fact: Fact) -> bool:
        """Whether a fact is of another row than the owner, without a name or a number: of one
        that only links rows."""
        schema = self._schemas.get(owner.source)
        table = schema.tables.get(fact.table) if schema and fact.source == owner.source else None
        if table is None or table.name == owner.table or table.name_columns:
            return False
        return len(table.foreign_keys) > 0

    def numbered(self, row: Entity) -> bool:
        """Whether a row has no name, only a number or a code."""
        schema = self._schemas.get(row.source)
        table = schema.tables.get(str(row.table)) if schema else None
        return table is not None and not table.name_columns

    def counted(self, owner: Entity, table: str) -> bool:
        """Whether rows of a table come to the owner by amounts: the products of an order."""
        schema = self._schemas.get(owner.source)
        if schema is None:
            return False
        way = find_path(schema, table, str(owner.table), _between(schema), most=MOST_STEPS)
        return way is not None and any(
            label_stems(c.label) & QUANTITY_WORDS
            for hop in way for c in schema.tables[hop.target].columns
        )  # fmt: skip

    def named_tables(self, owner: Entity) -> list[str]:
        """The tables beside the owner's whose rows have names, those of people not among them."""
        schema = self._schemas.get(owner.source)
        tables = schema.tables.values() if schema else ()
        return [t.name for t in tables if t.name_columns and not t.person and t.name != owner.table]

    def called(self, owner: Entity, noun: str) -> list[str]:
        """The tables whose rows, of a name or a number, are called by a noun: a shop, for the
        stores; by the owner's noun those that it refers to (the order of a parcel)."""
        schema = self._schemas.get(owner.source)
        if schema is None:
            return []
        own = schema.tables[str(owner.table)]
        tables = [
            t for t in schema.tables.values()
            if (t.name_columns or t.aliases) and not t.person and t.name != owner.table
        ]  # fmt: skip
        if stem(noun) in noun_stems(own):
            referred = {key.target for key in own.foreign_keys}
            return [t.name for t in tables if t.name in referred and not t.name_columns]
        return [t.name for t in tables if stem(noun) in noun_stems(t)]

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


def _between(schema: DatabaseSchema) -> frozenset[str]:
    """The nouns of tables whose rows have numbers and no names: one goes on over an order."""
    return frozenset(
        one for t in schema.tables.values() if t.aliases and not t.name_columns
        for one in noun_stems(t)
    )  # fmt: skip
