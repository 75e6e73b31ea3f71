"""Messages by Anthropic's protocol. Needs the extra `anthropic`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any, cast

from pydantic import BaseModel, Field

from answer.models.chat import ChatRequest, FinishReason, Message, TokenUsage
from answer.models.streaming import NO_KEY, Events, Reading, StreamedProvider, http_options
from nescio.errors import ConfigError
from nescio.settings_models import ProviderSettings

BASE_URL = "https://api.anthropic.com"
_FINISH: dict[str, FinishReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}


class _Usage(BaseModel):
    input_tokens: int | None = Field(default=None, ge=0)
    cache_creation_input_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    output_tokens: int | None = Field(default=None, ge=0)


class _Message(BaseModel):
    usage: _Usage | None = None


class _Delta(BaseModel):
    type: str | None = None
    text: str = ""
    stop_reason: str | None = None


class _Event(BaseModel):
    type: str
    index: int = 0
    message: _Message | None = None
    delta: _Delta | None = None
    usage: _Usage | None = None


class AnthropicProvider(StreamedProvider):
    """A ChatProvider over the anthropic SDK. Raises ConfigError for what it cannot be made of."""

    def __init__(self, settings: ProviderSettings) -> None:
        super().__init__(settings)
        where = f"models.providers.{settings.name}"
        try:
            import anthropic
            import httpx2
        except ImportError:
            mend = "install it: pip install 'nescio[anthropic]'"
            raise ConfigError(where, "the package anthropic is not installed", mend) from None
        try:
            self._client = anthropic.AsyncAnthropic(
                api_key=settings.api_key or NO_KEY,
                base_url=settings.base_url or BASE_URL,
                max_retries=0,
                http_client=anthropic.DefaultAsyncHttpxClient(**http_options(settings)),
            )
        except (httpx2.InvalidURL, ValueError, anthropic.AnthropicError) as error:
            raise ConfigError(where, str(error)) from None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _open(self, request: ChatRequest) -> Events:
        system, others = _marked(request.messages)
        fields: dict[str, Any] = {"temperature": request.temperature}
        if system:
            fields["system"] = [block for _, block in system]
        if request.reply_schema is not None:
            schema = {"type": "json_schema", "schema": dict(request.reply_schema)}
            fields["output_config"] = {"format": schema}
        fields |= self._settings.fields
        stream = await self._client.messages.create(
            model=request.model,
            max_tokens=request.max_tokens,
            messages=cast(Any, [{"role": m.role, "content": [block]} for m, block in others]),
            stream=True,
            extra_headers={"Idempotency-Key": request.idempotency_key},
            extra_body={name: value for name, value in fields.items() if value is not None},
        )
        return cast(Events, stream)

    def _read(self, event: dict[str, Any], reading: Reading) -> str:
        said = _Event.model_validate(event)
        if said.type in ("message_start", "content_block_start"):
            mark = (said.type, said.index)
            if mark in reading.opened:
                raise reading.malformed("events come twice")
            reading.opened.add(mark)
        if said.message is not None and said.message.usage is not None:
            reading.usage = _tokens(said.message.usage, TokenUsage())
        if said.usage is not None and reading.usage is not None:
            reading.usage = _tokens(said.usage, reading.usage)
        delta = said.delta or _Delta()
        if reading.reason is not None and delta.text:
            raise reading.malformed("text after the end")
        if delta.stop_reason:
            if delta.stop_reason not in _FINISH:
                raise reading.cut(f"the reply ended for {delta.stop_reason[:40]!r}")
            reading.reason = _FINISH[delta.stop_reason]
        return delta.text if delta.type == "text_delta" else ""


def _marked(
    messages: Sequence[Message],
) -> tuple[list[tuple[Message, dict[str, Any]]], list[tuple[Message, dict[str, Any]]]]:
    """System messages and others as blocks, as they stand in the prefix; the last of those that
    are the same for many prompts is marked as the end of what to cache."""
    ordered = sorted(messages, key=lambda message: message.role != "system")
    blocks: list[dict[str, Any]] = [{"type": "text", "text": m.content} for m in ordered]
    stable = sum(1 for _ in takewhile(lambda message: message.stable, ordered))
    if stable:
        blocks[stable - 1]["cache_control"] = {"type": "ephemeral"}
    pairs = list(zip(ordered, blocks, strict=True))
    count = sum(message.role == "system" for message in messages)
    return pairs[:count], pairs[count:]


def _tokens(said: _Usage, before: TokenUsage) -> TokenUsage:
    """Anthropic counts what was read from the cache, or written to it, apart from the rest."""
    prompt, cached = before.prompt, before.cached
    if said.input_tokens is not None:
        cached = said.cache_read_input_tokens or 0
        prompt = said.input_tokens + cached + (said.cache_creation_input_tokens or 0)
    completion = before.completion if said.output_tokens is None else said.output_tokens
    return TokenUsage(prompt=prompt, completion=completion, cached=cached)
