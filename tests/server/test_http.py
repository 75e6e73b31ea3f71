"""The HTTP interface over a scripted pipeline."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from nescio.client import Client
from nescio.errors import (
    NotFound,
    ServerRefused,
    ServerUnreachable,
    SourceUnavailable,
    StageTimeout,
)
from nescio.events import Done, Event, Failed, Final
from nescio.types import Abstained, Answered, Question, Turn
from nescio.wire import decode_answer
from server.app import create_app
from server.readiness import Answerer, Opener
from server.schemas import AskReply, SourceDetailOut
from tests.server.scripted import (
    DETAILS,
    PASSAGE,
    QUOTE,
    RECORD,
    ScriptedPipeline,
    abstained,
    answered,
    make_settings,
    opener,
)

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def serving_app(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


@asynccontextmanager
async def serving(opened: Opener, **overrides: object) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that is ready, or has failed to become so."""
    settled = asyncio.Event()
    app = create_app(make_settings(**overrides), opened, on_settled=lambda _: settled.set())
    async with serving_app(app) as client:
        await settled.wait()
        yield client


@asynccontextmanager
async def serving_script(
    script: Sequence[Event | Exception], **server: object
) -> AsyncIterator[tuple[httpx.AsyncClient, ScriptedPipeline]]:
    pipeline = ScriptedPipeline(lambda _: script)
    async with serving(opener(pipeline), server=server) as client:
        yield client, pipeline


KETTLE = answered((QUOTE, PASSAGE), ("It costs 49.00 EUR.", RECORD), notes=("An old note.",))


async def test_json_answer_is_what_openapi_promises() -> None:
    async with serving_script(KETTLE) as (client, _):
        response = await client.post("/v1/ask", json={"question": "How do I descale it?"})
    assert response.status_code == 200
    reply = AskReply.model_validate(response.json())
    assert reply.status == "answered"
    assert [s.id for s in reply.sources] == ["passage-1", "record-1"]
    claim = reply.citations[1].claim
    assert reply.text[claim.start : claim.end] == "It costs 49.00 EUR."
    final = KETTLE[-2]
    assert isinstance(final, Final)
    assert decode_answer(response.json()) == final.answer


async def test_abstention_is_a_result() -> None:
    async with serving_script(abstained()) as (client, _):
        response = await client.post("/v1/ask", json={"question": "Who won in 1998?"})
    assert response.status_code == 200
    reply = AskReply.model_validate(response.json())
    assert (reply.status, reply.reason) == ("abstained", "no_evidence")
    assert [s.id for s in reply.nearest] == ["passage-1"]


async def test_stream_follows_the_protocol() -> None:
    async with serving_script(KETTLE) as (client, _):
        response = await client.post(
            "/v1/ask", json={"question": "?"}, headers={"accept": "text/event-stream"}
        )
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["x-accel-buffering"] == "no"
    blocks = [b.split("\n") for b in response.text.strip().split("\n\n")]
    assert [b[0] for b in blocks] == [f"id: {n}" for n in range(1, len(blocks) + 1)]
    names = [b[1].removeprefix("event: ") for b in blocks]
    assert names == [
        *("start", "status", "status", "sources"),
        *("delta", "citation", "verdict"),
        *("delta", "citation", "verdict"),
        *("answered", "done"),
    ]
    citation = json.loads(blocks[5][2].removeprefix("data: "))
    quote = citation["quote"]
    assert DETAILS["passage-1"].text[quote["start"] : quote["end"]] == QUOTE


async def test_stream_by_field_overrides_the_header() -> None:
    async with serving_script(KETTLE) as (client, _):
        plain = await client.post(
            "/v1/ask",
            json={"question": "?", "stream": False},
            headers={"accept": "text/event-stream"},
        )
        streamed = await client.post("/v1/ask", json={"question": "?", "stream": True})
    assert plain.json()["status"] == "answered"
    assert streamed.text.startswith("id: 1\nevent: start\n")


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


async def test_source() -> None:
    async with serving_script(KETTLE) as (client, _):
        passage = await client.get("/v1/sources/passage-1")
        record = await client.get("/v1/sources/record-1")
        missing = await client.get("/v1/sources/nothing")
    detail = SourceDetailOut.model_validate(passage.json())
    assert detail.span is not None
    assert detail.text[detail.span.start : detail.span.end] == QUOTE
    assert SourceDetailOut.model_validate(record.json()).fields[1].value == "49.00 EUR"
    assert missing.status_code == 404
    assert missing.json()["code"] == "not_found"


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
        second = await client.post("/v1/ask", json={"question": "?"})
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
        second = await client.post("/v1/ask", json={"question": "?"})
        pipeline.release.set()
        await first
    assert second.status_code == 504


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


async def test_conversation_is_remembered_and_own_history_wins() -> None:
    async with serving_script(KETTLE) as (client, pipeline):
        first = (await client.post("/v1/ask", json={"question": "one"})).json()
        same = first["conversation_id"]
        await client.post("/v1/ask", json={"question": "two", "conversation_id": same})
        own = [{"question": "mine", "answer": "yours"}]
        await client.post(
            "/v1/ask", json={"question": "three", "conversation_id": same, "history": own}
        )
        await client.post("/v1/ask", json={"question": "four", "conversation_id": "other"})
    assert [q.history for q in pipeline.questions] == [
        (),
        (Turn(question="one", answer=first["text"]),),
        (Turn(question="mine", answer="yours"),),
        (),
    ]


async def test_conversations_are_bounded() -> None:
    async with serving_script(KETTLE) as (client, pipeline):
        for number in range(9):
            await client.post("/v1/ask", json={"question": str(number), "conversation_id": "same"})
    assert [t.question for t in pipeline.questions[-1].history] == ["2", "3", "4", "5", "6", "7"]


async def test_security_headers_and_the_page() -> None:
    async with serving_script(KETTLE) as (client, _):
        page = await client.get("/")
        again = await client.get("/", headers={"if-none-match": page.headers["etag"]})
        script = await client.get("/app.js")
        missing = await client.get("/nowhere")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert again.status_code == 304
    assert script.headers["content-type"].startswith("text/javascript")
    assert "max-age" in script.headers["cache-control"]
    assert missing.json() == {"code": "not_found", "message": "Not Found"}
    assert "<script>" not in page.text
    assert " style=" not in page.text


async def test_openapi_describes_every_route() -> None:
    async with serving_script(KETTLE) as (client, _):
        document = (await client.get("/openapi.json")).json()
    assert set(document["paths"]) == {"/v1/ask", "/v1/sources/{source_id}", "/healthz", "/readyz"}
    ask = document["paths"]["/v1/ask"]["post"]["responses"]
    assert set(ask["200"]["content"]) == {"application/json", "text/event-stream"}
    assert {"413", "422", "429", "503"} <= set(ask)
    assert document["components"]["schemas"]["AskRequest"]["examples"]


def transport_of(client: httpx.AsyncClient) -> httpx.ASGITransport:
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    return transport


async def leave_after_start(app: ASGIApp, pipeline: ScriptedPipeline) -> list[bytes]:
    """Ask for a stream by hand-driven receive and send; leave while the pipeline holds."""
    body = json.dumps({"question": "?", "stream": True}).encode()
    requests = iter([{"type": "http.request", "body": body, "more_body": False}])
    sent: list[bytes] = []

    async def receive() -> dict[str, object]:
        for message in requests:
            return message
        await pipeline.held.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        sent.append(bytes(message.get("body", b"")))  # type: ignore[call-overload]

    headers = [(b"content-type", b"application/json"), (b"host", b"test")]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/v1/ask",
        "raw_path": b"/v1/ask",
        "query_string": b"",
        "scheme": "http",
        "headers": headers,
        "client": ("test", 1),
        "server": ("test", 80),
    }
    await app(scope, receive, send)  # type: ignore[arg-type]
    return sent


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


async def test_client_streams_asks_and_reads_sources() -> None:
    pipeline = ScriptedPipeline(lambda q: abstained() if "who" in q.text else KETTLE)
    async with (
        serving(opener(pipeline)) as http,
        Client("http://test", transport=transport_of(http)) as client,
    ):
        assert await client.ready()
        reply = await client.ask("what?")
        events = [event async for event in client.stream("who?", conversation_id="c1")]
        detail = await client.source("passage-1")
        with pytest.raises(NotFound):
            await client.source("no such/source")
        with pytest.raises(ServerRefused, match="longer than 2000") as refused:
            await client.ask("a" * 2001)
        with pytest.raises(ServerRefused, match="longer than 2000"):
            await anext(aiter(client.stream("a" * 2001)))
    assert isinstance(reply.answer, Answered)
    assert [s.id for s in reply.sources] == ["passage-1", "record-1"]
    assert pipeline.questions[1] == Question(text="who?", conversation_id="c1")
    final = events[-2]
    assert isinstance(final, Final)
    assert isinstance(final.answer, Abstained)
    assert isinstance(events[-1], Done)
    assert detail == DETAILS["passage-1"]
    assert (refused.value.code, refused.value.retryable) == ("bad_request", False)


async def test_client_gets_failures_as_events() -> None:
    pipeline = ScriptedPipeline(lambda _: [SourceUnavailable("shop", "gone")])
    async with (
        serving(opener(pipeline)) as http,
        Client("http://test", transport=transport_of(http)) as client,
    ):
        events = [event async for event in client.stream("?")]
    assert isinstance(events[1], Failed)
    assert events[1].retryable


async def test_client_without_a_server() -> None:
    async with Client("http://127.0.0.1:9") as client:
        with pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:9"):
            await client.ready()
