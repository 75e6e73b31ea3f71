"""Results of batches and replies of models for them that rest on what is gone."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nescio.settings import Settings
from nescio.settings_server import BatchSettings
from nescio.types import Scope
from retrieval.batch_results import BatchQuestion, Rests
from retrieval.batch_sweep import left_in_batches, sweep_batches
from retrieval.batches import BatchStore
from retrieval.catalogue import Catalogue
from retrieval.kept_turns import REMOVED, Given, KeptSource, KeptTurn
from tests.retrieval.samples import document, record

NOW = dt.datetime(2026, 3, 4, 10, 30, tzinfo=dt.UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    return Settings(sources=(), state=tmp_path, batches=BatchSettings(url=url))


@pytest.fixture
def store(settings: Settings) -> Iterator[BatchStore]:
    url = settings.batches.url or f"sqlite:///{settings.state}/batches.sqlite"
    made = BatchStore(url)
    made.add("b", Scope(), "", [BatchQuestion(id=key, text=f"Of {key}?") for key in "abc"], None)
    yield made
    made.close()


def put(catalogue: Catalogue, *keys: str) -> dict[str, tuple[str, str]]:
    """Passage and document by key."""
    items = {key: record(document(key, f"The word of {key} is its own.")) for key in keys}
    catalogue.put(list(items.values()))
    return {key: (item.passages[0].id, item.document.id) for key, item in items.items()}


def rests(cited: tuple[str, str], shown: tuple[str, str] | None = None) -> Rests:
    def kept(id_: str, *, cited: bool) -> KeptSource:
        return KeptSource(id=id_, kind="passage", title="T", uri="u", cited=cited)

    turn = KeptTurn(
        answer_id="1",
        asked_at=NOW,
        question="Why?",
        answer="So.",
        status="answered",
        claims=(((cited[0],), ()),),
        sources=(kept(cited[0], cited=True),),
    )
    others = () if shown is None else (kept(shown[0], cited=False),)
    places = [place for place in (cited, shown) if place is not None]
    return Rests.on(turn, others, {id_: Given(nodes=(node,)) for id_, node in places})


def answer(*ids: str) -> dict[str, Any]:
    return {"answer": {"text": "So.", "sources": [{"id": id_} for id_ in ids]}}


def test_results_go_with_what_they_rest_on(
    settings: Settings, store: BatchStore, catalogue: Catalogue
) -> None:
    have = put(catalogue, "a", "b", "c")
    (a, _), (b, _), (c, _) = have["a"], have["b"], have["c"]
    store.record("b", 0, "answered", answer(a), rests(have["a"]))
    store.record("b", 1, "answered", answer(b), rests(have["b"]))
    store.record("b", 2, "answered", answer(c, a), rests(have["c"], have["a"]))
    before = store.results("b")
    assert sweep_batches(settings, catalogue) == 0
    assert store.results("b") == before

    catalogue.remove("s", ["a"])
    catalogue.put([record(document("b", "The word of b is another one."))])
    assert left_in_batches(settings, catalogue) == (3, 0)
    assert sweep_batches(settings, catalogue) == 3
    assert left_in_batches(settings, catalogue) == (0, 0)
    found = store.results("b")
    assert [done.question.text for done in found] == [REMOVED, "Of b?", "Of c?"]
    assert [done.result.get("problem", {}).get("code") for done in found] == [
        "source_removed",
        "source_removed",
        None,
    ]
    assert found[2].result == answer(c)
    assert store.batch("b") is not None


def test_what_somebody_else_overwrote_stays(store: BatchStore, catalogue: Catalogue) -> None:
    have = put(catalogue, "a")
    store.record("b", 0, "answered", answer(have["a"][0]), rests(have["a"]))
    [read] = store.results("b")
    store.replace([read.swept([have["a"][1]], [])])
    store.replace([read.seen({have["a"][0]: "source removed"})])
    assert store.results("b")[0].question.text == REMOVED


def test_replies_of_models_go_with_the_batch(
    settings: Settings, store: BatchStore, catalogue: Catalogue
) -> None:
    store.keep_reply("b", 0, "k0", {"text": "zqvcanary"})
    assert left_in_batches(settings, catalogue) == (0, 0)
    store.end("b", "cancelled")
    store.keep_reply("b", 1, "k1", {"text": "zqvcanary, which came too late"})
    assert store.kept_reply(["k0", "k1"]) is None
    assert left_in_batches(settings, catalogue) == (0, 0)
    assert sweep_batches(settings, catalogue) == 0
    for file in settings.state.glob("batches.sqlite*"):
        assert b"zqvcanary" not in file.read_bytes()


def test_batches_of_before_are_taken_over(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/batches.sqlite"
    store = BatchStore(url)
    store.add("b", Scope(), "", [BatchQuestion(id="1", text="Why?")], None)
    store.record("b", 0, "answered", answer("p"))
    store.close()
    with sqlite3.connect(tmp_path / "batches.sqlite") as connection:
        connection.executescript(
            "ALTER TABLE batch_questions DROP COLUMN rests; DROP TABLE batch_notes;"
            "DELETE FROM batch_migrations WHERE name = 'what results rest on'"
        )
    connection.close()
    store = BatchStore(url)
    [done] = store.results("b")
    store.close()
    assert (done.result, done.rests) == (answer("p"), None)
