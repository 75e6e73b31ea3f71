"""A stream of events gathered into one reply."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from nescio.events import Event, Failed, Final, Sources, Start
from nescio.wire import encode_answer, encode_sources
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
                reply["as_of"] = event.as_of.isoformat()
            case Sources():
                reply["sources"] = encode_sources(event.sources)
            case Final():
                reply |= encode_answer(event.answer)
            case Failed():
                failed = event
            case _:
                continue
    return failed or reply
