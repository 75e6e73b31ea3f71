"""Benchmarks of retrieval over public data: ours beside plain baselines, in one run.

The passages are ingested as a user's files are, and questions go through the stages of answering
up to the draft, so that what is measured is what the product does.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any

from evals.bench_data import BenchQuestion, BenchSet
from evals.bench_metrics import percentiles
from evals.bench_result import OURS, result
from evals.bootstrap import Metrics
from ingest.progress import Progress
from retrieval.vectors import Vector
from server.bench_index import BenchIndex
from server.bench_systems import (
    Found,
    KnownQuestions,
    all_passages,
    ask_pipeline,
    documents,
    machine,
    open_llama,
    open_systems,
    plain_rankings,
)
from server.wiring import open_stores

TIMED = 200
"""Questions that are asked one after the other, so that their times are their own."""
AT_ONCE = 3
NO_WALK = "nescio_no_walk"
SYSTEMS = (OURS, NO_WALK, "dense", "bm25", "fusion", "llamaindex")
Answers = dict[str, Found]
Ask = Callable[[BenchQuestion], Awaitable[Answers]]


async def run(
    data: BenchSet,
    index: BenchIndex,
    progress: Progress,
    vectors: dict[str, Vector] | None = None,
) -> dict[str, Any]:
    """Ask every system every question of the set, whose passages are indexed.

    `vectors` are those already made by the model; new ones are added. Raises what opening the
    stores raises; a stage of ours that fails is counted (`degraded`).
    """
    began = time.perf_counter()
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(open_stores(index.settings))
        known = KnownQuestions(stores.embedder, vectors)
        await known.embed([question.text for question in data.questions])
        ours = await stack.enter_async_context(open_systems(stores, known))
        flat = await stack.enter_async_context(open_systems(stores, known, walk=False))
        llama = await open_llama(stores, known)

        async def ask(question: BenchQuestion) -> Answers:
            plain = await plain_rankings(stores, known, question.text)
            return {
                OURS: await ask_pipeline(ours, question.text),
                NO_WALK: await ask_pipeline(flat, question.text),
                **{name: Found(ids=ids) for name, ids in plain.items()},
                "llamaindex": Found(ids=await asyncio.to_thread(llama.ranked, question.text)),
            }

        await ask(data.questions[0])  # what is built at first use is no question's time
        answers = await _ask_all(data.questions, ask, progress)
        keys = await asyncio.to_thread(
            lambda: {
                id_: index.keys[passage.chunk.key]
                for id_, passage in all_passages(stores.catalogue).items()
            }
        )
    rankings = {name: [documents(answer[name].ids, keys) for answer in answers] for name in SYSTEMS}
    return await asyncio.to_thread(
        lambda: result(
            data,
            rankings,
            measured={name: _measured(answers, name) for name in (OURS, NO_WALK)},
            machine=machine(known.name, time.perf_counter() - began),
        )
    )


async def _ask_all(
    questions: Sequence[BenchQuestion], ask: Ask, progress: Progress
) -> list[Answers]:
    """The first ones alone, then a few at a time."""
    progress.start("questions", len(questions))
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(question: BenchQuestion) -> Answers:
        async with turns:
            answers = await ask(question)
        progress.advance(1)
        return answers

    try:
        found = [await one(question) for question in questions[:TIMED]]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(question)) for question in questions[TIMED:]]
        return found + [task.result() for task in tasks]
    finally:
        progress.stop()


def _measured(answers: Sequence[Answers], name: str) -> Metrics:
    times = [answer[name].ms for answer in answers[:TIMED]]
    return {
        **percentiles("retrieve_ms", times),
        "degraded": sum(bool(answer[name].degraded) for answer in answers),
        "llm_tokens": 0,  # no stage before the draft asks a language model
    }
