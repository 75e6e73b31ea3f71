"""Batches of questions in SQL: what was asked, for whom, and what is done of it.

All methods block: call them in a worker thread. They are thread-safe, and each is one transaction;
what was written stays when the process is killed. Nobody but its asker gets at a batch.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import SQLAlchemyError

from nescio.errors import StoreFailed
from nescio.settings import Settings
from nescio.types import Scope, Turn
from retrieval.batch_tables import MIGRATIONS, applied, batches, questions, replies
from retrieval.migrations import apply_steps
from retrieval.tables import for_writing, open_engine

FILE = "batches.sqlite"
BatchState = Literal["queued", "running", "done", "failed", "cancelled"]
Outcome = Literal["answered", "partial", "abstained", "failed"]
ENDED: frozenset[BatchState] = frozenset(("done", "failed", "cancelled"))
_OPEN = ("queued", "running")
JSON = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class BatchQuestion:
    """One question of a batch. `id` is the asker's name for it."""

    id: str
    text: str
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Batch:
    """How a batch stands; `counts` are of the questions that are done, by outcome."""

    id: str
    scope: Scope
    state: BatchState
    total: int
    created_at: str
    ended_at: str | None = None
    problem: str = ""
    estimate: Mapping[str, Any] | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """Questions that are done, whatever came of them."""
        return sum(self.counts.values())


def batches_url(settings: Settings) -> str:
    """Where they are: the URL set, beside a PostgreSQL catalogue, or a file in `state`."""
    if settings.batches.url:
        return settings.batches.url
    if settings.catalogue_url and settings.catalogue_url.startswith("postgresql"):
        return settings.catalogue_url
    return f"sqlite:///{(settings.state / FILE).resolve()}"


class BatchStore:
    """Batches at an SQLAlchemy URL, created or migrated when opened.

    Raises ConfigError for a URL that cannot be used, StoreFailed when the database fails.
    """

    def __init__(self, url: str) -> None:
        with _failures():
            self._engine = open_engine(url)
            self._writer = for_writing(self._engine)
            apply_steps(self._engine, MIGRATIONS, applied, "what is kept of batches")

    def close(self) -> None:
        self._engine.dispose()

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
                    labels=_labels(scope),
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
                    "history": json.dumps([[t.question, t.answer] for t in one.history]),
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
            return None if found is None else _batch(found, _counts(connection, [found.id]))

    def newest(self, scope: Scope, limit: int) -> list[Batch]:
        """The newest batches of an asker, newest first."""
        query = sa.select(batches).where(_of(scope))
        query = query.order_by(batches.c.created_at.desc(), batches.c.id).limit(limit)
        with self._reading() as connection:
            found = connection.execute(query).all()
            counts = _counts(connection, [row.id for row in found])
        return [_batch(row, counts) for row in found]

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
        return changed > 0

    def undone(self, batch_id: str) -> list[tuple[int, BatchQuestion]]:
        """The questions that are not done, in order, with their numbers."""
        query = sa.select(questions).where(
            questions.c.batch_id == batch_id, questions.c.outcome.is_(None)
        )
        with self._reading() as connection:
            found = connection.execute(query.order_by(questions.c.number)).all()
        return [(row.number, _question(row)) for row in found]

    def outcomes(self, batch_id: str) -> dict[int, str]:
        """What came of the questions that are done, by number."""
        query = sa.select(questions.c.number, questions.c.outcome).where(
            questions.c.batch_id == batch_id, questions.c.outcome.is_not(None)
        )
        with self._reading() as connection:
            return {row.number: row.outcome for row in connection.execute(query)}

    def record(self, batch_id: str, number: int, outcome: Outcome, result: JSON) -> bool:
        """A question is done; False when it was before: the first result stays. The replies of
        models for it are not needed any more."""
        where = sa.and_(
            questions.c.batch_id == batch_id,
            questions.c.number == number,
            questions.c.outcome.is_(None),
        )
        text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
        with self._writing() as connection:
            update = sa.update(questions).where(where).values(outcome=outcome, result=text)
            changed = connection.execute(update).rowcount
            mine = sa.and_(replies.c.batch_id == batch_id, replies.c.number == number)
            connection.execute(sa.delete(replies).where(mine))
        return changed > 0

    def results(
        self, batch_id: str, after: int = -1, limit: int = 100
    ) -> list[tuple[int, BatchQuestion, JSON]]:
        """The next questions that are done, in order, with what came of them."""
        query = sa.select(questions).where(
            questions.c.batch_id == batch_id,
            questions.c.number > after,
            questions.c.outcome.is_not(None),
        )
        with self._reading() as connection:
            found = connection.execute(query.order_by(questions.c.number).limit(limit)).all()
        return [(row.number, _question(row), json.loads(row.result)) for row in found]

    def forget(self, before: dt.datetime) -> int:
        """Drop what ended before that time; how many batches."""
        old = sa.and_(batches.c.state.in_(ENDED), batches.c.ended_at < _moment(before))
        with self._writing() as connection:
            return connection.execute(sa.delete(batches).where(old)).rowcount

    def kept_reply(self, keys: Sequence[str]) -> tuple[str, JSON] | None:
        """A finished reply of a model under one of the keys, the first that there is."""
        query = sa.select(replies.c.key, replies.c.reply).where(replies.c.key.in_(keys))
        with self._reading() as connection:
            found = {row.key: row.reply for row in connection.execute(query)}
        return next(((key, json.loads(found[key])) for key in keys if key in found), None)

    def keep_reply(self, batch_id: str, number: int, key: str, reply: JSON) -> None:
        """Keep a finished reply of a model until its question is done."""
        text = json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
        with self._writing() as connection:
            connection.execute(sa.delete(replies).where(replies.c.key == key))
            row = {"key": key, "batch_id": batch_id, "number": number, "reply": text}
            connection.execute(sa.insert(replies).values(**row))

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _failures(), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _failures(), self._writer.begin() as connection:
            yield connection


def _of(scope: Scope) -> sa.ColumnElement[bool]:
    return sa.and_(batches.c.tenant == scope.tenant, batches.c.labels == _labels(scope))


def _labels(scope: Scope) -> str:
    return json.dumps(sorted(scope.labels))


def _counts(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, int]]:
    query = (
        sa.select(questions.c.batch_id, questions.c.outcome, sa.func.count().label("number"))
        .where(questions.c.batch_id.in_(ids), questions.c.outcome.is_not(None))
        .group_by(questions.c.batch_id, questions.c.outcome)
    )
    counts: dict[str, dict[str, int]] = {}
    for row in connection.execute(query):
        counts.setdefault(row.batch_id, {})[row.outcome] = row.number
    return counts


def _batch(row: Row[Any], counts: Mapping[str, Mapping[str, int]]) -> Batch:
    return Batch(
        id=row.id,
        scope=Scope(tenant=row.tenant, labels=frozenset(json.loads(row.labels))),
        state=row.state,
        total=row.total,
        created_at=row.created_at,
        ended_at=row.ended_at,
        problem=row.problem,
        estimate=None if row.estimate is None else json.loads(row.estimate),
        counts=counts.get(row.id, {}),
    )


def _question(row: Row[Any]) -> BatchQuestion:
    turns = tuple(Turn(question=asked, answer=said) for asked, said in json.loads(row.history))
    return BatchQuestion(id=row.id, text=row.text, history=turns)


def _now() -> str:
    return _moment(dt.datetime.now(dt.UTC))


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        # The first line: the rest repeats the statement with the values that were sent.
        raise StoreFailed("the store of batches", str(error).splitlines()[0]) from error
    except OSError as error:
        raise StoreFailed("the store of batches", str(error)) from error
