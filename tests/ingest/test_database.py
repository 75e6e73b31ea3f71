"""Rows to records: which tables, what they say, and what never leaves the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.database import RowSource, pages
from ingest.listing import glob_pattern
from nescio.errors import SourceUnavailable
from nescio.settings_sources import DatabaseSource, TableSettings
from nescio.types import Record
from retrieval.catalogue import Indexed
from retrieval.database import open_read_only
from retrieval.reflection import reflect
from tests.ingest.samples import PRIVATE, SCHEMA


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "shop.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
    connection.close()
    return path


def settings(path: Path, **changes: object) -> DatabaseSource:
    return DatabaseSource.model_validate({"name": "shop", "url": f"sqlite:///{path}", **changes})


def records(source: DatabaseSource) -> dict[str, Record]:
    return {record.key: record for record, _ in _built(source)}


def built(source: DatabaseSource) -> dict[str, Indexed]:
    return {record.key: item for record, item in _built(source)}


def _built(settings: DatabaseSource) -> Iterator[tuple[Record, Indexed]]:
    source = RowSource(settings)
    try:
        for record in source.records({}):
            assert isinstance(record, Record)
            item = source.build(record)
            assert isinstance(item, Indexed)
            yield record, item
    finally:
        source.close()


def test_rows_become_readable_sentences(database: Path) -> None:
    items = built(settings(database))
    assert items["products/1"].document.text == (
        "Kestrel 2 Tent is a product. Supplier: Fjellvik Textil. Sku: KE-2. Weight: 1900 g."
    )
    assert items["products/1"].document.title == "Kestrel 2 Tent"
    assert {(n.name, n.kind) for n in items["products/1"].names} == {
        ("Kestrel 2 Tent", "name"),
        ("KE-2", "code"),
    }
    (passage,) = items["products/1"].passages
    assert passage.chunk.text == items["products/1"].document.text
    assert passage.uri == "shop/products/1"


def test_link_rows_are_edges_only_and_prices_stay_in_the_database(database: Path) -> None:
    items = built(settings(database))
    stock = items["stock/product_id=1,warehouse_id=1"]
    assert stock.passages == ()
    assert [edge.label for edge in stock.edges if edge.kind == "foreign_key"] == ["stock"]
    assert not any(key.startswith("prices/") for key in items)


def test_private_columns_never_enter_a_record(database: Path) -> None:
    for record, item in _built(settings(database)):
        assert not any(value in f"{record!r} {item!r}" for value in PRIVATE)


def test_a_private_name_or_key_is_never_used(database: Path) -> None:
    private = {"suppliers": TableSettings(private=("name",)).model_dump()}
    for record, item in _built(settings(database, tables=private)):
        assert "Fjellvik" not in f"{record!r} {item!r}"
    key = {"suppliers": TableSettings(private=("supplier_id",)).model_dump()}
    assert not any(
        name.startswith("suppliers/") for name in records(settings(database, tables=key))
    )


def test_versions_change_with_what_is_public_only(database: Path) -> None:
    def version() -> str:
        return records(settings(database))["suppliers/1"].version

    before = version()
    assert version() == before
    for column, value, same in (("api_token", "tok-0000", True), ("country", "Sweden", False)):
        with sqlite3.connect(database) as connection:
            connection.execute(f"UPDATE suppliers SET {column} = ?", (value,))
        connection.close()
        assert (version() == before) is same


def test_pages_walk_composite_keys(database: Path) -> None:
    source = settings(database)
    engine = open_read_only(source)
    try:
        table = reflect(engine, source).tables["stock"]
        for size in (1, 2, 3):
            rows = [row for page in pages(engine, table, size) for row in page]
            assert [(row["product_id"], row["quantity"]) for row in rows] == [(1, 12), (2, 3)]
    finally:
        engine.dispose()


def test_views_are_left_out_unless_named(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE VIEW heavy AS SELECT product_id, name FROM products")
    connection.close()
    assert not any(key.startswith("heavy/") for key in records(settings(database)))


def test_prose_makes_a_row_without_a_name_searchable(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.executescript(
            "CREATE TABLE reviews (review_id INTEGER PRIMARY KEY, product_id INTEGER"
            " REFERENCES products (product_id), body TEXT);"
            "INSERT INTO reviews VALUES (1, 1, 'It stood through nine nights of rain and wind.');"
            "INSERT INTO reviews VALUES (2, 1, 'Fine.')"
        )
    connection.close()
    items = built(settings(database))
    assert "nine nights of rain" in items["reviews/1"].passages[0].chunk.text
    assert items["reviews/2"].passages == ()


def test_a_missing_database_is_one_line(tmp_path: Path) -> None:
    source = RowSource(settings(tmp_path / "none.sqlite"))
    with pytest.raises(SourceUnavailable) as failed:
        source.count()
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize(
    ("glob", "inside", "outside"),
    [
        ("**/*", ["a.md", "x/y/a.md"], []),
        ("*.md", ["a.md"], ["x/a.md", "a.mdx"]),
        ("**/*.md", ["a.md", "x/a.md"], ["a.txt"]),
        ("legal/", ["legal/a.md", "legal/x/a.md"], ["legal", "illegal/a.md"]),
        ("a?.md", ["ab.md"], ["a/.md", "a.md"]),
    ],
)
def test_globs(glob: str, inside: list[str], outside: list[str]) -> None:
    pattern = glob_pattern(glob)
    assert all(pattern.fullmatch(key) for key in inside)
    assert not any(pattern.fullmatch(key) for key in outside)
