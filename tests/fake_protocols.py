"""The two protocols of chat models as a server writes them: replies, streamed or whole, errors."""

from __future__ import annotations

import json
import random
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Finish = Literal["stop", "length", "refusal"]
Json = dict[str, Any]
_STEP = re.compile(r"\s*\S+\s*\Z|\s*\S+")
_OPENAI_FINISH: dict[Finish, str] = {
    "stop": "stop",
    "length": "length",
    "refusal": "content_filter",
}
_ANTHROPIC_FINISH: dict[Finish, str] = {
    "stop": "end_turn",
    "length": "max_tokens",
    "refusal": "refusal",
}


@dataclass(frozen=True)
class Tokens:
    """What a reply says it has used; `cached` of `prompt`."""

    prompt: int
    completion: int
    cached: int = 0


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a reply holds, and how it ends."""

    model: str
    pieces: Sequence[str]
    finish: Finish
    tokens: Tokens | None
    obfuscated: bool = False


@dataclass(frozen=True, kw_only=True)
class Streamed:
    """Server-sent events of one reply, in order."""

    opening: list[bytes] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    closing: list[bytes] = field(default_factory=list)


class Dialect(Protocol):
    """How one protocol writes things down."""

    malformed: bytes
    error: bytes
    done: bytes

    def streamed(self, text: Text, *, usage: bool) -> Streamed: ...

    def whole(self, text: Text) -> Json: ...

    def problem(self, status: int) -> Json: ...


def words(text: str) -> list[str]:
    """A text in pieces of a word each, with the spaces before it."""
    return _STEP.findall(text)


class OpenAIDialect:
    """Chat completions."""

    malformed = b'data: {"id": "chatcmpl-1", "choices": [{"delta": {"con\n\n'
    error = b'data: {"error": {"message": "the engine died", "type": "server_error"}}\n\n'
    done = b"data: [DONE]\n\n"

    def streamed(self, text: Text, *, usage: bool) -> Streamed:
        def chunk(delta: Json, finish: str | None = None, **more: Any) -> bytes:
            choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
            return self._data(
                {**self._head(text, "chat.completion.chunk"), "choices": [choice]} | more
            )

        def piece(content: str) -> bytes:
            if not text.obfuscated:
                return chunk({"content": content})
            noise = "".join(random.choices(string.ascii_letters, k=12))
            return chunk({"content": content}, obfuscation=noise)

        closing = [chunk({}, _OPENAI_FINISH[text.finish])]
        if usage and text.tokens is not None:
            last = {"choices": [], "usage": self._usage(text.tokens)}
            closing.append(self._data(self._head(text, "chat.completion.chunk") | last))
        return Streamed(
            opening=[chunk({"role": "assistant", "content": ""})],
            pieces=[piece(content) for content in text.pieces],
            closing=closing,
        )

    def whole(self, text: Text) -> Json:
        message = {"role": "assistant", "content": "".join(text.pieces)}
        choice = {"index": 0, "message": message, "finish_reason": _OPENAI_FINISH[text.finish]}
        body = self._head(text, "chat.completion") | {"choices": [choice]}
        return body | ({"usage": self._usage(text.tokens)} if text.tokens else {})

    def problem(self, status: int) -> Json:
        kinds = {401: "authentication_error", 429: "rate_limit_error"}
        kind = kinds.get(status, "server_error" if status >= 500 else "invalid_request_error")
        return {
            "error": {"message": f"scripted {status}", "type": kind, "param": None, "code": None}
        }

    def _head(self, text: Text, kind: str) -> Json:
        return {"id": "chatcmpl-1", "object": kind, "created": 1_790_000_000, "model": text.model}

    def _usage(self, tokens: Tokens) -> Json:
        return {
            "prompt_tokens": tokens.prompt,
            "completion_tokens": tokens.completion,
            "total_tokens": tokens.prompt + tokens.completion,
            "prompt_tokens_details": {"cached_tokens": tokens.cached},
        }

    def _data(self, body: Json) -> bytes:
        return b"data: " + json.dumps(body).encode() + b"\n\n"


class AnthropicDialect:
    """Messages. As in the real protocol, prompt tokens leave out those that were cached."""

    malformed = b'event: content_block_delta\ndata: {"type": "content_block_de\n\n'
    error = (
        b"event: error\n"
        b'data: {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}}\n\n'
    )
    done = b""

    def streamed(self, text: Text, *, usage: bool) -> Streamed:
        del usage  # always said, unless a test leaves it out
        end: Json = {
            "delta": {"stop_reason": _ANTHROPIC_FINISH[text.finish], "stop_sequence": None}
        }
        if text.tokens is not None:
            end["usage"] = {"output_tokens": text.tokens.completion}
        start = self._message(text, content=[], stop=None)
        return Streamed(
            opening=[
                self._event("message_start", message=start),
                self._event("content_block_start", index=0, content_block=self._block("")),
                self._event("ping"),
            ],
            pieces=[
                self._event("content_block_delta", index=0, delta=self._delta(content))
                for content in text.pieces
            ],
            closing=[
                self._event("content_block_stop", index=0),
                self._event("message_delta", **end),
                self._event("message_stop"),
            ],
        )

    def whole(self, text: Text) -> Json:
        block = self._block("".join(text.pieces))
        return self._message(text, content=[block], stop=_ANTHROPIC_FINISH[text.finish])

    def problem(self, status: int) -> Json:
        kinds = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
        kind = kinds.get(status, "api_error" if status >= 500 else "invalid_request_error")
        return {"type": "error", "error": {"type": kind, "message": f"scripted {status}"}}

    def _message(self, text: Text, content: list[Json], stop: str | None) -> Json:
        message: Json = {"id": "msg_1", "type": "message", "role": "assistant", "model": text.model}
        message |= {"content": content, "stop_reason": stop, "stop_sequence": None}
        if text.tokens is not None:
            message["usage"] = {
                "input_tokens": text.tokens.prompt - text.tokens.cached,
                "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": text.tokens.cached,
                "output_tokens": text.tokens.completion if stop else 1,
            }
        return message

    def _block(self, text: str) -> Json:
        return {"type": "text", "text": text}

    def _delta(self, text: str) -> Json:
        return {"type": "text_delta", "text": text}

    def _event(self, kind: str, **body: Any) -> bytes:
        data = json.dumps({"type": kind, **body})
        return f"event: {kind}\ndata: {data}\n\n".encode()
