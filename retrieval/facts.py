"""Live rows: fact queries are run against the database at the time of asking, read-only.

Statements run in a small thread pool under a deadline. Private columns are never selected;
tenant and access columns are part of every WHERE.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from nescio.errors import SourceUnavailable, StageTimeout
from nescio.types import Entity, Fact, Scalar, Scope
from retrieval.database import POOL_SIZE, one_line
from retrieval.fact_rows import FactResult, FactRow, RowReader, number_fact, ranked_fact
from retrieval.fact_sql import (
    Condition,
    FactQuery,
    Filter,
    Hop,
    SqlBuilder,
)
from retrieval.keyed_values import key_asked, keyed_values
from retrieval.reads import note_query, note_rows
from retrieval.row_reads import LiveRow, RowReads, visible
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
        self._reads = {name: RowReads(schemas[name], engine) for name, engine in engines.items()}
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
        result = await self._work(query.source, lambda: self._run(query, scope))
        note_query(query, result)
        return result

    async def run_all(
        self, queries: Iterable[FactQuery], scope: Scope
    ) -> dict[FactQuery, FactResult]:
        """What `run` gives for each; values of rows by their keys are read many at a time.

        Raises SourceUnavailable, StageTimeout.
        """
        groups: defaultdict[str, list[FactQuery]] = defaultdict(list)
        others: list[FactQuery] = []
        for query in dict.fromkeys(queries):
            keyed = key_asked(query, self._tables(query.source)) is not None
            (groups[query.source] if keyed else others).append(query)
        parts, alone = await asyncio.gather(
            asyncio.gather(
                *(self._work(s, partial(self._keyed, s, some, scope)) for s, some in groups.items())
            ),
            asyncio.gather(*(self.run(query, scope) for query in others)),
        )
        found = {query: result for part in parts for query, result in part.items()}
        for query, result in found.items():
            note_query(query, result)
        left = [query for some in groups.values() for query in some if query not in found]
        late = await asyncio.gather(*(self.run(query, scope) for query in left))
        return found | dict(zip((*others, *left), (*alone, *late), strict=True))

    def forget(self) -> None:
        """Drop the values that are kept: the sources have changed."""
        self._distinct.clear()

    async def row(self, entity: Entity, scope: Scope) -> tuple[Fact, ...] | None:
        """All public values of the live row and the names it refers to; None: it is gone.

        Raises SourceUnavailable, StageTimeout.
        """
        found = (await self.rows([entity], scope)).get(entity.id)
        return found.own if found else None

    async def rows(
        self, entities: Iterable[Entity], scope: Scope, *, current: bool = False
    ) -> dict[str, LiveRow]:
        """The rows that are there and that `scope` may see, by the ids of their entities, with
        what is current of them if that is asked for. One table is read beside the other.

        Raises SourceUnavailable, StageTimeout.
        """
        groups: defaultdict[tuple[str, str], list[Entity]] = defaultdict(list)
        for entity in entities:
            table = self.table(entity)
            if table is not None and visible(table, scope):
                groups[entity.source, table.name].append(entity)

        def read(source: str, table: str, asked: list[Entity]) -> dict[str, LiveRow]:
            return self._reads[source].read(table, asked, scope, current=current)

        found = await asyncio.gather(
            *(self._work(key[0], partial(read, *key, asked)) for key, asked in groups.items())
        )
        by_id = {id_: row for rows in found for id_, row in rows.items()}
        for asked in groups.values():
            note_rows(asked, by_id, current=current)
        return by_id

    def table(self, entity: Entity) -> Table | None:
        """The table of the entity's row; None: it cannot be read by its key here."""
        table = self._tables(entity.source).get(entity.table or "")
        key = tuple(name for name, _ in entity.key)
        return table if table is not None and key and key == table.primary_key else None

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
            if query.operator in ("most", "fewest"):
                values = query.column is not None and not query.path
                ranking = builder.commonest(query) if values else builder.ranked(query)
                counted = connection.execute(ranking).mappings().all()
                ranked = tuple(ranked_fact(query, schema, dict(row), now) for row in counted)
                top = tuple(f for f in ranked if f.value == ranked[0].value)
                return FactResult(facts=top, rows_found=len(ranked), as_of=now)
            if query.operator in ("count", "sum", "average"):
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

    def _keyed(
        self, source: str, queries: list[FactQuery], scope: Scope
    ) -> dict[FactQuery, FactResult]:
        permitted = [query for query in queries if self.permits(query, scope)]
        builder = SqlBuilder(schema=self.schemas[source], scope=scope, today=dt.date.today())
        with self._engines[source].connect() as connection:
            return keyed_values(connection, self.schemas[source], builder, permitted)

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
