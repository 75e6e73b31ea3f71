"""Read-only engines over databases of record, with a limit on every statement.

SQLite files are opened with `mode=ro` and `query_only`, PostgreSQL sessions with
`default_transaction_read_only` and `statement_timeout`, MySQL and MariaDB sessions with read-only
transactions and `max_execution_time` or `max_statement_time`; other databases should be given a
read-only role, which is the only thing that protects them.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from nescio.errors import SourceUnavailable
from nescio.settings_sources import DatabaseSource

POOL_SIZE = 4
CONNECT_TIMEOUT_S = 5
_STEPS_BETWEEN_CHECKS = 2_000  # SQLite virtual machine steps: well under a millisecond


def open_read_only(source: DatabaseSource) -> Engine:
    """A pooled, thread-safe engine that cannot write. Blocks while it connects once.

    Raises SourceUnavailable when the file is missing or the server cannot be reached.
    """
    try:
        url = make_url(source.url)
    except ArgumentError:
        raise SourceUnavailable(source.name, "its url is not a SQLAlchemy URL") from None
    try:
        engine = _engine(url, source)
        with engine.connect():
            pass
    except (SQLAlchemyError, sqlite3.Error, ImportError) as error:
        raise SourceUnavailable(source.name, one_line(error)) from None
    return engine


def one_line(error: BaseException) -> str:
    """The first line of an error, without the statement and the link that SQLAlchemy appends."""
    cause = getattr(error, "orig", None) or error
    return (str(cause).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _engine(url: URL, source: DatabaseSource) -> Engine:
    backend = url.get_backend_name()
    if backend == "sqlite":
        return _sqlite(url, source)
    if backend == "postgresql":
        return _postgresql(url, source.statement_timeout_s)
    if backend in ("mysql", "mariadb"):
        return _mysql(url, source.statement_timeout_s)
    return create_engine(url, pool_size=POOL_SIZE, max_overflow=0, pool_pre_ping=True)


def _sqlite(url: URL, source: DatabaseSource) -> Engine:
    path = Path(url.database or "")
    if not url.database or not path.is_file():
        raise SourceUnavailable(source.name, f"no such file {str(path)!r}")
    address = f"file:{quote(str(path.resolve()))}?mode=ro"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            address, uri=True, check_same_thread=False, timeout=source.statement_timeout_s
        )
        connection.execute("PRAGMA query_only = ON")
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=POOL_SIZE, max_overflow=0
    )
    _limit_sqlite(engine, source.statement_timeout_s)
    return engine


def _limit_sqlite(engine: Engine, seconds: float) -> None:
    """SQLite has no statement timeout: a progress handler interrupts what runs too long."""

    @event.listens_for(engine, "before_cursor_execute")
    def start(connection: Any, *_: Any) -> None:
        deadline = time.monotonic() + seconds
        raw = connection.connection.driver_connection
        raw.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS_BETWEEN_CHECKS)

    @event.listens_for(engine, "checkin")
    def stop(raw: sqlite3.Connection | None, _: Any) -> None:
        if raw is not None:
            raw.set_progress_handler(None, 0)


def _postgresql(url: URL, seconds: float) -> Engine:
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    options = f"-c default_transaction_read_only=on -c statement_timeout={int(seconds * 1000)}"
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": CONNECT_TIMEOUT_S},
    )

    @event.listens_for(engine, "connect")
    def lenient(raw: Any, _: Any) -> None:
        # Imported late: most databases of record need none of it.
        from retrieval.postgres_values import LENIENT

        for name, loader in LENIENT.items():
            raw.adapters.register_loader(name, loader)

    return engine


def _mysql(url: URL, seconds: float) -> Engine:
    if "+" not in url.drivername:
        url = url.set(drivername=f"{url.drivername}+pymysql")
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
    )

    @event.listens_for(engine, "connect")
    def limit(raw: Any, _: Any) -> None:
        with raw.cursor() as cursor:
            cursor.execute("SELECT VERSION()")
            maria = "mariadb" in str(cursor.fetchone()).lower()
            limited = (
                f"max_statement_time = {seconds:f}"
                if maria
                else f"max_execution_time = {int(seconds * 1000)}"
            )
            cursor.execute(f"SET SESSION {limited}")
            cursor.execute("SET SESSION TRANSACTION READ ONLY")

    return engine
