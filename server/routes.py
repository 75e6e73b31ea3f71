"""The HTTP interface: questions, sources, health."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from nescio.answers import SourceRef
from nescio.errors import ConfigError, NotFound, ServiceError, UsageError
from nescio.events import Event, Failed, Final, Sources, Start
from nescio.settings import Settings
from nescio.types import Question, Scope, Turn
from nescio.wire import encode_detail
from server.admission import Admission
from server.answers import Answers
from server.conversations import Conversations, kept_turn
from server.metrics import Metrics
from server.problems import RETRY_AFTER_S, problem
from server.readiness import Readiness
from server.reply import freshness_out, gather, while_connected
from server.schemas import (
    AskReply,
    AskRequest,
    FreshnessOut,
    Health,
    Problem,
    SourceDetailOut,
)
from server.sse import closing, respond
from server.verify_routes import build_verify

_log = logging.getLogger(__name__)
_EVENTS = "text/event-stream"
CLIENT_GONE = 499
"""Nobody reads it; logs do, by the status that proxies give to such requests."""
_ASK_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "model": AskReply,
        "description": "The answer, or a stream of its events (docs/protocol.md).",
        "content": {
            _EVENTS: {
                "schema": {"type": "string"},
                "example": 'id: 4\nevent: delta\ndata: {"text":"It costs 49.00 EUR."}\n\n',
            }
        },
    },
    413: {"model": Problem, "description": "The body is too large."},
    422: {"model": Problem, "description": "The request is malformed or the question too long."},
    429: {"model": Problem, "description": "Too many questions; see Retry-After."},
    503: {"model": Problem, "description": "Not ready, or a store failed."},
    504: {"model": Problem, "description": "A deadline has passed."},
}


@dataclass(frozen=True, kw_only=True)
class Context:
    """What the routes share."""

    settings: Settings
    readiness: Readiness
    admission: Admission
    answers: Answers
    conversations: Conversations
    metrics: Metrics

    async def question(self, body: AskRequest, scope: Scope) -> Question:
        """The question with its earlier turns. Raises UsageError when it is too long."""
        limit = self.settings.answer.max_question_chars
        if len(body.question) > limit:
            raise UsageError(f"question: longer than {limit} characters")
        if body.history is not None:
            history = tuple(Turn(question=t.question, answer=t.answer) for t in body.history)
        else:
            history = await self._remembered(scope, body.conversation_id)
        return Question(
            text=body.question,
            scope=scope,
            history=history,
            conversation_id=body.conversation_id,
            max_staleness_s=body.max_staleness_s,
        )

    async def answer(self, question: Question) -> AsyncIterator[Event]:
        """The events of the answer. Raises TooBusy when nobody else may wait for one."""
        events = await self.answers.ask(question, self.readiness.answerer())
        return self._keeping(question, events)

    async def _keeping(
        self, question: Question, events: AsyncIterator[Event]
    ) -> AsyncIterator[Event]:
        """The events; the turn is kept before the final one is sent."""
        start: Start | None = None
        given_out: tuple[SourceRef, ...] = ()
        async with closing(events):
            async for event in events:
                match event:
                    case Start():
                        start = event
                    case Sources():
                        given_out += event.sources
                    case Final() if start is not None:
                        yield await self._kept(question, start, given_out, event)
                        continue
                    case _:
                        pass
                yield event

    async def _remembered(self, scope: Scope, conversation_id: str | None) -> tuple[Turn, ...]:
        answerer = self.readiness.answerer()
        try:
            return await self.conversations.history(scope, conversation_id, answerer)
        except (ConfigError, ServiceError) as error:
            _log.error("conversations cannot be read: %s", error)
            return ()

    async def _kept(
        self, question: Question, start: Start, given_out: tuple[SourceRef, ...], event: Final
    ) -> Final:
        """The event once its turn is kept; it says so when that was not possible."""
        turn = kept_turn(
            question.text,
            event.answer,
            given_out,
            answer_id=start.answer_id,
            asked_at=start.as_of,
        )
        answerer = self.readiness.answerer()
        try:
            await self.conversations.add(question.scope, start.conversation_id, turn, answerer)
        except (ConfigError, ServiceError) as error:
            _log.error("a turn was not kept: %s", error)
            degraded = (*event.answer.degraded, "conversations")
            return Final(answer=replace(event.answer, degraded=degraded))
        return event


def build_router(context: Context) -> APIRouter:
    """The routes over `context`."""
    router = APIRouter()

    @router.post("/v1/ask", responses=_ASK_RESPONSES, summary="Ask a question")
    async def ask(body: AskRequest, request: Request) -> Response:
        """Streams events if Accept is `text/event-stream` or `stream` is true, else JSON."""
        began = context.metrics.now()
        context.readiness.answerer()
        question = await context.question(body, Scope())
        with context.metrics.coming():
            answer = await context.answer(question)
        events = context.metrics.observed(answer, question.scope, began)
        wanted = body.stream
        if wanted is None:
            wanted = _EVENTS in request.headers.get("accept", "")
        if wanted:
            return respond(events, ping_s=context.settings.server.ping_s)
        reply = await while_connected(request, gather(events))
        if reply is None:
            return Response(status_code=CLIENT_GONE)
        return _failed(reply) if isinstance(reply, Failed) else JSONResponse(reply)

    router.include_router(build_verify(context.readiness, context.admission))
    _add_reading(router, context)
    _add_health(router, context)
    return router


def _add_reading(router: APIRouter, context: Context) -> None:
    """What was given out before, and how old the index is."""

    @router.get(
        "/v1/sources/{source_id}",
        responses={200: {"model": SourceDetailOut}, 404: {"model": Problem}},
        summary="Read a source",
    )
    async def source(source_id: str) -> Response:
        """The document with the passage's span, or the row with its columns."""
        detail = await context.readiness.answerer().source(source_id, Scope())
        if detail is None:
            raise NotFound("source", source_id[:80], "it was removed, or was never given out")
        return JSONResponse(encode_detail(detail), headers={"cache-control": "no-store"})

    @router.get(
        "/v1/freshness",
        responses={200: {"model": FreshnessOut}, 503: {"model": Problem}},
        summary="How fresh the index is",
    )
    async def freshness() -> Response:
        """Per source when it was last checked and last changed, and what went wrong."""
        found = await context.readiness.answerer().freshness()
        return JSONResponse(freshness_out(found), headers={"cache-control": "no-store"})


def _add_health(router: APIRouter, context: Context) -> None:
    """For those who start and watch the server."""

    @router.get("/healthz", responses={200: {"model": Health}}, summary="Alive")
    async def healthz() -> Response:
        """The process answers."""
        return JSONResponse({"status": "ok"})

    @router.get(
        "/readyz",
        responses={200: {"model": Health}, 503: {"model": Problem}},
        summary="Ready to answer",
    )
    async def readyz() -> Response:
        """The model is loaded and the stores are open; 503 with the reason until then."""
        if context.readiness.ready:
            return JSONResponse({"status": "ready"})
        return problem(503, "not_ready", context.readiness.reason, RETRY_AFTER_S)


def _failed(event: Failed) -> Response:
    if event.code == "timeout":
        return problem(504, event.code, event.message)
    if event.retryable:
        return problem(503, event.code, event.message, RETRY_AFTER_S)
    return problem(500, event.code, event.message)
