"""A question asked, and what was heard of the answer.

The pipeline's stream is all that is needed of the service, so that evaluations run in process or
over HTTP alike.
"""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from evals.outcome import CitedSource, Reply
from nescio.answers import (
    Abstained,
    Answer,
    Answered,
    Citation,
    PartiallyAnswered,
    SourceDetail,
    SourceRef,
)
from nescio.errors import NescioError, StageTimeout
from nescio.events import Checked, Delta, Event, Failed, Final, Sources, Status
from nescio.types import Question, Scope

Ask = Callable[[Question], AsyncIterator[Event]]
OpenSource = Callable[[str, Scope], Awaitable[SourceDetail | None]]
ITEM_DEADLINE_S = 120.0


async def hear(
    question: Question,
    ask: Ask,
    *,
    open_source: OpenSource | None = None,
    deadline_s: float = ITEM_DEADLINE_S,
) -> Reply:
    """Ask, and listen to the end. What goes wrong, or takes too long, is a reply that `failed`.

    `open_source` reads the text that a citation quotes; without it, the source's snippet stands
    for it.
    """
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
    sources: dict[str, SourceRef] = field(default_factory=dict)
    final: Answer | None = None
    failed: Failed | None = None
    parts: int = 0
    first_text_ms: float | None = None
    first_verified_ms: float | None = None


async def _listen(question: Question, ask: Ask, began: float) -> _Heard:
    heard = _Heard()
    async for event in ask(question):
        match event:
            case Status(stage="check"):
                heard.parts += 1
            case Sources():
                heard.sources |= {source.id: source for source in event.sources}
            case Delta() if heard.first_text_ms is None:
                heard.first_text_ms = _since(began)
            case Checked() if heard.first_verified_ms is None:
                heard.first_verified_ms = _since(began)
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
        rule=answer.rule if isinstance(answer, Abstained) else None,
        confidence=answer.confidence,
        threshold=answer.threshold,
        certified=answer.certified,
        parts=heard.parts,
        unanswered=len(answer.unanswered) if isinstance(answer, PartiallyAnswered) else 0,
        citations=tuple(quoted),
        nearest=tuple(_cited(ref, ref.snippet) for ref in nearest),
        shown=_shown(refs),
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
        first_verified_ms=heard.first_verified_ms,
        timings_ms=answer.timings_ms,
        usage=dataclasses.asdict(answer.usage),
    )


def _shown(refs: Iterable[SourceRef]) -> tuple[str, ...]:
    return tuple(text for ref in refs for text in (ref.title, ref.snippet))


async def _quoted(
    citation: Citation, ref: SourceRef, scope: Scope, open_source: OpenSource | None
) -> CitedSource:
    quote = ref.snippet
    if open_source is not None and citation.quote_start is not None:
        detail = await open_source(ref.id, scope)
        if detail is not None:
            quote = detail.text[citation.quote_start : citation.quote_end]
    return _cited(ref, quote)


def _cited(ref: SourceRef, quote: str) -> CitedSource:
    return CitedSource(kind=ref.kind, uri=ref.uri, locator=ref.locator, quote=quote)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
