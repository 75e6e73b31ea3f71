"""The same table on SQLite, PostgreSQL and MariaDB: what becomes of each type of column."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ingest.database import RowSource
from ingest.records import Problem
from ingest.rows import build_row
from nescio.settings_sources import DatabaseSource
from nescio.types import Record
from tests.servers import PrivateMariaDB, PrivatePostgres

JSON = (
    '{"colour": "red", "sizes": ["S", "M"], "care": {"wash": 30}, "contact_email": "a@b.example"}'
)
SQLITE = f"""
CREATE TABLE items (region TEXT, number INTEGER, name TEXT NOT NULL, price NUMERIC, made DATE,
  changed TIMESTAMP, extra JSON, photo BLOB, note TEXT, PRIMARY KEY (region, number));
INSERT INTO items VALUES ('eu', 1, 'Kestrel Tent', 249.95, '2026-05-04', '2026-05-04 10:30:00',
  '{JSON}', x'00ff', NULL), ('eu', 2, 'Heron Tent', NULL, NULL, NULL, NULL, NULL, '');
"""
POSTGRES = f"""
CREATE TYPE region AS ENUM ('us', 'eu');
CREATE TABLE items (region region, number int, name char(20) NOT NULL, price numeric(10, 2),
  made date, changed timestamptz, extra jsonb, photo bytea, note text, tag text[], code int[],
  state region, id uuid, until timestamptz, PRIMARY KEY (region, number));
INSERT INTO items VALUES ('eu', 1, 'Kestrel Tent', 249.95, '2026-05-04',
  '2026-05-04 12:30:00+02', '{JSON}', '\\x00ff', NULL, '{{light,"three season"}}', '{{1,2}}', 'us',
  'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'infinity'),
  ('eu', 2, 'Heron Tent', NULL, NULL, NULL, NULL, NULL, '', NULL, '{{}}', NULL, NULL, NULL);
"""
MARIADB = (
    """CREATE TABLE items (region ENUM('us', 'eu'), number INT(4) ZEROFILL, name VARCHAR(20)
    NOT NULL, price DECIMAL(10, 2), made DATE, changed DATETIME, extra JSON, photo LONGBLOB,
    stamp BINARY(4), note TEXT, label SET('light', 'warm', 'wet'), PRIMARY KEY (region, number))""",
    f"""INSERT INTO items VALUES ('eu', 1, 'Kestrel Tent', 249.95, '2026-05-04',
    '2026-05-04 10:30:00', '{JSON}', x'00ff', 'abcd', NULL, 'light,wet'),
    ('eu', 2, 'Heron Tent', NULL, NULL, NULL, NULL, NULL, NULL, '', NULL)""",
)
FIRST = "items/region=eu,number=1"
EXTRA = "Extra: colour: red; sizes: S, M; care: (wash: 30)."


def read(url: str) -> tuple[dict[str, str], list[str]]:
    """Text by key, and the lines about what was left out; by key and as a whole alike."""
    source = RowSource(DatabaseSource(name="shop", url=url))
    try:
        found = list(source.records({}))
        records = {item.key: item for item in found if isinstance(item, Record)}
        again = {r.key: r for r in source.rows_at({"items": [("eu", 1), ("eu", 2)]})}
        assert {key: r.version for key, r in records.items()} == {
            key: r.version for key, r in again.items() if isinstance(r, Record)
        }
        texts = {key: build_row(record).document.text for key, record in records.items()}
        return texts, [item.line for item in found if isinstance(item, Problem)]
    finally:
        source.close()


@pytest.fixture(scope="module")
def pg_url(postgres: PrivatePostgres) -> str:
    url = postgres.create("types")
    postgres.execute(POSTGRES, "types")
    return url


@pytest.fixture(scope="module")
def my_url(mariadb: PrivateMariaDB) -> str:
    mariadb.execute("CREATE DATABASE types")
    mariadb.execute(*MARIADB, database="types")
    return mariadb.url("types")


def test_sqlite(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "shop.sqlite")
    connection.executescript(SQLITE)
    connection.close()
    texts, lines = read(f"sqlite:///{tmp_path}/shop.sqlite")
    assert texts[FIRST] == (
        "Kestrel Tent is an item. Price: 249.95. Made: 2026-05-04. Changed: 2026-05-04 10:30. "
        + EXTRA
    )
    assert texts["items/region=eu,number=2"] == "Heron Tent is an item."
    assert lines == ["shop/items: photo is binary, left out"]


def test_postgresql(pg_url: str) -> None:
    texts, lines = read(pg_url)
    assert texts[FIRST].startswith("Kestrel Tent is an item. Price: 249.95. Made: 2026-05-04.")
    for said in (
        "Extra: care: (wash: 30); sizes: S, M; colour: red.",
        "Tag: light, three season.",
        "Code: 1, 2.",
        "State: us.",
        "Until: infinity.",
    ):
        assert said in texts[FIRST]
    assert any(zone in texts[FIRST] for zone in ("10:30+00:00", "12:30+02:00"))
    assert texts["items/region=eu,number=2"] == "Heron Tent is an item."
    assert lines == ["shop/items: photo is binary, left out"]


def test_mariadb(my_url: str) -> None:
    texts, lines = read(my_url)
    assert texts[FIRST] == (
        "Kestrel Tent is an item. Price: 249.95. Made: 2026-05-04. Changed: 2026-05-04 10:30. "
        + EXTRA
        + " Label: light,wet."
    )
    assert texts["items/region=eu,number=2"] == "Heron Tent is an item."
    assert lines == ["shop/items: photo, stamp is binary, left out"]


def test_keys_that_are_not_plain_are_paged(postgres: PrivatePostgres) -> None:
    """Enums and padded text cannot be compared with a VARCHAR."""
    url = postgres.create("keys")
    postgres.execute(
        "CREATE TYPE size AS ENUM ('s', 'm', 'l');"
        "CREATE TABLE parts (size size, code char(6), at timestamptz, name text,"
        " PRIMARY KEY (size, code, at));"
        "INSERT INTO parts SELECT s, 'p' || n, '2026-01-01', 'Part ' || n"
        " FROM unnest(enum_range(NULL::size)) s, generate_series(1, 400) n",
        "keys",
    )
    source = RowSource(DatabaseSource(name="shop", url=url))
    keys = {item.key for item in source.records({}) if isinstance(item, Record)}
    source.close()
    assert len(keys) == 1200


def test_a_table_with_a_binary_key_is_named(mariadb: PrivateMariaDB) -> None:
    mariadb.execute("CREATE DATABASE binaries")
    made = "CREATE TABLE things (id BINARY(4) PRIMARY KEY, name VARCHAR(20))"
    mariadb.execute(made, "INSERT INTO things VALUES ('abcd', 'One')", database="binaries")
    texts, lines = read(mariadb.url("binaries"))
    assert texts == {}
    assert lines == ["shop/things: its key is binary, its rows are not indexed"]
