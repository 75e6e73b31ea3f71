"""A small library as a database of record: the schema that the fact tests ask questions of."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from nescio.settings_sources import DatabaseSource, TableSettings
from nescio.types import Scope
from retrieval.database import open_read_only
from retrieval.facts import FactStore
from retrieval.linking import EntityLinker
from retrieval.reflection import reflect
from retrieval.rows import names_of
from retrieval.schema import DatabaseSchema

SQL = """
CREATE TABLE authors (author_id INTEGER PRIMARY KEY, first_name TEXT NOT NULL,
    last_name TEXT NOT NULL, birth_date TEXT, country TEXT);
CREATE TABLE publishers (publisher_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    city TEXT, country TEXT, phone TEXT);
CREATE TABLE genres (genre_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    parent_id INTEGER REFERENCES genres (genre_id));
CREATE TABLE books (book_id INTEGER PRIMARY KEY, isbn TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL, author_id INTEGER REFERENCES authors (author_id),
    publisher_id INTEGER REFERENCES publishers (publisher_id),
    genre_id INTEGER REFERENCES genres (genre_id), pages INTEGER, weight_g INTEGER,
    released_on TEXT, discontinued INTEGER NOT NULL CHECK (discontinued IN (0, 1)),
    binding TEXT);
CREATE TABLE prices (price_id INTEGER PRIMARY KEY, book_id INTEGER REFERENCES books (book_id),
    price_eur NUMERIC(10, 2) NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT);
CREATE TABLE branches (branch_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT);
CREATE TABLE stock (book_id INTEGER REFERENCES books (book_id),
    branch_id INTEGER REFERENCES branches (branch_id), quantity INTEGER,
    PRIMARY KEY (book_id, branch_id));
CREATE TABLE members (member_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    email TEXT, phone TEXT, tier TEXT, joined_on TEXT);
CREATE TABLE loans (loan_id INTEGER PRIMARY KEY, member_id INTEGER, book_id INTEGER,
    lent_on TEXT, status TEXT);

INSERT INTO authors VALUES (1, 'Ada', 'Morel', '1961-02-03', 'France'),
    (2, 'Jonas', 'Lind', '1970-05-06', 'Sweden');
INSERT INTO publishers VALUES (1, 'Aubergine Press', 'Lyon', 'France', '+33 555 100'),
    (2, 'Nordlys Forlag', 'Bergen', 'Norway', '+47 555 200');
INSERT INTO genres VALUES (1, 'Fiction', NULL), (2, 'Crime Novels', 1), (3, 'Atlases', NULL);
INSERT INTO books VALUES
    (1, '978-1-4028-0001-1', 'The Glass Harbour', 1, 1, 2, 320, 410, '2015-03-01', 0, 'hardcover'),
    (2, '978-1-4028-0002-2', 'The Glass Orchard', 1, 1, 2, 280, 350, '2018-09-12', 1, 'paperback'),
    (3, '978-1-4028-0003-3', 'Northern Atlas 3', 2, 2, 3, 512, 2100, '2021-01-20', 0, 'hardcover'),
    (4, '978-1-4028-0004-4', 'Northern Atlas 4', 2, 2, 3, 544, 2250, '2023-06-30', 0, NULL);
INSERT INTO prices VALUES (1, 1, 19.5, '2015-03-01', '2019-12-31'), (2, 1, 24, '2020-01-01', NULL),
    (3, 2, 12.9, '2018-09-12', NULL), (4, 3, 60, '2021-01-20', NULL),
    (5, 4, 75.25, '2023-06-30', NULL), (6, 4, 99, '2999-01-01', NULL);
INSERT INTO branches VALUES (1, 'Riverside', 'Lyon'), (2, 'Old Mill', 'Bergen');
INSERT INTO stock VALUES (1, 1, 3), (1, 2, 4), (3, 2, 1);
INSERT INTO members VALUES (1, 'Mira Soto', 'mira@mail.example', '+00 555', 'gold', '2020-01-02'),
    (2, 'Otto Brandt', 'otto@mail.example', '+00 556', 'basic', '2021-03-04');
INSERT INTO loans VALUES (11, 1, 1, '2024-01-01', 'returned'), (12, 1, 3, '2024-02-01', 'open'),
    (13, 2, 1, '2024-03-01', 'open');
"""


@dataclass(frozen=True, kw_only=True)
class Library:
    """The database, opened read-only and described, with everything that reads it."""

    path: Path
    source: DatabaseSource
    engine: Engine
    schema: DatabaseSchema
    store: FactStore
    linker: EntityLinker

    def change(self, sql: str) -> None:
        """Change the database as another program would."""
        connection = sqlite3.connect(self.path)
        try:
            connection.executescript(sql)
        finally:
            connection.close()

    def close(self) -> None:
        self.store.close()
        self.engine.dispose()


def given(linker: EntityLinker) -> Callable[[Scope], Awaitable[EntityLinker]]:
    """The same names for everybody."""

    async def names(scope: Scope) -> EntityLinker:
        return linker

    return names


def build(path: Path, tables: dict[str, TableSettings] | None = None, extra: str = "") -> Library:
    """Write the library to `path` and open it."""
    connection = sqlite3.connect(path)
    connection.executescript(SQL + extra)
    connection.close()
    source = DatabaseSource(name="library", url=f"sqlite:///{path}", tables=tables or {})
    engine = open_read_only(source)
    schema = reflect(engine, source)
    return Library(
        path=path,
        source=source,
        engine=engine,
        schema=schema,
        store=FactStore({"library": schema}, {"library": engine}),
        linker=EntityLinker(names_of(engine, schema)),
    )
