"""The HTTP interface to conversations: listed, read, exported, deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, Response

from nescio.conversations import (
    Conversation,
    conversation_markdown,
    encode_conversation,
    encode_page,
)
from nescio.errors import NotFound
from nescio.types import Scope
from server.conversations import Conversations
from server.readiness import Readiness
from server.schemas import ConversationExport, ConversationOut, ConversationPageOut, Problem

MARKDOWN = "text/markdown"
MOST = 100
_PRIVATE = {"cache-control": "no-store"}
_Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem},
    503: {"model": Problem, "description": "They, or their sources, cannot be looked up."},
}


def build_conversations(conversations: Conversations, readiness: Readiness) -> APIRouter:
    """The routes over the conversations of everyone who asks without authentication."""
    router = APIRouter()

    async def found(conversation_id: str) -> Conversation:
        conversation = await conversations.read(Scope(), conversation_id, readiness.answerer())
        if conversation is None:
            raise NotFound("conversation", conversation_id, "it was deleted, or has expired")
        return conversation

    @router.get(
        "/v1/conversations",
        responses={200: {"model": ConversationPageOut}, 503: _MISSING[503]},
        summary="List conversations",
    )
    async def listed(
        limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
        before: Annotated[
            str | None, Query(max_length=400, description="`next` of a page.")
        ] = None,
    ) -> Response:
        """The one used last first; `next` leads to the following page."""
        page = await conversations.page(Scope(), limit, before)
        return JSONResponse(encode_page(page), headers=_PRIVATE)

    @router.get(
        "/v1/conversations/{conversation_id}",
        responses={200: {"model": ConversationOut}, **_MISSING},
        summary="Read a conversation",
    )
    async def conversation(conversation_id: _Id) -> Response:
        """The turns, each citation with the state that its source is in now."""
        data = encode_conversation(await found(conversation_id))
        return JSONResponse(data, headers=_PRIVATE)

    _add_leaving(router, conversations, found)
    return router


def _add_leaving(
    router: APIRouter,
    conversations: Conversations,
    found: Callable[[str], Awaitable[Conversation]],
) -> None:
    """What takes a conversation away from here."""

    @router.get(
        "/v1/conversations/{conversation_id}/export",
        responses={
            200: {
                "model": ConversationExport,
                "content": {MARKDOWN: {"schema": {"type": "string"}}},
            },
            **_MISSING,
        },
        summary="Export a conversation",
    )
    async def export(
        request: Request,
        conversation_id: _Id,
        format: Annotated[  # noqa: A002 - the name of the parameter
            Literal["json", "md"] | None, Query(description="Default: what Accept asks for.")
        ] = None,
    ) -> Response:
        """As JSON, or as Markdown if Accept is `text/markdown` or `format` is `md`."""
        kept = await found(conversation_id)
        chosen = format or ("md" if MARKDOWN in request.headers.get("accept", "") else "json")
        name = f'attachment; filename="conversation-{conversation_id}.{chosen}"'
        headers = {**_PRIVATE, "content-disposition": name, "vary": "accept"}
        if chosen == "md":
            text = conversation_markdown(kept)
            return Response(text, media_type=f"{MARKDOWN}; charset=utf-8", headers=headers)
        now = dt.datetime.now(dt.UTC).isoformat()
        data = {"format": "nescio-conversation", "version": 1, "exported_at": now}
        return JSONResponse({**data, **encode_conversation(kept)}, headers=headers)

    @router.delete(
        "/v1/conversations/{conversation_id}",
        status_code=204,
        responses={204: {"description": "Nothing of it is kept."}, **_MISSING},
        summary="Delete a conversation",
    )
    async def delete(conversation_id: _Id) -> Response:
        """Its turns go, from the files too."""
        if not await conversations.delete(Scope(), conversation_id):
            raise NotFound("conversation", conversation_id, "it was deleted, or has expired")
        return Response(status_code=204)
