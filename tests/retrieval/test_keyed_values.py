"""Values by keys, many at a time: the same as one by one; and what a read is made again for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nescio.settings_sources import TableSettings
from nescio.types import Key, Scope
from retrieval.fact_sql import FactQuery, Filter, SqlBuilder, backward, forward, key_condition
from retrieval.keyed_values import keyed_values
from retrieval.read_codec import touched
from retrieval.reads import recording, result_print
from retrieval.rows import iter_rows, row_key
from retrieval.things import record_of_row, rows_of_table
from tests.retrieval import library

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
TABLES = {"loans": TableSettings(access=("staff",)), "notes": TableSettings(tenant="owner")}
EXTRA = """
CREATE TABLE notes (note_id TEXT PRIMARY KEY, owner TEXT, title TEXT);
INSERT INTO notes VALUES ('a1', 'a', 'first'), ('A1', 'a', 'capital'), ('b1', 'b', NULL);
CREATE TABLE days (day DATE PRIMARY KEY, title TEXT);
INSERT INTO days VALUES ('2026-03-04', 'a day'), ('2026-03-05', NULL);
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[library.Library]:
    opened = library.build(tmp_path / "l.sqlite", TABLES, EXTRA)
    yield opened
    opened.close()


def value(table: str, key: Key, column: str) -> FactQuery:
    return FactQuery(
        source="library",
        table=table,
        operator="value",
        filters=(Filter(conditions=key_condition(key)),),
        column=column,
    )


def all_values(shelf: library.Library) -> list[FactQuery]:
    return [
        value(table.name, row_key(table, row), column.name)
        for table in shelf.schema.tables.values()
        for row in iter_rows(shelf.engine, table)
        for column in table.columns
        if not column.private
    ]


@pytest.mark.parametrize("scope", [Scope(), Scope(tenant="a", labels=frozenset({"staff"}))])
async def test_many_find_what_each_finds_alone(shelf: library.Library, scope: Scope) -> None:
    prices = shelf.schema.tables["prices"]
    step = backward(prices, prices.foreign_keys[0])
    one = value("books", (("book_id", 1),), "title")
    queries = [
        *all_values(shelf),
        value("books", (("book_id", 99),), "title"),
        value("days", (("day", dt.date(2030, 1, 1)),), "title"),
        replace(one, path=(step,), column="price_eur"),
        replace(one, operator="yes_no"),
        replace(one, filters=()),
        FactQuery(source="library", table="books", operator="count"),
    ]
    alone = {query: result_print(await shelf.store.run(query, scope)) for query in queries}
    with recording() as reads:
        together = await shelf.store.run_all(queries, scope)
    assert {query: result_print(result) for query, result in together.items()} == alone
    assert reads.live == alone


def test_rows_with_a_key_are_read_together(shelf: library.Library) -> None:
    queries = all_values(shelf)
    builder = SqlBuilder(schema=shelf.schema, scope=Scope(), today=dt.date(2026, 3, 4))
    with shelf.engine.connect() as connection:
        found = keyed_values(connection, shelf.schema, builder, queries)
    assert {q for q in queries if q not in found} <= {q for q in queries if q.table == "notes"}


async def test_a_value_by_key_touches_its_row_only(shelf: library.Library) -> None:
    books, prices = shelf.schema.tables["books"], shelf.schema.tables["prices"]
    assert books.foreign_keys
    one = value("books", (("book_id", 1),), "title")
    row = record_of_row("library", "books", "1")
    assert touched(one, shelf.schema) == {row}
    before = result_print(await shelf.store.run(one, Scope()))
    shelf.change("UPDATE authors SET last_name = 'Other', country = NULL")
    assert result_print(await shelf.store.run(one, Scope())) == before
    author = forward(next(key for key in books.foreign_keys if key.target == "authors"))
    over = replace(one, path=(author,), column="country")
    assert touched(over, shelf.schema) == {row, rows_of_table("library", "authors")}
    price = replace(one, path=(backward(prices, prices.foreign_keys[0]),), column="price_eur")
    assert touched(price, shelf.schema) == {row, rows_of_table("library", "prices")}
    every = replace(one, filters=(), operator="list")
    assert touched(every, shelf.schema) == {rows_of_table("library", "books")}
