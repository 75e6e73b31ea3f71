"""The embedded vector index: Qdrant Edge in one child process, up to about 200,000 chunks.

Edge allows one opener at a time and holds the interpreter lock in each call; `edge_worker` is the
process that owns the shard, `edge_child` the pipe to it. A child that dies is started again and
the request repeated once: every operation is idempotent, and Edge keeps what it acknowledged.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nescio.errors import ConfigError, NescioError, StageTimeout, StoreFailed
from nescio.types import Scope
from retrieval import edge_optimize
from retrieval.bm25 import ENGLISH, parameters
from retrieval.edge_child import Child, ChildDied, Reply, last_words, start
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

STORE = "vector index"
BATCH = 256
SLOW_FACTOR = 6
"""Writing and opening may take this many times the deadline of a search."""


class EdgeVectorIndex:
    """A `VectorIndex` in the folder `path`. `timeout_s` is the deadline of each search.

    `language` is that of the texts. Raises ConfigError for one that the encoder does not know.
    """

    def __init__(self, path: Path, *, timeout_s: float = 30.0, language: str = ENGLISH) -> None:
        self._path = path
        self._bm25 = parameters(language)
        self._optimizing = asyncio.Lock()
        self._timeout_s = timeout_s
        self._starting = threading.Lock()
        self._child: Child | None = None
        self._wanted: Reply | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Process id of the child, if one was started."""
        return self._child.pid if self._child is not None else None

    async def ensure(self, dimensions: int, model: str = "") -> None:
        self._wanted = {
            "format": FORMAT,
            "dimensions": dimensions,
            "model": model,
            "bm25": self._bm25,
        }
        try:
            await self._call("open", self._wanted, slow=True)
        except NescioError:
            self._wanted = None
            raise

    async def upsert(self, points: Sequence[VectorPoint]) -> None:
        for first in range(0, len(points), BATCH):
            batch = points[first : first + BATCH]
            dense = np.stack([point.dense for point in batch]).astype(np.float32)
            head = {"points": [_point(point) for point in batch]}
            await self._call("upsert", head, dense.tobytes(), slow=True)

    async def delete(self, ids: Sequence[str]) -> None:
        for first in range(0, len(ids), BATCH):
            await self._call("delete", {"ids": list(ids[first : first + BATCH])}, slow=True)

    async def search(
        self,
        *,
        dense: Vector | None,
        text: str | None,
        scope: Scope,
        limit: int,
        without: Collection[str] = (),
    ) -> VectorHits:
        head = {"text": text, "limit": limit + TIED, "without": sorted(without)}
        head["keys"] = keys_held(scope)
        reply = await self._call("search", head, b"" if dense is None else _bytes(dense))
        return VectorHits(dense=_hits(reply["dense"], limit), sparse=_hits(reply["sparse"], limit))

    async def cosine(self, dense: Vector, ids: Sequence[str]) -> dict[str, float]:
        if not ids:
            return {}
        reply = await self._call("cosine", {"ids": list(ids)}, _bytes(dense))
        return dict(reply["scores"])

    async def present(self, ids: Sequence[str]) -> frozenset[str]:
        found: set[str] = set()
        for first in range(0, len(ids), 4 * BATCH):
            reply = await self._call("present", {"ids": list(ids[first : first + 4 * BATCH])})
            found.update(reply["ids"])
        return frozenset(found)

    async def scroll(self, *, batch: int = 1000) -> AsyncIterator[tuple[str, ...]]:
        offset: str | None = None
        while True:
            reply = await self._call("scroll", {"offset": offset, "limit": batch})
            if reply["ids"]:
                yield tuple(reply["ids"])
            offset = reply["offset"]
            if offset is None:
                return

    async def count(self, scope: Scope | None = None) -> int:
        head = {"keys": None if scope is None else keys_held(scope)}
        return int((await self._call("count", head))["count"])

    async def flush(self) -> None:
        await self._call("flush", {}, slow=True)

    async def stats(self) -> VectorStats:
        reply = await self._call("stats", {})
        optimized = reply["optimized"]
        detail = {
            "path": str(self._path),
            "segments": str(reply["segments"]),
            "search": "exact" if optimized is None else "hnsw",
        }
        if optimized is not None:
            detail["optimized"] = str(optimized)
        return VectorStats(points=reply["points"], engine="qdrant-edge", detail=detail)

    async def optimize(self, tell: Callable[[str], None] = lambda _: None) -> None:
        """Build a graph (HNSW) for dense search, while searches and writes go on.

        `tell` gets a line per step. Points written later are found as before, by comparing them
        all, until the next time. Raises StoreFailed; the index is then as it was.
        """

        async def ask(operation: str, head: Reply) -> Reply:
            return await self._call(operation, head, slow=True)

        async with self._optimizing:
            await self._call("flush", {}, slow=True)
            wanted = self._wanted or {}
            await edge_optimize.optimize(ask, self._path, wanted["dimensions"], tell)

    async def aclose(self) -> None:
        """Flush, end the child and free the folder. The index cannot be used afterwards."""
        self._closed = True
        child, self._child = self._child, None
        if child is not None:
            await asyncio.to_thread(child.close, SLOW_FACTOR * self._timeout_s)

    async def _call(
        self, operation: str, head: Reply, blob: bytes = b"", *, slow: bool = False
    ) -> Reply:
        for _ in range(2):
            child = await asyncio.to_thread(self._running)
            try:
                reply = await self._answer(child, operation, head, blob, slow)
            except ChildDied:
                continue
            if "error" in reply:
                raise StoreFailed(STORE, str(reply["error"]))
            if "mismatch" in reply:
                raise ConfigError(
                    str(self._path),
                    f"the index was made with {reply['mismatch']}",
                    "remove that folder and run `nescio verify --repair`, or restore the setting",
                )
            return reply
        raise StoreFailed(STORE, f"its process died twice in {operation} ({self._words()})")

    async def _answer(
        self, child: Child, operation: str, head: Reply, blob: bytes, slow: bool
    ) -> Reply:
        limit = self._timeout_s * (SLOW_FACTOR if slow else 1)
        try:
            async with asyncio.timeout(limit):
                return await asyncio.wrap_future(child.ask(operation, head, blob))
        except TimeoutError:
            raise StageTimeout(f"{STORE}: {operation}", limit) from None

    def _running(self) -> Child:
        """The living child; a new one, with the index open, in place of a dead one. Blocks."""
        with self._starting:
            if self._closed or self._wanted is None:
                raise StoreFailed(STORE, "it is closed" if self._closed else "it is not open yet")
            if self._child is not None and self._child.alive:
                return self._child
            if self._child is not None:
                self._child.close(0)
                self._child = None
            child = start(self._path)
            try:
                reply = child.ask("open", self._wanted).result(SLOW_FACTOR * self._timeout_s)
            except (ChildDied, TimeoutError):
                child.close(0)
                raise StoreFailed(STORE, f"it cannot be opened ({self._words()})") from None
            self._child = child
            if "error" in reply:
                raise StoreFailed(STORE, f"it cannot be opened: {reply['error']}")
            return child

    def _words(self) -> str:
        return last_words(self._path)


def _point(point: VectorPoint) -> dict[str, Any]:
    payload = {"document_id": point.document_id, "source": point.source, "keys": keys_of(point)}
    return {"id": point.id, "text": point.text, "payload": payload}


def _bytes(vector: Vector) -> bytes:
    return vector.astype(np.float32).tobytes()


def _hits(rows: Sequence[tuple[str, float]], limit: int) -> tuple[VectorHit, ...]:
    return best((VectorHit(id=id_, score=score) for id_, score in rows), limit)
