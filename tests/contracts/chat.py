"""A request to a provider of chat models, and what comes of it."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from answer.models.chat import ChatProvider, ChatRequest, Finished, Message, ModelFailed, Piece
from nescio.settings_models import ProviderSettings
from tests.fake_provider import FakeProvider

Kind = Literal["openai", "anthropic"]
KINDS: tuple[Kind, ...] = ("openai", "anthropic")
SCHEMA = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}


def settings(kind: Kind, fake: FakeProvider, **more: Any) -> ProviderSettings:
    url = fake.url if kind == "openai" else fake.root
    return ProviderSettings(name="here", type=kind, base_url=url, api_key="secret", **more)


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
