"""Metrics, read as Prometheus reads them, from a real server on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from answer.drafting_log import DraftCounts
from answer.models.chat import TokenUsage
from answer.models.gateway import ModelGateway
from answer.models.journal import JournaledGateway
from answer.models.meter import SqlMeter, utc_today
from answer.models.spending import SpendingStore
from answer.models.tiers import tiers_of
from nescio.errors import ProviderFailed
from nescio.events import Event
from nescio.settings import Settings
from server.app import create_app
from server.metrics import Metrics
from server.models import Models
from tests.answer.models.scripted import DOWN, Reply, ScriptedProvider, a_call, ask
from tests.server.scripted import ScriptedPipeline, abstained, make_settings, opener
from tests.server.serving import KETTLE

pytestmark = pytest.mark.anyio
SECRET = "zqvsecret"
MODELS: dict[str, Any] = {
    "providers": [{"name": name, "base_url": "http://x"} for name in ("one", "two")],
    "tiers": [
        {"name": "small", "provider": "one", "model": "a", "price": {"input": 1.0, "output": 2.0}},
        {"name": "own", "provider": "two", "model": "b"},
    ],
    "tasks": {"answer": {"tiers": ["small", "own"]}},
    "retries": {"attempts": 1},
    "breaker": {"failures": 2},
    "tenants": {"acme": {"soft": 1.0, "hard": 2.0}},
}

DRAFTS = DraftCounts()
DRAFTS.fates["small", "supported"] += 3


@asynccontextmanager
async def listening(
    script: Sequence[Event | Exception], metrics: Metrics, settings: Settings
) -> AsyncIterator[tuple[httpx.AsyncClient, ScriptedPipeline]]:
    """A server with a real socket, ready."""
    pipeline, ready = ScriptedPipeline(lambda _: script), asyncio.Event()
    app = create_app(settings, opener(pipeline), metrics=metrics, on_settled=lambda _: ready.set())
    config = uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as at:
        serving = asyncio.create_task(server.serve([at]))
        url = f"http://127.0.0.1:{at.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=url, timeout=10) as client:
            await ready.wait()
            yield client, pipeline
        server.should_exit = True
        await serving


async def samples(client: httpx.AsyncClient) -> list[Sample]:
    response = await client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return [s for family in text_string_to_metric_families(response.text) for s in family.samples]


def value(found: Sequence[Sample], name: str, **labels: str) -> float | None:
    """Of the one sample with these labels, and no others."""
    same = [s.value for s in found if s.name == name and s.labels == labels]
    return same[0] if len(same) == 1 else None


async def test_answers_are_counted_and_timed() -> None:
    settings = make_settings()
    metrics = Metrics(settings)
    async with listening(KETTLE, metrics, settings) as (client, pipeline):
        await client.post("/v1/ask", json={"question": SECRET})
        await client.post("/v1/ask", json={"question": SECRET, "stream": True})
        pipeline._script = lambda _: abstained()
        await client.post("/v1/ask", json={"question": SECRET})
        pipeline._script = lambda _: [ProviderFailed(SECRET, SECRET)]
        await client.post("/v1/ask", json={"question": SECRET})
        found = await samples(client)
        text = (await client.get("/metrics")).text
    assert value(found, "nescio_ready") == 1
    assert value(found, "nescio_questions_waiting") == 0
    assert value(found, "nescio_answers_total", status="answered", reason="") == 2
    assert value(found, "nescio_answers_total", status="abstained", reason="no_evidence") == 1
    assert value(found, "nescio_answers_total", status="failed", reason="model_unavailable") == 1
    assert value(found, "nescio_first_text_seconds_count", cached="false") == 2
    assert value(found, "nescio_answer_seconds_count", status="answered") == 2
    assert value(found, "nescio_answer_seconds_count", status="failed") == 1
    assert value(found, "nescio_answers_by_tier_total", tier="extractive", cached="false") == 3
    assert value(found, "nescio_turned_away_total") == 0
    assert SECRET not in text
    assert "Descale" not in text
    assert "nescio_model" not in text, "no models are configured"


class Clock:
    """Moves on when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_the_first_text_is_timed_apart_from_the_stream() -> None:
    clock = Clock()
    metrics = Metrics(make_settings(), clock=clock)
    began = metrics.now()

    async def events() -> AsyncIterator[Event]:
        clock.now = 0.2
        for event in KETTLE:
            yield event
            clock.now += 1

    async for _ in metrics.observed(events(), a_call().scope, began):
        pass
    sums = {
        s.name: s.value for family in metrics.registry.collect() for s in family.samples
        if s.name.endswith("_seconds_sum")
    }  # fmt: skip
    first = 0.2 + [event.event for event in KETTLE].index("delta")
    assert sums["nescio_first_text_seconds_sum"] == pytest.approx(first)
    assert sums["nescio_answer_seconds_sum"] == pytest.approx(0.2 + len(KETTLE))


async def test_who_leaves_is_counted_as_such() -> None:
    metrics = Metrics(make_settings())

    async def events() -> AsyncIterator[Event]:
        for event in KETTLE:
            yield event

    observed = metrics.observed(events(), a_call().scope, 0.0)
    await anext(observed)
    await observed.aclose()  # type: ignore[attr-defined]
    labels = {"status": "left", "reason": ""}
    assert metrics.registry.get_sample_value("nescio_answers_total", labels) == 1


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SpendingStore]:
    made = SpendingStore(f"sqlite:///{tmp_path}/costs.sqlite")
    yield made
    made.close()


async def test_models_are_counted(store: SpendingStore) -> None:
    settings = make_settings(models=MODELS)
    tiers = tiers_of(settings.models)
    usage = TokenUsage(prompt=1_000, completion=100, cached=400)
    one = ScriptedProvider("one", Reply(texts=("Yes.",), usage=usage))
    two = ScriptedProvider("two", Reply(texts=("Yes.",), usage=None))
    meter = SqlMeter(store, settings.models, tiers)
    gateway = ModelGateway(settings.models, tiers, [one, two], meter)
    metrics = Metrics(settings)
    journaled = JournaledGateway(gateway, settings.models, tiers)
    metrics.use(Models(gateway=gateway, journaled=journaled, meter=meter, drafts=DRAFTS))
    await ask(gateway, a_call())
    await ask(gateway, a_call("acme"))
    await ask(gateway, a_call(SECRET))
    one.now_replies(DOWN)
    await ask(gateway, a_call())
    await ask(gateway, a_call())
    async with listening(KETTLE, metrics, settings) as (client, _):
        await client.post("/v1/ask", json={"question": "?"})
        found = await samples(client)
        text = (await client.get("/metrics")).text
    assert SECRET not in text
    assert value(found, "nescio_model_calls_total", task="answer", outcome="finished") == 5
    assert value(found, "nescio_model_attempts_total", tier="small", outcome="failed") == 2
    assert value(found, "nescio_model_failures_total", provider="one", kind="server_error") == 2
    for state in ("closed", "half_open", "open"):
        labels = {"provider": "one", "model": "a", "state": state}
        assert value(found, "nescio_model_breaker_state", **labels) == (state == "open")
    small = {"task": "answer", "tier": "small"}
    assert value(found, "nescio_model_tokens_total", **small, kind="prompt") == 3 * 600
    assert value(found, "nescio_model_tokens_total", **small, kind="cached") == 3 * 400
    assert value(found, "nescio_model_tokens_total", **small, kind="completion") == 3 * 100
    for tenant in ("default", "acme", "other"):
        labels = {"tenant": tenant, **small, "currency": "USD"}
        assert value(found, "nescio_model_cost_total", **labels) == pytest.approx(0.0012)
    assert value(found, "nescio_model_unpriced_calls_total", tier="own") == 2
    assert (value(found, "nescio_model_estimated_tokens_total", tier="own") or 0) > 0
    acme = {"tenant": "acme", "currency": "USD"}
    assert value(found, "nescio_model_spent_today", **acme) == pytest.approx(0.0012)
    assert value(found, "nescio_model_budget", limit="hard", **acme) == 2
    assert value(found, "nescio_model_running", provider="one") == 0
    assert value(found, "nescio_model_unwritten") == 0
    assert value(found, "nescio_draft_sentences_total", tier="small", fate="supported") == 3
    assert value(found, "nescio_cache_misses_total", cause="answer") == 1
    assert [each.questions for each in store.questions(utc_today()).values()] == [1]


async def test_openmetrics_is_given_to_who_asks_for_it() -> None:
    settings = make_settings()
    async with listening(KETTLE, Metrics(settings), settings) as (client, _):
        accept = "application/openmetrics-text; version=1.0.0"
        response = await client.get("/metrics", headers={"accept": accept})
    assert response.headers["content-type"].startswith(accept)
    assert {"nescio_ready"} <= {family.name for family in read_openmetrics(response.text)}


async def test_a_token_may_be_needed() -> None:
    settings = make_settings(server={"metrics_token": "open sesame"})
    async with listening(KETTLE, Metrics(settings), settings) as (client, _):
        assert (await client.get("/metrics")).status_code == 401
        headers = {"authorization": "Bearer open sesame"}
        assert (await client.get("/metrics", headers=headers)).status_code == 200


async def test_two_servers_share_nothing() -> None:
    one, other = Metrics(make_settings()), Metrics(make_settings())
    one._answers.labels("answered", "").inc()
    labels = {"status": "answered", "reason": ""}
    assert other.registry.get_sample_value("nescio_answers_total", labels) is None
