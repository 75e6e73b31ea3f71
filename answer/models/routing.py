"""Which tiers a call may use, in which order, and why: a pure function.

A tier is left out when its measured quality is too low, its context too small, its breaker open or
its provider's limit used up for longer than is worth waiting. Where a quality is needed, the
cheapest that was measured to have it comes first; where none is, the order of the configuration.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answer.models.calls import Allowance, Call, Tier
from nescio.settings_models import Task, TaskSettings

_USUAL_PROMPT = 1_500
"""Tokens around a question, to weigh the price of a prompt against that of a reply."""


@dataclass(frozen=True, kw_only=True)
class TierState:
    """What stands in the way of a tier now: seconds until its breaker lets a call through, and
    until its provider's limits do."""

    breaker_s: float = 0.0
    limited_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A tier to try, after a wait of `wait_s`."""

    tier: Tier
    reason: str
    wait_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Routing:
    """Tiers to try in this order, and those passed over, with reasons."""

    order: tuple[Choice, ...]
    skipped: tuple[Choice, ...]


def route(
    settings: TaskSettings,
    tiers: Sequence[Tier],
    call: Call,
    allowance: Allowance,
    states: Mapping[str, TierState],
    *,
    most_wait_s: float,
) -> Routing:
    """The way of a call. `tiers` are the task's, in the order of the configuration; `states` are by
    tier; limits that end within `most_wait_s` are waited for, after the other tiers."""
    needed, why = needed_quality(settings, call, allowance)
    able: list[Choice] = []
    skipped: list[Choice] = []
    for tier in _ranked(tiers, call, needed):
        state = states.get(tier.name, TierState())
        if left := _why_not(tier, call, needed, why, state, most_wait_s):
            skipped.append(Choice(tier=tier, reason=f"skipped: {left}"))
        else:
            able.append(Choice(tier=tier, reason="", wait_s=state.limited_s))
    able.sort(key=lambda choice: choice.wait_s > 0)
    if allowance == "cheapest" and able:
        cheapest = min(able, key=lambda choice: expected_cost(choice.tier, call))
        rest = [c for c in able if c is not cheapest]
        skipped += [Choice(tier=c.tier, reason="skipped: budget: cheapest only") for c in rest]
        able = [cheapest]
    named = [_with_reason(c, i, call.task, needed, why, allowance) for i, c in enumerate(able)]
    return Routing(order=tuple(named), skipped=tuple(skipped))


def needed_quality(settings: TaskSettings, call: Call, allowance: Allowance) -> tuple[float, str]:
    """The least quality for a call, and by which rule.

    A tenant above its soft limit gets the task's least quality, whatever the question.
    """
    if allowance == "cheapest":
        return settings.least_quality, ""
    if call.least_quality is not None:
        return call.least_quality, ""
    for place, rule in enumerate(settings.rules, start=1):
        applies = not rule.tenants or call.scope.tenant in rule.tenants
        large = call.question_tokens >= rule.min_tokens and call.parts >= rule.min_parts
        if applies and large:
            return rule.least_quality, f" (rule {place})"
    return settings.least_quality, ""


def expected_cost(tier: Tier, call: Call) -> float:
    """Of a call, to compare tiers; infinite where no price is known."""
    if tier.input_price is None or tier.output_price is None:
        return math.inf
    prompt = _USUAL_PROMPT + call.question_tokens
    return prompt * tier.input_price + tier.max_output_tokens * tier.output_price


def _ranked(tiers: Sequence[Tier], call: Call, needed: float) -> list[Tier]:
    if not needed:
        return list(tiers)

    def rank(tier: Tier) -> tuple[bool, float]:
        return call.task not in tier.quality, expected_cost(tier, call)

    return sorted(tiers, key=rank)


def _why_not(
    tier: Tier, call: Call, needed: float, why: str, state: TierState, most_wait_s: float
) -> str:
    quality = _quality(tier, call.task)
    if quality is not None and quality < needed:
        return f"quality {quality:g} is below {needed:g}{why}"
    if tier.max_output_tokens + call.question_tokens > tier.context_tokens:
        return (
            f"context {tier.context_tokens} too small for "
            f"{tier.max_output_tokens + call.question_tokens}"
        )
    if state.breaker_s > 0:
        return "breaker open"
    if state.limited_s > most_wait_s:
        return f"rate limit resets in {state.limited_s:.0f} s"
    return ""


def _with_reason(
    choice: Choice, place: int, task: Task, needed: float, why: str, allowance: Allowance
) -> Choice:
    if allowance == "cheapest":
        reason = "budget: cheapest only"
    elif choice.wait_s > 0:
        reason = f"after the rate limit's reset in {choice.wait_s:.1f} s"
    elif not needed:
        reason = "first in order" if place == 0 else "next in order"
    elif _quality(choice.tier, task) is None:
        reason = f"quality not measured, {needed:g} needed{why}"
    else:
        reason = (
            f"{'cheapest' if place == 0 else 'next cheapest'} that meets quality {needed:g}{why}"
        )
    return Choice(tier=choice.tier, reason=reason, wait_s=choice.wait_s)


def _quality(tier: Tier, task: Task) -> float | None:
    return tier.quality.get(task)
