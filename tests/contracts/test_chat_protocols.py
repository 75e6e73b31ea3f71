"""What only one of the protocols of chat models has."""

from __future__ import annotations

from typing import Any

import pytest

from answer.models.chat import FailureKind, Finished, Message
from tests.contracts.chat import Kind, asking, failure, whole
from tests.fake_provider import FakeProvider, Reply, Status

pytestmark = pytest.mark.anyio


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
