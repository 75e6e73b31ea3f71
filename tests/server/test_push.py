"""Records pushed over HTTP: who may, what is taken, what happens once, what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from retrieval import pushed
from tests.ingest.samples import Shop
from tests.server.job_serving import PUSH_TOKEN, Served, open_shop, served

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
PATH = "/v1/sources/tickets/records"
ZIP = {"op": "upsert", "key": "T-1", "markdown": "# Zip\n\nThe zip jams."}
MALFORMED = [
    {"op": "upsert", "key": "", "text": "x"},
    {"op": "upsert", "key": "k" * 513, "text": "x"},
    {"op": "upsert", "key": "a\nb", "text": "x"},
    {"op": "upsert", "key": "a\u202eb", "text": "x"},
    {"op": "upsert", "key": "a/", "text": "x"},
    {"op": "upsert", "key": "a"},
    {"op": "upsert", "key": "a", "text": "x", "html": "y"},
    {"op": "upsert", "key": "a", "html": "y", "media_type": "text/csv"},
    {"op": "upsert", "key": "a", "text": "y", "media_type": "application/pdf"},
    {"op": "upsert", "key": "a", "text": "x", "tenant": "other"},
    {"op": "delete", "key": "a", "text": "x"},
    {"op": "drop", "key": "a"},
    {"op": "upsert", "key": "a", "text": "x", "access": [""]},
]


@pytest.fixture
async def shop(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def push(
    server: Served, *records: object, key: str | None = None, wait: bool = False
) -> httpx.Response:
    headers = {"authorization": f"Bearer {PUSH_TOKEN}"}
    if key is not None:
        headers["idempotency-key"] = key
    parameters = {"wait": "true"} if wait else {}
    body = {"records": records}
    return await server.anyone.post(PATH, json=body, headers=headers, params=parameters)


async def test_kept_indexed_and_deleted(shop: Shop) -> None:
    async with served(shop) as server:
        reply = await push(server, ZIP, {"op": "delete", "key": "T-9"}, wait=True)
        assert reply.status_code == 200
        counts = {name: reply.json()[name] for name in ("upserted", "deleted", "unchanged")}
        assert counts == {"upserted": 1, "deleted": 0, "unchanged": 1}
        assert reply.json()["indexed"]
        assert shop.rows("SELECT title FROM documents WHERE source = 'tickets'") == [("Zip",)]
        job = (await server.admin.get(f"/v1/jobs/{reply.json()['job']}")).json()
        assert job["sources"] == ["tickets"]

        reply = await push(server, {"op": "delete", "key": "T-1"})
        assert (reply.status_code, reply.json()["indexed"]) == (202, False)
        await asyncio.wait_for(server.jobs.ended(reply.json()["job"]), 30)
        assert shop.rows("SELECT count(*) FROM documents") == [(0,)]
        assert shop.rows("SELECT count(*) FROM pushed") == [(0,)]
        assert await shop.vector_ids() == set()


async def test_the_same_request_happens_once(shop: Shop) -> None:
    async with served(shop) as server:
        both = await asyncio.gather(*(push(server, ZIP, key="once", wait=True) for _ in range(2)))
        assert both[0].json() == both[1].json()
        assert (await push(server, ZIP, key="once", wait=True)).json() == both[0].json()
        other = await push(server, {**ZIP, "markdown": "Other."}, key="once")
        assert (other.status_code, other.json()["code"]) == (409, "conflict")
        assert len(await server.jobs.jobs()) == 1
        assert shop.rows("SELECT count(*) FROM push_receipts") == [(1,)]


async def test_unknown_sources_and_wrong_tokens_look_alike(shop: Shop) -> None:
    async with served(shop) as server:
        body = {"records": [ZIP]}
        replies = [
            await server.anyone.post(path, json=body, headers=headers)
            for path in (PATH, "/v1/sources/nix/records", "/v1/sources/help/records")
            for headers in ({}, {"authorization": "Bearer nix"}, {"authorization": PUSH_TOKEN})
        ]
        assert {reply.status_code for reply in replies} == {401}
        assert len({reply.text for reply in replies}) == 1
        # The admin of the server is not the sender.
        assert (await server.admin.post(PATH, json=body)).status_code == 401
    assert pushed.count(shop.catalogue, "tickets") == 0


async def test_what_is_malformed_is_refused_as_a_whole(shop: Shop) -> None:
    async with served(shop) as server:
        for record in MALFORMED:
            reply = await push(server, ZIP, record)
            assert (reply.status_code, reply.json()["code"]) == (422, "bad_request"), record
    assert pushed.count(shop.catalogue, "tickets") == 0


async def test_limits(shop: Shop) -> None:
    async with served(shop) as server:
        many = [{"op": "delete", "key": str(number)} for number in range(4)]
        reply = await push(server, *many)
        assert (reply.status_code, "more than 3" in reply.json()["message"]) == (422, True)
        limit = shop.settings.server.max_body_bytes
        reply = await push(server, {**ZIP, "markdown": "x" * limit})
        assert (reply.status_code, reply.json()["code"]) == (413, "too_large")
        headers = {"authorization": f"Bearer {PUSH_TOKEN}", "content-type": "application/json"}
        halves = b'{"records": [{"op": "upsert", "key": "a", "text": "\\ud800"}]}'
        reply = await server.anyone.post(PATH, content=halves, headers=headers)
        assert reply.status_code == 422
