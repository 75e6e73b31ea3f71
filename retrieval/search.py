"""The search for texts in the vector index: dense, sparse, and the codes of a question alone."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from nescio.settings import RetrievalSettings
from nescio.types import Scope
from retrieval.codes import codes
from retrieval.hits import Hits, by_id
from retrieval.vectors import Vector, VectorIndex

CODED = 10
"""Passages that hold a code of the question: that many take part in the fusion."""


class Searcher:
    """Searches the index and scores what it finds."""

    def __init__(self, index: VectorIndex, settings: RetrievalSettings) -> None:
        self._index = index
        self._settings = settings

    async def sparse(
        self,
        texts: Sequence[str],
        scope: Scope,
        without: Collection[str],
        *,
        expanded: Sequence[str],
    ) -> list[Hits]:
        """Sparse hits by text, of which `expanded` is what is looked for, and hits for its codes.

        Raises StoreFailed and StageTimeout.
        """
        searches = (
            self._sparse(text, more, scope, without)
            for text, more in zip(texts, expanded, strict=True)
        )
        return list(await asyncio.gather(*searches))

    async def dense(
        self, vectors: Sequence[Vector | None], scope: Scope, without: Collection[str]
    ) -> list[dict[str, float]]:
        """Dense hits by vector; none for None. Raises StoreFailed and StageTimeout."""
        searches = (self._dense(vector, scope, without) for vector in vectors)
        return list(await asyncio.gather(*searches))

    def scores(self, hits: Hits) -> dict[str, float]:
        """One score per passage found, by the fusion that the settings name."""
        match self._settings.fusion:
            case "convex":
                return hits.scores(self._settings.dense_weight)
            case "rrf":
                return hits.ranks()

    async def _sparse(self, text: str, more: str, scope: Scope, without: Collection[str]) -> Hits:
        limit = self._settings.candidates
        found = await self._index.search(
            dense=None, text=more, scope=scope, limit=limit, without=without
        )
        # In a long question its other words would drown the codes (`501`, `E-17`).
        wanted = " ".join(codes(text))
        coded = (
            await self._index.search(
                dense=None, text=wanted, scope=scope, limit=CODED, without=without
            )
            if wanted
            else None
        )
        return Hits(
            sparse=by_id(found.sparse),
            codes=by_id(coded.sparse) if coded else {},
            limit=limit,
        )

    async def _dense(
        self, vector: Vector | None, scope: Scope, without: Collection[str]
    ) -> dict[str, float]:
        if vector is None:
            return {}
        limit = self._settings.candidates
        found = await self._index.search(
            dense=vector, text=None, scope=scope, limit=limit, without=without
        )
        return by_id(found.dense)
