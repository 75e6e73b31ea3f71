"""Conversations as a client sees them, as JSON and back, and as Markdown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from nescio.answers import AbstentionReason, SourceState
from nescio.errors import ProtocolError

JSON = dict[str, Any]
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&])")


@dataclass(frozen=True, kw_only=True)
class ConversationEntry:
    """A conversation in a list. `title` is what was asked first."""

    conversation_id: str
    title: str
    turns: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class ConversationPage:
    """A part of the list, the one used last first; `next` is where to go on, None at the end."""

    conversations: tuple[ConversationEntry, ...]
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class TurnCitation:
    """What an answer rested on, and whether it is still there; one that is not has no name."""

    source_id: str
    state: SourceState
    kind: Literal["passage", "record"] = "passage"
    title: str = ""
    uri: str = ""


@dataclass(frozen=True, kw_only=True)
class ConversationTurn:
    """A question and its answer; the text goes when a source of it does."""

    question: str
    answer: str
    status: Literal["answered", "partial", "abstained"]
    answer_id: str
    asked_at: dt.datetime
    reason: AbstentionReason | None = None
    citations: tuple[TurnCitation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """The turns of a conversation, oldest first."""

    conversation_id: str
    turns: tuple[ConversationTurn, ...]


_PAGE = TypeAdapter(ConversationPage)
_CONVERSATION = TypeAdapter(Conversation)


def encode_page(page: ConversationPage) -> JSON:
    """A part of the list as JSON."""
    data: JSON = _PAGE.dump_python(page, mode="json")
    return data


def decode_page(data: Mapping[str, Any]) -> ConversationPage:
    """The same back. Raises ProtocolError."""
    try:
        return _PAGE.validate_python(data)
    except ValidationError as error:
        raise ProtocolError("list of conversations", error) from None


def encode_conversation(conversation: Conversation) -> JSON:
    """A conversation as JSON."""
    data: JSON = _CONVERSATION.dump_python(conversation, mode="json")
    return data


def decode_conversation(data: Mapping[str, Any]) -> Conversation:
    """The same back. Raises ProtocolError."""
    try:
        return _CONVERSATION.validate_python(data)
    except ValidationError as error:
        raise ProtocolError("conversation", error) from None


def conversation_markdown(conversation: Conversation) -> str:
    """A conversation to read: what was said in it is text, whatever it looks like."""
    lines = [f"# Conversation {_plain(conversation.conversation_id)}", ""]
    for turn in conversation.turns:
        asked = turn.asked_at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
        lines += [f"## {_plain(turn.question)}", "", f"{asked}, {turn.status}", ""]
        if turn.answer:
            lines += [_plain(turn.answer), ""]
        if turn.reason:
            lines += [f"Reason: `{turn.reason}`", ""]
        cited = [
            f"{number}. {_plain(c.title)} ({_plain(c.uri)})"
            if c.title
            else f"{number}. ({c.state})"
            for number, c in enumerate(turn.citations, 1)
        ]
        lines += [*cited, ""] if cited else []
    return "\n".join(lines).rstrip() + "\n"


def _plain(text: str) -> str:
    """One line of Markdown that shows `text`."""
    line = " ".join(text.split())
    return re.sub(r"^([-+]|\d+[.)])", r"\\\1", _MARKDOWN.sub(r"\\\1", line))
