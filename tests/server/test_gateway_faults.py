"""The gateway as the settings make it, over real sockets: each way to fail, what comes of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel

from answer.models.calls import Call
from answer.models.chat import FailureKind
from answer.models.gateway import ModelGateway
from answer.models.structured import structured
from nescio.errors import ProviderFailed
from nescio.settings_models import ModelSettings
from tests.answer.models.scripted import ListMeter, a_call, ask, tiers_tried
from tests.certificates import NoOpenSSL, make_certificate
from tests.fake_provider import FakeProvider, Reply, Status, faults
from tests.gateways import open_gateway

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
TEXT = "The Meridian 40 has a wet weight of 1.2 kg."
UNSEEN = "duplicated words"
"""A reply that is whole as far as anyone can tell who does not read it."""
FAULTS = {name: step for name, step in faults(TEXT).items() if name != UNSEEN}
TOTAL_S = 5.0
KINDS: dict[str, FailureKind] = {
    "timeout": "timeout",
    "hang": "timeout",
    "429": "rate_limited",
    "429 with Retry-After": "rate_limited",
    "500": "server_error",
    "cut stream": "cut",
    "slow drip": "timeout",
    "invalid JSON": "malformed",
    "empty": "empty",
    "duplicated chunks": "malformed",
    "connection reset": "connection",
    "reset in the middle": "cut",
}
BEGUN = ("hang", "cut stream", "slow drip", "invalid JSON", "reset in the middle")


class Verdict(BaseModel):
    """A judge's."""

    verdict: Literal["supported", "contradicted"]


def settings(*providers: dict[str, Any], patience: float = 1.0) -> ModelSettings:
    """A tier for each, in that order; `patience` multiplies the time that an attempt is given."""
    names = [f"p{place}" for place in range(len(providers))]
    return ModelSettings.model_validate(
        {
            "providers": [{"name": n, **p} for n, p in zip(names, providers, strict=True)],
            "tiers": [{"name": f"t{n}", "provider": n, "model": "fake-model"} for n in names],
            "tasks": {
                "answer": {
                    "tiers": [f"t{n}" for n in names],
                    "first_token_s": 0.5 * patience,
                    "attempt_s": 0.8 * patience,
                    "total_s": TOTAL_S,
                }
            },
            "retries": {"attempts": 2, "base_s": 0.01, "cap_s": 0.5},
        }
    )


@asynccontextmanager
async def gateway_for(*fakes: FakeProvider, patience: float = 1.0) -> AsyncIterator[ModelGateway]:
    made = settings(*({"base_url": fake.url} for fake in fakes), patience=patience)
    async with open_gateway(made, ListMeter()) as gateway:
        assert gateway is not None
        yield gateway


async def test_no_task_no_gateway() -> None:
    async with open_gateway(ModelSettings(), ListMeter()) as gateway:
        assert gateway is None


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_way_to_fail_is_mended_by_the_next_tier(fault: str) -> None:
    # What fails by itself must not be taken for late on a machine that stands still for a moment.
    patience = 1.0 if KINDS.get(fault) == "timeout" else 4.0
    with FakeProvider(then=FAULTS[fault]) as bad, FakeProvider(then=Reply(TEXT)) as good:
        async with gateway_for(bad, good, patience=patience) as gateway:
            call, began = a_call(), time.monotonic()
            if fault == "wrong schema":
                good.then = Reply('{"verdict": "supported"}')
                assert (await structured(gateway, call, Verdict)).verdict == "supported"
            else:
                seen = await ask(gateway, call)
                assert seen.text == TEXT
                assert seen.completed is not None
                assert seen.completed.tier.name == "tp1"
            assert time.monotonic() - began < TOTAL_S
        assert tiers_tried(call)[-1] == ("tp1", "finished")
        failures = {attempt.failure for attempt in call.trace[:-1]}
        if fault == "refusal":
            assert call.trace[0].finish == "refusal"
        else:
            assert failures == {KINDS.get(fault, "malformed")}
        await bad.until(lambda: bad.running == 0)


@pytest.mark.parametrize("fault", FAULTS)
async def test_with_no_other_tier_the_caller_is_told_in_time(fault: str) -> None:
    with FakeProvider(then=FAULTS[fault]) as bad:
        async with gateway_for(bad) as gateway:
            call, began = a_call(), time.monotonic()
            if fault == "wrong schema":
                with pytest.raises(ProviderFailed):
                    await structured(gateway, call, Verdict)
            elif fault == "refusal":
                seen = await ask(gateway, call)
                assert seen.completed is not None
                assert (seen.text, seen.completed.reason) == ("", "refusal")
            else:
                with pytest.raises(ProviderFailed) as failed:
                    await ask(gateway, call)
                assert failed.value.code == "model_unavailable"
            assert time.monotonic() - began < TOTAL_S
        assert bad.calls <= 2
        await bad.until(lambda: bad.running == 0)


@pytest.mark.parametrize("fault", BEGUN)
async def test_what_was_passed_on_is_not_begun_anew(fault: str) -> None:
    with FakeProvider(then=FAULTS[fault]) as bad, FakeProvider(then=Reply(TEXT)) as good:
        async with gateway_for(bad, good) as gateway:
            with pytest.raises(ProviderFailed):
                await ask(gateway, a_call(), commit_after=1)
        assert (bad.calls, good.calls) == (1, 0)


async def test_an_expired_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        certificate = make_certificate(tmp_path, expired=True)
    except NoOpenSSL as missing:
        pytest.skip(str(missing))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    with (
        FakeProvider(certificate=certificate) as bad,
        FakeProvider(then=Reply(TEXT)) as good,
    ):
        async with gateway_for(bad, good) as gateway:
            call = a_call()
            assert (await ask(gateway, call)).text == TEXT
        assert bad.calls == 0
        assert call.trace[0].failure == "tls"


async def test_leaving_hangs_up() -> None:
    with FakeProvider(then=Reply(TEXT, piece_s=0.05)) as slow:
        async with gateway_for(slow) as gateway:
            call: Call = a_call()
            async with aclosing(gateway.stream(call)) as items:
                await anext(items)
            await slow.until(lambda: slow.hang_ups == 1, within_s=1.0)
        assert tiers_tried(call) == [("tp0", "cancelled")]


async def test_a_retry_has_the_same_idempotency_key() -> None:
    with FakeProvider(Status(500), Reply(TEXT)) as fake:
        async with gateway_for(fake) as gateway:
            assert (await ask(gateway, a_call())).text == TEXT
        assert [request.idempotency_key for request in fake.requests] == ["key", "key"]


async def test_slots_bound_what_reaches_a_provider() -> None:
    with FakeProvider(then=Reply(TEXT, first_s=0.05)) as fake:
        made = settings({"base_url": fake.url, "max_concurrent": 3, "max_queued": 100})
        async with open_gateway(made, ListMeter()) as gateway:
            assert gateway is not None
            await asyncio.gather(*(ask(gateway, a_call(tenant=f"t{n % 3}")) for n in range(9)))
        assert (fake.calls, fake.peak) == (9, 3)
