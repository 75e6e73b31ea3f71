"""The model's part of ingestion: its deadline, and the size of its vectors without loading it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from nescio.errors import StageTimeout
from retrieval import linkage
from retrieval.catalogue import Catalogue
from retrieval.embedding import Embedder
from retrieval.vectors import Vector, VectorIndex

DEADLINE_S = 600.0
"""For one batch; generous, because the first one also loads the model."""


async def embed_texts(embedder: Embedder, texts: Sequence[str]) -> list[Vector]:
    """One unit vector per text. Raises StageTimeout and what the model raises."""
    try:
        async with asyncio.timeout(DEADLINE_S):
            return await embedder.embed(texts)
    except TimeoutError:
        raise StageTimeout("embedding", DEADLINE_S) from None


async def open_index(catalogue: Catalogue, vectors: VectorIndex, embedder: Embedder) -> None:
    """Open the vector index for this model; the model is only loaded where it never was.

    Raises ConfigError when the index holds vectors of another model, and StoreBusy.
    """
    name = f"dimensions of {embedder.name}"
    dimensions = await asyncio.to_thread(linkage.note, catalogue, name)
    if dimensions is None:
        dimensions = await asyncio.to_thread(lambda: embedder.dimensions)
        await asyncio.to_thread(linkage.set_notes, catalogue, {name: dimensions})
    await vectors.ensure(dimensions, embedder.name)
