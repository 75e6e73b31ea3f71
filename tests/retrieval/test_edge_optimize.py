"""HNSW on a copy that takes the place of the index: nothing lost, nothing doubled, as good."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from nescio.errors import StoreFailed
from nescio.types import Scope, stable_id
from retrieval.edge import EdgeVectorIndex
from retrieval.vectors import Vector, VectorPoint

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SIZE = 48
CLUSTERS = 40
POINTS = 6000
LARGE, SMALL = Scope(tenant="large"), Scope(tenant="small")


class Clustered:
    """Unit vectors around centres, and points of two tenants made of them."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(7)
        self._centres = self._random.normal(size=(CLUSTERS, SIZE))

    def vector(self) -> Vector:
        centre = self._centres[self._random.integers(CLUSTERS)]
        vector = centre + 0.6 * self._random.normal(size=SIZE)
        return (vector / np.linalg.norm(vector)).astype(np.float32)

    def points(self, first: int, last: int, text: str = "lamp") -> list[VectorPoint]:
        return [
            VectorPoint(
                id=stable_id(str(number)),
                dense=self.vector(),
                text=text,
                document_id="d",
                source="s",
                tenant="small" if number % 8 == 0 else "large",
            )
            for number in range(first, last)
        ]


@pytest.fixture
async def index(tmp_path: Path) -> AsyncIterator[EdgeVectorIndex]:
    store = EdgeVectorIndex(tmp_path / "vectors")
    await store.ensure(SIZE, "m")
    yield store
    await store.aclose()


async def all_ids(index: EdgeVectorIndex) -> list[str]:
    return [id_ async for ids in index.scroll() for id_ in ids]


def names(first: int, last: int) -> set[str]:
    return {stable_id(str(number)) for number in range(first, last)}


def exact(points: list[VectorPoint], query: Vector, scope: Scope, limit: int) -> set[str]:
    seen = [point for point in points if point.tenant == scope.tenant]
    order = np.argsort([-float(point.dense @ query) for point in seen])[:limit]
    return {seen[i].id for i in order}


async def test_recall_with_a_filter_and_what_is_written_later(index: EdgeVectorIndex) -> None:
    made = Clustered()
    points = made.points(0, POINTS)
    await index.upsert(points)
    assert (await index.stats()).detail["search"] == "exact"
    lines: list[str] = []
    await index.optimize(lines.append)
    stats = await index.stats()
    assert (stats.points, stats.detail["search"]) == (POINTS, "hnsw")
    assert stats.detail["optimized"] == str(POINTS)
    assert any("building" in line for line in lines)
    for scope in (LARGE, SMALL):
        right = asked = 0
        for _ in range(60):
            query = made.vector()
            hits = await index.search(dense=query, text="lamp", scope=scope, limit=20)
            wanted = exact(points, query, scope, 20)
            right += len(wanted & {hit.id for hit in hits.dense})
            asked += len(wanted)
            assert len(hits.sparse) == 20
        assert right / asked >= 0.99, scope

    [late] = made.points(POINTS + 1, POINTS + 2, "crimson")
    await index.upsert([late])
    hits = await index.search(dense=late.dense, text="crimson", scope=LARGE, limit=1)
    assert hits.dense[0].id == hits.sparse[0].id == late.id

    await index.delete([late.id, points[1].id])
    await index.optimize()
    assert sorted(await all_ids(index)) == sorted(names(0, POINTS) - {points[1].id})
    hits = await index.search(dense=points[1].dense, text="crimson", scope=LARGE, limit=9)
    assert not {late.id, points[1].id} & {hit.id for hit in hits.dense}
    assert hits.sparse == ()


async def test_searches_and_writes_go_on(index: EdgeVectorIndex) -> None:
    made = Clustered()
    await index.upsert(made.points(0, 3000))
    work = asyncio.create_task(index.optimize())
    written, searched = 3000, 0
    while not work.done():
        [new] = made.points(written, written + 1)
        await index.upsert([new])
        await index.delete([stable_id(str(written - 3000))])
        written += 1
        hits = await index.search(
            dense=new.dense, text=None, scope=Scope(tenant=new.tenant), limit=1
        )
        assert hits.dense[0].id == new.id
        searched += 1
    await work
    assert searched > 20
    found = await all_ids(index)
    assert len(found) == 3000 == await index.count()
    assert set(found) == names(written - 3000, written)
    [changed] = made.points(written - 1, written, "violet")
    await index.upsert([changed])
    assert await index.cosine(changed.dense, [changed.id]) == {
        changed.id: pytest.approx(1.0, abs=1e-5)
    }
    assert await index.count() == 3000


async def test_killed_while_it_builds(index: EdgeVectorIndex, tmp_path: Path) -> None:
    """The copy cannot know what was written since: it is made again."""
    made = Clustered()
    await index.upsert(made.points(0, 2000))
    building = asyncio.Event()
    lines: list[str] = []

    def tell(line: str) -> None:
        lines.append(line)
        if line == "building the graph":
            building.set()

    work = asyncio.create_task(index.optimize(tell))
    await building.wait()
    await index.upsert(made.points(2000, 2100))
    assert index.pid is not None
    os.kill(index.pid, signal.SIGKILL)
    await index.upsert(made.points(2100, 2200))
    await work
    assert any("made anew" in line for line in lines)
    assert (await index.stats()).detail["search"] == "hnsw"
    assert sorted(await all_ids(index)) == sorted(names(0, 2200))
    assert len(list((tmp_path / "vectors").glob("shard-*"))) == 1


async def test_given_up_in_the_middle(index: EdgeVectorIndex, tmp_path: Path) -> None:
    made = Clustered()
    await index.upsert(made.points(0, 2000))
    building = asyncio.Event()
    work = asyncio.create_task(
        index.optimize(lambda line: building.set() if "building" in line else None)
    )
    await building.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    await index.upsert(made.points(2000, 2010))
    assert (await index.stats()).detail["search"] == "exact"
    await index.aclose()
    again = EdgeVectorIndex(tmp_path / "vectors")
    await again.ensure(SIZE, "m")
    assert sorted(await all_ids(again)) == sorted(names(0, 2010))
    assert len(list((tmp_path / "vectors").glob("shard-*"))) == 1
    await again.aclose()


async def test_a_builder_that_fails_leaves_the_index(
    index: EdgeVectorIndex, tmp_path: Path
) -> None:
    await index.upsert(Clustered().points(0, 500))

    def spoil(line: str) -> None:
        if line == "building the graph":
            for folder in (tmp_path / "vectors").glob("shard-*"):
                if folder != current:
                    (folder / "edge_config.json").write_text("nothing")

    [current] = (tmp_path / "vectors").glob("shard-*")
    with pytest.raises(StoreFailed, match="could not be built"):
        await index.optimize(spoil)
    assert await index.count() == 500
    assert (await index.stats()).detail["search"] == "exact"
    await index.optimize()
    assert (await index.stats()).detail["search"] == "hnsw"


SCRIPT = """
import asyncio, sys
from pathlib import Path
from retrieval.edge import EdgeVectorIndex
async def main():
    index = EdgeVectorIndex(Path(sys.argv[1]))
    await index.ensure(48, "m")
    await index.optimize(lambda line: print(line, flush=True))
    print("done", flush=True)
    await index.aclose()
asyncio.run(main())
"""


def kill_at(path: Path, step: str) -> None:
    """Optimize in another process, killed when it says that it begins a step."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", SCRIPT, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        assert any(line.startswith(step.encode()) for line in process.stdout)
        process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("step", ["copying", "building", "changing", "done"])
async def test_everything_killed(tmp_path: Path, step: str) -> None:
    """kill -9 at any step: the old index or the new one, whole."""
    path = tmp_path / "vectors"
    store = EdgeVectorIndex(path)
    await store.ensure(SIZE, "m")
    await store.upsert(Clustered().points(0, 1500))
    await store.aclose()
    await asyncio.to_thread(kill_at, path, step)
    again = EdgeVectorIndex(path)
    await again.ensure(SIZE, "m")
    assert sorted(await all_ids(again)) == sorted(names(0, 1500))
    assert len(list(path.glob("shard-*"))) == 1
    if step == "done":
        assert (await again.stats()).detail["search"] == "hnsw"
    await again.aclose()
