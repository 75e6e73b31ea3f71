"""The answer pipeline put together from its parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from answer.caches.cache import AnswerCache
from answer.check import TextChecker
from answer.check_claim import ClauseChecker
from answer.check_names import NameFinder
from answer.check_passages import PassageChecker
from answer.check_sets import SetChecker
from answer.check_values import ValueIndex
from answer.checks import Checks
from answer.disputes import Trust
from answer.drafted import SentenceChecks
from answer.drafting import Drafter
from answer.entailment import CrossEncoderEntailment
from answer.extract import Extractor
from answer.guard_model import ModelGuard
from answer.likely import LikelyFacts
from answer.models.calls import Gateway
from answer.parts import PartAnswerer
from answer.pipeline import Pipeline
from answer.reader import SourceReader
from answer.rewrites import completion
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
from retrieval.rewriting import ModelUnderstanding
from retrieval.schema import DatabaseSchema, schema_words
from retrieval.understanding import QueryUnderstanding, RuleUnderstanding
from retrieval.vectors import VectorIndex
from server.caching import open_cache


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """What the stages share, over open stores."""

    settings: Settings
    schemas: Mapping[str, DatabaseSchema]
    engines: Mapping[str, Engine]
    catalogue: Catalogue
    corpus: Corpus
    facts: FactStore
    vectors: RememberedVectors
    router: FactRouter
    private: PrivateColumns
    retriever: Retriever
    freshness: FreshnessReader
    ledger: FactLedger
    entailment: CrossEncoderEntailment | None
    spans: ExtractiveReader | None


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
    gateway: Gateway | None = None,
) -> AsyncIterator[Pipeline]:
    """The pipeline over stores that stay open while it is used.

    `thresholds`: by default the one of the settings. `cached`: with the cache that they ask for.
    Without a `gateway` no model is asked.
    """
    facts = FactStore(schemas, engines, timeout_s=settings.retrieval.stage_timeout_s)
    vectors = RememberedVectors(embedder)

    def changed() -> None:
        facts.forget()
        vectors.turn()

    corpus = Corpus(catalogue, ordinary=schema_words(schemas.values()), on_change=changed)
    reranker = CrossEncoderReranker(settings.rerank) if settings.rerank.model else None
    parts = _Parts(
        settings=settings,
        schemas=schemas,
        engines=engines,
        catalogue=catalogue,
        corpus=corpus,
        facts=facts,
        vectors=vectors,
        router=FactRouter(schemas, facts, corpus.linker),
        private=PrivateColumns(schemas, engines),
        retriever=Retriever(
            embedder=vectors,
            index=index,
            catalogue=catalogue,
            corpus=corpus,
            settings=settings.retrieval,
            understanding=_understanding(corpus, settings, gateway),
            reranker=reranker,
            rerank_settings=settings.rerank,
            facts=facts,
        ),
        freshness=FreshnessReader(
            catalogue,
            [source.name for source in settings.sources],
            pushed=[source.name for source in settings.pushed],
        ),
        ledger=FactLedger(),
        entailment=CrossEncoderEntailment(settings.entailment)
        if settings.entailment.model
        else None,
        spans=ExtractiveReader(settings.reader) if settings.reader.model else None,
    )
    models = [one for one in (reranker, parts.entailment, parts.spans) if one is not None]
    try:
        await corpus.snapshot(Scope())
        for model in models:
            await model.load()
        async with open_cache(
            settings,
            catalogue=catalogue,
            embedder=vectors,
            facts=facts,
            ledger=parts.ledger,
            freshness=parts.freshness,
            thresholds=thresholds or FixedThreshold(settings.answer.threshold),
            linker=corpus.linker,
            wanted=cached,
        ) as cache:
            yield _pipeline(parts, thresholds, gateway, cache)
    finally:
        facts.close()
        for model in models:
            model.close()


def _pipeline(
    parts: _Parts,
    thresholds: Thresholds | None,
    gateway: Gateway | None,
    cache: AnswerCache | None,
) -> Pipeline:
    settings = parts.settings
    checker = _checker(parts)
    verifier = Verifier(
        FactLookup(parts.schemas, parts.facts, parts.corpus.linker), parts.facts, parts.private
    )
    drafter = None
    if gateway is not None and "answer" in settings.models.tasks:
        drafter = Drafter(
            gateway,
            SentenceChecks(checker, Checks(verifier)),
            parts.private,
            settings.models,
            passages=settings.answer.model_passages,
            max_sentences=settings.answer.max_sentences,
        )
    guarded = "guard" in settings.models.tasks
    return Pipeline(
        corpus=parts.corpus,
        answerer=_answerer(parts, verifier),
        checker=checker,
        ledger=parts.ledger,
        reader=SourceReader(catalogue=parts.catalogue, store=parts.facts, ledger=parts.ledger),
        freshness=parts.freshness,
        settings=settings.answer,
        thresholds=thresholds,
        cache=cache,
        drafter=drafter,
        second_look=ModelGuard(gateway) if gateway is not None and guarded else None,
    )


def _answerer(parts: _Parts, verifier: Verifier) -> PartAnswerer:
    settings = parts.settings
    spans = None
    if parts.spans is not None:
        spans = SpanQuotes(parts.spans, settings.reader, settings.answer.max_sentences)
    return PartAnswerer(
        router=parts.router,
        retriever=parts.retriever,
        extractor=Extractor(parts.vectors, max_sentences=settings.answer.max_sentences),
        verifier=verifier,
        trust=Trust(
            authority={s.name: s.authority for s in settings.documents},
            newest_wins=settings.answer.newest_wins,
        ),
        likely=LikelyFacts(parts.router, parts.vectors),
        spans=spans,
    )


def _checker(parts: _Parts) -> TextChecker:
    settings, facts = parts.settings, parts.facts
    resolvers = {name: AttributeResolver(schema) for name, schema in parts.schemas.items()}
    return TextChecker(
        names=NameFinder(parts.schemas, facts, parts.corpus.linker),
        clauses=ClauseChecker(
            resolvers,
            facts,
            ValueIndex(parts.schemas, facts),
            SetChecker(resolvers, facts, parts.router),
        ),
        passages=PassageChecker(
            parts.retriever,
            parts.corpus,
            parts.private,
            entailment=parts.entailment,
            deadline_s=settings.entailment.deadline_s,
            least=settings.entailment.least,
        ),
        router=parts.router,
        ledger=parts.ledger,
        freshness=parts.freshness,
        max_chars=settings.answer.max_verify_chars,
        deadline_s=settings.answer.deadline_s,
    )


def _understanding(
    corpus: Corpus, settings: Settings, gateway: Gateway | None
) -> QueryUnderstanding | None:
    if gateway is None or "rewrite" not in settings.models.tasks:
        return None
    return ModelUnderstanding(completion(gateway), RuleUnderstanding(corpus))
