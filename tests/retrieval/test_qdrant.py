"""The server's index: the contract over a facade of its interface, over a server where given."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import AsyncIterator, Iterator

import pytest

from nescio.errors import ConfigError, StoreFailed
from nescio.types import Scope
from retrieval.qdrant import QdrantVectorIndex
from tests.contracts.vector_index import DIMENSIONS, VectorIndexContract, point, unit
from tests.qdrant_facade import Facade, qdrant_facade

URL = os.environ.get("QDRANT_URL", "")

pytestmark = pytest.mark.anyio


@pytest.mark.qdrant
class TestQdrant(VectorIndexContract):
    """Over a real server."""

    @pytest.fixture
    async def index(self) -> AsyncIterator[QdrantVectorIndex]:
        if not URL:
            pytest.skip("no Qdrant server: QDRANT_URL is not set")
        async with _opened(URL, os.environ.get("QDRANT_API_KEY")) as store:
            yield store
            await store.drop()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Facade]]:
    with qdrant_facade(tmp_path_factory.mktemp("facade")) as serving:
        yield serving


@pytest.fixture
async def over_facade(served: tuple[str, Facade]) -> AsyncIterator[QdrantVectorIndex]:
    async with _opened(served[0], None) as store:
        yield store


class TestQdrantFacade(VectorIndexContract):
    """Over `tests.qdrant_facade`: the shapes on the wire, by the unmodified client."""

    @pytest.fixture
    def index(self, over_facade: QdrantVectorIndex) -> QdrantVectorIndex:
        return over_facade


async def test_what_goes_over_the_wire(
    over_facade: QdrantVectorIndex, served: tuple[str, Facade]
) -> None:
    """Every call of the adapter is one that the facade knows; a dropped collection is an error."""
    await over_facade.upsert([point("a", "lamp")])
    await over_facade.search(dense=unit(1.0), text="lamp", scope=Scope(), limit=1, without={"x"})
    assert (await over_facade.stats()).engine == "qdrant"
    await over_facade.drop()
    with pytest.raises(StoreFailed, match="404") as error:
        await over_facade.count()
    assert "\n" not in str(error.value)
    assert any(path.endswith("/points/query/batch") for path in served[1].asked)


async def test_another_language_is_refused(served: tuple[str, Facade]) -> None:
    name = f"test-{uuid.uuid4()}"
    german = QdrantVectorIndex(served[0], None, name, language="german")
    await german.ensure(DIMENSIONS, "m")
    await german.aclose()
    english = QdrantVectorIndex(served[0], None, name)
    with pytest.raises(ConfigError, match="'german'"):
        await english.ensure(DIMENSIONS, "m")
    await english.aclose()


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


@contextlib.asynccontextmanager
async def _opened(url: str, key: str | None) -> AsyncIterator[QdrantVectorIndex]:
    """An empty collection of its own."""
    store = QdrantVectorIndex(url, key, f"test-{uuid.uuid4()}")
    await store.ensure(DIMENSIONS, "m")
    try:
        yield store
    finally:
        await store.aclose()
