"""Jobs of the server: done, recorded, followed, cancelled, taken up again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sse_starlette.sse import AppStatus

from ingest.progress import QuietProgress
from ingest.report import SourceReport
from nescio.errors import ConfigError, NotFound, ServerUnreachable, UsageError
from nescio.settings_server import JobsSettings
from retrieval.vectors import Vector
from server import jobs_steps
from server.cli import owner
from server.cli.ingest import bring_up_to_date
from server.cli.owner import Owner
from server.jobs import FILE, Jobs
from server.jobs_client import JobClient
from server.jobs_durable import unfinished
from server.jobs_feed import FeedProgress, JobFeed
from server.jobs_view import Job, job_out, report_out, sync_report
from server.readiness import NotReady
from tests.ingest.samples import HashEmbedder, Shop
from tests.server.job_serving import TOKEN, Stores, killed_when_stuck, open_shop, served
from tests.servers import NoServer, PrivatePostgres

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


class HeldEmbedder(HashEmbedder):
    """Waits before it embeds a text with the word `tents`, until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()
        self.go = asyncio.Event()

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        if any("tents" in text for text in texts):
            self.reached.set()
            await self.go.wait()
        return await super().embed(texts)


@pytest.fixture
async def shop(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


class Heard(QuietProgress):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.sources: list[str] = []
        self.records = 0

    def start(self, source: str, total: int) -> None:
        self.sources.append(source)

    def advance(self, records: int) -> None:
        self.records += records

    def line(self, text: str) -> None:
        self.lines.append(text)


async def test_done_and_recorded(shop: Shop) -> None:
    jobs = Jobs(shop.settings)
    with pytest.raises(NotReady):
        await jobs.submit()
    async with jobs.over(Stores(shop)):
        assert not (shop.settings.state / FILE).exists()
        job = await jobs.submit()
        assert (await jobs.submit()).id == job.id
        events = [event async for event in jobs.follow(job.id)]
        done = await jobs.job(job.id)
        late = [event async for event in jobs.follow(job.id, after=events[-2].number)]
        with pytest.raises(ConfigError):
            await jobs.submit(["nix"])
        with pytest.raises(NotFound):
            await jobs.job("nix")
    assert [event.name for event in events].count("start") == 3
    assert events[-1].name == "end"
    assert late == events[-1:]
    assert (done.state, done.complete, done.problem) == ("done", True, "")
    assert {r["name"]: r["added"] for r in done.reports} == {"shop": 6, "help": 3, "tickets": 0}
    assert done.relinked > 0
    assert await shop.vector_ids() == shop.chunk_ids()

    again = Jobs(shop.settings)
    async with again.over(Stores(shop)):
        recorded = await again.job(job.id)
        ended = [event async for event in again.follow(job.id)]
        assert [each.id for each in await again.jobs()] == [job.id]
    assert recorded.reports == done.reports
    assert (recorded.state, recorded.complete) == ("done", True)
    assert [event.name for event in ended] == ["end"]
    assert unfinished(f"sqlite:///{shop.settings.state / FILE}") == 0

    forgetful = shop.settings.model_copy(update={"jobs": JobsSettings(keep_days=0)})
    last = Jobs(forgetful)
    async with last.over(Stores(shop)):
        assert await last.jobs() == []
        with pytest.raises(NotFound):
            await last.job(job.id)


async def test_what_a_stopping_server_leaves_is_taken_up_without_what_is_done(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_steps, "STOP_S", 0.05)
    held = shop.embedder = HeldEmbedder()
    first = Jobs(shop.settings)
    async with first.over(Stores(shop)):
        job = await first.submit(["help", "shop"], full=True)
        await asyncio.wait_for(held.reached.wait(), 30)
        running = await first.job(job.id)
    assert running.state == "running"
    assert [each["name"] for each in running.reports] == ["shop"]
    assert unfinished(f"sqlite:///{shop.settings.state / FILE}") == 1

    shop.embedder = HashEmbedder()
    second = Jobs(shop.settings)
    async with second.over(Stores(shop)):
        done = await asyncio.wait_for(second.ended(job.id), 30)
    assert (done.state, done.complete, done.full) == ("done", True, True)
    assert [each["name"] for each in done.reports] == ["shop", "help"]
    assert done.reports[0] == running.reports[0]
    assert not any("Fjellvik" in text for text in shop.embedder.texts)
    assert await shop.vector_ids() == shop.chunk_ids()


@pytest.mark.slow
async def test_killed_and_taken_up_by_the_next_process(tmp_path: Path, anyio_backend: str) -> None:
    job_id = await killed_when_stuck("tests.server.kill_job", tmp_path)

    async with open_shop(tmp_path) as shop:
        before = shop.rows("SELECT source, count(*) FROM manifest GROUP BY source")
        assert before == [("shop", 6)]
        jobs = Jobs(shop.settings)
        async with jobs.over(Stores(shop)):
            done = await asyncio.wait_for(jobs.ended(job_id), 60)
        assert (done.state, done.complete) == ("done", True)
        assert {each["name"]: each["added"] for each in done.reports} == {
            "shop": 6,
            "help": 3,
            "tickets": 0,
        }
        assert not any("Fjellvik" in text for text in shop.embedder.texts)
        assert await shop.vector_ids() == shop.chunk_ids()


async def test_cancelled_while_it_works_and_while_it_waits(shop: Shop) -> None:
    held = shop.embedder = HeldEmbedder()
    jobs = Jobs(shop.settings)
    async with jobs.over(Stores(shop)):
        working = await jobs.submit(["help"])
        await asyncio.wait_for(held.reached.wait(), 30)
        waiting = await jobs.submit(["shop"])
        assert (await jobs.job(working.id)).progress is not None
        assert (await jobs.cancel(waiting.id)).state == "cancelled"
        await jobs.cancel(working.id)
        held.go.set()
        ended = await asyncio.wait_for(jobs.ended(working.id), 30)
        assert ended.state == "cancelled"
        assert not ended.complete
        after = await jobs.submit(["shop"])
        assert (await asyncio.wait_for(jobs.ended(after.id), 30)).complete
        assert (await jobs.cancel(after.id)).state == "done"


async def test_a_failing_model_fails_the_job_in_one_line(
    shop: Shop,
) -> None:
    class Failing(HashEmbedder):
        async def embed(self, texts: Sequence[str]) -> list[Vector]:
            raise UsageError("the model is gone")

    shop.embedder = Failing()
    jobs = Jobs(shop.settings)
    async with jobs.over(Stores(shop)):
        job = await jobs.submit()
        failed = await asyncio.wait_for(jobs.ended(job.id), 30)
        assert (failed.state, failed.problem) == ("failed", "the model is gone")
        assert not failed.complete
    again = Jobs(shop.settings)
    async with again.over(Stores(shop)):
        recorded = await again.job(job.id)
        assert (recorded.state, recorded.problem) == ("failed", "the model is gone")


async def test_over_http_with_the_token(shop: Shop) -> None:
    async with served(shop) as server:
        for path in ("/v1/jobs", "/v1/jobs/x", "/v1/jobs/x/events"):
            assert (await server.anyone.get(path)).status_code == 401
        wrong = {"authorization": "Bearer nix"}
        assert (await server.anyone.post("/v1/jobs", headers=wrong)).status_code == 401
        assert (await server.admin.get("/v1/jobs/x")).status_code == 404
        assert (await server.admin.delete("/v1/jobs/x")).status_code == 404
        assert (await server.admin.post("/v1/jobs", json={"kind": "rm"})).status_code == 422
        bad = await server.admin.post("/v1/jobs", json={"kind": "ingest", "sources": ["nix"]})
        assert (bad.status_code, "nix" in bad.json()["message"]) == (422, True)

        asked = await server.admin.post("/v1/jobs", json={"kind": "ingest"})
        assert asked.status_code == 202
        path = asked.headers["location"]
        stream = await server.admin.get(f"{path}/events")
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.text.strip().split("\n")[-2] == "event: end"
        done = json.loads(stream.text.strip().split("data: ")[-1])
        assert done == (await server.admin.get(path)).json()
        assert (await server.admin.get("/v1/jobs")).json()[0]["complete"]


async def test_the_client_follows_and_gives_the_same_report(shop: Shop) -> None:
    shop.write("broken.pdf", "no pdf")
    async with served(shop) as server:
        heard = Heard()
        client = JobClient(server.owner)
        report = await client.ingest(None, progress=heard, stop=asyncio.Event())
        assert [source.name for source in report.sources] == ["shop", "help", "tickets"]
        assert report.complete
        assert [len(source.failed) for source in report.sources] == [0, 1, 0]
        assert heard.sources == ["shop", "help", "tickets"]
        assert heard.records >= 9
        assert any("broken.pdf" in line for line in heard.lines)

        with pytest.raises(UsageError, match="nix"):
            await client.ingest(["nix"], progress=heard, stop=asyncio.Event())

        held = shop.embedder = HeldEmbedder()
        stop = asyncio.Event()
        cancelled = asyncio.create_task(
            client.ingest(["help"], progress=heard, stop=stop, full=True)
        )
        await asyncio.wait_for(held.reached.wait(), 30)
        stop.set()
        [job] = [job for job in await server.jobs.jobs() if job.state == "running"]
        await asyncio.wait_for(server.jobs._live[job.id].stop.wait(), 30)
        held.go.set()
        await asyncio.wait_for(cancelled, 30)
        assert (await server.jobs.job(job.id)).state == "cancelled"


async def test_nescio_ingest_asks_the_server_that_owns_the_index(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    async with served(shop) as server:
        with owner.announced(shop.settings.state, server.owner.url, TOKEN):
            mode = (shop.settings.state / owner.FILE).stat().st_mode
            assert stat.S_IMODE(mode) == 0o600
            report = await bring_up_to_date(shop.settings, only=["help"])
        assert [source.name for source in report.sources] == ["help"]
        assert report.sources[0].added == 3
        err = capsys.readouterr().err
        assert f"open in the server at {server.owner.url}, which is asked" in err
        assert "help: 4 records in" in err
        assert TOKEN not in err


async def test_a_stopping_server_ends_the_stream_in_good_order(
    shop: Shop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_steps, "STOP_S", 0.05)
    monkeypatch.setattr(AppStatus, "should_exit", False)  # one for the whole process
    held = shop.embedder = HeldEmbedder()
    async with served(shop) as server:
        job = await server.jobs.submit(["help"])
        await asyncio.wait_for(held.reached.wait(), 30)
        async with server.admin.stream("GET", f"/v1/jobs/{job.id}/events") as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == "id: 1"
            server.stop()
            rest = [line async for line in lines]
        assert "event: end" not in rest
    assert not [each for each in caplog.records if each.name.startswith("uvicorn")]


async def test_a_server_that_is_gone_is_said(shop: Shop) -> None:
    client = JobClient(Owner(url="http://127.0.0.1:9", token="x"))
    with pytest.raises(ServerUnreachable):
        await client.ingest(None, progress=Heard(), stop=asyncio.Event())
    assert not client.accepted


@pytest.mark.slow
async def test_recorded_in_postgresql(shop: Shop) -> None:
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(PrivatePostgres())
        except NoServer as error:
            pytest.skip(str(error))
        url = server.create("kept")
        assert unfinished(url) == 0
        shop.settings = shop.settings.model_copy(
            update={"jobs": JobsSettings(url=url, executor="one")}
        )
        first = Jobs(shop.settings)
        async with first.over(Stores(shop)):
            job = await first.submit()
            done = await asyncio.wait_for(first.ended(job.id), 60)
        second = Jobs(shop.settings)
        async with second.over(Stores(shop)):
            assert (await second.job(job.id)).reports == done.reports
        assert done.complete
        assert unfinished(url) == 0
        assert not (shop.settings.state / FILE).exists()


def test_dbos_is_not_imported_before_there_is_a_job() -> None:
    code = (
        "import sys, server.app, server.jobs, server.jobs_client, server.cli.ingest\n"
        "sys.exit(' '.join({'dbos', 'croniter'} & set(sys.modules)) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


async def test_a_feed_is_bounded_and_tells_late_followers_the_end() -> None:
    feed = JobFeed()
    progress = FeedProgress(feed)
    progress.start("shop", 5)
    for number in range(1000):
        progress.line(str(number))
    progress.advance(3)
    progress.stop()
    feed.tell("end", {})
    feed.tell("line", {"text": "too late"})
    events = [event async for event in feed.follow()]
    assert len(events) == 500
    assert [event.name for event in events[-3:]] == ["advance", "stop", "end"]
    assert [event.number for event in events] == list(range(504 + 1, 1004 + 1))


def test_a_report_survives_json_with_its_counts() -> None:
    report = SourceReport(name="a", added=2, failed=tuple(map(str, range(150))), seconds=1.5)
    job = Job(
        id="1",
        state="done",
        sources=("a",),
        full=False,
        created_at="",
        reports=(report_out(report),),
    )
    [back] = sync_report(json.loads(json.dumps(job_out(job)))).sources
    assert len(back.failed) == 150
    assert (back.name, back.added, back.failed[99], back.seconds) == ("a", 2, "99", 1.5)
