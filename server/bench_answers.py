"""The questions of SQuAD answered with what they need in the index, and without.

What a question needs is left out by ingesting the corpus without it, a share of the corpus at a
time, so that names, word statistics and neighbours are those of an index that never held it. Beside
ours runs a naive pipeline: LlamaIndex's retriever over the same chunks and vectors, the nearest
sentence of its first passages by the same model, the highest similarity as confidence.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np

from answer.pipeline import Pipeline
from evals.bench_answers import Attempt, Setting
from evals.bench_data import BenchQuestion, BenchSet
from evals.bench_metrics import RANKED
from evals.bench_result import OURS
from ingest.progress import Progress
from nescio.sentences import split
from nescio.types import Passage, Question
from retrieval.vectors import Vector
from server import bench_index
from server.bench_index import BenchIndex
from server.bench_llama import LlamaRetriever
from server.bench_systems import (
    KnownQuestions,
    all_passages,
    documents,
    merged,
    open_llama,
    open_systems,
)
from server.wiring import open_stores

NAIVE = "llamaindex"
READ = 5
"""Passages of which the naive pipeline reads the sentences."""
SHARES = 5
"""Parts of the corpus that are left out one after the other."""
SEED = 20_250_301
AT_ONCE = 3
Attempts = dict[str, list[Attempt]]


async def run(
    data: BenchSet,
    index: BenchIndex,
    folder: Path,
    progress: Progress,
    vectors: dict[str, Vector] | None = None,
) -> Attempts:
    """Every question in `present`, the answerable ones in the other settings too, by system.

    `index` holds all passages; the others are made in `folder`. `vectors` are those already made
    by the same model: what is found in several settings is embedded once. Raises what
    `bench_index.prepare` and opening the stores raise.
    """
    vectors = {} if vectors is None else vectors
    found = await _ask("present", data.questions, index, progress, vectors)
    for setting, gone, questions in shares(data):
        own = bench_index.settings_of(folder, index.settings)
        part = await bench_index.prepare(data, folder, own, without=gone, progress=progress)
        for name, attempts in (await _ask(setting, questions, part, progress, vectors)).items():
            found[name] += attempts
    return found


def shares(
    data: BenchSet,
) -> Iterator[tuple[Setting, frozenset[str], Sequence[BenchQuestion]]]:
    """What is left out, as ids of passages, and the answerable questions that need some of it:
    passages drawn at random, then whole articles."""
    drawn = random.Random(SEED)  # noqa: S311 - a split that is the same each time
    passages = sorted({passage.id for passage in data.passages})
    drawn.shuffle(passages)
    titles = sorted({passage.title for passage in data.passages})
    parts: list[tuple[Setting, frozenset[str]]] = [
        ("removed", frozenset(passages[n::SHARES])) for n in range(SHARES)
    ]
    for n in range(SHARES):
        chosen = set(titles[n::SHARES])
        parts.append(("not_indexed", frozenset(p.id for p in data.passages if p.title in chosen)))
    for setting, gone in parts:
        asked = [q for q in data.questions if q.group == "answerable" and q.needed & gone]
        if asked and len(gone) < len(passages):
            yield setting, gone, asked


async def _ask(
    setting: Setting,
    questions: Sequence[BenchQuestion],
    index: BenchIndex,
    progress: Progress,
    vectors: dict[str, Vector],
) -> Attempts:
    """Ours and the naive pipeline over one index."""
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(open_stores(index.settings))
        known = KnownQuestions(stores.embedder, vectors)
        await known.embed([question.text for question in questions])
        pipeline = await stack.enter_async_context(open_systems(stores, known))
        passages = await asyncio.to_thread(all_passages, stores.catalogue)
        keys = {id_: index.keys[passage.chunk.key] for id_, passage in passages.items()}
        naive = _Naive(await open_llama(stores, known), known, passages)
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(question: BenchQuestion) -> tuple[Attempt, Attempt]:
            async with turns:
                ours = await _ours(pipeline, setting, question, keys)
                beside = await naive.ask(setting, question, keys)
            progress.advance(1)
            return ours, beside

        progress.start(f"answers ({setting})", len(questions))
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(question)) for question in questions]
        finally:
            progress.stop()
    pairs = [task.result() for task in tasks]
    return {OURS: [ours for ours, _ in pairs], NAIVE: [beside for _, beside in pairs]}


async def _ours(
    pipeline: Pipeline, setting: Setting, question: BenchQuestion, keys: Mapping[str, str]
) -> Attempt:
    """The product but for its guard. Of several questions in one the least sure counts."""
    found = await pipeline.results(Question(text=question.text))
    quotes = [work.extract.chosen[0] for work, _ in found if work.extract and work.extract.chosen]
    answered = [bool(result.drafts) for _, result in found]
    status = "answered" if all(answered) else "partial" if any(answered) else "abstained"
    ids = [evidence.id for evidence in merged([work for work, _ in found])]
    return Attempt(
        question=question,
        setting=setting,
        ranked=tuple(documents(ids, keys)[:RANKED]),
        quote=quotes[0].text if quotes else "",
        confidence=min(result.confidence for _, result in found),
        status=status,
    )


class _Naive:
    """Retrieve, take the nearest sentence, never abstain."""

    def __init__(
        self, retriever: LlamaRetriever, known: KnownQuestions, passages: Mapping[str, Passage]
    ) -> None:
        self._retriever = retriever
        self._known = known
        self._sentences = {
            id_: [sentence.text for sentence in split(passage.chunk.text)]
            for id_, passage in passages.items()
        }

    async def ask(
        self, setting: Setting, question: BenchQuestion, keys: Mapping[str, str]
    ) -> Attempt:
        """The nearest sentence of the first passages, as sure as the first passage is near."""
        hits = await asyncio.to_thread(self._retriever.scored, question.text)
        texts = [text for id_ in [*hits][:READ] for text in self._sentences[id_]]
        asked, *vectors = await self._known.embed([question.text, *texts])
        best = int(np.argmax([float(np.dot(asked, vector)) for vector in vectors]))
        return Attempt(
            question=question,
            setting=setting,
            ranked=tuple(documents([*hits], keys)[:RANKED]),
            quote=texts[best],
            confidence=max(hits.values()),
            status="answered",
        )
