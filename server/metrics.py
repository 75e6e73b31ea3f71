"""GET /metrics: what the server counts, in the text format of Prometheus.

Every server has a registry of its own. What the gateway and the meter count is read when it is
asked for; answers are observed as they are streamed. No text of a question, an answer or a source
is a label, and tenants are only those that the configuration names: others count as `other`.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder
from starlette.responses import Response

import nescio
from answer.caches.counters import CacheCounters
from nescio.answers import Abstained, Answer, Answered
from nescio.errors import NescioError, TooBusy
from nescio.events import Delta, Event, Failed, Final
from nescio.settings import Settings
from nescio.types import Scope
from server.admission import Admission
from server.bearer import check
from server.metrics_models import CacheCollector, ModelCollector
from server.models import Models
from server.readiness import Readiness
from server.sse import closing

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_MOST_PARTS = 50
"""Kinds of degraded answers that are told apart."""


class Metrics:
    """Of one server."""

    def __init__(
        self, settings: Settings, *, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.registry = CollectorRegistry()
        self._models: Models | None = None
        self._clock = clock
        self._parts: set[str] = set()
        registry = self.registry
        ProcessCollector(registry=registry)
        registry.register(ModelCollector(settings.models, lambda: self._models))
        info = Gauge("nescio_build_info", "Version.", ["version"], registry=registry)
        info.labels(nescio.__version__).set(1)
        self._answers = Counter(
            "nescio_answers", "Answers by what came of them.", ["status", "reason"],
            registry=registry,
        )  # fmt: skip
        self._tiers = Counter(
            "nescio_answers_by_tier", "Answers by who wrote them.", ["tier", "cached"],
            registry=registry,
        )  # fmt: skip
        self._busy = Counter(
            "nescio_turned_away", "Questions, for too many waited.", registry=registry
        )
        self._degraded = Counter(
            "nescio_answers_degraded", "Answers made without a part.", ["part"], registry=registry
        )
        self._first = Histogram(
            "nescio_first_text_seconds", "From the question to the first checked text.",
            ["cached"], buckets=_QUICK, registry=registry,
        )  # fmt: skip
        self._whole = Histogram(
            "nescio_answer_seconds", "From the question to the end of its answer, streaming"
            " included.", ["status"], buckets=_QUICK, registry=registry,
        )  # fmt: skip
        self._stages = Histogram(
            "nescio_stage_seconds", "Of each stage of an answer.", ["stage"], buckets=_QUICK,
            registry=registry,
        )  # fmt: skip

    def watch(self, admission: Admission, readiness: Readiness, caches: CacheCounters) -> None:
        """Also show how many wait, whether the server is ready, and what the caches count."""
        self.registry.register(CacheCollector(caches))
        waiting = Gauge("nescio_questions_waiting", "For their turn.", registry=self.registry)
        waiting.set_function(lambda: admission.waiting)
        ready = Gauge("nescio_ready", "Whether questions are answered.", registry=self.registry)
        ready.set_function(lambda: readiness.ready)

    def use(self, models: Models) -> None:
        """Also show what these count, and tell their meter of every question."""
        self._models = models

    def now(self) -> float:
        """When a question comes, for `observed`."""
        return self._clock()

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Around what may raise TooBusy before a question is begun."""
        try:
            yield
        except TooBusy:
            self._busy.inc()
            raise

    async def observed(
        self, events: AsyncIterator[Event], scope: Scope, began: float
    ) -> AsyncIterator[Event]:
        """The same events, observed. Closing this closes them; a client that leaves before the
        end counts as `left`."""
        first: float | None = None
        status = "left"
        try:
            async with closing(events):
                async for event in events:
                    if isinstance(event, Delta) and first is None:
                        first = self._clock()
                    if isinstance(event, Final):
                        status = event.answer.status
                        self._ended(event.answer, None if first is None else first - began)
                        await self._count(scope, event.answer)
                    elif isinstance(event, Failed):
                        status = "failed"
                        self._answers.labels(status, event.code).inc()
                    yield event
        except Exception as error:
            if status == "left":
                status = "failed"
                code = error.code if isinstance(error, NescioError) else "internal"
                self._answers.labels(status, code).inc()
            raise
        finally:
            if status == "left":
                self._answers.labels(status, "").inc()
            self._whole.labels(status).observe(self._clock() - began)

    def _ended(self, answer: Answer, first: float | None) -> None:
        reason = "" if isinstance(answer, Answered) else answer.reason
        self._answers.labels(answer.status, reason).inc()
        cached = str(answer.usage.cached).lower()
        self._tiers.labels(answer.usage.tier, cached).inc()
        if first is not None:
            self._first.labels(cached).observe(first)
        for stage, spent in answer.timings_ms.items():
            if stage != "total":
                self._stages.labels(stage).observe(spent / 1000)
        for part in answer.degraded:
            if part in self._parts or len(self._parts) < _MOST_PARTS:
                self._parts.add(part)
                self._degraded.labels(part).inc()
            else:
                self._degraded.labels("other").inc()

    async def _count(self, scope: Scope, answer: Answer) -> None:
        if self._models is not None:
            answered = not isinstance(answer, Abstained)
            await self._models.meter.count_question(scope, answer.usage, answered=answered)


def build_metrics(metrics: Metrics, token: str | None) -> APIRouter:
    """The route; with a `token` only for who shows it."""
    router = APIRouter()

    @router.get("/metrics", response_class=Response, summary="Metrics for Prometheus")
    async def read(request: Request) -> Response:
        """Counters and histograms as text; OpenMetrics if the client asks for that."""
        if token is not None:
            check(request, token)
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(metrics.registry), headers={"content-type": content_type})

    return router
