"""Counts of what should not be in the catalogue: things whose reason is gone. All block."""

from __future__ import annotations

import sqlalchemy as sa

from retrieval import tables
from retrieval.catalogue import Catalogue
from retrieval.ingest_tables import embeddings


def loose_edges(catalogue: Catalogue) -> int:
    """Edges whose proof is neither a chunk nor an entity that is there."""
    edges, chunks, entities = tables.edges, tables.chunks, tables.entities
    proved = sa.or_(
        sa.exists().where(chunks.c.id == edges.c.proof),
        sa.exists().where(entities.c.id == edges.c.proof),
    )
    return _count(catalogue, sa.select(sa.func.count()).select_from(edges).where(~proved))


def unused_embeddings(catalogue: Catalogue) -> int:
    """Cached vectors of texts that no chunk has."""
    used = sa.exists().where(tables.chunks.c.embedding_key == embeddings.c.key)
    return _count(catalogue, sa.select(sa.func.count()).select_from(embeddings).where(~used))


def _count(catalogue: Catalogue, query: sa.Select[int]) -> int:
    with catalogue.reading() as connection:
        return connection.scalar(query) or 0
