"""Statements that write the catalogue, inside a transaction that `retrieval.catalogue` holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nescio.types import Document, Edge, Entity, EntityName, Passage
from retrieval import codec, edge_access, tables
from retrieval.ingest_tables import embeddings
from retrieval.link_tables import MENTION, linked

T = TypeVar("T")
BATCH = 500
"""Parameters per statement stay well under the limits of both databases."""


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """Everything that one record became, written and removed as a unit.

    `fingerprint` is the record's; `embedding_keys` are by chunk, see `retrieval.embedding_cache`.
    """

    document: Document
    passages: tuple[Passage, ...]
    entities: tuple[Entity, ...] = ()
    names: tuple[EntityName, ...] = ()
    edges: tuple[Edge, ...] = ()
    fingerprint: str = ""
    embedding_keys: Mapping[str, str] = field(default_factory=dict)


def in_batches(ids: Iterable[T]) -> Iterator[list[T]]:
    """`ids` without repetition, in lists that fit one statement."""
    rest = iter(dict.fromkeys(ids))
    while batch := list(islice(rest, BATCH)):
        yield batch


def nodes_of(connection: Connection, document_ids: Iterable[str]) -> set[str]:
    """The documents and all chunks and entities that they own."""
    found: set[str] = set()
    for batch in in_batches(document_ids):
        found.update(batch)
        for table in (tables.chunks, tables.entities):
            found.update(
                connection.scalars(sa.select(table.c.id).where(table.c.document_id.in_(batch)))
            )
    return found


def labelled_among(connection: Connection, nodes: Iterable[str]) -> set[str]:
    """Those of the nodes that have labels now."""
    found: set[str] = set()
    for batch in in_batches(nodes):
        found |= edge_access.labelled_nodes(connection, batch)
    return found


def mark_edges(connection: Connection, nodes: Iterable[str]) -> None:
    """Note who may know of the edges at nodes that have, or had, labels."""
    for batch in in_batches(nodes):
        edge_access.mark_edges_at(connection, batch)


def delete_documents(connection: Connection, ids: Iterable[str]) -> None:
    for batch in in_batches(ids):
        connection.execute(sa.delete(tables.documents).where(tables.documents.c.id.in_(batch)))


def delete_loose_edges(connection: Connection, nodes: set[str]) -> None:
    """Delete edges whose proof or an end is one of `nodes` that no record has any more.

    The documents of others are marked as to be linked again: the end may come back. A link that an
    author made stays while its own chunk does, and leads somewhere again when its end comes back.
    """
    entities, edges = tables.entities, tables.edges
    authored = sa.and_(edges.c.kind == "links", edges.c.label != MENTION)
    for batch in in_batches(sorted(nodes)):
        query = sa.select(entities.c.id).where(entities.c.id.in_(batch))
        gone = set(batch) - set(connection.scalars(query))
        lost = sa.and_(edges.c.end_id.in_(sorted(gone)), ~authored)
        owners = sa.select(edges.c.document_id).where(lost)
        connection.execute(sa.delete(linked).where(linked.c.document_id.in_(owners)))
        connection.execute(sa.delete(edges).where(lost))
        for column in (edges.c.start_id, edges.c.proof):
            connection.execute(sa.delete(edges).where(column.in_(sorted(gone))))


def embedding_keys_of(connection: Connection, document_ids: Iterable[str]) -> set[str]:
    """Keys of the vectors that the chunks of the documents have."""
    chunks = tables.chunks
    found: set[str] = set()
    for batch in in_batches(document_ids):
        query = sa.select(chunks.c.embedding_key).where(chunks.c.document_id.in_(batch))
        found.update(connection.scalars(query))
    return found - {""}


def delete_embeddings(connection: Connection, keys: Iterable[str]) -> None:
    """Delete those of the vectors that no chunk has any more."""
    used = sa.exists().where(tables.chunks.c.embedding_key == embeddings.c.key)
    for batch in in_batches(sorted(keys)):
        connection.execute(sa.delete(embeddings).where(embeddings.c.key.in_(batch), ~used))


def insert(connection: Connection, items: list[Indexed], now: str) -> None:
    rows: dict[sa.Table, list[codec.Values]] = defaultdict(list)
    for item in items:
        document = item.document
        owner = document.id
        rows[tables.documents].append(codec.document_values(document))
        rows[tables.manifest].append(
            {
                "source": document.source,
                "key": document.key,
                "version": document.version,
                "document_id": owner,
                "indexed_at": now,
                "fingerprint": item.fingerprint,
            }
        )
        labelled = [(owner, document.access)]
        chunks = {passage.id: passage.chunk for passage in item.passages}
        entities = {entity.id: entity for entity in item.entities}
        for chunk in chunks.values():
            key = item.embedding_keys.get(chunk.id, "")
            rows[tables.chunks].append({**codec.chunk_values(chunk), "embedding_key": key})
            labelled.append((chunk.id, chunk.access))
        for entity in entities.values():
            rows[tables.entities].append(codec.entity_values(entity, owner))
            labelled.append((entity.id, entity.access))
        rows[tables.names] += [codec.name_values(n, owner) for n in dict.fromkeys(item.names)]
        rows[tables.edges] += [codec.edge_values(e, owner) for e in dict.fromkeys(item.edges)]
        for id_, access in dict(labelled).items():
            rows[tables.labels] += codec.label_values(id_, access, owner)
    for table, values in rows.items():
        if values and table is not tables.edges:
            connection.execute(sa.insert(table), values)
    insert_edges(connection, rows[tables.edges])


def insert_edges(connection: Connection, rows: list[codec.Values]) -> None:
    """Insert edges of documents that are there, with what tells who may know of them."""
    if not rows:
        return
    documents = tables.documents
    tenants: dict[str, str] = {}
    for batch in in_batches(row["document_id"] for row in rows):
        query = sa.select(documents.c.id, documents.c.tenant).where(documents.c.id.in_(batch))
        tenants |= {row.id: row.tenant for row in connection.execute(query)}
    owned = [{**row, "tenant": tenants[row["document_id"]]} for row in rows]
    connection.execute(sa.insert(tables.edges), owned)
    for batch in in_batches(tenants):
        edge_access.mark_edges_of(connection, batch)
