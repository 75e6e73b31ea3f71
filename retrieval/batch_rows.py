"""Questions of batches as rows and back, inside a transaction of `retrieval.batches`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from nescio.types import Scope, Turn
from retrieval.batch_results import (
    JSON,
    Batch,
    BatchQuestion,
    DoneQuestion,
    Rests,
    rests_from_json,
    rests_json,
)
from retrieval.batch_tables import batches, questions, replies


def result_text(result: JSON) -> str:
    """As it is stored."""
    return json.dumps(result, ensure_ascii=False, separators=(",", ":"))


def rests_text(rests: Rests | None) -> str | None:
    """As it is stored."""
    return None if rests is None else rests_json(rests)


def history_text(asked: BatchQuestion) -> str:
    """As it is stored."""
    return json.dumps([[turn.question, turn.answer] for turn in asked.history])


def labels_text(scope: Scope) -> str:
    """As they are stored."""
    return json.dumps(sorted(scope.labels))


def read_counts(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """By batch and outcome how many questions are done."""
    query = (
        sa.select(questions.c.batch_id, questions.c.outcome, sa.func.count().label("number"))
        .where(questions.c.batch_id.in_(ids), questions.c.outcome.is_not(None))
        .group_by(questions.c.batch_id, questions.c.outcome)
    )
    counts: dict[str, dict[str, int]] = {}
    for row in connection.execute(query):
        counts.setdefault(row.batch_id, {})[row.outcome] = row.number
    return counts


def read_batch(row: Row[Any], counts: Mapping[str, Mapping[str, int]]) -> Batch:
    """The batch of a row."""
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


def read_question(row: Row[Any]) -> BatchQuestion:
    """The question of a row."""
    turns = tuple(Turn(question=asked, answer=said) for asked, said in json.loads(row.history))
    return BatchQuestion(id=row.id, text=row.text, history=turns)


def read_done(
    connection: Connection, where: sa.ColumnElement[bool], limit: int
) -> list[DoneQuestion]:
    """The first questions of a condition that are done, by batch and number."""
    query = sa.select(questions).where(where, questions.c.outcome.is_not(None))
    query = query.order_by(questions.c.batch_id, questions.c.number).limit(limit)
    return [
        DoneQuestion(
            batch_id=row.batch_id,
            number=row.number,
            question=read_question(row),
            result=json.loads(row.result),
            rests=None if row.rests is None else rests_from_json(row.rests),
            kept=row.rests,
        )
        for row in connection.execute(query).all()
    ]


def write_done(connection: Connection, done: DoneQuestion) -> None:
    """Write it anew, if it is there as it was read."""
    mine = sa.and_(
        questions.c.batch_id == done.batch_id,
        questions.c.number == done.number,
        questions.c.rests == done.kept,
    )
    values = {
        "text": done.question.text,
        "history": history_text(done.question),
        "result": result_text(done.result),
        "rests": rests_text(done.rests),
    }
    connection.execute(sa.update(questions).where(mine).values(**values))


def idle_replies(not_over: Sequence[str]) -> sa.ColumnElement[bool]:
    """Of replies of models: the question is done, or its batch is over."""
    waiting = (
        sa.select(questions.c.number)
        .join(batches, batches.c.id == questions.c.batch_id)
        .where(
            questions.c.batch_id == replies.c.batch_id,
            questions.c.number == replies.c.number,
            questions.c.outcome.is_(None),
            batches.c.state.in_(not_over),
        )
    )
    return ~waiting.exists()
