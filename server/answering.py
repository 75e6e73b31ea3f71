"""The answer pipeline put together from its parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

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
from answer.earlier import EarlierTurns
from answer.entailment import CrossEncoderEntailment
from answer.extract import Extractor
from answer.guard_model import ModelGuard
from answer.likely import LikelyFacts
from answer.models.calls import Gateway
from answer.paraphrase import ParaphraseEmbedder, Paraphrases
from answer.paraphrased import ParaphrasedFacts
from answer.parts import PartAnswerer
from answer.pipeline import Pipeline
from answer.reader import SourceReader
from answer.rewrites import completion
from answer.route import FactLookup, FactRouter
from answer.sources import FactLedger
from answer.span_model import ExtractiveReader
from answer.span_onnx import PackagedReader
from answer.span_reader import SpanQuotes
from answer.spans import SpanReader
from answer.thresholds import FixedThreshold, Thresholds
from answer.token_match import TokenMatch
from answer.verify import Verifier
from nescio.settings import OWN_READER, ReaderSettings, Settings
from nescio.types import Scope
from retrieval.attributes import AttributeResolver
from retrieval.corpus import Corpus
from retrieval.facts import FactStore
from retrieval.freshness import FreshnessReader
from retrieval.private import PrivateColumns
from retrieval.remembered import RememberedVectors
from retrieval.rerank import CrossEncoderReranker
from retrieval.retriever import Retriever
from retrieval.rewriting import ModelUnderstanding
from retrieval.schema import schema_words
from retrieval.understanding import QueryUnderstanding, RuleUnderstanding
from server.caching import open_cache
from server.stores import Stores


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """What the stages share, over open stores."""

    stores: Stores
    corpus: Corpus
    facts: FactStore
    vectors: RememberedVectors
    router: FactRouter
    private: PrivateColumns
    retriever: Retriever
    freshness: FreshnessReader
    ledger: FactLedger
    reranker: CrossEncoderReranker | None
    entailment: CrossEncoderEntailment | None
    spans: SpanReader | None
    canonical: ParaphraseEmbedder | None


@asynccontextmanager
async def build_pipeline(
    stores: Stores,
    *,
    thresholds: Thresholds | None = None,
    cached: bool = False,
    gateway: Gateway | None = None,
) -> AsyncIterator[Pipeline]:
    """The pipeline over stores that stay open while it is used.

    `thresholds`: by default the one of the settings. `cached`: with the cache that they ask for.
    Without a `gateway` no model is asked.
    """
    settings = stores.settings
    parts = _parts(stores, gateway)
    optional = (parts.reranker, parts.entailment, parts.spans, parts.canonical)
    models = [one for one in optional if one is not None]
    try:
        await parts.corpus.snapshot(Scope())
        for model in models:
            await model.load()
        async with open_cache(
            settings,
            catalogue=stores.catalogue,
            embedder=parts.vectors,
            facts=parts.facts,
            ledger=parts.ledger,
            freshness=parts.freshness,
            thresholds=thresholds or FixedThreshold(settings.answer.threshold),
            linker=parts.corpus.linker,
            wanted=cached,
        ) as cache:
            yield _pipeline(parts, thresholds, gateway, cache)
    finally:
        parts.facts.close()
        for model in models:
            model.close()


def _parts(stores: Stores, gateway: Gateway | None) -> _Parts:
    settings, schemas, engines = stores.settings, stores.schemas, stores.engines
    facts = FactStore(schemas, engines, timeout_s=settings.retrieval.stage_timeout_s)
    vectors = RememberedVectors(stores.embedder)

    def changed() -> None:
        facts.forget()
        vectors.turn()

    corpus = Corpus(stores.catalogue, ordinary=schema_words(schemas.values()), on_change=changed)
    reranker = CrossEncoderReranker(settings.rerank) if settings.rerank.model else None
    entailment = CrossEncoderEntailment(settings.entailment) if settings.entailment.model else None
    return _Parts(
        stores=stores,
        corpus=corpus,
        facts=facts,
        vectors=vectors,
        router=FactRouter(schemas, facts, corpus.linker),
        private=PrivateColumns(schemas, engines),
        retriever=Retriever(
            embedder=vectors,
            index=stores.index,
            catalogue=stores.catalogue,
            corpus=corpus,
            settings=settings.retrieval,
            understanding=_understanding(corpus, settings, gateway),
            reranker=reranker,
            rerank_settings=settings.rerank,
            facts=facts,
        ),
        freshness=FreshnessReader(
            stores.catalogue,
            [source.name for source in settings.sources],
            pushed=[source.name for source in settings.pushed],
        ),
        ledger=FactLedger(),
        reranker=reranker,
        entailment=entailment,
        spans=span_reader(settings.reader) if settings.reader.model else None,
        canonical=_canonical(settings.reader) if schemas else None,
    )


def span_reader(settings: ReaderSettings) -> SpanReader:
    """The reader of the settings, not yet loaded. Raises ConfigError where they name none."""
    if settings.model == OWN_READER:
        return PackagedReader(settings)
    return ExtractiveReader(settings)


def _canonical(settings: ReaderSettings) -> ParaphraseEmbedder | None:
    return ParaphraseEmbedder(threads=settings.threads) if settings.paraphrases else None


def _pipeline(
    parts: _Parts,
    thresholds: Thresholds | None,
    gateway: Gateway | None,
    cache: AnswerCache | None,
) -> Pipeline:
    settings = parts.stores.settings
    checker = _checker(parts)
    verifier = Verifier(
        FactLookup(parts.stores.schemas, parts.facts, parts.corpus.linker),
        parts.facts,
        parts.private,
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
        earlier=EarlierTurns(parts.corpus.linker, parts.router, most=settings.answer.history_turns),
        checker=checker,
        ledger=parts.ledger,
        reader=SourceReader(
            catalogue=parts.stores.catalogue, store=parts.facts, ledger=parts.ledger
        ),
        freshness=parts.freshness,
        settings=settings.answer,
        thresholds=thresholds,
        cache=cache,
        drafter=drafter,
        second_look=ModelGuard(gateway) if gateway is not None and guarded else None,
    )


def _answerer(parts: _Parts, verifier: Verifier) -> PartAnswerer:
    settings = parts.stores.settings
    reader = None
    if parts.spans is not None:
        reader = SpanQuotes(parts.spans, settings.reader)
    return PartAnswerer(
        router=parts.router,
        retriever=parts.retriever,
        extractor=Extractor(
            parts.vectors,
            max_sentences=settings.answer.max_sentences,
            reader=reader,
            match=TokenMatch(parts.stores.tokens) if parts.stores.tokens else None,
        ),
        verifier=verifier,
        trust=Trust(
            authority={s.name: s.authority for s in settings.documents},
            newest_wins=settings.answer.newest_wins,
        ),
        likely=LikelyFacts(parts.router, parts.vectors),
        paraphrased=_paraphrased(parts),
    )


def _paraphrased(parts: _Parts) -> ParaphrasedFacts | None:
    if parts.canonical is None:
        return None
    deadline_s = parts.stores.settings.reader.deadline_s
    model = Paraphrases(parts.canonical, deadline_s=deadline_s)
    return ParaphrasedFacts(parts.router, parts.facts, parts.stores.schemas, model)


def _checker(parts: _Parts) -> TextChecker:
    settings, facts = parts.stores.settings, parts.facts
    resolvers = {name: AttributeResolver(schema) for name, schema in parts.stores.schemas.items()}
    return TextChecker(
        names=NameFinder(parts.stores.schemas, facts, parts.corpus.linker),
        clauses=ClauseChecker(
            resolvers,
            facts,
            ValueIndex(parts.stores.schemas, facts),
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
