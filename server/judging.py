"""The judge of `nescio eval --judge TIER`: a chat model that is asked through the gateway."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from answer.models.calls import Attempt, Call, Gateway, Tier
from answer.models.chat import ChatProvider, ChatRequest
from answer.models.counters import Counters
from answer.models.structured import structured
from answer.prompts.assembly import Slots, assemble
from answer.prompts.replies import Judgement
from evals.judging import Case, Ruling
from evals.outcome import Judged
from nescio.errors import ConfigError, NescioError
from nescio.settings import Settings
from nescio.settings_models import ProviderSettings, TaskSettings
from nescio.types import Scope
from server.models import open_models


class ModelJudge:
    """Implements evals.judging.Judge. `problem`: why there was no verdict, the first time."""

    def __init__(self, gateway: Gateway, counters: Counters) -> None:
        self.problem = ""
        self._gateway = gateway
        self._counters = counters

    @property
    def broken(self) -> int:
        """See Judge."""
        return sum(self._counters.broken.values())

    async def rule(self, case: Case) -> Ruling:
        """See Judge. The exact wording decides nothing: only `correct` is right."""
        key = uuid.uuid4().hex

        def build(tier: Tier) -> ChatRequest:
            return _request(case, tier, key)

        call = Call(task="judge", scope=Scope(), build=build)
        judged = None
        try:
            reply = await structured(self._gateway, call, Judgement)
            judged = Judged(right=reply.verdict == "correct", why=reply.reason)
        except NescioError as error:
            self.problem = self.problem or str(error)
        return Ruling(
            judged=judged,
            tokens=sum(map(_tokens, call.trace)),
            cost=sum(attempt.cost for attempt in call.trace),
        )


def judge_settings(settings: Settings, tier: str) -> Settings:
    """The settings with this tier as the only model, for the task `judge` alone.

    Deadlines are those of `models.tasks.judge`. Its least quality is not: the tier was asked for
    by name. Raises ConfigError.
    """
    models = settings.models
    tiers = {own.name: own for own in models.tiers}
    if tier not in tiers:
        known = ", ".join(tiers) or "none is configured"
        raise ConfigError("--judge", f"no tier {tier!r} in models.tiers", f"there are: {known}")
    task = models.tasks.get("judge", TaskSettings(tiers=(tier,)))
    own = {
        "providers": tuple(p for p in models.providers if p.name == tiers[tier].provider),
        "tiers": (tiers[tier],),
        "tasks": {
            "judge": task.model_copy(update={"tiers": (tier,), "least_quality": 0.0, "rules": ()})
        },
    }
    return settings.model_copy(update={"models": models.model_copy(update=own)})


@asynccontextmanager
async def open_judge(
    settings: Settings, tier: str, choose: Callable[[ProviderSettings], ChatProvider]
) -> AsyncIterator[ModelJudge]:
    """The judge over a gateway of its own; what it costs is metered as for the default tenant.

    Raises ConfigError and StoreFailed.
    """
    async with open_models(judge_settings(settings, tier), choose) as models:
        if models is None:
            raise ConfigError("--judge", f"tier {tier!r} cannot be opened")
        yield ModelJudge(models.gateway, models.gateway.counters)


def _request(case: Case, tier: Tier, key: str) -> ChatRequest:
    """Raises UsageError where it does not fit."""
    slots = Slots(question=case.question, reply=case.reply, accepted=case.accepted)
    prompt = assemble("judge", slots, budget_tokens=tier.context_tokens - tier.max_output_tokens)
    return ChatRequest(
        model=tier.model,
        messages=prompt.messages,
        max_tokens=tier.max_output_tokens,
        idempotency_key=f"{key}-{tier.name}",
    )


def _tokens(attempt: Attempt) -> int:
    return attempt.usage.prompt + attempt.usage.completion
