"""What every ChatProvider must do: over OpenAI's and Anthropic's protocol, each spoken by a fake on
loopback, and over a real model."""

from __future__ import annotations

import asyncio
import email.utils
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any, Literal

import pytest

from answer.models import streaming
from answer.models.chat import (
    ChatProvider,
    ChatRequest,
    FailureKind,
    Finished,
    Message,
    ModelFailed,
    Piece,
    TokenUsage,
)
from nescio.errors import ConfigError
from nescio.settings_models import ProviderSettings
from server.wiring import choose_provider
from tests.certificates import NoOpenSSL, make_certificate
from tests.fake_provider import FakeProvider, Hang, Reply, Reset, Status, Step, Tokens
from tests.models_server import SmolLM2Server
from tests.servers import free_port

pytestmark = pytest.mark.anyio
Kind = Literal["openai", "anthropic"]
KINDS: tuple[Kind, ...] = ("openai", "anthropic")
SCHEMA = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}


@pytest.fixture
def fake() -> Iterator[FakeProvider]:
    with FakeProvider() as server:
        yield server


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param  # type: ignore[no-any-return]


def settings(kind: Kind, fake: FakeProvider, **more: Any) -> ProviderSettings:
    url = fake.url if kind == "openai" else fake.root
    return ProviderSettings(name="here", type=kind, base_url=url, api_key="secret", **more)


@pytest.fixture
async def provider(kind: Kind, fake: FakeProvider) -> AsyncIterator[ChatProvider]:
    made = choose_provider(settings(kind, fake))
    yield made
    await made.aclose()


def asking(text: str = "How are you?", **more: Any) -> ChatRequest:
    messages = (
        Message(role="system", content="Be brief.", stable=True),
        Message(role="user", content=text),
    )
    request: dict[str, Any] = {"model": "m", "messages": messages, "max_tokens": 50}
    return ChatRequest(**{**request, "idempotency_key": "key-1", **more})


async def whole(provider: ChatProvider, request: ChatRequest | None = None) -> tuple[str, Finished]:
    pieces = [piece async for piece in provider.stream(request or asking())]
    *texts, last = pieces
    assert isinstance(last, Finished)
    assert all(isinstance(piece, Piece) for piece in texts)
    return "".join(piece.text for piece in texts if isinstance(piece, Piece)), last


async def failure(provider: ChatProvider, request: ChatRequest | None = None) -> ModelFailed:
    with pytest.raises(ModelFailed) as caught:
        await whole(provider, request)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)
    return caught.value


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


FAILURES: list[tuple[str, Step, FailureKind]] = [
    ("400", Status(400), "bad_request"),
    ("401", Status(401), "not_authorized"),
    ("402", Status(402), "not_authorized"),
    ("403", Status(403), "not_authorized"),
    ("404", Status(404), "bad_request"),
    ("408", Status(408), "timeout"),
    ("429", Status(429), "rate_limited"),
    ("500", Status(500), "server_error"),
    ("529", Status(529), "server_error"),
    ("reset before the headers", Reset(), "connection"),
    ("cut", Reply("One two", "cut"), "cut"),
    ("cut before a word", Reply("One two", "cut", after=0), "cut"),
    ("broken off", Reply("One two", "broken"), "cut"),
    ("reset in the middle", Reply("One two", "reset"), "cut"),
    ("a chunk that is no JSON", Reply("One two", "malformed"), "malformed"),
    ("an error inside the stream", Reply("One two", "error"), "server_error"),
    ("empty", Reply(""), "empty"),
    ("blanks", Reply(pieces=(" ", "\n")), "empty"),
    ("every event twice", Reply("One two", "duplicated"), "malformed"),
    ("a page", Status(200, body="<html>Sign in</html>", content_type="text/html"), "malformed"),
    ("no JSON in an error", Status(502, body="<html>Bad gateway</html>"), "server_error"),
]


async def test_repeated_words_pass(fake: FakeProvider, provider: Any) -> None:
    """They are left to the checks of what a reply says."""
    fake.then = Reply("One two", "stutter")
    assert (await whole(provider))[0] == "OneOne two two"


class TestFailures:
    @pytest.mark.parametrize(
        ("step", "expected"), [(step, k) for _, step, k in FAILURES], ids=[n for n, *_ in FAILURES]
    )
    async def test_each_is_of_one_kind_and_one_line(
        self, fake: FakeProvider, provider: Any, step: Step, expected: FailureKind
    ) -> None:
        fake.then = step
        failed = await failure(provider)
        assert failed.kind == expected
        assert failed.retry_after_s is None
        assert fake.calls == 1, "providers never retry"

    async def test_afterwards_all_is_well(self, fake: FakeProvider, provider: Any) -> None:
        fake.script.extend([Reset(), Status(500), Reply("x", "broken"), Reply("Well.")])
        for _ in range(3):
            await failure(provider)
        assert (await whole(provider))[0] == "Well."

    @pytest.mark.parametrize("status", [429, 503])
    @pytest.mark.parametrize(
        ("headers", "least", "most"),
        [
            ({"retry-after": "7"}, 7, 7),
            ({"retry-after": "0.5"}, 0.5, 0.5),
            ({"retry-after": "-3"}, 0, 0),
            ({"retry-after-ms": "250", "retry-after": "1"}, 0.25, 0.25),
            ({"retry-after": "soon"}, None, None),
        ],
    )
    async def test_the_wish_to_be_left_alone(
        self,
        fake: FakeProvider,
        provider: Any,
        status: int,
        headers: dict[str, str],
        least: float | None,
        most: float | None,
    ) -> None:
        fake.then = Status(status, headers=headers)
        failed = await failure(provider)
        assert failed.retry_after_s == least == most

    async def test_the_wish_as_a_date(self, fake: FakeProvider, provider: Any) -> None:
        date = email.utils.formatdate(time.time() + 90, usegmt=True)
        fake.then = Status(429, retry_after=date)
        failed = await failure(provider)
        assert failed.retry_after_s == pytest.approx(90, abs=5)

    async def test_a_used_up_quota_is_not_a_rate(self, fake: FakeProvider, provider: Any) -> None:
        body = '{"error": {"message": "You have no credit", "code": "insufficient_quota"}}'
        fake.then = Status(429, body=body)
        assert (await failure(provider)).kind == "not_authorized"

    @pytest.mark.parametrize("step", [Hang(), Reply("One two", "hang")], ids=["headers", "middle"])
    async def test_silence(
        self, fake: FakeProvider, kind: Kind, step: Step, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(streaming, "SILENCE_S", 0.1)
        made = choose_provider(settings(kind, fake))
        fake.then = step
        assert (await failure(made)).kind == "timeout"
        await made.aclose()

    async def test_nobody_listens(self, kind: Kind) -> None:
        url = f"http://127.0.0.1:{free_port()}"
        made = choose_provider(ProviderSettings(name="here", type=kind, base_url=url, api_key="k"))
        assert (await failure(made)).kind == "connection"
        await made.aclose()

    async def test_a_reply_is_whole_at_its_finish_reason(
        self, fake: FakeProvider, provider: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(streaming, "TAIL_S", 0.05)
        fake.then = Reply("One two", "endless")
        text, finished = await whole(provider)
        assert (text, finished.reason) == ("One two", "stop")


class TestTls:
    @pytest.mark.parametrize("expired", [True, False])
    async def test_certificates(
        self, kind: Kind, tmp_path: Path, expired: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        try:
            certificate = make_certificate(tmp_path, expired=expired)
        except NoOpenSSL as error:
            pytest.skip(str(error))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
        with FakeProvider(certificate=certificate) as fake:
            made = choose_provider(settings(kind, fake))
            if expired:
                failed = await failure(made)
                assert failed.kind == "tls"
                assert "expired" in str(failed)
                assert fake.calls == 0
            else:
                assert (await whole(made))[0] == "Fine."
            await made.aclose()


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


class TestOpenAI:
    """What only this protocol has."""

    @pytest.fixture
    def kind(self) -> Kind:
        return "openai"

    async def test_one_event_twice_is_seen_by_its_random_mark(
        self, fake: FakeProvider, provider: Any
    ) -> None:
        fake.then = Reply(pieces=("ha", "ha", "ha"), obfuscated=True)
        assert (await whole(provider))[0] == "hahaha"
        event = 'data: {"choices": [{"delta": {"content": "ha"}}], "obfuscation": "xKpQ2a"}\n\n'
        end = 'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\n'
        fake.then = Status(200, body=event * 2 + end, content_type="text/event-stream")
        assert (await failure(provider)).kind == "malformed"

    async def test_a_model_may_repeat_itself(self, fake: FakeProvider, provider: Any) -> None:
        fake.then = Reply(pieces=("ha", "ha", "ha"))
        assert (await whole(provider))[0] == "hahaha"

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            ('{"choices": "none"}', "malformed"),
            ('{"object": "chat.completion.chunk"}', "malformed"),
            ('{"choices": [{"delta": {"content": 7}}]}', "malformed"),
            ('{"choices": [{"delta": {}, "finish_reason": "abort"}]}', "cut"),
            ('{"error": {"message": "slow down", "code": "rate_limit_exceeded"}}', "rate_limited"),
            ('{"error": "the engine died"}', "server_error"),
            ("[1, 2]", "malformed"),
            ("null", "malformed"),
        ],
    )
    async def test_events_that_should_not_be(
        self, fake: FakeProvider, provider: Any, data: str, expected: FailureKind
    ) -> None:
        fake.then = Status(200, body=f"data: {data}\n\n", content_type="text/event-stream")
        assert (await failure(provider)).kind == expected

    async def test_text_after_the_end(self, fake: FakeProvider, provider: Any) -> None:
        events = (
            'data: {"choices": [{"delta": {"content": "a"}, "finish_reason": "stop"}]}\n\n'
            'data: {"choices": [{"delta": {"content": "a"}}]}\n\n'
        )
        fake.then = Status(200, body=events, content_type="text/event-stream")
        assert (await failure(provider)).kind == "malformed"

    async def test_a_refusal_in_words_of_its_own(self, fake: FakeProvider, provider: Any) -> None:
        events = (
            'data: {"choices": [{"delta": {"refusal": "I cannot."}}]}\n\n'
            'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\n'
        )
        fake.then = Status(200, body=events, content_type="text/event-stream")
        assert await whole(provider) == ("", Finished(reason="refusal"))


class TestAnthropic:
    """What only this protocol has."""

    @pytest.fixture
    def kind(self) -> Kind:
        return "anthropic"

    async def test_the_end_of_the_stable_prefix_is_marked(
        self, fake: FakeProvider, provider: Any
    ) -> None:
        messages = (
            Message(role="system", content="a", stable=True),
            Message(role="system", content="b", stable=True),
            Message(role="user", content="c"),
            Message(role="assistant", content="d", stable=True),
            Message(role="user", content="e"),
        )
        await whole(provider, asking(messages=messages))
        body = fake.requests[0].body
        blocks = [*body["system"], *(m["content"][0] for m in body["messages"])]
        assert [block["text"] for block in blocks] == list("abcde")
        assert [b["text"] for b in blocks if "cache_control" in b] == ["b"]
        assert [m["role"] for m in body["messages"]] == ["user", "assistant", "user"]


@pytest.mark.model
class TestRealModel:
    """A real model behind llama.cpp's server. What it says is its own affair."""

    @pytest.fixture
    async def provider(self, smollm2_server: SmolLM2Server) -> AsyncIterator[ChatProvider]:
        made = choose_provider(ProviderSettings(name="here", base_url=smollm2_server.url))
        yield made
        await made.aclose()

    async def test_it_replies(self, provider: Any) -> None:
        text, finished = await whole(provider, asking("Say hello.", max_tokens=8))
        assert text.strip()
        assert finished.reason in ("stop", "length")
        assert finished.usage is not None
        assert finished.usage.prompt > 5
        assert 0 < finished.usage.completion <= 8

    async def test_the_prefix_is_cached(self, provider: Any) -> None:
        rules = Message(role="system", content="You sell kettles. " * 20, stable=True)
        for text in ("One?", "Two?"):
            messages = (rules, Message(role="user", content=text))
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
