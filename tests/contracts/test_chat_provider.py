"""What every ChatProvider must do: over OpenAI's and Anthropic's protocol, each spoken by a fake on
loopback, and over a real model."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from answer.models.chat import ChatProvider, Finished, Message, Piece, TokenUsage
from nescio.errors import ConfigError
from nescio.settings_models import ProviderSettings
from server.wiring import choose_provider
from tests.contracts.chat import SCHEMA, Kind, asking, failure, settings, whole
from tests.fake_provider import FakeProvider, Hang, Reply, Status, Step, Tokens
from tests.models_server import SmolLM2Server

pytestmark = pytest.mark.anyio


class TestReplies:
    async def test_a_reply_comes_in_pieces(self, fake: FakeProvider, provider: Any) -> None:
        fake.then = Reply("One two three.", tokens=Tokens(12, 3, cached=4))
        text, finished = await whole(provider)
        assert text == "One two three."
        usage = TokenUsage(prompt=12, completion=3, cached=4)
        assert finished == Finished(reason="stop", usage=usage)

    async def test_the_first_piece_does_not_wait_for_the_rest(
        self, fake: FakeProvider, provider: Any
    ) -> None:
        fake.then = Reply("One two", "hang", after=1)
        async with aclosing(provider.stream(asking())) as reply:
            assert await anext(reply) == Piece(text="One")

    async def test_the_request_is_as_asked(self, fake: FakeProvider, provider: Any) -> None:
        await whole(provider, asking(temperature=0.5))
        (request,) = fake.requests
        assert request.messages == [("system", "Be brief."), ("user", "How are you?")]
        assert request.body["model"] == "m"
        assert request.body["max_tokens"] == 50
        assert request.body["temperature"] == 0.5
        assert request.idempotency_key == "key-1"
        assert "secret" in (request.headers.get("authorization") or request.headers["x-api-key"])

    async def test_a_length_limit_is_told(self, fake: FakeProvider, provider: Any) -> None:
        fake.then = Reply("One two", finish="length")
        assert (await whole(provider))[1].reason == "length"

    async def test_a_refusal_is_no_failure(self, fake: FakeProvider, provider: Any) -> None:
        fake.then = Reply("", finish="refusal")
        text, finished = await whole(provider)
        assert (text, finished.reason) == ("", "refusal")

    async def test_usage_may_be_missing(self, fake: FakeProvider, provider: Any) -> None:
        fake.then = Reply(tokens=False)
        assert (await whole(provider))[1].usage is None

    async def test_a_schema_is_passed_on(
        self, fake: FakeProvider, provider: Any, kind: Kind
    ) -> None:
        await whole(provider, asking(reply_schema=SCHEMA))
        body = fake.requests[0].body
        if kind == "openai":
            assert body["response_format"]["type"] == "json_schema"
            assert body["response_format"]["json_schema"]["schema"] == SCHEMA
        else:
            assert body["output_config"]["format"] == {"type": "json_schema", "schema": SCHEMA}

    async def test_fields_of_the_settings_take_the_place_of_ours(
        self, fake: FakeProvider, kind: Kind
    ) -> None:
        fields = {"temperature": None, "top_k": 5, "response_format": None, "output_config": None}
        made = choose_provider(settings(kind, fake, fields=fields))
        await whole(made, asking(reply_schema=SCHEMA))
        await made.aclose()
        body = fake.requests[0].body
        assert body["top_k"] == 5
        assert not {"temperature", "response_format", "output_config"} & set(body)

    async def test_many_calls_at_a_time(self, fake: FakeProvider, provider: Any) -> None:
        fake.then = lambda request: Reply(request.messages[-1][1], first_s=0.05)
        asked = [f"Number {number}." for number in range(40)]
        replies = await asyncio.gather(*(whole(provider, asking(text)) for text in asked))
        assert [text for text, _ in replies] == asked
        assert fake.peak == 40

    async def test_a_connection_is_used_again(self, fake: FakeProvider, provider: Any) -> None:
        for _ in range(3):
            await whole(provider)
        assert fake.connections == 1


class TestHangingUp:
    async def test_closing_the_iterator_ends_the_call_upstream(
        self, fake: FakeProvider, provider: Any
    ) -> None:
        fake.then = Reply("One two three", "hang", after=2)
        reply = provider.stream(asking())
        assert await anext(reply) == Piece(text="One")
        await reply.aclose()
        await fake.until(lambda: fake.hang_ups == 1)
        assert fake.running == 0

    @pytest.mark.parametrize("step", [Hang(), Reply("One two", "hang")], ids=["headers", "middle"])
    async def test_cancelling_does_so_too(
        self, fake: FakeProvider, provider: Any, step: Step
    ) -> None:
        fake.then = step
        task = asyncio.create_task(whole(provider))
        await fake.until(lambda: fake.running == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await fake.until(lambda: fake.hang_ups == 1)

    async def test_the_provider_can_be_asked_again(self, fake: FakeProvider, provider: Any) -> None:
        fake.script.append(Reply("One two three", "hang", after=1))
        reply = provider.stream(asking())
        await anext(reply)
        await reply.aclose()
        assert (await whole(provider))[0] == "Fine."


class TestLimits:
    async def test_none_are_told(self, fake: FakeProvider, provider: Any) -> None:
        await whole(provider)
        assert provider.rate_limit is None

    @pytest.mark.parametrize("code", [200, 429])
    async def test_openai(self, fake: FakeProvider, provider: Any, code: int) -> None:
        headers = {
            "x-ratelimit-remaining-requests": "0",
            "x-ratelimit-reset-requests": "1m2.5s",
            "x-ratelimit-remaining-tokens": "900",
            "x-ratelimit-reset-tokens": "6m0s",
        }
        fake.script.append(Reply(headers=headers) if code == 200 else Status(code, headers=headers))
        await (whole(provider) if code == 200 else failure(provider))
        limit = provider.rate_limit
        assert (limit.requests_left, limit.tokens_left, limit.reset_s) == (0, 900, 62.5)
        assert limit.at == pytest.approx(time.monotonic(), abs=5)
        await whole(provider)
        assert provider.rate_limit is limit, "silence does not void what was said"

    async def test_anthropic(self, fake: FakeProvider, provider: Any) -> None:
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 30))
        headers = {
            "anthropic-ratelimit-requests-remaining": "12",
            "anthropic-ratelimit-requests-reset": "2020-01-01T00:00:00Z",
            "anthropic-ratelimit-input-tokens-remaining": "500",
            "anthropic-ratelimit-input-tokens-reset": soon,
            "anthropic-ratelimit-output-tokens-remaining": "80",
            "anthropic-ratelimit-output-tokens-reset": soon,
        }
        fake.then = Reply(headers=headers)
        await whole(provider)
        limit = provider.rate_limit
        assert (limit.requests_left, limit.tokens_left) == (12, 80)
        assert limit.reset_s == pytest.approx(30, abs=5)


class TestConfiguration:
    @pytest.mark.parametrize("base_url", ["http://host:port/v1", "http://[::1/v1"])
    def test_a_bad_url_is_one_line(self, kind: Kind, base_url: str) -> None:
        bad = ProviderSettings(name="here", type=kind, base_url=base_url, api_key="k")
        self._one_line(bad)

    def test_a_key_that_no_header_can_hold(self, kind: Kind) -> None:
        self._one_line(ProviderSettings(name="here", type=kind, api_key="ké\n"))

    def test_a_vendor_wants_a_key(self, kind: Kind) -> None:
        self._one_line(ProviderSettings(name="here", type=kind))

    def _one_line(self, bad: ProviderSettings) -> None:
        with pytest.raises(ConfigError) as caught:
            choose_provider(bad)
        assert str(caught.value).startswith("models.providers.here")
        assert "\n" not in str(caught.value)


@pytest.mark.model
class TestRealModel:
    """A real model behind llama.cpp's server. What it says is its own affair."""

    @pytest.fixture
    async def provider(self, smollm2_server: SmolLM2Server) -> AsyncIterator[ChatProvider]:
        made = self._provider(smollm2_server)
        yield made
        await made.aclose()

    def _provider(self, server: SmolLM2Server) -> ChatProvider:
        return choose_provider(ProviderSettings(name="here", base_url=server.url))

    async def test_it_replies(self, provider: Any) -> None:
        text, finished = await whole(provider, asking("Say hello.", max_tokens=8))
        assert text.strip()
        assert finished.reason in ("stop", "length")
        assert finished.usage is not None
        assert finished.usage.prompt > 5
        assert 0 < finished.usage.completion <= 8

    async def test_the_prefix_is_cached(self, smollm2_server: SmolLM2Server) -> None:
        rules = Message(role="system", content="You sell kettles. " * 20, stable=True)
        for text in ("One?", "Two?"):
            # Each over a connection of its own: once in some hundred replies, llama.cpp's server
            # closes a connection that it promised to keep. Mending that is the gateway's work.
            messages = (rules, Message(role="user", content=text))
            async with aclosing(self._provider(smollm2_server)) as provider:
                _, finished = await whole(provider, asking(messages=messages, max_tokens=2))
        assert finished.usage is not None
        assert finished.usage.cached > 50

    async def test_a_schema_is_followed(self, provider: Any) -> None:
        text, finished = await whole(provider, asking(reply_schema=SCHEMA, max_tokens=40))
        assert finished.reason == "stop"
        assert isinstance(json.loads(text)["ok"], bool)

    async def test_hanging_up_frees_it(self, provider: Any) -> None:
        reply = provider.stream(asking("Tell a long story.", max_tokens=2000))
        assert isinstance(await anext(reply), Piece)
        await reply.aclose()
        async with asyncio.timeout(30):
            both = [whole(provider, asking(max_tokens=4)) for _ in range(3)]
            assert len(await asyncio.gather(*both)) == 3

    async def test_what_does_not_fit_is_a_bad_request(self, provider: Any) -> None:
        failed = await failure(provider, asking("long " * 20_000))
        assert failed.kind == "bad_request"
