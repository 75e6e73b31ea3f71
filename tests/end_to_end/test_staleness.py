"""Deadlines on the age of the index: live rows still answer, old passages do not."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from answer.pipeline import Pipeline
from nescio.answers import Abstained, Answer, Answered
from nescio.events import Event, Final, Start
from nescio.settings import Settings
from nescio.settings_sources import DatabaseSource, FilesSource
from nescio.types import Question, Scope
from retrieval import ingest_state
from retrieval.catalogue import Catalogue
from server.cli.ingest import bring_up_to_date
from server.wiring import catalogue_url, open_pipeline

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
SQL = """
CREATE TABLE makers (maker_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT);
CREATE TABLE bells (bell_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    maker_id INTEGER REFERENCES makers (maker_id), weight_kg INTEGER NOT NULL, tone TEXT);
INSERT INTO makers VALUES (1, 'Ostrava Brass', 'Ostrava');
INSERT INTO bells VALUES (1, 'Great Agnes', 1, 900, 'F sharp'), (2, 'Little Odo', 1, 40, 'A');
"""
OLD, NEW = "old", "new"
DOCUMENTS = {
    OLD: {"care.md": "# Care of bells\n\nThe clapper of a bell is greased with tallow each May.\n"},
    NEW: {"tower.md": "# The tower\n\nThe tower of the mill is open to visitors on Sundays.\n"},
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("bells")
    connection = sqlite3.connect(folder / "bells.sqlite")
    connection.executescript(SQL)
    connection.close()
    for name, files in DOCUMENTS.items():
        (folder / name).mkdir()
        for file, text in files.items():
            (folder / name / file).write_text(text, encoding="utf-8")
    return Settings(
        sources=(
            DatabaseSource(name="bells", url=f"sqlite:///{folder / 'bells.sqlite'}"),
            *(FilesSource(name=name, path=folder / name) for name in DOCUMENTS),
        ),
        state=folder / "state",
    )


@pytest.fixture(scope="module")
async def pipeline(settings: Settings) -> AsyncIterator[Pipeline]:
    """All sources are fresh but `old`, which was checked an hour ago."""
    await bring_up_to_date(settings, full=False)
    catalogue = Catalogue(catalogue_url(settings))
    state = ingest_state.source_state(catalogue, OLD)
    hour_ago = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    ingest_state.put_state(catalogue, replace(state, checked_at=hour_ago))
    catalogue.close()
    async with open_pipeline(settings) as opened:
        yield opened


async def ask(
    pipeline: Pipeline, text: str, max_staleness_s: float | None = None
) -> tuple[Start, Answer]:
    question = Question(text=text, max_staleness_s=max_staleness_s)
    events: list[Event] = [event async for event in pipeline.stream(question)]
    [answer] = [event.answer for event in events if isinstance(event, Final)]
    assert isinstance(events[0], Start)
    return events[0], answer


TALLOW = "What is the clapper of a bell greased with?"


async def test_every_answer_says_how_old_the_index_is(pipeline: Pipeline) -> None:
    start, answer = await ask(pipeline, TALLOW)
    assert "tallow" in answer.text
    lags = {source.source: source.lag_ms for source in start.freshness}
    assert lags.keys() == {"bells", OLD, NEW}
    assert start.index_lag_ms == lags[OLD]
    assert 3_600_000 <= (lags[OLD] or 0) < 7_200_000
    assert (lags[NEW] or 0) < 3_600_000


async def test_passages_that_are_too_old_are_not_used(pipeline: Pipeline) -> None:
    start, answer = await ask(pipeline, TALLOW, max_staleness_s=1800)
    assert isinstance(answer, Abstained)
    assert (answer.reason, answer.rule) == ("stale_index", "max_staleness")
    assert "old was last checked 1 hour ago" in answer.text
    assert "tallow" not in answer.text
    assert not any("tallow" in ref.snippet for ref in answer.nearest)
    assert [source.source for source in start.freshness] == ["bells", NEW]
    assert start.index_lag_ms == max(source.lag_ms or 0 for source in start.freshness)


async def test_fresh_passages_and_live_rows_answer_still(pipeline: Pipeline) -> None:
    text = "When is the tower of the mill open to visitors?"
    assert "Sundays" in (await ask(pipeline, text, max_staleness_s=1800))[1].text
    _, answer = await ask(pipeline, "How heavy is the Great Agnes?", max_staleness_s=0)
    assert isinstance(answer, Answered)
    assert "900" in answer.text


async def test_with_no_passage_left_the_reason_is_the_age(pipeline: Pipeline) -> None:
    start, answer = await ask(pipeline, TALLOW, max_staleness_s=0)
    assert isinstance(answer, Abstained)
    assert answer.reason == "stale_index"
    assert (start.index_lag_ms, start.freshness) == (None, ())


async def test_other_reasons_stay_what_they_are(pipeline: Pipeline) -> None:
    assert (await ask(pipeline, "hello there!", 0))[1].reason == "out_of_scope"  # type: ignore[union-attr]


async def test_the_setting_holds_where_the_request_says_nothing(
    pipeline: Pipeline, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = settings.answer.model_copy(update={"max_staleness_s": 1800})
    monkeypatch.setattr(pipeline, "_settings", strict)
    _, answer = await ask(pipeline, TALLOW)
    assert isinstance(answer, Abstained)
    assert answer.reason == "stale_index"
    assert "tallow" in (await ask(pipeline, TALLOW, max_staleness_s=90_000))[1].text


async def test_a_source_that_was_given_out_says_what_it_says_now(
    pipeline: Pipeline, settings: Settings
) -> None:
    """Changed, emptied, then deleted at the source, each without an ingest."""
    file = Path(settings.databases[0].url.removeprefix("sqlite:///"))

    def change(sql: str) -> None:
        connection = sqlite3.connect(file)
        connection.executescript(sql)
        connection.close()

    _, answer = await ask(pipeline, "What is the tone of the Great Agnes?")
    id_ = answer.citations[0].source_id
    assert "F sharp" in answer.text
    assert await pipeline.states([id_, "unknown"], Scope()) == {
        id_: "alive",
        "unknown": "source removed",
    }
    change("UPDATE bells SET tone = 'G' WHERE bell_id = 1")
    detail = await pipeline.source(id_, Scope())
    assert detail is not None
    assert (detail.ref.id, detail.ref.snippet) == (id_, "tone: G")
    assert await pipeline.states([id_], Scope()) == {id_: "source changed"}
    change("UPDATE bells SET tone = NULL WHERE bell_id = 1")
    detail = await pipeline.source(id_, Scope())
    assert detail is not None
    assert "sharp" not in detail.ref.snippet + detail.text
    change("DELETE FROM bells WHERE bell_id = 1")
    assert await pipeline.states([id_], Scope()) == {id_: "source removed"}
    assert await pipeline.source(id_, Scope()) is None


async def test_what_was_said_of_a_row_goes_with_that_row(
    pipeline: Pipeline, settings: Settings
) -> None:
    """The maker is there still; that it made the Little Odo was told by the bell's row."""
    _, answer = await ask(pipeline, "In which city is the maker of the Little Odo?")
    assert "Ostrava" in answer.text
    ids = [citation.source_id for citation in answer.citations]
    assert set((await pipeline.states(ids, Scope())).values()) == {"alive"}
    connection = sqlite3.connect(settings.databases[0].url.removeprefix("sqlite:///"))
    connection.executescript("DELETE FROM bells WHERE bell_id = 2")
    connection.close()
    assert "source removed" in (await pipeline.states(ids, Scope())).values()
