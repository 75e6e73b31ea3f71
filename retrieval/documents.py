"""Whole documents of the catalogue, whoever may see them: for `audit`, never for answering."""

from __future__ import annotations

import sqlalchemy as sa

from nescio.types import Document
from retrieval import codec, tables
from retrieval.catalogue import Catalogue


def file_ids(catalogue: Catalogue, source: str | None = None) -> list[str]:
    """Ids of the documents that were files, of one source or of all, by source and key. Blocks."""
    documents = tables.documents
    query = sa.select(documents.c.id).where(documents.c.kind == "file")
    if source is not None:
        query = query.where(documents.c.source == source)
    with catalogue.reading() as connection:
        return list(connection.scalars(query.order_by(documents.c.source, documents.c.key)))


def whole(catalogue: Catalogue, document_id: str) -> Document | None:
    """One document with its text, sections and access; None when it is gone by now. Blocks."""
    documents, labels = tables.documents, tables.labels
    query = sa.select(documents).where(documents.c.id == document_id)
    labelled = sa.select(labels.c.label).where(labels.c.item_id == document_id)
    with catalogue.reading() as connection:
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return codec.document_from(row, frozenset(connection.scalars(labelled)))
