"""Events of an answer as server-sent events (docs/protocol.md)."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from sse_starlette import EventSourceResponse, ServerSentEvent

from nescio.errors import NescioError
from nescio.events import Done, Event, Failed, Final
from nescio.wire import encode_event

_log = logging.getLogger(__name__)
_HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}


@asynccontextmanager
async def closing(events: AsyncIterator[Event]) -> AsyncIterator[None]:
    """Close `events` on the way out if it is a generator: that is what cancels its work."""
    try:
        yield
    finally:
        if isinstance(events, AsyncGenerator):
            await events.aclose()


async def guarded(events: AsyncIterator[Event]) -> AsyncIterator[Event]:
    """The same events, always ending in one of final or failed, and then done.

    An exception becomes a Failed event; a stream that ends early does too. Closing this closes
    `events`, so that a client that leaves cancels the work.
    """
    ended = False
    try:
        async with closing(events):
            async for event in events:
                if isinstance(event, Done):
                    break
                ended = ended or isinstance(event, Final | Failed)
                yield event
        if not ended:
            yield Failed(code="internal", message="the answer broke off", retryable=True)
    except Exception as error:
        if ended:
            _log.warning("failed after the answer was sent: %s", error)
        else:
            yield failure(error)
    yield Done()


def failure(error: Exception) -> Failed:
    """The event for an exception: its own line if nescio raised it, never a stack trace."""
    if isinstance(error, NescioError):
        return Failed(code=error.code, message=str(error), retryable=error.retryable)
    _log.error("answering failed", exc_info=error)
    return Failed(code="internal", message="an internal error; see the log", retryable=False)


def to_sse(event: Event, number: int) -> ServerSentEvent:
    """One event; `number` counts from 1 within its answer."""
    name, data = encode_event(event)
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return ServerSentEvent(data=text, event=name, id=str(number), sep="\n")


def respond(events: AsyncIterator[Event], *, ping_s: float) -> EventSourceResponse:
    """Stream `events`; a comment every `ping_s` seconds keeps proxies from hanging up."""
    return EventSourceResponse(
        _numbered(events),
        headers=dict(_HEADERS),
        ping=cast(int, ping_s),
        ping_message_factory=lambda: ServerSentEvent(comment="ping", sep="\n"),
        sep="\n",
    )


async def _numbered(events: AsyncIterator[Event]) -> AsyncIterator[ServerSentEvent]:
    number = 0
    stream = guarded(events)
    async with closing(stream):
        async for event in stream:
            number += 1
            yield to_sse(event, number)
