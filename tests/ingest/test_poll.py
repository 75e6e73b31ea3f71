"""Changes by a watermark: what is seen, what is read again, and what has to wait."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.poll import OVERLAP_S, PollFeed, watermark
from ingest.records import Changes, FeedLost, Problem
from nescio.settings import Settings, parse
from nescio.settings_sources import DatabaseSource, TableSettings
from nescio.types import Record
from retrieval.database import open_read_only
from retrieval.reflection import reflect
from tests.servers import PrivatePostgres

SCHEMA = """
CREATE TABLE makers (maker_id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE tents (tent_id INTEGER PRIMARY KEY, name TEXT NOT NULL,
  maker_id INTEGER REFERENCES makers, updated_at TIMESTAMP);
INSERT INTO makers VALUES (1, 'Fjellvik');
INSERT INTO tents VALUES (1, 'Kestrel', 1, '2026-05-04 10:00:00'),
  (2, 'Heron', 1, '2026-05-04 10:00:00'), (3, 'Osprey', 1, NULL);
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "shop.sqlite"
    sql(made, SCHEMA)
    return made


@pytest.fixture
def feed(path: Path) -> Iterator[PollFeed]:
    opened = PollFeed(settings(path))
    yield opened
    opened.close()


def settings(path: Path, **more: Any) -> DatabaseSource:
    held = {"name": "shop", "url": f"sqlite:///{path}", "capture": "poll", **more}
    return DatabaseSource.model_validate(held)


def sql(path: Path, statements: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(statements)
    connection.close()


def keys(changes: Changes) -> set[str]:
    return {item.key for item in changes.found if isinstance(item, Record)}


def aged(position: str, seconds: float) -> str:
    """A position as if it had been taken earlier."""
    held = json.loads(position)
    for mark in held["marks"].values():
        mark["seen"] -= seconds
    return json.dumps(held)


def test_rows_with_a_higher_watermark_are_changes(feed: PollFeed, path: Path) -> None:
    start = feed.position()
    sql(path, "INSERT INTO tents VALUES (4, 'Egret', 1, '2026-05-04 11:00:00')")
    sql(path, "UPDATE tents SET updated_at = '2026-05-04 11:00:00' WHERE tent_id = 3")
    assert {"tents/3", "tents/4"} <= keys(feed.changes(start))


def test_equal_and_somewhat_earlier_ones_are_read_again(feed: PollFeed, path: Path) -> None:
    start = feed.position()
    sql(path, "INSERT INTO tents VALUES (4, 'Egret', 1, '2026-05-04 10:00:00')")
    sql(path, "INSERT INTO tents VALUES (5, 'Wren', 1, '2026-05-04 09:59:30')")
    sql(path, "INSERT INTO tents VALUES (6, 'Crow', 1, '2026-05-04 09:00:00')")
    assert keys(feed.changes(start)) == {"tents/1", "tents/2", "tents/4", "tents/5"}


def test_a_quiet_table_is_not_read_again(feed: PollFeed, path: Path) -> None:
    first = feed.changes(aged(feed.position(), OVERLAP_S + 1))
    assert keys(first) == {"tents/1", "tents/2"}
    second = feed.changes(first.position)
    assert keys(second) == set()
    sql(path, "UPDATE tents SET updated_at = '2026-05-04 10:00:01' WHERE tent_id = 3")
    third = feed.changes(second.position)
    assert keys(third) == {"tents/3"}
    sql(path, "INSERT INTO tents VALUES (4, 'Egret', 1, '2026-05-04 10:00:00')")
    assert "tents/4" in keys(feed.changes(third.position))


def test_a_first_row_of_an_empty_table_is_found(feed: PollFeed, path: Path) -> None:
    sql(path, "DELETE FROM tents")
    start = feed.position()
    sql(path, "INSERT INTO tents VALUES (4, 'Egret', 1, '2026-05-04 11:00:00')")
    assert keys(feed.changes(start)) == {"tents/4"}


def test_tables_without_a_watermark_are_named_once(feed: PollFeed) -> None:
    start = feed.position()
    lines = [item.line for item in feed.changes(start).found if isinstance(item, Problem)]
    assert lines == ["shop: no watermark in makers: read only as a whole"]
    assert not any(isinstance(item, Problem) for item in feed.changes(start).found)


@pytest.mark.parametrize(
    "position", ["", "[]", "{}", '{"of": "other", "marks": {}}', '{"marks": 1}']
)
def test_a_position_of_something_else_is_refused(feed: PollFeed, position: str) -> None:
    with pytest.raises(FeedLost):
        feed.changes(position)


@pytest.mark.parametrize("marks", [1, {"tents": 1}, {"tents": {"mark": ["date", "x"], "seen": 1}}])
def test_a_position_that_was_spoilt_is_refused(feed: PollFeed, marks: Any) -> None:
    held = json.loads(feed.position())
    with pytest.raises(FeedLost, match="cannot be read"):
        feed.changes(json.dumps({**held, "marks": marks}))


def test_other_settings_refuse_the_position(feed: PollFeed, path: Path) -> None:
    start = feed.position()
    other = PollFeed(settings(path, tables={"tents": {"private": ["name"]}}))
    with pytest.raises(FeedLost, match="settings have changed"):
        other.changes(start)
    other.close()


def test_another_column_refuses_the_position(feed: PollFeed, path: Path) -> None:
    start = feed.position()
    feed.close()
    sql(path, "ALTER TABLE tents ADD COLUMN colour TEXT")
    again = PollFeed(settings(path))
    with pytest.raises(FeedLost, match="tables"):
        again.changes(start)
    again.close()


def test_waiting_ends_when_a_look_is_due_and_when_closed(path: Path) -> None:
    due = PollFeed(settings(path, poll_s=0.05))
    assert due.wait(30)
    due.close()
    closed = PollFeed(settings(path, poll_s=3600))
    closed.position()
    assert not closed.wait(0.01)
    waiting = threading.Thread(target=closed.wait, args=(60,))
    waiting.start()
    closed.close()
    waiting.join(timeout=10)
    assert not waiting.is_alive()


@pytest.mark.parametrize(
    ("column", "kind", "taken"),
    [
        ("updated_at", "TIMESTAMP", True),
        ("LastModified", "TIMESTAMP", True),
        ("last_update", "TIMESTAMP", True),
        ("row_version", "INTEGER", True),
        ("modified_by", "INTEGER", False),
        ("created_at", "TIMESTAMP", False),
    ],
)
def test_watermarks_are_known_by_name(tmp_path: Path, column: str, kind: str, taken: bool) -> None:
    path = tmp_path / "x.sqlite"
    sql(path, f"CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, {column} {kind})")
    source = settings(path)
    engine = open_read_only(source)
    table = reflect(engine, source).tables["t"]
    engine.dispose()
    assert (watermark(table, TableSettings()) == column) is taken
    assert watermark(table, TableSettings(watermark="id")) == "id"


def test_time_stamps_with_zones_and_numbers(postgres: PrivatePostgres) -> None:
    url = postgres.create("polled")
    postgres.execute(
        "CREATE TABLE tents (id int PRIMARY KEY, name text, updated_at timestamptz);"
        "CREATE TABLE poles (id int PRIMARY KEY, name text, version bigint);"
        "INSERT INTO tents SELECT n, 'Tent ' || n, timestamptz '2026-05-04 10:00+02'"
        " + n * interval '1 hour' FROM generate_series(1, 1200) n;"
        "INSERT INTO poles SELECT n, 'Pole ' || n, n * 10000 FROM generate_series(1, 3) n",
        "polled",
    )
    tables = {"poles": TableSettings(watermark="version")}
    feed = PollFeed(DatabaseSource(name="shop", url=url, capture="poll", tables=tables))
    start = feed.position()
    postgres.execute(
        "UPDATE tents SET updated_at = '2027-01-01 00:00+05' WHERE id <= 900;"
        "UPDATE poles SET version = 29500 WHERE id = 1; UPDATE poles SET version = 5 WHERE id = 2",
        "polled",
    )
    changed = keys(feed.changes(start))
    feed.close()
    assert {f"tents/{n}" for n in range(1, 901)} <= changed
    assert {key for key in changed if key.startswith("poles")} == {"poles/1", "poles/3"}


def test_polled_sources_are_read_whole_at_times() -> None:
    def reconciled(**more: Any) -> float | None:
        source = {"name": "shop", "type": "database", "url": "sqlite:///x", **more}
        made: Settings = parse({"sources": [source]}, where="test", folder=Path())
        return made.databases[0].reconcile_s

    day = 24 * 3600
    assert reconciled(capture="poll") == day
    assert reconciled(capture="poll", reconcile_s=60) == 60
    assert reconciled(capture="log") is None
