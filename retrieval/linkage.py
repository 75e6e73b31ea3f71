"""What ingestion reads and writes of the catalogue beside whole records: edges found by names.

Everything here sees all tenants: it is for ingestion and `verify`, never for answering. All
functions block.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nescio.types import Edge, Passage
from retrieval import codec, name_forms, tables
from retrieval.catalogue import Catalogue
from retrieval.catalogue_writes import in_batches, insert_edges
from retrieval.link_tables import MENTION

MENTIONED = sa.or_(
    tables.edges.c.kind == "mentions",
    sa.and_(tables.edges.c.kind == "links", tables.edges.c.label == MENTION),
)
"""Edges that rest on names in the text of files."""
SAME = tables.edges.c.kind == "same_as"
"""Edges that rest on names that rows share."""
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class ChunkText:
    """A chunk of a file, as the search for names needs it."""

    id: str
    document_id: str
    tenant: str
    title: str
    heading_path: tuple[str, ...]
    text: str


def held_passages(catalogue: Catalogue, document_ids: Iterable[str]) -> dict[str, Passage]:
    """The chunks of the documents as the index holds them, by id."""
    return _passages_where(catalogue, tables.chunks.c.document_id, document_ids)


def passages_by_id(catalogue: Catalogue, ids: Iterable[str]) -> dict[str, Passage]:
    """Those of the chunks that exist, by id."""
    return _passages_where(catalogue, tables.chunks.c.id, ids)


def _passages_where(
    catalogue: Catalogue, column: sa.Column[str], values: Iterable[str]
) -> dict[str, Passage]:
    with catalogue.reading() as connection:
        return {
            passage.id: passage
            for batch in in_batches(values)
            for passage in _passages(connection, column.in_(batch))
        }


def _passages(connection: Connection, where: sa.ColumnElement[bool]) -> Iterator[Passage]:
    chunks, documents, labels = tables.chunks, tables.documents, tables.labels
    query = (
        sa.select(
            chunks,
            documents.c.source,
            documents.c.key,
            documents.c.kind,
            documents.c.title,
            documents.c.observed_at,
        )
        .join(documents, documents.c.id == chunks.c.document_id)
        .where(where)
        .order_by(chunks.c.document_id, chunks.c.start_at)
    )
    rows = connection.execute(query).all()
    by_id: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for batch in in_batches(row.id for row in rows if row.labelled):
        labelled = sa.select(labels.c.item_id, labels.c.label).where(labels.c.item_id.in_(batch))
        for item_id, label in connection.execute(labelled):
            by_id[item_id] |= {label}
    for row in rows:
        yield codec.passage_from(row, by_id[row.id])


def chunk_texts(catalogue: Catalogue, document_ids: Iterable[str]) -> Iterator[list[ChunkText]]:
    """The chunks of the documents, one list per document, read in pages."""
    chunks, documents = tables.chunks, tables.documents
    ids = list(dict.fromkeys(document_ids))
    for first in range(0, len(ids), PAGE):
        page = ids[first : first + PAGE]
        query = (
            sa.select(chunks, documents.c.title)
            .join(documents, documents.c.id == chunks.c.document_id)
            .where(chunks.c.document_id.in_(page))
        )
        by_document: defaultdict[str, list[ChunkText]] = defaultdict(list)
        with catalogue.reading() as connection:
            for row in connection.execute(query.order_by(chunks.c.document_id, chunks.c.start_at)):
                by_document[row.document_id].append(
                    ChunkText(
                        id=row.id,
                        document_id=row.document_id,
                        tenant=row.tenant,
                        title=row.title,
                        heading_path=codec.path_from(row.heading_path),
                        text=row.text,
                    )
                )
        yield from by_document.values()


def replace_edges(
    catalogue: Catalogue, found: Mapping[str, frozenset[Edge]], proved: sa.ColumnElement[bool]
) -> int:
    """Make `found` the edges of that sort that its documents prove, and mark these as done.

    Only what differs is written. Returns how many documents had other edges before.
    """
    edges = tables.edges
    before: defaultdict[str, set[Edge]] = defaultdict(set)
    with catalogue.reading() as connection:
        for batch in in_batches(found):
            query = sa.select(edges).where(edges.c.document_id.in_(batch), proved)
            for row in connection.execute(query):
                before[row.document_id].add(
                    Edge(
                        start_id=row.start_id,
                        end_id=row.end_id,
                        kind=row.kind,
                        proof=row.proof,
                        label=row.label,
                    )
                )
    changed = [owner for owner in found if found[owner] != before[owner]]
    with catalogue.writing(moves=bool(changed)) as connection:
        for batch in in_batches(changed):
            connection.execute(sa.delete(edges).where(edges.c.document_id.in_(batch), proved))
        values = [codec.edge_values(edge, owner) for owner in changed for edge in found[owner]]
        insert_edges(connection, values)
        name_forms.mark_linked(connection, found)
    return len(changed)


def note(catalogue: Catalogue, name: str) -> int | None:
    """A number kept in the catalogue under `name`."""
    query = sa.select(tables.meta.c.value).where(tables.meta.c.name == name)
    with catalogue.reading() as connection:
        value = connection.scalar(query)
        return None if value is None else int(value)


def set_notes(catalogue: Catalogue, notes: Mapping[str, int]) -> None:
    """Keep numbers under their names. Does not move the generation."""
    with catalogue.writing(moves=False) as connection:
        connection.execute(sa.delete(tables.meta).where(tables.meta.c.name.in_(list(notes))))
        rows = [{"name": name, "value": value} for name, value in notes.items()]
        connection.execute(sa.insert(tables.meta), rows)
