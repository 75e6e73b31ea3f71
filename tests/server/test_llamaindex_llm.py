"""LlamaIndex's pieces over the gateway, the gateway over a provider that really is asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from llama_index.core import get_response_synthesizer
from llama_index.core.llms import ChatMessage
from llama_index.core.response_synthesizers import ResponseMode
from llama_index.core.schema import NodeWithScore, TextNode

from answer.models.calls import Attempt, Gateway
from answer.models.gateway import ModelGateway
from answer.models.tiers import tiers_of
from nescio.errors import ProviderFailed
from nescio.settings_models import ModelSettings
from nescio.types import Scope
from server.llamaindex_llm import GatewayLLM, open_llm
from server.wiring import choose_provider
from tests.fake_provider import FakeProvider, Reply, Status, Tokens


class FreeOfCharge:
    """A meter that only listens."""

    def __init__(self) -> None:
        self.attempts: list[tuple[Scope, Attempt]] = []

    async def allowance(self, scope: Scope) -> Any:
        return "any"

    async def record(self, scope: Scope, task: Any, attempt: Attempt) -> None:
        self.attempts.append((scope, attempt))


@pytest.fixture
def fake() -> Iterator[FakeProvider]:
    with FakeProvider() as server:
        yield server


@pytest.fixture
def meter() -> FreeOfCharge:
    return FreeOfCharge()


@pytest.fixture
def llm(fake: FakeProvider, meter: FreeOfCharge) -> Iterator[GatewayLLM]:
    settings = ModelSettings.model_validate(
        {
            "providers": [{"name": "here", "base_url": fake.url}],
            "tiers": [{"name": name, "provider": "here", "model": name} for name in ("a", "b")],
            "tasks": {"answer": {"tiers": ["a", "b"]}},
            "retries": {"attempts": 1},
        }
    )

    @asynccontextmanager
    async def opening() -> AsyncIterator[Gateway]:
        provider = choose_provider(settings.providers[0])
        gateway = ModelGateway(settings, tiers_of(settings), [provider], meter)
        yield gateway
        await gateway.aclose()
        await provider.aclose()

    with open_llm(opening(), Scope(tenant="acme")) as made:
        yield made


def test_complete(fake: FakeProvider, llm: GatewayLLM, meter: FreeOfCharge) -> None:
    fake.then = Reply("Very well.", tokens=Tokens(9, 2))
    reply = llm.complete("How are you?")
    assert reply.text == "Very well."
    assert reply.additional_kwargs["prompt_tokens"] == 9
    assert fake.requests[0].messages == [("user", "How are you?")]
    assert [scope.tenant for scope, _ in meter.attempts] == ["acme"]


def test_stream_complete(fake: FakeProvider, llm: GatewayLLM) -> None:
    fake.then = Reply("One two three.")
    pieces = list(llm.stream_complete("Count."))
    assert [piece.delta for piece in pieces] == ["One", " two", " three."]
    assert pieces[-1].text == "One two three."


def test_chat_keeps_the_roles(fake: FakeProvider, llm: GatewayLLM) -> None:
    messages = [ChatMessage(role="system", content="Be brief."), ChatMessage(content="Well?")]
    assert llm.chat(messages).message.content == "Fine."
    assert "".join(str(r.delta) for r in llm.stream_chat(messages)) == "Fine."
    for request in fake.requests:
        assert request.messages == [("system", "Be brief."), ("user", "Well?")]


def test_inside_a_running_loop(llm: GatewayLLM) -> None:
    async def all_ways() -> list[str]:
        chat = [ChatMessage(content="Well?")]
        return [
            llm.complete("Well?").text,
            (await llm.acomplete("Well?")).text,
            "".join([str(r.delta) async for r in await llm.astream_complete("Well?")]),
            str((await llm.achat(chat)).message.content),
            "".join([str(r.delta) async for r in await llm.astream_chat(chat)]),
        ]

    assert asyncio.run(all_ways()) == ["Fine."] * 5


def test_a_whole_reply_falls_back_unseen(fake: FakeProvider, llm: GatewayLLM) -> None:
    fake.script.append(Reply("Half of", "cut"))
    assert llm.complete("Well?").text == "Fine."
    assert [request.body["model"] for request in fake.requests] == ["a", "b"]


def test_a_stream_does_not_begin_twice(fake: FakeProvider, llm: GatewayLLM) -> None:
    fake.script.extend([Status(500), Reply("Half of", "cut")])
    said: list[str] = []
    with pytest.raises(ProviderFailed):
        said.extend(str(piece.delta) for piece in llm.stream_complete("Well?"))
    assert fake.calls == 2


def test_leaving_a_stream_hangs_up(fake: FakeProvider, llm: GatewayLLM) -> None:
    fake.then = Reply("One two three.", "hang")
    pieces: Any = llm.stream_complete("Count.")
    assert next(pieces).delta == "One"
    pieces.close()
    deadline = time.monotonic() + 5
    while not fake.hang_ups and time.monotonic() < deadline:
        time.sleep(0.01)
    assert fake.hang_ups == 1


@pytest.mark.parametrize("streaming", [False, True])
def test_a_response_synthesizer(fake: FakeProvider, llm: GatewayLLM, streaming: bool) -> None:
    fake.then = Reply("Five years.")
    synthesizer = get_response_synthesizer(
        llm=llm, response_mode=ResponseMode.COMPACT, streaming=streaming
    )
    node = NodeWithScore(node=TextNode(text="The kettle is under warranty for five years."))
    reply = synthesizer.synthesize("How long is the warranty?", nodes=[node])
    assert str(reply) == "Five years."
    assert "under warranty for five years" in fake.requests[0].prompt
