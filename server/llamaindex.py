"""An installation opened as a retriever of LlamaIndex."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import chain, zip_longest

from anyio.from_thread import start_blocking_portal
from llama_index.core.schema import NodeWithScore

from answer.route_types import FactAnswer
from answer.work import Work
from nescio.settings import Settings
from nescio.types import Evidence, Question, Scope
from retrieval.catalogue import Catalogue
from retrieval.live_rows import with_facts
from retrieval.llamaindex import NescioRetriever, Search, as_context, as_nodes
from retrieval.packing import Count, at_most_tokens, pack_from
from retrieval.retriever import Retrieved
from server.stores import Stores
from server.wiring import open_pipeline


@contextmanager
def open_retriever(
    settings: Settings,
    scope: Scope | None = None,
    *,
    budget: int | None = None,
    count: Count = at_most_tokens,
) -> Iterator[NescioRetriever]:
    """The retriever over what is ingested, for an asker who is permitted `scope`.

    A node is a passage or a fact; with `budget` it is a block of a context of at most so many
    tokens, numbered to be cited. `count` is how many the model at its end makes of a text.

    Open as long as the context; the stores live in a thread of their own. How old the index is
    does not matter here: each node says when its source was read. Raises ConfigError,
    SourceUnavailable, StoreBusy and StoreFailed.
    """
    with start_blocking_portal() as portal:
        opening = _open_search(settings, scope or Scope(), budget, count)
        with portal.wrap_async_context_manager(opening) as search:
            yield NescioRetriever(search, portal)


@asynccontextmanager
async def _open_search(
    settings: Settings, scope: Scope, budget: int | None, count: Count
) -> AsyncIterator[Search]:
    catalogues: list[Catalogue] = []

    @asynccontextmanager
    async def beside(stores: Stores) -> AsyncIterator[None]:
        catalogues.append(stores.catalogue)
        yield

    async with open_pipeline(settings, beside) as pipeline:

        async def search(text: str) -> list[NodeWithScore]:
            found = merged(await pipeline.evidence(Question(text=text, scope=scope)))
            if budget is None:
                return as_nodes(found)
            packed = await asyncio.to_thread(
                pack_from, catalogues[0], found, scope, budget=budget, count=count
            )
            return as_context(packed)

        yield search


def merged(works: Sequence[Work]) -> list[Evidence]:
    """The evidence of all questions of a message, each once, in turns: the best of each first.

    The rows that answer a question, then those that it names, take turns with passages; facts of
    other rows stand before the passage by which they were found.
    """
    parts = [list(_of_part(work)) for work in works]
    turns = chain.from_iterable(zip_longest(*parts))
    found: dict[str, Evidence] = {}
    for evidence in turns:
        if evidence is not None:
            found.setdefault(evidence.id, evidence)
    return list(found.values())


def _of_part(work: Work) -> Iterator[Evidence]:
    retrieved = work.retrieved or Retrieved(evidence=())
    return with_facts(retrieved.evidence, [*_facts(work), *retrieved.facts])


def _facts(work: Work) -> Iterator[Evidence]:
    if isinstance(work.reply, FactAnswer):
        for fact in (fact for sentence in work.reply.sentences for fact in sentence.facts):
            yield Evidence(item=fact, score=work.reply.confidence)
