"""Finished replies of models kept, so that work that is done again after a crash does not call for
them again.

Only work that names itself by `journaled` is kept: a batch, whose questions outlive the process.
The provider's side writes a reply down the moment that it is whole, before anything is made of it.
The gateway's side gives every call a key that is the same whenever the work is done again, and
looks for a reply of any tier before it asks one. What was asked but not finished is asked again,
under the same idempotency key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict, replace
from typing import Any, Protocol, TypeVar

from answer.models.calls import Attempt, BuildRequest, Call, Completed, Gateway, Restarted, Tier
from answer.models.chat import (
    ChatProvider,
    ChatRequest,
    Finished,
    ModelFailed,
    Piece,
    RateLimit,
    TokenUsage,
)
from answer.models.journey import REMINDED
from answer.models.usage import cost_of, estimated_usage
from nescio.errors import UsageError
from nescio.settings_models import ModelSettings, Task

T = TypeVar("T")
Entry = dict[str, Any]


class Journal(Protocol):
    """Where the replies for one piece of work are kept. Raises StoreFailed."""

    @property
    def work(self) -> str:
        """Names the work: part of every key, the same whenever it is done again."""
        ...

    async def find(self, keys: list[str]) -> tuple[str, Entry] | None:
        """The entry of the first of the keys that has one."""
        ...

    async def keep(self, key: str, entry: Entry) -> None:
        """Durable once it returns."""
        ...


_JOURNAL: ContextVar[Journal | None] = ContextVar("journal", default=None)


@contextmanager
def journaled(journal: Journal) -> Iterator[None]:
    """Within the block, and in the tasks begun there, finished replies are kept and reused."""
    token = _JOURNAL.set(journal)
    try:
        yield
    finally:
        _JOURNAL.reset(token)


class JournaledProvider:
    """Implements ChatProvider over another one. Of journaled work the reply comes at its end."""

    def __init__(self, provider: ChatProvider) -> None:
        self._provider = provider

    @property
    def name(self) -> str:
        return self._provider.name

    @property
    def rate_limit(self) -> RateLimit | None:
        return self._provider.rate_limit

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Piece | Finished, None]:
        """See ChatProvider."""
        journal = _JOURNAL.get()
        if journal is None:
            async with _closing(self._provider.stream(request)) as items:
                async for item in items:
                    yield item
            return
        key = request.idempotency_key
        found = await journal.find([key])
        if found is None:
            text, finished = await self._whole(request)
            await journal.keep(key, _entry(text, finished))
        else:
            text, finished = _read(found[1])
        if text:
            yield Piece(text=text)
        yield finished

    async def aclose(self) -> None:
        """See ChatProvider."""
        await self._provider.aclose()

    async def _whole(self, request: ChatRequest) -> tuple[str, Finished]:
        pieces: list[str] = []
        async with _closing(self._provider.stream(request)) as items:
            async for item in items:
                if isinstance(item, Finished):
                    return "".join(pieces), item
                pieces.append(item.text)
        raise ModelFailed(self.name, "cut", "the reply ended without its end")


class JournaledGateway:
    """Implements Gateway over another one whose providers are journaled; calls outside `journaled`
    pass through untouched."""

    def __init__(self, gateway: Gateway, settings: ModelSettings, tiers: Iterable[Tier]) -> None:
        """Settings and tiers are those of `gateway`."""
        self._gateway = gateway
        named = {tier.name: tier for tier in tiers}
        self._tiers: dict[Task, list[Tier]] = {
            task: [named[name] for name in each.tiers] for task, each in settings.tasks.items()
        }

    async def stream(self, call: Call) -> AsyncGenerator[Piece | Restarted | Completed, None]:
        """See Gateway."""
        journal = _JOURNAL.get()
        if journal is not None:
            call.build = _keyed(call, journal.work)
            found = await self._found(call, journal)
            if found is not None:
                text, completed = found
                call.trace.append(_attempt(completed))
                yield Piece(text=text)
                yield completed
                return
        async with _closing(self._gateway.stream(call)) as items:
            async for item in items:
                yield item

    async def _found(self, call: Call, journal: Journal) -> tuple[str, Completed] | None:
        """A usable reply that was kept, of the first tier that has one."""
        asked: dict[str, Tier] = {}
        for tier in self._tiers.get(call.task, ()):
            with suppress(UsageError):  # nothing fits its context
                key = call.build(tier).idempotency_key
                asked |= {f"{key}{REMINDED}": tier, key: tier}
        found = await journal.find(list(asked))
        if found is None:
            return None
        text, finished = _read(found[1])
        if finished.reason == "refusal" or (call.accept is not None and call.accept(text)):
            return None
        tier = asked[found[0]]
        request = call.build(tier)  # the caller takes the last one built for the one answered
        usage = finished.usage or estimated_usage(request, text)
        return text, Completed(
            tier=tier, reason=finished.reason, usage=usage, cost=cost_of(tier, usage)
        )


def _keyed(call: Call, work: str) -> BuildRequest:
    build = call.build

    def keyed(tier: Tier) -> ChatRequest:
        request = build(tier)
        return replace(request, idempotency_key=call_key(work, call.task, tier, request))

    return keyed


@asynccontextmanager
async def _closing(items: AsyncIterator[T]) -> AsyncIterator[AsyncIterator[T]]:
    """The iterator, closed at the end: that ends the call upstream."""
    try:
        yield items
    finally:
        if isinstance(items, AsyncGenerator):
            await items.aclose()


def call_key(work: str, task: Task, tier: Tier, request: ChatRequest) -> str:
    """Of a call: the same for the same prompt at the same tier in the same work."""
    asked = {**asdict(request), "idempotency_key": ""}
    parts = json.dumps([work, task, tier.name, asked], sort_keys=True, default=str)
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def _entry(text: str, finished: Finished) -> Entry:
    usage = None if finished.usage is None else asdict(finished.usage)
    return {"text": text, "reason": finished.reason, "usage": usage}


def _read(entry: Entry) -> tuple[str, Finished]:
    usage = None if entry["usage"] is None else TokenUsage(**entry["usage"])
    return str(entry["text"]), Finished(reason=entry["reason"], usage=usage)


def _attempt(completed: Completed) -> Attempt:
    """Of a reply that was metered when it came."""
    return Attempt(
        tier=completed.tier.name,
        provider=completed.tier.provider,
        model=completed.tier.model,
        outcome="finished",
        reason="kept from before a restart",
        finish=completed.reason,
        usage=completed.usage,
        cost=completed.cost,
    )
