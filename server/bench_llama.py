"""LlamaIndex's own vector retriever over nescio's chunks and nescio's vectors, as a baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from llama_index.core import VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.schema import TextNode
from pydantic import PrivateAttr

from nescio.types import Passage
from retrieval.vectors import Vector


class KnownVectors(BaseEmbedding):
    """The vectors of questions, made beforehand in batches. Raises KeyError for any other text."""

    _vectors: Mapping[str, Vector] = PrivateAttr()

    def __init__(self, model: str, vectors: Mapping[str, Vector]) -> None:
        super().__init__(model_name=model)
        self._vectors = vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        vector: list[float] = self._vectors[text].tolist()
        return vector

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


class LlamaRetriever:
    """A `VectorStoreIndex` over its default store, asked through its default retriever."""

    def __init__(
        self,
        passages: Sequence[Passage],
        vectors: Mapping[str, Vector],
        questions: KnownVectors,
        *,
        limit: int,
    ) -> None:
        """`vectors` are those of the passages, by id."""
        nodes = [
            TextNode(id_=p.id, text=p.chunk.text, embedding=vectors[p.id].tolist())
            for p in passages
        ]
        index = VectorStoreIndex(nodes=nodes, embed_model=questions)
        self._retriever = index.as_retriever(similarity_top_k=limit)

    def ranked(self, question: str) -> tuple[str, ...]:
        """Ids of passages, best first. Blocks."""
        return tuple(self.scored(question))

    def scored(self, question: str) -> dict[str, float]:
        """Cosines by the id of a passage, best first. Blocks."""
        hits = self._retriever.retrieve(question)
        return {hit.node.node_id: hit.score or 0.0 for hit in hits}
