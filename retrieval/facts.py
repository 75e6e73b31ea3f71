"""Live rows: fact queries are run against the database at the time of asking, read-only.

Statements run in a small thread pool under a deadline. Private columns are never selected;
tenant and access columns are part of every WHERE.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from nescio.errors import SourceUnavailable, StageTimeout
from nescio.types import Entity, Fact, Scalar, Scope
from retrieval.database import POOL_SIZE, one_line
from retrieval.fact_rows import FactResult, FactRow, RowReader, number_fact, own_facts, part
from retrieval.fact_sql import (
    Condition,
    FactQuery,
    Filter,
    Hop,
    SqlBuilder,
    forward,
    key_condition,
)
from retrieval.rows import sql_table
from retrieval.schema import DatabaseSchema, Table

__all__ = ["Condition", "FactQuery", "FactResult", "FactRow", "FactStore", "Filter", "Hop"]

DISTINCT_LIMIT = 300
DISTINCT_FRESH_S = 30.0
_T = TypeVar("_T")


class FactStore:
    """Reads facts from the databases of record, by source name."""

    def __init__(
        self,
        schemas: Mapping[str, DatabaseSchema],
        engines: Mapping[str, Engine],
        *,
        timeout_s: float = 10.0,
    ) -> None:
        self.schemas = dict(schemas)
        self._engines = dict(engines)
        self._timeout_s = timeout_s
        self._threads = ThreadPoolExecutor(POOL_SIZE, thread_name_prefix="facts")
        self._distinct: dict[tuple[Any, ...], tuple[float, tuple[str, ...]]] = {}

    def close(self) -> None:
        """Let the worker threads go; the engines stay with their owner."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def run(self, query: FactQuery, scope: Scope) -> FactResult:
        """The facts of `query` as of now.

        Raises SourceUnavailable when the database fails, StageTimeout after the deadline.
        """
        return await self._work(query.source, lambda: self._run(query, scope))

    def forget(self) -> None:
        """Drop the values that are kept: the sources have changed."""
        self._distinct.clear()

    async def row(self, entity: Entity, scope: Scope) -> tuple[Fact, ...] | None:
        """All public values of the live row and the names it refers to; None: it is gone.

        Raises SourceUnavailable, StageTimeout.
        """
        if entity.table is None or entity.table not in self._tables(entity.source):
            return None
        return await self._work(entity.source, lambda: self._row(entity, scope))

    async def distinct(self, source: str, table: str, column: str, scope: Scope) -> tuple[str, ...]:
        """The distinct texts of a categorical column, at most 300 (else none), kept for 30 s."""
        key = (source, table, column, scope)
        kept = self._distinct.get(key)
        if kept is not None and time.monotonic() - kept[0] < DISTINCT_FRESH_S:
            return kept[1]
        values = await self._work(source, lambda: self._values(source, table, column, scope))
        self._distinct[key] = (time.monotonic(), values)
        return values

    async def find(
        self, source: str, table: str, column: str, value: Scalar, scope: Scope
    ) -> tuple[Entity, ...]:
        """Entities whose `column` is `value`, at most 5: rows reached by a key or a code."""
        query = FactQuery(
            source=source,
            table=table,
            operator="related",
            filters=(Filter(conditions=(Condition(column=column, value=value),)),),
            limit=5,
        )
        return tuple(row.entity for row in (await self.run(query, scope)).rows)

    def permits(self, query: FactQuery, scope: Scope) -> bool:
        """Whether the asker may see every table that the query touches."""
        tables = self._tables(query.source)
        names = {query.table} | {hop.target for hop in query.path}
        names |= {hop.target for one in query.filters for hop in one.path}
        return all(visible(tables[name], scope) for name in names)

    def _tables(self, source: str) -> Mapping[str, Table]:
        return self.schemas[source].tables if source in self.schemas else {}

    async def _work(self, source: str, call: Callable[[], _T]) -> _T:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout_s):
                return await loop.run_in_executor(self._threads, call)
        except TimeoutError:
            raise StageTimeout("reading facts", self._timeout_s) from None
        except SQLAlchemyError as error:
            raise SourceUnavailable(source, one_line(error)) from None

    def _run(self, query: FactQuery, scope: Scope) -> FactResult:
        now = dt.datetime.now(dt.UTC)
        if not self.permits(query, scope):
            return FactResult(facts=(), rows_found=0, as_of=now)
        schema = self.schemas[query.source]
        builder = SqlBuilder(schema=schema, scope=scope, today=query.as_of or dt.date.today())
        with self._engines[query.source].connect() as connection:
            if query.operator in ("count", "sum"):
                number = connection.execute(builder.number(query)).scalar()
                fact = number_fact(query, schema, number, now)
                return FactResult(facts=(fact,) if fact else (), rows_found=1, as_of=now)
            found = connection.execute(builder.rows(query)).mappings().all()
            total = len(found)
            if total == query.limit and query.operator == "list":
                total = int(connection.execute(builder.number(query)).scalar() or 0)
            reader = RowReader(query, schema, now)
            rows = [reader.read(dict(row)) for row in found]
        if query.operator in ("minimum", "maximum") and rows:
            rows = [row for row in rows if row.fact.value == rows[0].fact.value]
        if query.operator in ("value", "yes_no", "related") and query.path:
            rows = [row for row in rows if row.end is not None]
        facts = tuple(row.fact for row in rows if row.fact.value is not None)
        return FactResult(facts=facts, rows_found=total, as_of=now, rows=tuple(rows))

    def _row(self, entity: Entity, scope: Scope) -> tuple[Fact, ...] | None:
        schema = self.schemas[entity.source]
        table = schema.tables[str(entity.table)]
        base = FactQuery(
            source=entity.source,
            table=table.name,
            operator="value",
            filters=(Filter(conditions=key_condition(entity.key)),),
            limit=1,
        )
        now = dt.datetime.now(dt.UTC)
        builder = SqlBuilder(schema=schema, scope=scope, today=dt.date.today())
        if not self.permits(base, scope):
            return None
        with self._engines[entity.source].connect() as connection:
            found = connection.execute(builder.rows(base)).mappings().first()
            if found is None:
                return None
            facts = own_facts(table, part(dict(found), "b_"), entity.source, now)
            for key in table.foreign_keys:
                hop = FactQuery(**{**base.__dict__, "operator": "related", "path": (forward(key),)})
                if self.permits(hop, scope):
                    row = connection.execute(builder.rows(hop)).mappings().first()
                    read = RowReader(hop, schema, now).read(dict(row)) if row else None
                    facts += [read.fact] if read and read.end is not None else []
        return tuple(facts)

    def _values(self, source: str, table: str, column: str, scope: Scope) -> tuple[str, ...]:
        described = self._tables(source)[table]
        if not visible(described, scope) or described.column(column).private:
            return ()
        near = sql_table(described)
        statement = select(near.c[column]).distinct().limit(DISTINCT_LIMIT + 1)
        if described.tenant:
            statement = statement.where(near.c[described.tenant] == scope.tenant)
        with self._engines[source].connect() as connection:
            values = [str(v) for v in connection.execute(statement).scalars() if v is not None]
        return tuple(values) if len(values) <= DISTINCT_LIMIT else ()


def visible(table: Table, scope: Scope) -> bool:
    """Whether the asker has one of the labels that the table demands, if it demands any."""
    return not table.access or bool(frozenset(table.access) & scope.labels)
