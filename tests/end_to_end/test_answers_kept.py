"""Kept and shared answers over HTTP, from real stores: what is given again, and what is not."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from nescio.settings import Settings
from nescio.settings_models import CacheSettings, ModelSettings
from server.answers import Answers
from server.app import create_app
from server.cli.ingest import bring_up_to_date
from server.wiring import open_pipeline
from tests.answer.drafting_world import CLOTH, workshop
from tests.server.serving import serving_app

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
WEIGHT = "How heavy is the Harbour Hard Case?"


@dataclass
class Shop:
    """A server over a folder."""

    client: httpx.AsyncClient
    answers: Answers
    folder: Path

    async def ask(self, question: str, **body: object) -> dict[str, Any]:
        response = await self.client.post("/v1/ask", json={"question": question, **body})
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()
        while self.answers.flights:  # noqa: ASYNC110 - kept when its flight is over
            await asyncio.sleep(0)
        return reply

    @property
    def made(self) -> int:
        """Answers that the pipeline made."""
        return self.answers.counters.misses.total()

    def change(self, sql: str) -> None:
        connection = sqlite3.connect(self.folder / "music.sqlite")
        with connection:
            connection.execute(sql)
        connection.close()


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    settings = workshop(tmp_path, ModelSettings())
    await bring_up_to_date(settings, full=False)
    return settings


@asynccontextmanager
async def serving(settings: Settings, folder: Path, **cache: object) -> AsyncIterator[Shop]:
    settings = settings.model_copy(update={"cache": CacheSettings.model_validate(cache)})
    settled = asyncio.Event()
    app = create_app(
        settings,
        lambda: open_pipeline(settings, cached=True),
        on_settled=lambda _: settled.set(),
    )
    async with serving_app(app) as client:
        await settled.wait()
        yield Shop(client, app.state.answers, folder)


@pytest.mark.parametrize("question", [CLOTH, WEIGHT, "Who won the cup in 1998?"])
async def test_a_question_asked_again_is_given_the_same_answer(
    settings: Settings, tmp_path: Path, question: str
) -> None:
    async with serving(settings, tmp_path) as shop:
        first, again = await shop.ask(question), await shop.ask(question)
        listed = (await shop.client.get("/v1/conversations")).json()["conversations"]
        for source in again["sources"]:
            assert (await shop.client.get(f"/v1/sources/{source['id']}")).status_code == 200
        counters = shop.answers.counters
        assert shop.made == counters.hits["exact"] == 1
    assert (first["usage"]["cached"], again["usage"]["cached"]) == (False, True)
    varying = {"answer_id", "conversation_id", "as_of", "usage", "timings_ms"}
    varying |= {"index_lag_ms", "freshness", "sources", "nearest"}
    assert {k: v for k, v in first.items() if k not in varying} == {
        k: v for k, v in again.items() if k not in varying
    }
    assert [s["id"] for s in first["sources"]] == [s["id"] for s in again["sources"]]
    assert {c["conversation_id"] for c in listed} == {
        first["conversation_id"], again["conversation_id"],
    }  # fmt: skip


async def test_a_changed_row_shows_at_once(settings: Settings, tmp_path: Path) -> None:
    async with serving(settings, tmp_path) as shop:
        assert "2900" in (await shop.ask(WEIGHT))["text"].replace(",", "")
        shop.change("UPDATE instruments SET weight_g = 3050 WHERE instrument_id = 2")
        after = await shop.ask(WEIGHT)
        assert "3050" in after["text"].replace(",", "")
        assert not after["usage"]["cached"]
        assert (await shop.ask(WEIGHT))["usage"]["cached"]


async def test_identical_questions_at_once_are_answered_once(
    settings: Settings, tmp_path: Path
) -> None:
    async with serving(settings, tmp_path) as shop:
        replies = await asyncio.gather(*(shop.ask(CLOTH) for _ in range(30)))
        assert shop.made == 1
        assert shop.answers.flights == 0
    assert len({reply["text"] for reply in replies}) == 1
    assert len({reply["answer_id"] for reply in replies}) == 30
    assert sorted(reply["usage"]["cached"] for reply in replies) == [False] + [True] * 29


async def test_an_answer_past_its_time_is_given_once_more_and_made_anew(
    settings: Settings, tmp_path: Path
) -> None:
    async with serving(settings, tmp_path, ttl_s=0.2, stale_s=600) as shop:
        await shop.ask(WEIGHT)
        await asyncio.sleep(0.25)
        stale = await asyncio.gather(*(shop.ask(WEIGHT) for _ in range(5)))
        for _ in range(500):
            if shop.made == 2 and not shop.answers.flights:
                break
            await asyncio.sleep(0.01)
        assert all(reply["usage"]["cached"] for reply in stale)
        assert shop.answers.counters.misses == {"answer": 1, "refresh": 1}


async def test_follow_ups_are_kept_by_what_they_follow(settings: Settings, tmp_path: Path) -> None:
    before = [{"question": WEIGHT, "answer": "It weighs 2900 g."}]
    other = [{"question": "How heavy is the Corvin 7 Cello?", "answer": "It weighs 3200 g."}]
    question = "And how long is its warranty?"
    async with serving(settings, tmp_path) as shop:
        case = await shop.ask(question, history=before)
        cello = await shop.ask(question, history=other)
        again = await shop.ask(question, history=before)
    assert "36" in case["text"]
    assert "60" in cello["text"]
    assert (again["text"], again["usage"]["cached"]) == (case["text"], True)


async def test_nothing_is_kept_where_the_cache_is_off(settings: Settings, tmp_path: Path) -> None:
    async with serving(settings, tmp_path, exact=False) as shop:
        replies = [await shop.ask(WEIGHT), await shop.ask(WEIGHT)]
        assert shop.made == 2
    assert [reply["usage"]["cached"] for reply in replies] == [False, False]
