"""Batches and their results as JSON (docs/protocol.md)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from nescio.reply import decode_reply
from nescio.types import Scope
from retrieval.batch_results import ENDED, JSON, Batch, BatchQuestion, Rests
from retrieval.kept_turns import KeptSource
from server.conversations import Sources, kept_turn

__all__ = ["ENDED", "batch_out", "rests_on", "result_out"]
_OUTCOMES = ("answered", "partial", "abstained", "failed")


def batch_out(batch: Batch) -> dict[str, Any]:
    """The batch as its asker sees it."""
    return {
        "id": batch.id,
        "state": batch.state,
        "total": batch.total,
        "done": batch.done,
        "counts": {name: batch.counts.get(name, 0) for name in _OUTCOMES},
        "created_at": batch.created_at,
        "ended_at": batch.ended_at,
        "problem": batch.problem,
        "estimate": None if batch.estimate is None else dict(batch.estimate),
    }


def result_out(question: BatchQuestion, result: JSON) -> JSON:
    """A line of the results: an answer as of `POST /v1/ask`, or the problem that there was."""
    return {
        "id": question.id,
        "question": question.text,
        "answer": result.get("answer"),
        "problem": result.get("problem"),
    }


async def rests_on(reply: JSON, scope: Scope, sources: Sources) -> Rests:
    """What an answer rests on, by `sources`. Raises ServiceError."""
    said = decode_reply(reply)
    now = dt.datetime.now(dt.UTC)
    turn = kept_turn("", said.answer, said.sources, answer_id=said.answer_id, asked_at=now)
    known = {source.id for source in turn.sources}
    others = [
        KeptSource(id=ref.id, kind=ref.kind, title="", uri="", cited=False)
        for ref in said.sources
        if ref.id not in known
    ]
    ids = [source.id for source in (*turn.sources, *others)]
    return Rests.on(turn, others, await sources.given(ids, scope) if ids else {})
