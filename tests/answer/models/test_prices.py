"""Prices of tiers: configured, listed, unknown."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from answer.models.prices import price_finder
from answer.models.tiers import tiers_of
from nescio.settings_models import ModelSettings, PriceSettings

HOUSE = "http://127.0.0.1:8000/v1"


def price(model: str, provider: dict[str, Any] | None = None, **more: Any) -> PriceSettings | None:
    """What is found for a tier of that model."""
    currency = more.pop("currency", {})
    settings = ModelSettings.model_validate(
        {
            "providers": [{"name": "one", **(provider or {})}],
            "tiers": [{"name": "small", "provider": "one", "model": model, **more}],
            **currency,
        }
    )
    return price_finder(settings)(settings.tiers[0])


def test_the_settings_come_first() -> None:
    own = {"input": 1.0, "output": 2.0}
    assert price("gpt-4o-mini", price=own) == PriceSettings(input=1.0, output=2.0)


def test_the_list_has_cached_prompts_apart() -> None:
    found = price("gpt-4o-mini")
    assert found is not None
    assert (found.input, found.cached, found.output) == pytest.approx((0.15, 0.075, 0.6))


def test_the_list_is_in_dollars() -> None:
    found = price("gpt-4o-mini", currency={"currency": "EUR", "usd_rate": 0.9})
    assert found is not None
    assert (found.input, found.output) == pytest.approx((0.135, 0.54))


def test_an_endpoint_is_known_by_its_address() -> None:
    assert price("gpt-4o-mini", {"base_url": "https://api.openai.com/v1"}) == price("gpt-4o-mini")
    assert price("claude-3-5-haiku-latest", {"type": "anthropic"}) is not None


@pytest.mark.parametrize("model", ["gpt-4o-mini", "llama-3.1-8b-instant", "a-model-of-ours"])
def test_who_serves_it_makes_the_price(model: str) -> None:
    assert price(model, {"base_url": HOUSE}) is None


def test_a_model_that_is_not_listed_has_no_price() -> None:
    assert price("a-model-of-ours") is None


def test_long_prompts_that_cost_more_are_priced_as_such() -> None:
    short, long = (price("claude-sonnet-4-5", {"type": "anthropic"}, context_tokens=size)
                   for size in (8_192, 1_000_000))  # fmt: skip
    assert short is not None
    assert long is not None
    assert long.input > short.input


def test_tiers_are_built_with_it() -> None:
    settings = ModelSettings.model_validate(
        {
            "providers": [{"name": "one"}, {"name": "house", "base_url": HOUSE}],
            "tiers": [
                {"name": "small", "provider": "one", "model": "gpt-4o-mini"},
                {"name": "own", "provider": "house", "model": "gpt-4o-mini"},
            ],
        }
    )
    small, own = tiers_of(settings, price_finder(settings))
    assert small.input_price == pytest.approx(0.15)
    assert (own.input_price, own.cached_price, own.output_price) == (None, None, None)


def test_the_list_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, answer.models.prices; sys.exit('genai_prices' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
