"""The HTTP interface when something is wrong: failures, bad requests, limits, not ready."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from nescio.errors import SourceUnavailable, StageTimeout
from server.app import create_app
from server.readiness import Answerer
from tests.server.scripted import ScriptedPipeline, make_settings, opener
from tests.server.serving import (
    KETTLE,
    leave_after_start,
    serving,
    serving_app,
    serving_script,
    transport_of,
)

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (SourceUnavailable("shop", "no such file"), "source_unavailable", 503),
        (StageTimeout("retrieve", 10), "timeout", 504),
        (ZeroDivisionError("secret detail"), "internal", 500),
    ],
)
async def test_exception_in_mid_stream(error: Exception, code: str, status: int) -> None:
    async with serving_script([*KETTLE[:4], error]) as (client, _):
        streamed = await client.post("/v1/ask", json={"question": "?", "stream": True})
        plain = await client.post("/v1/ask", json={"question": "?"})
    names = [line for line in streamed.text.split("\n") if line.startswith("event:")]
    assert names[-2:] == ["event: failed", "event: done"]
    assert f'"code":"{code}"' in streamed.text
    assert plain.status_code == status
    assert plain.json()["code"] == code
    assert "secret" not in streamed.text + plain.text


async def test_stream_that_breaks_off_fails() -> None:
    async with serving_script(KETTLE[:4]) as (client, _):
        response = await client.post("/v1/ask", json={"question": "?", "stream": True})
    assert '"message":"the answer broke off"' in response.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"question": ""}',
        b'{"question": "a", "colour": 1}',
        b'{"question": "a", "conversation_id": "../x"}',
        json.dumps({"question": "a" * 2001}).encode(),
        json.dumps({"question": "a", "history": [{"question": "b"}] * 51}).encode(),
    ],
)
async def test_bad_requests_are_one_clear_line(body: bytes) -> None:
    async with serving_script(KETTLE) as (client, _):
        response = await client.post(
            "/v1/ask", content=body, headers={"content-type": "application/json"}
        )
    assert response.status_code == 422
    assert set(response.json()) == {"code", "message"}
    assert "\n" not in response.json()["message"]


async def test_large_bodies_are_refused_announced_or_not() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b" " * 100

    headers = {"content-type": "application/json"}
    async with serving_script(KETTLE, max_body_bytes=500) as (client, pipeline):
        announced = await client.post("/v1/ask", content=b" " * 1000, headers=headers)
        chunked = await client.post("/v1/ask", content=pieces(), headers=headers)
    assert (announced.status_code, chunked.status_code) == (413, 413)
    assert announced.json() == chunked.json()
    assert not pipeline.questions


async def test_turned_away_when_the_queue_is_full() -> None:
    pipeline = ScriptedPipeline(lambda _: KETTLE, hold_at=0)
    server = {"max_concurrent": 1, "max_queued": 0}
    async with serving(opener(pipeline), server=server) as client:
        first = asyncio.create_task(client.post("/v1/ask", json={"question": "?"}))
        await pipeline.held.wait()
        second = await client.post("/v1/ask", json={"question": "Another?"})
        pipeline.release.set()
        assert (await first).status_code == 200
        third = await client.post("/v1/ask", json={"question": "?"})
    assert second.status_code == 429
    assert int(second.headers["retry-after"]) > 0
    assert third.status_code == 200


async def test_waiting_for_a_turn_has_a_deadline() -> None:
    pipeline = ScriptedPipeline(lambda _: KETTLE, hold_at=0)
    limits: dict[str, object] = {
        "server": {"max_concurrent": 1},
        "answer": {"deadline_s": 0.01},
    }
    async with serving(opener(pipeline), **limits) as client:
        first = asyncio.create_task(client.post("/v1/ask", json={"question": "?"}))
        await pipeline.held.wait()
        second = await client.post("/v1/ask", json={"question": "Another?"})
        pipeline.release.set()
        await first
    assert second.status_code == 504


async def test_client_that_leaves_cancels_the_pipeline() -> None:
    pipeline = ScriptedPipeline(lambda _: KETTLE, hold_at=2)
    server = {"max_concurrent": 1, "max_queued": 0}
    async with serving(opener(pipeline), server=server) as client:
        app = transport_of(client).app
        async with asyncio.timeout(5):
            sent = await leave_after_start(app, pipeline)
            await pipeline.cancelled.wait()
            await pipeline.finished.wait()
        pipeline.release.set()
        assert (await client.post("/v1/ask", json={"question": "?"})).status_code == 200
    assert b"event: start" in b"".join(sent)
    assert b"event: answered" not in b"".join(sent)


async def test_listens_before_it_is_ready() -> None:
    opening, opened = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def slow() -> AsyncIterator[Answerer]:
        await opening.wait()
        yield ScriptedPipeline(lambda _: KETTLE)

    app = create_app(make_settings(), slow, on_settled=lambda _: opened.set())
    async with serving_app(app) as client:
        assert (await client.get("/healthz")).status_code == 200
        waiting = await client.get("/readyz")
        asked = await client.post("/v1/ask", json={"question": "?"})
        opening.set()
        await opened.wait()
        ready = await client.get("/readyz")
    assert (waiting.status_code, asked.status_code, ready.status_code) == (503, 503, 200)
    assert "loading" in waiting.json()["message"]
    assert asked.json()["code"] == "not_ready"


async def test_reason_when_it_cannot_become_ready() -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[Answerer]:
        raise SourceUnavailable("shop", "no such file")
        yield

    async with serving(broken) as client:
        response = await client.get("/readyz")
    assert response.status_code == 503
    assert "'shop'" in response.json()["message"]
