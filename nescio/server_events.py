"""Server-sent events from bytes, and responses of a server checked."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from nescio.errors import ProtocolError, ServerRefused

MAX_EVENT_CHARS = 8_000_000
_LINE_END = re.compile(r"\r\n|\n|\r(?!\Z)")


@dataclass(frozen=True, kw_only=True)
class ServerEvent:
    """One server-sent event. `id` is the last id seen so far, as the standard has it."""

    event: str
    data: str
    id: str


class EventParser:
    """Server-sent events from bytes that arrive in pieces of any size."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._pending = ""
        self._event = ""
        self._data: list[str] = []
        self._size = 0
        self._id = ""

    def feed(self, piece: bytes) -> Iterator[ServerEvent]:
        """The events that `piece` completes. Raises ProtocolError when one is far too large."""
        *lines, self._pending = _LINE_END.split(self._pending + self._decoder.decode(piece))
        for line in lines:
            done = self._line(line)
            if done is not None:
                yield done
        if self._size + len(self._pending) > MAX_EVENT_CHARS:
            raise ProtocolError("event stream", ValueError("event too large"))

    def _line(self, line: str) -> ServerEvent | None:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
            self._size += len(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        return None

    def _dispatch(self) -> ServerEvent | None:
        event, data = self._event or "message", self._data
        self._event, self._data, self._size = "", [], 0
        return ServerEvent(event=event, data="\n".join(data), id=self._id) if data else None


def checked(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of a good response. Raises ServerRefused or ProtocolError."""
    try:
        data = response.json()
        if not isinstance(data, dict):
            raise TypeError("not an object")
    except (ValueError, TypeError) as error:
        raise ProtocolError(f"response (HTTP {response.status_code})", error) from None
    if response.is_success:
        return data
    status = response.status_code
    code, message = str(data.get("code", "error")), str(data.get("message", f"HTTP {status}"))
    raise ServerRefused(code, message, status, retryable=status in (429, 503, 504))


def event_data(received: ServerEvent) -> dict[str, Any]:
    """The JSON object that an event carries. Raises ProtocolError."""
    try:
        data = json.loads(received.data)
    except ValueError as error:
        raise ProtocolError(f"event {received.event!r}", error) from None
    if not isinstance(data, dict):
        raise ProtocolError(f"event {received.event!r}", TypeError("not an object"))
    return data
