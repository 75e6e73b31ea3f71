"""What the process that owns a Qdrant Edge shard can be asked, one request at a time.

`retrieval.edge_worker` is that process and reads the requests; `retrieval.edge_shards` knows the
folder.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qdrant_edge import (
    Bm25,
    CountRequest,
    EdgeShard,
    FieldCondition,
    Filter,
    HasIdCondition,
    IdfParams,
    MatchAny,
    MatchValue,
    Point,
    Query,
    QueryBatchRequest,
    QueryRequest,
    ScrollRequest,
    SearchParams,
    UpdateOperation,
)

from retrieval import edge_shards
from retrieval.bm25 import encoder
from retrieval.edge_shards import Rebuilt

Operation = Callable[[dict[str, Any], bytes], dict[str, Any]]
FLUSH_EVERY = 5000
"""Points between two flushes: the write-ahead log grows until one."""

CARRY = 512
"""Points carried over to a new shard at a time; searches have their turn in between."""


def held(keys: list[str], without: list[str] | None = None) -> Filter:
    """What one of the keys opens (`retrieval.vectors.keys_held`), of no source in `without`."""
    match = MatchValue(keys[0]) if len(keys) == 1 else MatchAny(keys)
    return Filter(
        must=[FieldCondition("keys", match=match)],
        must_not=[FieldCondition("source", match=MatchAny(without))] if without else None,
    )


class Worker:
    """The operations, by name. Each takes the request's head and blob and returns a reply."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._meta: dict[str, Any] = {}
        self._shard: EdgeShard | None = None
        self._encoder: Bm25 | None = None
        self._rebuilt: Rebuilt | None = None
        self._unflushed = 0

    @property
    def shard(self) -> EdgeShard:
        if self._shard is None:
            raise RuntimeError("the index is not open: call ensure() first")
        return self._shard

    @property
    def encoder(self) -> Bm25:
        if self._encoder is None:
            self._encoder = encoder(self._meta["bm25"]["language"])
        return self._encoder

    def operations(self) -> dict[str, Operation]:
        """All of them."""
        methods: tuple[Operation, ...] = (
            self.open,
            self.upsert,
            self.delete,
            self.flush,
            self.search,
            self.cosine,
            self.present,
            self.scroll,
            self.count,
            self.stats,
            self.copy,
            self.copied,
            self.carry_over,
            self.adopt,
        )
        return {method.__name__: method for method in methods}

    def open(self, head: dict[str, Any], _: bytes) -> dict[str, Any]:
        """Open or create; `mismatch` says in words how an existing index differs."""
        wanted = {key: head[key] for key in ("format", "dimensions", "model", "bm25")}
        meta = edge_shards.read_meta(self._path)
        if meta is None:
            # The description is written last: without it no shard holds anything.
            edge_shards.sweep(self._path, keep="")
            meta = {**wanted, "shard": edge_shards.new_name(), "optimized": None}
            self._shard = edge_shards.create(self._path / meta["shard"], head["dimensions"])
            edge_shards.write_meta(self._path, meta)
        differ = [key for key in wanted if meta.get(key) != wanted[key]]
        if differ:
            return {
                "mismatch": ", ".join(
                    f"{key} {meta.get(key)!r} where {wanted[key]!r} is needed" for key in differ
                )
            }
        self._meta = meta
        if self._shard is None:
            edge_shards.sweep(self._path, keep=meta["shard"])
            self._shard = EdgeShard.load(str(self._path / meta["shard"]))
        return {}

    def upsert(self, head: dict[str, Any], blob: bytes) -> dict[str, Any]:
        items = head["points"]
        dense: NDArray[np.float32] = np.frombuffer(blob, dtype=np.float32)
        rows = dense.reshape(len(items), -1).tolist()
        points = [
            Point(
                item["id"],
                {"dense": row, "bm25": self.encoder.embed_document(item["text"])},
                item["payload"],
            )
            for item, row in zip(items, rows, strict=True)
        ]
        self._write(UpdateOperation.upsert_points(points), [item["id"] for item in items])
        return {}

    def delete(self, head: dict[str, Any], _: bytes) -> dict[str, Any]:
        self._write(UpdateOperation.delete_points(head["ids"]), head["ids"])
        return {}

    def _write(self, operation: UpdateOperation, ids: list[str]) -> None:
        if self._rebuilt is not None:
            self._rebuilt.touch(ids)
        self.shard.update(operation)
        self._unflushed += len(ids)
        if self._unflushed >= FLUSH_EVERY:
            self.flush({}, b"")

    def flush(self, _: dict[str, Any], __: bytes) -> dict[str, Any]:
        if self._rebuilt is not None:
            self._rebuilt.wait()
        self.shard.flush()
        self._unflushed = 0
        return {}

    def search(self, head: dict[str, Any], blob: bytes) -> dict[str, Any]:
        """Dense and sparse as one batch. IDF counts only what the asker may see."""
        permitted = held(head["keys"], head["without"])
        limit = head["limit"]
        requests: dict[str, QueryRequest] = {}
        if blob:
            query = np.frombuffer(blob, dtype=np.float32).tolist()
            requests["dense"] = QueryRequest(
                limit=limit,
                query=Query.Nearest(query, using="dense"),
                filter=permitted,
                params=self._dense(),
            )
        if head["text"] is not None:
            sparse = self.encoder.embed_query(head["text"])
            if sparse.indices:
                requests["sparse"] = QueryRequest(
                    limit=limit,
                    query=Query.Nearest(sparse, using="bm25"),
                    filter=permitted,
                    params=SearchParams(idf=IdfParams(corpus=permitted)),
                )
        found: dict[str, Any] = {"dense": [], "sparse": []}
        if requests:
            answers = self.shard.query_batch(QueryBatchRequest(list(requests.values())))
            for name, hits in zip(requests, answers, strict=True):
                found[name] = [(str(hit.id), hit.score) for hit in hits]
        return found

    def _dense(self) -> SearchParams:
        """By the graph where there is one; what was written after it was built is compared too."""
        if self._meta["optimized"] is None:
            return SearchParams(exact=True)
        return SearchParams(hnsw_ef=edge_shards.SEARCH_EF)

    def cosine(self, head: dict[str, Any], blob: bytes) -> dict[str, Any]:
        query = np.frombuffer(blob, dtype=np.float32).tolist()
        hits = self.shard.query(
            QueryRequest(
                limit=len(head["ids"]),
                query=Query.Nearest(query, using="dense"),
                filter=Filter(must=[HasIdCondition(set(head["ids"]))]),
                params=SearchParams(exact=True),
            )
        )
        return {"scores": {str(hit.id): hit.score for hit in hits}}

    def present(self, head: dict[str, Any], _: bytes) -> dict[str, Any]:
        records = self.shard.retrieve(head["ids"], with_payload=False, with_vector=False)
        return {"ids": [str(record.id) for record in records]}

    def scroll(self, head: dict[str, Any], _: bytes) -> dict[str, Any]:
        records, offset = self.shard.scroll(
            ScrollRequest(
                offset=head["offset"], limit=head["limit"], with_payload=False, with_vector=False
            )
        )
        return {
            "ids": [str(record.id) for record in records],
            "offset": None if offset is None else str(offset),
        }

    def count(self, head: dict[str, Any], _: bytes) -> dict[str, Any]:
        permitted = None if head["keys"] is None else held(head["keys"])
        return {"count": self.shard.count(CountRequest(exact=True, filter=permitted))}

    def stats(self, _: dict[str, Any], __: bytes) -> dict[str, Any]:
        info = self.shard.info()
        optimized = self._meta["optimized"]
        return {
            "points": info.points_count,
            "segments": info.segments_count,
            "optimized": optimized,
        }

    def copy(self, _: dict[str, Any], __: bytes) -> dict[str, Any]:
        """Begin a copy of the shard, to be built on; an earlier one is given up."""
        if self._rebuilt is not None:
            self._rebuilt.close()
            self._rebuilt = None
        self.flush({}, b"")
        self._rebuilt = Rebuilt(self._path, self._meta["shard"])
        return {"name": self._rebuilt.name, "points": self.shard.info().points_count}

    def copied(self, head: dict[str, Any], _: bytes) -> dict[str, Any]:
        """Whether the copy is whole."""
        rebuilt = self._copy_called(head["name"])
        return {"refused": True} if rebuilt is None else {"done": rebuilt.copied}

    def carry_over(self, head: dict[str, Any], _: bytes) -> dict[str, Any]:
        """Bring some of what was written meanwhile into the copy; how much is left."""
        rebuilt = self._copy_called(head["name"])
        if rebuilt is None:
            return {"refused": True}
        return {"left": rebuilt.carry_over(self.shard, CARRY)}

    def adopt(self, head: dict[str, Any], _: bytes) -> dict[str, Any]:
        """Make the copy the index. What it replaces is removed."""
        if self._meta["shard"] == head["name"]:
            return {}  # done before, by a process that died before it could say so
        rebuilt = self._copy_called(head["name"])
        if rebuilt is None:
            return {"refused": True}
        while rebuilt.carry_over(self.shard, CARRY):
            pass
        new, old = rebuilt.shard, self.shard
        points = old.info().points_count
        if new.info().points_count != points:
            rebuilt.close()
            self._rebuilt = None
            return {"refused": True}
        new.flush()
        self._meta = {**self._meta, "shard": rebuilt.name, "optimized": points}
        edge_shards.write_meta(self._path, self._meta)
        self._shard, self._rebuilt = new, None
        old.close()
        edge_shards.sweep(self._path, keep=rebuilt.name)
        return {}

    def _copy_called(self, name: str) -> Rebuilt | None:
        """The copy of that name, unless it is of a process before this one."""
        return self._rebuilt if self._rebuilt and self._rebuilt.name == name else None

    def close(self) -> None:
        """Flush and close; nothing to do when never opened."""
        if self._rebuilt is not None:
            self._rebuilt.close()
            self._rebuilt = None
        if self._shard is not None:
            self._shard.flush()
            self._shard.close()
            self._shard = None
