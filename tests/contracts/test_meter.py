"""What every meter owes, on both databases, in one process and in several."""

from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer.models.calls import Attempt
from answer.models.chat import TokenUsage
from answer.models.meter import SqlMeter, calls_of
from answer.models.spending import NANO, Asked, Calls, Questions, SpendingStore, Use
from answer.models.tiers import tiers_of
from nescio.answers import Usage
from nescio.errors import ProviderFailed, StoreFailed
from nescio.settings_models import ModelSettings
from nescio.types import Scope

pytestmark = pytest.mark.anyio
DAY = dt.date(2026, 3, 4)
ME, OTHER = Scope(tenant="me"), Scope(tenant="other")
PRICE = {"input": 1.0, "output": 2.0}


def model_settings(**more: Any) -> ModelSettings:
    tiers = [{"name": "small", "price": PRICE}, {"name": "large", "price": PRICE}, {"name": "free"}]
    return ModelSettings.model_validate(
        {
            "providers": [{"name": "one"}],
            "tiers": [{"provider": "one", "model": "m", **tier} for tier in tiers],
            **more,
        }
    )


def attempt(cost: float = 0.5, **more: Any) -> Attempt:
    given = {
        "tier": "small", "provider": "one", "model": "m", "outcome": "finished", "cost": cost,
        "usage": TokenUsage(prompt=100, completion=10, cached=40),
    }  # fmt: skip
    return Attempt(**{**given, **more})


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path}/costs.sqlite"


@pytest.fixture
def store(url: str) -> Iterator[SpendingStore]:
    made = SpendingStore(url)
    yield made
    made.close()


class Now:
    """A day and a clock that tests set."""

    def __init__(self) -> None:
        self.day = DAY
        self.s = 0.0


def meter_of(store: SpendingStore, now: Now | None = None, **more: Any) -> SqlMeter:
    made, now = model_settings(**more), now or Now()
    tiers = tiers_of(made)
    return SqlMeter(store, made, tiers, today=lambda: now.day, clock=lambda: now.s)


def use(tenant: str = "me", task: str = "answer", tier: str = "small") -> Use:
    return Use(day=DAY, tenant=tenant, task=task, tier=tier, currency="USD")


async def test_attempts_are_summed_by_tenant_task_and_tier(store: SpendingStore) -> None:
    meter = meter_of(store)
    await meter.record(ME, "answer", attempt())
    await meter.record(ME, "answer", attempt(0.25, outcome="failed"))
    await meter.record(ME, "judge", attempt())
    await meter.record(OTHER, "answer", attempt(tier="large"))
    assert store.calls(DAY) == {
        use(): Calls(
            calls=2, finished=1, prompt=200, completion=20, cached=80, nano=3 * NANO // 4
        ),
        use(task="judge"): calls_of(attempt(), priced=True),
        use("other", tier="large"): calls_of(attempt(), priced=True),
    }  # fmt: skip
    assert store.calls(DAY + dt.timedelta(days=1)) == {}


async def test_what_is_estimated_or_has_no_price_is_marked(store: SpendingStore) -> None:
    meter = meter_of(store)
    guessed = TokenUsage(prompt=30, completion=5, estimated=True)
    await meter.record(ME, "answer", attempt(0.0, tier="free"))
    await meter.record(ME, "answer", attempt(usage=guessed))
    found = store.calls(DAY)
    assert (found[use(tier="free")].unpriced, found[use(tier="free")].nano) == (1, 0)
    assert (found[use()].unpriced, found[use()].estimated) == (0, 35)
    assert meter.totals.unpriced["free"] == 1
    assert meter.totals.estimated["small"] == 35


async def test_a_day_begins_anew(store: SpendingStore) -> None:
    now = Now()
    meter = meter_of(store, now, budget={"hard": 0.5})
    await meter.record(ME, "answer", attempt())
    assert await meter.allowance(ME) == "none"
    now.day += dt.timedelta(days=1)
    assert await meter.allowance(ME) == "any"
    await meter.record(ME, "answer", attempt())
    assert [key.day for key in store.calls(DAY)] == [DAY, now.day]


@pytest.mark.parametrize(
    ("spent", "allowed"), [(0.0, "any"), (0.5, "any"), (1.0, "cheapest"), (2.0, "none")]
)
async def test_limits(store: SpendingStore, spent: float, allowed: str) -> None:
    meter = meter_of(store, budget={"soft": 1.0, "hard": 2.0})
    await meter.record(ME, "answer", attempt(spent))
    assert await meter.allowance(ME) == allowed
    assert await meter.allowance(OTHER) == "any"


async def test_a_tenant_may_have_limits_of_its_own(store: SpendingStore) -> None:
    meter = meter_of(store, budget={"hard": 10.0}, tenants={"me": {"soft": 0.1}, "other": {}})
    await meter.record(ME, "answer", attempt(20.0))
    await meter.record(OTHER, "answer", attempt(20.0))
    assert await meter.allowance(ME) == "cheapest"
    assert await meter.allowance(OTHER) == "any"
    assert await meter.allowance(Scope()) == "any"


async def test_nothing_to_spend_is_no_model(store: SpendingStore) -> None:
    assert await meter_of(store, budget={"hard": 0.0}).allowance(ME) == "none"


async def test_what_other_processes_spend_counts_within_a_second(store: SpendingStore) -> None:
    now = Now()
    meter, other = (meter_of(store, now, budget={"hard": 1.0}) for _ in range(2))
    assert await meter.allowance(ME) == "any"
    await other.record(ME, "answer", attempt(0.6))
    await meter.record(ME, "answer", attempt(0.6))
    now.s = 1.0
    assert await meter.allowance(ME) == "none"
    assert meter.known_spent("me") == pytest.approx(1.2)


async def test_what_this_process_spends_counts_at_once(store: SpendingStore) -> None:
    meter = meter_of(store, budget={"hard": 1.0})
    assert await meter.allowance(ME) == "any"
    await meter.record(ME, "answer", attempt(1.0))
    assert await meter.allowance(ME) == "none"


async def test_another_currency_is_another_sum(store: SpendingStore) -> None:
    await meter_of(store, budget={"hard": 0.5}).record(ME, "answer", attempt())
    euros = meter_of(store, budget={"hard": 0.5}, currency="EUR")
    assert await euros.allowance(ME) == "any"


async def test_questions_are_summed_for_estimates(store: SpendingStore) -> None:
    meter = meter_of(store)
    usage = Usage(prompt_tokens=90, completion_tokens=10, cost=0.5, tier="small")
    await meter.count_question(ME, usage, answered=True)
    await meter.count_question(ME, usage, answered=False)
    key = Asked(day=DAY, tenant="me", tier="small", currency="USD")
    assert store.questions(DAY) == {
        key: Questions(
            questions=2, answered=1, prompt=180, completion=20, squared=20_000, nano=NANO
        )
    }


amounts = st.lists(
    st.tuples(
        st.sampled_from(["me", "other"]),
        st.sampled_from(["answer", "judge"]),
        st.sampled_from(["small", "large", "free"]),
        st.integers(0, 10**6),
        st.integers(0, 10**4),
        st.floats(0, 100),
    ),
    max_size=40,
)


@given(amounts)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_sums_are_what_was_recorded_at_the_same_time(
    store: SpendingStore, recorded: list[tuple[str, Any, str, int, int, float]]
) -> None:
    before = store.calls(DAY)

    async def all_at_once() -> None:
        meters = [meter_of(store) for _ in range(3)]
        async with asyncio.TaskGroup() as group:
            for place, (tenant, task, tier, prompt, completion, cost) in enumerate(recorded):
                usage = TokenUsage(prompt=prompt, completion=completion)
                made = attempt(cost, tier=tier, usage=usage)
                group.create_task(meters[place % 3].record(Scope(tenant=tenant), task, made))
        assert not any(meter.unwritten for meter in meters)

    asyncio.run(all_at_once())
    expected = dict(before)
    for tenant, task, tier, prompt, completion, cost in recorded:
        made = attempt(cost, tier=tier, usage=TokenUsage(prompt=prompt, completion=completion))
        key = use(tenant, task, tier)
        expected[key] = expected.get(key, Calls()) + calls_of(made, priced=tier != "free")
    assert store.calls(DAY) == expected


class Failing(SpendingStore):
    """Fails while it is told to."""

    down = False

    def add(self, *given: Any) -> None:
        self._check()
        super().add(*given)

    def spent(self, *given: Any) -> int:
        self._check()
        return super().spent(*given)

    def _check(self) -> None:
        if self.down:
            raise StoreFailed("costs", "as told")


async def test_a_database_that_fails_loses_nothing(url: str) -> None:
    store, now = Failing(url), Now()
    meter = meter_of(store, now, budget={"hard": 1.0})
    assert await meter.allowance(ME) == "any"
    store.down = True
    await meter.record(ME, "answer", attempt(0.5))
    await meter.record(ME, "answer", attempt(0.5))
    now.s = 2.0
    assert await meter.allowance(ME) == "none", "it is known what this process spent"
    assert meter.unwritten == 2
    store.down = False
    await meter.aclose()
    assert meter.unwritten == 0
    assert store.calls(DAY)[use()].calls == 2
    store.close()


async def test_without_knowing_what_is_spent_nothing_is_spent(url: str) -> None:
    store, now = Failing(url), Now()
    meter = meter_of(store, now, tenants={"me": {"hard": 1.0}})
    store.down = True
    with pytest.raises(ProviderFailed, match="what is spent is not known"):
        await meter.allowance(ME)
    assert await meter.allowance(OTHER) == "any", "it has no limit"
    store.close()


async def test_who_waits_may_leave(store: SpendingStore) -> None:
    meter = meter_of(store)
    task = asyncio.create_task(meter.record(ME, "answer", attempt()))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await meter.record(ME, "answer", attempt())
    await meter.aclose()
    assert store.calls(DAY)[use()].calls == 2


SPEND = """
import asyncio, datetime as dt, sys
sys.path.insert(0, {root!r})
from tests.contracts.test_meter import ME, OTHER, SpendingStore, attempt, meter_of
async def spend():
    store = SpendingStore({url!r})
    meter = meter_of(store)
    await asyncio.gather(*(meter.record(who, "answer", attempt()) for who in (ME, OTHER) * 25))
    store.close()
asyncio.run(spend())
"""


@pytest.mark.slow
def test_several_processes_add_to_the_same_sums(url: str) -> None:
    root = str(Path(__file__).parents[2])
    code = SPEND.format(root=root, url=url)
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    store = SpendingStore(url)
    found = store.calls(DAY)
    store.close()
    assert {key.tenant: calls.calls for key, calls in found.items()} == {"me": 75, "other": 75}
    assert sum(calls.nano for calls in found.values()) == 75 * NANO
