"""The systems that a benchmark compares, over the same chunks and the same vectors.

`nescio` is what answering does with a question up to its draft. `dense`, `bm25` and `fusion` (of
the two, by reciprocal rank) are one search of the index with the question as it stands; so is
`llamaindex`, by its own code. Each gives ids of chunks, best first.
"""

from __future__ import annotations

import asyncio
import os
import platform
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import Any

from answer.pipeline import Pipeline
from answer.work import Work
from ingest.chunk import embedding_text
from nescio.types import Evidence, Passage, Question, Scope
from retrieval import embedding_cache, linkage
from retrieval.catalogue import Catalogue
from retrieval.embedding import Embedder
from retrieval.fusion import fuse
from retrieval.vectors import Vector
from server.answering import build_pipeline
from server.bench_llama import KnownVectors, LlamaRetriever
from server.stores import Stores


class KnownQuestions:
    """An embedder that remembers what it has embedded: questions beforehand, in batches, and the
    sentences that many of them share. `vectors` of the same model may be known already."""

    def __init__(self, embedder: Embedder, vectors: dict[str, Vector] | None = None) -> None:
        self._embedder = embedder
        self.vectors = {} if vectors is None else vectors

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._embedder.dimensions

    async def learn(self, texts: Sequence[str]) -> None:
        """Embed and remember."""
        self.vectors |= dict(zip(texts, await self._embedder.embed(texts), strict=True))

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One unit vector per text, in order."""
        new = [text for text in dict.fromkeys(texts) if text not in self.vectors]
        if new:
            await self.learn(new)
        return [self.vectors[text] for text in texts]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one system found for a question: evidence ids, best first.

    `ms` is the time it took without embedding; `degraded` are stages that failed or were late.
    """

    ids: tuple[str, ...]
    ms: float = 0.0
    degraded: tuple[str, ...] = ()


@asynccontextmanager
async def open_systems(
    stores: Stores, embedder: Embedder, *, walk: bool = True
) -> AsyncIterator[Pipeline]:
    """A pipeline over stores that are open."""
    settings = stores.settings
    retrieval = settings.retrieval.model_copy(update={"walk": settings.retrieval.walk and walk})
    settings = settings.model_copy(update={"retrieval": retrieval})
    async with build_pipeline(replace(stores, settings=settings, embedder=embedder)) as pipeline:
        yield pipeline


async def ask_pipeline(pipeline: Pipeline, question: str) -> Found:
    """The evidence that answering would draft from."""
    began = time.perf_counter()
    works = await pipeline.evidence(Question(text=question))
    ms = (time.perf_counter() - began) * 1000
    retrieved = [work.retrieved for work in works if work.retrieved is not None]
    return Found(
        ids=tuple(evidence.id for evidence in merged(works)),
        ms=ms - sum(r.timings_ms.get("embed", 0.0) for r in retrieved),
        degraded=tuple(dict.fromkeys(d for work in works for d in work.degraded)),
    )


def merged(works: Sequence[Work]) -> list[Evidence]:
    """The evidence of all parts of a question: the first of each part, the second of each, ..."""
    parts = [work.retrieved.evidence for work in works if work.retrieved is not None]
    turns = chain.from_iterable(zip_longest(*parts))
    return list({evidence.id: evidence for evidence in turns if evidence is not None}.values())


async def plain_rankings(
    stores: Stores, questions: KnownQuestions, question: str
) -> dict[str, tuple[str, ...]]:
    """What one search finds, by meaning, by words, and fused; as many as the pipeline takes."""
    [vector] = await questions.embed([question])
    hits = await stores.index.search(
        dense=vector,
        text=question,
        scope=Scope(),
        limit=stores.settings.retrieval.candidates,
    )
    dense, sparse = tuple(h.id for h in hits.dense), tuple(h.id for h in hits.sparse)
    fused = tuple(id_ for id_, _ in fuse([dense, sparse]))
    return {"dense": dense, "bm25": sparse, "fusion": fused}


async def open_llama(stores: Stores, questions: KnownQuestions) -> LlamaRetriever:
    """LlamaIndex over what is indexed, with the vectors that ingestion made."""

    def build() -> LlamaRetriever:
        passages = all_passages(stores.catalogue)
        return LlamaRetriever(
            list(passages.values()),
            _vectors(stores, passages),
            KnownVectors(questions.name, questions.vectors),
            limit=stores.settings.retrieval.candidates,
        )

    return await asyncio.to_thread(build)


def all_passages(catalogue: Catalogue) -> dict[str, Passage]:
    """Every passage of the index by id, whoever may see it. Blocks."""
    return linkage.passages_by_id(catalogue, list(catalogue.all_chunk_ids()))


def _vectors(stores: Stores, passages: Mapping[str, Passage]) -> dict[str, Vector]:
    model = stores.embedder.name
    keys = {
        id_: embedding_cache.embedding_key(model, embedding_text(passage))
        for id_, passage in passages.items()
    }
    known = embedding_cache.cached(stores.catalogue, keys.values())
    return {id_: known[key] for id_, key in keys.items()}


def documents(ids: Iterator[str] | Sequence[str], keys: Mapping[str, str]) -> list[str]:
    """Chunks as what they are parts of, each once, at the place of its first chunk."""
    return list(dict.fromkeys(keys[id_] for id_ in ids if id_ in keys))


def machine(model: str, seconds: float) -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cpus": os.cpu_count(),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "embedding": model,
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "seconds": round(seconds, 1),
    }
