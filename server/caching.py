"""The answers that a server keeps: opened with the pipeline, swept while it is open."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from answer.caches.cache import AnswerCache, SqlAnswerCache
from answer.caches.likeness import LinkerProvider
from answer.caches.semantic import SemanticAnswerCache
from answer.sources import FactLedger
from answer.thresholds import Thresholds
from nescio.settings import Settings
from retrieval.catalogue import Catalogue
from retrieval.embedding import Embedder
from retrieval.facts import FactStore
from retrieval.freshness import FreshnessReader
from retrieval.kept_answers import AnswerStore, answers_url
from server.fingerprints import of_answers

LOOK_S = 1.0
"""Whether the index has changed is looked at that often."""
SWEEP_S = 60.0
"""What is not indexed is looked at no less often than that; a hit looks itself."""


@contextlib.asynccontextmanager
async def open_cache(
    settings: Settings,
    *,
    catalogue: Catalogue,
    embedder: Embedder,
    facts: FactStore,
    ledger: FactLedger,
    freshness: FreshnessReader,
    thresholds: Thresholds,
    linker: LinkerProvider,
    wanted: bool = True,
) -> AsyncIterator[AnswerCache | None]:
    """The kept answers, None where they are not wanted. Raises ConfigError and StoreFailed."""
    if not wanted or not (settings.cache.exact or settings.cache.semantic):
        yield None
        return
    fingerprint = await asyncio.to_thread(of_answers, settings, embedder)
    store = await asyncio.to_thread(
        AnswerStore, answers_url(settings), max_answers=settings.cache.max_answers
    )
    cache: AnswerCache
    cache = exact = SqlAnswerCache(
        store=store,
        catalogue=catalogue,
        facts=facts,
        ledger=ledger,
        freshness=freshness,
        thresholds=thresholds,
        settings=settings.cache,
        answers=settings.answer,
        fingerprint=fingerprint,
    )
    if settings.cache.semantic:
        cache = SemanticAnswerCache(exact=exact, store=store, embedder=embedder, linker=linker)
    sweeping = asyncio.create_task(_sweep(cache, store, catalogue))
    try:
        yield cache
    finally:
        sweeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sweeping
        await exact.aclose()
        store.close()


async def _sweep(cache: AnswerCache, store: AnswerStore, catalogue: Catalogue) -> None:
    """Forget what does not hold any more, once the index has changed and now and then."""
    swept, since = -1, 0.0
    while True:
        with contextlib.suppress(Exception):  # the store says so when it is asked for an answer
            generation = await asyncio.to_thread(catalogue.generation)
            if generation != swept or since >= SWEEP_S:
                await cache.sweep()
                swept, since = generation, 0.0
                await asyncio.to_thread(store.remove_residue)
        await asyncio.sleep(LOOK_S)
        since += LOOK_S
