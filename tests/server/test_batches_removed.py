"""Results of batches whose sources are removed or changed afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nescio.client import Client
from nescio.errors import StoreFailed
from retrieval.batches import FILE, BatchStore, batches_url
from retrieval.kept_turns import REMOVED
from server.batches import Batches
from tests.ingest.samples import Shop
from tests.server.job_serving import open_shop, served
from tests.server.scripted import PASSAGE, QUOTE, RECORD, ScriptedPipeline, abstained, answered
from tests.server.test_batches import MINE, WITHIN_S, asked, over

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
SCRIPTS = {
    "Of a row?": answered(("It costs 49.00 EUR.", RECORD)),
    "Of a guide?": answered((QUOTE, PASSAGE)),
    "Of nothing?": abstained(),
}


@pytest.fixture
async def shop(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


def stored(shop: Shop) -> bytes:
    return b"".join(file.read_bytes() for file in shop.settings.state.glob(f"{FILE}*"))


async def done(batches: Batches) -> str:
    batch = await batches.submit(MINE, asked(*SCRIPTS))
    await asyncio.wait_for(batches.ended(MINE, batch.id), WITHIN_S)
    return batch.id


async def test_an_answer_is_withheld_once_its_source_is_removed_or_changed(shop: Shop) -> None:
    pipeline = ScriptedPipeline(lambda q: SCRIPTS[q.text])
    async with served(shop, pipeline) as server, Client(server.owner.url) as client:
        batch_id = await done(server.batches)
        before = [result async for result in client.batches.results(batch_id)]
        pipeline.gone, pipeline.changed = {PASSAGE.id}, {RECORD.id}
        after = [result async for result in client.batches.results(batch_id)]
        pipeline.gone, pipeline.changed = set(), set()
        again = [result async for result in client.batches.results(batch_id)]
    assert all(result.reply is not None for result in before)
    assert [result.reply for result in after] == [None, None, None]
    codes = ["source_changed", "source_removed", "source_removed"]
    assert [result.code for result in after] == codes
    assert [result.question for result in after] == list(SCRIPTS)
    assert again == after


async def test_a_changed_source_may_be_removed_later(shop: Shop) -> None:
    pipeline = ScriptedPipeline(lambda q: SCRIPTS[q.text])
    async with over(shop, pipeline) as batches:
        batch_id = await done(batches)
        pipeline.changed = {RECORD.id}
        first = await anext(batches.results(MINE, batch_id))
        pipeline.gone, pipeline.changed = {RECORD.id}, set()
        second = await anext(batches.results(MINE, batch_id))
    assert first["problem"]["code"] == "source_changed"
    assert second["problem"]["code"] == "source_removed"


async def test_a_source_that_was_only_shown_is_left_out_alone(shop: Shop) -> None:
    events = answered(("It costs 49.00 EUR.", RECORD))
    events[2] = events[2].model_copy(update={"sources": (RECORD, PASSAGE)})
    pipeline = ScriptedPipeline(lambda _: events)
    async with over(shop, pipeline) as batches:
        batch_id = await done(batches)
        pipeline.gone = {PASSAGE.id}
        results = [each["answer"] async for each in batches.results(MINE, batch_id)]
    assert [answer["text"] for answer in results] == ["It costs 49.00 EUR."] * len(SCRIPTS)
    assert all([s["id"] for s in answer["sources"]] == [RECORD.id] for answer in results)


async def test_nothing_is_told_while_the_sources_cannot_be_looked_up(shop: Shop) -> None:
    pipeline = ScriptedPipeline(lambda q: SCRIPTS[q.text])
    async with over(shop, pipeline) as batches:
        batch_id = await done(batches)
        pipeline.unreachable = True
        with pytest.raises(StoreFailed):
            await anext(batches.results(MINE, batch_id))


async def test_an_ingest_overwrites_what_rested_on_what_is_gone(shop: Shop) -> None:
    """What the script cites is nothing of the shop's: it is gone with the first ingest."""
    pipeline = ScriptedPipeline(lambda q: SCRIPTS[q.text])
    shop.write("extra.md", "# Extra\n\nOne page.\n")
    await shop.sync()
    async with over(shop, pipeline) as batches:
        batch_id = await done(batches)
        assert QUOTE.encode() in stored(shop)
        (shop.folder / "docs" / "extra.md").unlink()
        await shop.sync()
        results = [each async for each in batches.results(MINE, batch_id)]
    assert [each["question"] for each in results] == [REMOVED] * len(SCRIPTS)
    assert {each["problem"]["code"] for each in results} == {"source_removed"}
    store = BatchStore(batches_url(shop.settings))
    assert store.remove_residue()
    store.close()
    assert not any(text in stored(shop) for text in (QUOTE.encode(), b"49.00", b"Of a guide?"))
