"""How old the index is, from the states that ingestion keeps."""

from __future__ import annotations

import datetime as dt

import pytest

from nescio.types import SourceFreshness
from retrieval import freshness as module
from retrieval.catalogue import Catalogue
from retrieval.freshness import Freshness, FreshnessReader
from retrieval.ingest_state import SourceState, put_state
from retrieval.pushed import Operation, apply
from tests.retrieval.samples import document, record

pytestmark = pytest.mark.anyio
NOW = dt.datetime(2026, 3, 4, tzinfo=dt.UTC)


def aged(**lags_ms: int | None) -> Freshness:
    found = (SourceFreshness(source=name, lag_ms=lag) for name, lag in lags_ms.items())
    return Freshness(at=NOW, sources=tuple(found))


def test_the_source_checked_longest_ago_counts() -> None:
    assert aged(a=2000, b=5000).lag_ms() == 5000
    assert aged(a=2000, b=None).lag_ms() is None
    assert aged(a=2000, b=None).lag_ms(without={"b"}) == 2000
    assert aged().lag_ms() is None


def test_older_is_older_than_the_limit_or_never_read() -> None:
    assert aged(a=2000, b=2001, c=None).older_than(2) == {"b", "c"}
    assert aged(a=0, b=1).older_than(0) == {"b"}


async def test_sources_of_the_settings_and_what_is_still_indexed(catalogue: Catalogue) -> None:
    catalogue.put([record(document("a", "text", source="dropped"))])
    checked = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=90)
    state = SourceState(source="help", checked_at=checked, changed_at=NOW, problem="no")
    put_state(catalogue, state)
    found = await FreshnessReader(catalogue, ["help", "shop"]).read()
    dropped, help_, shop = found.sources
    assert (dropped.source, dropped.lag_ms) == ("dropped", None)
    assert (help_.checked_at, help_.changed_at, help_.problem) == (checked, NOW, "no")
    assert help_.lag_ms is not None
    assert help_.lag_ms >= 90_000
    assert (shop.source, shop.checked_at, shop.lag_ms) == ("shop", None, None)


async def test_what_was_pushed_and_is_indexed_does_not_age(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT_S", -1.0)
    reader = FreshnessReader(catalogue, ["tickets"], pushed=["tickets"])

    async def lag() -> int | None:
        return (await reader.read()).lag_ms()

    assert await lag() == 0  # nothing was ever pushed
    apply(catalogue, "tickets", [Operation(key="T-1", payload={"text": "Zip jams"})])
    assert await lag() is None
    put_state(catalogue, SourceState(source="tickets", checked_at=dt.datetime.now(dt.UTC)))
    catalogue.put([record(document("T-1", "Zip jams", source="tickets"))])
    assert await lag() == 0
    apply(catalogue, "tickets", [Operation(key="T-1", payload=None)])
    behind = await lag()
    assert behind is not None
    catalogue.remove("tickets", ["T-1"])
    assert await lag() == 0


async def test_a_reading_is_kept_but_its_age_grows(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_state(catalogue, SourceState(source="help", checked_at=NOW))
    reader = FreshnessReader(catalogue, ["help"])
    first = await reader.read()
    put_state(catalogue, SourceState(source="help", checked_at=dt.datetime.now(dt.UTC)))
    second = await reader.read()
    assert first.lag_ms() is not None
    assert (second.lag_ms() or 0) >= (first.lag_ms() or 0) > 0
    monkeypatch.setattr(module, "KEPT_S", -1.0)
    assert ((await reader.read()).lag_ms() or 0) < (second.lag_ms() or 0)
