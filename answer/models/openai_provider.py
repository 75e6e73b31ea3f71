"""Chat completions by OpenAI's protocol: OpenAI, vLLM, llama.cpp, Ollama, any that speak it."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from pydantic import BaseModel, Field

from answer.models.chat import ChatRequest, FinishReason, TokenUsage
from answer.models.streaming import NO_KEY, Events, Reading, StreamedProvider, http_options
from nescio.errors import ConfigError
from nescio.settings_models import ProviderSettings

BASE_URL = "https://api.openai.com/v1"
_OWN_HOSTS = ("api.openai.com", ".openai.azure.com")
_MARK = 4
"""Characters of a random mark that make two equal events one event sent twice."""
_FINISH: dict[str, FinishReason] = {
    "stop": "stop",
    "eos": "stop",
    "eos_token": "stop",
    "end_turn": "stop",
    "length": "length",
    "max_tokens": "length",
    "content_filter": "refusal",
    "refusal": "refusal",
}


class _Delta(BaseModel):
    role: str | None = None
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    index: int = 0
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Cached(BaseModel):
    cached_tokens: int | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = Field(default=None, ge=0)
    completion_tokens: int | None = Field(default=None, ge=0)
    prompt_tokens_details: _Cached | None = None


class _Chunk(BaseModel):
    choices: list[_Choice]
    usage: _Usage | None = None
    obfuscation: str = ""


class OpenAIProvider(StreamedProvider):
    """A ChatProvider over the openai SDK. Raises ConfigError for what it cannot be made of."""

    def __init__(self, settings: ProviderSettings) -> None:
        super().__init__(settings)
        # A second of imports that commands without a model do not need.
        import httpx2
        import openai

        self._url = settings.base_url or BASE_URL
        try:
            self._client = openai.AsyncOpenAI(
                api_key=settings.api_key or NO_KEY,
                base_url=self._url,
                max_retries=0,
                http_client=openai.DefaultAsyncHttpxClient(**http_options(settings)),
            )
        except (httpx2.InvalidURL, ValueError, openai.OpenAIError) as error:
            raise ConfigError(f"models.providers.{settings.name}", str(error)) from None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _open(self, request: ChatRequest) -> Events:
        stream = await self._client.chat.completions.create(
            model=request.model,
            messages=cast(Any, [{"role": m.role, "content": m.content} for m in request.messages]),
            stream=True,
            extra_headers={"Idempotency-Key": request.idempotency_key},
            extra_body=self._fields(request),
        )
        return cast(Events, stream)

    def _fields(self, request: ChatRequest) -> dict[str, Any]:
        host = urlsplit(self._url).hostname or ""
        # OpenAI's models that reason refuse the older name, other servers may not know the newer.
        own = host.endswith(_OWN_HOSTS)
        fields: dict[str, Any] = {
            "max_completion_tokens" if own else "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "stream_options": {"include_usage": True},
        }
        if request.reply_schema is not None:
            schema = {"name": "reply", "strict": True, "schema": dict(request.reply_schema)}
            fields["response_format"] = {"type": "json_schema", "json_schema": schema}
        return _without_none(fields | self._settings.fields)

    def _read(self, event: dict[str, Any], reading: Reading) -> str:
        chunk = _Chunk.model_validate(event)
        again, reading.previous = event == reading.previous, event
        if chunk.usage is not None:
            reading.usage = _tokens(chunk.usage) or reading.usage
        choice = next((choice for choice in chunk.choices if choice.index == 0), None)
        if choice is None:
            return ""
        delta = choice.delta or _Delta()
        if again and _comes_once(chunk, choice, delta):
            raise reading.malformed("events come twice")
        if reading.reason is not None and delta.content:
            raise reading.malformed("text after the end")
        if choice.finish_reason:
            reading.reason = self._reason(choice.finish_reason, reading)
        if delta.refusal:
            reading.reason = "refusal"
        return delta.content or ""

    def _reason(self, said: str, reading: Reading) -> FinishReason:
        if reading.reason == "refusal":
            return "refusal"
        if said not in _FINISH:
            raise reading.cut(f"the reply ended for {said[:40]!r}")
        return _FINISH[said]


def _comes_once(chunk: _Chunk, choice: _Choice, delta: _Delta) -> bool:
    if chunk.usage is not None:
        return False
    first = bool(delta.role) and not delta.content
    return first or bool(choice.finish_reason) or len(chunk.obfuscation) >= _MARK


def _tokens(usage: _Usage) -> TokenUsage | None:
    if usage.prompt_tokens is None or usage.completion_tokens is None:
        return None
    cached = usage.prompt_tokens_details.cached_tokens if usage.prompt_tokens_details else None
    return TokenUsage(
        prompt=usage.prompt_tokens, completion=usage.completion_tokens, cached=cached or 0
    )


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
