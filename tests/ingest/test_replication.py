"""PostgreSQL's log on a real server: what is followed, what is lost and said, and restarts."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from ingest.records import Changes, FeedLost, Gone, Problem
from ingest.replication import LogFeed
from nescio.errors import ConfigError, SourceUnavailable
from nescio.settings_sources import DatabaseSource
from nescio.types import Record
from tests.servers import PrivatePostgres

pytestmark = pytest.mark.slow

SCHEMA = """
CREATE TYPE size AS ENUM ('small', 'large');
CREATE TABLE makers (maker_id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE tents (size size, made timestamptz, number numeric, name text NOT NULL,
  maker_id uuid REFERENCES makers, PRIMARY KEY (size, made, number));
CREATE TABLE visits (at timestamptz);
INSERT INTO makers VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'Fjellvik');
INSERT INTO tents VALUES ('small', '2026-05-04 10:00+02', 1.50, 'Kestrel',
  'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
"""
MANY = "INSERT INTO makers SELECT gen_random_uuid(), 'M' || n FROM generate_series(1, 300) n"
MAKER = "makers/a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
NUMBERS = itertools.count()


class Followed:
    """A database of its own and a feed that follows it."""

    def __init__(self, server: PrivatePostgres, **more: Any) -> None:
        self.server = server
        self.database = f"log{next(NUMBERS)}"
        url = server.create(self.database)
        self.sql(SCHEMA)
        # Slots are named once for the whole server.
        settings = {"name": self.database, "url": url, "capture": "log", "poll_s": 0.05, **more}
        self.settings = DatabaseSource.model_validate(settings)
        self.feed = LogFeed(self.settings)
        self.at = ""

    def sql(self, statements: str) -> None:
        self.server.execute(statements, self.database)

    def begin(self) -> None:
        """As after a snapshot."""
        self.at = self.feed.position()
        self.feed.confirm(self.at)

    def look(self, *, confirm: bool = True) -> dict[str, bool]:
        """Keys with whether they are there; to the end of what there is."""
        found: dict[str, bool] = {}
        while True:
            changes = self.feed.changes(self.at)
            found |= seen(changes)
            if confirm:
                self.at = changes.position
                self.feed.confirm(self.at)
            if not changes.more or not confirm:
                return found


def seen(changes: Changes) -> dict[str, bool]:
    items = list(changes.found)
    return {i.key: isinstance(i, Record) for i in items if isinstance(i, (Record, Gone))}


@pytest.fixture
def log(postgres: PrivatePostgres) -> Iterator[Followed]:
    followed = Followed(postgres)
    followed.begin()
    yield followed
    followed.feed.close()
    forget(followed)


def forget(followed: Followed) -> None:
    """Slots are few on a server."""
    followed.server.execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
        f" WHERE slot_name = 'nescio_{followed.database}'"
    )


def tent(number: str) -> str:
    return f"tents/size=small,made=2026-05-04 08:00:00+00:00,number={number}"


def test_changes_of_rows_are_followed(log: Followed) -> None:
    assert log.look() == {}
    log.sql("UPDATE tents SET name = 'Kestrel 2'")
    assert log.look() == {tent("1.50"): True}
    log.sql("UPDATE tents SET number = 2.5")
    assert log.look() == {tent("1.50"): False, tent("2.5"): True}
    log.sql("UPDATE makers SET name = 'Nordvik'")
    assert log.look() == {MAKER: True, tent("2.5"): True}
    log.sql("DELETE FROM tents; INSERT INTO visits VALUES (now())")
    assert log.look() == {tent("2.5"): False}
    assert log.look() == {}


def test_what_was_not_confirmed_comes_again(log: Followed) -> None:
    log.sql("UPDATE tents SET name = 'Kestrel 2'")
    assert log.look(confirm=False) == log.look(confirm=False) == {tent("1.50"): True}
    log.feed.close()
    log.feed = LogFeed(log.settings)
    assert tent("1.50") in log.look()
    assert log.look() == {}


def test_a_position_that_was_stored_but_not_confirmed_is_made_good(log: Followed) -> None:
    log.sql("UPDATE tents SET name = 'Kestrel 2'")
    log.at = log.feed.changes(log.at).position
    assert log.look() == {}


def test_rolled_back_changes_are_none(log: Followed) -> None:
    with psycopg.connect(log.server.conninfo, dbname=log.database) as connection:
        connection.execute("UPDATE tents SET name = 'never'")
        connection.rollback()
    assert log.look() == {}


def test_a_backlog_is_read_in_pieces(log: Followed) -> None:
    log.feed.at_once = 10
    log.sql(
        "INSERT INTO makers SELECT gen_random_uuid(), 'Maker ' || n FROM generate_series(1, 300) n"
    )
    for n in range(12):
        log.sql(f"UPDATE tents SET name = 'Kestrel {n}'")
    first = log.feed.changes(log.at)
    assert first.more
    assert len(seen(first)) == 300
    found = log.look()
    assert (len(found), found[tent("1.50")]) == (301, True)


def test_a_transaction_that_is_too_large_is_a_reason_to_read_everything(log: Followed) -> None:
    log.feed.most_rows = 100
    log.sql(
        "INSERT INTO makers SELECT gen_random_uuid(), 'Maker ' || n FROM generate_series(1, 300) n"
    )
    with pytest.raises(FeedLost, match="more than 100 rows"):
        log.look()
    log.begin()
    assert log.look() == {}


def test_truncate_is_said(log: Followed) -> None:
    log.sql("TRUNCATE tents")
    with pytest.raises(FeedLost, match="tents was emptied by TRUNCATE"):
        log.look()
    log.begin()
    assert log.look() == {}


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE tents ADD COLUMN colour text DEFAULT 'red'",
        "ALTER TABLE makers DROP COLUMN name",
        "ALTER TABLE tents RENAME COLUMN name TO title",
        "CREATE TABLE poles (id int PRIMARY KEY, name text)",
    ],
)
def test_another_schema_is_said_and_then_followed(log: Followed, change: str) -> None:
    log.sql(change)
    with pytest.raises(FeedLost, match="tables or its settings have changed"):
        log.look()
    log.begin()
    log.sql(
        "INSERT INTO poles VALUES (1, 'x')" if "poles" in change else "UPDATE tents SET number = 3"
    )
    assert len(log.look()) in (1, 2)


def test_a_slot_that_is_gone_is_made_again(log: Followed) -> None:
    forget(log)
    log.sql("UPDATE tents SET name = 'Kestrel 2'")
    with pytest.raises(FeedLost, match=f"the slot 'nescio_{log.database}' is gone; made again"):
        log.look()
    log.begin()
    log.sql("UPDATE tents SET name = 'Kestrel 3'")
    assert log.look() == {tent("1.50"): True}


def test_a_slot_that_someone_else_read_is_said(log: Followed) -> None:
    log.sql("UPDATE tents SET name = 'Kestrel 2'")
    before = log.at
    log.look()
    assert seen(log.feed.changes(before)) == {}
    log.sql("UPDATE tents SET name = 'Kestrel 3'")
    slot = f"'nescio_{log.database}'"
    log.sql(f"SELECT pg_replication_slot_advance({slot}, pg_current_wal_flush_lsn())")
    with pytest.raises(FeedLost, match="was read further by someone else"):
        log.look()


def test_a_publication_that_is_gone_is_made_again(log: Followed) -> None:
    log.sql(f"DROP PUBLICATION nescio_{log.database}")
    log.sql("UPDATE tents SET name = 'Kestrel 2'")
    with pytest.raises(FeedLost, match="publication"):
        log.look()
    log.begin()
    log.sql("UPDATE tents SET name = 'Kestrel 3'")
    assert log.look() == {tent("1.50"): True}


def test_a_table_without_identity_is_named_and_stays_writable(postgres: PrivatePostgres) -> None:
    followed = Followed(postgres)
    followed.sql("CREATE TABLE notes (note_id int, name text); INSERT INTO notes VALUES (1, 'a')")
    followed.begin()
    lines = [i.line for i in followed.feed.changes(followed.at).found if isinstance(i, Problem)]
    assert len(lines) == 1
    assert "ALTER TABLE notes REPLICA IDENTITY FULL" in lines[0]
    followed.sql("UPDATE notes SET name = 'b'")
    assert followed.look() == {}
    followed.sql("ALTER TABLE notes REPLICA IDENTITY FULL")
    with pytest.raises(FeedLost):
        followed.look()
    followed.begin()
    followed.sql("UPDATE notes SET name = 'c'; DELETE FROM notes")
    assert followed.look() == {"notes/1": False}
    followed.feed.close()
    forget(followed)


def test_partitions_are_rows_of_their_table(postgres: PrivatePostgres) -> None:
    followed = Followed(postgres)
    followed.sql(
        "CREATE TABLE sales (id int, year int, name text, PRIMARY KEY (id, year))"
        " PARTITION BY LIST (year);"
        "CREATE TABLE sales_26 PARTITION OF sales FOR VALUES IN (2026);"
        "CREATE TABLE sales_27 PARTITION OF sales FOR VALUES IN (2027);"
    )
    followed.begin()
    followed.sql("INSERT INTO sales VALUES (1, 2026, 'x'), (2, 2027, 'y')")
    assert followed.look() == {"sales/id=1,year=2026": True, "sales/id=2,year=2027": True}
    followed.sql("UPDATE sales SET year = 2027 WHERE id = 1")
    assert followed.look() == {"sales/id=1,year=2026": False, "sales/id=1,year=2027": True}
    followed.feed.close()
    forget(followed)


def test_waiting_ends_with_a_change_of_ours(log: Followed) -> None:
    assert not log.feed.wait(0.2)
    log.sql("INSERT INTO visits VALUES (now())")
    assert not log.feed.wait(0.2)
    log.sql("UPDATE tents SET name = 'Kestrel 2'")
    assert log.feed.wait(30)


def test_waiting_ends_with_a_notification(log: Followed) -> None:
    log.look()
    waking = threading.Timer(0.1, log.sql, (f"NOTIFY nescio_{log.database}",))
    waking.start()
    assert log.feed.wait(30)
    waking.join()


def test_waiting_ends_when_the_feed_is_closed(log: Followed) -> None:
    waiting = threading.Thread(target=log.feed.wait, args=(60,))
    waiting.start()
    log.feed.close()
    waiting.join(timeout=10)
    assert not waiting.is_alive()


def test_the_role_has_to_be_allowed(postgres: PrivatePostgres) -> None:
    followed = Followed(postgres)
    followed.sql("CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    url = postgres.url(followed.database, "reader")
    feed = LogFeed(followed.settings.model_copy(update={"url": url}))
    with pytest.raises(ConfigError, match="owner run: CREATE PUBLICATION"):
        feed.position()
    followed.sql(f"CREATE PUBLICATION nescio_{followed.database} FOR TABLE tents")
    with pytest.raises(ConfigError, match="run ALTER ROLE reader REPLICATION"):
        feed.position()
    followed.sql("ALTER ROLE reader REPLICATION")
    start = feed.position()
    feed.confirm(start)
    followed.sql("UPDATE tents SET name = 'Kestrel 2'")
    found = list(feed.changes(start).found)
    assert tent("1.50") in {item.key for item in found}
    (line,) = [item.line for item in found if isinstance(item, Problem)]
    assert line.startswith("makers wait for a full read")
    assert "ADD TABLE" in line
    feed.close()
    forget(followed)


def test_another_database_than_postgresql_is_refused() -> None:
    feed = LogFeed(DatabaseSource(name="shop", url="sqlite:///x", capture="log"))
    with pytest.raises(ConfigError, match="`log` needs PostgreSQL"):
        feed.position()


@pytest.mark.slow
def test_restarts_and_levels_of_the_server() -> None:
    with PrivatePostgres() as server:
        followed = Followed(server)
        followed.begin()
        for mode in ("fast", "immediate"):
            followed.sql(f"UPDATE tents SET name = '{mode}'")
            server.restart(mode)
            assert followed.look() == {tent("1.50"): True}
        server.stop()
        with pytest.raises(SourceUnavailable):
            followed.feed.wait(0.5)
        with pytest.raises(SourceUnavailable):
            followed.feed.changes(followed.at)
        server.start()
        followed.sql("UPDATE tents SET name = 'Kestrel 2'")
        assert followed.feed.wait(30)
        forget(followed)
        server.options["wal_level"] = "replica"
        server.restart()
        with pytest.raises(ConfigError, match="ALTER SYSTEM SET wal_level = logical"):
            followed.feed.position()
        followed.feed.close()


@pytest.mark.slow
def test_a_slot_that_was_left_behind_is_said_and_made_again() -> None:
    with PrivatePostgres(options={"max_slot_wal_keep_size": "1MB"}) as server:
        followed = Followed(server)
        followed.begin()
        with psycopg.connect(server.conninfo, autocommit=True) as connection:
            connection.execute("CREATE TABLE filler (text text)")
            many = "SELECT repeat(md5(n::text), 20) FROM generate_series(1, 20000) n"
            for _ in range(3):
                connection.execute(f"INSERT INTO filler {many}".encode())
                connection.execute("SELECT pg_switch_wal()")
                connection.execute("CHECKPOINT")
        with pytest.raises(FeedLost, match="left so far behind"):
            followed.look()
        followed.begin()
        followed.sql("UPDATE tents SET name = 'Kestrel 2'")
        assert followed.look() == {tent("1.50"): True}
        followed.feed.close()
