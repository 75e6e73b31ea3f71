"""Finished replies of models kept, so that work that is done again after a crash does not call for
them again.

Only work that names itself by `journaled` is kept: a batch, whose questions outlive the process. A
whole reply is written down before any of it is given on. What was asked but not finished is asked
again, under the same idempotency key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import aclosing, contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from answer.models.calls import Attempt, Call, Completed, Gateway, Restarted, Tier
from answer.models.chat import ChatRequest, Piece, TokenUsage
from nescio.errors import UsageError
from nescio.settings_models import ModelSettings, Task

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


@dataclass(frozen=True, kw_only=True)
class _Known:
    """A tier with the key of the call there."""

    tier: Tier
    key: str


class JournaledGateway:
    """Implements Gateway over another one; calls outside `journaled` pass through untouched."""

    def __init__(self, gateway: Gateway, settings: ModelSettings, tiers: Iterable[Tier]) -> None:
        """Settings and tiers are those of `gateway`."""
        self._gateway = gateway
        named = {tier.name: tier for tier in tiers}
        self._tiers: dict[Task, list[Tier]] = {
            task: [named[name] for name in each.tiers] for task, each in settings.tasks.items()
        }

    async def stream(self, call: Call) -> AsyncGenerator[Piece | Restarted | Completed, None]:
        """See Gateway. Of journaled work the reply comes whole, at its end."""
        journal = _JOURNAL.get()
        items = self._gateway.stream(call) if journal is None else self._kept(call, journal)
        async with aclosing(items) as passing:
            async for item in passing:
                yield item

    async def _kept(
        self, call: Call, journal: Journal
    ) -> AsyncGenerator[Piece | Restarted | Completed, None]:
        build = call.build

        def keyed(tier: Tier) -> ChatRequest:
            request = build(tier)
            return replace(
                request, idempotency_key=call_key(journal.work, call.task, tier, request)
            )

        call.build = keyed
        known = list(self._known(call))
        found = await journal.find([each.key for each in known])
        if found is not None:
            tier = next(each.tier for each in known if each.key == found[0])
            call.build(tier)  # the caller takes the last one built for the one that is answered
            text, completed = _read(found[1], tier)
            call.trace.append(_attempt(completed))
        else:
            text, completed = await self._whole(call)
            keys = {each.tier.name: each.key for each in known}
            if completed.tier.name in keys:
                await journal.keep(keys[completed.tier.name], _entry(text, completed))
        yield Piece(text=text)
        yield completed

    def _known(self, call: Call) -> Iterator[_Known]:
        for tier in self._tiers.get(call.task, ()):
            try:
                yield _Known(tier=tier, key=call.build(tier).idempotency_key)
            except UsageError:  # nothing fits its context
                continue

    async def _whole(self, call: Call) -> tuple[str, Completed]:
        pieces: list[str] = []
        async with aclosing(self._gateway.stream(call)) as items:
            async for item in items:
                match item:
                    case Piece():
                        pieces.append(item.text)
                    case Restarted():
                        pieces.clear()
                    case Completed():
                        return "".join(pieces), item
        raise AssertionError("a gateway ends with Completed or an error")


def call_key(work: str, task: Task, tier: Tier, request: ChatRequest) -> str:
    """Of a call: the same for the same prompt at the same tier in the same work."""
    asked = {**asdict(request), "idempotency_key": ""}
    parts = json.dumps([work, task, tier.name, asked], sort_keys=True, default=str)
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def _entry(text: str, completed: Completed) -> Entry:
    return {
        "text": text,
        "reason": completed.reason,
        "usage": asdict(completed.usage),
        "cost": completed.cost,
    }


def _read(entry: Entry, tier: Tier) -> tuple[str, Completed]:
    usage = TokenUsage(**entry["usage"])
    completed = Completed(tier=tier, reason=entry["reason"], usage=usage, cost=entry["cost"])
    return str(entry["text"]), completed


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
