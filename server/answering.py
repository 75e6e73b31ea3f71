"""The answer pipeline put together from its parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from sqlalchemy import Engine

from answer.disputes import Trust
from answer.extract import Extractor
from answer.parts import PartAnswerer
from answer.pipeline import Pipeline
from answer.reader import SourceReader
from answer.route import FactLookup, FactRouter
from answer.sources import FactLedger
from answer.thresholds import Thresholds
from answer.verify import Verifier
from nescio.settings import Settings
from nescio.types import Scope
from retrieval.catalogue import Catalogue
from retrieval.corpus import Corpus
from retrieval.embedding import Embedder
from retrieval.facts import FactStore
from retrieval.freshness import FreshnessReader
from retrieval.private import PrivateColumns
from retrieval.rerank import CrossEncoderReranker
from retrieval.retriever import Retriever
from retrieval.schema import DatabaseSchema, schema_words
from retrieval.vectors import VectorIndex


@asynccontextmanager
async def build_pipeline(
    settings: Settings,
    *,
    schemas: Mapping[str, DatabaseSchema],
    engines: Mapping[str, Engine],
    embedder: Embedder,
    index: VectorIndex,
    catalogue: Catalogue,
    thresholds: Thresholds | None = None,
) -> AsyncIterator[Pipeline]:
    """The pipeline over stores that stay open while it is used.

    `thresholds`: by default the one of the settings.
    """
    facts = FactStore(schemas, engines, timeout_s=settings.retrieval.stage_timeout_s)
    corpus = Corpus(catalogue, ordinary=schema_words(schemas.values()), on_change=facts.forget)
    ledger = FactLedger()
    reranker = CrossEncoderReranker(settings.rerank) if settings.rerank.model else None
    try:
        await corpus.snapshot(Scope())
        if reranker is not None:
            await reranker.load()
        yield Pipeline(
            corpus=corpus,
            answerer=PartAnswerer(
                router=FactRouter(schemas, facts, corpus.linker),
                retriever=Retriever(
                    embedder=embedder,
                    index=index,
                    catalogue=catalogue,
                    corpus=corpus,
                    settings=settings.retrieval,
                    reranker=reranker,
                    rerank_settings=settings.rerank,
                    facts=facts,
                ),
                extractor=Extractor(embedder, max_sentences=settings.answer.max_sentences),
                verifier=Verifier(
                    FactLookup(schemas, facts, corpus.linker),
                    facts,
                    PrivateColumns(schemas, engines),
                ),
                trust=Trust(
                    authority={s.name: s.authority for s in settings.documents},
                    newest_wins=settings.answer.newest_wins,
                ),
            ),
            ledger=ledger,
            reader=SourceReader(catalogue=catalogue, store=facts, ledger=ledger),
            freshness=FreshnessReader(
                catalogue,
                [source.name for source in settings.sources],
                pushed=[source.name for source in settings.pushed],
            ),
            settings=settings.answer,
            thresholds=thresholds,
        )
    finally:
        facts.close()
        if reranker is not None:
            reranker.close()
