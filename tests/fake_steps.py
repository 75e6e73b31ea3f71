"""What a scripted provider does for one request: replies, and ways to fail."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.fake_http import Exchange
from tests.fake_protocols import (
    AnthropicDialect,
    Dialect,
    Finish,
    OpenAIDialect,
    Text,
    Tokens,
    words,
)

FOREVER_S = 3600.0
TICK_S = 0.005
Fault = Literal[
    "cut", "broken", "reset", "hang", "malformed", "error", "duplicated", "stutter", "endless"
]
_WHOLE: tuple[Fault | None, ...] = (None, "duplicated", "stutter", "endless")


@dataclass(frozen=True)
class Reply:
    """A reply, or one that goes wrong on the way.

    `fault` happens when `after` pieces are sent. `cut`: the stream ends in order, but says no
    finish reason; `broken`: the connection is closed in the middle; `reset`: the same by TCP reset;
    `hang`: nothing more comes; `malformed`: a chunk that is no JSON; `error`: the protocol's error
    event; `duplicated`: every event comes twice; `stutter`: every piece of text does, which no
    client can tell from a model that repeats itself; `endless`: all is said, but nothing ends the
    stream. Seconds: `first_s` before the headers, `piece_s` before each piece. `hold`: nothing is
    sent before it is set. `tokens`: False: none are said; True: words are counted.
    """

    text: str = "Fine."
    fault: Fault | None = None
    after: int = 1
    finish: Finish = "stop"
    tokens: Tokens | bool = True
    first_s: float = 0.0
    piece_s: float = 0.0
    pieces: Sequence[str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None
    obfuscated: bool = False


@dataclass(frozen=True)
class Status:
    """An HTTP status with the protocol's error as body, or with `body` as it is."""

    code: int
    retry_after: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    content_type: str = "application/json"


@dataclass(frozen=True)
class Reset:
    """The connection is reset before anything is sent."""


@dataclass(frozen=True)
class Hang:
    """Nothing is ever sent."""


Step = Reply | Status | Reset | Hang


@dataclass
class Request:
    """A call as it came. `hung_up`: the client left before the end of the reply."""

    protocol: Literal["openai", "anthropic"]
    headers: Mapping[str, str]
    body: dict[str, Any]
    at: float
    finished: bool = False
    hung_up: bool = False

    @property
    def messages(self) -> list[tuple[str, str]]:
        """Role and text of each message, Anthropic's system first."""
        system = [("system", _text(self.body["system"]))] if self.body.get("system") else []
        return system + [(m["role"], _text(m["content"])) for m in self.body.get("messages", [])]

    @property
    def prompt(self) -> str:
        """All texts in one."""
        return "\n\n".join(text for _, text in self.messages)

    @property
    def idempotency_key(self) -> str | None:
        return self.headers.get("idempotency-key")


Behaviour = Callable[[Request], Step]


def faults(text: str = "Fine.", *, slow_s: float = 0.2) -> dict[str, Step]:
    """Each way to fail by its name; `text` is what would have been said. An expired certificate is
    missing: it belongs to a server, not to a reply."""
    return {
        "timeout": Hang(),
        "hang": Reply(text, "hang"),
        "429": Status(429),
        "429 with Retry-After": Status(429, retry_after="1"),
        "500": Status(500),
        "cut stream": Reply(text, "cut"),
        "slow drip": Reply(text, piece_s=slow_s),
        "invalid JSON": Reply(text, "malformed"),
        "wrong schema": Reply('{"nothing": ["as", "asked"]}'),
        "empty": Reply(""),
        "refusal": Reply("", finish="refusal"),
        "duplicated chunks": Reply(text, "duplicated"),
        "duplicated words": Reply(text, "stutter"),
        "connection reset": Reset(),
        "reset in the middle": Reply(text, "reset"),
    }


async def play(step: Step, request: Request, exchange: Exchange) -> bool:
    """Do a step; whether the connection may be used again."""
    dialect: Dialect = OpenAIDialect() if request.protocol == "openai" else AnthropicDialect()
    match step:
        case Reset():
            exchange.reset()
        case Hang():
            await asyncio.sleep(FOREVER_S)
        case Status():
            extra = {"retry-after": step.retry_after} if step.retry_after is not None else {}
            headers = {**step.headers, **extra}
            if step.body is not None:
                await exchange.whole(step.code, step.body.encode(), step.content_type, headers)
            else:
                await exchange.json(step.code, dialect.problem(step.code), headers)
            return True
        case Reply():
            return await _reply(step, request, exchange, dialect)
    return False


async def _reply(step: Reply, request: Request, exchange: Exchange, dialect: Dialect) -> bool:
    await asyncio.sleep(step.first_s)
    while step.hold is not None and not step.hold.is_set():  # noqa: ASYNC110 - another thread's
        await asyncio.sleep(TICK_S)
    text = _text_of(step, request)
    if not request.body.get("stream"):
        await exchange.json(200, dialect.whole(text), step.headers)
        return True
    asked = (request.body.get("stream_options") or {}).get("include_usage", False)
    events = dialect.streamed(text, usage=asked)
    twice = 2 if step.fault == "duplicated" else 1
    await exchange.begin(step.headers)
    for event in events.opening:
        await exchange.send(event * twice)
    for sent, event in enumerate(events.pieces):
        if sent == step.after and step.fault not in _WHOLE:
            break
        await asyncio.sleep(step.piece_s)
        await exchange.send(event * (2 if step.fault == "stutter" else twice))
    match step.fault:
        case None | "duplicated" | "stutter" | "endless":
            for event in events.closing:
                await exchange.send(event * twice)
            if step.fault == "endless":
                await asyncio.sleep(FOREVER_S)
            await exchange.send(dialect.done)
        case "cut":
            pass
        case "broken":
            return False
        case "reset":
            exchange.reset()
            return False
        case "hang":
            await asyncio.sleep(FOREVER_S)
        case "malformed":
            await exchange.send(dialect.malformed)
        case "error":
            await exchange.send(dialect.error)
    await exchange.end()
    return True


def _text_of(step: Reply, request: Request) -> Text:
    pieces = words(step.text) if step.pieces is None else step.pieces
    tokens = step.tokens if isinstance(step.tokens, Tokens) else None
    if step.tokens is True:
        tokens = Tokens(len(request.prompt.split()), len(pieces))
    return Text(
        model=str(request.body.get("model", "")),
        pieces=pieces,
        finish=step.finish,
        tokens=tokens,
        obfuscated=step.obfuscated,
    )


def _text(content: str | list[dict[str, Any]]) -> str:
    if isinstance(content, str):
        return content
    return "\n\n".join(str(block.get("text", "")) for block in content)
