"""Answers kept in SQL with what they rest on: bounded, expiring, gone when that changes.

All methods block: call them in a worker thread. They are thread-safe, and each is one transaction.
What rests on a changed record is found by joins over indexes, whatever the number of answers.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nescio.settings import Settings
from nescio.types import Scope
from retrieval import kept_rows as rows
from retrieval.catalogue import Catalogue
from retrieval.catalogue_writes import in_batches
from retrieval.kept_rows import KeptAnswer
from retrieval.kept_sweep import OWED, doubtful, drop, moved, note, noted, resting_on
from retrieval.kept_tables import (
    MIGRATIONS,
    answer_reads,
    answer_things,
    answers,
    applied,
    read_things,
    things,
)
from retrieval.read_codec import read_from_json
from retrieval.reads import Read
from retrieval.residue import SHARE, write_anew
from retrieval.sql_store import SqlStore, moment, never_written, url_beside
from retrieval.things import Thing, versions

FILE = "answers.sqlite"
_AT, _TOOK = "residue_removed_at_ms", "residue_took_ms"
_LOCK = 0x6E636163
_USED_S = 30.0
"""When an answer was used last is written down no more often."""


def answers_url(settings: Settings) -> str:
    """Where they are: beside a PostgreSQL catalogue, or a file in `state`."""
    return url_beside(settings, FILE)


@dataclass(frozen=True, kw_only=True)
class Suspect:
    """A live read that touches what has changed: whether it still finds the same is to be seen."""

    id: int
    scope: Scope
    read: Read
    found: str


@dataclass(frozen=True, kw_only=True)
class KeptVector:
    """The vector of the question of an answer."""

    id: int
    question: str
    vector: bytes


class AnswerStore(SqlStore):
    """Kept answers at an SQLAlchemy URL, created or migrated when opened.

    Raises ConfigError for a URL that cannot be used, StoreFailed when the database fails.
    """

    def __init__(self, url: str, *, max_answers: int) -> None:
        """`max_answers` of a tenant are kept."""
        self._max = max_answers
        super().__init__(
            url, called="kept answers", of="answers", steps=MIGRATIONS, applied=applied
        )

    def find(self, key: str) -> KeptAnswer | None:
        """The answer of a key."""
        with self._reading() as connection:
            return rows.read_answer(connection, answers.c.key == key)

    def get(self, answer_id: int) -> KeptAnswer | None:
        """The answer of an id."""
        with self._reading() as connection:
            return rows.read_answer(connection, answers.c.id == answer_id)

    def put(self, answer: KeptAnswer) -> int:
        """Keep an answer in the place of the one of its key; what is too much goes, the one used
        longest ago first. Returns its id."""
        table = answers
        with self._writing() as connection:
            id_ = rows.insert_answer(connection, answer)
            over = (
                sa.select(table.c.id)
                .where(table.c.tenant == answer.scope.tenant)
                .order_by(table.c.used_at.desc(), table.c.id.desc())
                .offset(self._max)
            )
            drop(connection, connection.scalars(over).all())
        return id_

    def used(self, answer: KeptAnswer, now: dt.datetime) -> None:
        """Note that an answer was given out."""
        before = moment(now - dt.timedelta(seconds=_USED_S))
        mine = sa.and_(answers.c.id == answer.id, answers.c.used_at < before)
        with self._reading() as connection:
            if connection.scalar(sa.select(answers.c.id).where(mine)) is None:
                return
        with self._writing() as connection:
            connection.execute(sa.update(answers).where(mine).values(used_at=moment(now)))

    def claim(self, answer_id: int, now: dt.datetime, seconds: float) -> bool:
        """Whether the caller is the one to make an answer anew, for that long."""
        mine = sa.and_(answers.c.id == answer_id, answers.c.claimed_until < moment(now))
        until = moment(now + dt.timedelta(seconds=seconds))
        with self._writing() as connection:
            claimed = sa.update(answers).where(mine).values(claimed_until=until)
            return connection.execute(claimed).rowcount > 0

    def drop(self, ids: Collection[int]) -> int:
        """Forget answers; how many there were."""
        with self._writing() as connection:
            return drop(connection, ids)

    def expire(self, before: dt.datetime) -> int:
        """Forget the answers whose time was over by then."""
        with self._writing() as connection:
            old = sa.select(answers.c.id).where(answers.c.expires_at < moment(before))
            return drop(connection, connection.scalars(old).all())

    def clear(self) -> int:
        """Forget all answers."""
        with self._writing() as connection:
            return drop(connection, connection.scalars(sa.select(answers.c.id)).all())

    def count(self, tenant: str | None = None) -> int:
        """How many answers are kept, of all or of one tenant."""
        query = sa.select(sa.func.count()).select_from(answers)
        if tenant is not None:
            query = query.where(answers.c.tenant == tenant)
        with self._reading() as connection:
            return connection.scalar(query) or 0

    def ids(self) -> list[int]:
        """The ids of all answers."""
        with self._reading() as connection:
            return list(connection.scalars(sa.select(answers.c.id).order_by(answers.c.id)))

    def vectors(self, family: str, after: int = 0) -> list[KeptVector]:
        """The questions of a family that have a vector, those stored after an id."""
        table = answers
        query = (
            sa.select(table.c.id, table.c.question, table.c.vector)
            .where(table.c.family == family, table.c.id > after, table.c.vector.is_not(None))
            .order_by(table.c.id)
        )
        with self._reading() as connection:
            return [
                KeptVector(id=id_, question=question, vector=vector)
                for id_, question, vector in connection.execute(query)
            ]

    def sweep(self, catalogue: Catalogue) -> int:
        """Forget the answers that rest on a record or a table that has another version now; how
        many there were. Which live reads have become doubtful, `suspects` tells."""
        now = self._versions(catalogue)
        with self._writing() as connection:
            return drop(connection, resting_on(connection, moved(connection, now)))

    def stale(self, catalogue: Catalogue) -> int:
        """How many answers `sweep` would forget."""
        now = self._versions(catalogue)
        with self._reading() as connection:
            found: set[int] = set()
            query = sa.select(things, answer_things.c.version, answer_things.c.answer_id)
            query = query.join(answer_things, answer_things.c.thing_id == things.c.id)
            for row in connection.execute(query):
                thing = Thing(kind=row.kind, source=row.source, name=row.name)
                if thing in now and row.version != now[thing]:
                    found.add(row.answer_id)
        return len(found)

    def suspects(self) -> list[Suspect]:
        """The live reads that touch what is not known to be as it was: because it has changed, or
        because it is not indexed."""
        with self._reading() as connection:
            return [
                Suspect(
                    id=row.id,
                    scope=rows.scope_of(row),
                    read=read_from_json(row.body),
                    found=row.found,
                )
                for row in connection.execute(doubtful())
            ]

    def settle(self, suspects: Collection[Suspect], found: Mapping[int, str]) -> int:
        """Forget the answers that rest on reads which now find something else (`found`, by the id
        of the suspect); the others are no suspects any more. Returns how many answers went."""
        differing = [s.id for s in suspects if s.id in found and found[s.id] != s.found]
        same = [s.id for s in suspects if found.get(s.id) == s.found]
        current = sa.select(things.c.current).where(things.c.id == read_things.c.thing_id)
        gone: set[int] = set()
        with self._writing() as connection:
            for batch in in_batches(differing):
                query = sa.select(answer_reads.c.answer_id).where(answer_reads.c.read_id.in_(batch))
                gone.update(connection.scalars(query))
            for batch in in_batches(same):
                connection.execute(
                    sa.update(read_things)
                    .where(read_things.c.read_id.in_(batch))
                    .values(version=sa.func.coalesce(current.scalar_subquery(), ""))
                )
            return drop(connection, gone)

    def remove_residue(self) -> bool:
        """Leave no bytes of forgotten answers in a SQLite file; whether nothing is owed. It may
        take one part in so many of the time, and is put off otherwise."""
        if self._engine.dialect.name != "sqlite":
            return True
        with self._reading() as connection:
            known = noted(connection)
        owed, began = known.get(OWED, 0), time.time()
        since = began * 1000 - known.get(_AT, 0)
        if not owed or 0 <= since < SHARE * known.get(_TOOK, 0):
            return not owed
        if not write_anew(self._engine):
            return False
        took = round((time.time() - began) * 1000)
        with self._writing() as connection:
            # Something may have been forgotten in the meantime.
            note(connection, {OWED: noted(connection)[OWED] - owed})
            note(connection, {_AT: round(began * 1000), _TOOK: took})
        return True

    def _versions(self, catalogue: Catalogue) -> dict[Thing, str]:
        """Of all that any answer rests on, as the catalogue has it now."""
        with self._reading() as connection:
            query = sa.select(things.c.kind, things.c.source, things.c.name)
            known = [
                Thing(kind=kind, source=source, name=name)
                for kind, source, name in connection.execute(query)
            ]
        return versions(catalogue, known)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One writer at a time: SQLite has it so, PostgreSQL by a lock."""
        with super()._writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield connection


def sweep_answers(settings: Settings, catalogue: Catalogue) -> int:
    """`sweep` the kept answers of an installation, if there are any; how many went.

    Raises ConfigError and StoreFailed.
    """
    store = _existing(settings)
    if store is None:
        return 0
    with contextlib.closing(store):
        swept = store.sweep(catalogue)
        store.remove_residue()
        return swept


def stale_answers(settings: Settings, catalogue: Catalogue) -> int:
    """How many answers `sweep_answers` would forget; raises what it does."""
    store = _existing(settings)
    if store is None:
        return 0
    with contextlib.closing(store):
        return store.stale(catalogue)


def _existing(settings: Settings) -> AnswerStore | None:
    """The kept answers of an installation, None while there can be none: no file is made."""
    url = answers_url(settings)
    if never_written(url):
        return None
    return AnswerStore(url, max_answers=settings.cache.max_answers)
