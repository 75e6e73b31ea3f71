"""Ask every question of a golden set and measure what comes back.

Questions are asked one after the other: their times are then their own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from evals import golden as golden_sets
from evals.bootstrap import Metrics, Value
from evals.golden import GoldenItem
from evals.hearing import ITEM_DEADLINE_S, Ask, OpenSource, hear
from evals.metrics import baselines, by_tag, measure, scores
from evals.outcome import CitedSource, Judged, Outcome, Step, judge
from evals.trials import AskAt

Contradicts = Callable[[GoldenItem, str], Awaitable[bool]]
Progress = Callable[[int, int, Outcome], None]
_LOCATOR: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


@dataclass(frozen=True, kw_only=True)
class EvalResult:
    """All outcomes, in the order of the golden set, and what was measured of them."""

    outcomes: tuple[Outcome, ...]
    metrics: Metrics
    tags: dict[str, Metrics]
    baselines: dict[str, Metrics]

    def value(self, name: str) -> float | None:
        """The point value of a metric. Raises KeyError."""
        return point(self.metrics[name])

    def as_json(self) -> dict[str, Any]:
        """The form that `nescio eval --json FILE` writes."""
        return {
            "n": len(self.outcomes),
            "metrics": self.metrics,
            "by_tag": self.tags,
            "baselines": self.baselines,
            "items": [_item_json(outcome) for outcome in self.outcomes],
        }


def point(value: Value) -> float | None:
    """A metric without its interval."""
    return value["value"] if isinstance(value, dict) else value


async def run(
    golden: Path,
    ask: Ask,
    *,
    tags: tuple[str, ...] = (),
    private_values: Collection[str] = (),
    on_progress: Progress | None = None,
    open_source: OpenSource | None = None,
    contradicts: Contradicts | None = None,
    ask_at: AskAt | None = None,
    deadline_s: float = ITEM_DEADLINE_S,
) -> EvalResult:
    """Ask the items of `golden` that carry all of `tags`.

    An item that fails, or is not done within `deadline_s`, counts as failed; the run goes on.
    `open_source` reads the text that a citation quotes (else the source's snippet stands for it);
    `contradicts` is a further check of an answer's text. With `ask_at`, what the threshold held
    back is asked for once more without one. Raises GoldenError.
    """
    items = await asyncio.to_thread(golden_sets.load, golden, tags=tags)
    private = frozenset(value.casefold() for value in private_values)
    outcomes: list[Outcome] = []
    for item in items:
        reply = await hear(item.as_question(), ask, open_source=open_source, deadline_s=deadline_s)
        disagrees = False
        if contradicts is not None and reply.answered:
            async with asyncio.timeout(deadline_s):
                disagrees = await contradicts(item, reply.text)
        outcome = judge(item, reply, private=private, contradicted=disagrees)
        if ask_at is not None and reply.held_back:
            outcome = replace(outcome, always=await _always(item, ask_at, deadline_s))
        outcomes.append(outcome)
        if on_progress is not None:
            on_progress(len(outcomes), len(items), outcome)
    return await asyncio.to_thread(summarise, outcomes)


def summarise(outcomes: Sequence[Outcome]) -> EvalResult:
    """Measure outcomes. Blocks for a second or so: the bootstrap is arithmetic."""
    return EvalResult(
        outcomes=tuple(outcomes),
        metrics=measure(outcomes),
        tags=by_tag(outcomes),
        baselines=baselines(outcomes),
    )


async def _always(item: GoldenItem, ask_at: AskAt, deadline_s: float) -> Step | None:
    """What is answered to an item when nothing is held back."""
    reply = await hear(item.as_question(), lambda q: ask_at(q, 0.0), deadline_s=deadline_s)
    return judge(item, reply).always


def _item_json(outcome: Outcome) -> dict[str, Any]:
    reply, always = outcome.reply, outcome.always
    return {
        "id": outcome.item.id,
        "status": reply.status,
        "text": reply.text,
        "reason": reply.reason,
        "rule": reply.rule,
        "confidence": reply.confidence,
        "threshold": reply.threshold,
        "certified": reply.certified,
        "correct": outcome.correct,
        "partly": outcome.partly,
        "judged": _judged_json(outcome.judged),
        "always": [always.confidence, always.correct] if always is not None else None,
        "scores": scores(outcome),
        "forbidden_hit": outcome.forbidden_hit,
        "contradiction": outcome.contradiction,
        "private_shown": outcome.private_shown,
        "obeyed": outcome.obeyed,
        "citations": _sources_json(reply.citations),
        "nearest": _sources_json(reply.nearest),
        "timings_ms": {
            **reply.timings_ms,
            "ttft": reply.first_text_ms,
            "first_verified": reply.first_verified_ms,
            "total": round(reply.total_ms, 3),
        },
        "usage": dict(reply.usage),
    }


def _judged_json(judged: Judged | None) -> dict[str, Any] | None:
    return {"right": judged.right, "why": judged.why} if judged is not None else None


def _sources_json(sources: Iterable[CitedSource]) -> list[dict[str, Any]]:
    return [
        {
            "kind": source.kind,
            "uri": source.uri,
            "locator": _LOCATOR.dump_python(dict(source.locator), mode="json"),
            "quote": source.quote,
        }
        for source in sources
    ]
