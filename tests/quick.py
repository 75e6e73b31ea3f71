"""A pipeline over real stores with vectors that mean nothing: quick to open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from answer.models.calls import Gateway
from answer.pipeline import Pipeline
from evals.hash_embedder import HashEmbedder
from ingest.sync import sync
from nescio.settings import Settings
from retrieval.catalogue import Catalogue
from retrieval.database import open_read_only
from retrieval.edge import EdgeVectorIndex
from retrieval.reflection import reflect
from server.answering import build_pipeline
from server.stores import Stores


@asynccontextmanager
async def quick_pipeline(
    settings: Settings, gateway: Gateway | None = None
) -> AsyncIterator[Pipeline]:
    """The sources read and indexed, and the pipeline over them."""
    settings.state.mkdir(parents=True, exist_ok=True)
    if "model" not in settings.reader.model_fields_set:
        unread = settings.reader.model_copy(update={"model": None, "paraphrases": False})
        settings = settings.model_copy(update={"reader": unread})
    embedder = HashEmbedder()
    async with AsyncExitStack() as stack:
        catalogue = Catalogue(f"sqlite:///{settings.state / 'catalogue.sqlite'}")
        stack.callback(catalogue.close)
        index = EdgeVectorIndex(settings.state / "vectors")
        stack.push_async_callback(index.aclose)
        await sync(settings, catalogue, index, embedder)
        engines = {}
        for source in settings.databases:
            engines[source.name] = open_read_only(source)
            stack.callback(engines[source.name].dispose)
        schemas = {one.name: reflect(engines[one.name], one) for one in settings.databases}
        stores = Stores(
            settings=settings, schemas=schemas, engines=engines, embedder=embedder, index=index,
            catalogue=catalogue,
        )  # fmt: skip
        yield await stack.enter_async_context(build_pipeline(stores, gateway=gateway))
