"""`nescio optimize`: by the server that has the index open, without one, where it has no use."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nescio.errors import UsageError
from nescio.settings import EmbeddingSettings
from nescio.types import Scope
from server.cli import main, optimize
from server.cli.owner import announced
from tests.ingest.samples import Shop
from tests.server.job_serving import TOKEN, open_shop, served

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture
async def shop(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def test_done_by_the_server_that_has_the_index(shop: Shop) -> None:
    await shop.sync()
    before = await shop.vector_ids()
    async with served(shop) as server:
        with announced(shop.settings.state, server.owner.url, TOKEN):
            stats = await optimize._optimize(shop.settings, quiet=True)
        assert (stats["points"], stats["search"]) == (len(before), "hnsw")
    assert await shop.vector_ids() == before
    query = (await shop.embedder.embed(["kettle"]))[0]
    hits = await shop.vectors.search(dense=query, text=None, scope=Scope(), limit=5)
    assert len(hits.dense) == 5


async def test_the_route_tells_its_steps_to_who_has_the_token(shop: Shop) -> None:
    await shop.sync()
    async with served(shop) as server:
        assert (await server.anyone.post("/v1/optimize")).status_code == 401
        reply = await server.admin.post("/v1/optimize")
        lines = [json.loads(line) for line in reply.text.splitlines()]
        assert any("building" in line.get("line", "") for line in lines)
        assert lines[-1]["stats"]["search"] == "hnsw"


async def test_an_empty_index_is_refused(shop: Shop) -> None:
    await shop.vectors.ensure(shop.embedder.dimensions, shop.embedder.name)
    async with served(shop) as server:
        reply = await server.admin.post("/v1/optimize")
        assert reply.status_code == 422
        assert "nescio ingest" in reply.json()["message"]


async def test_done_here_without_a_server(shop: Shop) -> None:
    with pytest.raises(UsageError, match="nescio ingest"):
        await optimize._optimize(shop.settings, quiet=True)
    await shop.sync()
    points = len(await shop.vector_ids())
    await shop.vectors.aclose()
    # The name is enough: no model is loaded for this.
    embedding = EmbeddingSettings(model=shop.embedder.name)
    settings = shop.settings.model_copy(update={"embedding": embedding})
    stats = await optimize._optimize(settings, quiet=True)
    assert (stats["points"], stats["search"]) == (points, "hnsw")


def test_a_qdrant_server_needs_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "nescio.yaml"
    file.write_text(
        "sources: [{name: help, type: files, path: docs}]\n"
        "vectors: {engine: qdrant, url: 'http://127.0.0.1:9'}\n"
    )
    with pytest.raises(SystemExit) as ended:
        main(["optimize", "--config", str(file)])
    assert ended.value.code == 2
    assert "by itself" in capsys.readouterr().err
