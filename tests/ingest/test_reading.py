"""Failures tried again, feeds, stopping, and what a crash leaves behind."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from ingest.index import IndexWriter
from ingest.progress import QuietProgress
from ingest.reading import Reader
from ingest.records import Changes, FeedLost, Found, Gone, Known, Problem, Unchanged
from ingest.report import SourceReport
from ingest.sync import sync
from ingest.tally import failed, waiting
from nescio.settings_sources import PushSource
from nescio.types import Document, Record
from retrieval import ingest_state, linkage
from retrieval.catalogue import Indexed
from retrieval.ingest_state import Failure
from retrieval.vectors import VectorPoint
from tests.ingest.samples import Shop, _unit

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


@given(st.integers(min_value=1, max_value=60))
def test_failures_back_off_but_not_for_ever(times: int) -> None:
    record = Record(
        source="s", kind="file", key="k", version="1", payload={}, observed_at=NOW, fingerprint="f"
    )
    problem = Problem(key="k", line="it is broken", keep=False)
    before: Failure | None = None
    waits = []
    for _ in range(times):
        before = failed(record, problem, before, NOW)
        waits.append(before.retry_at - NOW)
    assert waits == sorted(waits)
    assert waits[0] == dt.timedelta(minutes=1)
    assert waits[-1] <= dt.timedelta(days=1)
    assert before is not None
    held = {"k": before}
    assert waiting(held, NOW) == {"k": Known(version="", fingerprint="f")}
    assert waiting(held, NOW + waits[-1]) == {}


async def test_a_renamed_file_is_not_embedded_again(shop: Shop) -> None:
    shop.write("a.md", "# Same title\n\nThe same words.")
    await shop.sync()
    (shop.folder / "docs" / "a.md").rename(shop.folder / "docs" / "b.md")
    report = await shop.sync()
    assert (report.chunks_embedded, report.reused) == (0, 1)
    assert await shop.vector_ids() == shop.chunk_ids()


async def test_a_deleted_text_leaves_no_vector_in_the_cache(shop: Shop) -> None:
    await shop.sync()
    vectors = len(shop.rows("SELECT 1 FROM embeddings"))
    assert vectors == len(shop.chunk_ids())
    (shop.folder / "docs" / "care.md").unlink()
    await shop.sync()
    assert len(shop.rows("SELECT 1 FROM embeddings")) == len(shop.chunk_ids()) < vectors


async def test_stopping_loses_nothing_and_the_next_run_goes_on(shop: Shop) -> None:
    await shop.sync()
    (shop.folder / "docs" / "care.md").unlink()
    stop = asyncio.Event()
    stop.set()
    report = await sync(shop.settings, shop.catalogue, shop.vectors, shop.embedder, stop=stop)
    assert not report.complete
    assert all(source.stopped for source in report.sources)
    assert "care.md" in shop.catalogue.versions("help")
    state = ingest_state.source_state(shop.catalogue, "help")
    assert state.problem == "stopped before its end"
    assert (await shop.sync()).complete
    assert "care.md" not in shop.catalogue.versions("help")
    assert ingest_state.source_state(shop.catalogue, "help").problem == ""


async def test_a_writer_that_died_is_noticed_although_the_counts_agree(shop: Shop) -> None:
    await shop.sync()
    lost = sorted(shop.chunk_ids())[0]
    await shop.vectors.delete([lost])
    stray = VectorPoint(
        id="00000000-0000-4000-8000-000000000001",
        dense=_unit("stray"),
        text="stray",
        document_id="d",
        source="help",
        tenant="",
    )
    await shop.vectors.upsert([stray])
    linkage.set_notes(shop.catalogue, {"writing": 1})
    report = await shop.sync()
    assert report.repaired == 2
    assert await shop.vector_ids() == shop.chunk_ids()
    assert linkage.note(shop.catalogue, "writing") == 0


@dataclass
class Notes:
    """A source in memory that can also say what changed: each change gets the next number."""

    texts: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    read_whole: int = 0
    lost: bool = False
    name: str = "notes"

    def write(self, key: str, text: str | None) -> None:
        self.log.append(key)
        if text is None:
            del self.texts[key]
        else:
            self.texts[key] = text

    def count(self) -> int:
        return len(self.texts)

    def records(self, known: Mapping[str, Known]) -> Iterator[Found]:
        self.read_whole += 1
        for key in sorted(self.texts):
            record = self._record(key)
            if key in known and known[key].fingerprint == record.fingerprint:
                yield Unchanged(key=key)
            else:
                yield record

    def build(self, record: Record) -> Indexed | Problem:
        if record.payload["content"].startswith("broken"):
            return Problem(key=record.key, line=f"{record.key}: broken", keep=False)
        document = Document(
            source=self.name,
            kind="file",
            key=record.key,
            version=record.version,
            title=record.key,
            text=record.payload["content"],
            media_type="text/plain",
            observed_at=NOW,
        )
        return Indexed(document=document, passages=())

    def close(self) -> None: ...

    def position(self) -> str:
        return str(len(self.log))

    def changes(self, since: str) -> Changes:
        if self.lost:
            raise FeedLost("the log was cut")
        found = (
            self._record(key) if key in self.texts else Gone(key=key)
            for key in list(self.log[int(since) :])
        )
        return Changes(found=found, position=self.position())

    def confirm(self, position: str) -> None:
        self.confirmed.append(position)

    def wait(self, timeout_s: float) -> bool:
        return True

    def _record(self, key: str) -> Record:
        text = self.texts[key]
        return Record(
            source=self.name,
            kind="file",
            key=key,
            version=text,
            payload={"content": text},
            observed_at=NOW,
            fingerprint=f"seen {text}",
        )


async def _read(shop: Shop, notes: Notes, feed: Notes | None = None) -> SourceReport:
    async with IndexWriter(
        catalogue=shop.catalogue, vectors=shop.vectors, embedder=shop.embedder
    ) as writer:
        await shop.vectors.ensure(shop.embedder.dimensions, shop.embedder.name)
        settings = PushSource(name=notes.name, token="t" * 32)
        return await Reader(writer=writer, told=QuietProgress()).sync(notes, feed, settings)


async def test_a_feed_spares_reading_everything(shop: Shop) -> None:
    notes = Notes()
    for key in "abc":
        notes.write(key, f"text of {key}")
    assert (await _read(shop, notes, notes)).added == 3
    assert (notes.read_whole, notes.confirmed) == (1, ["3"])
    notes.write("a", "other text")
    notes.write("b", None)
    notes.write("d", "a new one")
    notes.write("e", "came and")
    notes.write("e", None)
    report = await _read(shop, notes, notes)
    assert notes.read_whole == 1
    assert (report.added, report.changed, report.deleted) == (1, 1, 1)
    assert shop.catalogue.versions("notes") == notes.texts
    state = ingest_state.source_state(shop.catalogue, "notes")
    assert (state.position, notes.confirmed) == ("8", ["3", "8"])


async def test_a_feed_that_lost_its_place_is_read_whole(shop: Shop) -> None:
    notes = Notes()
    notes.write("a", "text")
    await _read(shop, notes, notes)
    notes.write("a", None)
    notes.write("b", "text")
    notes.lost = True
    report = await _read(shop, notes, notes)
    assert (report.added, report.deleted, notes.read_whole) == (1, 1, 2)
    assert shop.catalogue.versions("notes") == notes.texts


async def test_a_record_that_fails_waits_until_it_is_due(shop: Shop) -> None:
    notes = Notes(texts={"a": "broken", "b": "good"})
    first = await _read(shop, notes)
    assert (first.failed, first.added) == (("a: broken",), 1)
    (failure,) = ingest_state.known_failures(shop.catalogue)
    assert (failure.key, failure.attempts) == ("a", 1)
    second = await _read(shop, notes)
    assert (second.waiting, second.failed, second.unchanged) == (1, (), 1)
    due = replace(failure, retry_at=NOW - dt.timedelta(days=400))
    ingest_state.replace_failures(shop.catalogue, "notes", [], [due])
    assert (await _read(shop, notes)).failed == ("a: broken",)
    assert ingest_state.known_failures(shop.catalogue)[0].attempts == 2


async def test_a_failed_record_that_changed_is_read_at_once(shop: Shop) -> None:
    notes = Notes(texts={"a": "broken"})
    await _read(shop, notes)
    notes.texts["a"] = "mended"
    assert (await _read(shop, notes)).added == 1
    assert ingest_state.known_failures(shop.catalogue) == []


async def test_a_failed_record_that_is_gone_is_forgotten(shop: Shop) -> None:
    notes = Notes(texts={"a": "broken", "b": "good"})
    await _read(shop, notes)
    del notes.texts["a"]
    await _read(shop, notes)
    assert ingest_state.known_failures(shop.catalogue) == []


async def test_a_record_that_breaks_takes_its_old_text_with_it(shop: Shop) -> None:
    notes = Notes(texts={"a": "good"})
    await _read(shop, notes)
    notes.texts["a"] = "broken now"
    assert (await _read(shop, notes)).deleted == 1
    assert shop.catalogue.versions("notes") == {}
