"""A typed client of a nescio server, over httpx.

async with Client("http://127.0.0.1:8080") as client:
    reply = await client.ask("How long is the warranty of the Aurora kettle?")
    async for event in client.stream("And its price?", conversation_id=reply.conversation_id):
        ...
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import quote

import httpx

from nescio.answers import SourceDetail
from nescio.batches import BatchCalls
from nescio.conversations import (
    Conversation,
    ConversationPage,
    decode_conversation,
    decode_page,
)
from nescio.errors import NotFound, ProtocolError, ServerUnreachable, StageTimeout
from nescio.events import Done, Event
from nescio.reply import Reply, decode_reply
from nescio.server_events import EventParser, checked, event_data
from nescio.types import Turn
from nescio.verification import Verification, decode_verification
from nescio.wire import decode_detail, decode_event

CONNECT_TIMEOUT_S = 5.0


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
        self.batches = BatchCalls(self._http, self._failures)
        """Batches of questions."""

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
        return decode_reply(checked(response))

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
                        event = decode_event(received.event, event_data(received))
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
