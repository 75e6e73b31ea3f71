"""What comments of columns say of them."""

from __future__ import annotations

import os
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from nescio.settings_sources import DatabaseSource
from retrieval.database import open_read_only
from retrieval.reflection import reflect
from retrieval.reflection_comments import MOST_WORDS, Said, said_by


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("Net weight in grams", Said(name="net weight", unit="g")),
        ("draught (m)", Said(name="draught", unit="m")),
        ("The fare of the ferry, in EUR", Said(name="fare", unit="EUR")),
        ("Berths for one ferry. Counted by hand.", Said(name="berths")),
        ("price per night", Said(name="price per night")),
        ("Port of registry", Said(name="port of registry")),
        ("Set by the nightly job when the ferry has docked", Said()),
        ("see ticket 4711", Said()),
        ("of the", Said()),
        ("", Said()),
        (None, Said()),
    ],
)
def test_a_short_comment_is_a_name_and_prose_is_not(comment: str | None, said: Said) -> None:
    assert said_by(comment, "ferry") == said


@given(st.text(max_size=200))
def test_any_comment_gives_few_plain_words(comment: str) -> None:
    name = said_by(comment, "ferry").name
    assert len(name.split()) <= MOST_WORDS
    assert all(word.isalpha() for word in name.split())


@pytest.mark.postgres
@pytest.mark.skipif("NESCIO_TEST_POSTGRES" not in os.environ, reason="no PostgreSQL server")
def test_comments_in_postgresql_name_columns_and_say_what_is_private() -> None:
    url, table = os.environ["NESCIO_TEST_POSTGRES"], f"ferries_{uuid4().hex[:8]}"
    owner = create_engine(url)
    comments = {"dr": "draught (m)", "ct": "captain's email", "px": "ticket price in EUR"}
    with owner.begin() as connection:
        columns = "id int PRIMARY KEY, name text, dr numeric, ct text, px numeric"
        connection.execute(text(f"CREATE TABLE {table} ({columns})"))
        connection.execute(text(f"INSERT INTO {table} VALUES (1, 'Brage', 2.4, 'a@b.example', 9)"))
        for column, comment in comments.items():
            quoted = comment.replace("'", "''")
            connection.execute(text(f"COMMENT ON COLUMN {table}.{column} IS '{quoted}'"))
    source = DatabaseSource(name="pg", url=url, include=(table,))
    engine = open_read_only(source)
    try:
        found = reflect(engine, source).tables[table]
    finally:
        engine.dispose()
        with owner.begin() as connection:
            connection.execute(text(f"DROP TABLE {table}"))
        owner.dispose()
    draught, contact, price = (found.column(name) for name in comments)
    assert (draught.synonyms, draught.unit) == (("draught",), "m")
    assert contact.private
    assert not draught.private
    assert (price.synonyms, price.unit, price.kind) == (("ticket price",), "EUR", "money")
