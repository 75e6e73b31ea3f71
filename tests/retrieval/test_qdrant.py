"""The server's index: the contract where a server is given, its refusals everywhere."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator

import pytest

from nescio.errors import ConfigError, StoreFailed
from retrieval.qdrant import QdrantVectorIndex
from tests.contracts.vector_index import DIMENSIONS, VectorIndexContract

URL = os.environ.get("QDRANT_URL", "")

pytestmark = pytest.mark.anyio


@pytest.fixture
async def index() -> AsyncIterator[QdrantVectorIndex]:
    if not URL:
        pytest.skip("no Qdrant server: QDRANT_URL is not set")
    collection = f"test-{uuid.uuid4()}"
    store = QdrantVectorIndex(URL, os.environ.get("QDRANT_API_KEY"), collection)
    await store.ensure(DIMENSIONS, "m")
    yield store
    await store.drop()
    await store.aclose()


@pytest.mark.qdrant
class TestQdrant(VectorIndexContract):
    pass


@pytest.mark.parametrize("url", ["localhost:6333", "ftp://x", "http://"])
async def test_a_url_that_is_none(url: str) -> None:
    with pytest.raises(ConfigError, match=r"vectors\.url"):
        QdrantVectorIndex(url, None, "c")


async def test_a_server_that_is_not_there() -> None:
    store = QdrantVectorIndex("http://127.0.0.1:9", None, "c", timeout_s=5)
    with pytest.raises(StoreFailed, match=r"http://127\.0\.0\.1:9") as error:
        await store.ensure(DIMENSIONS)
    assert "\n" not in str(error.value)
    await store.aclose()
