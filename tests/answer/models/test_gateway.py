"""The gateway: one reply, whatever the providers do."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from answer.models.chat import ModelFailed, Piece, RateLimit, TokenUsage
from answer.models.gateway import ModelGateway
from nescio.errors import BudgetExceeded, ProviderFailed, TooBusy
from nescio.settings_models import ModelSettings
from tests.answer.models.scripted import (
    DOWN,
    GOOD,
    ListMeter,
    Reply,
    ScriptedProvider,
    a_call,
    ask,
    gateway_of,
    settings_of,
    tiers_tried,
)

pytestmark = pytest.mark.anyio
TWO = {"small": "one", "large": "two"}
ONCE = {"retries": {"attempts": 1}}


def two(first: Reply, **more: object) -> tuple[ModelGateway, ScriptedProvider, ScriptedProvider]:
    """Two tiers at two providers, the first of which replies so."""
    one, other = ScriptedProvider("one", first), ScriptedProvider("two", GOOD)
    return gateway_of(settings_of(TWO, **more), one, other), one, other


async def test_a_reply_is_given_as_it_comes() -> None:
    meter = ListMeter()
    settings = settings_of(TWO, tier={"price": {"input": 1000, "output": 2000}})
    providers = [ScriptedProvider(name, GOOD) for name in ("one", "two")]
    call = a_call()
    seen = await ask(gateway_of(settings, *providers, meter=meter), call)
    assert (seen.text, seen.restarts) == ("Yes, it is.", 0)
    assert seen.completed is not None
    assert seen.completed.cost == pytest.approx(0.02)
    assert tiers_tried(call) == [("small", "finished")]
    assert meter.attempts == call.trace
    assert call.trace[0].reason == "first in order"


FAULTS = {
    "timeout": Reply(fails="timeout"),
    "hang": Reply(hangs=True),
    "hang after a start": Reply(texts=("Ye",), hangs=True),
    "429": Reply(fails="rate_limited"),
    "429 with Retry-After": Reply(fails="rate_limited", retry_after_s=2.0),
    "429 with a long Retry-After": Reply(fails="rate_limited", retry_after_s=600.0),
    "500": DOWN,
    "cut before a start": Reply(finish=None),
    "cut": Reply(texts=("Ye",), finish=None),
    "slow drip": Reply(texts=("y",) * 10_000, every_s=0.5),
    "endless": Reply(texts=("y" * 1000,) * 1000),
    "malformed": Reply(fails="malformed"),
    "empty": Reply(),
    "refusal": Reply(finish="refusal"),
    "refusal after a start": Reply(texts=("I am",), finish="refusal"),
    "connection reset": Reply(fails="connection"),
    "reset in the middle": Reply(texts=("Ye",), fails="connection"),
    "expired certificate": Reply(fails="tls"),
    "bad request": Reply(fails="bad_request"),
    "not authorized": Reply(fails="not_authorized"),
    "a bug": Reply(error=KeyError("choices")),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_another_tier_answers(fault: str) -> None:
    gateway, one, _ = two(FAULTS[fault])
    call = a_call()
    began = asyncio.get_running_loop().time()
    seen = await ask(gateway, call)
    assert seen.text == "Yes, it is."
    assert seen.completed is not None
    assert seen.completed.tier.name == "large"
    assert asyncio.get_running_loop().time() - began <= 25.0
    assert one.running == 0


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_error_in_time_when_no_tier_is_left(fault: str) -> None:
    one = ScriptedProvider("one", FAULTS[fault])
    call = a_call()
    began = asyncio.get_running_loop().time()
    if fault.startswith("refusal"):
        seen = await ask(gateway_of(settings_of({"small": "one"}), one), call)
        assert seen.text == ""
        assert seen.completed is not None
        assert seen.completed.reason == "refusal"
    else:
        with pytest.raises(ProviderFailed) as failed:
            await ask(gateway_of(settings_of({"small": "one"}), one), call)
        assert failed.value.code == "model_unavailable"
    assert asyncio.get_running_loop().time() - began <= 25.0
    assert one.running == 0


BREAKING = [fault for fault, reply in FAULTS.items() if reply.texts]


@pytest.mark.parametrize("fault", BREAKING)
async def test_nothing_is_begun_anew_after_a_part_was_passed_on(fault: str) -> None:
    gateway, _, other = two(FAULTS[fault])
    with pytest.raises(ProviderFailed):
        await ask(gateway, a_call(), commit_after=1)
    assert other.requests == []


async def test_a_part_that_is_passed_on_during_the_wait_ends_the_call() -> None:
    gateway, one, other = two(Reply(texts=("Ye",), fails="connection"))
    call = a_call()
    asyncio.get_running_loop().call_later(0.1, call.commit)
    with pytest.raises(ModelFailed):
        await ask(gateway, call)
    assert (len(one.requests), len(other.requests)) == (1, 0)


async def test_a_retry_sends_the_same_request() -> None:
    one = ScriptedProvider("one", DOWN, GOOD)
    call = a_call()
    seen = await ask(gateway_of(settings_of({"small": "one"}), one), call)
    assert seen.text == "Yes, it is."
    assert one.requests[0] == one.requests[1]
    assert one.times[1] - one.times[0] == pytest.approx(0.5)
    assert [attempt.reason for attempt in call.trace][1] == "try 2"


async def test_retry_after_is_obeyed() -> None:
    one = ScriptedProvider("one", Reply(fails="rate_limited", retry_after_s=3.0), GOOD)
    await ask(gateway_of(settings_of({"small": "one"}), one), a_call())
    assert one.times[1] - one.times[0] >= 3.0


async def test_retry_after_holds_for_other_calls_too() -> None:
    gateway, one, other = two(Reply(fails="rate_limited", retry_after_s=600.0))
    for _ in range(3):
        await ask(gateway, a_call())
    assert (len(one.requests), len(other.requests)) == (1, 3)


async def test_a_provider_that_is_full_is_not_run_into_by_every_question() -> None:
    gateway, one, _ = two(Reply(fails="rate_limited"))
    async with asyncio.TaskGroup() as group:
        for _ in range(100):
            group.create_task(ask(gateway, a_call()))
            await asyncio.sleep(0.1)
    assert len(one.requests) <= 22


async def test_a_limit_that_ends_soon_is_waited_for_if_nothing_else_is_left() -> None:
    one = ScriptedProvider("one", GOOD)
    now = asyncio.get_running_loop().time()
    one.limit = RateLimit(at=now, requests_left=0, reset_s=3.0)
    call = a_call()
    assert (await ask(gateway_of(settings_of({"small": "one"}), one), call)).text == "Yes, it is."
    assert one.times[0] - now >= 3.0
    assert call.trace[0].reason == "after the rate limit's reset in 3.0 s"


async def test_the_whole_deadline_holds_and_does_not_count_against_the_provider() -> None:
    task = {"total_s": 2.0, "first_token_s": 8.0}
    settings = settings_of({"small": "one"}, task=task, breaker={"failures": 1})
    one = ScriptedProvider("one", Reply(hangs=True))
    gateway = gateway_of(settings, one)
    for _ in range(2):
        began = asyncio.get_running_loop().time()
        with pytest.raises(ProviderFailed):
            await ask(gateway, a_call())
        assert asyncio.get_running_loop().time() - began == pytest.approx(2.0)
    assert len(one.requests) == 2
    assert not gateway.counters.breaker_changes


async def test_a_slow_reader_is_not_the_providers_fault() -> None:
    gateway, _, _ = two(GOOD, task={"attempt_s": 1.0, "total_s": 25.0})
    call, text = a_call(), ""
    async for item in gateway.stream(call):
        await asyncio.sleep(3)
        text += item.text if isinstance(item, Piece) else ""
    assert text == "Yes, it is."
    assert tiers_tried(call) == [("small", "finished")]


async def test_closing_ends_the_call_upstream_and_what_it_took_is_metered() -> None:
    meter = ListMeter()
    one = ScriptedProvider("one", Reply(texts=("Yes",), hangs=True))
    gateway, call = gateway_of(settings_of({"small": "one"}), one, meter=meter), a_call()
    async with aclosing(gateway.stream(call)) as items:
        async for _ in items:
            break
    assert one.running == 0
    await gateway.aclose()
    assert tiers_tried(call) == [("small", "cancelled")]
    assert meter.attempts[0].usage == TokenUsage(prompt=7, completion=1, estimated=True)
    assert not gateway.counters.failures


async def test_a_slow_meter_holds_up_neither_a_cancelled_call_nor_for_long_another() -> None:
    class SlowMeter(ListMeter):
        async def record(self, *args: Any) -> None:
            await asyncio.sleep(60)
            await super().record(*args)

    loop, meter = asyncio.get_running_loop(), SlowMeter()
    one = ScriptedProvider("one", GOOD)
    gateway = gateway_of(settings_of({"small": "one"}), one, meter=meter)
    began = loop.time()
    await ask(gateway, a_call())
    assert loop.time() - began <= 1.0
    began = loop.time()
    async with aclosing(gateway.stream(a_call())) as items:
        await anext(items)
    assert loop.time() == began
    await asyncio.sleep(61)
    assert len(meter.attempts) == 2


async def test_limits_are_looked_at_again_when_a_slot_is_free() -> None:
    settings = settings_of(TWO, provider={"max_concurrent": 1})
    one = ScriptedProvider("one", Reply(texts=("Yes",), every_s=1.0))
    gateway = gateway_of(settings, one, ScriptedProvider("two", GOOD))
    calls = [a_call() for _ in range(3)]
    async with asyncio.TaskGroup() as group:
        group.create_task(ask(gateway, calls[0]))
        await asyncio.sleep(0.5)
        one.limit = RateLimit(at=asyncio.get_running_loop().time(), requests_left=1, reset_s=60.0)
        for call in calls[1:]:
            group.create_task(ask(gateway, call))
    assert len(one.requests) == 2
    assert calls[2].trace[0].reason == "first in order; skipped: rate limit resets in 56.5 s"


async def test_cancelling_ends_the_call_upstream() -> None:
    one = ScriptedProvider("one", Reply(hangs=True))
    gateway = gateway_of(settings_of({"small": "one"}), one)
    asking = asyncio.create_task(ask(gateway, a_call()))
    await asyncio.sleep(1)
    assert one.running == 1
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert one.running == 0
    assert gateway.counters.calls == {("answer", "cancelled"): 1}


async def test_an_open_breaker_is_gone_around() -> None:
    gateway, one, other = two(DOWN, breaker={"failures": 2}, **ONCE)
    for _ in range(5):
        assert (await ask(gateway, a_call())).text == "Yes, it is."
    assert (len(one.requests), len(other.requests)) == (2, 5)
    assert gateway.counters.breaker_changes == {("one", "small-model", "open"): 1}


async def test_a_provider_that_is_well_again_is_used_again() -> None:
    gateway, one, _ = two(DOWN, breaker={"failures": 1}, **ONCE)
    await ask(gateway, a_call())
    one.now_replies(GOOD)
    await asyncio.sleep(5.1)
    seen = await ask(gateway, a_call())
    assert seen.completed is not None
    assert seen.completed.tier.name == "small"


async def test_a_long_chain_at_one_provider_does_not_multiply_an_outage() -> None:
    chain = {f"t{n}": "one" for n in range(10)}
    one = ScriptedProvider("one", DOWN)
    gateway = gateway_of(settings_of(chain, breaker={"failures": 1000}), one)
    for _ in range(100):
        with pytest.raises(ProviderFailed):
            await ask(gateway, a_call())
    assert len(one.requests) <= 100 * 1.1 + 1


async def test_another_model_of_a_provider_is_asked_after_a_fault_of_the_model() -> None:
    one = ScriptedProvider("one", Reply(finish="refusal"), Reply(finish="refusal"), GOOD)
    gateway = gateway_of(settings_of({f"t{n}": "one" for n in range(3)}), one)
    assert (await ask(gateway, a_call())).text == "Yes, it is."


async def test_a_full_queue_is_told_before_any_work() -> None:
    provider = {"max_concurrent": 1, "max_queued": 1}
    one = ScriptedProvider("one", Reply(texts=("Yes",), every_s=1.0))
    gateway = gateway_of(settings_of({"small": "one"}, provider=provider), one)
    results = await asyncio.gather(
        *(ask(gateway, a_call()) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(result, TooBusy) for result in results) == 3
    assert len(one.requests) == 2
    assert gateway.counters.shed == {("one",): 3}


async def test_a_provider_that_is_full_is_not_waited_for_twice() -> None:
    one = ScriptedProvider("one", Reply(texts=("Yes",) * 20, every_s=1.0))
    task = {"first_token_s": 3.0, "attempt_s": 60.0, "total_s": 60.0}
    chain = {"small": "one", "large": "one"}
    gateway = gateway_of(settings_of(chain, task=task, provider={"max_concurrent": 1}), one)
    holding = asyncio.create_task(ask(gateway, a_call()))
    await asyncio.sleep(1)
    began = asyncio.get_running_loop().time()
    call = a_call()
    with pytest.raises(TooBusy):
        await ask(gateway, call)
    assert asyncio.get_running_loop().time() - began == pytest.approx(3.0)
    assert [attempt.reason for attempt in call.trace][1] == "skipped: queue full"
    assert (await holding).completed is not None


async def test_who_may_spend_nothing_is_told_so() -> None:
    one = ScriptedProvider("one", GOOD)
    settings = settings_of({"small": "one"}, budget={"hard": 5}, tenants={"a": {"hard": 2}})
    gateway = gateway_of(settings, one, meter=ListMeter(allows="none"))
    with pytest.raises(BudgetExceeded, match="'a' has used its 2 USD"):
        await ask(gateway, a_call(tenant="a"))
    assert one.requests == []


async def test_a_task_without_tiers() -> None:
    with pytest.raises(ProviderFailed, match="none is configured"):
        await ask(gateway_of(ModelSettings()), a_call())


async def test_a_reply_that_was_cut_by_its_length_is_whole() -> None:
    gateway, _, _ = two(Reply(texts=("Yes",), finish="length", usage=None))
    seen = await ask(gateway, a_call())
    assert seen.completed is not None
    assert seen.completed.reason == "length"
    assert seen.completed.usage.estimated
