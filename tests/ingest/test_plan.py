"""The plan says what the next run does, and does nothing."""

from __future__ import annotations

import pytest

from ingest.plan import SourcePlan, plan
from tests.ingest.samples import FILES, Shop

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def planned(shop: Shop, *, full: bool = False) -> dict[str, SourcePlan]:
    return {p.name: p for p in await plan(shop.settings, shop.catalogue, full=full)}


async def test_before_the_first_run_everything_is_to_be_added(shop: Shop) -> None:
    plans = await planned(shop)
    without = {p.name: p for p in await plan(shop.settings, None)}
    assert plans == without
    assert len(plans["shop"].add) == 6
    assert set(FILES) >= {key for key in plans["help"].add if key in FILES}
    assert not any(p.change or p.delete or p.unchanged for p in plans.values())
    assert shop.chunk_ids() == set()
    assert shop.embedder.texts == []


async def test_the_plan_is_what_the_run_then_does(shop: Shop) -> None:
    await shop.sync()
    shop.write("care.md", FILES["care.md"] + "\nAnd one line more.\n")
    shop.write("new.md", "# New\n\nNever seen before.\n")
    gone = next(name for name in FILES if name not in ("care.md", "new.md"))
    (shop.folder / "docs" / gone).unlink()
    plans = await planned(shop)
    before = shop.chunk_ids()
    assert (plans["help"].add, plans["help"].change) == (("new.md",), ("care.md",))
    assert plans["help"].delete == (gone,)
    assert shop.chunk_ids() == before
    reports = await shop.reports()
    for name, report in reports.items():
        told = plans[name]
        assert (report.added, report.changed, report.deleted, report.unchanged) == (
            len(told.add), len(told.change), len(told.delete), told.unchanged,
        )  # fmt: skip
    assert not any(p.add or p.change or p.delete for p in (await planned(shop)).values())


async def test_full_plans_every_known_record_as_changed(shop: Shop) -> None:
    await shop.sync()
    plans = await planned(shop, full=True)
    assert len(plans["shop"].change) == 6
    assert not any(p.add or p.delete or p.unchanged for p in plans.values())


async def test_a_source_that_cannot_be_read_would_lose_nothing(shop: Shop) -> None:
    await shop.sync()
    (shop.folder / "docs").rename(shop.folder / "away")
    plans = await planned(shop)
    assert plans["help"].unavailable
    assert plans["help"].delete == ()
    assert plans["help"].problems


async def test_a_source_that_was_dropped_would_be_removed(shop: Shop) -> None:
    await shop.sync()
    kept = shop.settings.model_copy(update={"sources": shop.settings.sources[:1]})
    plans = {p.name: p for p in await plan(kept, shop.catalogue)}
    assert len(plans["help"].delete) == len((await planned(shop))["help"].delete) + 3
