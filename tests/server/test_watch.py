"""The watch: what changes is synced, failures are said and got over, a stop ends it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ingest.progress import Progress
from ingest.report import SyncReport
from nescio.errors import ConfigError, StoreBusy, StoreFailed
from nescio.settings_sources import DatabaseSource, FilesSource, PushSource
from retrieval.edge import EdgeVectorIndex
from server import watch, watch_triggers
from server.cli import owner, watching
from server.jobs_runner import Runner
from server.watch import Watch
from server.watch_triggers import check_schedules, interval_of
from tests.ingest.samples import SCHEMA, Shop
from tests.server.job_serving import TOKEN, Stores, open_shop, served

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
WITHIN_S = 60.0


@pytest.fixture
async def shop(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(watch, "QUIET_S", 0.1)
    monkeypatch.setattr(watch_triggers, "_DEBOUNCE_MS", 50)
    monkeypatch.setattr(watch_triggers, "_GONE_S", 0.2)


class Follower:
    """A watch that runs, and what it did."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.lines: list[str] = []
        self.links = 0
        self.runner = Runner(settings=shop.settings, stores=Stores(shop))

    async def ingest(
        self, only: Sequence[str] | None, *, link: bool, progress: Progress, stop: asyncio.Event
    ) -> SyncReport:
        report = await self.runner.sync(only, link=link, progress=progress, stop=stop)
        self.links += link
        return report

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for something to become true of the catalogue or the lines."""
        async with asyncio.timeout(WITHIN_S):
            while not true():  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    def indexed(self, key: str) -> bool:
        return bool(self.shop.rows("SELECT 1 FROM manifest WHERE key = ?", key))

    def said(self, text: str) -> bool:
        return any(text in line for line in self.lines)


@asynccontextmanager
async def following(shop: Shop) -> AsyncIterator[Follower]:
    follower = Follower(shop)
    stop = asyncio.Event()
    task = asyncio.create_task(
        Watch(
            settings=shop.settings, ingest=follower.ingest, say=follower.lines.append, stop=stop
        ).run()
    )
    try:
        await follower.until(lambda: follower.links or task.done())
        yield follower
    finally:
        stop.set()
        await asyncio.wait_for(task, WITHIN_S)


async def test_files_are_followed_and_links_come_after(shop: Shop) -> None:
    async with following(shop) as follower:
        assert follower.indexed("care.md")
        shop.write("new/peg.md", "# Pegs\n\nPegs of the Kestrel 2 Tent bend.")
        await follower.until(lambda: follower.indexed("new/peg.md"))
        mentions = (
            "SELECT 1 FROM edges JOIN documents ON documents.id = edges.document_id "
            "WHERE documents.key = 'new/peg.md' AND edges.kind = 'mentions'"
        )
        await follower.until(lambda: shop.rows(mentions))
        await follower.until(lambda: follower.links > 1)
        (shop.folder / "docs" / "new" / "peg.md").unlink()
        await follower.until(lambda: not follower.indexed("new/peg.md"))
        await follower.until(lambda: follower.said("help: 0 added, 0 changed, 1 deleted"))
    assert await shop.vector_ids() == shop.chunk_ids()


async def test_a_folder_that_goes_and_comes_back(shop: Shop) -> None:
    docs, away = shop.folder / "docs", shop.folder / "away"
    async with following(shop) as follower:
        docs.rename(away)
        await follower.until(lambda: follower.said("trying again"))
        assert follower.indexed("care.md")
        away.rename(docs)
        shop.write("back.md", "# Back\n\nHere again.")
        await follower.until(lambda: follower.indexed("back.md"))


async def test_the_clock_looks_at_a_database_and_gets_over_failures(shop: Shop) -> None:
    database, *others = shop.settings.sources
    often = database.model_copy(update={"refresh_s": 0.1})
    shop.settings = shop.settings.model_copy(update={"sources": (often, *others)})
    file = shop.folder / "shop.sqlite"
    async with following(shop) as follower:
        shop.sql("INSERT INTO products VALUES (3, 'OW-1', 'Owl 1 Tent', 900, 1)")
        await follower.until(lambda: follower.said("shop: 1 added"))
        file.unlink()
        await follower.until(lambda: follower.said("shop: trying again in 0.1 s"))
        assert follower.indexed("products/3")
        shop.sql(SCHEMA)
        await follower.until(lambda: not follower.indexed("products/3"))


def test_lines_are_said_once_and_not_without_end() -> None:
    said: list[str] = []
    news = watch._News(said.append, frozenset({"old"}))
    for text in ("old", "new", "new", *map(str, range(500))):
        news.line(text)
    assert said[0] == "new"
    assert said.count("new") == 1
    assert len(said) == watch.MOST_LINES
    assert said[-1].startswith("more than")


async def test_the_first_run_is_tried_again(shop: Shop) -> None:
    fails = [StoreFailed("the index", "gone"), RuntimeError("a bug")]
    lines: list[str] = []
    stop = asyncio.Event()

    async def ingest(only: Sequence[str] | None, **_: object) -> SyncReport:
        if fails:
            raise fails.pop(0)
        stop.set()
        return SyncReport(sources=())

    await Watch(settings=shop.settings, ingest=ingest, say=lines.append, stop=stop).run()
    assert lines == [
        "the index failed: gone; trying again in 0.05 s",
        "RuntimeError, see log; trying again in 0.1 s",
    ]


@pytest.mark.slow
async def test_the_index_is_let_go_and_a_server_is_asked(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "IDLE_S", 0.05)
    held = watching._Held(shop.catalogue, shop.embedder)
    ingest = watching.WatchIngest(settings=shop.settings, stores=held)
    stop = asyncio.Event()
    progress = watch._News(lambda _: None, frozenset())

    async def run(only: Sequence[str] | None) -> SyncReport:
        return await ingest(only, link=True, progress=progress, stop=stop)

    assert (await run(None)).sources[0].added == 6
    other = EdgeVectorIndex(shop.settings.state / "vectors")
    async with asyncio.timeout(WITHIN_S):
        while held.open is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await other.ensure(8, "hash")
    shop.write("new.md", "# New\n\nNews.")
    with pytest.raises(StoreBusy):
        await run(["help"])
    await other.aclose()
    assert (await run(["help"])).sources[0].added == 1
    await ingest.release()

    async with served(shop) as server:
        with owner.announced(shop.settings.state, server.owner.url, TOKEN):
            shop.write("newer.md", "# Newer\n\nNews.")
            assert (await run(["help"])).sources[0].added == 1
            assert (await run([])).sources == ()
        [job] = await server.jobs.jobs()
        assert job.sources == ("help",)


def test_intervals_and_schedules() -> None:
    def database(**more: object) -> DatabaseSource:
        return DatabaseSource.model_validate({"name": "a", "url": "sqlite:///a", **more})

    assert interval_of(database()) == watch_triggers.REFRESH_S
    assert interval_of(database(refresh_s=0)) is None
    assert interval_of(database(refresh_s=7)) == 7
    assert interval_of(database(schedule="0 3 * * *")) is None
    assert interval_of(database(capture="poll")) == watch_triggers.POLL_S
    assert interval_of(database(capture="poll", poll_s=2)) == 2
    assert interval_of(database(capture="log")) is None
    assert interval_of(FilesSource(name="a", path=Path("a"))) == watch_triggers.FILES_REFRESH_S
    assert interval_of(PushSource(name="a", token="b")) is None
    check_schedules([database(schedule="*/5 * * * 1-5"), PushSource(name="a", token="b")])
    for wrong in ("nonsense", "* * * * * *", "61 * * * *", ""):
        with pytest.raises(ConfigError, match="schedule"):
            check_schedules([database(schedule=wrong)])


async def test_a_schedule_waits_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    trigger = watch_triggers.Trigger()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) > 1:
            raise asyncio.CancelledError

    monkeypatch.setattr(watch_triggers.asyncio, "sleep", sleep)
    pulled = asyncio.create_task(watch_triggers._schedule(trigger, "30 * * * *"))
    await trigger.due.wait()
    trigger.done()
    await asyncio.gather(pulled, return_exceptions=True)
    until = dt.datetime.now() + dt.timedelta(seconds=waits[0])
    assert 0 <= waits[0] <= 3600
    assert (until + dt.timedelta(seconds=30)).minute in (30, 31)


def test_which_paths_matter(tmp_path: Path) -> None:
    (tmp_path / "photo.png").touch()
    source = FilesSource(name="a", path=tmp_path, exclude=("drafts/**",))
    wanted = watch_triggers._Wanted(source, tmp_path)
    assert wanted(None, f"{tmp_path}/a/b.md")
    assert wanted(None, f"{tmp_path}/gone-folder")
    assert wanted(None, f"{tmp_path}/.nescioignore")
    assert not wanted(None, f"{tmp_path}/drafts/b.md")
    assert not wanted(None, f"{tmp_path}/.git/b.md")
    assert not wanted(None, f"{tmp_path}/photo.png")
