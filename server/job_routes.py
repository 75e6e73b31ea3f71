"""Jobs over HTTP, for whoever has the admin token (`server.cli.owner` leaves it in the state)."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated, Any, Literal

import anyio
from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import JSONResponse, Response

from server.bearer import check
from server.jobs import Jobs
from server.jobs_feed import JobEvent
from server.jobs_view import job_out
from server.schemas import Problem

_HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}
LEAVE_S = 1.0
"""A stopping server gives streams that long to end."""
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "The admin token is missing or wrong."},
    404: {"model": Problem, "description": "No such job."},
    503: {"model": Problem, "description": "Not ready, or a store failed."},
}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"description": "Events until `end`.", "content": {"text/event-stream": {}}}
}


class JobRequest(BaseModel):
    """What is to be done."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["ingest"] = Field(description="Bring the index up to date.")
    sources: tuple[str, ...] = Field(
        default=(), max_length=1000, description="Names of sources; default: all."
    )
    full: bool = Field(default=False, description="Index unchanged records again.")


class JobOut(BaseModel):
    """A job."""

    model_config = ConfigDict(extra="forbid")

    id: str
    kind: Literal["ingest"]
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    sources: list[str]
    full: bool
    created_at: str
    ended_at: str | None
    reports: list[dict[str, Any]] = Field(description="Counts of each source that is done.")
    relinked: int = Field(description="Documents that got other edges.")
    repaired: int = Field(description="Vectors mended.")
    reused: int = Field(description="Chunks whose vector was there already.")
    seconds: float
    complete: bool = Field(description="It ended, every source read to its end.")
    problem: str = Field(description="Why it failed, in one line.")
    progress: dict[str, Any] | None = Field(description="The source being read: done, total.")


def build_jobs(jobs: Jobs, token: str | None, *, ping_s: float) -> APIRouter:
    """The routes over `jobs`; without a token they are shut."""

    def admin(request: Request) -> None:
        check(request, token)

    router = APIRouter(prefix="/v1/jobs", dependencies=[Depends(admin)], responses=_PROBLEMS)

    @router.post("", status_code=202, response_model=JobOut, summary="Ask for an ingest")
    async def submit(body: JobRequest) -> Response:
        """Starts a job, or names the equal one that waits."""
        job = await jobs.submit(body.sources, full=body.full)
        return JSONResponse(job_out(job), status_code=202, headers={"location": _path(job.id)})

    @router.get("", response_model=list[JobOut], summary="The newest jobs")
    async def newest() -> Response:
        """Newest first; what is not finished is taken up again after a restart."""
        return JSONResponse([job_out(job) for job in await jobs.jobs()])

    @router.get("/{job_id}", response_model=JobOut, summary="How a job stands")
    async def one(job_id: str) -> Response:
        """State, counts by source, progress."""
        return JSONResponse(job_out(await jobs.job(job_id)))

    @router.delete("/{job_id}", status_code=202, response_model=JobOut, summary="Cancel a job")
    async def cancel(job_id: str) -> Response:
        """What was read is written, the rest is left; an ended job stays as it is."""
        return JSONResponse(job_out(await jobs.cancel(job_id)), status_code=202)

    @router.get("/{job_id}/events", responses=_EVENTS, summary="Follow a job")
    async def events(
        job_id: str, last_event_id: Annotated[int, Header(ge=0)] = 0
    ) -> EventSourceResponse:
        """`start`, `advance`, `line`, `stop` of sources, then `end` with the job."""
        await jobs.job(job_id)
        return told(jobs.follow(job_id, last_event_id), ping_s=ping_s)

    return router


def told(events: AsyncGenerator[JobEvent, None], *, ping_s: float) -> EventSourceResponse:
    """A response that streams what a job says."""
    leaving = anyio.Event()
    return EventSourceResponse(
        _told(events, leaving),
        shutdown_event=leaving,
        shutdown_grace_period=LEAVE_S,
        headers=dict(_HEADERS),
        ping=int(max(1, ping_s)),
        ping_message_factory=lambda: ServerSentEvent(comment="ping", sep="\n"),
        sep="\n",
    )


def _path(job_id: str) -> str:
    return f"/v1/jobs/{job_id}"


async def _told(
    following_job: AsyncGenerator[JobEvent, None], leaving: anyio.Event
) -> AsyncIterator[ServerSentEvent]:
    """The events of a job; fewer when the server leaves: the stream then ends in good order."""
    stopped = asyncio.create_task(leaving.wait())
    try:
        async with contextlib.aclosing(following_job) as events:
            while True:
                following = asyncio.ensure_future(anext(events))
                try:
                    await asyncio.wait((following, stopped), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    if not following.done():
                        following.cancel()
                        await asyncio.gather(following, return_exceptions=True)
                if following.cancelled() or isinstance(following.exception(), StopAsyncIteration):
                    return
                event = following.result()
                data = json.dumps(event.data, ensure_ascii=False, separators=(",", ":"))
                yield ServerSentEvent(data=data, event=event.name, id=str(event.number), sep="\n")
    finally:
        stopped.cancel()
