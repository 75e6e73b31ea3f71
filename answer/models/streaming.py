"""What providers over a vendor's SDK have in common: open, read event by event, close, fail in one
way.

1. Nothing is retried, here or in the SDK: the gateway does that, with one budget for all.
2. A reply is whole as soon as its finish reason has come. What follows is only the usage; it is
   waited for `TAIL_S`, and whatever breaks by then breaks nothing.
3. An event that is sent twice cannot be told from a model that repeats itself, unless it can come
   only once (the first, the last) or bears a random mark. Those make the reply `malformed`; other
   repetitions pass, and are left to the checks of what the text says.
4. Between two bytes `SILENCE_S` may pass at most. It only bounds a caller without deadlines: those
   of the gateway are shorter.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import anyio
from pydantic import BaseModel, ValidationError

from answer.models.chat import (
    ChatRequest,
    Finished,
    FinishReason,
    ModelFailed,
    Piece,
    RateLimit,
    TokenUsage,
)
from answer.models.failures import failure_of
from answer.models.headers import rate_limit
from nescio.errors import ConfigError
from nescio.settings_models import ProviderSettings

SILENCE_S = 120.0
TAIL_S = 1.0
NO_KEY = "none"
"""Sent where no key is set: the SDKs insist on one, local servers do not look."""
_END = object()
_NOT_A_STREAM = ("application/json", "text/html")


class Events(Protocol):
    """An open stream of an SDK."""

    @property
    def response(self) -> Any: ...

    async def __anext__(self) -> Any: ...

    async def close(self) -> None: ...


@dataclass
class Reading:
    """A reply so far."""

    provider: str
    reason: FinishReason | None = None
    usage: TokenUsage | None = None
    said: bool = False
    previous: Any = None
    opened: set[object] = field(default_factory=set)

    def malformed(self, problem: str) -> ModelFailed:
        """The failure to raise for an event that should not be."""
        return ModelFailed(self.provider, "malformed", problem)

    def cut(self, problem: str) -> ModelFailed:
        """The failure to raise for a reply that ended before its end."""
        return ModelFailed(self.provider, "cut", problem)


class StreamedProvider(ABC):
    """A ChatProvider but for how one protocol is asked and read."""

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings
        self._rate_limit: RateLimit | None = None
        key = settings.api_key
        if settings.base_url is None and not key:
            where = f"models.providers.{settings.name}"
            raise ConfigError(where, "the vendor's server needs `api_key`; others need `base_url`")
        if not (key.isascii() and key.isprintable()):
            where = f"models.providers.{settings.name}.api_key"
            raise ConfigError(where, "it holds characters that no key has")

    @property
    def name(self) -> str:
        """As the configuration calls it."""
        return self._settings.name

    @property
    def rate_limit(self) -> RateLimit | None:
        """What the last reply that spoke of limits said."""
        return self._rate_limit

    @abstractmethod
    async def _open(self, request: ChatRequest) -> Events:
        """Send the request; the reply's headers have come. Raises the SDK's errors."""

    @abstractmethod
    def _read(self, event: dict[str, Any], reading: Reading) -> str:
        """More text of an event, perhaps none; what else it says goes to `reading`.

        Raises ModelFailed, and ValidationError for what is not of the protocol.
        """

    @abstractmethod
    async def aclose(self) -> None:
        """Close the connections."""

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Piece | Finished, None]:
        """The reply as it comes. Closing the iterator closes the connection.

        Raises ModelFailed.
        """
        events = await self._opened(request)
        reading = Reading(self.name)
        try:
            while (event := await self._next(events, reading)) is not _END:
                text = self._text(event, reading)
                if text:
                    reading.said = reading.said or not text.isspace()
                    yield Piece(text=text)
            yield _finished(reading)
        finally:
            with anyio.CancelScope(shield=True):
                await events.close()

    async def _opened(self, request: ChatRequest) -> Events:
        try:
            events = await self._open(request)
        except Exception as error:
            self._note(getattr(getattr(error, "response", None), "headers", {}))
            raise failure_of(self.name, error, begun=False) from error
        headers: Mapping[str, str] = events.response.headers
        self._note(headers)
        content_type = headers.get("content-type", "")
        if content_type.startswith(_NOT_A_STREAM):
            await events.close()
            raise ModelFailed(self.name, "malformed", f"it sent {content_type}, not a stream")
        return events

    def _note(self, headers: Mapping[str, str]) -> None:
        self._rate_limit = rate_limit(headers) or self._rate_limit

    async def _next(self, events: Events, reading: Reading) -> Any:
        """The next event; `_END` after the last."""
        try:
            if reading.reason is None:
                return await anext(events, _END)
            with anyio.move_on_after(TAIL_S):
                return await anext(events, _END)
        except Exception as error:
            if reading.reason is None:
                raise failure_of(self.name, error, begun=True) from error
        return _END

    def _text(self, event: Any, reading: Reading) -> str:
        if not isinstance(event, BaseModel):
            raise reading.malformed(f"an event is no object but {type(event).__name__}")
        raw = event.model_dump(warnings=False, exclude_unset=True)
        try:
            return self._read(raw, reading)
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"]))
            raise reading.malformed(f"an event is not of the protocol ({where})") from error


def http_options(settings: ProviderSettings) -> dict[str, Any]:
    """For the HTTP client of an SDK. How many calls there are at a time is not its business."""
    import httpx2

    return {
        "timeout": httpx2.Timeout(SILENCE_S, connect=settings.connect_s),
        "limits": httpx2.Limits(
            max_connections=None, max_keepalive_connections=settings.max_concurrent
        ),
    }


def _finished(reading: Reading) -> Finished:
    if reading.reason is None:
        raise reading.cut("the reply ended without a finish reason")
    if not reading.said and reading.reason != "refusal":
        raise ModelFailed(reading.provider, "empty", "an empty reply")
    return Finished(reason=reading.reason, usage=reading.usage)
