"""Nothing of other tenants, and nothing behind labels, has a part in what an asker gets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import islice

import pytest

from tests.retrieval.leak_probe import PROBES, Everyone, leak, open_all, queries
from tests.retrieval.leak_world import World, make

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
ASKED = 40


@pytest.fixture(scope="module")
def world() -> World:
    return make(4, files=12, rows=8)


@pytest.fixture(scope="module")
async def stores(world: World, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Everyone]:
    async with AsyncExitStack() as stack:
        yield await open_all(stack, tmp_path_factory.mktemp("leaks"), world)


@pytest.mark.parametrize("kind", PROBES)
async def test_the_same_is_said_as_where_nothing_else_is(
    kind: str, world: World, stores: Everyone
) -> None:
    asked = (query for query in queries(world, 7) if query.kind == kind)
    for query in islice(asked, ASKED):
        assert await leak(query, stores, world) is None
