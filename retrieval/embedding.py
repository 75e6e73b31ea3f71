"""Text to unit vectors, on the CPU, off the event loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from retrieval.vectors import Vector


class Embedder(Protocol):
    """A model that turns texts into unit vectors of `dimensions` float32."""

    @property
    def name(self) -> str:
        """Identifies the model and its version; part of cache keys and of the index's metadata."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One unit vector per text, in order."""
