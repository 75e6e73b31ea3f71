"""Live reads as JSON and back, and the records and tables that each one touches."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from nescio.types import key_text
from retrieval import codec
from retrieval.fact_sql import Condition, FactQuery, Filter, Hop
from retrieval.reads import Read, RowRead
from retrieval.row_reads import kept_beside
from retrieval.schema import DatabaseSchema, Table
from retrieval.things import Thing, record_of_row, rows_of_table


def read_json(read: Read) -> str:
    """A read as JSON; equal reads give equal texts."""
    data = {type(read).__name__: dataclasses.asdict(read)}
    return json.dumps(data, default=codec.tagged, sort_keys=True)


def read_from_json(text: str) -> Read:
    """The reverse of `read_json`."""
    ((name, data),) = json.loads(text).items()
    if name == RowRead.__name__:
        key = tuple((column, codec.scalar(value)) for column, value in data.pop("key"))
        return RowRead(**data, key=key)
    filters = tuple(
        Filter(
            conditions=tuple(_condition(one) for one in each["conditions"]),
            path=_path(each["path"]),
            negated=each.get("negated", False),
        )
        for each in data.pop("filters")
    )
    path, as_of = _path(data.pop("path")), codec.scalar(data.pop("as_of"))
    return FactQuery(**data, filters=filters, path=path, as_of=as_of)  # type: ignore[arg-type]


def touched(
    read: Read, schema: DatabaseSchema | None, seen: Collection[tuple[str, str]] = ()
) -> frozenset[Thing]:
    """The records whose change may change what is read; of sets of rows, the whole table. `seen`
    are the rows, table and key, that were read with a row."""
    if schema is None or read.table not in schema.tables:
        return frozenset({rows_of_table(read.source, read.table)})
    base = schema.tables[read.table]
    if isinstance(read, RowRead):
        first = record_of_row(read.source, base.name, key_text(read.key))
        others = {child.name for child in kept_beside(schema, base)} if read.current else set()
        rows = {record_of_row(read.source, table, key) for table, key in seen}
        return frozenset({first, *rows, *(rows_of_table(read.source, t) for t in others)})
    # Not the tables that a row refers to: a query reads only its own and those on its way.
    on_the_way = (rows_of_table(read.source, target) for target in _on_the_way(read))
    return frozenset({_base(read, base), *on_the_way})


def _base(query: FactQuery, table: Table) -> Thing:
    """The one row that a query begins at, or its table."""
    for each in query.filters:
        values = {c.column: c.value for c in each.conditions if c.operator == "eq"}
        if each.path or each.negated:
            continue
        if table.primary_key and values.keys() >= set(table.primary_key):
            key = tuple((name, values[name]) for name in table.primary_key)
            return record_of_row(query.source, table.name, key_text(key))  # type: ignore[arg-type]
    return rows_of_table(query.source, table.name)


def _on_the_way(query: FactQuery) -> Iterator[str]:
    for path in (query.path, *(each.path for each in query.filters)):
        yield from (hop.target for hop in path)


def _condition(data: dict[str, Any]) -> Condition:
    value = data["value"]
    given = tuple(map(codec.scalar, value)) if isinstance(value, list) else codec.scalar(value)
    return Condition(column=data["column"], operator=data["operator"], value=given)


def _path(data: Iterable[dict[str, Any]]) -> tuple[Hop, ...]:
    return tuple(
        Hop(
            target=hop["target"],
            columns=tuple(hop["columns"]),
            target_columns=tuple(hop["target_columns"]),
            label=hop["label"],
            reverse=hop["reverse"],
        )
        for hop in data
    )
