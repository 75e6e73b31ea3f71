"""The embedded index made faster inside the server that has it open, for its administrator."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from nescio.errors import NescioError, UsageError
from retrieval.edge import EdgeVectorIndex
from retrieval.vectors import VectorIndex, VectorStats
from server.bearer import check
from server.jobs import Jobs
from server.schemas import Problem

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Lines of JSON: `line`, then `stats` or `problem`.",
        "content": {"application/x-ndjson": {}},
    },
    401: {"model": Problem, "description": "The admin token is missing or wrong."},
    422: {"model": Problem, "description": "The index is not the embedded one, or is empty."},
    503: {"model": Problem, "description": "Not ready."},
}


class NotEmbedded(UsageError):
    """A server of vectors builds its graph by itself."""

    def __init__(self) -> None:
        super().__init__(
            "vectors.engine is `qdrant`: the Qdrant server builds its graph by itself; "
            "there is nothing to do"
        )


def embedded(index: VectorIndex) -> EdgeVectorIndex:
    """The index, when it is the embedded one. Raises NotEmbedded."""
    if not isinstance(index, EdgeVectorIndex):
        raise NotEmbedded
    return index


async def check_filled(index: EdgeVectorIndex) -> None:
    """Raises UsageError when there is nothing to build a graph of."""
    if not await index.count():
        raise UsageError("the index is empty: run `nescio ingest` first")


def build_optimize(jobs: Jobs, token: str | None) -> APIRouter:
    """The route; without a token it is shut."""

    def admin(request: Request) -> None:
        check(request, token)

    router = APIRouter(prefix="/v1/optimize", dependencies=[Depends(admin)], responses=_RESPONSES)

    @router.post("", summary="Build the graph of the embedded index", response_class=Response)
    async def optimize() -> StreamingResponse:
        """A line per step; questions are answered meanwhile. Who goes away stops it."""
        index = embedded(jobs.index)
        await check_filled(index)
        return StreamingResponse(_told(index), media_type="application/x-ndjson")

    return router


async def _told(index: EdgeVectorIndex) -> AsyncIterator[bytes]:
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    work = asyncio.create_task(index.optimize(lines.put_nowait), name="optimize")
    work.add_done_callback(lambda _: lines.put_nowait(None))
    try:
        while (line := await lines.get()) is not None:
            yield _line({"line": line})
        try:
            await work
            yield _line({"stats": stats_out(await index.stats())})
        except NescioError as error:
            yield _line({"problem": str(error)})
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError, NescioError):
            await work


def stats_out(stats: VectorStats) -> dict[str, Any]:
    """Size, engine and how it searches."""
    return {"points": stats.points, "engine": stats.engine, **stats.detail}


def _line(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode() + b"\n"
