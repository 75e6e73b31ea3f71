"""`nescio doctor` on chat models; and that nothing else pays for their client libraries."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nescio.settings import parse
from server.cli.standing_models import models
from tests.fake_provider import FakeProvider, Reply, Status
from tests.servers import free_port

pytestmark = pytest.mark.anyio


@pytest.fixture
def fake() -> Iterator[FakeProvider]:
    with FakeProvider() as server:
        yield server


async def told(tmp_path: Path, providers: list[dict[str, object]]) -> list[tuple[str, bool, str]]:
    """One tier a provider, of the same name."""
    tiers = [{"name": p["name"], "provider": p["name"], "model": "m"} for p in providers]
    source = {"name": "docs", "type": "files", "path": "."}
    raw = {"sources": [source], "models": {"providers": providers, "tiers": tiers}}
    settings = parse(raw, where="test", folder=tmp_path)
    return [check async for check in models(settings)]


async def test_tiers_that_answer(fake: FakeProvider, tmp_path: Path) -> None:
    fake.script.extend([Reply("Yes."), Reply("", finish="length")])
    providers: list[dict[str, object]] = [
        {"name": "a", "base_url": fake.url},
        {"name": "b", "type": "anthropic", "base_url": fake.root},
    ]
    checks = await told(tmp_path, providers)
    assert [(name, good) for name, good, _ in checks] == [("model a", True), ("model b", True)]
    assert "m at a answers in" in checks[0][2]


async def test_what_is_wrong_is_told(fake: FakeProvider, tmp_path: Path) -> None:
    fake.then = Status(401)
    providers: list[dict[str, object]] = [
        {"name": "refused", "base_url": fake.url, "api_key": "secret"},
        {"name": "absent", "base_url": f"http://127.0.0.1:{free_port()}/v1"},
        {"name": "keyless"},
    ]
    checks = await told(tmp_path, providers)
    assert [good for _, good, _ in checks] == [False, False, False]
    refused, absent, keyless = [detail for *_, detail in checks]
    assert "401" in refused
    assert "secret" not in refused
    assert "no connection" in absent
    assert "api_key" in keyless


def test_client_libraries_are_imported_only_where_used() -> None:
    check = (
        "import sys, server.cli, server.wiring, answer.models.openai_provider;"
        "sys.exit(bool({'openai', 'anthropic', 'httpx2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
