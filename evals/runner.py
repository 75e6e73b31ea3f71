"""Ask every question of a golden set and measure what comes back.

The pipeline's stream is all that is needed of the service, so that evaluations run in process or
over HTTP alike. Questions are asked one after the other: their times are then their own.
"""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from evals import golden as golden_sets
from evals.bootstrap import Metrics, Value
from evals.golden import GoldenItem
from evals.metrics import baselines, by_tag, measure
from evals.outcome import CitedSource, Outcome, Reply, judge
from nescio.errors import NescioError, StageTimeout
from nescio.events import Delta, Event, Failed, Final, Sources
from nescio.types import (
    Abstained,
    Answer,
    Answered,
    Citation,
    PartiallyAnswered,
    Question,
    Scope,
    SourceDetail,
    SourceRef,
)

Ask = Callable[[Question], AsyncIterator[Event]]
OpenSource = Callable[[str, Scope], Awaitable[SourceDetail | None]]
Contradicts = Callable[[GoldenItem, str], Awaitable[bool]]
Progress = Callable[[int, int, Outcome], None]
ITEM_DEADLINE_S = 120.0
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
    deadline_s: float = ITEM_DEADLINE_S,
) -> EvalResult:
    """Ask the items of `golden` that carry all of `tags`.

    An item that fails, or is not done within `deadline_s`, counts as failed; the run goes on.
    `open_source` reads the text that a citation quotes (else the source's snippet stands for it);
    `contradicts` is a further check of an answer's text. Raises GoldenError.
    """
    items = await asyncio.to_thread(golden_sets.load, golden, tags=tags)
    private = frozenset(value.casefold() for value in private_values)
    outcomes: list[Outcome] = []
    for item in items:
        reply = await _reply(item.as_question(), ask, open_source, deadline_s)
        disagrees = False
        if contradicts is not None and reply.answered:
            async with asyncio.timeout(deadline_s):
                disagrees = await contradicts(item, reply.text)
        outcome = judge(item, reply, private=private, contradicted=disagrees)
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


async def _reply(
    question: Question, ask: Ask, open_source: OpenSource | None, deadline_s: float
) -> Reply:
    began = time.perf_counter()
    try:
        async with asyncio.timeout(deadline_s):
            heard = await _listen(question, ask, began)
            total = _since(began)
            return await _read(heard, question.scope, open_source, total)
    except TimeoutError:
        problem: Exception = StageTimeout("the answer", deadline_s)
    except Exception as error:  # whatever broke, it broke one item: it is reported as failed
        problem = error
    code = problem.code if isinstance(problem, NescioError) else type(problem).__name__
    return Reply(status="failed", text=str(problem), reason=code, total_ms=_since(began))


@dataclass
class _Heard:
    sources: dict[str, SourceRef]
    final: Answer | None = None
    failed: Failed | None = None
    first_text_ms: float | None = None


async def _listen(question: Question, ask: Ask, began: float) -> _Heard:
    heard = _Heard(sources={})
    async for event in ask(question):
        match event:
            case Sources():
                heard.sources |= {source.id: source for source in event.sources}
            case Delta() if heard.first_text_ms is None:
                heard.first_text_ms = _since(began)
            case Final():
                heard.final = event.answer
            case Failed():
                heard.failed = event
            case _:
                pass
    return heard


async def _read(
    heard: _Heard, scope: Scope, open_source: OpenSource | None, total_ms: float
) -> Reply:
    answer = heard.final
    if answer is None:
        code = heard.failed.code if heard.failed else "protocol_error"
        message = heard.failed.message if heard.failed else "the stream ended without an answer"
        return Reply(status="failed", text=message, reason=code, total_ms=total_ms)
    nearest = () if isinstance(answer, Answered) else answer.nearest
    refs = [*heard.sources.values(), *nearest]
    records = {ref.id for ref in refs if ref.kind == "record"}
    verdicts = [claim.verdict for claim in answer.claims]
    quoted = [
        await _quoted(citation, heard.sources[citation.source_id], scope, open_source)
        for citation in answer.citations
        if citation.source_id in heard.sources
    ]
    return Reply(
        status=answer.status,
        text=answer.text,
        reason=answer.reason if isinstance(answer, Abstained | PartiallyAnswered) else None,
        confidence=answer.confidence,
        citations=tuple(quoted),
        shown=tuple(text for ref in refs for text in (ref.title, ref.snippet)),
        claims=len(verdicts),
        supported=sum(verdict.status == "supported" for verdict in verdicts),
        # Checked against the database: decided by a record, or found to disagree with one.
        checkable=sum(
            verdict.status == "contradicted" or bool(records & set(verdict.evidence_ids))
            for verdict in verdicts
        ),
        contradicted=sum(verdict.status == "contradicted" for verdict in verdicts),
        total_ms=total_ms,
        first_text_ms=heard.first_text_ms,
        timings_ms=answer.timings_ms,
        usage=dataclasses.asdict(answer.usage),
    )


async def _quoted(
    citation: Citation, ref: SourceRef, scope: Scope, open_source: OpenSource | None
) -> CitedSource:
    quote = ref.snippet
    if open_source is not None and citation.quote_start is not None:
        detail = await open_source(ref.id, scope)
        if detail is not None:
            quote = detail.text[citation.quote_start : citation.quote_end]
    return CitedSource(kind=ref.kind, uri=ref.uri, locator=ref.locator, quote=quote)


def _item_json(outcome: Outcome) -> dict[str, Any]:
    reply = outcome.reply
    return {
        "id": outcome.item.id,
        "status": reply.status,
        "text": reply.text,
        "reason": reply.reason,
        "confidence": reply.confidence,
        "correct": outcome.correct,
        "forbidden_hit": outcome.forbidden_hit,
        "contradiction": outcome.contradiction,
        "private_shown": outcome.private_shown,
        "citations": [
            {
                "kind": citation.kind,
                "uri": citation.uri,
                "locator": _LOCATOR.dump_python(dict(citation.locator), mode="json"),
                "quote": citation.quote,
            }
            for citation in reply.citations
        ],
        "timings_ms": {
            **reply.timings_ms,
            "ttft": reply.first_text_ms,
            "total": round(reply.total_ms, 3),
        },
        "usage": dict(reply.usage),
    }


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
