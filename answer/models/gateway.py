"""The gateway: each call to the cheapest tier that will do, and on to the next when one fails.

Up to `Call.commit` a failure is mended where the caller does not see it, but for `Restarted`; after
it a failure is raised, for nobody shall read two beginnings. What is decided is written down in
`Call.trace`. The last resort, an answer without a model, is the caller's.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing

from answer.models.calls import Call, Completed, Meter, Restarted, Tier
from answer.models.chat import ChatProvider, ModelFailed, Piece
from answer.models.counters import Counters
from answer.models.endpoint import Endpoint
from answer.models.journey import Journey, Surroundings
from answer.models.ledger import Ledger
from answer.models.routing import Routing, route
from answer.models.turn import Turn
from nescio.errors import BudgetExceeded, NescioError, ProviderFailed, TooBusy
from nescio.settings_models import ModelSettings, TaskSettings


class NoTierLeft(ProviderFailed):
    """Every tier of a task failed or was passed over."""

    def __init__(self, call: Call) -> None:
        left = {attempt.tier: attempt.reason for attempt in call.trace}
        tried = "; ".join(f"{tier}: {reason}" for tier, reason in left.items())
        super().__init__(call.task, f"no tier is left ({tried or 'none is configured'})")


class ModelGateway:
    """Implements Gateway. Lives as long as the process; safe for any number of calls at a time."""

    def __init__(
        self,
        settings: ModelSettings,
        tiers: Iterable[Tier],
        providers: Iterable[ChatProvider],
        meter: Meter,
        *,
        counters: Counters | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """`providers` are named as in the settings, and stay the caller's to close. The clock is
        the one of `RateLimit.at`; `draw` gives 0 to 1."""
        self.counters = counters or Counters()
        self._settings = settings
        self._tiers = {tier.name: tier for tier in tiers}
        named = {provider.name: provider for provider in providers}
        self._ledger = Ledger(meter, self.counters)
        self._around = Surroundings(
            endpoints={
                own.name: Endpoint(
                    named[own.name], own, settings, counters=self.counters, clock=clock
                )
                for own in settings.providers
            },
            retries=settings.retries,
            ledger=self._ledger,
            clock=clock,
            draw=draw,
            sleep=sleep,
        )

    @property
    def endpoints(self) -> Iterable[Endpoint]:
        """The providers with what guards them, for metrics."""
        return self._around.endpoints.values()

    async def stream(self, call: Call) -> AsyncGenerator[Piece | Restarted | Completed, None]:
        """See Gateway."""
        outcome = "cancelled"
        try:
            async with aclosing(self._stream(call)) as items:
                async for item in items:
                    if isinstance(item, Completed):
                        outcome = "refused" if item.reason == "refusal" else "finished"
                    yield item
        except NescioError as error:
            outcome = error.code
            raise
        except Exception:
            outcome = "internal"
            raise
        finally:
            self.counters.calls[call.task, outcome] += 1

    async def aclose(self) -> None:
        """Wait a little for what is still being metered."""
        await self._ledger.aclose()

    async def _stream(self, call: Call) -> AsyncGenerator[Piece | Restarted | Completed, None]:
        task = self._settings.tasks.get(call.task)
        if task is None:
            raise NoTierLeft(call)
        last = self._around.clock() + task.total_s
        routing = await self._route(call, task)
        journey = Journey(call, routing, task, self._around, last)
        turns: list[Turn] = []
        while (turn := await journey.next_turn()) is not None:
            if call.committed:
                raise _why_broken(turns[-1])
            turns.append(turn)
            async with aclosing(turn.pieces()) as pieces:
                async for piece in pieces:
                    yield piece
            if turn.completed is not None and turn.completed.reason != "refusal":
                yield turn.completed
                return
            if call.committed:
                raise _why_broken(turn)
            if turn.text:
                yield Restarted(tier=turn.choice.tier.name, reason=_why(turn))
        refusal = next((t.completed for t in turns if t.completed is not None), None)
        if refusal is None:
            raise _verdict(call, turns)
        yield refusal

    async def _route(self, call: Call, task: TaskSettings) -> Routing:
        """Raises BudgetExceeded, and ProviderFailed when the meter does not answer in time."""
        tenant = call.scope.tenant
        try:
            async with asyncio.timeout(task.total_s):
                allowance = await self._ledger.meter.allowance(call.scope)
        except TimeoutError:
            raise ProviderFailed(call.task, "what the tenant may spend is not known") from None
        if allowance == "none":
            limit = self._settings.tenants.get(tenant, self._settings.budget).hard or 0.0
            raise BudgetExceeded(tenant, limit, self._settings.currency)
        tiers = [self._tiers[name] for name in task.tiers]
        states = {
            tier.name: self._around.endpoints[tier.provider].state(tier.model, call.question_tokens)
            for tier in tiers
        }
        most = min(self._settings.retries.cap_s, task.total_s / 2)
        return route(task, tiers, call, allowance, states, most_wait_s=most)


def _why(turn: Turn) -> str:
    return str(turn.failure) if turn.failure is not None else "refused"


def _why_broken(turn: Turn) -> ProviderFailed:
    if turn.failure is not None:
        return turn.failure
    return ModelFailed(turn.choice.tier.provider, "cut", "the reply was broken off as a refusal")


def _verdict(call: Call, turns: Sequence[Turn]) -> NescioError:
    waits = [turn.busy.retry_after_s for turn in turns if turn.busy is not None]
    if waits and all(turn.failure is None for turn in turns):
        return TooBusy(min(waits))
    return NoTierLeft(call)
