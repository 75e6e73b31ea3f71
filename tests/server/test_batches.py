"""Batches of questions: a real server on loopback over a scripted pipeline."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from nescio.batches import BatchItem
from nescio.client import Client
from nescio.errors import NotFound, TooBusy
from nescio.events import Done, Event, Failed
from nescio.settings import Settings
from nescio.settings_server import BatchSettings
from nescio.types import Question, Scope, Turn
from retrieval.batch_results import BatchQuestion
from retrieval.batches import FILE
from server.batch_routes import BatchOut, BatchResult
from server.batches import Batches
from server.cli.batch import _answered, read_questions
from server.jobs import Jobs
from server.readiness import Answerer
from tests.ingest.samples import Shop
from tests.server.commands import nescio
from tests.server.job_serving import Stores, killed_when_stuck, open_shop, served
from tests.server.scripted import RECORD, ScriptedPipeline, abstained, answered

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
WITHIN_S = 30.0
MINE = Scope()


@pytest.fixture
async def shop(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


def script(question: Question) -> Sequence[Event | Exception]:
    if "unknown" in question.text:
        return abstained()
    if "broken" in question.text:
        return [Failed(code="internal", message="an internal error", retryable=False), Done()]
    return answered((f"{question.text} It costs 49.00 EUR.", RECORD))


def asked(*texts: str) -> list[BatchQuestion]:
    return [BatchQuestion(id=str(n), text=text) for n, text in enumerate(texts, start=1)]


def batch_settings(shop: Shop, **values: object) -> Settings:
    batches = BatchSettings.model_validate(values)
    return shop.settings.model_copy(update={"batches": batches})


@asynccontextmanager
async def over(
    shop: Shop, pipeline: Answerer, settings: Settings | None = None
) -> AsyncIterator[Batches]:
    jobs = Jobs(settings or shop.settings)
    batches = Batches(settings or shop.settings, jobs)
    async with jobs.over(Stores(shop)), batches.over(pipeline):
        yield batches


async def test_answered_in_the_background_and_read_in_order(shop: Shop) -> None:
    pipeline = ScriptedPipeline(script)
    texts = ["One?", "An unknown?", "A broken one?", *(f"Number {n}?" for n in range(20))]
    history = (Turn(question="Before?", answer="Yes."),)
    items = [*texts[:-1], BatchItem(question=texts[-1], id="last", history=history)]
    async with served(shop, pipeline) as server, Client(server.owner.url) as client:
        batch = await client.batches.submit(items)
        assert batch.state in ("queued", "running")
        assert (batch.total, batch.estimate) == (23, None)
        told = [status async for status in client.batches.follow(batch.id)]
        done = await client.batches.status(batch.id)
        results = [result async for result in client.batches.results(batch.id)]
        plain = (await server.anyone.get("/v1/batches")).json()
        lines = (await server.anyone.get(f"/v1/batches/{batch.id}/results")).text.splitlines()
    assert told[-1] == done
    assert [status.done for status in told] == sorted(status.done for status in told)
    assert (done.state, done.done, done.problem) == ("done", 23, "")
    assert done.counts == {"answered": 21, "partial": 0, "abstained": 1, "failed": 1}
    assert [result.question for result in results] == texts
    assert [result.id for result in results] == [*map(str, range(1, 23)), "last"]
    assert results[0].reply is not None
    assert results[0].reply.answer.text == "One? It costs 49.00 EUR."
    assert (results[2].reply, results[2].code) == (None, "internal")
    assert [BatchOut.model_validate(each).id for each in plain] == [batch.id]
    assert all(BatchResult.model_validate_json(line) for line in lines)
    assert [q.history for q in pipeline.questions if q.text == texts[-1]] == [history]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "questions: Field required"),
        ({"questions": []}, "questions: "),
        ({"questions": [{"question": ""}]}, "questions.0.question: "),
        ({"questions": [{"question": "?", "answer": "!"}]}, "questions.0.answer: Extra inputs"),
        ({"questions": [{"question": "x" * 5000}]}, "question 1: longer than"),
        ({"questions": [{"question": "?", "id": "2"}, {"question": "?"}]}, "'2' is used twice"),
        ({"questions": [{"question": "?"}] * 6}, "6 of them; a batch has 1 to 5"),
    ],
)
async def test_a_bad_request_is_one_line(shop: Shop, body: object, said: str) -> None:
    shop.settings = batch_settings(shop, max_questions=5)
    async with served(shop) as server:
        refused = await server.anyone.post("/v1/batches", json=body)
    assert refused.status_code == 422
    assert said in refused.json()["message"]
    assert "\n" not in refused.json()["message"]
    assert not (shop.settings.state / FILE).exists()


async def test_cancelled_in_the_middle(shop: Shop) -> None:
    pipeline = ScriptedPipeline(script, hold_at=0, only=lambda q: "slow" in q.text)
    async with served(shop, pipeline) as server, Client(server.owner.url) as client:
        batch = await client.batches.submit(["Quick?", *(f"A slow {n}?" for n in range(9))])
        async with asyncio.timeout(WITHIN_S):
            async for status in client.batches.follow(batch.id):
                if status.done:
                    break
        cancelled = await client.batches.cancel(batch.id)
        await asyncio.wait_for(pipeline.cancelled.wait(), WITHIN_S)
        results = [result async for result in client.batches.results(batch.id)]
        again = await client.batches.cancel(batch.id)
        with pytest.raises(NotFound):
            await client.batches.status("nix")
        with pytest.raises(NotFound):
            await client.batches.cancel("nix")
        with pytest.raises(NotFound):
            [_ async for _ in client.batches.results("nix")]
    assert (cancelled.state, cancelled.done) == ("cancelled", 1)
    assert again == cancelled
    assert [result.question for result in results] == ["Quick?"]
    assert len(pipeline.questions) <= 6


async def test_an_equal_batch_is_not_doubled_and_too_many_are_refused(shop: Shop) -> None:
    pipeline = ScriptedPipeline(script, hold_at=0)
    async with over(shop, pipeline, batch_settings(shop, max_waiting=2)) as batches:
        first = await batches.submit(MINE, asked("One?"))
        assert (await batches.submit(MINE, asked("One?"))).id == first.id
        other = await batches.submit(Scope(tenant="other"), asked("One?"))
        assert other.id != first.id
        with pytest.raises(TooBusy):
            await batches.submit(MINE, asked("Two?"))
        pipeline.release.set()
        await asyncio.wait_for(batches.ended(MINE, first.id), WITHIN_S)
        assert (await batches.submit(MINE, asked("One?"))).id != first.id


async def test_nobody_else_gets_at_a_batch(shop: Shop) -> None:
    pipeline = ScriptedPipeline(script)
    theirs = Scope(tenant="theirs", labels=frozenset({"staff"}))
    async with over(shop, pipeline) as batches:
        batch = await batches.submit(theirs, asked("One?"))
        await asyncio.wait_for(batches.ended(theirs, batch.id), WITHIN_S)
        for scope in (MINE, Scope(tenant="theirs"), Scope(labels=frozenset({"staff"}))):
            assert await batches.batches(scope) == []
            with pytest.raises(NotFound):
                await batches.cancel(scope, batch.id)
            with pytest.raises(NotFound):
                [_ async for _ in batches.results(scope, batch.id)]
        assert [each.id for each in await batches.batches(theirs)] == [batch.id]
    assert [question.scope for question in pipeline.questions] == [theirs]


async def test_what_a_stopping_server_leaves_is_taken_up_without_what_is_done(shop: Shop) -> None:
    first = ScriptedPipeline(script, hold_at=0, only=lambda q: "slow" in q.text)
    texts = ["One?", "A slow one?", "Two?", "Three?"]
    async with over(shop, first) as batches:
        batch = await batches.submit(MINE, asked(*texts))
        async with asyncio.timeout(WITHIN_S):
            async with aclosing(batches.follow(MINE, batch.id)) as events:
                async for event in events:
                    if event.data["done"] == 3:
                        break
    second = ScriptedPipeline(script)
    async with over(shop, second) as batches:
        done = await asyncio.wait_for(batches.ended(MINE, batch.id), WITHIN_S)
        results = [each async for each in batches.results(MINE, batch.id)]
    assert [question.text for question in second.questions] == ["A slow one?"]
    assert (done.state, done.done) == ("done", 4)
    assert [each["question"] for each in results] == texts

    async with over(shop, second, batch_settings(shop, keep_days=0)) as batches:
        assert await batches.batches(MINE) == []


@pytest.mark.slow
async def test_killed_and_taken_up_by_the_next_process(tmp_path: Path, anyio_backend: str) -> None:
    batch_id = await killed_when_stuck("tests.server.kill_batch", tmp_path)
    pipeline = ScriptedPipeline(script)
    async with open_shop(tmp_path) as shop, over(shop, pipeline) as batches:
        done = await asyncio.wait_for(batches.ended(MINE, batch_id), 60)
    assert (done.state, done.done) == ("done", 20)
    assert {question.text for question in pipeline.questions} == {"A slow one?", "After it?"}


async def test_nescio_batch_asks_a_server(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    lines = [{"question": "One?", "id": "a"}, {"question": "An unknown?"}]
    file.write_text("\n\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    async with served(shop, ScriptedPipeline(script)) as server:
        status, results = await _answered(shop.settings, read_questions(file), server.owner.url)
    assert (status.state, status.counts["abstained"]) == ("done", 1)
    assert [line["id"] for line in results] == ["a", "2"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no question in it"),
        ('{"question": "One?"}\n{"quest": 1}', "line 2: question: Field required"),
        ("nix", "line 1: Invalid JSON"),
    ],
)
def test_a_bad_file_is_one_line(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    file, config = tmp_path / "questions.jsonl", tmp_path / "nescio.yaml"
    file.write_text(content, encoding="utf-8")
    config.write_text("sources: []\n", encoding="utf-8")
    status, out, err = nescio(capsys, "batch", str(file), "--config", str(config))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err
