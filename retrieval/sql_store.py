"""What the stores in SQL beside the catalogue have in common: their place, opening, transactions.

Each has a file of its own beside a SQLite catalogue, so that nothing waits for an ingest that
writes, and that the file is small enough to be written anew when something is deleted; beside a
PostgreSQL catalogue it is in the same database. Its tables and statements are its own.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from nescio.errors import StoreFailed
from nescio.settings import Settings
from retrieval.migrations import Steps, apply_steps
from retrieval.residue import write_anew
from retrieval.tables import for_writing, open_engine

_FILE = "sqlite:///"
_OWED = "residue"


def url_beside(settings: Settings, file: str) -> str:
    """Beside a PostgreSQL catalogue, or a file in `state`."""
    if settings.catalogue_url and settings.catalogue_url.startswith("postgresql"):
        return settings.catalogue_url
    return f"{_FILE}{(settings.state / file).resolve()}"


def never_written(url: str) -> bool:
    """Whether it is a SQLite file that is not there: opening it would make one."""
    return url.startswith(_FILE) and not Path(url.removeprefix(_FILE)).is_file()


def moment(at: dt.datetime) -> str:
    """A time as text that sorts as times do."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def notes_table(metadata: sa.MetaData, name: str) -> sa.Table:
    """Numbers that a store keeps by name."""
    return sa.Table(
        name,
        metadata,
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )


class SqlStore:
    """Tables at an SQLAlchemy URL, created or migrated when opened.

    Raises ConfigError for a URL that cannot be used, StoreFailed when the database fails.
    """

    def __init__(self, url: str, *, called: str, of: str, steps: Steps, applied: sa.Table) -> None:
        """`called` in failures; `of` what something is kept; `applied` has the `steps` done."""
        self._called = called
        with self._failures():
            self._engine = open_engine(url)
            self._writer = for_writing(self._engine)
            apply_steps(self._engine, steps, applied, f"what is kept of {of}")

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._failures(), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._failures(), self._writer.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            # The first line: the rest repeats the statement with the values that were sent.
            raise StoreFailed(self._called, str(error).splitlines()[0]) from error
        except OSError as error:
            raise StoreFailed(self._called, str(error)) from error


class ErasingStore(SqlStore):
    """A store that notes when it deletes text, and then leaves no bytes of it in a SQLite file."""

    def __init__(
        self, url: str, *, called: str, of: str, steps: Steps, applied: sa.Table, notes: sa.Table
    ) -> None:
        super().__init__(url, called=called, of=of, steps=steps, applied=applied)
        self._notes = notes

    def remove_residue(self) -> bool:
        """Leave no bytes of deleted text in a SQLite file; whether nothing is owed any more."""
        if self._engine.dialect.name != "sqlite":
            return True
        notes = self._notes.c
        with self._reading() as connection:
            owed = connection.scalar(sa.select(notes.value).where(notes.name == _OWED))
        if owed is None:
            return True
        if not write_anew(self._engine):
            return False
        with self._writing() as connection:
            # Only if nothing was deleted in the meantime.
            done = sa.and_(notes.name == _OWED, notes.value == owed)
            connection.execute(sa.delete(self._notes).where(done))
        return True

    def _note_owed(self, connection: Connection) -> None:
        """Deleted text may be left in the file; the number tells one time from another."""
        notes = self._notes
        mine = notes.c.name == _OWED
        counted = sa.update(notes).where(mine).values(value=notes.c.value + 1)
        if not connection.execute(counted).rowcount:
            connection.execute(sa.insert(notes).values(name=_OWED, value=1))
