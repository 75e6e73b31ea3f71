"""The child process that owns a Qdrant Edge shard: `python -m retrieval.edge_worker PATH OWNER`.

Edge holds the interpreter lock in every call, so it gets a process of its own. Requests and
replies are frames on stdin and stdout (`retrieval.frames`), answered strictly in order. The end of
stdin is the end of the parent: the shard is flushed, closed, and its lock falls with the process.
Exit status 3 means that another process holds the lock.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from qdrant_edge import (
    CountRequest,
    Distance,
    EdgeConfig,
    EdgeShard,
    EdgeSparseVectorParams,
    EdgeVectorParams,
    FieldCondition,
    Filter,
    HasIdCondition,
    IdfParams,
    IsEmptyCondition,
    KeywordIndexParams,
    MatchAny,
    MatchValue,
    Modifier,
    PayloadSchemaType,
    Point,
    Query,
    QueryBatchRequest,
    QueryRequest,
    ScrollRequest,
    SearchParams,
    UpdateOperation,
)

from retrieval.bm25 import PARAMETERS, encoder
from retrieval.frames import read_frame, write_frame

BUSY_STATUS = 3
FORMAT = 1
FLUSH_EVERY = 5000
"""Points between two flushes: the write-ahead log grows until one."""


def scope_filter(tenant: str, labels: list[str], without: list[str] | None = None) -> Filter:
    """Same tenant, either no labels or one of the asker's, and of no source in `without`."""
    readable: list[Any] = [IsEmptyCondition("labels")]
    if labels:
        readable.append(FieldCondition("labels", match=MatchAny(labels)))
    return Filter(
        must=[FieldCondition("tenant", match=MatchValue(tenant)), Filter(should=readable)],
        must_not=[FieldCondition("source", match=MatchAny(without))] if without else None,
    )


class Worker:
    """The operations, by name. Each takes the request's head and blob and returns a reply."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoder = encoder()
        self._shard: EdgeShard | None = None
        self._unflushed = 0

    @property
    def shard(self) -> EdgeShard:
        if self._shard is None:
            raise RuntimeError("the index is not open: call ensure() first")
        return self._shard

    def open(self, head: dict[str, Any], _: bytes) -> dict[str, Any]:
        """Open or create; `mismatch` says in words how an existing index differs."""
        wanted = {
            "format": FORMAT,
            "dimensions": head["dimensions"],
            "model": head["model"],
            "bm25": PARAMETERS,
        }
        meta = self._path / "meta.json"
        shard = self._path / "shard"
        if meta.is_file() and (shard / "segments").is_dir():
            found = json.loads(meta.read_text(encoding="utf-8"))
            differ = [key for key in wanted if found.get(key) != wanted[key]]
            if differ:
                return {
                    "mismatch": ", ".join(
                        f"{key} {found.get(key)!r} where {wanted[key]!r} is needed"
                        for key in differ
                    )
                }
            if self._shard is None:
                self._shard = EdgeShard.load(str(shard))
            return {}
        self._shard = self._create(shard, head["dimensions"])
        # The description is written last: without it the shard holds nothing and is made anew.
        temporary = meta.with_suffix(".tmp")
        temporary.write_text(json.dumps(wanted), encoding="utf-8")
        os.replace(temporary, meta)
        return {}

    def _create(self, path: Path, dimensions: int) -> EdgeShard:
        if path.exists():
            path.rename(path.with_name(f"unfinished-{os.getpid()}"))
        shard = EdgeShard.create(
            str(path),
            EdgeConfig(
                vectors={"dense": EdgeVectorParams(size=dimensions, distance=Distance.Cosine)},
                sparse_vectors={"bm25": EdgeSparseVectorParams(modifier=Modifier.Idf)},
            ),
        )
        tenant = KeywordIndexParams(is_tenant=True)
        shard.update(UpdateOperation.create_field_index("tenant", tenant))
        for field in ("labels", "document_id"):
            shard.update(UpdateOperation.create_field_index(field, PayloadSchemaType.Keyword))
        shard.flush()
        return shard

    def upsert(self, head: dict[str, Any], blob: bytes) -> dict[str, Any]:
        items = head["points"]
        dense: NDArray[np.float32] = np.frombuffer(blob, dtype=np.float32)
        rows = dense.reshape(len(items), -1).tolist()
        points = [
            Point(
                item["id"],
                {"dense": row, "bm25": self._encoder.embed_document(item["text"])},
                item["payload"],
            )
            for item, row in zip(items, rows, strict=True)
        ]
        self.shard.update(UpdateOperation.upsert_points(points))
        self._written(len(points))
        return {}

    def delete(self, head: dict[str, Any], _: bytes) -> dict[str, Any]:
        self.shard.update(UpdateOperation.delete_points(head["ids"]))
        self._written(len(head["ids"]))
        return {}

    def _written(self, points: int) -> None:
        self._unflushed += points
        if self._unflushed >= FLUSH_EVERY:
            self.flush({}, b"")

    def flush(self, _: dict[str, Any], __: bytes) -> dict[str, Any]:
        self.shard.flush()
        self._unflushed = 0
        return {}

    def search(self, head: dict[str, Any], blob: bytes) -> dict[str, Any]:
        """Dense and sparse as one batch. IDF counts only what the asker may see."""
        permitted = scope_filter(head["tenant"], head["labels"], head["without"])
        limit = head["limit"]
        requests: dict[str, QueryRequest] = {}
        if blob:
            query = np.frombuffer(blob, dtype=np.float32).tolist()
            requests["dense"] = QueryRequest(
                limit=limit, query=Query.Nearest(query, using="dense"), filter=permitted
            )
        if head["text"] is not None:
            sparse = self._encoder.embed_query(head["text"])
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

    def cosine(self, head: dict[str, Any], blob: bytes) -> dict[str, Any]:
        query = np.frombuffer(blob, dtype=np.float32).tolist()
        hits = self.shard.query(
            QueryRequest(
                limit=len(head["ids"]),
                query=Query.Nearest(query, using="dense"),
                filter=Filter(must=[HasIdCondition(set(head["ids"]))]),
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
        permitted = None
        if head["tenant"] is not None:
            permitted = scope_filter(head["tenant"], head["labels"])
        return {"count": self.shard.count(CountRequest(exact=True, filter=permitted))}

    def stats(self, _: dict[str, Any], __: bytes) -> dict[str, Any]:
        info = self.shard.info()
        return {"points": info.points_count, "segments": info.segments_count}

    def close(self) -> None:
        """Flush and close; nothing to do when never opened."""
        if self._shard is not None:
            self._shard.flush()
            self._shard.close()
            self._shard = None


def serve(worker: Worker, requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer until the parent closes its end. A failed request is a reply, not the end."""
    operations: dict[str, Callable[[dict[str, Any], bytes], dict[str, Any]]] = {
        operation.__name__: operation
        for operation in (
            worker.open,
            worker.upsert,
            worker.delete,
            worker.flush,
            worker.search,
            worker.cosine,
            worker.present,
            worker.scroll,
            worker.count,
            worker.stats,
        )
    }
    while (frame := read_frame(requests)) is not None:
        head, blob = frame
        try:
            reply = operations[head["op"]](head, blob)
        except Exception as error:  # whatever the engine raises is the parent's to report
            reply = {"error": " ".join(str(error).split()) or type(error).__name__}
        try:
            write_frame(replies, {"id": head["id"], **reply})
        except BrokenPipeError:
            return


def main(path: Path, owner: str) -> int:
    """Take the lock, say so, and serve. The lock file names the process that uses the index."""
    path.mkdir(parents=True, exist_ok=True)
    with open(path / "lock", "a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return BUSY_STATUS
        lock.truncate(0)
        lock.write(owner)
        lock.flush()
        worker = Worker(path)
        # Frames own the real stdout; anything that prints goes to stderr instead.
        replies = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        try:
            write_frame(replies, {"id": 0})
            serve(worker, sys.stdin.buffer, replies)
        except BrokenPipeError:
            return 0
        finally:
            worker.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
