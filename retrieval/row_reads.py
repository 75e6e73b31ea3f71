"""Rows of one table by their keys: their values, the names they refer to, what is current of them.

All rows asked for are read by one statement, and one more for each table that keeps a current
value of theirs. Statements are built once for each tenant and day. Who may see the table itself
is for the caller to say; every other table is left out where the asker may not see it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, bindparam, or_, select

from nescio.types import Entity, Fact, Key, Scope
from retrieval.fact_rows import own_facts
from retrieval.fact_sql import Hop, SqlBuilder, backward, forward, stored
from retrieval.rows import row_entity, row_key, sql_table
from retrieval.schema import DatabaseSchema, ForeignKey, Table

KEPT = 256
"""Statements that stay built."""

MOST_CHILDREN = 500
"""Child rows of one statement; where there are more, none of them is the one current value."""


@dataclass(frozen=True, kw_only=True)
class LiveRow:
    """`own` are the public values of a row and the names that it refers to; `current` the values
    of child rows of which it has one at a time (its price today) or one at all (its parcel)."""

    own: tuple[Fact, ...]
    current: tuple[Fact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Statement:
    """A select, and the columns that it gives: of the rows first, then of each step's end."""

    select: Select[Any]
    columns: tuple[tuple[str, ...], ...]

    def parts(self, row: Sequence[Any]) -> Iterator[dict[str, Any]]:
        """A result row by table."""
        start = 0
        for names in self.columns:
            yield dict(zip(names, row[start : start + len(names)], strict=True))
            start += len(names)


class RowReads:
    """Reads rows of one database. Its methods block."""

    def __init__(self, schema: DatabaseSchema, engine: Engine) -> None:
        self._schema, self._engine = schema, engine
        self._statement = lru_cache(KEPT)(self._build)

    def read(
        self, name: str, entities: Sequence[Entity], scope: Scope, *, current: bool
    ) -> dict[str, LiveRow]:
        """The rows that are there, by the ids of their entities; `current` values on demand."""
        table = self._schema.tables[name]
        by_key = {entity.key: entity for entity in entities}
        now = dt.datetime.now(dt.UTC)
        with self._engine.connect() as connection:
            own = self._own(connection, table, list(by_key), scope, now)
            children: dict[Key, list[Fact]] = {}
            for hop in self._children(table, scope) if current and own else ():
                for key, facts in self._current(connection, table, hop, [*own], scope, now):
                    children.setdefault(key, []).extend(facts)
        return {
            by_key[key].id: LiveRow(own=tuple(facts), current=tuple(children.get(key, ())))
            for key, facts in own.items()
            if key in by_key
        }

    def _own(
        self,
        connection: Connection,
        table: Table,
        keys: Sequence[Key],
        scope: Scope,
        now: dt.datetime,
    ) -> dict[Key, list[Fact]]:
        hops = tuple(forward(key) for key in table.foreign_keys if self._told(table, key, scope))
        statement, rows = self._rows(connection, table, hops, keys, scope)
        found: dict[Key, list[Fact]] = {}
        for row in rows:
            base, *ends = statement.parts(row)
            key = row_key(table, base)
            found[key] = own_facts(table, base, self._schema.source, now)
            label = row_entity(self._schema.source, table, base)[0].label
            for hop, end in zip(hops, ends, strict=True):
                target = self._schema.tables[hop.target]
                if any(value is not None for value in end.values()):
                    entity, _ = row_entity(self._schema.source, target, end)
                    found[key].append(_name(label, hop, target, entity, (table.name, key), now))
        return found

    def _current(
        self,
        connection: Connection,
        table: Table,
        hop: Hop,
        keys: Sequence[Key],
        scope: Scope,
        now: dt.datetime,
    ) -> Iterator[tuple[Key, list[Fact]]]:
        """The values of the one child row of each, where it has one."""
        child = self._schema.tables[hop.target]
        statement, rows = self._rows(connection, table, (hop,), keys, scope)
        by_owner: dict[Key, list[tuple[str, dict[str, Any]]]] = {}
        for row in rows if len(rows) < MOST_CHILDREN else ():
            base, end = statement.parts(row)
            label = row_entity(self._schema.source, table, base)[0].label
            if any(value is not None for value in end.values()):
                by_owner.setdefault(row_key(table, base), []).append((label, end))
        for key, found in by_owner.items():
            if len(found) == 1:
                label, end = found[0]
                facts = own_facts(child, end, self._schema.source, now)
                yield (
                    key,
                    [
                        replace(
                            fact,
                            entity=label,
                            attribute=_of_child(child, fact.attribute),
                            about=((table.name, key),),
                        )
                        for fact in facts
                        if fact.column not in (child.valid_from, child.valid_to)
                    ],
                )

    def _children(self, table: Table, scope: Scope) -> Iterator[Hop]:
        """Steps to tables that keep a value for some time, of nothing but such rows, and to those
        that have one row for each of them. A value needs a key to be cited by."""
        for child, key in _kept_beside(self._schema, table):
            if child.primary_key and visible(child, scope) and not _private(child, key):
                yield backward(child, key)

    def _told(self, table: Table, key: ForeignKey, scope: Scope) -> bool:
        return visible(self._schema.tables[key.target], scope) and not _private(table, key)

    def _rows(
        self,
        connection: Connection,
        table: Table,
        hops: tuple[Hop, ...],
        keys: Sequence[Key],
        scope: Scope,
    ) -> tuple[_Statement, Sequence[Sequence[Any]]]:
        # Numbers of keys are rounded up, so that few statements serve all of them.
        size = 1 << (len(keys) - 1).bit_length()
        statement = self._statement(table.name, hops, size, scope.tenant, dt.date.today())
        bound = {
            f"key{n}_{name}": stored(value, table.column(name))
            for n in range(size)
            for name, value in keys[min(n, len(keys) - 1)]
        }
        return statement, connection.execute(statement.select, bound).fetchall()

    def _build(
        self, name: str, hops: tuple[Hop, ...], size: int, tenant: str, today: dt.date
    ) -> _Statement:
        table = self._schema.tables[name]
        builder = SqlBuilder(schema=self._schema, scope=Scope(tenant=tenant), today=today)
        start = sql_table(table).alias("t0")
        joined: Any = start
        chosen = [start.c.keys()]
        ends = [start]
        for place, hop in enumerate(hops, start=1):
            target = self._schema.tables[hop.target]
            end = sql_table(target).alias(f"t{place}")
            on = and_(builder.link(start, end, hop), builder.visible(target, end, hop))
            joined = joined.join(end, on, isouter=True)
            chosen.append(end.c.keys() if hop.reverse else _naming(target))
            ends.append(end)
        keys = or_(
            *(
                and_(*(start.c[c] == bindparam(f"key{n}_{c}") for c in table.primary_key))
                for n in range(size)
            )
        )
        columns = [end.c[c] for end, names in zip(ends, chosen, strict=True) for c in names]
        statement = select(*columns).select_from(joined)
        statement = statement.where(builder.visible(table, start, None), keys)
        return _Statement(
            select=statement.limit(MOST_CHILDREN), columns=tuple(tuple(c) for c in chosen)
        )


def kept_beside(schema: DatabaseSchema, table: Table) -> Iterator[Table]:
    """The tables that have one row for each of a table's, at a time or at all."""
    return (child for child, _ in _kept_beside(schema, table))


def _kept_beside(schema: DatabaseSchema, table: Table) -> Iterator[tuple[Table, ForeignKey]]:
    for child, key in schema.references_to(table.name):
        single = (*key.columns,) == child.primary_key or (
            len(key.columns) == 1 and child.column(key.columns[0]).unique
        )
        timed = bool(child.valid_from or child.valid_to) and child.foreign_keys == (key,)
        if child is not table and (single or timed):
            yield child, key


def _name(
    label: str, hop: Hop, target: Table, end: Entity, about: tuple[str, Key], now: dt.datetime
) -> Fact:
    """What the row refers to, by its name."""
    return Fact(
        entity=label,
        attribute=hop.label,
        value=end.label,
        display=end.label,
        unit=None,
        source=end.source,
        table=target.name,
        key=end.key,
        column=target.display or "+".join(target.primary_key),
        as_of=now,
        about=(about,),
    )


def _naming(table: Table) -> list[str]:
    """The columns that a row's key and label are made of."""
    more = (table.tenant,) if table.tenant else ()
    return list(dict.fromkeys((*table.primary_key, *table.name_columns, *table.aliases, *more)))


def _of_child(child: Table, label: str) -> str:
    return label if child.singular in label else f"{child.singular} {label}"


def _private(table: Table, key: ForeignKey) -> bool:
    return any(table.column(name).private for name in key.columns)


def visible(table: Table, scope: Scope) -> bool:
    """Whether the asker has one of the labels that the table demands, if it demands any."""
    return not table.access or bool(frozenset(table.access) & scope.labels)
