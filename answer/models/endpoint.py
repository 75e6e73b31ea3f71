"""A provider with all that guards it: slots, retry budget, limits, breakers of its models."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from answer.models.breaker import Breaker, Probes, State
from answer.models.bulkhead import Bulkhead
from answer.models.chat import ChatProvider
from answer.models.counters import Counters
from answer.models.rates import Rates
from answer.models.retrying import RetryBudget
from answer.models.routing import TierState
from nescio.settings_models import ModelSettings, ProviderSettings


class Endpoint:
    """Lives as long as the gateway; all calls to the provider share it."""

    def __init__(
        self,
        provider: ChatProvider,
        own: ProviderSettings,
        settings: ModelSettings,
        *,
        counters: Counters,
        clock: Callable[[], float],
    ) -> None:
        self.provider = provider
        self.bulkhead = Bulkhead(
            concurrent=own.max_concurrent,
            queued=own.max_queued,
            per_tenant=own.max_concurrent_per_tenant,
            clock=clock,
        )
        self.budget = RetryBudget(
            share=settings.retries.budget, reserve=settings.retries.reserve, clock=clock
        )
        self.rates = Rates(clock=clock)
        self._settings = settings.breaker
        self._probes = Probes()
        self._breakers: dict[str, Breaker] = {}
        self._counters = counters
        self._clock = clock

    @property
    def name(self) -> str:
        """Of the provider."""
        return self.provider.name

    @property
    def breakers(self) -> Mapping[str, Breaker]:
        """Of the models that were asked here."""
        return self._breakers

    def breaker(self, model: str) -> Breaker:
        """Of that model here."""
        if model not in self._breakers:

            def changed(state: State) -> None:
                self._counters.breaker_changes[self.name, model, state] += 1

            self._breakers[model] = Breaker(
                self._settings, self._probes, clock=self._clock, changed=changed
            )
        return self._breakers[model]

    def state(self, model: str, tokens: int) -> TierState:
        """What stands in the way of a prompt of so many tokens now."""
        return TierState(
            breaker_s=self.breaker(model).wait_s,
            limited_s=self.rates.wait_s(model, self.provider.rate_limit, tokens),
        )
