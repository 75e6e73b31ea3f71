"""The way of a call through the tiers, with a reason for each."""

from __future__ import annotations

from typing import Any

import pytest

from answer.models.calls import Allowance, Tier
from answer.models.routing import TierState, route
from nescio.settings_models import TaskSettings
from tests.answer.models.scripted import a_call

PRICES = {"tiny": 0.1, "small": 1.0, "large": 10.0}
QUALITY = {"tiny": 0.5, "small": 0.75, "large": 0.9}


def tier(name: str, **more: Any) -> Tier:
    facts: dict[str, Any] = {
        "name": name,
        "provider": "one",
        "model": name,
        "context_tokens": 2048,
        "max_output_tokens": 400,
        "quality": {"answer": QUALITY[name]},
        "input_price": PRICES[name],
        "output_price": PRICES[name],
    }
    return Tier(**facts | more)


ALL = [tier("large"), tier("small"), tier("tiny")]


def way(
    tiers: list[Tier] | None = None,
    *,
    allowance: Allowance = "any",
    states: dict[str, TierState] | None = None,
    task: dict[str, Any] | None = None,
    tenant: str = "default",
    **call: Any,
) -> dict[str, str]:
    """Tier to reason, those to try first."""
    tiers = tiers or ALL
    settings = TaskSettings(tiers=tuple(t.name for t in tiers), **(task or {}))
    asked = a_call(tenant=tenant, **call)
    found = route(settings, tiers, asked, allowance, states or {}, most_wait_s=5.0)
    return {choice.tier.name: choice.reason for choice in (*found.order, *found.skipped)}


def test_without_a_needed_quality_the_configuration_decides() -> None:
    assert way() == {"large": "first in order", "small": "next in order", "tiny": "next in order"}


def test_the_cheapest_that_meets_the_quality_comes_first() -> None:
    assert list(way(least_quality=0.7).items()) == [
        ("small", "cheapest that meets quality 0.7"),
        ("large", "next cheapest that meets quality 0.7"),
        ("tiny", "skipped: quality 0.5 is below 0.7"),
    ]


def test_the_task_and_its_rules_say_what_is_needed() -> None:
    task = {
        "least_quality": 0.4,
        "rules": [
            {"min_parts": 2, "least_quality": 0.8},
            {"min_tokens": 100, "least_quality": 0.7},
            {"tenants": ["gold"], "least_quality": 0.9},
        ],
    }
    assert next(iter(way(task=task))) == "tiny"
    hard = way(task=task, parts=3)
    assert hard["large"] == "cheapest that meets quality 0.8 (rule 1)"
    assert hard["small"] == "skipped: quality 0.75 is below 0.8 (rule 1)"
    assert next(iter(way(task=task, question_tokens=100))) == "small"
    assert next(iter(way(task=task, tenant="gold"))) == "large"
    assert next(iter(way(task=task, parts=3, least_quality=0.5))) == "tiny"


def test_what_was_not_measured_comes_after_what_was() -> None:
    tiers = [tier("tiny", quality={}), tier("large")]
    assert way(tiers, least_quality=0.7) == {
        "large": "cheapest that meets quality 0.7",
        "tiny": "quality not measured, 0.7 needed",
    }


def test_what_has_no_known_price_comes_last_among_equals() -> None:
    tiers = [tier("small", input_price=None), tier("large")]
    assert list(way(tiers, least_quality=0.7)) == ["large", "small"]


def test_a_context_that_is_too_small() -> None:
    assert way(question_tokens=2600)["tiny"] == "skipped: context 2048 too small for 3000"


def test_an_open_breaker_and_limits() -> None:
    states = {
        "large": TierState(breaker_s=2.0),
        "small": TierState(limited_s=4.0),
        "tiny": TierState(limited_s=9.0),
    }
    assert list(way(states=states).items()) == [
        ("small", "after the rate limit's reset in 4.0 s"),
        ("large", "skipped: breaker open"),
        ("tiny", "skipped: rate limit resets in 9 s"),
    ]


def test_a_limit_that_ends_soon_is_waited_for_after_the_others() -> None:
    assert list(way(states={"large": TierState(limited_s=1.0)})) == ["small", "tiny", "large"]


@pytest.mark.parametrize(("least", "left"), [(0.0, "tiny"), (0.7, "small")])
def test_above_the_soft_limit_only_the_cheapest_that_the_task_allows(
    least: float, left: str
) -> None:
    found = way(allowance="cheapest", task={"least_quality": least}, least_quality=0.9)
    assert found[left] == "budget: cheapest only"
    assert all(reason.startswith("skipped") for name, reason in found.items() if name != left)
