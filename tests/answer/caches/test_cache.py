"""The cache over the real pipeline: given out as it was sent, and only while it holds."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from answer.caches.cache import Kept
from answer.caches.refresh import Refresher
from answer.caches.semantic import SemanticAnswerCache
from answer.pipeline import Pipeline
from nescio.answers import Abstained, Answered, Usage
from nescio.events import Event, Final, Start, Status
from nescio.settings import Settings
from nescio.settings_models import CacheSettings
from nescio.settings_sources import DatabaseSource, FilesSource
from nescio.types import Question, Scope, Turn
from retrieval.kept_answers import AnswerStore, answers_url, stale_answers
from server.cli.ingest import bring_up_to_date
from server.wiring import open_pipeline

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
SQL = """
CREATE TABLE lamps (lamp_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    weight_g INTEGER NOT NULL, contact_email TEXT);
INSERT INTO lamps VALUES (1, 'Corvin 7', 3200, 'a@corvin.example'), (2, 'Ostrava 9', 400, NULL);
"""
WEIGHT = Question(text="What is the weight of the Corvin 7?")
CLEAN = Question(text="How do I clean the shade?")
NOTHING = Question(text="Who won the boat race in 1923?")


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    with sqlite3.connect(tmp_path / "lamps.sqlite") as connection:
        connection.executescript(SQL)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "care.md").write_text("# Care\n\nClean the shade with a dry cloth.\n")
    (tmp_path / "docs" / "post.md").write_text("# Post\n\nParcels leave on Mondays.\n")
    made = Settings(
        sources=(
            DatabaseSource(name="lamps", url=f"sqlite:///{tmp_path / 'lamps.sqlite'}"),
            FilesSource(name="docs", path=tmp_path / "docs"),
        ),
        state=tmp_path / "state",
        cache=CacheSettings(semantic=True),
    )
    await bring_up_to_date(made)
    return made


@pytest.fixture
async def pipeline(settings: Settings) -> AsyncIterator[Pipeline]:
    async with open_pipeline(settings, cached=True) as opened:
        yield opened


def cache_of(pipeline: Pipeline) -> SemanticAnswerCache:
    assert isinstance(pipeline.cache, SemanticAnswerCache)
    return pipeline.cache


async def ask(pipeline: Pipeline, question: Question) -> list[Event]:
    """Answered by the pipeline, and kept if it may be."""
    cache = cache_of(pipeline)
    events = []
    async with cache.watch(question) as watched:
        async for event in pipeline.stream(question):
            watched.see(event)
            events.append(event)
    await cache.put(watched)
    return events


async def kept(pipeline: Pipeline, question: Question) -> Kept | None:
    return await cache_of(pipeline).get(question)


def write(settings: Settings, statement: str) -> None:
    with sqlite3.connect(settings.state.parent / "lamps.sqlite") as connection:
        connection.execute(statement)


@pytest.mark.parametrize("question", [WEIGHT, CLEAN, NOTHING])
async def test_an_answer_comes_again_as_it_was_sent(pipeline: Pipeline, question: Question) -> None:
    sent = [e for e in await ask(pipeline, question) if not isinstance(e, Status)]
    found = await kept(pipeline, question)
    assert found is not None
    start = await pipeline.start(question)
    again = list(found.given.events(start))
    assert [type(e) for e in again] == [type(e) for e in sent]
    for was, now in zip(sent, again, strict=True):
        if isinstance(was, Final) and isinstance(now, Final):
            assert now.answer.usage == Usage(cached=True)
            same = replace(was.answer, usage=now.answer.usage, timings_ms={})
            if isinstance(same, Abstained):
                same = replace(same, nearest=())
                assert now.answer == replace(now.answer, nearest=now.answer.nearest)
                assert replace(now.answer, nearest=()) == same  # type: ignore[call-arg]
            else:
                assert now.answer == same
        elif not isinstance(was, Start) and was.event != "sources":
            assert now == was


async def test_a_cited_row_can_be_opened_after_it_came_from_the_cache(pipeline: Pipeline) -> None:
    await ask(pipeline, WEIGHT)
    found = await kept(pipeline, WEIGHT)
    assert found is not None
    assert isinstance(found.given.answer, Answered)
    pipeline._ledger._facts.clear()
    assert await kept(pipeline, WEIGHT) is not None
    for citation in found.given.answer.citations:
        assert await pipeline.source(citation.source_id, Scope()) is not None


async def test_a_changed_row_is_seen_before_any_ingest(
    pipeline: Pipeline, settings: Settings
) -> None:
    await ask(pipeline, WEIGHT)
    assert await kept(pipeline, WEIGHT) is not None
    write(settings, "UPDATE lamps SET weight_g = 3300 WHERE lamp_id = 1")
    assert await kept(pipeline, WEIGHT) is None


@pytest.mark.parametrize(
    "other",
    [
        replace(WEIGHT, scope=Scope(labels=frozenset({"staff"}))),
        replace(WEIGHT, scope=Scope(tenant="other")),
        replace(WEIGHT, history=(Turn(question="Is it red?", answer="It is."),)),
        replace(WEIGHT, text="What is the weight of the Ostrava 9?"),
        replace(WEIGHT, text="What was the weight of the Corvin 7?"),
        replace(WEIGHT, text="What is the weight of the Corvin 8?"),
    ],
)
async def test_others_and_near_misses_get_nothing(pipeline: Pipeline, other: Question) -> None:
    await ask(pipeline, WEIGHT)
    assert await kept(pipeline, other) is None


async def test_other_words_for_the_same(pipeline: Pipeline, settings: Settings) -> None:
    await ask(pipeline, WEIGHT)
    asked = Question(text="Please tell me: what's the Corvin 7's weight?")
    found = await kept(pipeline, asked)
    assert found is not None
    assert found.likeness < 1
    write(settings, "UPDATE lamps SET weight_g = 3300 WHERE lamp_id = 1")
    assert await kept(pipeline, asked) is None


async def test_what_holds_private_data_or_changed_meanwhile_is_not_kept(
    pipeline: Pipeline, settings: Settings
) -> None:
    private = Question(text="What is the contact email of the Corvin 7?")
    await ask(pipeline, private)
    assert await kept(pipeline, private) is None
    cache = cache_of(pipeline)
    async with cache.watch(CLEAN) as watched:
        async for event in pipeline.stream(CLEAN):
            watched.see(event)
    (settings.state.parent / "docs" / "care.md").write_text("# Care\n\nUse water.\n")
    exact = cache._exact
    removed = await asyncio.to_thread(exact._catalogue.remove, "docs", ["care.md"])
    assert removed is None
    assert not await cache.put(watched)


async def test_an_ingest_takes_what_rests_on_what_has_changed(settings: Settings) -> None:
    async with open_pipeline(settings, cached=True) as pipeline:
        for question in (WEIGHT, CLEAN, NOTHING):
            await ask(pipeline, question)
        catalogue = cache_of(pipeline)._exact._catalogue
        assert await asyncio.to_thread(stale_answers, settings, catalogue) == 0
    (settings.state.parent / "docs" / "care.md").unlink()
    await bring_up_to_date(settings)
    store = AnswerStore(answers_url(settings), max_answers=10)
    assert store.count() == 0  # all had retrieved it, or had found nothing
    store.close()


async def test_an_expired_answer_is_given_while_one_task_makes_it_anew(pipeline: Pipeline) -> None:
    await ask(pipeline, WEIGHT)
    exact = cache_of(pipeline)._exact
    exact._clock = lambda: dt.datetime.now(dt.UTC) + dt.timedelta(seconds=3700)
    found = await kept(pipeline, WEIGHT)
    assert found is not None
    assert found.expired
    refresher, made = Refresher(exact._store), 0

    async def make() -> None:
        nonlocal made
        made += 1
        await asyncio.sleep(0)

    assert [refresher.refresh(found, make) for _ in range(50)].count(True) == 1
    await asyncio.gather(*refresher._tasks.values())
    assert refresher.refresh(found, make)  # another process's claim would look like this
    await asyncio.gather(*refresher._tasks.values())
    assert made == 1
    exact._clock = lambda: dt.datetime.now(dt.UTC) + dt.timedelta(seconds=5000)
    assert await kept(pipeline, WEIGHT) is None


async def test_questions_in_the_making_are_compared_in_the_same_way(pipeline: Pipeline) -> None:
    cache = cache_of(pipeline)
    others = ["the weight of the Ostrava 9", "what's the Corvin 7's weight"]
    asked = "what is the weight of the Corvin 7"
    assert await cache.alike(asked, others, Scope()) == 1
    assert await cache.alike(asked, others[:1], Scope()) is None
    assert await cache.alike(asked, [], Scope()) is None
