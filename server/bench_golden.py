"""The evidence for a golden set, as an ingested installation finds it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from answer.pipeline import Pipeline
from answer.route import FactAnswer
from answer.work import Work
from evals import bench_golden
from evals.bench_metrics import percentiles
from evals.bootstrap import Metrics
from evals.golden import GoldenItem
from evals.outcome import CitedSource
from ingest.progress import Progress
from nescio.errors import UsageError
from nescio.settings import Settings
from nescio.types import Fact, Passage, Scope, key_text
from retrieval.catalogue import Catalogue
from retrieval.live_rows import asked_for, row_of
from retrieval.retriever import Retrieved
from server.bench_systems import KnownQuestions, machine, open_systems, plain_rankings
from server.stores import Stores
from server.wiring import open_stores

Pieces = list[CitedSource]


async def run(
    items: Sequence[GoldenItem], settings: Settings, progress: Progress
) -> dict[str, Any]:
    """Look for the evidence of every item that needs any, one after the other.

    Raises UsageError when no item needs any, and what opening the stores raises.
    """
    began = time.perf_counter()
    wanted = [item for item in items if bench_golden.needs(item)]
    if not wanted:
        raise UsageError("no item of the golden set needs evidence: all must be abstained from")
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(open_stores(settings))
        # Ours embeds each question when it is asked, so that its times are what a user waits.
        pipeline = await stack.enter_async_context(open_systems(stores, stores.embedder))
        known = KnownQuestions(stores.embedder)
        await known.learn([item.question for item in wanted])
        progress.start("questions", len(wanted))
        stack.callback(progress.stop)
        asked = []
        for item in wanted:
            asked.append(await _ask(item, pipeline, stores, known))
            progress.advance(1)
    measured: Metrics = {
        **percentiles("evidence_ms", [one.ms for one in asked]),
        "degraded": sum(one.degraded for one in asked),
        "llm_tokens": 0,  # no stage before the draft asks a language model
    }
    return await asyncio.to_thread(
        lambda: bench_golden.result(
            wanted,
            {name: [one.pieces[name] for one in asked] for name in asked[0].pieces},
            measured={bench_golden.OURS: measured},
            machine=machine(known.name, time.perf_counter() - began),
        )
    )


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What each system found for an item; the time that ours took, with the model's."""

    pieces: dict[str, Pieces]
    ms: float
    degraded: bool


async def _ask(
    item: GoldenItem, pipeline: Pipeline, stores: Stores, known: KnownQuestions
) -> _Asked:
    began = time.perf_counter()
    works = await pipeline.evidence(item.as_question())
    ms = (time.perf_counter() - began) * 1000
    plain = await plain_rankings(stores, known, item.question)

    def read() -> dict[str, Pieces]:
        return {name: _pieces(stores.catalogue, ids) for name, ids in plain.items()}

    return _Asked(
        pieces={bench_golden.OURS: evidence(works), **await asyncio.to_thread(read)},
        ms=ms,
        degraded=any(work.degraded for work in works),
    )


def evidence(works: Sequence[Work]) -> Pieces:
    """The pieces of all parts of a question, the first of each part first.

    Of a part: the rows that its reply was read from and those that it names, then what was
    retrieved. A row is one piece, whatever is told of it: its live facts and its passage too.
    """
    parts = [list(_of_part(work)) for work in works]
    turns = chain.from_iterable(zip_longest(*parts))
    return list({(p.kind, p.uri, p.quote): p for p in turns if p is not None}.values())


def _of_part(work: Work) -> Iterator[CitedSource]:
    retrieved = work.retrieved or Retrieved(evidence=())
    first, live = _rows(work), dict[str, list[str]]()
    for evidence in retrieved.facts:
        if isinstance(fact := evidence.item, Fact):
            uri = row_of(fact)
            rows = first if asked_for(evidence) or uri in first else live
            rows.setdefault(uri, []).append(_told(fact))
    passages = [e.item for e in retrieved.evidence if isinstance(e.item, Passage)]
    for passage in passages:
        for rows in (first, live):
            if passage.kind == "row" and passage.chunk.key in rows:
                rows[passage.chunk.key].append(passage.chunk.text)
    named = [_record(uri, lines) for uri, lines in first.items()]
    found = list(_found(passages, first, live))
    yield from (p for pair in zip_longest(named, found) for p in pair if p is not None)


def _found(
    passages: Sequence[Passage], first: Mapping[str, list[str]], live: Mapping[str, list[str]]
) -> Iterator[CitedSource]:
    for passage in passages:
        uri = passage.chunk.key
        if passage.kind == "row" and uri in live:
            yield _record(uri, live[uri])
        elif passage.kind == "file" or uri not in first:
            yield _passage(passage)


def _rows(work: Work) -> dict[str, list[str]]:
    """Lines by row: what the reply was read from, and what it was asked about."""
    told: dict[str, list[str]] = {}
    if isinstance(work.reply, FactAnswer):
        facts = [fact for sentence in work.reply.sentences for fact in sentence.facts]
        for fact in facts:
            told.setdefault(row_of(fact), []).append(_told(fact))
        for fact in facts:
            for uri in (fact.uri, *(f"{table}/{key_text(key)}" for table, key in fact.about)):
                told.setdefault(uri, [_told(fact)])
    return told


def _pieces(catalogue: Catalogue, ids: Sequence[str]) -> Pieces:
    """Passages as pieces, in the order of their ids. Blocks."""
    found = catalogue.passages(ids, Scope())
    return [_passage(found[id_]) for id_ in ids if id_ in found]


def _passage(passage: Passage) -> CitedSource:
    quote = f"{passage.title}\n{passage.chunk.text}"
    return CitedSource(kind="passage", uri=passage.uri, locator={}, quote=quote)


def _record(uri: str, lines: Sequence[str]) -> CitedSource:
    return CitedSource(kind="record", uri=uri, locator={}, quote="\n".join(dict.fromkeys(lines)))


def _told(fact: Fact) -> str:
    return f"{fact.entity}: {fact.attribute}: {fact.display}"
