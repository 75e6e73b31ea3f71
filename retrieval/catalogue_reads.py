"""What is read of the catalogue in several ways, inside a transaction of `retrieval.catalogue`."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from nescio.types import Passage, Scope
from retrieval import codec, tables
from retrieval.catalogue_writes import in_batches
from retrieval.tables import readable

_PASSAGE = (
    tables.chunks,
    tables.documents.c.source,
    tables.documents.c.key,
    tables.documents.c.kind,
    tables.documents.c.title,
    tables.documents.c.observed_at,
)


@dataclass(frozen=True, kw_only=True)
class CatalogueStats:
    """How much is there; `sources` counts documents by source, `indexed_at` is the last write."""

    documents: int
    chunks: int
    entities: int
    names: int
    edges: int
    sources: dict[str, int]
    indexed_at: dt.datetime | None


def read_stats(connection: Connection) -> CatalogueStats:
    """Sizes of all tables."""
    documents = tables.documents

    def count(table: sa.Table) -> int:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0

    by_source = connection.execute(
        sa.select(documents.c.source, sa.func.count()).group_by(documents.c.source)
    )
    last = connection.scalar(sa.select(sa.func.max(tables.manifest.c.indexed_at)))
    return CatalogueStats(
        documents=count(documents),
        chunks=count(tables.chunks),
        entities=count(tables.entities),
        names=count(tables.names),
        edges=count(tables.edges),
        sources={row[0]: row[1] for row in by_source},
        indexed_at=dt.datetime.fromisoformat(last) if last else None,
    )


def read_passages(
    connection: Connection, where: sa.ColumnElement[bool], scope: Scope
) -> Iterator[Passage]:
    """The passages of a condition over chunks that `scope` permits, in the order of their texts."""
    chunks, documents = tables.chunks, tables.documents
    query = (
        sa.select(*_PASSAGE)
        .join(documents, documents.c.id == chunks.c.document_id)
        .where(where, readable(chunks, scope), readable(documents, scope))
        .order_by(chunks.c.document_id, chunks.c.start_at)
    )
    rows = connection.execute(query).all()
    labels = labels_of(connection, rows)
    for row in rows:
        yield codec.passage_from(row, labels[row.id])


def labels_of(connection: Connection, rows: Sequence[Row[Any]]) -> defaultdict[str, frozenset[str]]:
    """Access labels by id, for those of the rows that have any."""
    table = tables.labels
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for batch in in_batches(row.id for row in rows if row.labelled):
        query = sa.select(table.c.item_id, table.c.label).where(table.c.item_id.in_(batch))
        for item_id, label in connection.execute(query):
            found[item_id] |= {label}
    return found
