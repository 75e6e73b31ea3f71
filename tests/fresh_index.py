"""What `bench_capture` holds the followed index against: a fresh one of the same database."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import sys
from pathlib import Path
from typing import Any

from evals.hash_embedder import HashEmbedder
from ingest.sync import sync
from nescio.settings import EmbeddingSettings, Settings, parse
from retrieval.catalogue import Catalogue
from retrieval.edge import EdgeVectorIndex
from retrieval.embedding import Embedder
from retrieval.embedding_onnx import OnnxEmbedder

COMPARED = {
    "documents": "SELECT key, version, title, text FROM documents",
    "chunks": "SELECT id, text FROM chunks",
    "entities": "SELECT id, label FROM entities",
    "names": "SELECT entity_id, name, kind FROM names",
    "edges": "SELECT start_id, end_id, kind, proof, label FROM edges WHERE kind <> 'mention'",
}


def embedder_of(name: str) -> Embedder:
    if name == "hash":
        return HashEmbedder()
    return OnnxEmbedder(EmbeddingSettings(threads=1))


def settings_of(folder: Path, url: str, capture: str) -> Settings:
    source = {"name": "northwind", "type": "database", "url": url, "capture": capture}
    return parse({"sources": [source], "state": "state"}, where="bench", folder=folder)


def read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def compare(folder: Path, url: str, embedder: Embedder) -> dict[str, int]:
    """How many rows of the index differ from a fresh one; ids of vectors that are no chunks."""
    fresh = folder / "fresh"
    asyncio.run(_fresh(fresh, url))
    found: dict[str, int] = {}
    for name, query in COMPARED.items():
        held, wanted = (_rows(f / "state" / "catalogue.sqlite", query) for f in (folder, fresh))
        found[name] = len(held ^ wanted)
        for row in sorted(held ^ wanted, key=str)[:3]:
            sys.stderr.write(
                f"{name}: {'only in the index' if row in held else 'missing'}: {row}\n"
            )
    chunks = {id_ for id_, _ in _rows(folder / "state" / "catalogue.sqlite", COMPARED["chunks"])}
    found["vectors"] = len(asyncio.run(_vector_ids(folder, embedder)) ^ chunks)
    return found


def _rows(path: Path, query: str) -> set[tuple[Any, ...]]:
    with contextlib.closing(read_only(path)) as connection:
        return set(connection.execute(query).fetchall())


async def _fresh(folder: Path, url: str) -> None:
    settings = settings_of(folder, url, "snapshot")
    catalogue = Catalogue(f"sqlite:///{folder}/state/catalogue.sqlite")
    vectors = EdgeVectorIndex(folder / "state" / "vectors")
    try:
        await sync(settings, catalogue, vectors, HashEmbedder(), link=False)
    finally:
        await vectors.aclose()
        catalogue.close()


async def _vector_ids(folder: Path, embedder: Embedder) -> set[str]:
    vectors = EdgeVectorIndex(folder / "state" / "vectors")
    try:
        await vectors.ensure(embedder.dimensions, embedder.name)
        return {id_ async for page in vectors.scroll() for id_ in page}
    finally:
        await vectors.aclose()
