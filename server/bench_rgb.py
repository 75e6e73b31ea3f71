"""RGB's counterfactual questions through the whole pipeline, beside a plain one on LlamaIndex.

The passages of all questions are in one index, as a user's would be: once true, false and noise,
once without the false ones.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from answer.pipeline import Pipeline
from evals import bench_rgb
from evals.bench_rgb import SETTINGS, RgbQuestion, Said, Setting
from ingest.progress import Progress
from nescio.answers import Abstained, Answer, PartiallyAnswered
from nescio.events import Failed, Final
from nescio.sentences import split
from nescio.settings import RetrievalSettings, Settings
from nescio.types import Passage, Question
from server import bench_index
from server.bench_systems import KnownQuestions, all_passages, machine, open_llama, open_systems
from server.wiring import open_stores

OURS = "nescio"
NAIVE = "llamaindex"
NAIVE_PASSAGES = 2
"""What LlamaIndex retrieves by default."""


@dataclass(frozen=True, kw_only=True)
class _Heard:
    """What each system said to each question, of so many passages."""

    said: dict[str, list[Said]]
    passages: int
    model: str


async def run(
    questions: Sequence[RgbQuestion],
    settings: Settings | None,
    progress: Progress,
    *,
    limit: int | None = None,
    folder: Path | None = None,
    fresh: bool = False,
) -> dict[str, Any]:
    """Ask the first `limit` questions over the passages of all.

    Raises what building the index and opening the stores raise.
    """
    began = time.perf_counter()
    asked = questions[:limit]
    heard: dict[Setting, _Heard] = {}
    for setting in SETTINGS:
        data = bench_rgb.corpus(questions, setting)
        place = folder / setting if folder else bench_index.default_folder(data)
        own = bench_index.settings_of(place, settings)
        # As a user has it: what the other benchmarks rank is not asked for here.
        own = own.model_copy(
            update={
                "retrieval": settings.retrieval if settings else RetrievalSettings(),
                "answer": settings.answer if settings else own.answer,
            }
        )
        index = await bench_index.prepare(data, place, own, fresh=fresh, progress=progress)
        heard[setting] = await _ask_all(asked, index.settings, progress)
    found = {name: {s: heard[s].said[name] for s in SETTINGS} for name in (OURS, NAIVE)}
    return await asyncio.to_thread(
        lambda: bench_rgb.result(
            asked,
            found,
            passages={setting: heard[setting].passages for setting in SETTINGS},
            machine=machine(heard["both"].model, time.perf_counter() - began),
        )
    )


async def _ask_all(
    questions: Sequence[RgbQuestion], settings: Settings, progress: Progress
) -> _Heard:
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(open_stores(settings))
        pipeline = await stack.enter_async_context(open_systems(stores, stores.embedder))
        known = KnownQuestions(stores.embedder)
        await known.learn([question.text for question in questions])
        llama = await open_llama(stores, known)
        passages = await asyncio.to_thread(all_passages, stores.catalogue)
        progress.start("questions", len(questions))
        stack.callback(progress.stop)
        said: dict[str, list[Said]] = {OURS: [], NAIVE: []}
        for question in questions:
            said[OURS].append(await _ask(pipeline, question.text))
            ranked = await asyncio.to_thread(llama.ranked, question.text)
            first = [passages[id_] for id_ in ranked[:NAIVE_PASSAGES]]
            said[NAIVE].append(await _naive(known, question.text, first))
            progress.advance(1)
        return _Heard(said=said, passages=len(passages), model=known.name)


async def _ask(pipeline: Pipeline, question: str) -> Said:
    answer: Answer | None = None
    failed = "the stream ended without an answer"
    async for event in pipeline.stream(Question(text=question)):
        if isinstance(event, Final):
            answer = event.answer
        elif isinstance(event, Failed):
            failed = event.message
    if answer is None:
        return Said(status="failed", text=failed)
    return Said(
        status=answer.status,
        text=answer.text,
        reason=answer.reason if isinstance(answer, Abstained | PartiallyAnswered) else None,
        notes=answer.notes,
        confidence=answer.confidence,
    )


async def _naive(known: KnownQuestions, question: str, passages: Sequence[Passage]) -> Said:
    """The sentence nearest to the question, of the passages that LlamaIndex retrieves."""
    sentences = [s.text for passage in passages for s in split(passage.chunk.text)]
    if not sentences:
        return Said(status="abstained", text="")
    asked, *vectors = await known.embed([question, *sentences])
    cosines = [float(np.dot(asked, vector)) for vector in vectors]
    best = int(np.argmax(cosines))
    return Said(status="answered", text=sentences[best], confidence=cosines[best])
