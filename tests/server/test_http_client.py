"""`nescio.client` against the HTTP server over a scripted pipeline."""

from __future__ import annotations

import pytest

from nescio.answers import Abstained, Answered
from nescio.client import Client
from nescio.errors import NotFound, ServerRefused, ServerUnreachable, SourceUnavailable
from nescio.events import Done, Failed, Final
from nescio.types import Question
from tests.server.scripted import AGES, DETAILS, ScriptedPipeline, abstained, opener
from tests.server.serving import KETTLE, serving, transport_of

pytestmark = pytest.mark.anyio


async def test_client_streams_asks_and_reads_sources() -> None:
    pipeline = ScriptedPipeline(lambda q: abstained() if "who" in q.text else KETTLE)
    async with (
        serving(opener(pipeline)) as http,
        Client("http://test", transport=transport_of(http)) as client,
    ):
        assert await client.ready()
        reply = await client.ask("what?")
        asked = client.stream("who?", conversation_id="c1", max_staleness_s=60)
        events = [event async for event in asked]
        detail = await client.source("passage-1")
        with pytest.raises(NotFound):
            await client.source("no such/source")
        with pytest.raises(ServerRefused, match="longer than 2000") as refused:
            await client.ask("a" * 2001)
        with pytest.raises(ServerRefused, match="longer than 2000"):
            await anext(aiter(client.stream("a" * 2001)))
    assert isinstance(reply.answer, Answered)
    assert [s.id for s in reply.sources] == ["passage-1", "record-1"]
    assert pipeline.questions[1] == Question(text="who?", conversation_id="c1", max_staleness_s=60)
    assert (reply.index_lag_ms, reply.freshness) == (90_000, AGES)
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
