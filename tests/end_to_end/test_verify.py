"""`nescio verify`: what is wrong between the stores is found, said, and mended."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from nescio.settings import Settings
from nescio.settings_sources import DatabaseSource, FilesSource
from retrieval.vectors import VectorPoint
from server.cli.ingest import bring_up_to_date
from server.cli.verify import _verify
from server.wiring import open_stores

pytestmark = pytest.mark.slow
STRAY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    connection = sqlite3.connect(tmp_path / "shop.sqlite")
    connection.executescript(
        "CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
        "INSERT INTO products VALUES (1, 'Aurora Kettle'), (2, 'Borealis Mug');"
    )
    connection.close()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "care.md").write_text("# Care\n\nRinse the kettle.\n", encoding="utf-8")
    made = Settings(
        sources=(
            DatabaseSource(name="shop", url=f"sqlite:///{tmp_path / 'shop.sqlite'}"),
            FilesSource(name="docs", path=tmp_path / "docs"),
        ),
        state=tmp_path / "state",
    )
    asyncio.run(bring_up_to_date(made, full=False))
    return made


async def _damage(settings: Settings) -> None:
    """One vector lost, one left over: the counts still agree."""
    async with open_stores(settings) as stores:
        lost = next(iter(stores.catalogue.all_chunk_ids()))
        await stores.index.delete([lost])
        [vector] = await stores.embedder.embed(["nobody's"])
        point = VectorPoint(
            id=STRAY, dense=vector, text="nobody's", document_id=STRAY, source="docs",
            tenant="default", labels=frozenset(),
        )  # fmt: skip
        await stores.index.upsert([point])
        await stores.index.flush()


def test_stores_that_agree_say_so(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert asyncio.run(_verify(settings, repair=False)) == 0
    assert "3 passages of 3 documents and rows: all stores agree" in capsys.readouterr().out


def test_orphans_and_gaps_are_found_and_mended(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(_damage(settings))
    assert asyncio.run(_verify(settings, repair=False)) == 1
    out = capsys.readouterr().out
    assert "1 passages of the catalogue are not in the vector index" in out
    assert "1 vectors have no passage in the catalogue" in out
    assert asyncio.run(_verify(settings, repair=True)) == 0
    assert "2 vectors mended" in capsys.readouterr().out
    assert asyncio.run(_verify(settings, repair=False)) == 0


def test_sources_that_moved_on_are_named(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    [docs] = settings.files
    (docs.path / "new.md").write_text("# New\n\nA new page.\n", encoding="utf-8")
    assert asyncio.run(_verify(settings, repair=False)) == 0
    assert "docs: 1 records changed since the last ingest" in capsys.readouterr().out
