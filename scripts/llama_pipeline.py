"""LlamaIndex's IngestionPipeline over a folder, with nescio's model and vector store beneath it."""

from __future__ import annotations

import asyncio
import time
from io import UnsupportedOperation
from pathlib import Path
from typing import Any

import numpy as np
from llama_index.core import Document
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import BaseNode
from llama_index.core.storage.docstore import SimpleDocumentStore
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    VectorStoreQuery,
    VectorStoreQueryResult,
)
from pydantic import PrivateAttr

from ingest.chunk import BUDGET
from nescio.settings import EmbeddingSettings
from retrieval.edge import EdgeVectorIndex
from retrieval.embedding import LocalEmbedder
from retrieval.vectors import VectorPoint
from server.wiring import choose_embedder

BATCH = 32


class Model(BaseEmbedding):
    """The packaged model, in the batches that nescio uses."""

    _embedder: LocalEmbedder = PrivateAttr()

    def __init__(self, embedder: LocalEmbedder) -> None:
        super().__init__(model_name=embedder.name, embed_batch_size=BATCH)
        self._embedder = embedder

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [vector.tolist() for vector in asyncio.run(self._embedder.embed(texts))]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = (await self._embedder.embed([query]))[0].tolist()
        return vector


class Store(BasePydanticVectorStore):
    """The embedded Qdrant Edge index as a vector store that can only be written."""

    stores_text: bool = True
    _index: EdgeVectorIndex = PrivateAttr()

    def __init__(self, index: EdgeVectorIndex) -> None:
        super().__init__(stores_text=True)
        self._index = index

    @property
    def client(self) -> Any:
        return self._index

    def add(self, nodes: list[BaseNode], **_: Any) -> list[str]:  # type: ignore[override]
        points = [
            VectorPoint(
                id=node.node_id,
                dense=np.asarray(node.get_embedding(), dtype=np.float32),
                text=node.get_content(),
                document_id=node.ref_doc_id or "",
                source="wiki",
                tenant="",
            )
            for node in nodes
        ]

        async def write() -> None:
            await self._index.upsert(points)
            await self._index.flush()

        asyncio.run(write())
        return [node.node_id for node in nodes]

    def delete(self, ref_doc_id: str, **_: Any) -> None:
        raise UnsupportedOperation("this store is only written to")

    def query(self, query: VectorStoreQuery, **_: Any) -> VectorStoreQueryResult:
        raise UnsupportedOperation("this store is only written to")


def run_pipeline(folder: Path) -> tuple[float, int]:
    """Read, split, embed and store the files under `folder/docs`. Returns seconds and nodes."""
    embedder = choose_embedder(EmbeddingSettings(batch_size=BATCH))
    asyncio.run(embedder.load())
    index = EdgeVectorIndex(folder / "llama" / "vectors")
    asyncio.run(index.ensure(embedder.dimensions, embedder.name))
    started = time.perf_counter()
    documents = [
        Document(text=file.read_text(encoding="utf-8"), id_=str(file))
        for file in sorted((folder / "docs").rglob("*.md"))
    ]
    pipeline = IngestionPipeline(
        transformations=[
            SentenceSplitter(chunk_size=BUDGET, chunk_overlap=0),
            Model(embedder),
        ],
        docstore=SimpleDocumentStore(),
        vector_store=Store(index),
    )
    nodes = pipeline.run(documents=documents)
    pipeline.persist(str(folder / "llama" / "pipeline"))
    seconds = time.perf_counter() - started
    asyncio.run(index.aclose())
    embedder.close()
    return seconds, len(nodes)
