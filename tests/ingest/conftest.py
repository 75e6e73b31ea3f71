"""The sample shop with real stores."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ingest.samples import Shop, make_shop


@pytest.fixture
async def shop(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Shop]:
    """Not yet indexed; its stores are closed afterwards."""
    made = make_shop(tmp_path)
    yield made
    await made.vectors.aclose()
    made.catalogue.close()
