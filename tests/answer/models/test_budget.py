"""Budgets: a gateway over a real meter makes no call that a tenant may not pay for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from answer.models.chat import TokenUsage
from answer.models.gateway import ModelGateway
from answer.models.meter import SqlMeter, utc_today
from answer.models.spending import SpendingStore
from answer.models.tiers import tiers_of
from nescio.errors import BudgetExceeded
from nescio.settings_models import PriceSettings
from tests.answer.models.scripted import (
    Reply,
    ScriptedProvider,
    a_call,
    ask,
    settings_of,
    tiers_tried,
)

pytestmark = pytest.mark.anyio
COSTLY = Reply(texts=("Yes.",), usage=TokenUsage(prompt=1_000, completion=100))
PRICES = {
    "small": PriceSettings(input=1.0, output=2.0),
    "large": PriceSettings(input=10.0, output=20.0),
}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """Real time: the meter works in threads."""
    return "asyncio"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SpendingStore]:
    made = SpendingStore(f"sqlite:///{tmp_path}/costs.sqlite")
    yield made
    made.close()


def over(store: SpendingStore, **models: Any) -> tuple[ModelGateway, dict[str, ScriptedProvider]]:
    """A gateway with a dear tier first; each tier at a provider of its own."""
    settings = settings_of({"large": "dear", "small": "cheap"}, **models)
    tiers = tiers_of(settings, lambda tier: PRICES[tier.name])
    providers = {name: ScriptedProvider(name, COSTLY) for name in ("dear", "cheap")}
    meter = SqlMeter(store, settings, tiers)
    return ModelGateway(settings, tiers, providers.values(), meter), providers


async def test_above_the_hard_limit_no_call_is_made(store: SpendingStore) -> None:
    gateway, providers = over(store, budget={"hard": 0.02}, tenants={"rich": {}})
    assert (await ask(gateway, a_call())).completed is not None
    assert (await ask(gateway, a_call())).completed is not None
    call = a_call()
    with pytest.raises(BudgetExceeded, match=r"'default' has used its 0\.02 USD") as caught:
        await ask(gateway, call)
    assert caught.value.code == "budget_exceeded"
    assert len(providers["dear"].requests) == 2
    assert providers["cheap"].requests == []
    assert call.trace == []
    assert gateway.counters.calls["answer", "budget_exceeded"] == 1
    assert (await ask(gateway, a_call("rich"))).completed is not None


async def test_above_the_soft_limit_only_the_cheapest_tier_is_used(store: SpendingStore) -> None:
    gateway, providers = over(store, budget={"soft": 0.01})
    first, second = a_call(), a_call()
    await ask(gateway, first)
    await ask(gateway, second)
    assert tiers_tried(first) == [("large", "finished")]
    assert tiers_tried(second) == [("large", "skipped"), ("small", "finished")]
    assert second.trace[0].reason == "skipped: budget: cheapest only"
    assert (len(providers["dear"].requests), len(providers["cheap"].requests)) == (1, 1)


async def test_a_restart_does_not_give_the_budget_anew(store: SpendingStore) -> None:
    gateway, _ = over(store, budget={"hard": 0.01})
    await ask(gateway, a_call())
    await gateway.aclose()
    gateway, providers = over(store, budget={"hard": 0.01})
    with pytest.raises(BudgetExceeded):
        await ask(gateway, a_call())
    assert providers["dear"].requests == []


async def test_what_is_recorded_is_what_the_trace_says(store: SpendingStore) -> None:
    gateway, providers = over(store, retries={"attempts": 1})
    providers["dear"].now_replies(Reply(texts=("No",), finish=None))
    calls = [a_call(), a_call()]
    for call in calls:
        await ask(gateway, call)
    spent = sum(attempt.cost for call in calls for attempt in call.trace)
    assert spent > 0
    found = store.calls(utc_today())
    assert sum(sums.nano for sums in found.values()) == pytest.approx(spent * 1e9, abs=2)
    assert {key.tier: (s.calls, s.finished) for key, s in found.items()} == {
        "large": (2, 0),
        "small": (2, 2),
    }
