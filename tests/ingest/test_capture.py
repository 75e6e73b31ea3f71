"""Sources that are followed, through `sync`: the index is as after a full read."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ingest.capture import open_feed
from ingest.poll import PollFeed
from ingest.progress import QuietProgress
from ingest.records import Feed
from ingest.replication import LogFeed
from ingest.report import SourceReport
from ingest.sync import sync
from nescio.settings import Settings, parse
from retrieval.catalogue import Catalogue
from retrieval.edge import EdgeVectorIndex
from tests.ingest.samples import HashEmbedder
from tests.servers import PrivatePostgres

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
DUMP = ROOT.parent / "shared" / "datasets" / "northwind" / "northwind.sql"
SCHEMA = """
CREATE TABLE makers (maker_id INTEGER PRIMARY KEY, name TEXT NOT NULL, updated_at TIMESTAMP);
CREATE TABLE tents (tent_id INTEGER PRIMARY KEY, name TEXT NOT NULL,
  maker_id INTEGER REFERENCES makers (maker_id), updated_at TIMESTAMP);
INSERT INTO makers VALUES (1, 'Fjellvik', '2026-05-04 10:00:00');
INSERT INTO tents VALUES (1, 'Kestrel', 1, '2026-05-04 10:00:00'),
  (2, 'Heron', 1, '2026-05-04 10:00:00'), (3, 'Osprey', 1, '2026-05-04 10:00:00');
"""


@dataclass
class Lines(QuietProgress):
    """Keeps what is told."""

    told: list[str] = field(default_factory=list)

    def line(self, text: str) -> None:
        self.told.append(text)


@dataclass
class Index:
    """A followed source with its index."""

    folder: Path
    url: str
    sql: Callable[[str], None]
    capture: str
    catalogue: Catalogue = field(init=False)
    vectors: EdgeVectorIndex = field(init=False)
    lines: Lines = field(default_factory=Lines)
    feeds: dict[str, Feed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.catalogue = Catalogue(f"sqlite:///{self.folder}/state/catalogue.sqlite")
        self.vectors = EdgeVectorIndex(self.folder / "state" / "vectors")
        self.sql(SCHEMA)

    def settings(self, **more: Any) -> Settings:
        source = {"name": "shop", "type": "database", "url": self.url, "capture": self.capture}
        raw = {"sources": [{**source, **more}], "state": "state"}
        return parse(raw, where="test", folder=self.folder)

    async def sync(self, **more: Any) -> SourceReport:
        settings = self.settings(**more)
        if not more and "shop" not in self.feeds:
            feed = open_feed(settings.sources[0])
            assert feed is not None
            self.feeds["shop"] = feed
        self.lines.told.clear()
        (report,) = (
            await sync(
                settings,
                self.catalogue,
                self.vectors,
                HashEmbedder(),
                feeds={} if more else self.feeds,
                progress=self.lines,
            )
        ).sources
        assert {id_ async for page in self.vectors.scroll() for id_ in page} == set(
            self.catalogue.all_chunk_ids()
        )
        return report

    def texts(self) -> dict[str, str]:
        with sqlite3.connect(self.folder / "state" / "catalogue.sqlite") as connection:
            rows = connection.execute("SELECT key, text FROM documents").fetchall()
        connection.close()
        return dict(rows)

    async def close(self) -> None:
        for feed in self.feeds.values():
            feed.close()
        await self.vectors.aclose()
        self.catalogue.close()


@pytest.fixture
async def polled(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Index]:
    def run(statements: str) -> None:
        connection = sqlite3.connect(tmp_path / "shop.sqlite")
        connection.executescript(statements)
        connection.close()

    made = Index(tmp_path, "sqlite:///shop.sqlite", run, "poll")
    yield made
    await made.close()


@pytest.fixture
async def logged(
    tmp_path: Path, postgres: PrivatePostgres, anyio_backend: str
) -> AsyncIterator[Index]:
    database = f"capture_{tmp_path.name.removeprefix('test_')[:20].rstrip('_')}"
    url = postgres.create(database)
    made = Index(tmp_path, url, lambda said: postgres.execute(said, database), "log")
    yield made
    await made.close()
    drop_slot(made)


def drop_slot(index: Index) -> None:
    index.sql(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
        " WHERE database = current_database()"
    )


@pytest.mark.anyio
async def test_polling_sees_changes_and_a_full_read_deletions(polled: Index) -> None:
    assert (await polled.sync()).added == 4
    polled.sql(
        "UPDATE makers SET name = 'Nordvik', updated_at = '2026-05-04 11:00:00';"
        "DELETE FROM tents WHERE tent_id = 3"
    )
    report = await polled.sync()
    assert (report.changed, report.deleted) == (3, 0)
    assert "Maker: Nordvik." in polled.texts()["tents/1"]
    assert "tents/3" in polled.texts()
    report = await polled.sync(reconcile_s=1e-9)
    assert (report.changed, report.deleted) == (0, 1)
    assert set(polled.texts()) == {"makers/1", "tents/1", "tents/2"}


@pytest.mark.anyio
async def test_other_settings_are_a_full_read_and_said(polled: Index) -> None:
    await polled.sync()
    report = await polled.sync(tables={"tents": {"template": "{name}, a tent by {maker.name}."}})
    assert polled.lines.told[0].startswith("shop: its tables or its settings have changed")
    assert report.changed == 3
    assert polled.texts()["tents/1"] == "Kestrel, a tent by Fjellvik."


@pytest.mark.anyio
async def test_the_log_is_followed_with_deletions(logged: Index) -> None:
    assert (await logged.sync()).added == 4
    logged.sql("UPDATE makers SET name = 'Nordvik'; DELETE FROM tents WHERE tent_id = 3")
    logged.sql("INSERT INTO tents VALUES (4, 'Egret', 1)")
    report = await logged.sync()
    assert (report.seen, report.added, report.changed, report.deleted) == (4, 1, 3, 1)
    assert "Maker: Nordvik." in logged.texts()["tents/4"]
    again = await logged.sync()
    assert (again.seen, again.chunks_embedded) == (0, 0)


@pytest.mark.anyio
async def test_a_lost_slot_is_a_full_read_and_said(logged: Index) -> None:
    await logged.sync()
    drop_slot(logged)
    logged.sql("DELETE FROM tents WHERE tent_id = 1; UPDATE tents SET name = name || ' 2'")
    report = await logged.sync()
    assert logged.lines.told == [
        "shop: the slot 'nescio_shop' is gone; made again; reading everything"
    ]
    assert (report.changed, report.deleted) == (2, 1)
    logged.sql("UPDATE tents SET name = name || ' 3'")
    assert (await logged.sync()).changed == 2
    assert logged.lines.told == []


def test_which_sources_have_a_feed(tmp_path: Path) -> None:
    raw = [
        {"name": "a", "type": "database", "url": "sqlite:///x", "capture": "snapshot"},
        {"name": "b", "type": "database", "url": "sqlite:///x", "capture": "poll"},
        {"name": "c", "type": "database", "url": "postgresql://x/y", "capture": "log"},
        {"name": "d", "type": "files", "path": "docs"},
    ]
    settings = parse({"sources": raw}, where="test", folder=tmp_path)
    feeds = [open_feed(source) for source in settings.sources]
    assert [type(feed) for feed in feeds] == [type(None), PollFeed, LogFeed, type(None)]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not DUMP.is_file(), reason="no Northwind dump beside the repository")
def test_a_followed_index_survives_restarts_and_kills(postgres: PrivatePostgres) -> None:
    """The benchmark, small: it exits with 1 when the index differs from a fresh one."""
    command = [sys.executable, "-m", "scripts.bench_capture", "--embedder", "hash"]
    small = ["--changes", "300", "--rate", "50"]
    done = subprocess.run([*command, *small], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
