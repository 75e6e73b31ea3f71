"""Records that were pushed: kept once, indexed by the ordinary path, gone when deleted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingest.plan import plan
from nescio.settings import parse
from nescio.settings_sources import PushSource
from nescio.types import Scope
from retrieval import pushed
from retrieval.ingest_tables import push_receipts
from retrieval.pushed import Operation, OtherRequest
from tests.ingest.samples import Shop

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
SOURCE = "tickets"


def upsert(key: str, text: str, **more: object) -> Operation:
    payload = {"title": "", "text": text, "media_type": "text/markdown", "access": [], "url": ""}
    return Operation(key=key, payload={**payload, **more})


def delete(key: str) -> Operation:
    return Operation(key=key, payload=None)


@pytest.fixture
def inbox(shop: Shop) -> Shop:
    """The sample with a push source."""
    source = PushSource(name=SOURCE, token="secret", access=("staff",))
    sources = (*shop.settings.sources, source)
    shop.settings = shop.settings.model_copy(update={"sources": sources})
    return shop


def push(shop: Shop, *operations: Operation) -> pushed.Reply:
    return pushed.apply(shop.catalogue, SOURCE, operations)[0]


async def test_indexed_changed_and_removed_by_the_ordinary_path(inbox: Shop) -> None:
    await inbox.sync()
    push(inbox, upsert("T-1", "# Broken zip\n\nThe zip jams."), upsert("T-2", "Lost pole.\n"))
    report = (await inbox.reports())[SOURCE]
    assert (report.added, report.deleted) == (2, 0)
    [document] = inbox.rows("SELECT title, text FROM documents WHERE key = 'T-1'")
    assert document == ("Broken zip", "Broken zip\n\nThe zip jams.")
    assert inbox.rows("SELECT title FROM documents WHERE key = 'T-2'") == [("T 2",)]

    assert (await inbox.reports())[SOURCE].unchanged == 2
    assert inbox.embedder.texts == []

    push(inbox, upsert("T-1", "The zip is mended."), delete("T-2"))
    report = (await inbox.reports())[SOURCE]
    assert (report.changed, report.deleted) == (1, 1)
    assert await inbox.vector_ids() == inbox.chunk_ids()
    assert inbox.rows("SELECT count(*) FROM documents WHERE source = 'tickets'") == [(1,)]
    assert inbox.rows("SELECT key FROM pushed") == [("T-1",)]


async def test_a_plan_and_a_full_ingest_know_it(inbox: Shop) -> None:
    push(inbox, upsert("T-1", "One."), upsert("T-2", "Two."))
    plans = {each.name: each for each in await plan(inbox.settings, inbox.catalogue)}
    assert plans[SOURCE].add == ("T-1", "T-2")
    await inbox.sync()
    full = {each.name: each for each in (await inbox.sync(full=True)).sources}
    assert full[SOURCE].changed == 2
    assert (await plan(inbox.settings, None))[-1].add == ()


async def test_labels_of_the_record_or_of_the_source(inbox: Shop) -> None:
    push(inbox, upsert("T-1", "Open it."), upsert("T-2", "Shut it.", access=["boss"]))
    await inbox.sync()
    ids = inbox.catalogue.chunk_ids(SOURCE, ["T-1", "T-2"])
    seen = {
        label: {p.chunk.key for p in inbox.catalogue.passages(ids, Scope(labels={label})).values()}
        for label in ("staff", "boss", "other")
    }
    assert seen == {"staff": {"T-1"}, "boss": {"T-2"}, "other": set()}


async def test_what_cannot_be_read_is_one_line_and_stays_until_it_is_mended(inbox: Shop) -> None:
    push(inbox, upsert("T-1", "a\x00b", media_type="text/plain"), upsert("T-2", "Fine."))
    report = (await inbox.reports())[SOURCE]
    assert (report.added, len(report.failed)) == (1, 1)
    assert report.failed[0].startswith("tickets/T-1: cannot be parsed")
    push(inbox, upsert("T-1", "ab"))
    assert (await inbox.reports())[SOURCE].added == 1


async def test_every_record_is_read_once_over_many_pages(inbox: Shop) -> None:
    count = 2 * pushed.PAGE + 1
    push(inbox, *(upsert(f"k{n:04}", f"Record {n}.") for n in range(count)))
    keys = [record.key for record in pushed.records(inbox.catalogue, SOURCE)]
    assert keys == [f"k{n:04}" for n in range(count)]
    assert pushed.count(inbox.catalogue, SOURCE) == count


def test_counts_and_the_last_operation_of_a_key(inbox: Shop) -> None:
    first = push(inbox, upsert("a", "1"), upsert("b", "1"), delete("a"), delete("c"))
    assert first == {"upserted": 1, "deleted": 0, "unchanged": 2}
    assert push(inbox, upsert("b", "1")) == {"upserted": 0, "deleted": 0, "unchanged": 1}
    assert push(inbox, delete("b"), upsert("b", "2"))["upserted"] == 1
    assert push(inbox, delete("b"))["deleted"] == 1


def test_the_same_request_happens_once(inbox: Shop) -> None:
    def send(text: str, digest: str) -> tuple[pushed.Reply, bool]:
        return pushed.apply(
            inbox.catalogue, SOURCE, [upsert("a", text)], idempotency_key="k", digest=digest
        )

    first, old = send("1", "x")
    assert not old
    push(inbox, delete("a"))
    assert send("1", "x") == (first, True)
    assert pushed.count(inbox.catalogue, SOURCE) == 0
    with pytest.raises(OtherRequest):
        send("2", "y")
    pushed.keep_reply(inbox.catalogue, SOURCE, "k", {**first, "job": "7"})
    assert send("1", "x")[0]["job"] == "7"

    old_time = (dt.datetime.now(dt.UTC) - 2 * pushed.RECEIPTS_KEPT).isoformat()
    with inbox.catalogue.writing() as connection:
        connection.execute(sa.update(push_receipts).values(received_at=old_time))
    assert send("2", "y")[1] is False


async def test_a_source_that_the_settings_drop_leaves_the_index(inbox: Shop) -> None:
    push(inbox, upsert("T-1", "One."))
    await inbox.sync()
    kept = inbox.settings.sources[:-1]
    inbox.settings = inbox.settings.model_copy(update={"sources": kept})
    await inbox.sync()
    assert inbox.rows("SELECT count(*) FROM documents WHERE source = 'tickets'") == [(0,)]
    assert pushed.count(inbox.catalogue, SOURCE) == 0


def test_the_token_is_not_shown() -> None:
    raw = {"sources": [{"name": "t", "type": "push", "token": "s3cret"}]}
    settings = parse(raw, where="test", folder=Path("/"))
    assert "s3cret" not in repr(settings)
    assert settings.pushed[0].token == "s3cret"
