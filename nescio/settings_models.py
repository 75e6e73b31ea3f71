"""Settings of chat models: who serves them, which are used for what, and what they may cost."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from nescio.settings_base import Section

Task = Literal["answer", "rewrite", "judge", "guard"]
Style = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
_NAME = r"^[A-Za-z0-9_-]+$"


class ProviderSettings(Section):
    """An endpoint that serves chat models."""

    name: str = Field(pattern=_NAME, description="Short name; tiers refer to it.")
    type: Literal["openai", "anthropic"] = Field(
        default="openai",
        description="Its protocol. `openai`: also vLLM, llama.cpp, Ollama and the like.",
    )
    base_url: str | None = Field(
        default=None, pattern=r"^https?://[^@/?#\s]+(/\S*)?$", description="Default: the vendor's."
    )
    api_key: str = Field(default="", repr=False, description="Use `${NAME}`.")
    fields: dict[str, Any] = Field(
        default_factory=dict,
        description="Fields of every request besides ours or instead of them; `null`: left out, as"
        " `{temperature: null}` for a model that refuses one.",
    )
    connect_s: float = Field(default=5.0, gt=0, description="For a connection.")
    max_concurrent: int = Field(default=16, gt=0, description="Calls at a time; more wait.")
    max_queued: int = Field(default=64, ge=0, description="Calls that may wait; more are refused.")
    max_concurrent_per_tenant: int = Field(
        default=8, gt=0, description="Of one tenant, so that none takes all."
    )


class PriceSettings(Section):
    """Price of a model per million tokens, in `models.currency`."""

    input: float = Field(ge=0, description="Of the prompt.")
    output: float = Field(ge=0, description="Of the reply.")
    cached: float | None = Field(
        default=None, ge=0, description="Of a cached prompt; default: as `input`."
    )


class TierSettings(Section):
    """A model that tasks may use."""

    name: str = Field(pattern=_NAME, description="Short name; tasks refer to it.")
    provider: str = Field(description="Name of its provider.")
    model: str = Field(description="As the provider calls it.")
    context_tokens: int = Field(default=8192, gt=0, description="Of prompt and reply together.")
    max_output_tokens: int = Field(default=400, gt=0, description="Of a reply.")
    quality: dict[Task, float] = Field(
        default_factory=dict,
        description="Task to its accuracy there as measured by `nescio eval`, 0 to 1.",
    )
    price: PriceSettings | None = Field(
        default=None, description="Default: the public price list, if it knows the model."
    )


class RouteRule(Section):
    """What a kind of question needs. All that is said of it has to be true of the question."""

    min_tokens: int = Field(default=0, ge=0, description="Of the question.")
    min_parts: int = Field(default=1, ge=1, description="Questions in one message.")
    tenants: tuple[str, ...] = Field(default=(), description="Default: all.")
    least_quality: float = Field(ge=0, le=1, description="In place of the task's.")


class TaskSettings(Section):
    """What a model is used for."""

    tiers: tuple[str, ...] = Field(
        min_length=1, description="In the order of preference; the last resort is no model."
    )
    attempt_s: float = Field(default=15.0, gt=0, description="Deadline of one attempt.")
    first_token_s: float = Field(default=8.0, gt=0, description="Until its first token.")
    total_s: float = Field(default=25.0, gt=0, description="Deadline of all attempts together.")
    least_quality: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="Tiers measured to be worse are not used. Above 0, the cheapest that was"
        " measured to be good enough comes first.",
    )
    rules: tuple[RouteRule, ...] = Field(
        default=(), description="Questions that need another quality; the first rule that fits."
    )


class RetrySettings(Section):
    """Repeated calls after failures."""

    attempts: int = Field(default=3, ge=1, description="At one tier, the first included.")
    base_s: float = Field(default=0.5, gt=0, description="Bound of the first wait.")
    cap_s: float = Field(default=8.0, gt=0, description="Bound of every wait.")
    budget: float = Field(
        default=0.1, ge=0, le=1, description="Retries at most, as a share of the last 10 s' calls."
    )
    reserve: int = Field(
        default=1, ge=0, description="Retries in 10 s that few calls do not forbid."
    )


class BreakerSettings(Section):
    """When a provider is left alone."""

    failures: int = Field(default=5, gt=0, description="In a row that open the breaker.")
    open_s: float = Field(default=5.0, gt=0, description="Until a probe is let through.")
    probe_interval_s: float = Field(default=1.0, gt=0, description="Between two probes.")


class BudgetSettings(Section):
    """What models may cost in a day (UTC), in `models.currency`."""

    soft: float | None = Field(
        default=None, ge=0, description="Above it only the cheapest tier is used."
    )
    hard: float | None = Field(default=None, ge=0, description="Above it no model is used.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.soft is not None and self.hard is not None and self.soft > self.hard:
            raise ValueError("`soft` must not be above `hard`")
        return self


class ModelSettings(Section):
    """Chat models. Without any, answers are quoted and read from rows."""

    providers: tuple[ProviderSettings, ...] = Field(default=(), description="Endpoints.")
    tiers: tuple[TierSettings, ...] = Field(default=(), description="Models at them.")
    tasks: dict[Task, TaskSettings] = Field(
        default_factory=dict,
        description="Task (`answer`, `rewrite`, `judge`, `guard`) to its tiers.",
    )
    retries: RetrySettings = RetrySettings()
    breaker: BreakerSettings = BreakerSettings()
    currency: str = Field(
        default="USD", pattern=r"^[A-Z]{3}$", description="Of all prices, costs and budgets."
    )
    usd_rate: float = Field(
        default=1.0, gt=0, description="Of `currency` for a dollar: public price lists are in it."
    )
    budget: BudgetSettings = Field(
        default=BudgetSettings(), description="Of a tenant that has none of its own."
    )
    tenants: dict[str, BudgetSettings] = Field(
        default_factory=dict, description="Tenant to its budget."
    )
    style: Style = Field(
        default="", description="How answers of models are to sound; no rule gives way to it."
    )
    styles: dict[str, Style] = Field(
        default_factory=dict, description="Tenant to its style, in place of `style`."
    )

    def style_of(self, tenant: str) -> str:
        """How answers for a tenant are to sound."""
        return self.styles.get(tenant, self.style)

    @model_validator(mode="after")
    def _refer(self) -> Self:
        providers = _unique("providers", [p.name for p in self.providers])
        tiers = _unique("tiers", [t.name for t in self.tiers])
        for tier in self.tiers:
            if tier.provider not in providers:
                raise ValueError(f"tiers: {tier.name!r} names no provider: {tier.provider!r}")
        for task, settings in self.tasks.items():
            for name in settings.tiers:
                if name not in tiers:
                    raise ValueError(f"tasks.{task}.tiers: no tier {name!r}")
        return self


class CacheSettings(Section):
    """Answers kept for questions asked again. Off where both are."""

    exact: bool = Field(default=True, description="Of the same question.")
    semantic: bool = Field(
        default=False, description="Of a question that means the same by a calibrated likeness."
    )
    ttl_s: float = Field(default=3600.0, gt=0, description="Answers are kept that long.")
    stale_s: float = Field(
        default=600.0,
        ge=0,
        description="After that a kept answer is given once more while it is made anew, if its"
        " evidence is unchanged.",
    )
    ttl_by_source: dict[str, float] = Field(
        default_factory=dict, description="Source to the time for answers that rest on it."
    )
    max_answers: int = Field(
        default=10_000, gt=0, description="Of a tenant; the one used least lately leaves first."
    )


def _unique(what: str, names: list[str]) -> set[str]:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{what}: the name {name!r} is used twice")
    return set(names)
