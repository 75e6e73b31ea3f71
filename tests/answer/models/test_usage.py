"""Tokens and cost."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from answer.models.calls import Attempt, Outcome
from answer.models.chat import TokenUsage
from answer.models.tiers import tiers_of
from answer.models.usage import cost_of, usage_of
from answer.prompts.tokens import about_tokens
from nescio.types import Usage
from tests.answer.models.scripted import settings_of

PRICE = {"input": 3.0, "output": 15.0, "cached": 0.3}


def test_cached_tokens_have_their_own_price() -> None:
    (tier,) = tiers_of(settings_of({"small": "one"}, tier={"price": PRICE}))
    usage = TokenUsage(prompt=1_000_000, cached=400_000, completion=100_000)
    assert cost_of(tier, usage) == 0.6 * 3 + 0.4 * 0.3 + 0.1 * 15


def test_cached_tokens_cost_the_same_where_nothing_else_is_said() -> None:
    price = {"input": 3.0, "output": 15.0}
    (tier,) = tiers_of(settings_of({"small": "one"}, tier={"price": price}))
    assert cost_of(tier, TokenUsage(prompt=1_000_000, cached=1_000_000)) == 3


def test_an_unknown_price_costs_nothing() -> None:
    (tier,) = tiers_of(settings_of({"small": "one"}))
    assert cost_of(tier, TokenUsage(prompt=1_000_000)) == 0


@given(st.text(), st.text())
def test_more_text_has_no_fewer_tokens(one: str, other: str) -> None:
    assert about_tokens(one) <= about_tokens(one + other)


def attempt(tier: str, outcome: Outcome, **more: Any) -> Attempt:
    return Attempt(tier=tier, provider="one", model="m", outcome=outcome, **more)


def test_an_answer_took_what_all_attempts_took() -> None:
    usage = TokenUsage(prompt=100, completion=10)
    trace = [
        attempt("small", "skipped"),
        attempt("small", "failed", usage=usage, cost=0.25),
        attempt("large", "finished", finish="stop", usage=usage, cost=0.5),
    ]
    found = usage_of(trace, "EUR")
    assert (found.prompt_tokens, found.completion_tokens, found.cost) == (200, 20, 0.75)
    assert (found.currency, found.tier, found.cached) == ("EUR", "large", False)


def test_without_a_whole_reply_it_is_no_model_that_answered() -> None:
    trace = [
        attempt("small", "failed", usage=TokenUsage(prompt=100), cost=0.25),
        attempt("small", "finished", finish="refusal"),
    ]
    assert usage_of(trace, "USD").tier == "extractive"
    assert usage_of(trace, "USD").cost == 0.25
    assert usage_of([], "USD") == Usage()
