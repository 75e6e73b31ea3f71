"""Rows as entities: one id, label and set of names for a row, wherever it is met.

Ingestion and the live lookups share this, so that both speak of the same entity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Engine, TableClause, column, select, table

from nescio.types import Access, Entity, EntityName, Key, NameKind, key_text, stable_id
from retrieval.display import to_scalar
from retrieval.schema import DatabaseSchema, Table

BATCH = 1_000
Row = Mapping[str, Any]


def sql_table(described: Table) -> TableClause:
    """The table for building statements: private columns only where they tie rows together."""
    needed = described.structural | {described.tenant, described.valid_from, described.valid_to}
    return table(
        described.name,
        *(column(c.name) for c in described.columns if not c.private or c.name in needed),
    )


def row_key(described: Table, row: Row) -> Key:
    """The primary key of a row, in the order of the table's key."""
    return tuple((name, to_scalar(row[name])) for name in described.primary_key)


def row_name(described: Table, row: Row) -> str:
    """What names the row, empty when nothing does."""
    parts = [str(row[name]).strip() for name in described.name_columns if row[name] is not None]
    return " ".join(part for part in parts if part)


def row_label(described: Table, row: Row) -> str:
    """What a reader calls the row: its name, else `order NF-1024`, else `order 7`."""
    name = row_name(described, row)
    if name:
        return name
    for alias in described.aliases:
        if row[alias] is not None:
            return f"{described.singular} {row[alias]}"
    return f"{described.singular} {key_text(row_key(described, row))}"


def row_entity(source: str, described: Table, row: Row) -> tuple[Entity, tuple[EntityName, ...]]:
    """The entity of a row, and every name it can be called by.

    `row` maps column names to values and holds at least key, name, alias and tenant columns.
    """
    key = row_key(described, row)
    tenant = str(row[described.tenant]) if described.tenant else Access().tenant
    entity = Entity(
        id=stable_id("entity", source, described.name, key_text(key)),
        source=source,
        label=row_label(described, row),
        table=described.name,
        key=key,
        access=Access(tenant=tenant, labels=frozenset(described.access)),
    )
    names: list[tuple[str, NameKind]] = [(row_name(described, row), "name")]
    names += [(str(row[a]).strip(), "code") for a in described.aliases if row[a] is not None]
    return entity, tuple(
        EntityName(entity_id=entity.id, name=name, kind=kind)
        for name, kind in dict.fromkeys(names)
        if name
    )


def iter_rows(engine: Engine, described: Table) -> Iterator[dict[str, Any]]:
    """Every row of a table without its private columns, in the order of its key. Blocks."""
    source = sql_table(described)
    statement = select(source)
    if described.primary_key:
        statement = statement.order_by(*(source.c[name] for name in described.primary_key))
    with engine.connect() as connection:
        result = connection.execution_options(yield_per=BATCH).execute(statement)
        for row in result.mappings():
            yield dict(row)


def names_of(engine: Engine, schema: DatabaseSchema) -> Iterator[tuple[EntityName, Entity]]:
    """Every name of every row that has one, with its entity. Blocks."""
    for described in schema.tables.values():
        if not described.primary_key or not (described.name_columns or described.aliases):
            continue
        for row in iter_rows(engine, described):
            entity, names = row_entity(schema.source, described, row)
            yield from ((name, entity) for name in names)
