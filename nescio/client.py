"""A typed client of a nescio server, over httpx.

async with Client("http://127.0.0.1:8080") as client:
    reply = await client.ask("How long is the warranty of the Aurora kettle?")
    async for event in client.stream("And its price?", conversation_id=reply.conversation_id):
        ...
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import quote

import httpx

from nescio.conversations import (
    Conversation,
    ConversationPage,
    decode_conversation,
    decode_page,
)
from nescio.errors import NotFound, ProtocolError, ServerRefused, ServerUnreachable, StageTimeout
from nescio.events import Done, Event
from nescio.types import Answer, SourceDetail, SourceFreshness, SourceRef, Turn
from nescio.verification import Verification, decode_verification
from nescio.wire import (
    decode_answer,
    decode_detail,
    decode_event,
    decode_freshness,
    decode_sources,
)

MAX_EVENT_CHARS = 8_000_000
CONNECT_TIMEOUT_S = 5.0
_LINE_END = re.compile(r"\r\n|\n|\r(?!\Z)")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer, with the ids and the sources that its citations refer to."""

    answer_id: str
    conversation_id: str
    sources: tuple[SourceRef, ...]
    answer: Answer
    index_lag_ms: int | None = None
    freshness: tuple[SourceFreshness, ...] = ()


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


class Client:
    """Questions to one server. Use it as an async context manager."""

    def __init__(
        self,
        url: str,
        *,
        timeout_s: float = 60.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`timeout_s` limits the wait for a response and between any two pieces of a stream."""
        self.url = url.rstrip("/")
        self._timeout_s = timeout_s
        self._http = httpx.AsyncClient(
            base_url=self.url,
            timeout=httpx.Timeout(timeout_s, connect=CONNECT_TIMEOUT_S),
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def ask(
        self,
        question: str,
        *,
        conversation_id: str | None = None,
        history: Sequence[Turn] | None = None,
        max_staleness_s: float | None = None,
    ) -> Reply:
        """The whole answer; not from passages of sources checked over `max_staleness_s` ago.

        Raises ServerUnreachable, ServerRefused, StageTimeout, ProtocolError.
        """
        body = _body(question, conversation_id, history, max_staleness_s, stream=False)
        with self._failures():
            response = await self._http.post("/v1/ask", json=body)
        data = checked(response)
        try:
            ids = {name: str(data[name]) for name in ("answer_id", "conversation_id")}
            sources = decode_sources(data["sources"])
        except KeyError as error:
            raise ProtocolError("answer", error) from None
        lag = data.get("index_lag_ms")
        return Reply(
            **ids,
            sources=sources,
            answer=decode_answer(data),
            index_lag_ms=lag if isinstance(lag, int) else None,
            freshness=decode_freshness(data.get("freshness") or ()),
        )

    async def stream(
        self,
        question: str,
        *,
        conversation_id: str | None = None,
        history: Sequence[Turn] | None = None,
        max_staleness_s: float | None = None,
    ) -> AsyncIterator[Event]:
        """The events of the answer up to `done`; leaving the loop cancels it on the server.

        Raises what `ask` raises, and ProtocolError when the stream ends before `done`.
        """
        body = _body(question, conversation_id, history, max_staleness_s, stream=True)
        parser = EventParser()
        with self._failures():
            async with self._http.stream("POST", "/v1/ask", json=body) as response:
                if response.status_code != httpx.codes.OK:
                    await response.aread()
                    checked(response)
                async for piece in response.aiter_bytes():
                    for received in parser.feed(piece):
                        event = _decoded(received)
                        if event is not None:
                            yield event
                        if isinstance(event, Done):
                            return
        raise ProtocolError("event stream", EOFError())

    async def verify(self, text: str) -> Verification:
        """A verdict for each claim of a text. Raises what `ask` raises."""
        with self._failures():
            response = await self._http.post("/v1/verify", json={"text": text})
        return decode_verification(checked(response))

    async def source(self, source_id: str) -> SourceDetail:
        """A source in full. Raises NotFound and what `ask` raises."""
        with self._failures():
            response = await self._http.get(f"/v1/sources/{quote(source_id, safe='')}")
        if response.status_code == httpx.codes.NOT_FOUND:
            raise NotFound("source", source_id)
        return decode_detail(checked(response))

    async def conversations(
        self, *, limit: int = 20, before: str | None = None
    ) -> ConversationPage:
        """A page of the conversations, the one used last first; `before` is `next` of another."""
        parameters = {"limit": str(limit)} | ({} if before is None else {"before": before})
        with self._failures():
            response = await self._http.get("/v1/conversations", params=parameters)
        return decode_page(checked(response))

    async def conversation(self, conversation_id: str) -> Conversation:
        """The turns of a conversation. Raises NotFound and what `ask` raises."""
        return decode_conversation(checked(await self._conversation("GET", conversation_id)))

    async def export_conversation(
        self, conversation_id: str, *, kind: Literal["json", "md"] = "json"
    ) -> str:
        """A conversation as JSON or Markdown. Raises NotFound and what `ask` raises."""
        response = await self._conversation("GET", conversation_id, f"/export?format={kind}")
        if not response.is_success:
            checked(response)
        return response.text

    async def delete_conversation(self, conversation_id: str) -> None:
        """Have a conversation forgotten. Raises NotFound and what `ask` raises."""
        response = await self._conversation("DELETE", conversation_id)
        if not response.is_success:
            checked(response)

    async def _conversation(
        self, method: str, conversation_id: str, more: str = ""
    ) -> httpx.Response:
        path = f"/v1/conversations/{quote(conversation_id, safe='')}{more}"
        with self._failures():
            response = await self._http.request(method, path)
        if response.status_code == httpx.codes.NOT_FOUND:
            raise NotFound("conversation", conversation_id)
        return response

    async def ready(self) -> bool:
        """Whether the server can answer. Raises ServerUnreachable or StageTimeout."""
        with self._failures():
            response = await self._http.get("/readyz")
        return response.status_code == httpx.codes.OK

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except httpx.ConnectTimeout:
            raise ServerUnreachable(self.url, "connecting took too long") from None
        except httpx.TimeoutException:
            raise StageTimeout(f"the server at {self.url}", self._timeout_s) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServerUnreachable(self.url, str(error) or type(error).__name__) from None


def _body(
    question: str,
    conversation_id: str | None,
    history: Sequence[Turn] | None,
    max_staleness_s: float | None,
    *,
    stream: bool,
) -> dict[str, Any]:
    body: dict[str, Any] = {"question": question, "stream": stream}
    if conversation_id is not None:
        body["conversation_id"] = conversation_id
    if max_staleness_s is not None:
        body["max_staleness_s"] = max_staleness_s
    if history is not None:
        body["history"] = [{"question": t.question, "answer": t.answer} for t in history]
    return body


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


def _decoded(received: ServerEvent) -> Event | None:
    try:
        data = json.loads(received.data)
    except ValueError as error:
        raise ProtocolError(f"event {received.event!r}", error) from None
    if not isinstance(data, dict):
        raise ProtocolError(f"event {received.event!r}", TypeError())
    return decode_event(received.event, data)
