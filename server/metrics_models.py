"""What models and caches count, as families of Prometheus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from answer.caches.counters import CacheCounters
from answer.models.breaker import State
from answer.models.gateway import ModelGateway
from answer.models.meter import SqlMeter
from answer.models.spending import NANO
from nescio.settings_models import ModelSettings
from nescio.types import Scope
from server.models import Models

OTHERS = "other"
_STATES: tuple[State, ...] = ("closed", "half_open", "open")
_COUNTED: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "calls": ("nescio_model_calls", "Uses of models.", ("task", "outcome")),
    "attempts": ("nescio_model_attempts", "Tiers asked or passed over.", ("tier", "outcome")),
    "failures": ("nescio_model_failures", "Attempts that failed.", ("provider", "kind")),
    "retries": ("nescio_model_retries", "Calls made again.", ("provider",)),
    "retries_refused": (
        "nescio_model_retries_refused", "For which the budget was spent.", ("provider",),
    ),
    "breaker_changes": (
        "nescio_model_breaker_changes", "Of circuit breakers.", ("provider", "model", "state"),
    ),
    "shed": ("nescio_model_shed", "Calls that a full queue turned away.", ("provider",)),
    "broken": ("nescio_model_broken_replies", "That had the wrong form.", ("tier", "schema")),
}  # fmt: skip

_CACHED: Mapping[str, tuple[str, str, str]] = {
    "hits": ("nescio_cache_hits", "Answers that were kept.", "layer"),
    "joins": ("nescio_cache_joins", "Askers of an answer in the making.", "layer"),
    "misses": ("nescio_cache_misses", "Answers made anew.", "cause"),
    "refused": ("nescio_cache_refused", "Alike, and not the same question.", "difference"),
}


class ModelCollector(Collector):
    """Reads them whenever metrics are asked for; nothing while no models are open."""

    def __init__(self, settings: ModelSettings, models: Callable[[], Models | None]) -> None:
        self._settings = settings
        self._models = models
        self._tenants = {Scope().tenant, *settings.tenants}

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: a registry would collect to learn the names."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All families, of models that are open."""
        models = self._models()
        if models is None:
            return
        counters = models.gateway.counters
        for name, (family, about, labels) in _COUNTED.items():
            yield _counter(family, about, labels, getattr(counters, name))
        yield from self._endpoints(models.gateway)
        yield from self._tokens(models.meter)
        yield from self._costs(models.meter)
        if models.drafts is not None:
            yield _counter(
                "nescio_draft_sentences", "What became of sentences that models wrote.",
                ("tier", "fate"), models.drafts.fates,
            )  # fmt: skip

    def _endpoints(self, gateway: ModelGateway) -> Iterator[Metric]:
        state = GaugeMetricFamily(
            "nescio_model_breaker_state", "1 for the state that a circuit breaker is in.",
            labels=("provider", "model", "state"),
        )  # fmt: skip
        running = GaugeMetricFamily("nescio_model_running", "Calls.", labels=("provider",))
        waiting = GaugeMetricFamily("nescio_model_waiting", "Calls.", labels=("provider",))
        for endpoint in gateway.endpoints:
            running.add_metric((endpoint.name,), endpoint.bulkhead.running)
            waiting.add_metric((endpoint.name,), endpoint.bulkhead.waiting)
            for model, breaker in endpoint.breakers.items():
                for each in _STATES:
                    value = float(breaker.state == each)
                    state.add_metric((endpoint.name, model, each), value)
        yield from (state, running, waiting)

    def _tokens(self, meter: SqlMeter) -> Iterator[Metric]:
        totals = meter.totals
        yield _counter(
            "nescio_model_tokens", "Tokens; `prompt` without those that were `cached`.",
            ("task", "tier", "kind"), totals.tokens,
        )  # fmt: skip
        yield _counter(
            "nescio_model_estimated_tokens", "Those that the provider did not tell.",
            ("tier",), {(tier,): count for tier, count in totals.estimated.items()},
        )  # fmt: skip
        yield _counter(
            "nescio_model_unpriced_calls", "Calls that cost what is not known.", ("tier",),
            {(tier,): count for tier, count in totals.unpriced.items()},
        )  # fmt: skip

    def _costs(self, meter: SqlMeter) -> Iterator[Metric]:
        currency = self._settings.currency
        costs: Counter[tuple[str, ...]] = Counter()
        for (tenant, task, tier), nano in meter.totals.nano.items():
            known = tenant if tenant in self._tenants else OTHERS
            costs[known, task, tier, currency] += nano
        yield _counter(
            "nescio_model_cost", "Of the calls of this process.",
            ("tenant", "task", "tier", "currency"),
            {labels: nano / NANO for labels, nano in costs.items()},
        )  # fmt: skip
        spent = GaugeMetricFamily(
            "nescio_model_spent_today", "In all processes, as far as this one knows.",
            labels=("tenant", "currency"),
        )  # fmt: skip
        budget = GaugeMetricFamily(
            "nescio_model_budget", "Limits of a day.", labels=("tenant", "limit", "currency")
        )
        for tenant in sorted(self._tenants):
            spent.add_metric((tenant, currency), meter.known_spent(tenant))
            limits = meter.budget(tenant)
            for limit, value in (("soft", limits.soft), ("hard", limits.hard)):
                if value is not None:
                    budget.add_metric((tenant, limit, currency), value)
        unwritten = GaugeMetricFamily(
            "nescio_model_unwritten", "Records of costs that are in memory only."
        )
        unwritten.add_metric((), meter.unwritten)
        yield from (spent, budget, unwritten)


class CacheCollector(Collector):
    """What the caches of answers count."""

    def __init__(self, counters: CacheCounters) -> None:
        self._counters = counters

    def describe(self) -> Iterable[Metric]:
        """See ModelCollector."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All families."""
        for name, (family, about, label) in _CACHED.items():
            counts = getattr(self._counters, name)
            yield _counter(family, about, (label,), {(key,): counts[key] for key in counts})


def _counter(name: str, about: str, labels: tuple[str, ...], counts: Mapping[Any, float]) -> Metric:
    family = CounterMetricFamily(name, about, labels=labels)
    for values, count in counts.items():
        family.add_metric(values, count)
    return family
