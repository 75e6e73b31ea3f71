"""Statements over a database of record: pages of a table, rows by key, rows that point at others.

1. A whole table is read in pages by its key, each a short statement, rather than by one cursor:
   no transaction stays open in the database of record while the index is written (which takes
   minutes), so its vacuum is not held up, and a lost connection costs one page.
2. A view has no index to page by, and is read once through by a server-side cursor.
3. Values are bound without a type: SQLAlchemy would cast text to VARCHAR for PostgreSQL, and
   an enum, a `char(5)` or an address is not comparable with that.
4. Binary columns are not selected at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine, TableClause

from retrieval.schema import Table

PAGE = 500
Row = Mapping[str, Any]
Values = tuple[Any, ...]


def selected(table: Table, only: Iterable[str] | None = None) -> TableClause:
    """The table as it is read: without private columns, unless they tie rows together, and
    without binary ones; `only` these of them, with the key."""
    needed = table.structural | {table.tenant}
    wanted = None if only is None else {*only, *table.primary_key}
    return sa.table(
        table.name,
        *(
            sa.column(column.name)
            for column in table.columns
            if (wanted is None or column.name in wanted)
            and (column.name in needed or not (column.private or column.kind == "blob"))
        ),
    )


def pages(
    engine: Engine,
    table: Table,
    size: int = PAGE,
    *,
    where: sa.ColumnElement[bool] | None = None,
    cursor: bool = False,
) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table in lists, by primary key; those without a key are passed over. Blocks.

    `cursor`: by one statement, for what cannot be read by key.
    """
    source = selected(table)
    keys = [source.c[name] for name in table.primary_key]
    base = sa.select(source).where(*(key.is_not(None) for key in keys))
    if where is not None:
        base = base.where(where)
    if cursor:
        yield from _by_cursor(engine, base, size)
        return
    base = base.order_by(*keys).limit(size)
    statement = base
    while True:
        with engine.connect() as connection:
            page = [dict(row) for row in connection.execute(statement).mappings()]
        if page:
            yield page
        if len(page) < size:
            return
        statement = base.where(after(keys, [page[-1][key.name] for key in keys]))


def rows_where(
    engine: Engine,
    table: Table,
    columns: Sequence[str],
    values: Iterable[Values],
    only: Iterable[str] | None = None,
) -> Iterator[dict[str, Any]]:
    """Rows whose `columns` hold one of `values`, in the order of their key. Blocks."""
    source = selected(table, None if only is None else {*only, *columns})
    order = [source.c[name] for name in table.primary_key]
    for batch in batched(values):
        statement = sa.select(source).where(holds(columns, batch)).order_by(*order)
        with engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(statement).mappings()]
        yield from rows


def holds(columns: Sequence[str], values: Sequence[Values]) -> sa.ColumnElement[bool]:
    """The condition that the columns hold one of the values."""
    plain = sa.types.NullType()
    if len(columns) == 1:
        lone = [value for (value,) in values]
        return sa.column(columns[0]).in_(
            sa.bindparam(None, lone, type_=plain, unique=True, expanding=True)
        )
    both = sa.tuple_(*(sa.column(name) for name in columns), types=[plain] * len(columns))
    return both.in_(values)


def after(keys: Sequence[sa.ColumnClause[Any]], last: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Rows after `last` in the order of the keys, spelled out: not all databases compare rows."""
    return sa.or_(
        *(
            sa.and_(
                *(key == bound(v) for key, v in zip(keys[:place], last[:place], strict=True)),
                keys[place] > bound(last[place]),
            )
            for place in range(len(keys))
        )
    )


def bound(value: Any) -> sa.BindParameter[Any]:
    """The value as the driver takes it."""
    return sa.bindparam(None, value, type_=sa.types.NullType(), unique=True)


def batched(values: Iterable[Values], size: int = PAGE) -> Iterator[list[Values]]:
    """The values, without repetition, in lists that fit one statement."""
    batch: list[Values] = []
    for value in dict.fromkeys(values):
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _by_cursor(
    engine: Engine, statement: sa.Select[Any], size: int
) -> Iterator[list[dict[str, Any]]]:
    with engine.connect() as connection:
        result = connection.execution_options(yield_per=size).execute(statement)
        for part in result.mappings().partitions():
            yield [dict(row) for row in part]
