"""One ingest at a time, whoever holds the lock and however it ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nescio.errors import IngestRunning
from retrieval.catalogue import Catalogue
from retrieval.ownership import one_at_a_time

HOLDER = """
import asyncio, sys
from retrieval.catalogue import Catalogue
from retrieval.ownership import one_at_a_time

async def main():
    catalogue = Catalogue(sys.argv[1])
    async with one_at_a_time(catalogue, wait_s=0, waiting=print):
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/catalogue.sqlite"


@pytest.fixture
def holder(url: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.anyio
async def test_a_second_one_is_refused_and_told_who_runs(
    url: str, holder: subprocess.Popen[str]
) -> None:
    catalogue = Catalogue(url)
    with pytest.raises(IngestRunning, match=f"pid {holder.pid}"):
        async with one_at_a_time(catalogue, wait_s=0, waiting=lambda _: None):
            pytest.fail("two at a time")
    catalogue.close()


@pytest.mark.anyio
async def test_a_holder_that_is_killed_lets_go(url: str, holder: subprocess.Popen[str]) -> None:
    catalogue = Catalogue(url)
    told: list[str] = []

    def waiting(who: str) -> None:
        told.append(who)
        holder.kill()

    async with one_at_a_time(catalogue, wait_s=30, waiting=waiting):
        assert told == [f"pid {holder.pid}"]
    async with one_at_a_time(catalogue, wait_s=0, waiting=told.append):
        assert len(told) == 1
    catalogue.close()


@pytest.mark.anyio
@pytest.mark.postgres
async def test_on_postgresql_the_session_holds_it(postgres_url: str) -> None:
    first, second = Catalogue(postgres_url), Catalogue(postgres_url)
    async with one_at_a_time(first, wait_s=0, waiting=lambda _: None):
        with pytest.raises(IngestRunning, match="PostgreSQL"):
            async with one_at_a_time(second, wait_s=0, waiting=lambda _: None):
                pytest.fail("two at a time")
    async with one_at_a_time(second, wait_s=0, waiting=lambda _: None):
        pass
    first.close()
    second.close()
