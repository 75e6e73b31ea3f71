"""Batches of questions over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse
from starlette.responses import JSONResponse, Response, StreamingResponse

from nescio.types import Scope, Turn
from retrieval.batch_results import BatchQuestion
from server.batches import Batches
from server.batches_view import batch_out
from server.job_routes import told
from server.schemas import MAX_HISTORY, AskReply, Problem, TurnIn

LINES = "application/x-ndjson"
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "No such batch, or not of this asker."},
    503: {"model": Problem, "description": "Not ready, or a store failed."},
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    413: {"model": Problem, "description": "The body is too large."},
    422: {"model": Problem, "description": "Malformed, too many questions or one too long."},
    429: {"model": Problem, "description": "Too many batches; see Retry-After."},
}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"description": "`progress` until `end`.", "content": {"text/event-stream": {}}}
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class QuestionIn(_Model):
    """A question of a batch."""

    id: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="To know its result by; default: its number, from 1.",
    )
    question: str = Field(min_length=1, description="The question, in plain words.")
    history: tuple[TurnIn, ...] = Field(
        default=(), max_length=MAX_HISTORY, description="Earlier turns, oldest first."
    )


class BatchRequest(_Model):
    """Questions to be answered in the background."""

    questions: tuple[QuestionIn, ...] = Field(
        min_length=1, description="Up to `batches.max_questions`."
    )


class EstimateOut(_Model):
    """What a batch will take at most, before it runs."""

    prompt_tokens: int
    completion_tokens: int
    cost: float
    currency: str


class CountsOut(_Model):
    """Of the questions that are done, by outcome."""

    answered: int
    partial: int
    abstained: int
    failed: int


class BatchOut(_Model):
    """A batch."""

    id: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    total: int = Field(description="Questions.")
    done: int = Field(description="Those that are done, whatever came of them.")
    counts: CountsOut
    created_at: str
    ended_at: str | None
    problem: str = Field(description="Why it failed, in one line.")
    estimate: EstimateOut | None = Field(description="Null where no model is used.")


class BatchResult(_Model):
    """A line of the results; one of `answer` and `problem` is null."""

    id: str
    question: str
    answer: AskReply | None
    problem: Problem | None


_LINES: dict[int | str, dict[str, Any]] = {
    200: {"description": "A `BatchResult` a line.", "model": BatchResult, "content": {LINES: {}}}
}


def build_batches(batches: Batches, *, ping_s: float) -> APIRouter:
    """The routes over `batches`."""
    router = APIRouter(prefix="/v1/batches", responses=_PROBLEMS)

    @router.post(
        "", status_code=202, response_model=BatchOut, responses=_REFUSED, summary="Ask for a batch"
    )
    async def submit(body: BatchRequest) -> Response:
        """Answered in the background, also after a restart; an equal one that is not over is it."""
        batch = await batches.submit(Scope(), as_questions(body))
        headers = {"location": f"/v1/batches/{batch.id}"}
        return JSONResponse(batch_out(batch), status_code=202, headers=headers)

    @router.get("", response_model=list[BatchOut], summary="The newest batches")
    async def newest() -> Response:
        """Newest first."""
        return JSONResponse([batch_out(batch) for batch in await batches.batches(Scope())])

    @router.get("/{batch_id}", response_model=BatchOut, summary="How a batch stands")
    async def one(batch_id: str) -> Response:
        """State, and how many questions are done, by outcome."""
        return JSONResponse(batch_out(await batches.batch(Scope(), batch_id)))

    @router.delete(
        "/{batch_id}", status_code=202, response_model=BatchOut, summary="Cancel a batch"
    )
    async def cancel(batch_id: str) -> Response:
        """What is done stays; an ended batch stays as it is."""
        return JSONResponse(batch_out(await batches.cancel(Scope(), batch_id)), status_code=202)

    @router.get("/{batch_id}/events", responses=_EVENTS, summary="Follow a batch")
    async def events(batch_id: str) -> EventSourceResponse:
        """`progress` with the batch, whenever that has changed, then `end` with it."""
        await batches.batch(Scope(), batch_id)
        return told(batches.follow(Scope(), batch_id), ping_s=ping_s)

    @router.get("/{batch_id}/results", responses=_LINES, summary="Read the results")
    async def results(batch_id: str) -> Response:
        """One JSON object a line, in the order of the questions; while it runs, those so far."""
        await batches.batch(Scope(), batch_id)
        headers = {"cache-control": "no-store"}
        return StreamingResponse(_lines(batches, batch_id), media_type=LINES, headers=headers)

    return router


def as_questions(body: BatchRequest) -> list[BatchQuestion]:
    """The questions of a request, each with an id."""
    return [
        BatchQuestion(
            id=one.id if one.id is not None else str(number),
            text=one.question,
            history=tuple(Turn(question=t.question, answer=t.answer) for t in one.history),
        )
        for number, one in enumerate(body.questions, start=1)
    ]


async def _lines(batches: Batches, batch_id: str) -> AsyncIterator[str]:
    async with aclosing(batches.results(Scope(), batch_id)) as results:
        async for result in results:
            yield json.dumps(result, ensure_ascii=False, separators=(",", ":")) + "\n"
