"""Fact queries against live rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nescio.settings_sources import TableSettings
from nescio.types import Entity, Scope
from retrieval.display import display_value, to_scalar
from retrieval.fact_sql import backward, forward, key_condition
from retrieval.facts import Condition, FactQuery, Filter
from retrieval.rows import names_of
from retrieval.schema import Column
from tests.retrieval import library

pytestmark = pytest.mark.anyio
SCOPE = Scope()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[library.Library]:
    opened = library.build(tmp_path / "l.sqlite")
    yield opened
    opened.close()


def entity(shelf: library.Library, label: str) -> Entity:
    return next(e for _, e in names_of(shelf.engine, shelf.schema) if e.label == label)


def of(row: Entity) -> tuple[Filter, ...]:
    return (Filter(conditions=key_condition(row.key)),)


async def test_an_own_value_with_its_unit(shelf: library.Library) -> None:
    book = entity(shelf, "The Glass Harbour")
    query = FactQuery(
        source="library", table="books", operator="value", filters=of(book), column="weight_g"
    )
    (fact,) = (await shelf.store.run(query, SCOPE)).facts
    assert (fact.value, fact.display, fact.unit, fact.uri) == (410, "410 g", "g", "books/1")
    shelf.change("UPDATE books SET weight_g = 415 WHERE book_id = 1")
    (fact,) = (await shelf.store.run(query, SCOPE)).facts
    assert fact.display == "415 g"


async def test_the_price_of_today_and_of_another_day(shelf: library.Library) -> None:
    prices = shelf.schema.tables["prices"]
    path = (backward(prices, prices.foreign_keys[0]),)

    async def price(label: str, day: dt.date | None = None) -> list[str]:
        query = FactQuery(
            source="library", table="books", operator="value", path=path, column="price_eur",
            filters=of(entity(shelf, label)), as_of=day,
        )  # fmt: skip
        return [fact.display for fact in (await shelf.store.run(query, SCOPE)).facts]

    assert await price("The Glass Harbour") == ["24.00 EUR"]
    assert await price("The Glass Harbour", dt.date(2016, 1, 1)) == ["19.50 EUR"]
    assert await price("Northern Atlas 4") == ["75.25 EUR"]
    assert await price("Northern Atlas 4", dt.date(2020, 1, 1)) == []


async def test_filters_over_child_rows_do_not_multiply(shelf: library.Library) -> None:
    stock = shelf.schema.tables["stock"]
    held = Filter(
        path=(backward(stock, stock.foreign_keys[0]),),
        conditions=(Condition(column="quantity", operator="ge", value=1),),
    )
    query = FactQuery(source="library", table="books", operator="count", filters=(held,))
    (fact,) = (await shelf.store.run(query, SCOPE)).facts
    assert fact.value == 2


async def test_minimum_returns_all_ties_and_list_the_full_count(shelf: library.Library) -> None:
    shelf.change("UPDATE books SET pages = 280 WHERE book_id = 1")
    query = FactQuery(source="library", table="books", operator="minimum", column="pages")
    found = await shelf.store.run(query, SCOPE)
    assert {fact.entity for fact in found.facts} == {"The Glass Harbour", "The Glass Orchard"}
    query = FactQuery(source="library", table="books", operator="list", limit=2)
    found = await shelf.store.run(query, SCOPE)
    assert (len(found.facts), found.rows_found) == (2, 4)


async def test_sum_and_related(shelf: library.Library) -> None:
    query = FactQuery(source="library", table="stock", operator="sum", column="quantity")
    assert [f.value for f in (await shelf.store.run(query, SCOPE)).facts] == [8]
    books = shelf.schema.tables["books"]
    author = next(forward(k) for k in books.foreign_keys if k.label == "author")
    query = FactQuery(
        source="library", table="books", operator="related", path=(author,),
        filters=of(entity(shelf, "The Glass Harbour")),
    )  # fmt: skip
    (fact,) = (await shelf.store.run(query, SCOPE)).facts
    assert (fact.attribute, fact.value, fact.uri) == ("author", "Ada Morel", "authors/1")


async def test_a_row_has_its_public_values_and_its_relations(shelf: library.Library) -> None:
    facts = await shelf.store.row(entity(shelf, "Mira Soto"), SCOPE)
    assert facts is not None
    assert {fact.column for fact in facts} == {"name", "tier", "joined_on"}
    book = entity(shelf, "The Glass Harbour")
    facts = await shelf.store.row(book, SCOPE)
    assert facts is not None
    assert {"author", "publisher", "genre"} <= {fact.attribute for fact in facts}
    shelf.change("DELETE FROM books WHERE book_id = 1")
    assert await shelf.store.row(book, SCOPE) is None


async def test_values_are_never_part_of_the_statement(shelf: library.Library) -> None:
    hostile = "x' OR '1'='1"
    condition = Condition(column="title", value=hostile)
    query = FactQuery(
        source="library", table="books", operator="count",
        filters=(Filter(conditions=(condition,)),),
    )  # fmt: skip
    (fact,) = (await shelf.store.run(query, SCOPE)).facts
    assert fact.value == 0


async def test_tenant_and_labels_are_part_of_every_query(tmp_path: Path) -> None:
    settings = {
        "notes": TableSettings(tenant="owner"),
        "loans": TableSettings(access=("staff",)),
    }
    extra = """CREATE TABLE notes (note_id INTEGER PRIMARY KEY, owner TEXT, title TEXT);
        INSERT INTO notes VALUES (1, 'a', 'first'), (2, 'b', 'second');"""
    shelf = library.build(tmp_path / "l.sqlite", settings, extra)
    notes = FactQuery(source="library", table="notes", operator="list")
    loans = FactQuery(source="library", table="loans", operator="count")
    found = await shelf.store.run(notes, Scope(tenant="a"))
    assert [fact.value for fact in found.facts] == ["first"]
    assert (await shelf.store.run(loans, SCOPE)).facts == ()
    staff = Scope(labels=frozenset({"staff"}))
    assert [fact.value for fact in (await shelf.store.run(loans, staff)).facts] == [3]
    shelf.close()


@given(st.integers(-(10**9), 10**9), st.sampled_from(["number", "money"]))
def test_shown_numbers_are_the_numbers(cents: int, kind: str) -> None:
    column = Column(name="x", label="x", kind="money" if kind == "money" else "number", unit="EUR")
    shown = display_value(to_scalar(cents / 100, column), column)
    assert shown.endswith(" EUR")
    assert float(shown.removesuffix(" EUR")) == cents / 100


def test_single_precision_noise_is_not_shown() -> None:
    column = Column(name="freight", label="freight", kind="money")
    assert display_value(to_scalar(32.3800011, column), column) == "32.38"
