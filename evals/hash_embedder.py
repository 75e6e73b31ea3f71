"""Vectors from a hash of the text, for benchmarks that are not about the model: no meaning."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from retrieval.vectors import Vector


class HashEmbedder:
    """A `retrieval.embedding.Embedder` without a model. `embedded` counts the texts."""

    name = "hash"
    dimensions = 384

    def __init__(self) -> None:
        self.embedded = 0

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        self.embedded += len(texts)
        return [_unit(text) for text in texts]


def _unit(text: str) -> Vector:
    seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
    vector = np.random.default_rng(seed).standard_normal(HashEmbedder.dimensions)
    return (vector / np.linalg.norm(vector)).astype(np.float32)
