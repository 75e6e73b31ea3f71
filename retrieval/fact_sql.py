"""Fact queries as SQL: parameterised selects over live tables, private columns left out.

Filters become EXISTS conditions, so that a filter over a child table never multiplies rows.
Tables with validity columns are read as of one day; of several valid rows the latest counts.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Numeric,
    Select,
    and_,
    cast,
    exists,
    func,
    not_,
    or_,
    select,
    true,
)

from nescio.types import Entity, Scalar, Scope
from retrieval.rows import sql_table
from retrieval.schema import Column, DatabaseSchema, ForeignKey, Table

Comparison = Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "like", "null", "not_null"]
Operator = Literal[
    "value", "related", "count", "list", "minimum", "maximum", "ascending", "descending", "sum",
    "average", "yes_no", "most", "fewest",
]  # fmt: skip
_ORDERED = ("minimum", "maximum", "ascending", "descending")
_COMPARE = {name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")}


@dataclass(frozen=True, kw_only=True)
class Hop:
    """One step over a foreign key, from `columns` to `target_columns` of the table `target`.

    `reverse` steps go from a row to those that refer to it (a product to its prices).
    """

    target: str
    columns: tuple[str, ...]
    target_columns: tuple[str, ...]
    label: str
    reverse: bool = False


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A comparison with one column; `value` is a tuple for `in`, unused for null tests."""

    column: str
    operator: Comparison = "eq"
    value: Scalar | tuple[Scalar, ...] = None


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Rows for which a row at the end of `path` meets every condition; `negated`: none does."""

    conditions: tuple[Condition, ...]
    path: tuple[Hop, ...] = ()
    negated: bool = False


@dataclass(frozen=True, kw_only=True)
class FactQuery:
    """What to read: rows of `table` that pass `filters`, and `column` at the end of `path`.

    Without a column, the rows at the end of `path` themselves are meant (their names). `minimum`
    and `maximum` are the rows of one value, `ascending` and `descending` all in order. `most` and
    `fewest` rank the rows of `table` by how many rows are at the end of `path` or, with a column
    and no path, the values of the column by how many rows have them.
    """

    source: str
    table: str
    operator: Operator
    filters: tuple[Filter, ...] = ()
    path: tuple[Hop, ...] = ()
    column: str | None = None
    as_of: dt.date | None = None
    limit: int = 50


def forward(key: ForeignKey) -> Hop:
    """The step from a row to the one it refers to."""
    return Hop(
        target=key.target,
        columns=key.columns,
        target_columns=key.target_columns,
        label=key.label,
    )


def backward(table: Table, key: ForeignKey) -> Hop:
    """The step from a row to the rows of `table` that refer to it."""
    return Hop(
        target=table.name,
        columns=key.target_columns,
        target_columns=key.columns,
        label=table.singular,
        reverse=True,
    )


def step_labels(schema: DatabaseSchema, path: Sequence[Hop]) -> list[str]:
    """What a reader calls the rows that forward steps lead to, the last one first; rows on the
    way that have neither name nor code (order lines) are passed over."""
    found = []
    for place, hop in enumerate(path, start=1):
        table = schema.tables[hop.target]
        if not hop.reverse and (place == len(path) or table.name_columns or table.aliases):
            found.append(hop.label)
    return found[::-1]


def key_condition(key: Sequence[tuple[str, Scalar]]) -> tuple[Condition, ...]:
    """Conditions that pick the row of a primary key."""
    return tuple(Condition(column=name, value=value) for name, value in key)


def value_query(entity: Entity, path: tuple[Hop, ...], column: str) -> FactQuery:
    """The value of a column of the entity's row, or of the row at the end of a path from it."""
    return FactQuery(
        source=entity.source,
        table=str(entity.table),
        operator="value",
        filters=(Filter(conditions=key_condition(entity.key)),),
        path=path,
        column=column,
    )


@dataclass(frozen=True, kw_only=True)
class SqlBuilder:
    """Builds the statements of one query for one asker on one day."""

    schema: DatabaseSchema
    scope: Scope
    today: dt.date

    def rows(self, query: FactQuery) -> Select[Any]:
        """Base row, end row and the other end of the end row's foreign keys are selected by
        position: columns are labelled `b_<column>` and `e_<column>`."""
        base = self.schema.tables[query.table]
        start = sql_table(base).alias("t0")
        joined, end_table, end = self._join(start, query.path, base, outer=self._outer(query))
        columns = [c.label(f"b_{c.name}") for c in start.c]
        columns += [c.label(f"e_{c.name}") for c in end.c]
        statement = select(*columns).select_from(joined).where(self._where(base, start, query))
        return self._ordered(statement, query, base, start, end_table, end)

    def number(self, query: FactQuery) -> Select[Any]:
        """The count of base rows or, for `sum`, of the column at the end of the path."""
        base = self.schema.tables[query.table]
        start = sql_table(base).alias("t0")
        joined, _, end = self._join(start, query.path, base, outer=False)
        what: Any = func.count()
        if query.operator in ("sum", "average") and query.column:
            # Single precision adds up to noise: exact decimals do not.
            exact = cast(end.c[query.column], Numeric)
            what = func.sum(exact) if query.operator == "sum" else func.avg(exact)
        return select(what).select_from(joined).where(self._where(base, start, query))

    def commonest(self, query: FactQuery) -> Select[Any]:
        """The values of the query's column, `value`, by how many rows have them, `number`."""
        base = self.schema.tables[query.table]
        start = sql_table(base).alias("t0")
        column, number = start.c[query.column or ""], func.count().label("number")
        order = func.count().asc() if query.operator == "fewest" else func.count().desc()
        return (
            select(column.label("value"), number)
            .where(self._where(base, start, query), column.is_not(None))
            .group_by(column)
            .order_by(order, column)
            .limit(query.limit)
        )

    def ranked(self, query: FactQuery) -> Select[Any]:
        """Base rows with how many rows are at the end of the path, most (or fewest) first; the
        number is labelled `number`. Rows with none are left out."""
        base = self.schema.tables[query.table]
        start = sql_table(base).alias("t0")
        hop, rest = query.path[0], query.path[1:]
        target = self.schema.tables[hop.target]
        first = sql_table(target).alias("n1")
        joined: FromClause = first
        current: FromClause = first
        for place, step in enumerate(rest, 2):
            table = self.schema.tables[step.target]
            far = sql_table(table).alias(f"n{place}")
            on = and_(self.link(current, far, step), self.visible(table, far, step))
            joined, current = joined.join(far, on), far
        linked = and_(self.link(start, first, hop), self.visible(target, first, hop))
        count = select(func.count()).select_from(joined).where(linked).correlate(start)
        number = count.scalar_subquery().label("number")
        order = number.asc() if query.operator == "fewest" else number.desc()
        return (
            select(*(c.label(f"b_{c.name}") for c in start.c), number)
            .where(self._where(base, start, query), count.scalar_subquery() > 0)
            .order_by(order, *(start.c[name] for name in base.primary_key))
            .limit(query.limit)
        )

    def _outer(self, query: FactQuery) -> bool:
        return query.operator in ("value", "related", "yes_no")

    def _ordered(
        self,
        statement: Select[Any],
        query: FactQuery,
        base: Table,
        start: FromClause,
        end_table: Table,
        end: FromClause,
    ) -> Select[Any]:
        if query.operator in _ORDERED and query.column:
            value = end.c[query.column]
            order = value.asc() if query.operator in ("minimum", "ascending") else value.desc()
            statement = statement.where(value.is_not(None)).order_by(order)
        names = base.name_columns if query.operator != "value" else ()
        statement = statement.order_by(*(start.c[name] for name in names))
        statement = statement.order_by(*(start.c[name] for name in base.primary_key))
        if query.path:
            statement = statement.order_by(*(end.c[name] for name in end_table.primary_key))
        return statement.limit(query.limit)

    def _join(
        self, start: FromClause, path: Sequence[Hop], base: Table, *, outer: bool
    ) -> tuple[FromClause, Table, FromClause]:
        joined, current, table = start, start, base
        for place, hop in enumerate(path, 1):
            table = self.schema.tables[hop.target]
            step = sql_table(table).alias(f"t{place}")
            on = and_(self.link(current, step, hop), self.visible(table, step, hop))
            joined = joined.join(step, on, isouter=outer)
            current = step
        return joined, table, current

    def link(self, near: FromClause, far: FromClause, hop: Hop) -> ColumnElement[bool]:
        """That a step leads from a row of `near` to one of `far`."""
        pairs = zip(hop.columns, hop.target_columns, strict=True)
        return and_(*(near.c[a] == far.c[b] for a, b in pairs))

    def _where(self, base: Table, start: FromClause, query: FactQuery) -> ColumnElement[bool]:
        parts = [self.visible(base, start, None)]
        for one in query.filters:
            met = self._filter(base, start, one, depth=0)
            parts.append(not_(met) if one.negated else met)
        return and_(*parts)

    def _filter(
        self, table: Table, near: FromClause, one: Filter, *, depth: int
    ) -> ColumnElement[bool]:
        if depth == len(one.path):
            return and_(true(), *(self._condition(table, near, c) for c in one.conditions))
        hop = one.path[depth]
        target = self.schema.tables[hop.target]
        far = sql_table(target).alias(f"{near.name}_{depth + 1}")  # type: ignore[attr-defined]
        inner = self._filter(target, far, one, depth=depth + 1)
        linked = and_(self.link(near, far, hop), self.visible(target, far, hop))
        return exists().where(linked, inner)

    def _condition(self, table: Table, near: FromClause, one: Condition) -> ColumnElement[bool]:
        described, column = table.column(one.column), near.c[one.column]
        value = one.value
        if one.operator == "null":
            return column.is_(None)
        if one.operator == "not_null":
            return column.is_not(None)
        if isinstance(value, tuple):
            return column.in_([stored(item, described) for item in value])
        bound = stored(value, described)
        if isinstance(bound, str) and described.kind == "text":
            if one.operator == "like":
                return func.lower(column).contains(bound.lower(), autoescape=True)
            if one.operator == "eq" and one.column not in table.structural:
                return func.lower(column) == bound.lower()
        compared: ColumnElement[bool] = _COMPARE[one.operator](column, bound)
        return compared

    def visible(self, table: Table, near: FromClause, hop: Hop | None) -> ColumnElement[bool]:
        """The asker's tenant only, and rows that are valid today."""
        parts: list[ColumnElement[bool]] = [true()]
        if table.tenant:
            parts.append(near.c[table.tenant] == self.scope.tenant)
        if hop is not None and hop.reverse:
            parts += self._valid(table, near)
            parts += self._latest(table, near, hop)
        return and_(*parts)

    def _valid(self, table: Table, near: FromClause) -> list[ColumnElement[bool]]:
        parts: list[ColumnElement[bool]] = []
        if table.valid_from:
            column = table.column(table.valid_from)
            since = near.c[column.name]
            parts.append(or_(since.is_(None), since <= stored(self.today, column)))
        if table.valid_to:
            column = table.column(table.valid_to)
            until = near.c[column.name]
            parts.append(or_(until.is_(None), until >= stored(self.today, column)))
        return parts

    def _latest(self, table: Table, near: FromClause, hop: Hop) -> list[ColumnElement[bool]]:
        """No other valid row of the same owner began later."""
        if not table.valid_from:
            return []
        later = sql_table(table).alias(f"{near.name}_later")  # type: ignore[attr-defined]
        owners = [k.columns for k in table.foreign_keys] or [hop.target_columns]
        same = [later.c[name] == near.c[name] for columns in owners for name in columns]
        begins = later.c[table.valid_from] > near.c[table.valid_from]
        return [~exists().where(and_(*same, begins, *self._valid(table, later)))]


def stored(value: Scalar, column: Column) -> Scalar:
    """The value in the form the column keeps it in: ISO text for dates kept as text."""
    if column.storage == "text" and isinstance(value, (dt.date, dt.time)):
        # A datetime kept as text compares with a date by prefix: fine for <=, >= and today.
        return value.isoformat()
    if column.truth is not None and isinstance(value, bool):
        return column.truth[0 if value else 1]
    if column.storage == "integer" and isinstance(value, bool):
        return int(value)
    if column.kind == "datetime" and type(value) is dt.date and column.storage == "native":
        return dt.datetime.combine(value, dt.time(), tzinfo=None)
    return value
