"""The sample shop with real stores."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.ingest.samples import Shop, make_shop
from tests.servers import NoServer, PrivateMariaDB, PrivatePostgres


@pytest.fixture
async def shop(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Shop]:
    """Not yet indexed; its stores are closed afterwards."""
    made = make_shop(tmp_path)
    yield made
    await made.vectors.aclose()
    made.catalogue.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL of this run's own."""
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(PrivatePostgres())
        except NoServer as missing:
            pytest.skip(str(missing))
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[PrivateMariaDB]:
    """A MariaDB of this run's own."""
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(PrivateMariaDB())
        except NoServer as missing:
            pytest.skip(str(missing))
        yield server
