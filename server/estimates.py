"""What a batch will take of models, told before it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from answer.models.estimate import DAYS, estimate, total
from nescio.settings import Settings
from nescio.types import Scope
from retrieval.batch_results import BatchQuestion
from server.models import Models


class Estimates:
    """The `server.batches.Estimator` of a server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._models: Models | None = None

    def use(self, models: Models) -> None:
        """These are asked; without any, batches cost nothing."""
        self._models = models

    async def __call__(
        self, questions: Sequence[BatchQuestion], scope: Scope
    ) -> Mapping[str, Any] | None:
        """At most, by the asker's own earlier questions. Raises StoreFailed."""
        if self._models is None:
            return None
        earlier = total(await self._models.meter.questions(scope.tenant, DAYS))
        texts = [question.text for question in questions]
        found = estimate(texts, self._settings, self._models.tiers, earlier)
        return {
            "prompt_tokens": found.tokens_high - found.completion_high,
            "completion_tokens": found.completion_high,
            "cost": found.cost_high,
            "currency": found.currency,
        }
