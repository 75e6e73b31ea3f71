"""The folder of an embedded index: its shards, which of them is current, and how that changes.

`meta.json` says what the index was made with and names the folder of the current shard. It is
replaced in one step, so that at every moment there is one whole index: the old one or the new one.
Folders that it does not name are left from work that was cut short, and are swept away.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
import uuid
from itertools import islice
from pathlib import Path
from typing import Any, Final

from qdrant_edge import (
    Distance,
    EdgeConfig,
    EdgeOptimizersConfig,
    EdgeShard,
    EdgeSparseVectorParams,
    EdgeVectorParams,
    HnswIndexConfig,
    KeywordIndexParams,
    Modifier,
    PayloadSchemaType,
    Point,
    UpdateOperation,
)

META: Final = "meta.json"
_PREFIX: Final = "shard-"
_HNSW: Final = HnswIndexConfig(m=32, ef_construct=200, full_scan_threshold=10_000)
SEARCH_EF: Final = 300
"""Candidates of a search in the graph. With half the links and half the candidates, the recall on
embedded texts of few topics was .91 of the exact search; with these it is above .99."""
_OPTIMIZERS: Final = EdgeOptimizersConfig(
    # Without a bound it would stop at the default and leave the rest unindexed.
    max_segment_size=100_000_000,
    default_segment_number=1,
    indexing_threshold=1,
)


def read_meta(path: Path) -> dict[str, Any] | None:
    """What the index in `path` says of itself; None where there is none."""
    try:
        found = json.loads((path / META).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return dict(found)


def write_meta(path: Path, meta: dict[str, Any]) -> None:
    """Replace it in one step, and for good."""
    temporary = path / f"{META}.tmp"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(meta, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path / META)
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def new_name() -> str:
    """A name for a shard's folder that no other has or had."""
    return f"{_PREFIX}{uuid.uuid4().hex[:12]}"


def sweep(path: Path, keep: str) -> None:
    """Remove all shards but the current one."""
    for folder in path.glob(f"{_PREFIX}*"):
        if folder.name != keep:
            shutil.rmtree(folder, ignore_errors=True)


def config(dimensions: int, *, graph: bool = False) -> EdgeConfig:
    """Dense and sparse vectors; with `graph`, what `EdgeShard.optimize` is to build."""
    return EdgeConfig(
        vectors={"dense": EdgeVectorParams(size=dimensions, distance=Distance.Cosine)},
        sparse_vectors={"bm25": EdgeSparseVectorParams(modifier=Modifier.Idf)},
        hnsw_config=_HNSW if graph else None,
        optimizers=_OPTIMIZERS if graph else None,
    )


def create(folder: Path, dimensions: int) -> EdgeShard:
    """A new, empty shard, flushed."""
    shard = EdgeShard.create(str(folder), config(dimensions))
    keys = KeywordIndexParams(is_tenant=True)
    shard.update(UpdateOperation.create_field_index("keys", keys))
    shard.update(UpdateOperation.create_field_index("source", PayloadSchemaType.Keyword))
    shard.flush()
    return shard


class Rebuilt:
    """A copy of the current shard that is made into its successor.

    What is written to the current shard after the copy was begun is noted by id, and carried over
    as it then stands: the order in which it was written does not matter, nor how often.
    """

    def __init__(self, path: Path, current: str) -> None:
        self.name = new_name()
        self._touched: dict[str, None] = {}
        self._path = path
        self._shard: EdgeShard | None = None
        self._failure: OSError | None = None
        # Reading goes on meanwhile: copying files does not hold the interpreter lock.
        self._copying = threading.Thread(target=self._copy, args=(path / current,), daemon=True)
        self._copying.start()

    def _copy(self, current: Path) -> None:
        try:
            shutil.copytree(current, self._path / self.name)
        except OSError as error:
            self._failure = error

    @property
    def copied(self) -> bool:
        """Whether the copy is whole. Raises OSError when it cannot become so."""
        if self._failure is not None:
            raise self._failure
        return not self._copying.is_alive()

    def touch(self, ids: list[str]) -> None:
        """Note what is about to be written. Blocks while files are still copied."""
        self._copying.join()
        self._touched.update(dict.fromkeys(ids))

    def wait(self) -> None:
        """Until no file is copied any more."""
        self._copying.join()

    def carry_over(self, current: EdgeShard, most: int) -> int:
        """Bring at most so many ids up to date; how many are left."""
        ids = list(islice(self._touched, most))
        if ids:
            records = current.retrieve([*ids], with_payload=True, with_vector=True)
            points = [Point(each.id, each.vector or {}, each.payload) for each in records]
            gone = sorted(set(ids) - {str(each.id) for each in records})
            if points:
                self.shard.update(UpdateOperation.upsert_points(points))
            if gone:
                self.shard.update(UpdateOperation.delete_points([*gone]))
        for id_ in ids:
            del self._touched[id_]
        return len(self._touched)

    @property
    def shard(self) -> EdgeShard:
        """The successor, opened at its first use."""
        if self._shard is None:
            self._shard = EdgeShard.load(str(self._path / self.name))
        return self._shard

    def close(self) -> None:
        """Give it up."""
        self.wait()
        if self._shard is not None:
            self._shard.close()
            self._shard = None
        shutil.rmtree(self._path / self.name, ignore_errors=True)
