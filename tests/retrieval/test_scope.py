"""Nothing outside the asker's scope is ever found, whatever the tenants and labels are called."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nescio.types import Access, Scope
from retrieval.edge import EdgeVectorIndex
from tests.contracts.vector_index import DIMENSIONS, found, point

tenants = st.sampled_from(["a", "a ", "A", "ab", "", "default", "a,b", '"a"', "ä"])
label_sets = st.frozensets(st.sampled_from(["x", "X", "xy", "", "x,y", "ÿ"]), max_size=3)
accesses = st.builds(Access, tenant=tenants, labels=label_sets)
scopes = st.builds(Scope, tenant=tenants, labels=label_sets)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def index(runner: asyncio.Runner) -> Iterator[EdgeVectorIndex]:
    with tempfile.TemporaryDirectory() as folder:
        store = EdgeVectorIndex(Path(folder))
        runner.run(store.ensure(DIMENSIONS))
        yield store
        runner.run(store.aclose())


@settings(max_examples=60, deadline=None)
@given(accesses=st.lists(accesses, min_size=1, max_size=8), scope=scopes)
def test_exactly_what_the_scope_permits(
    index: EdgeVectorIndex, runner: asyncio.Runner, accesses: list[Access], scope: Scope
) -> None:
    points = [
        point(str(i), "lamp", tenant=access.tenant, labels=access.labels)
        for i, access in enumerate(accesses)
    ]
    permitted = {p.id for p, a in zip(points, accesses, strict=True) if scope.permits(a)}

    async def check() -> None:
        await index.upsert(points)
        assert await found(index, scope) == (permitted, permitted)
        assert await index.count(scope) == len(permitted)
        await index.delete([p.id for p in points])

    runner.run(check())
