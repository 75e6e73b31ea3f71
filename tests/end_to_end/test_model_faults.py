"""What a client sees when providers fail: the whole matrix, over real HTTP on both sides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nescio.client import Client
from tests.answer.drafting_world import ALCOHOL, CLEAN, workshop
from tests.certificates import NoOpenSSL
from tests.fault_matrix import (
    EXPIRED,
    OWN,
    Providers,
    Setting,
    Switch,
    cases,
    listening,
    model_settings,
    observe,
    open_providers,
)
from tests.quick import quick_pipeline

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
HARMLESS = ("wrong schema", "duplicated chunks", "duplicated words", "empty", "refusal")


@pytest.fixture(scope="module")
async def served(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[Client, Switch, Providers]]:
    folder: Path = tmp_path_factory.mktemp("faults")
    try:
        with open_providers(folder) as providers:
            settings = workshop(
                folder, model_settings(providers.main, providers.spare), threshold=0.0
            )
            switch = Switch()
            async with (
                quick_pipeline(settings, switch) as pipeline,
                listening(pipeline) as client,
            ):
                yield client, switch, providers
    except NoOpenSSL as problem:
        pytest.skip(str(problem))


@pytest.mark.parametrize(("fault", "setting"), list(cases()))
async def test_no_hang_no_second_beginning_nothing_unchecked(
    served: tuple[Client, Switch, Providers], fault: str, setting: Setting
) -> None:
    seen = await observe(*served, fault, setting)
    assert not seen.failed
    assert not seen.hung, seen.line
    assert not seen.begun_twice, seen.line
    assert seen.unchecked == 0, (seen.line, seen.denied)
    assert seen.answer is not None
    said = "".join(seen.sentences)
    if setting == "later":
        assert said == CLEAN
        assert seen.answer.degraded == ("model_cut",)
        assert seen.spare_calls == 0
    elif setting == "spare" and fault not in (*HARMLESS, "slow drip"):
        assert said == OWN
        assert seen.answer.usage.tier == "spare"
    elif setting == "alone" and fault not in HARMLESS:
        assert CLEAN in said
        assert seen.answer.usage.tier == "extractive"
        assert seen.answer.degraded == ("model",)
    if fault == EXPIRED:
        assert seen.calls == 0


async def test_a_provider_that_is_well(served: tuple[Client, Switch, Providers]) -> None:
    seen = await observe(*served, "duplicated chunks", "alone")
    assert seen.answer is not None
    assert CLEAN in "".join(seen.sentences) or ALCOHOL in "".join(seen.sentences)
