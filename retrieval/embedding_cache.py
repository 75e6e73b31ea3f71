"""Vectors by the hash of what was embedded and the model: nothing is embedded twice.

It lies in the catalogue. An entry is there for as long as a chunk has its key: the catalogue drops
it with the last one, so that no trace of a deleted text stays behind. All functions block.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import sqlalchemy as sa

from nescio.types import stable_id
from retrieval import tables
from retrieval.catalogue import Catalogue
from retrieval.catalogue_writes import in_batches
from retrieval.ingest_tables import embeddings
from retrieval.vectors import Vector


def embedding_key(model: str, text: str) -> str:
    """The key of a text's vector by `model`."""
    return stable_id("embedding", model, text)


def cached(catalogue: Catalogue, keys: Iterable[str]) -> dict[str, Vector]:
    """Those vectors that are there, by key."""
    with catalogue.reading() as connection:
        return {
            row.key: np.frombuffer(row.vector, dtype="<f4")
            for batch in in_batches(keys)
            for row in connection.execute(sa.select(embeddings).where(embeddings.c.key.in_(batch)))
        }


def keep(catalogue: Catalogue, found: Mapping[str, Vector]) -> None:
    """Add vectors; those that are there stay as they are."""
    with catalogue.writing(moves=False) as connection:
        known: set[str] = set()
        for batch in in_batches(found):
            known.update(
                connection.scalars(sa.select(embeddings.c.key).where(embeddings.c.key.in_(batch)))
            )
        rows = [
            {"key": key, "vector": np.asarray(vector, dtype="<f4").tobytes()}
            for key, vector in found.items()
            if key not in known
        ]
        if rows:
            connection.execute(sa.insert(embeddings), rows)


def drop_unused(catalogue: Catalogue) -> int:
    """Remove vectors that no chunk has: left by a run that was killed. Returns how many."""
    chunks = tables.chunks
    used = sa.exists().where(chunks.c.embedding_key == embeddings.c.key)
    with catalogue.writing(moves=False) as connection:
        return connection.execute(sa.delete(embeddings).where(~used)).rowcount
