"""The answer pipeline put together from its parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from sqlalchemy import Engine

from answer.check import TextChecker
from answer.check_claim import ClauseChecker
from answer.check_names import NameFinder
from answer.check_passages import PassageChecker
from answer.check_sets import SetChecker
from answer.check_values import ValueIndex
from answer.disputes import Trust
from answer.entailment import CrossEncoderEntailment
from answer.extract import Extractor
from answer.likely import LikelyFacts
from answer.parts import PartAnswerer
from answer.pipeline import Pipeline
from answer.reader import SourceReader
from answer.route import FactLookup, FactRouter
from answer.sources import FactLedger
from answer.span_model import ExtractiveReader
from answer.span_reader import SpanQuotes
from answer.thresholds import FixedThreshold, Thresholds
from answer.verify import Verifier
from nescio.settings import Settings
from nescio.types import Scope
from retrieval.attributes import AttributeResolver
from retrieval.catalogue import Catalogue
from retrieval.corpus import Corpus
from retrieval.embedding import Embedder
from retrieval.facts import FactStore
from retrieval.freshness import FreshnessReader
from retrieval.private import PrivateColumns
from retrieval.remembered import RememberedVectors
from retrieval.rerank import CrossEncoderReranker
from retrieval.retriever import Retriever
from retrieval.schema import DatabaseSchema, schema_words
from retrieval.vectors import VectorIndex
from server.caching import open_cache


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
    cached: bool = False,
) -> AsyncIterator[Pipeline]:
    """The pipeline over stores that stay open while it is used.

    `thresholds`: by default the one of the settings. `cached`: with the cache that they ask for.
    """
    facts = FactStore(schemas, engines, timeout_s=settings.retrieval.stage_timeout_s)
    vectors = RememberedVectors(embedder)

    def changed() -> None:
        facts.forget()
        vectors.turn()

    corpus = Corpus(catalogue, ordinary=schema_words(schemas.values()), on_change=changed)
    ledger = FactLedger()
    reranker = CrossEncoderReranker(settings.rerank) if settings.rerank.model else None
    entailment = CrossEncoderEntailment(settings.entailment) if settings.entailment.model else None
    spans = ExtractiveReader(settings.reader) if settings.reader.model else None
    router = FactRouter(schemas, facts, corpus.linker)
    private = PrivateColumns(schemas, engines)
    retriever = Retriever(
        embedder=vectors,
        index=index,
        catalogue=catalogue,
        corpus=corpus,
        settings=settings.retrieval,
        reranker=reranker,
        rerank_settings=settings.rerank,
        facts=facts,
    )
    freshness = FreshnessReader(
        catalogue,
        [source.name for source in settings.sources],
        pushed=[source.name for source in settings.pushed],
    )
    resolvers = {name: AttributeResolver(schema) for name, schema in schemas.items()}
    checker = TextChecker(
        names=NameFinder(schemas, facts, corpus.linker),
        clauses=ClauseChecker(
            resolvers, facts, ValueIndex(schemas, facts), SetChecker(resolvers, facts, router)
        ),
        passages=PassageChecker(
            retriever,
            corpus,
            private,
            entailment=entailment,
            deadline_s=settings.entailment.deadline_s,
            least=settings.entailment.least,
        ),
        router=router,
        ledger=ledger,
        freshness=freshness,
        max_chars=settings.answer.max_verify_chars,
        deadline_s=settings.answer.deadline_s,
    )
    try:
        await corpus.snapshot(Scope())
        for model in (reranker, entailment, spans):
            if model is not None:
                await model.load()
        async with open_cache(
            settings,
            catalogue=catalogue,
            embedder=vectors,
            facts=facts,
            ledger=ledger,
            freshness=freshness,
            thresholds=thresholds or FixedThreshold(settings.answer.threshold),
            wanted=cached,
        ) as cache:
            yield Pipeline(
                corpus=corpus,
                answerer=PartAnswerer(
                    router=router,
                    retriever=retriever,
                    extractor=Extractor(vectors, max_sentences=settings.answer.max_sentences),
                    verifier=Verifier(
                        FactLookup(schemas, facts, corpus.linker),
                        facts,
                        private,
                    ),
                    trust=Trust(
                        authority={s.name: s.authority for s in settings.documents},
                        newest_wins=settings.answer.newest_wins,
                    ),
                    likely=LikelyFacts(router, vectors),
                    spans=_span_quotes(spans, settings),
                ),
                checker=checker,
                ledger=ledger,
                reader=SourceReader(catalogue=catalogue, store=facts, ledger=ledger),
                freshness=freshness,
                settings=settings.answer,
                thresholds=thresholds,
                cache=cache,
            )
    finally:
        facts.close()
        for model in (reranker, entailment, spans):
            if model is not None:
                model.close()


def _span_quotes(spans: ExtractiveReader | None, settings: Settings) -> SpanQuotes | None:
    if spans is None:
        return None
    return SpanQuotes(spans, settings.reader, settings.answer.max_sentences)
