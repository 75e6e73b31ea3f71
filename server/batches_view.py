"""Batches and their results as JSON (docs/protocol.md)."""

from __future__ import annotations

from typing import Any

from retrieval.batches import ENDED, JSON, Batch, BatchQuestion

__all__ = ["ENDED", "batch_out", "result_out"]
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
