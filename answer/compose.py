"""Checked parts into one answer: text, claims with spans, citations, sources, and the outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from answer.drafts import Draft, PartResult
from answer.guard import Refusal
from answer.sources import fact_ref, passage_ref
from answer.thresholds import Threshold
from nescio.answers import (
    Abstained,
    Answer,
    Answered,
    Citation,
    Claim,
    PartiallyAnswered,
    SourceRef,
    Usage,
)
from nescio.types import Fact, Passage

EXTRACTIVE = Usage().tier
"""The tier of an answer that no model wrote."""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A claim and its citations, and the text to send for it (with what separates it)."""

    sent: str
    claim: Claim
    citations: tuple[Citation, ...]


class _Common(TypedDict):
    threshold: float
    certified: bool
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    notes: tuple[str, ...]
    usage: Usage
    degraded: tuple[str, ...]
    timings_ms: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Composition:
    """Everything that is sent for one question."""

    sources: tuple[SourceRef, ...]
    sentences: tuple[Sentence, ...]
    answer: Answer


def compose(
    parts: Sequence[PartResult],
    *,
    threshold: Threshold,
    timings_ms: Mapping[str, float],
) -> Composition:
    """Answered when every part has sentences, partial when some have, else abstained.

    A certificate was made with all stages at work: what is degraded is not covered by it.
    """
    drafts = {d.text: d for part in reversed(parts) for d in reversed(part.drafts)}
    sentences = _sentences(list(reversed(drafts.values())))
    open_parts = [p for p in parts if not p.drafts]
    refusals = [p.refusal for p in open_parts if p.refusal is not None]
    sources = _sources(parts)
    nearest = _nearest(open_parts)
    text = "".join(s.sent for s in sentences)
    answered = [p.confidence for p in parts if p.drafts]
    degraded = tuple(dict.fromkeys(d for p in parts for d in p.degraded))
    common: _Common = {
        "threshold": threshold.value,
        "certified": threshold.certified and not degraded,
        "claims": tuple(s.claim for s in sentences),
        "citations": tuple(c for s in sentences for c in s.citations),
        "notes": tuple(dict.fromkeys(n for p in parts for n in p.notes)),
        "usage": _usage(parts),
        "degraded": degraded,
        "timings_ms": {k: round(v, 1) for k, v in timings_ms.items()},
    }
    answer: Answer
    if not refusals:
        answer = Answered(text=text, confidence=min(answered), **common)
    elif sentences:
        answer = PartiallyAnswered(
            text=text, confidence=min(answered), reason=refusals[0].reason,
            unanswered=tuple(p.question for p in open_parts), nearest=nearest, **common,
        )  # fmt: skip
    else:
        answer = _abstained(refusals[0], parts, nearest, common)
    return Composition(sources=_merge(sources, nearest), sentences=sentences, answer=answer)


def refused(
    refusal: Refusal, *, threshold: Threshold, timings_ms: Mapping[str, float]
) -> Composition:
    """A question that the guard turned away."""
    part = PartResult(question="", refusal=refusal)
    return compose([part], threshold=threshold, timings_ms=timings_ms)


def _abstained(
    refusal: Refusal, parts: Sequence[PartResult], nearest: tuple[SourceRef, ...], common: _Common
) -> Abstained:
    return Abstained(
        text=refusal.message,
        confidence=max(p.confidence for p in parts),
        reason=refusal.reason,
        rule=refusal.rule,
        nearest=nearest,
        **common,
    )


def sentence(draft: Draft, position: int) -> Sentence:
    """A draft as the sentence that begins at `position`, which is the length of those before."""
    text = " ".join(draft.text.split())
    lead = " " if position else ""
    start = position + len(lead)
    end = start + len(text)
    claim = Claim(
        text=text, start=start, end=end,
        evidence_ids=draft.verdict.evidence_ids, verdict=draft.verdict,
    )  # fmt: skip
    return Sentence(sent=lead + text, claim=claim, citations=_cite(draft, start, end))


def _sentences(drafts: Sequence[Draft]) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    position = 0
    for draft in drafts:
        found.append(sentence(draft, position))
        position = found[-1].claim.end
    return tuple(found)


def _cite(draft: Draft, start: int, end: int) -> tuple[Citation, ...]:
    quoted = tuple(
        Citation(
            source_id=quote.passage.id, claim_start=start, claim_end=end,
            quote_start=quote.start, quote_end=quote.end,
        )
        for quote in draft.quotes
    )  # fmt: skip
    cited: tuple[Fact | Passage, ...] = (*_without_full_count(draft.facts), *draft.passages)
    return quoted + tuple(
        Citation(source_id=item.id, claim_start=start, claim_end=end) for item in cited
    )


def _usage(parts: Sequence[PartResult]) -> Usage:
    """Of all parts together; the tier is the first that wrote any of it."""
    used = [part.usage for part in parts]
    tiers = [one.tier for one in used if one.tier != EXTRACTIVE]
    return Usage(
        prompt_tokens=sum(one.prompt_tokens for one in used),
        completion_tokens=sum(one.completion_tokens for one in used),
        cost=sum(one.cost for one in used),
        currency=next((one.currency for one in used if one.prompt_tokens), Usage().currency),
        tier=tiers[0] if tiers else EXTRACTIVE,
    )


def _without_full_count(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts without the count of rows that are all among them.

    A count has nothing to open but its whole table, where the rows show what was counted.
    """
    rows = Counter((fact.source, fact.table) for fact in facts if fact.key)
    return tuple(
        fact
        for fact in facts
        if fact.key
        or not fact.column.startswith("count(")
        or fact.value != rows[fact.source, fact.table]
        or fact.value == 0
    )


def _sources(parts: Sequence[PartResult]) -> tuple[SourceRef, ...]:
    refs: list[SourceRef] = []
    for part in parts:
        quotes = [quote for d in part.drafts for quote in d.quotes]
        for item in part.items:
            if isinstance(item, Passage):
                refs.append(passage_ref(item, [q for q in quotes if q.passage.id == item.id]))
            else:
                refs.append(fact_ref(item))
    return _merge(refs)


def _nearest(parts: Sequence[PartResult]) -> tuple[SourceRef, ...]:
    """What an abstention came closest to: the facts and quotes that were not good enough."""
    refs = [fact_ref(fact) for part in parts for fact in part.facts]
    refs += [passage_ref(q.passage, [q]) for part in parts for q in part.quotes]
    return _merge(refs)[:3]


def _merge(*groups: Sequence[SourceRef]) -> tuple[SourceRef, ...]:
    return tuple({ref.id: ref for group in reversed(groups) for ref in group}.values())
