"""Tokens and cost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from answer.models.chat import TokenUsage
from answer.models.tiers import tiers_of
from answer.models.usage import cost_of
from answer.prompts.tokens import about_tokens
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
