"""What an answer can rest on, and the version that the catalogue has of each.

A record (a row or a file), the rows of a table as a set, or all that is indexed. What is not
indexed has no version: the empty text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from retrieval import tables
from retrieval.catalogue import Catalogue
from retrieval.catalogue_writes import in_batches

Kind = Literal["record", "table", "corpus"]


@dataclass(frozen=True, kw_only=True, order=True)
class Thing:
    """`name` is the key of a record in its source, or the name of a table."""

    kind: Kind
    source: str = ""
    name: str = ""


CORPUS = Thing(kind="corpus")


def record_of_row(source: str, table: str, key: str) -> Thing:
    """A row, by its key as text."""
    return Thing(kind="record", source=source, name=f"{table}/{key}")


def rows_of_table(source: str, table: str) -> Thing:
    """The rows of a table as a set: which there are, and what they say."""
    return Thing(kind="table", source=source, name=table)


def versions(catalogue: Catalogue, things: Collection[Thing]) -> dict[Thing, str]:
    """The version of each in the catalogue, all of one moment. Blocks. Raises StoreFailed."""
    found = dict.fromkeys(things, "")
    with catalogue.reading() as connection:
        found |= _records(connection, [t for t in found if t.kind == "record"])
        found |= {t: _rows(connection, t) for t in found if t.kind == "table"}
        if CORPUS in found:
            query = sa.select(tables.meta.c.value).where(tables.meta.c.name == "generation")
            found[CORPUS] = str(connection.scalar(query))
    return found


def missing_passages(catalogue: Catalogue, ids: Collection[str]) -> set[str]:
    """Those of the ids that no passage has any more. Blocks. Raises StoreFailed."""
    missing, chunks = set(ids), tables.chunks
    with catalogue.reading() as connection:
        for batch in in_batches(ids):
            missing.difference_update(
                connection.scalars(sa.select(chunks.c.id).where(chunks.c.id.in_(batch)))
            )
    return missing


def missing_nodes(catalogue: Catalogue, ids: Collection[str]) -> set[str]:
    """Those of the ids that no document or row has any more. Blocks. Raises StoreFailed."""
    missing = set(ids)
    with catalogue.reading() as connection:
        for batch in in_batches(ids):
            for table in (tables.documents, tables.entities):
                found = sa.select(table.c.id).where(table.c.id.in_(batch))
                missing.difference_update(connection.scalars(found))
    return missing


def _records(connection: Connection, things: Collection[Thing]) -> dict[Thing, str]:
    by_source: defaultdict[str, list[str]] = defaultdict(list)
    for thing in things:
        by_source[thing.source].append(thing.name)
    table = tables.manifest
    found: dict[Thing, str] = {}
    for source, keys in by_source.items():
        for batch in in_batches(keys):
            query = sa.select(table.c.key, table.c.version)
            query = query.where(table.c.source == source, table.c.key.in_(batch))
            for key, version in connection.execute(query):
                found[Thing(kind="record", source=source, name=key)] = version
    return found


def _rows(connection: Connection, thing: Thing) -> str:
    """How many there are and when the last was written: a deletion changes the one, all else the
    other."""
    table = tables.manifest
    prefix = f"{thing.name}/"
    if connection.dialect.name == "sqlite":  # compares bytes: a range of the primary key
        inside = sa.and_(table.c.key >= prefix, table.c.key < f"{thing.name}0")
    else:
        inside = table.c.key.startswith(prefix, autoescape=True)
    query = sa.select(sa.func.count(), sa.func.max(table.c.indexed_at))
    count, last = connection.execute(query.where(table.c.source == thing.source, inside)).one()
    return f"{count}:{last}" if count else ""
