"""Rows at given keys: as they are now, with the rows whose text speaks of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.database import RowSource
from ingest.records import Gone, Problem
from ingest.row_reading import PAGE
from ingest.rows import build_row
from nescio.settings_sources import DatabaseSource
from nescio.types import Record
from tests.ingest.samples import SCHEMA


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "shop.sqlite"
    sql(made, SCHEMA)
    return made


@pytest.fixture
def source(path: Path) -> Iterator[RowSource]:
    opened = RowSource(DatabaseSource(name="shop", url=f"sqlite:///{path}"))
    yield opened
    opened.close()


def sql(path: Path, statements: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(statements)
    connection.close()


def found(source: RowSource, **keys: list[tuple[object, ...]]) -> dict[str, str | None]:
    """Text by key; None for what is gone."""
    texts: dict[str, str | None] = {}
    for item in source.rows_at(keys):
        assert not isinstance(item, Problem)
        texts[item.key] = build_row(item).document.text if isinstance(item, Record) else None
    return texts


def test_present_rows_are_records_and_absent_ones_gone(source: RowSource) -> None:
    texts = found(source, products=[(1,), (99,)], warehouses=[(7,)])
    assert texts["products/1"] is not None
    assert texts["products/1"].startswith("Kestrel 2 Tent")
    assert sorted(key for key, text in texts.items() if text is None) == [
        "products/99",
        "warehouses/7",
    ]


def test_composite_keys_are_looked_up(source: RowSource) -> None:
    assert found(source, stock=[(1, 1), (1, 2)]) == {
        "stock/product_id=1,warehouse_id=1": "",
        "stock/product_id=1,warehouse_id=2": None,
    }


def test_tables_that_are_not_indexed_are_passed_over(source: RowSource) -> None:
    assert found(source, prices=[(1,)], nowhere=[(1,)]) == {}


def test_a_renamed_row_brings_those_that_speak_of_it(source: RowSource, path: Path) -> None:
    found(source, suppliers=[(1,)])
    sql(path, "UPDATE suppliers SET name = 'Nordvik'")
    texts = found(source, suppliers=[(1,)])
    assert set(texts) == {"suppliers/1", "products/1", "products/2"}
    assert "Supplier: Nordvik." in (texts["products/1"] or "")


def test_what_is_not_said_elsewhere_brings_nobody(source: RowSource, path: Path) -> None:
    found(source, suppliers=[(1,)])
    sql(path, "UPDATE suppliers SET country = 'Sweden'")
    assert set(found(source, suppliers=[(1,)])) == {"suppliers/1"}
    source.forget()
    assert set(found(source, suppliers=[(1,)])) == {"suppliers/1", "products/1", "products/2"}


def test_a_removed_row_brings_those_that_pointed_at_it(source: RowSource, path: Path) -> None:
    sql(path, "DELETE FROM suppliers")
    texts = found(source, suppliers=[(1,)])
    assert texts["suppliers/1"] is None
    assert "Supplier" not in (texts["products/1"] or "")


def test_many_rows_are_read_in_pages(source: RowSource, path: Path) -> None:
    count = 2 * PAGE + 5
    rows = ",".join(f"({n}, 'S{n}', 'Tent number {n}', 1, 1)" for n in range(10, 10 + count))
    sql(path, f"INSERT INTO products VALUES {rows}")
    assert len(found(source, suppliers=[(1,)])) == count + 3
    keys: list[tuple[object, ...]] = [(n,) for n in range(10, 10 + count)]
    assert len(found(source, products=[*keys, *keys])) == count


def test_a_row_that_no_longer_links_is_gone(source: RowSource, path: Path) -> None:
    sql(path, "DELETE FROM warehouses")
    items = list(source.rows_at({"stock": [(1, 1)]}))
    assert items == [Gone(key="stock/product_id=1,warehouse_id=1")]


def test_rows_of_a_whole_table_and_at_keys_are_the_same(source: RowSource) -> None:
    whole = {r.key: r.version for r in source.records({}) if isinstance(r, Record)}
    keys = {"products": [(1,), (2,)], "suppliers": [(1,)], "stock": [(1, 1), (2, 1)]}
    some = {r.key: r.version for r in source.rows_at(keys) if isinstance(r, Record)}
    assert some.items() <= whole.items()
    assert len(some) == 5


def test_a_view_that_is_named_is_read_in_one_go(path: Path) -> None:
    rows = ",".join(f"({n}, 'S{n}', 'Tent number {n}', {n}, 1)" for n in range(10, 11 + PAGE))
    sql(path, f"INSERT INTO products VALUES {rows}")
    sql(path, "CREATE VIEW heavy AS SELECT product_id, name FROM products WHERE weight_g > 5")
    settings = DatabaseSource(name="shop", url=f"sqlite:///{path}", include=("heavy",))
    source = RowSource(settings)
    keys = {item.key for item in source.records({})}
    source.close()
    assert len(keys) == PAGE + 3
    assert "heavy/10" in keys
