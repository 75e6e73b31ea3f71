"""The embedded index: the contract, and what is special about owning a process."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from nescio.errors import ConfigError, StageTimeout, StoreBusy, StoreFailed
from nescio.types import Scope, stable_id
from retrieval.edge import EdgeVectorIndex
from tests.contracts.vector_index import DIMENSIONS, VectorIndexContract, point, unit

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture
async def index(tmp_path: Path) -> AsyncIterator[EdgeVectorIndex]:
    store = EdgeVectorIndex(tmp_path / "vectors")
    await store.ensure(DIMENSIONS, "m")
    yield store
    await store.aclose()


class TestEdge(VectorIndexContract):
    pass


def child_pid(index: EdgeVectorIndex) -> int:
    assert index.pid is not None
    return index.pid


async def test_killed_child_is_replaced_and_keeps_what_it_acknowledged(
    index: EdgeVectorIndex,
) -> None:
    await index.upsert([point(f"p{i}", "lamp") for i in range(300)])
    first = child_pid(index)
    os.kill(first, signal.SIGKILL)
    assert await index.count() == 300
    assert child_pid(index) != first


async def test_child_killed_in_the_middle_of_writing(index: EdgeVectorIndex) -> None:
    points = [point(f"p{i}", "lamp " * 50) for i in range(2000)]
    writing = asyncio.create_task(index.upsert(points))
    reached = 0
    while reached == 0:
        reached = await index.count()
    os.kill(child_pid(index), signal.SIGKILL)
    await writing
    assert await index.count() == 2000


async def test_child_that_cannot_start_again(index: EdgeVectorIndex, tmp_path: Path) -> None:
    await index.flush()
    os.kill(child_pid(index), signal.SIGKILL)
    for segment in (tmp_path / "vectors").rglob("*.json"):
        segment.write_text("not a segment")
    with pytest.raises(StoreFailed):
        await index.count()


async def test_hung_child_meets_the_deadline(tmp_path: Path) -> None:
    store = EdgeVectorIndex(tmp_path, timeout_s=0.3)
    await store.ensure(DIMENSIONS)
    os.kill(child_pid(store), signal.SIGSTOP)
    with pytest.raises(StageTimeout, match=r"0\.3 s"):
        await store.count()
    os.kill(child_pid(store), signal.SIGCONT)
    assert await store.count() == 0
    await store.aclose()


async def test_second_opener_is_told_who_has_it(index: EdgeVectorIndex, tmp_path: Path) -> None:
    second = EdgeVectorIndex(tmp_path / "vectors")
    with pytest.raises(StoreBusy, match=f"pid {os.getpid()}"):
        await second.ensure(DIMENSIONS, "m")
    await second.aclose()
    assert await index.count() == 0


async def test_reopened_after_close(tmp_path: Path) -> None:
    store = EdgeVectorIndex(tmp_path)
    with pytest.raises(StoreFailed, match="not open"):
        await store.count()
    await store.ensure(DIMENSIONS)
    await store.upsert([point("a", "lamp")])
    await store.aclose()
    with pytest.raises(StoreFailed, match="closed"):
        await store.count()
    again = EdgeVectorIndex(tmp_path)
    await again.ensure(DIMENSIONS)
    assert await again.present([stable_id("a")]) == {stable_id("a")}
    await again.aclose()


async def test_bad_input_is_one_line(index: EdgeVectorIndex) -> None:
    with pytest.raises(StoreFailed) as error:
        await index.search(dense=unit(1.0)[:3], text=None, scope=Scope(), limit=3)
    assert "\n" not in str(error.value)
    assert "dim" in str(error.value)
    assert await index.count() == 0


async def test_another_language_is_refused(tmp_path: Path) -> None:
    german = EdgeVectorIndex(tmp_path, language="german")
    await german.ensure(DIMENSIONS)
    await german.upsert([point("a", "die H\N{LATIN SMALL LETTER A WITH DIAERESIS}user")])
    hits = await german.search(dense=None, text="ein Haus", scope=Scope(), limit=3)
    assert [hit.id for hit in hits.sparse] == [stable_id("a")]
    await german.aclose()
    english = EdgeVectorIndex(tmp_path)
    with pytest.raises(ConfigError, match="'german'"):
        await english.ensure(DIMENSIONS)
    await english.aclose()
    with pytest.raises(ConfigError, match=r"vectors\.language"):
        EdgeVectorIndex(tmp_path, language="klingon")


SCRIPT = f"""
import asyncio, sys
from pathlib import Path
from retrieval.edge import EdgeVectorIndex
from tests.contracts.vector_index import point
async def main():
    index = EdgeVectorIndex(Path(sys.argv[1]))
    await index.ensure({DIMENSIONS})
    await index.upsert([point("a", "lamp")])
    print("ready", flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


@pytest.fixture
def other_process(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has the index open and holds one point."""
    command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process
        process.kill()


async def test_killed_parent_leaves_no_lock(
    other_process: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    second = EdgeVectorIndex(tmp_path)
    with pytest.raises(StoreBusy, match=f"pid {other_process.pid}"):
        await second.ensure(DIMENSIONS)
    await second.aclose()
    other_process.kill()
    other_process.wait()
    third = EdgeVectorIndex(tmp_path)
    await third.ensure(DIMENSIONS)
    assert await third.count() == 1
    await third.aclose()
