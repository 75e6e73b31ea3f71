"""Models opened from settings: a real client, a real meter, a provider on loopback."""

from __future__ import annotations

import pytest

from answer.models.estimate import LEAST
from answer.models.spending import SpendingStore, spending_url
from nescio.answers import Usage
from nescio.errors import BudgetExceeded
from nescio.settings import Settings
from nescio.types import Scope
from retrieval.batch_results import BatchQuestion
from server.estimates import Estimates
from server.models import open_models
from server.wiring import choose_provider
from tests.answer.models.scripted import a_call, ask
from tests.fake_provider import FakeProvider, Reply
from tests.server.scripted import make_settings

pytestmark = pytest.mark.anyio


def settings_at(url: str, **models: object) -> Settings:
    price = {"input": 1000.0, "output": 2000.0}
    tier = {"name": "small", "provider": "one", "model": "m", "price": price}
    return make_settings(
        models={
            "providers": [{"name": "one", "base_url": url}],
            "tiers": [tier],
            "tasks": {"answer": {"tiers": ["small"]}},
            **models,
        }
    )


async def test_a_reply_is_metered_in_the_state_folder() -> None:
    with FakeProvider(then=Reply("Fine.")) as fake:
        settings = settings_at(fake.url)
        async with open_models(settings, choose_provider) as models:
            assert models is not None
            seen = await ask(models.gateway, a_call())
    assert seen.text == "Fine."
    assert seen.completed is not None
    store = SpendingStore(spending_url(settings))
    [(use, calls)] = store.calls(models.meter.today()).items()
    store.close()
    assert (use.tenant, use.task, use.tier, calls.calls) == ("default", "answer", "small", 1)
    usage = seen.completed.usage
    assert (calls.prompt, calls.completion) == (usage.prompt, usage.completion)
    assert calls.nano == pytest.approx(seen.completed.cost * 1e9)


async def test_a_budget_outlives_the_process() -> None:
    with FakeProvider(then=Reply("Fine.")) as fake:
        settings = settings_at(fake.url, budget={"hard": 0.001})
        async with open_models(settings, choose_provider) as models:
            assert models is not None
            await ask(models.gateway, a_call())
        async with open_models(settings, choose_provider) as models:
            assert models is not None
            with pytest.raises(BudgetExceeded):
                await ask(models.gateway, a_call())
        assert fake.calls == 1


async def test_a_batch_is_estimated_before_it_runs() -> None:
    settings = settings_at("http://127.0.0.1:9/v1")
    estimates = Estimates(settings)
    asked = [BatchQuestion(id="1", text="How much?")]
    assert await estimates(asked, Scope()) is None, "no models are open"
    async with open_models(settings, choose_provider) as models:
        assert models is not None
        estimates.use(models)
        first = await estimates(asked, Scope())
        usage = Usage(prompt_tokens=90, completion_tokens=10, cost=0.5)
        for _ in range(LEAST):
            await models.meter.count_question(Scope(), usage, answered=True)
        then = await estimates(asked, Scope())
        other = await estimates(asked, Scope(tenant="other"))
    assert first is not None
    assert first["prompt_tokens"] > 90
    assert then == {"prompt_tokens": 90, "completion_tokens": 10, "cost": 0.5, "currency": "USD"}
    assert other == first, "what others asked is not told"


async def test_without_tasks_nothing_is_opened() -> None:
    settings = settings_at("http://127.0.0.1:9/v1", tasks={})
    async with open_models(settings, choose_provider) as models:
        assert models is None
    assert not any(settings.state.iterdir())
