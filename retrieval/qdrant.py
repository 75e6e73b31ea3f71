"""The vector index on a Qdrant server or cluster: same points, filters and sparse encoder as Edge.

Vectors are named `dense` (cosine) and `bm25` (IDF by the server). What the collection was made
with (dimensions, model, BM25 parameters) is kept in its metadata and checked when it is opened.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Collection, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
from qdrant_client import AsyncQdrantClient, models
from qdrant_client.http.exceptions import ApiException
from qdrant_edge import SparseVector

from nescio.errors import ConfigError, StageTimeout, StoreFailed
from nescio.types import Scope
from retrieval.bm25 import ENGLISH, encoder, parameters
from retrieval.vectors import (
    FORMAT,
    TIED,
    Vector,
    VectorHit,
    VectorHits,
    VectorPoint,
    VectorStats,
    best,
    keys_held,
    keys_of,
)

T = TypeVar("T")
STORE = "vector index"
BATCH = 256


class QdrantVectorIndex:
    """A `VectorIndex` in one collection of a server. `timeout_s` is the deadline of each request.

    `language` is that of the texts. Raises ConfigError at once for a URL that is none, and for a
    language that the encoder does not know.
    """

    def __init__(
        self,
        url: str,
        api_key: str | None,
        collection: str,
        *,
        timeout_s: float = 30.0,
        language: str = ENGLISH,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError("vectors.url", f"not an http(s) URL: {url!r}")
        self._url = url
        self._collection = collection
        self._timeout_s = timeout_s
        self._client = AsyncQdrantClient(
            url=url,
            api_key=api_key,
            port=parts.port or (443 if parts.scheme == "https" else 6333),
            timeout=max(1, round(timeout_s)),
            check_compatibility=False,
        )
        self._bm25 = parameters(language)
        self._encoder = encoder(language)

    async def ensure(self, dimensions: int, model: str = "") -> None:
        wanted = {
            "format": FORMAT,
            "dimensions": dimensions,
            "model": model,
            "bm25": self._bm25,
        }
        if not await self._run("open", self._client.collection_exists(self._collection)):
            await self._create(dimensions, wanted)
            return
        info = await self._run("open", self._client.get_collection(self._collection))
        found = info.config.metadata or {}
        differ = [key for key in wanted if found.get(key) != wanted[key]]
        if differ:
            problem = ", ".join(
                f"{key} {found.get(key)!r} where {wanted[key]!r} is needed" for key in differ
            )
            raise ConfigError(
                f"collection {self._collection!r} at {self._url}",
                f"it was made with {problem}",
                "choose another vectors.collection and ingest again, or restore the setting",
            )

    async def _create(self, dimensions: int, metadata: dict[str, object]) -> None:
        await self._run(
            "create",
            self._client.create_collection(
                self._collection,
                vectors_config={
                    "dense": models.VectorParams(size=dimensions, distance=models.Distance.COSINE)
                },
                sparse_vectors_config={
                    "bm25": models.SparseVectorParams(modifier=models.Modifier.IDF)
                },
                metadata=metadata,
            ),
        )
        keyword = models.KeywordIndexType.KEYWORD
        for field, tenant in (("keys", True), ("source", None)):
            schema = models.KeywordIndexParams(type=keyword, is_tenant=tenant)
            await self._run(
                "create", self._client.create_payload_index(self._collection, field, schema)
            )

    async def upsert(self, points: Sequence[VectorPoint]) -> None:
        for first in range(0, len(points), BATCH):
            batch = await asyncio.to_thread(self._points, points[first : first + BATCH])
            await self._run("upsert", self._client.upsert(self._collection, batch, wait=True))

    def _points(self, points: Sequence[VectorPoint]) -> list[models.PointStruct]:
        return [
            models.PointStruct(
                id=point.id,
                vector={
                    "dense": point.dense.astype(float).tolist(),
                    "bm25": _sparse(self._encoder.embed_document(point.text)),
                },
                payload={
                    "document_id": point.document_id,
                    "source": point.source,
                    "keys": keys_of(point),
                },
            )
            for point in points
        ]

    async def delete(self, ids: Sequence[str]) -> None:
        for first in range(0, len(ids), BATCH):
            some = models.PointIdsList(points=list(ids[first : first + BATCH]))
            await self._run("delete", self._client.delete(self._collection, some, wait=True))

    async def search(
        self,
        *,
        dense: Vector | None,
        text: str | None,
        scope: Scope,
        limit: int,
        without: Collection[str] = (),
    ) -> VectorHits:
        permitted = _filter(scope, without)
        requests: dict[str, models.QueryRequest] = {}
        if dense is not None:
            requests["dense"] = models.QueryRequest(
                query=dense.astype(float).tolist(),
                using="dense",
                filter=permitted,
                limit=limit + TIED,
            )
        sparse = None if text is None else _sparse(self._encoder.embed_query(text))
        if sparse is not None and sparse.indices:
            requests["bm25"] = models.QueryRequest(
                query=sparse,
                using="bm25",
                filter=permitted,
                limit=limit + TIED,
                params=models.SearchParams(idf=models.IdfCorpusParams(corpus=permitted)),
            )
        if not requests:
            return VectorHits(dense=(), sparse=())
        answers = await self._run(
            "search", self._client.query_batch_points(self._collection, list(requests.values()))
        )
        found = {name: _hits(a.points) for name, a in zip(requests, answers, strict=True)}
        return VectorHits(
            dense=best(found.get("dense", ()), limit), sparse=best(found.get("bm25", ()), limit)
        )

    async def cosine(self, dense: Vector, ids: Sequence[str]) -> dict[str, float]:
        if not ids:
            return {}
        reply = await self._run(
            "cosine",
            self._client.query_points(
                self._collection,
                query=dense.astype(float).tolist(),
                using="dense",
                query_filter=models.Filter(must=[models.HasIdCondition(has_id=list(ids))]),
                limit=len(ids),
                with_payload=False,
            ),
        )
        return {hit.id: hit.score for hit in _hits(reply.points)}

    async def present(self, ids: Sequence[str]) -> frozenset[str]:
        found: set[str] = set()
        for first in range(0, len(ids), 4 * BATCH):
            records = await self._run(
                "present",
                self._client.retrieve(
                    self._collection,
                    list(ids[first : first + 4 * BATCH]),
                    with_payload=False,
                    with_vectors=False,
                ),
            )
            found.update(str(record.id) for record in records)
        return frozenset(found)

    async def scroll(self, *, batch: int = 1000) -> AsyncIterator[tuple[str, ...]]:
        offset = None
        while True:
            records, offset = await self._run(
                "scroll",
                self._client.scroll(
                    self._collection,
                    limit=batch,
                    offset=offset,
                    with_payload=False,
                    with_vectors=False,
                ),
            )
            if records:
                yield tuple(str(record.id) for record in records)
            if offset is None:
                return

    async def count(self, scope: Scope | None = None) -> int:
        permitted = None if scope is None else _filter(scope)
        reply = await self._run(
            "count", self._client.count(self._collection, count_filter=permitted, exact=True)
        )
        return reply.count

    async def flush(self) -> None:
        """Nothing to do: a write that was waited for is in the server's log."""

    async def stats(self) -> VectorStats:
        points = await self.count()
        detail = {"url": self._url, "collection": self._collection}
        return VectorStats(points=points, engine="qdrant", detail=detail)

    async def drop(self) -> None:
        """Delete the whole collection."""
        await self._run("drop", self._client.delete_collection(self._collection))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _run(self, operation: str, work: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await work
        except TimeoutError:
            raise StageTimeout(f"{STORE}: {operation}", self._timeout_s) from None
        except (ApiException, httpx.HTTPError) as error:
            problem = " ".join(str(error).split())[:300] or type(error).__name__
            raise StoreFailed(f"{STORE} at {self._url}", f"{operation}: {problem}") from error


def _filter(scope: Scope, without: Collection[str] = ()) -> models.Filter:
    """What one of the asker's keys opens, of no source in `without`."""
    held = models.FieldCondition(key="keys", match=models.MatchAny(any=keys_held(scope)))
    left_out: list[models.Condition] = []
    if without:
        match = models.MatchAny(any=sorted(without))
        left_out.append(models.FieldCondition(key="source", match=match))
    return models.Filter(must=[held], must_not=left_out or None)


def _sparse(vector: SparseVector) -> models.SparseVector:
    """Edge's sparse vector as the client's; both use the same indices for the same words."""
    return models.SparseVector(indices=list(vector.indices), values=list(vector.values))


def _hits(points: Sequence[models.ScoredPoint]) -> tuple[VectorHit, ...]:
    return tuple(VectorHit(id=str(point.id), score=point.score) for point in points)
