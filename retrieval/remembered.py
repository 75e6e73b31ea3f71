"""Vectors that were just made, kept in memory: the sentences of a passage that many questions find
are not embedded for each of them, nor a question by each stage that compares it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.embedding import Embedder
from retrieval.embedding_cache import embedding_key
from retrieval.vectors import Vector

MAX_BYTES = 48 * 1024 * 1024
"""Of vectors; about 32,000 of the packaged model."""


class RememberedVectors:
    """An embedder that keeps vectors by a hash of model and text, never the text.

    They lie in two generations: what is asked for moves to the young one, and the old one goes when
    the young one is half of what is kept, or with `turn`. So what no question has found between
    two changes of the index, a removed text among it, leaves nothing behind.
    """

    def __init__(self, embedder: Embedder, *, max_bytes: int = MAX_BYTES) -> None:
        self._embedder = embedder
        self._max_bytes = max_bytes
        self._young: dict[str, Vector] = {}
        self._old: dict[str, Vector] = {}

    @property
    def name(self) -> str:
        """That of the model."""
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._embedder.dimensions

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One unit vector per text, in order; the model is asked once for those not known."""
        name = self._embedder.name
        keys = [embedding_key(name, text) for text in texts]
        found = {key: vector for key in keys if (vector := self._known(key)) is not None}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if new:
            made = await self._embedder.embed([*new.values()])
            # A row of its own: a view would hold the vectors of its whole batch.
            own = [np.array(vector) for vector in made]
            found |= dict(zip(new, own, strict=True))
            for key in new:
                self._keep(key, found[key])
        return [found[key] for key in keys]

    def turn(self) -> None:
        """Let go of what was not asked for since the last turn."""
        self._old, self._young = self._young, {}

    def _known(self, key: str) -> Vector | None:
        vector = self._young.get(key)
        if vector is None and (vector := self._old.pop(key, None)) is not None:
            self._keep(key, vector)
        return vector

    def _keep(self, key: str, vector: Vector) -> None:
        if 2 * len(self._young) * vector.nbytes >= self._max_bytes:
            self.turn()
        self._young[key] = vector
