"""What the routes reply: a stream of events gathered into one object, freshness."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from nescio.events import Event, Failed, Final, Sources, Start
from nescio.wire import encode_age, encode_answer, encode_freshness, encode_sources
from retrieval.freshness import Freshness
from server.sse import guarded


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
