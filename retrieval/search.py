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

    async def search_all(
        self,
        texts: Sequence[str],
        vectors: Sequence[Vector | None],
        scope: Scope,
        without: Collection[str],
        *,
        expanded: Sequence[str],
    ) -> list[Hits]:
        """Hits by text, of which `expanded` is what the sparse search looks for.

        Raises StoreFailed and StageTimeout.
        """
        searches = (
            self._search(text, sparse, vector, scope, without)
            for text, sparse, vector in zip(texts, expanded, vectors, strict=True)
        )
        return list(await asyncio.gather(*searches))

    def scores(self, hits: Hits) -> dict[str, float]:
        """One score per passage found, by the fusion that the settings name."""
        match self._settings.fusion:
            case "convex":
                return hits.scores(self._settings.dense_weight)
            case "rrf":
                return hits.ranks()

    async def _search(
        self,
        text: str,
        sparse: str,
        vector: Vector | None,
        scope: Scope,
        without: Collection[str],
    ) -> Hits:
        limit = self._settings.candidates
        found = await self._index.search(
            dense=vector, text=sparse, scope=scope, limit=limit, without=without
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
            dense=by_id(found.dense),
            sparse=by_id(found.sparse),
            codes=by_id(coded.sparse) if coded else {},
            limit=limit,
        )
