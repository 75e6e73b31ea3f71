"""The one place where concrete classes are chosen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from answer.models.chat import ChatProvider
from nescio.settings import EmbeddingSettings, Settings
from nescio.settings_models import ProviderSettings
from retrieval.catalogue import Catalogue
from retrieval.database import open_read_only
from retrieval.edge import EdgeVectorIndex
from retrieval.embedding import LocalEmbedder, SentenceTransformerEmbedder, packaged_folder
from retrieval.embedding_onnx import OnnxEmbedder
from retrieval.reflection import reflect
from retrieval.schema import DatabaseSchema
from retrieval.vectors import VectorIndex
from server.stores import Stores

if TYPE_CHECKING:
    from answer.pipeline import Pipeline
    from server.certification import Certification
    from server.models import Models


def _nothing(_: Stores) -> AbstractAsyncContextManager[object]:
    return nullcontext()


@asynccontextmanager
async def open_stores(settings: Settings) -> AsyncIterator[Stores]:
    """Open everything, the quickest to fail first; closed in reverse.

    Raises SourceUnavailable, ConfigError, StoreBusy and StoreFailed.
    """
    async with AsyncExitStack() as stack:
        engines, schemas = await _open_databases(settings, stack)
        opened = await stack.enter_async_context(open_ingest(settings))
        await opened.embedder.load()
        await opened.index.ensure(opened.embedder.dimensions, opened.embedder.name)
        yield Stores(
            settings=settings,
            engines=engines,
            schemas=schemas,
            embedder=opened.embedder,
            index=opened.index,
            catalogue=opened.catalogue,
            tokens=opened.embedder if isinstance(opened.embedder, OnnxEmbedder) else None,
        )


@dataclass(frozen=True, kw_only=True)
class IngestStores:
    """What ingestion alone needs; the model is not loaded nor the index open before their use."""

    catalogue: Catalogue
    index: VectorIndex
    embedder: LocalEmbedder


@asynccontextmanager
async def open_ingest(settings: Settings) -> AsyncIterator[IngestStores]:
    """The stores for a sync, quick to open when there is nothing to do.

    Raises ConfigError and StoreFailed.
    """
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(settings.state.mkdir, parents=True, exist_ok=True)
        catalogue = await asyncio.to_thread(Catalogue, catalogue_url(settings))
        stack.callback(catalogue.close)
        embedder = choose_embedder(settings.embedding)
        stack.callback(embedder.close)
        index = choose_index(settings)
        stack.push_async_callback(index.aclose)
        yield IngestStores(catalogue=catalogue, index=index, embedder=embedder)


@asynccontextmanager
async def open_pipeline(
    settings: Settings,
    beside: Callable[[Stores], AbstractAsyncContextManager[object]] = _nothing,
    on_certificate: Callable[[Certification], None] | None = None,
    *,
    cached: bool = False,
    on_models: Callable[[Models], None] | None = None,
) -> AsyncIterator[Pipeline]:
    """The pipeline over open stores, warm: the first question does not pay for loading.

    `beside` is what else works over the stores; it is closed before them. `on_certificate` is told
    how the threshold stands. `cached`: answers are kept as the settings say.
    `on_models` is told of the chat models, if there are any.
    """
    # Commands that do not answer need not wait for what answering imports.
    from server.answering import build_pipeline
    from server.certification import certification
    from server.models import open_models

    async with open_stores(settings) as stores:
        thresholds = await asyncio.to_thread(
            certification, settings, stores.catalogue, stores.embedder
        )
        if on_certificate is not None:
            on_certificate(thresholds)
        async with (
            open_models(settings, choose_provider) as models,
            build_pipeline(
                stores,
                thresholds=thresholds,
                cached=cached,
                gateway=models.journaled if models else None,
            ) as pipeline,
            beside(stores),
        ):
            if on_models is not None and models is not None:
                drafts = pipeline.drafter.counts if pipeline.drafter else None
                on_models(replace(models, drafts=drafts))
            yield pipeline


def choose_embedder(settings: EmbeddingSettings) -> LocalEmbedder:
    """The embedding model that the settings name, not yet loaded."""
    match settings.backend:
        case "onnx":
            return OnnxEmbedder(settings)
        case "torch":
            return SentenceTransformerEmbedder(settings)
        case "auto":
            packaged = packaged_folder(settings.model) is not None
            return (OnnxEmbedder if packaged else SentenceTransformerEmbedder)(settings)


def choose_index(settings: Settings) -> VectorIndex:
    """The vector index that the settings name, not yet open."""
    vectors = settings.vectors
    timeout_s = settings.retrieval.stage_timeout_s
    match vectors.engine:
        case "edge":
            return EdgeVectorIndex(
                settings.state / "vectors", timeout_s=timeout_s, language=vectors.language
            )
        case "qdrant":
            # A second of imports that the embedded engine does not need.
            from retrieval.qdrant import QdrantVectorIndex

            return QdrantVectorIndex(
                vectors.url or "",
                vectors.api_key,
                vectors.collection,
                timeout_s=timeout_s,
                language=vectors.language,
            )


def choose_provider(settings: ProviderSettings) -> ChatProvider:
    """The provider of chat models that the settings name; nothing is connected yet.

    Raises ConfigError.
    """
    # Seconds of imports for a client library that only its provider needs.
    match settings.type:
        case "openai":
            from answer.models.openai_provider import OpenAIProvider

            return OpenAIProvider(settings)
        case "anthropic":
            from answer.models.anthropic_provider import AnthropicProvider

            return AnthropicProvider(settings)


def catalogue_url(settings: Settings) -> str:
    """Where the catalogue is: the URL set, or SQLite in the state folder."""
    return settings.catalogue_url or f"sqlite:///{(settings.state / 'catalogue.sqlite').resolve()}"


async def _open_databases(
    settings: Settings, stack: AsyncExitStack
) -> tuple[dict[str, Engine], dict[str, DatabaseSchema]]:
    engines: dict[str, Engine] = {}
    schemas: dict[str, DatabaseSchema] = {}
    for source in settings.databases:
        engine = await asyncio.to_thread(open_read_only, source)
        stack.callback(engine.dispose)
        engines[source.name] = engine
        schemas[source.name] = await asyncio.to_thread(reflect, engine, source)
    return engines, schemas
