"""A provider in the process that does as it is told, and what tests need around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from answer.models.calls import Allowance, Attempt, Call, Completed, Restarted, Tier
from answer.models.chat import (
    ChatProvider,
    ChatRequest,
    FailureKind,
    Finished,
    FinishReason,
    Message,
    ModelFailed,
    Piece,
    RateLimit,
    TokenUsage,
)
from answer.models.gateway import ModelGateway
from answer.models.tiers import tiers_of
from nescio.settings_models import ModelSettings, Task
from nescio.types import Scope

USAGE = TokenUsage(prompt=10, completion=5)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a call does: gives its texts, then fails, hangs, ends, or breaks off (neither)."""

    texts: tuple[str, ...] = ()
    fails: FailureKind | None = None
    retry_after_s: float | None = None
    hangs: bool = False
    finish: FinishReason | None = "stop"
    usage: TokenUsage | None = USAGE
    every_s: float = 0.0
    error: Exception | None = None


GOOD = Reply(texts=("Yes", ", it is."))
DOWN = Reply(fails="server_error")


class ScriptedProvider:
    """Replies in the order of the script; the last one is given again and again."""

    def __init__(self, name: str, *script: Reply) -> None:
        self._name = name
        self._script = list(script)
        self.limit: RateLimit | None = None
        self.requests: list[ChatRequest] = []
        self.times: list[float] = []
        self.running = 0
        self.peak = 0

    @property
    def name(self) -> str:
        return self._name

    @property
    def rate_limit(self) -> RateLimit | None:
        return self.limit

    def now_replies(self, *script: Reply) -> None:
        """From here on."""
        self._script = list(script)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Piece | Finished, None]:
        self.requests.append(request)
        self.times.append(asyncio.get_running_loop().time())
        reply = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        self.running += 1
        self.peak = max(self.peak, self.running)
        try:
            for text in reply.texts:
                await asyncio.sleep(reply.every_s)
                yield Piece(text=text)
            await asyncio.sleep(reply.every_s)
            if reply.error:
                raise reply.error
            if reply.fails:
                raise ModelFailed(self.name, reply.fails, "as told", reply.retry_after_s)
            if reply.hangs:
                await asyncio.Event().wait()
            if reply.finish:
                yield Finished(reason=reply.finish, usage=reply.usage)
        finally:
            self.running -= 1

    async def aclose(self) -> None:
        pass


@dataclass
class ListMeter:
    """Remembers; allows what it is told to allow."""

    allows: Allowance = "any"
    attempts: list[Attempt] = field(default_factory=list)

    async def allowance(self, scope: Scope) -> Allowance:
        return self.allows

    async def record(self, scope: Scope, task: Task, attempt: Attempt) -> None:
        self.attempts.append(attempt)


def settings_of(tiers: dict[str, str], **more: Any) -> ModelSettings:
    """Tiers by name with their providers, all of them for `answer`."""
    task = {"tiers": list(tiers), **more.pop("task", {})}
    provider = more.pop("provider", {})
    tier = more.pop("tier", {})
    names = dict.fromkeys(tiers.values())
    return ModelSettings.model_validate(
        {
            "providers": [{"name": name, "base_url": "http://x", **provider} for name in names],
            "tiers": [
                {"name": name, "provider": at, "model": f"{name}-model", **tier}
                for name, at in tiers.items()
            ],
            "tasks": {"answer": task},
            **more,
        }
    )


def gateway_of(
    settings: ModelSettings,
    *providers: ChatProvider,
    meter: ListMeter | None = None,
    draw: Callable[[], float] = lambda: 1.0,
) -> ModelGateway:
    """On the running loop's clock."""
    return ModelGateway(
        settings,
        tiers_of(settings),
        providers,
        meter or ListMeter(),
        clock=asyncio.get_running_loop().time,
        draw=draw,
    )


def request_for(tier: Tier) -> ChatRequest:
    """A prompt of a few tokens."""
    return ChatRequest(
        model=tier.model,
        messages=(Message(role="user", content="Is it?"),),
        max_tokens=tier.max_output_tokens,
        idempotency_key="key",
    )


def a_call(tenant: str = "default", **more: Any) -> Call:
    """For `answer`."""
    return Call(task="answer", scope=Scope(tenant=tenant), build=request_for, **more)


@dataclass
class Seen:
    """What a caller saw of a stream that it read to its end."""

    text: str = ""
    restarts: int = 0
    completed: Completed | None = None


async def ask(gateway: ModelGateway, call: Call, commit_after: int | None = None) -> Seen:
    """Read to the end, voiding what `Restarted` voids; `commit_after` so many pieces."""
    seen = Seen()
    pieces = 0
    async for item in gateway.stream(call):
        assert seen.completed is None
        if isinstance(item, Piece):
            seen.text += item.text
            pieces += 1
            if commit_after is not None and pieces >= commit_after:
                call.commit()
        elif isinstance(item, Restarted):
            assert not call.committed, "a second beginning"
            seen.text = ""
            seen.restarts += 1
        else:
            seen.completed = item
    return seen


def tiers_tried(call: Call) -> Sequence[tuple[str, str]]:
    """The trace in short."""
    return [(attempt.tier, attempt.outcome) for attempt in call.trace]
