"""An installation opened as a retriever of LlamaIndex."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import chain, zip_longest

from anyio.from_thread import start_blocking_portal

from answer.parts import Work
from answer.route_types import FactAnswer
from nescio.settings import Settings
from nescio.types import Evidence, Question, Scope
from retrieval.llamaindex import NescioRetriever, Search
from server.wiring import open_pipeline


@contextmanager
def open_retriever(settings: Settings, scope: Scope | None = None) -> Iterator[NescioRetriever]:
    """The retriever over what is ingested, for an asker who is permitted `scope`.

    Open as long as the context; the stores live in a thread of their own. How old the index is
    does not matter here: each node says when its source was read. Raises ConfigError,
    SourceUnavailable, StoreBusy and StoreFailed.
    """
    with start_blocking_portal() as portal:
        search = portal.wrap_async_context_manager(_open_search(settings, scope or Scope()))
        with search as ready:
            yield NescioRetriever(ready, portal)


@asynccontextmanager
async def _open_search(settings: Settings, scope: Scope) -> AsyncIterator[Search]:
    async with open_pipeline(settings) as pipeline:

        async def search(text: str) -> Sequence[Evidence]:
            return merged(await pipeline.evidence(Question(text=text, scope=scope)))

        yield search


def merged(works: Sequence[Work]) -> list[Evidence]:
    """The evidence of all questions of a message, each once, in turns: the best of each first.

    Of a question that live rows answer, their facts come before what was retrieved.
    """
    parts = [
        [*_facts(work), *(work.retrieved.evidence if work.retrieved is not None else ())]
        for work in works
    ]
    turns = chain.from_iterable(zip_longest(*parts))
    found: dict[str, Evidence] = {}
    for evidence in turns:
        if evidence is not None:
            found.setdefault(evidence.id, evidence)
    return list(found.values())


def _facts(work: Work) -> Iterator[Evidence]:
    if isinstance(work.reply, FactAnswer):
        for fact in (fact for sentence in work.reply.sentences for fact in sentence.facts):
            yield Evidence(item=fact, score=work.reply.confidence)
