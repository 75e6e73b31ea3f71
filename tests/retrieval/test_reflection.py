"""What reflection guesses of a schema, and what a configuration overrules."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nescio.errors import ConfigError
from nescio.settings_sources import DatabaseSource, TableSettings
from retrieval.database import open_read_only
from retrieval.naming import identifier_words, is_private, plural, singular, unit_suffix
from retrieval.reflection import describe, reflect
from tests.retrieval import library


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite")
    yield opened
    opened.close()


def test_names_codes_and_keys_are_guessed(shelf: library.Library) -> None:
    tables = shelf.schema.tables
    assert tables["authors"].name_columns == ("first_name", "last_name")
    assert tables["books"].display == "title"
    assert tables["books"].aliases == ("isbn",)
    assert tables["loans"].display is None
    assert [k.label for k in tables["books"].foreign_keys] == ["author", "publisher", "genre"]


def test_undeclared_foreign_keys_are_found_by_name(shelf: library.Library) -> None:
    keys = {k.columns: k.target for k in shelf.schema.tables["loans"].foreign_keys}
    assert keys == {("member_id",): "members", ("book_id",): "books"}


def test_kinds_units_and_validity_come_from_names_and_samples(shelf: library.Library) -> None:
    books, prices = shelf.schema.tables["books"], shelf.schema.tables["prices"]
    weight = books.column("weight_g")
    assert (weight.label, weight.unit, weight.kind) == ("weight", "g", "number")
    assert books.column("released_on").kind == "date"
    assert books.column("discontinued").kind == "bool"
    assert (prices.column("price_eur").kind, prices.column("price_eur").unit) == ("money", "EUR")
    assert (prices.valid_from, prices.valid_to) == ("valid_from", "valid_to")


def test_private_columns_are_found_by_name(shelf: library.Library) -> None:
    private = {
        t.name: [c.name for c in t.columns if c.private] for t in shelf.schema.tables.values()
    }
    assert private["members"] == ["email", "phone"]
    assert private["authors"] == ["birth_date"]
    assert private["publishers"] == ["phone"]
    assert private["books"] == []


def test_a_configuration_overrules(tmp_path: Path) -> None:
    settings = {
        "members": TableSettings(facts=("name", "phone")),
        "books": TableSettings(title="isbn", private=("pages",), synonyms={"weight_g": ("mass",)}),
    }
    opened = library.build(tmp_path / "l.sqlite", settings)
    members, books = opened.schema.tables["members"], opened.schema.tables["books"]
    assert not members.column("phone").private
    assert members.column("email").private
    assert members.column("tier").private
    assert books.display == "isbn"
    assert books.column("pages").private
    assert books.column("weight_g").synonyms == ("mass",)
    opened.close()


def test_unknown_tables_and_columns_in_a_configuration_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"tables\.bokks: the database has no such table"):
        library.build(tmp_path / "a.sqlite", {"bokks": TableSettings()})
    with pytest.raises(ConfigError, match="no column 'titel'"):
        library.build(tmp_path / "b.sqlite", {"books": TableSettings(title="titel")})


def test_tables_without_declared_keys_get_one(tmp_path: Path) -> None:
    extra = "CREATE TABLE rooms (room_id INT, name TEXT); INSERT INTO rooms VALUES (1,'A'),(2,'B');"
    opened = library.build(tmp_path / "l.sqlite", extra=extra)
    assert opened.schema.tables["rooms"].primary_key == ("room_id",)
    opened.close()


def test_include_and_exclude(shelf: library.Library) -> None:
    source = DatabaseSource(name="x", url=shelf.source.url, include=("books", "authors"))
    assert set(reflect(shelf.engine, source).tables) == {"books", "authors"}
    source = DatabaseSource(name="x", url=shelf.source.url, exclude=("loans",))
    assert "loans" not in reflect(shelf.engine, source).tables


def test_describe_shows_what_was_guessed(shelf: library.Library) -> None:
    rows = {row[0]: row[1:] for row in describe(shelf.schema)}
    assert rows["authors"] == ("first_name + last_name", "", "", "birth_date")
    assert rows["stock"][2] == "book_id -> books, branch_id -> branches"


@pytest.mark.parametrize(
    ("name", "words"),
    [("UnitPrice", ("unit", "price")), ("unit_price", ("unit", "price")), ("Order Details",
     ("order", "details")), ("productID", ("product", "id")), ("SKU", ("sku",))],
)  # fmt: skip
def test_identifiers_become_words(name: str, words: tuple[str, ...]) -> None:
    assert identifier_words(name) == words


@pytest.mark.parametrize(
    ("one", "many"),
    [("category", "categories"), ("box", "boxes"), ("person", "people"), ("shelf", "shelves"),
     ("price", "prices"), ("branch", "branches"), ("day", "days")],
)  # fmt: skip
def test_numbers_of_nouns(one: str, many: str) -> None:
    assert plural(one) == many
    assert singular(many) == one
    assert singular(one) == one


@given(st.text(min_size=1, max_size=40))
def test_any_identifier_is_read(name: str) -> None:
    words = identifier_words(name)
    assert all(word and word == word.casefold() for word in words)
    label, unit = unit_suffix(words)
    assert len(label) + (unit is not None) == len(words)
    assert is_private(words, person=False) <= is_private(words, person=True)


def test_short_names_are_written_out_and_flags_may_be_text(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'short.sqlite'}"
    with contextlib.closing(sqlite3.connect(tmp_path / "short.sqlite")) as connection:
        connection.executescript(
            """CREATE TABLE tbl_emp (emp_no INTEGER PRIMARY KEY, fname TEXT, lname TEXT,
                   hired_dt TEXT, active_yn TEXT, ht_cm INTEGER);
               CREATE TABLE tbl_dept (dept_no INTEGER PRIMARY KEY, dept_nm TEXT, bed_cnt INTEGER);
               INSERT INTO tbl_emp VALUES (1, 'Ana', 'Quade', '2001-02-03', 'Y', 170),
                   (2, 'Bo', 'Rusk', '2002-02-03', 'N', 180);
               INSERT INTO tbl_dept VALUES (1, 'Casting', 4), (2, 'Forging', 5);"""
        )
    source = DatabaseSource(name="short", url=url)
    engine = open_read_only(source)
    try:
        schema = reflect(engine, source)
    finally:
        engine.dispose()
    people, departments = schema.tables["tbl_emp"], schema.tables["tbl_dept"]
    assert (people.singular, people.plural, people.person) == ("employee", "employees", True)
    assert people.name_columns == ("fname", "lname")
    labels = {column.name: column.label for column in people.columns}
    assert labels["hired_dt"] == "hired date"
    assert (labels["active_yn"], labels["ht_cm"]) == ("active", "height")
    flag = people.column("active_yn")
    assert (flag.kind, flag.truth) == ("bool", ("Y", "N"))
    assert departments.name_columns == ("dept_nm",)
    assert departments.column("bed_cnt").label == "bed count"
