"""Batches of questions in SQL: what was asked, for whom, and what is done of it.

All methods block: call them in a worker thread. They are thread-safe, and each is one transaction;
what was written stays when the process is killed. Nobody but its asker gets at a batch.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from nescio.settings import Settings
from nescio.types import Scope
from retrieval.batch_results import (
    ENDED,
    JSON,
    Batch,
    BatchQuestion,
    BatchState,
    DoneQuestion,
    Outcome,
    Rests,
)
from retrieval.batch_rows import (
    history_text,
    idle_replies,
    labels_text,
    read_batch,
    read_counts,
    read_done,
    read_question,
    rests_text,
    result_text,
    write_done,
)
from retrieval.batch_tables import MIGRATIONS, applied, batches, notes, questions, replies
from retrieval.sql_store import ErasingStore, moment, url_beside

FILE = "batches.sqlite"
_OPEN = ("queued", "running")


def batches_url(settings: Settings) -> str:
    """Where they are: the URL set, beside a PostgreSQL catalogue, or a file in `state`."""
    return settings.batches.url or url_beside(settings, FILE)


class BatchStore(ErasingStore):
    """Batches at an SQLAlchemy URL, created or migrated when opened.

    Raises ConfigError for a URL that cannot be used, StoreFailed when the database fails.
    """

    def __init__(self, url: str) -> None:
        super().__init__(
            url,
            called="the store of batches",
            of="batches",
            steps=MIGRATIONS,
            applied=applied,
            notes=notes,
        )

    def add(
        self,
        batch_id: str,
        scope: Scope,
        digest: str,
        asked: Sequence[BatchQuestion],
        estimate: Mapping[str, Any] | None,
    ) -> str:
        """Record a batch. The id of the equal one of that asker that is not over, if there is."""
        equal = sa.select(batches.c.id).where(
            _of(scope), batches.c.digest == digest, batches.c.state.in_(_OPEN)
        )
        with self._writing() as connection:
            known = connection.scalar(equal.limit(1))
            if known is not None:
                return str(known)
            connection.execute(
                sa.insert(batches).values(
                    id=batch_id,
                    tenant=scope.tenant,
                    labels=labels_text(scope),
                    digest=digest,
                    state="queued",
                    total=len(asked),
                    problem="",
                    estimate=None if estimate is None else json.dumps(dict(estimate)),
                    created_at=_now(),
                )
            )
            rows = [
                {
                    "batch_id": batch_id,
                    "number": number,
                    "id": one.id,
                    "text": one.text,
                    "history": history_text(one),
                }
                for number, one in enumerate(asked)
            ]
            connection.execute(sa.insert(questions), rows)
        return batch_id

    def batch(self, batch_id: str, scope: Scope | None = None) -> Batch | None:
        """A batch; only if it is of that asker, where one is given."""
        query = sa.select(batches).where(batches.c.id == batch_id)
        if scope is not None:
            query = query.where(_of(scope))
        with self._reading() as connection:
            found = connection.execute(query).first()
            return None if found is None else read_batch(found, read_counts(connection, [found.id]))

    def newest(self, scope: Scope, limit: int) -> list[Batch]:
        """The newest batches of an asker, newest first."""
        query = sa.select(batches).where(_of(scope))
        query = query.order_by(batches.c.created_at.desc(), batches.c.id).limit(limit)
        with self._reading() as connection:
            found = connection.execute(query).all()
            counts = read_counts(connection, [row.id for row in found])
        return [read_batch(row, counts) for row in found]

    def unfinished(self) -> list[tuple[str, int]]:
        """Id and size of the batches that are not over, oldest first."""
        query = sa.select(batches.c.id, batches.c.total).where(batches.c.state.in_(_OPEN))
        with self._reading() as connection:
            found = connection.execute(query.order_by(batches.c.created_at, batches.c.id)).all()
        return [(row.id, row.total) for row in found]

    def begin(self, batch_id: str) -> None:
        """It runs now, unless it is over."""
        where = sa.and_(batches.c.id == batch_id, batches.c.state == "queued")
        with self._writing() as connection:
            connection.execute(sa.update(batches).where(where).values(state="running"))

    def end(self, batch_id: str, state: BatchState, problem: str = "") -> bool:
        """It is over; whether it was not before. Replies kept for it are not needed any more."""
        where = sa.and_(batches.c.id == batch_id, batches.c.state.in_(_OPEN))
        values = {"state": state, "problem": problem, "ended_at": _now()}
        with self._writing() as connection:
            changed = connection.execute(sa.update(batches).where(where).values(**values)).rowcount
            connection.execute(sa.delete(replies).where(replies.c.batch_id == batch_id))
            self._note_owed(connection)
        return changed > 0

    def undone(self, batch_id: str) -> list[tuple[int, BatchQuestion]]:
        """The questions that are not done, in order, with their numbers."""
        query = sa.select(questions).where(
            questions.c.batch_id == batch_id, questions.c.outcome.is_(None)
        )
        with self._reading() as connection:
            found = connection.execute(query.order_by(questions.c.number)).all()
        return [(row.number, read_question(row)) for row in found]

    def outcomes(self, batch_id: str) -> dict[int, str]:
        """What came of the questions that are done, by number."""
        query = sa.select(questions.c.number, questions.c.outcome).where(
            questions.c.batch_id == batch_id, questions.c.outcome.is_not(None)
        )
        with self._reading() as connection:
            return {row.number: row.outcome for row in connection.execute(query)}

    def record(
        self,
        batch_id: str,
        number: int,
        outcome: Outcome,
        result: JSON,
        rests: Rests | None = None,
    ) -> bool:
        """A question is done; False when it was before: the first result stays. The replies of
        models for it are not needed any more."""
        where = sa.and_(
            questions.c.batch_id == batch_id,
            questions.c.number == number,
            questions.c.outcome.is_(None),
        )
        values = {"result": result_text(result), "rests": rests_text(rests)}
        with self._writing() as connection:
            update = sa.update(questions).where(where).values(outcome=outcome, **values)
            changed = connection.execute(update).rowcount
            mine = sa.and_(replies.c.batch_id == batch_id, replies.c.number == number)
            connection.execute(sa.delete(replies).where(mine))
        return changed > 0

    def results(self, batch_id: str, after: int = -1, limit: int = 100) -> list[DoneQuestion]:
        """The next questions that are done, in order, with what came of them."""
        where = sa.and_(questions.c.batch_id == batch_id, questions.c.number > after)
        with self._reading() as connection:
            return read_done(connection, where, limit)

    def resting(self, after: tuple[str, int], limit: int = 500) -> list[DoneQuestion]:
        """The next questions of all batches whose results rest on sources, by id and number."""
        place = sa.tuple_(questions.c.batch_id, questions.c.number)
        where = sa.and_(questions.c.rests.is_not(None), place > sa.tuple_(*after))
        with self._reading() as connection:
            return read_done(connection, where, limit)

    def replace(self, changed: Collection[DoneQuestion]) -> None:
        """Overwrite results that have lost sources, unless somebody else just did."""
        with self._writing() as connection:
            for done in changed:
                write_done(connection, done)
            self._note_owed(connection)

    def idle_replies(self) -> int:
        """How many replies of models are kept though nothing is left to be done with them."""
        with self._reading() as connection:
            query = sa.select(sa.func.count()).select_from(replies).where(idle_replies(_OPEN))
            return connection.scalar(query) or 0

    def drop_idle_replies(self) -> None:
        """Forget them."""
        if self.idle_replies():
            with self._writing() as connection:
                connection.execute(sa.delete(replies).where(idle_replies(_OPEN)))
                self._note_owed(connection)

    def forget(self, before: dt.datetime) -> int:
        """Drop what ended before that time; how many batches."""
        old = sa.and_(batches.c.state.in_(ENDED), batches.c.ended_at < moment(before))
        with self._writing() as connection:
            gone = connection.execute(sa.delete(batches).where(old)).rowcount
            if gone:
                self._note_owed(connection)
        return gone

    def kept_reply(self, keys: Sequence[str]) -> tuple[str, JSON] | None:
        """A finished reply of a model under one of the keys, the first that there is."""
        query = sa.select(replies.c.key, replies.c.reply).where(replies.c.key.in_(keys))
        with self._reading() as connection:
            found = {row.key: row.reply for row in connection.execute(query)}
        return next(((key, json.loads(found[key])) for key in keys if key in found), None)

    def keep_reply(self, batch_id: str, number: int, key: str, reply: JSON) -> None:
        """Keep a finished reply of a model until its question is done or its batch is over; one
        that comes later is not kept."""
        row = {"key": key, "batch_id": batch_id, "number": number, "reply": result_text(reply)}
        with self._writing() as connection:
            connection.execute(sa.delete(replies).where(replies.c.key == key))
            connection.execute(sa.insert(replies).values(**row))
            late = sa.and_(replies.c.key == key, idle_replies(_OPEN))
            connection.execute(sa.delete(replies).where(late))


def _of(scope: Scope) -> sa.ColumnElement[bool]:
    return sa.and_(batches.c.tenant == scope.tenant, batches.c.labels == labels_text(scope))


def _now() -> str:
    return moment(dt.datetime.now(dt.UTC))
