"""A call's way through the tiers: the next attempt, if any, after each that failed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from answer.models.calls import Attempt, Call
from answer.models.chat import ChatRequest, Message, ModelFailed
from answer.models.endpoint import Endpoint
from answer.models.ledger import Ledger
from answer.models.reading import Deadlines
from answer.models.retrying import BURDENING, backoff, retry_wait
from answer.models.routing import Choice, Routing
from answer.models.turn import Turn
from nescio.errors import UsageError
from nescio.settings_models import RetrySettings, TaskSettings

REMINDED = "-reminded"
"""Of a key: it is other work to correct a reply."""
_REMINDER = (
    "Your reply could not be used: {fault}\n"
    "Reply again, with nothing but the corrected reply in the form that was asked for."
)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What all calls of a gateway share."""

    endpoints: Mapping[str, Endpoint]
    retries: RetrySettings
    ledger: Ledger
    clock: Callable[[], float]
    draw: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Journey:
    """Of one call."""

    def __init__(
        self, call: Call, routing: Routing, task: TaskSettings, around: Surroundings, last: float
    ) -> None:
        """`last` is on the clock: no attempt goes on after it."""
        self._call = call
        self._task = task
        self._around = around
        self._last = last
        self._ahead = deque(routing.order)
        self._turn: Turn | None = None
        self._tries = 0
        self._reminded = False
        self._asked: set[str] = set()
        self._burdened: set[str] = set()
        self._full: set[str] = set()
        for choice in routing.skipped:
            self._pass_over(choice, choice.reason)

    async def next_turn(self) -> Turn | None:
        """The next attempt when its time has come; None when no tier is left."""
        self._learn()
        choice, request, wait = self._again() or self._onward() or (None, None, 0.0)
        if choice is None or request is None:
            return None
        if wait > 0:
            await self._around.sleep(wait)
        endpoint = self._around.endpoints[choice.tier.provider]
        self._tries += 1
        self._turn = Turn(
            self._call,
            choice,
            request,
            endpoint,
            deadlines=Deadlines(
                first_token_s=self._task.first_token_s,
                attempt_s=self._task.attempt_s,
                last=self._last,
            ),
            ledger=self._around.ledger,
            clock=self._around.clock,
            first=endpoint.name not in self._asked,
        )
        return self._turn

    @property
    def _left_s(self) -> float:
        return self._last - self._around.clock()

    def _learn(self) -> None:
        """What the last attempt showed of its provider."""
        if self._turn is None:
            return
        provider = self._turn.choice.tier.provider
        if self._turn.sent:
            self._asked.add(provider)
        if self._turn.busy is not None:
            self._full.add(provider)
        if self._turn.failure is not None and self._turn.failure.kind in BURDENING:
            self._burdened.add(provider)

    def _again(self) -> tuple[Choice, ChatRequest, float] | None:
        """The same tier once more, if that is any use."""
        turn = self._turn
        if turn is None or turn.failure is None:
            return None
        if turn.fault:
            if self._reminded or self._left_s <= 0:
                return None
            self._reminded = True
            choice = replace(turn.choice, reason="asked again with the fault")
            return choice, reminded(turn.request, turn.text, turn.fault), 0.0
        wait, why = self._retry(turn, turn.failure)
        if wait is None:
            self._note(why)
            return None
        choice = replace(turn.choice, reason=f"try {self._tries + 1}")
        return choice, turn.request, wait

    def _retry(self, turn: Turn, failure: ModelFailed) -> tuple[float | None, str]:
        around, tier = self._around, turn.choice.tier
        # An attempt that takes all its time must leave the next tier enough for a first token.
        needed_s = self._task.attempt_s + self._task.first_token_s if self._ahead else 0.0
        left_s = max(0.0, self._left_s - needed_s)
        wait, why = retry_wait(
            around.retries, failure, tries=self._tries, left_s=left_s, draw=around.draw
        )
        if wait is None:
            return None, why
        endpoint = around.endpoints[tier.provider]
        if endpoint.breaker(tier.model).wait_s > 0:
            return None, "breaker open"
        if not self._may_burden(endpoint):
            return None, "retry budget spent"
        return wait, ""

    def _onward(self) -> tuple[Choice, ChatRequest, float] | None:
        """The next tier that nothing stands in the way of."""
        while self._ahead:
            choice = self._ahead.popleft()
            try:
                if why := self._obstacle(choice):
                    self._pass_over(choice, f"skipped: {why}")
                    continue
                request = self._call.build(choice.tier)
            except UsageError as error:
                self._pass_over(choice, f"skipped: {error}")
                continue
            endpoint = self._around.endpoints[choice.tier.provider]
            if endpoint.name in self._burdened and not self._may_burden(endpoint):
                self._pass_over(choice, "skipped: retry budget spent")
                continue
            self._tries = 0
            self._reminded = False
            wait = choice.wait_s
            if wait > 0:
                # All who wait for the same reset must not come back at the same moment.
                wait += backoff(self._around.retries, 1, self._around.draw)
            return choice, request, wait
        return None

    def _obstacle(self, choice: Choice) -> str:
        if self._left_s <= choice.wait_s:
            return "no time left"
        if choice.tier.provider in self._full:
            return "queue full"
        endpoint = self._around.endpoints[choice.tier.provider]
        # Not what routing saw: attempts at other tiers have taken their time.
        return "breaker open" if endpoint.breaker(choice.tier.model).wait_s > 0 else ""

    def _may_burden(self, endpoint: Endpoint) -> bool:
        counters = self._around.ledger.counters
        granted = endpoint.budget.withdraw()
        counts = counters.retries if granted else counters.retries_refused
        counts[(endpoint.name,)] += 1
        return granted

    def _pass_over(self, choice: Choice, reason: str) -> None:
        tier = choice.tier
        attempt = Attempt(
            tier=tier.name,
            provider=tier.provider,
            model=tier.model,
            outcome="skipped",
            reason=reason,
        )
        self._around.ledger.passed_over(self._call, attempt)

    def _note(self, why: str) -> None:
        """Add to the last attempt why the tier was left."""
        trace = self._call.trace
        trace[-1] = replace(trace[-1], reason=f"{trace[-1].reason}; {why}")


def reminded(request: ChatRequest, reply: str, fault: str) -> ChatRequest:
    """The prompt with the reply and what is wrong with it. Other work: another idempotency key."""
    messages = (
        *request.messages,
        Message(role="assistant", content=reply),
        Message(role="user", content=_REMINDER.format(fault=fault)),
    )
    return replace(
        request, messages=messages, idempotency_key=f"{request.idempotency_key}{REMINDED}"
    )
