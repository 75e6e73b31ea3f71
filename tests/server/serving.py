"""An HTTP client of the server over a scripted pipeline, for tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp

from nescio.events import Event
from server.app import create_app
from server.readiness import Opener
from tests.server.scripted import (
    PASSAGE,
    QUOTE,
    RECORD,
    ScriptedPipeline,
    answered,
    make_settings,
    opener,
)

KETTLE = answered((QUOTE, PASSAGE), ("It costs 49.00 EUR.", RECORD), notes=("An old note.",))


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


def transport_of(client: httpx.AsyncClient) -> httpx.ASGITransport:
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    return transport


async def leave_after_start(
    app: ASGIApp, pipeline: ScriptedPipeline, *, stream: bool = True
) -> list[bytes]:
    """Ask by hand-driven receive and send; leave while the pipeline holds."""
    body = json.dumps({"question": "?", "stream": stream}).encode()
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
