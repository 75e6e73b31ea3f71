"""The sample shop with sources that can be changed, and kept answers that are made up over it."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from answer.caches.cache import SqlAnswerCache
from answer.pipeline import Pipeline
from answer.thresholds import FixedThreshold
from data.shop.build import build, documents_dir
from ingest.sync import sync
from nescio.answers import Answered
from nescio.settings import Settings
from nescio.settings_sources import DatabaseSource, FilesSource
from nescio.types import Question, Scope
from retrieval.fact_sql import FactQuery, value_query
from retrieval.facts import FactStore
from retrieval.freshness import FreshnessReader
from retrieval.kept_answers import AnswerStore
from retrieval.reads import RowRead, note_passages
from retrieval.schema import Table
from server.answering import build_pipeline
from server.stores import Stores
from server.wiring import open_stores

SCOPE = Scope()
ANSWER = Answered(text="Made up.", confidence=1.0, threshold=0.0)


@dataclass(frozen=True, kw_only=True)
class Shop:
    """The shop with its sources in a folder of their own, and a cache over it."""

    settings: Settings
    database: Path
    documents: Path
    stores: Stores
    facts: FactStore
    pipeline: Pipeline
    cache: SqlAnswerCache
    store: AnswerStore
    kept: Path

    async def index(self) -> None:
        """Bring the index up to date."""
        stores = self.stores
        await sync(self.settings, stores.catalogue, stores.index, stores.embedder)

    def write(self, statement: str) -> None:
        with contextlib.closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute(statement)


async def make_up(shop: Shop, count: int, draw: random.Random) -> None:
    """Keep answers to questions that nobody asked, over evidence that is really there."""
    catalogue = shop.stores.catalogue
    ids = list(catalogue.all_chunk_ids())
    (schema,) = shop.facts.schemas.values()
    tables = [t for t in schema.tables.values() if t.primary_key]
    keys = {table.name: await _keys(shop, table) for table in tables}
    for number in range(count):
        question = Question(text=f"made up {number}", scope=SCOPE)
        async with shop.cache.watch(question) as watched:
            passages = catalogue.passages(draw.sample(ids, 8), SCOPE)
            note_passages(passages.values())
            for table in draw.sample(tables, 2):
                rows = draw.sample(keys[table.name], 2)
                await shop.facts.rows([row.entity for row in rows], SCOPE, current=True)
                column = draw.choice([c for c in table.columns if not c.private]).name
                await shop.facts.run(value_query(rows[0].entity, (), column), SCOPE)
            if number % 4 == 0:
                await shop.facts.run(_set(schema.source, draw.choice(tables), draw), SCOPE)
            watched.answer = ANSWER
        if not await shop.cache.put(watched):
            raise RuntimeError(f"not kept: {question.text}")


async def _keys(shop: Shop, table: Table) -> list[RowRead]:
    source = next(iter(shop.facts.schemas))
    query = FactQuery(source=source, table=table.name, operator="list", limit=2000)
    rows = (await shop.facts.run(query, SCOPE)).rows
    return [
        RowRead(source=source, table=table.name, key=row.entity.key, current=True) for row in rows
    ]


def _set(source: str, table: Table, draw: random.Random) -> FactQuery:
    numbers = [c.name for c in table.columns if c.kind == "number" and not c.private]
    base = FactQuery(source=source, table=table.name, operator="count")
    if not numbers or draw.random() < 0.5:
        return replace(base, operator=draw.choice(("count", "list")))
    return replace(base, operator=draw.choice(("maximum", "sum")), column=draw.choice(numbers))


async def open_shop(folder: Path, state: Path | None, stack: contextlib.AsyncExitStack) -> Shop:
    """The shop, built and indexed in `folder`, or copied from what `make demo` has built."""
    database, documents = folder / "shop.sqlite", folder / "docs"
    shutil.copytree(documents_dir(), documents)
    if state is not None:
        shutil.copy(state / "shop.sqlite", database)
        shutil.copytree(state / "state", folder / "state")
    else:
        build(database)
    settings = Settings(
        sources=(
            DatabaseSource(name="shop", url=f"sqlite:///{database}"),
            FilesSource(name="help", path=documents),
        ),
        state=folder / "state",
    )
    stores = await stack.enter_async_context(open_stores(settings))
    await sync(settings, stores.catalogue, stores.index, stores.embedder)
    pipeline = await stack.enter_async_context(build_pipeline(stores))
    facts = FactStore(stores.schemas, stores.engines)
    stack.callback(facts.close)
    kept = folder / "kept.sqlite"
    store = AnswerStore(f"sqlite:///{kept}", max_answers=1_000_000)
    stack.callback(store.close)
    cache = SqlAnswerCache(
        store=store,
        catalogue=stores.catalogue,
        facts=facts,
        ledger=pipeline._ledger,
        freshness=FreshnessReader(stores.catalogue, ["shop", "help"]),
        thresholds=FixedThreshold(settings.answer.threshold),
        settings=settings.cache,
        answers=settings.answer,
        fingerprint="bench",
    )
    return Shop(
        settings=settings,
        database=database,
        documents=documents,
        stores=stores,
        facts=facts,
        pipeline=pipeline,
        cache=cache,
        store=store,
        kept=kept,
    )
