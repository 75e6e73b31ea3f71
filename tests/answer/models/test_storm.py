"""An outage of a minute under load, in a time that jumps: what reaches the provider."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from answer.models.chat import FailureKind
from nescio.errors import ProviderFailed, TooBusy
from tests.answer.models.scripted import (
    GOOD,
    Reply,
    ScriptedProvider,
    a_call,
    ask,
    gateway_of,
    settings_of,
)

pytestmark = pytest.mark.anyio
QUESTIONS = 1000
OUTAGE_S = 60.0


@pytest.mark.parametrize("kind", ["server_error", "connection", "tls", "cut"])
@pytest.mark.parametrize("burst", [0, 200])
async def test_an_outage_is_not_multiplied(kind: FailureKind, burst: int) -> None:
    one = ScriptedProvider("one", Reply(fails=kind, every_s=0.1))
    gateway = gateway_of(settings_of({"small": "one", "large": "one"}), one)
    loop = asyncio.get_running_loop()
    got: Counter[str] = Counter()

    async def client(number: int) -> None:
        try:
            await ask(gateway, a_call(tenant=f"t{number % 4}"))
        except ProviderFailed:
            got["last resort"] += 1
        except TooBusy:
            got["told"] += 1

    began = loop.time()
    async with asyncio.TaskGroup() as group:
        for number in range(QUESTIONS):
            group.create_task(client(number))
            if number >= burst:
                await asyncio.sleep(OUTAGE_S / (QUESTIONS - burst))
    assert got.total() == QUESTIONS
    assert got["told"] <= burst
    early = sum(at < began + 3 for at in one.times)
    assert 10 <= early <= 45
    assert gateway.counters.retries[("one",)] <= 1 + 0.1 * early
    probes = [at for at in one.times if at >= began + 3]
    assert all(sum(a <= b < a + 0.999 for b in probes) == 1 for a in probes)
    assert 40 <= len(probes) <= 56

    one.now_replies(GOOD)
    await asyncio.sleep(1.0)
    assert (await ask(gateway, a_call())).text == "Yes, it is."
