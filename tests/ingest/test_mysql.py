"""MariaDB as a database of record: never written, never for longer than is allowed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ingest.poll import PollFeed
from ingest.records import Gone
from nescio.settings_sources import DatabaseSource
from nescio.types import Record
from retrieval.database import open_read_only
from tests.servers import PrivateMariaDB

TABLES = (
    "CREATE TABLE makers (maker_id INT PRIMARY KEY, name VARCHAR(40) NOT NULL)",
    """CREATE TABLE tents (tent_id INT PRIMARY KEY, name VARCHAR(40) NOT NULL, maker_id INT,
    updated_at TIMESTAMP(3) DEFAULT NOW(3) ON UPDATE NOW(3),
    FOREIGN KEY (maker_id) REFERENCES makers (maker_id))""",
    "INSERT INTO makers VALUES (1, 'Fjellvik')",
    "INSERT INTO tents (tent_id, name, maker_id) VALUES (1, 'Kestrel', 1), (2, 'Heron', 1)",
)


@pytest.fixture(scope="module")
def shop(mariadb: PrivateMariaDB) -> DatabaseSource:
    mariadb.execute("CREATE DATABASE shop")
    mariadb.execute(*TABLES, database="shop")
    return DatabaseSource(name="shop", url=mariadb.url("shop"), statement_timeout_s=0.5)


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM tents", "CREATE TABLE other (i INT)", "UPDATE makers SET name = 'x'"],
)
def test_nothing_can_be_written(shop: DatabaseSource, statement: str) -> None:
    engine = open_read_only(shop)
    with engine.connect() as connection, pytest.raises(DBAPIError, match="READ ONLY"):
        connection.execute(sa.text(statement))
    engine.dispose()


def test_a_statement_that_takes_too_long_is_interrupted(shop: DatabaseSource) -> None:
    engine = open_read_only(shop)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with engine.connect() as connection:
        connection.execute(sa.text("SET max_recursive_iterations = 4294967295"))
        with pytest.raises(DBAPIError, match="max_statement_time"):
            connection.execute(sa.text(endless))
    engine.dispose()


def test_changes_are_found_by_watermark(shop: DatabaseSource, mariadb: PrivateMariaDB) -> None:
    feed = PollFeed(shop.model_copy(update={"capture": "poll"}))
    try:
        start = feed.position()
        mariadb.execute(
            "UPDATE tents SET name = 'Kestrel 2', updated_at = NOW(3) + INTERVAL 2 MINUTE"
            " WHERE tent_id = 1",
            database="shop",
        )
        changes = feed.changes(start)
        keys = {item.key for item in changes.found if isinstance(item, (Record, Gone))}
        assert "tents/1" in keys
        nothing = feed.changes(changes.position)
        assert {i.key for i in nothing.found if isinstance(i, Record)} == {"tents/1"}
    finally:
        feed.close()
