"""What the routes reply: a stream of events gathered into one object, freshness."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar

from starlette.requests import Request

from nescio.events import Event, Failed, Final, Sources, Start
from nescio.wire import encode_age, encode_answer, encode_freshness, encode_sources
from retrieval.freshness import Freshness
from server.sse import guarded

T = TypeVar("T")


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """What `work` gives; it is cancelled, and the result None, when the client goes away before.

    The body of the request must have been read.
    """
    working, leaving = asyncio.create_task(work), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        return await working if working.done() else None
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def gather(events: AsyncIterator[Event]) -> dict[str, Any] | Failed:
    """The ids, the sources and the answer as one JSON object, or why there is none."""
    reply: dict[str, Any] = {"sources": []}
    failed: Failed | None = None
    async for event in guarded(events):
        match event:
            case Start():
                reply["answer_id"] = event.answer_id
                reply["conversation_id"] = event.conversation_id
                reply |= encode_age(event)
            case Sources():
                reply["sources"] = encode_sources(event.sources)
            case Final():
                reply |= encode_answer(event.answer)
            case Failed():
                failed = event
            case _:
                continue
    return failed or reply


def freshness_out(found: Freshness) -> dict[str, Any]:
    """The age of the index as JSON."""
    problems = {source.source: source.problem for source in found.sources}
    sources = [
        {**data, "problem": problems[data["source"]]} for data in encode_freshness(found.sources)
    ]
    return {"at": found.at.isoformat(), "index_lag_ms": found.lag_ms(), "sources": sources}
