"""Result rows as facts: which row they come from, what they are called, how they are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nescio.types import Entity, Fact, Key, Scalar
from retrieval.display import display_value, to_scalar
from retrieval.fact_sql import FactQuery, step_labels
from retrieval.rows import row_entity, row_key, row_label
from retrieval.schema import DatabaseSchema, Table


@dataclass(frozen=True, kw_only=True)
class FactRow:
    """One row found: the fact it gives, the base row, and what else the end row refers to."""

    fact: Fact
    entity: Entity
    end: Entity | None
    context: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FactResult:
    """What a query found. `rows_found` counts base rows, also beyond the limit."""

    facts: tuple[Fact, ...]
    rows_found: int
    as_of: dt.datetime
    rows: tuple[FactRow, ...] = ()


class RowReader:
    """Turns a result row with `b_` and `e_` columns into a fact with both of its ends."""

    def __init__(self, query: FactQuery, schema: DatabaseSchema, now: dt.datetime) -> None:
        self._query, self._schema, self._now = query, schema, now
        self._base = schema.tables[query.table]
        self._end = schema.tables[query.path[-1].target] if query.path else self._base

    def read(self, row: dict[str, Any]) -> FactRow:
        """The fact of one result row."""
        source = self._query.source
        base_row, end_row = part(row, "b_"), part(row, "e_")
        base, _ = row_entity(source, self._base, base_row)
        there = any(value is not None for value in end_row.values())
        end = row_entity(source, self._end, end_row)[0] if there else None
        column = self._query.column
        described = self._end.column(column) if column else None
        name: Scalar = end.label if end else None
        value = to_scalar(end_row[column], described) if column else name
        listing = self._query.operator == "list" and not self._query.path
        fact = Fact(
            entity=self._base.plural if listing else base.label,
            attribute=self._attribute(),
            value=value,
            display=display_value(value, described),
            unit=described.unit if described else None,
            source=source,
            table=self._end.name,
            key=end.key if end else (),
            column=column or (self._end.display or "+".join(self._end.primary_key)),
            as_of=self._now,
            about=self._about(base),
        )
        return FactRow(fact=fact, entity=base, end=end, context=())

    def _about(self, base: Entity) -> tuple[tuple[str, Key], ...]:
        own = ((self._base.name, base.key),) if base.key else ()
        return own + rows_asked_about(self._query, self._schema)

    def _attribute(self) -> str:
        hops = [hop.label for hop in self._query.path]
        steps = step_labels(self._schema, self._query.path)
        if self._query.column:
            label = self._end.column(self._query.column).label
            return " of the ".join([label, *steps])
        return " of the ".join(steps or hops) or "name"


def part(row: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """The columns of a result row that carry a two-letter prefix, without it."""
    return {name[2:]: value for name, value in row.items() if name.startswith(prefix)}


def own_facts(table: Table, row: Mapping[str, Any], source: str, now: dt.datetime) -> list[Fact]:
    """A fact for every public value of a row; NULLs give none."""
    key: Key = row_key(table, row)
    label = row_label(table, row)
    facts = []
    for column in table.columns:
        if column.private or column.name in table.structural or row[column.name] is None:
            continue
        value = to_scalar(row[column.name], column)
        if value is None:
            continue
        facts.append(
            Fact(
                entity=label,
                attribute=column.label,
                value=value,
                display=display_value(value, column),
                unit=column.unit,
                source=source,
                table=table.name,
                key=key,
                column=column.name,
                as_of=now,
            )
        )
    return facts


def number_fact(
    query: FactQuery, schema: DatabaseSchema, number: Any, now: dt.datetime
) -> Fact | None:
    """The fact of a count, a sum or an average (to two places, below 1 to four); it has no key.
    None for the sum of nothing."""
    end = schema.tables[query.path[-1].target] if query.path else schema.tables[query.table]
    over = query.column and query.operator in ("sum", "average")
    column = end.column(query.column) if over and query.column else None
    if query.operator == "average" and number is not None:
        number = Decimal(str(number))
        number = round(number, 2 if abs(number) >= 1 else 4)
    elif query.operator == "sum" and isinstance(number, Decimal):
        number = int(number) if number == number.to_integral_value() else number.normalize()
    value = to_scalar(number, column)
    if value is None:
        return None
    what = "average" if query.operator == "average" else "total"
    return Fact(
        entity=schema.tables[query.table].plural,
        attribute=f"{what} {column.label}" if column else "count",
        value=value,
        display=display_value(value, column),
        unit=column.unit if column else None,
        source=query.source,
        table=end.name if column else query.table,
        key=(),
        column=query.column or "*",
        as_of=now,
        about=rows_asked_about(query, schema),
    )


def ranked_fact(
    query: FactQuery, schema: DatabaseSchema, row: Mapping[str, Any], now: dt.datetime
) -> Fact:
    """How many rows belong to a base row or, without a path, have a value."""
    base = schema.tables[query.table]
    end = schema.tables[query.path[-1].target] if query.path else base
    number = int(row["number"])
    if not query.path:
        value = display_value(to_scalar(row["value"], base.column(query.column or "")))
        return Fact(
            entity=value,
            attribute=f"number of {base.plural}",
            value=number,
            display=str(number),
            unit=None,
            source=query.source,
            table=base.name,
            key=(),
            column=f"count({query.column}: {value})",
            as_of=now,
        )
    entity, _ = row_entity(query.source, base, part(row, "b_"))
    return Fact(
        entity=entity.label,
        attribute=f"number of {end.plural}",
        value=number,
        display=str(number),
        unit=None,
        source=query.source,
        table=base.name,
        key=entity.key,
        column=f"count({end.name})",
        as_of=now,
    )


def rows_asked_about(query: FactQuery, schema: DatabaseSchema) -> tuple[tuple[str, Key], ...]:
    """The rows that the query's filters name by their whole key."""
    found: list[tuple[str, Key]] = []
    for one in (each for each in query.filters if not each.negated):
        described = schema.tables[one.path[-1].target if one.path else query.table]
        values: dict[str, Scalar] = {
            c.column: c.value
            for c in one.conditions
            if c.operator == "eq" and not isinstance(c.value, tuple)
        }
        if described.primary_key and set(described.primary_key) <= values.keys():
            found.append((described.name, tuple((n, values[n]) for n in described.primary_key)))
    return tuple(found)
