"""Reads one reply of a provider under its deadlines.

Deadlines stand around each awaited step, never around a `yield`. The time for which the reader
holds a piece is not the provider's: it does not count against `attempt_s`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from answer.models.chat import ChatProvider, ChatRequest, Finished, ModelFailed, Piece

log = logging.getLogger(__name__)
_CHARACTERS_A_TOKEN = 64
"""No tokenizer has tokens of so many on average: more is not the reply that was asked for."""


class OutOfTime(ModelFailed):
    """The time for all attempts is over: that says nothing about the provider."""


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """Seconds to the first token and to the end of the reply; `last` is on the clock, of all."""

    first_token_s: float
    attempt_s: float
    last: float


async def read(
    provider: ChatProvider,
    request: ChatRequest,
    deadlines: Deadlines,
    clock: Callable[[], float],
) -> AsyncGenerator[Piece | Finished, None]:
    """Pieces with text, then exactly one Finished. Raises ModelFailed and nothing else."""
    began = clock()
    until = began + min(deadlines.first_token_s, deadlines.attempt_s)
    held = 0.0
    room = request.max_tokens * _CHARACTERS_A_TOKEN
    async with _closing(provider.stream(request)) as items:
        while True:
            item = await _next(items, provider.name, min(until, deadlines.last), clock, deadlines)
            if isinstance(item, Finished):
                if room == request.max_tokens * _CHARACTERS_A_TOKEN and item.reason != "refusal":
                    raise ModelFailed(provider.name, "empty", "the reply has no text")
                yield item
                return
            if not item.text:
                continue
            room -= len(item.text)
            if room < 0:
                raise ModelFailed(provider.name, "malformed", "the reply is longer than was asked")
            given = clock()
            yield item
            held += clock() - given
            until = began + deadlines.attempt_s + held


async def _next(
    items: AsyncIterator[Piece | Finished],
    name: str,
    until: float,
    clock: Callable[[], float],
    deadlines: Deadlines,
) -> Piece | Finished:
    try:
        async with asyncio.timeout(max(0.0, until - clock())):
            return await anext(items)
    except StopAsyncIteration:
        raise ModelFailed(name, "cut", "the reply broke off") from None
    except TimeoutError:
        if until >= deadlines.last:
            raise OutOfTime(name, "timeout", "the time for all attempts is over") from None
        raise ModelFailed(name, "timeout", "no more came in time") from None
    except ModelFailed:
        raise
    except Exception as error:
        log.exception("provider %s raised what is not ModelFailed", name)
        raise ModelFailed(name, "malformed", type(error).__name__) from error


@asynccontextmanager
async def _closing(
    items: AsyncIterator[Piece | Finished],
) -> AsyncIterator[AsyncIterator[Piece | Finished]]:
    """As contextlib.aclosing, for iterators that need not be generators."""
    try:
        yield items
    finally:
        close = getattr(items, "aclose", None)
        if close is not None:
            await close()
