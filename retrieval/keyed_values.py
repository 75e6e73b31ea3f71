"""Values of rows by their keys, many by one statement: what each query alone would find."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import Connection, and_, or_, select

from nescio.types import Key
from retrieval.fact_rows import FactResult, RowReader
from retrieval.fact_sql import FactQuery, SqlBuilder, stored
from retrieval.rows import row_key, sql_table
from retrieval.schema import DatabaseSchema, Table

AT_ONCE = 64
"""Rows of one statement."""


def keyed_values(
    connection: Connection,
    schema: DatabaseSchema,
    builder: SqlBuilder,
    queries: Collection[FactQuery],
) -> dict[FactQuery, FactResult]:
    """The results of those queries that ask for a value of one row by its key, where the row is
    there; the others are left for who asks one by one. Blocks."""
    groups: defaultdict[str, dict[FactQuery, Key]] = defaultdict(dict)
    for query in queries:
        key = key_asked(query, schema.tables)
        if key is not None:
            groups[query.table][query] = key
    results: dict[FactQuery, FactResult] = {}
    for name, asked in groups.items():
        rows = _rows(connection, schema.tables[name], builder, list(dict.fromkeys(asked.values())))
        now = dt.datetime.now(dt.UTC)
        for query, key in asked.items():
            if key in rows:
                row = RowReader(query, schema, now).read(rows[key])
                facts = () if row.fact.value is None else (row.fact,)
                results[query] = FactResult(facts=facts, rows_found=1, as_of=now, rows=(row,))
    return results


def key_asked(query: FactQuery, tables: Mapping[str, Table]) -> Key | None:
    """The key of the one row that a query reads a value of, None for other queries."""
    table = tables.get(query.table)
    plain = query.operator == "value" and not query.path and query.limit > 0
    if table is None or not plain or len(query.filters) != 1 or query.filters[0].path:
        return None
    conditions = query.filters[0].conditions
    if tuple(c.column for c in conditions) != table.primary_key:
        return None
    # A text that is no more than text is compared without case: other rows may be meant too.
    exact = all(
        c.operator == "eq"
        and not isinstance(c.value, tuple)
        and c.value is not None
        and (table.column(c.column).kind != "text" or c.column in table.structural)
        for c in conditions
    )
    return tuple((c.column, c.value) for c in conditions) if exact else None  # type: ignore[misc]


def _rows(
    connection: Connection, table: Table, builder: SqlBuilder, keys: Sequence[Key]
) -> dict[Key, dict[str, object]]:
    """The rows that are there, as a query that begins and ends at a row selects them."""
    start = sql_table(table).alias("t0")
    columns = [c.label(f"{end}_{c.name}") for end in "be" for c in start.c]
    found: dict[Key, dict[str, object]] = {}
    for batch in _batches(keys):
        wanted = or_(
            *(
                and_(*(start.c[name] == stored(value, table.column(name)) for name, value in key))
                for key in batch
            )
        )
        statement = select(*columns).where(builder.visible(table, start, None), wanted)
        for row in connection.execute(statement).mappings():
            base = {column.name: row[f"b_{column.name}"] for column in start.c}
            found[row_key(table, base)] = dict(row)
    return found


def _batches(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    for first in range(0, len(keys), AT_ONCE):
        yield keys[first : first + AT_ONCE]
