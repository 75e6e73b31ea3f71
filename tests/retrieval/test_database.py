"""Databases of record are opened read-only, with a limit on every statement."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from nescio.errors import SourceUnavailable
from nescio.settings_sources import DatabaseSource
from retrieval.database import open_read_only
from tests.retrieval import library

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    source = DatabaseSource(name="gone", url=f"sqlite:///{tmp_path}/none.sqlite")
    with pytest.raises(SourceUnavailable, match=r"source 'gone' cannot be read: no such file"):
        open_read_only(source)
    assert not (tmp_path / "none.sqlite").exists()


@pytest.mark.parametrize("url", ["no url", "sqlite://", "postgresql://nobody@127.0.0.1:1/x"])
def test_what_cannot_be_opened_is_unavailable(url: str) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        open_read_only(DatabaseSource(name="bad", url=url))
    assert "\n" not in str(caught.value)


def test_nothing_can_be_written(tmp_path: Path) -> None:
    opened = library.build(tmp_path / "l.sqlite")
    with opened.engine.connect() as connection:
        for statement in ("DELETE FROM books", "CREATE TABLE x (y)", "UPDATE books SET pages = 0"):
            with pytest.raises(DBAPIError):
                connection.execute(text(statement))
    opened.close()


def test_an_endless_statement_is_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    library.build(path).close()
    limited = DatabaseSource(name="l", url=f"sqlite:///{path}", statement_timeout_s=0.1)
    engine = open_read_only(limited)
    with engine.connect() as connection:
        with pytest.raises(DBAPIError, match="interrupted"):
            connection.execute(text(ENDLESS))
        assert connection.execute(text("SELECT count(*) FROM books")).scalar() == 4
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.skipif("NESCIO_TEST_POSTGRES" not in os.environ, reason="no PostgreSQL server")
def test_postgresql_sessions_are_read_only() -> None:
    source = DatabaseSource(name="pg", url=os.environ["NESCIO_TEST_POSTGRES"])
    engine = open_read_only(source)
    with engine.connect() as connection, pytest.raises(DBAPIError, match="read-only"):
        connection.execute(text("CREATE TABLE nescio_must_not_exist (i int)"))
    engine.dispose()
