"""Batches of questions at a nescio server: types, and the calls of the client.

async with Client("http://127.0.0.1:8080") as client:
    batch = await client.batches.submit(["What does the Aurora kettle cost?", ...])
    async for batch in client.batches.follow(batch.id):
        print(batch.done, "of", batch.total)
    async for result in client.batches.results(batch.id):
        ...
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter, ValidationError

from nescio.errors import NotFound, ProtocolError, ServiceError
from nescio.reply import Reply, decode_reply
from nescio.server_events import EventParser, checked, event_data
from nescio.types import Turn


@dataclass(frozen=True, kw_only=True)
class BatchItem:
    """A question of a batch. `id` is what its result is known by; default: its number, from 1."""

    question: str
    id: str | None = None
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BatchEstimate:
    """What a batch will take of models, as it was guessed before it ran."""

    prompt_tokens: int
    completion_tokens: int
    cost: float
    currency: str


@dataclass(frozen=True, kw_only=True)
class BatchStatus:
    """How a batch stands; `counts` are of the questions that are done, by outcome."""

    id: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    total: int
    done: int
    counts: dict[str, int]
    created_at: str
    ended_at: str | None = None
    problem: str = ""
    estimate: BatchEstimate | None = None


@dataclass(frozen=True, kw_only=True)
class BatchResult:
    """What came of a question: an answer (abstentions are answers too), or a failure's line."""

    id: str
    question: str
    reply: Reply | None
    code: str = ""
    problem: str = ""


_STATUS = TypeAdapter(BatchStatus)


class BatchCalls:
    """Batches at one server. All raise what `Client.ask` raises; with an id, NotFound."""

    def __init__(
        self, http: httpx.AsyncClient, failures: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._http = http
        self._failures = failures

    async def submit(self, questions: Sequence[str | BatchItem]) -> BatchStatus:
        """Ask for answers to these; a batch of the same that is not over is that one."""
        items = [BatchItem(question=q) if isinstance(q, str) else q for q in questions]
        with self._failures():
            response = await self._http.post(
                "/v1/batches", json={"questions": [_body(item) for item in items]}
            )
        return decode_status(checked(response))

    async def status(self, batch_id: str) -> BatchStatus:
        """How a batch stands."""
        return decode_status(checked(await self._call("GET", batch_id)))

    async def cancel(self, batch_id: str) -> BatchStatus:
        """Have no more of it answered; what is done stays."""
        return decode_status(checked(await self._call("DELETE", batch_id)))

    async def follow(self, batch_id: str) -> AsyncIterator[BatchStatus]:
        """The batch, whenever it has changed, until it is over. Raises ProtocolError when the
        stream ends before that: follow it again."""
        parser = EventParser()
        with self._failures():
            path = _path(batch_id, "/events")
            async with self._http.stream("GET", path) as response:
                await _good(response, batch_id)
                async for piece in response.aiter_bytes():
                    for event in parser.feed(piece):
                        yield decode_status(event_data(event))
                        if event.event == "end":
                            return
        raise ProtocolError("event stream", EOFError())

    async def results(self, batch_id: str) -> AsyncIterator[BatchResult]:
        """What came of the questions that are done, in their order."""
        async for line in self.lines(batch_id):
            yield decode_result(line)

    async def lines(self, batch_id: str) -> AsyncIterator[dict[str, Any]]:
        """The same as the server sends them."""
        with self._failures():
            async with self._http.stream("GET", _path(batch_id, "/results")) as response:
                await _good(response, batch_id)
                async for line in response.aiter_lines():
                    try:
                        data = json.loads(line)
                    except ValueError as error:
                        raise ProtocolError("result", error) from None
                    yield data

    async def _call(self, method: str, batch_id: str) -> httpx.Response:
        with self._failures():
            response = await self._http.request(method, _path(batch_id))
        if response.status_code == httpx.codes.NOT_FOUND:
            raise NotFound("batch", batch_id)
        return response


class BatchFailed(ServiceError):
    """A batch that did not come to its end; the line is the server's."""

    code = "batch_failed"


def decode_status(data: Mapping[str, Any]) -> BatchStatus:
    """Raises ProtocolError."""
    try:
        return _STATUS.validate_python(dict(data))
    except ValidationError as error:
        raise ProtocolError("batch", error) from None


def decode_result(data: Mapping[str, Any]) -> BatchResult:
    """Raises ProtocolError."""
    try:
        answer, problem = data["answer"], data["problem"] or {}
        return BatchResult(
            id=str(data["id"]),
            question=str(data["question"]),
            reply=None if answer is None else decode_reply(answer),
            code=str(problem.get("code", "")),
            problem=str(problem.get("message", "")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ProtocolError("result", error) from None


def _body(item: BatchItem) -> dict[str, Any]:
    body: dict[str, Any] = {"question": item.question}
    if item.id is not None:
        body["id"] = item.id
    if item.history:
        body["history"] = [{"question": t.question, "answer": t.answer} for t in item.history]
    return body


def _path(batch_id: str, more: str = "") -> str:
    return f"/v1/batches/{quote(batch_id, safe='')}{more}"


async def _good(response: httpx.Response, batch_id: str) -> None:
    if response.status_code == httpx.codes.NOT_FOUND:
        raise NotFound("batch", batch_id)
    if not response.is_success:
        await response.aread()
        checked(response)
