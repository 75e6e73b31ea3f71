"""One attempt: a place at the provider, the breaker's permit, the reply, and what it showed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager

from answer.models.breaker import Health
from answer.models.calls import NO_TOKENS, Attempt, Call, Completed, Outcome
from answer.models.chat import UNHEALTHY, ChatRequest, Finished, ModelFailed, Piece, TokenUsage
from answer.models.endpoint import Endpoint
from answer.models.ledger import Ledger
from answer.models.rates import UNKNOWN_RESET_S
from answer.models.reading import Deadlines, OutOfTime, read
from answer.models.routing import Choice
from answer.models.usage import UNBILLED, cost_of, estimated_usage, prompt_tokens
from nescio.errors import TooBusy

_REASON_LIMIT = 200


class _PassedOver(Exception):
    """The provider was not asked, for this reason."""


class Turn:
    """After `pieces` has ended one of `completed`, `failure`, `busy` is set, or none of them when
    the tier was passed over. `fault` is what `Call.accept` found."""

    def __init__(
        self,
        call: Call,
        choice: Choice,
        request: ChatRequest,
        endpoint: Endpoint,
        *,
        deadlines: Deadlines,
        ledger: Ledger,
        clock: Callable[[], float],
        first: bool,
    ) -> None:
        """`first`: of this call's attempts at the provider."""
        self.choice = choice
        self.request = request
        self.completed: Completed | None = None
        self.failure: ModelFailed | None = None
        self.busy: TooBusy | None = None
        self.fault = ""
        self._call = call
        self._endpoint = endpoint
        self._deadlines = deadlines
        self._ledger = ledger
        self._clock = clock
        self._first = first
        self._texts: list[str] = []
        self._usage: TokenUsage | None = None
        self._sent_at: float | None = None
        self._outcome: Outcome = "cancelled"
        self._why = ""

    @property
    def text(self) -> str:
        """The reply so far."""
        return "".join(self._texts)

    @property
    def sent(self) -> bool:
        """Was the provider asked?"""
        return self._sent_at is not None

    async def pieces(self) -> AsyncGenerator[Piece, None]:
        """The reply as it comes. Raises nothing of its own; closing it ends the call upstream."""
        began = self._clock()
        wait_s = min(self._deadlines.first_token_s, self._deadlines.last - began)
        try:
            async with self._endpoint.bulkhead.slot(self._call.scope.tenant, max(0.0, wait_s)):
                with self._permitted():
                    self._send()
                    async with aclosing(self._read()) as pieces:
                        async for piece in pieces:
                            yield piece
        except _PassedOver as reason:
            self._outcome, self._why = "skipped", f"skipped: {reason}"
        except TooBusy as busy:
            self.busy = busy
            self._outcome, self._why = "skipped", "skipped: queue full"
            self._ledger.counters.shed[(self._endpoint.name,)] += 1
        except ModelFailed as failure:
            self.failure = failure
            self._outcome, self._why = "failed", str(failure)[:_REASON_LIMIT]
        finally:
            await self._write_down(began)

    @contextmanager
    def _permitted(self) -> Iterator[None]:
        breaker = self._endpoint.breaker(self.choice.tier.model)
        permit = breaker.admit()
        if permit is None:
            raise _PassedOver("breaker open")
        health: Health = "unknown"
        try:
            yield
            health = "healthy"
        except ModelFailed as failure:
            if failure.kind in UNHEALTHY and not isinstance(failure, OutOfTime):
                health = "unhealthy"
            raise
        finally:
            breaker.report(permit, health)

    def _send(self) -> None:
        tokens = prompt_tokens(self.request)
        model, rates = self.choice.tier.model, self._endpoint.rates
        wait = rates.wait_s(model, self._endpoint.provider.rate_limit, tokens)
        if wait > 0:
            raise _PassedOver(f"rate limit resets in {wait:.1f} s")
        rates.sent(tokens)
        if self._first:
            self._endpoint.budget.deposit()
        self._sent_at = self._clock()

    async def _read(self) -> AsyncGenerator[Piece, None]:
        items = read(self._endpoint.provider, self.request, self._deadlines, self._clock)
        try:
            async with aclosing(items):
                async for item in items:
                    if isinstance(item, Piece):
                        self._texts.append(item.text)
                        yield item
                    else:
                        self._finish(item)
        except ModelFailed as failure:
            if failure.kind == "rate_limited":
                wish = failure.retry_after_s
                seconds = UNKNOWN_RESET_S if wish is None else wish
                self._endpoint.rates.told_to_wait(self.choice.tier.model, seconds)
            raise

    def _finish(self, finished: Finished) -> None:
        usage = finished.usage or estimated_usage(self.request, self.text)
        self._usage = usage
        tier = self.choice.tier
        if finished.reason != "refusal" and self._call.accept is not None:
            self.fault = self._call.accept(self.text)
            if self.fault:
                self._ledger.counters.broken[tier.name, self._call.schema] += 1
                raise ModelFailed(self._endpoint.name, "malformed", self.fault)
        self.completed = Completed(
            tier=tier, reason=finished.reason, usage=usage, cost=cost_of(tier, usage)
        )
        self._outcome = "finished"

    async def _write_down(self, began: float) -> None:
        tier, now = self.choice.tier, self._clock()
        usage = self._spent()
        attempt = Attempt(
            tier=tier.name,
            provider=tier.provider,
            model=tier.model,
            outcome=self._outcome,
            reason="; ".join(part for part in (self.choice.reason, self._why) if part),
            failure=self.failure.kind if self.failure else None,
            finish=self.completed.reason if self.completed else None,
            usage=usage,
            cost=cost_of(tier, usage),
            waited_ms=1000 * ((self._sent_at or now) - began),
            duration_ms=1000 * (now - self._sent_at) if self._sent_at is not None else 0.0,
        )
        if self.sent:
            await self._ledger.asked(self._call, attempt)
        else:
            self._ledger.passed_over(self._call, attempt)

    def _spent(self) -> TokenUsage:
        if self._usage is not None:
            return self._usage
        refused = self.failure is not None and self.failure.kind in UNBILLED
        if not self.sent or (refused and not self._texts):
            return NO_TOKENS
        return estimated_usage(self.request, self.text)
