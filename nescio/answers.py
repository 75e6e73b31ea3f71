"""What an answer is: its text, claims with verdicts, citations and sources; or why there is none.

Frozen and keyword-only, as `nescio.types`. Spans are Unicode code points, end exclusive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

AbstentionReason = Literal[
    "no_evidence",
    "insufficient_evidence",
    "contradicts_record",
    "sources_conflict",
    "unsupported_claims",
    "ambiguous_entity",
    "stale_index",
    "out_of_scope",
    "not_permitted",
    "unsafe_request",
    "model_unavailable",
    "budget_exceeded",
]
SourceState = Literal["alive", "source changed", "source removed"]
VerdictStatus = Literal["supported", "contradicted", "unsupported", "not_checkable"]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The outcome of a check. `rule` names the check that decided."""

    status: VerdictStatus
    score: float
    rule: str
    evidence_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence of an answer: `answer.text[start:end] == text`."""

    text: str
    start: int
    end: int
    evidence_ids: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A claim's span in the answer and, for a passage, the quoted span of the document's text."""

    source_id: str
    claim_start: int
    claim_end: int
    quote_start: int | None = None
    quote_end: int | None = None


@dataclass(frozen=True, kw_only=True)
class SourceRef:
    """A source as a client sees it: an id it can ask for again, and enough to show it."""

    id: str
    kind: Literal["passage", "record"]
    title: str
    uri: str
    locator: Mapping[str, Any]
    snippet: str
    score: float
    as_of: dt.datetime


@dataclass(frozen=True, kw_only=True)
class SourceDetail:
    """A source in full, for a reader who opens a citation.

    `text` is the document's whole text, or the row rendered; `start` and `end` are the span of
    the passage in it (None for a row). `fields` are the (label, display) pairs of a row.
    """

    ref: SourceRef
    text: str
    start: int | None = None
    end: int | None = None
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What the answer cost. `tier` names the answerer; costs are in `currency`."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    currency: str = "USD"
    tier: str = "extractive"
    cached: bool = False


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What every kind of answer has. `certified`: a certificate holds for the threshold."""

    text: str
    confidence: float
    threshold: float
    certified: bool = False
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    degraded: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Answered(_Outcome):
    """Every part of the question is answered; each claim is cited and checked."""

    status: Literal["answered"] = "answered"


@dataclass(frozen=True, kw_only=True)
class PartiallyAnswered(_Outcome):
    """Some parts are answered; `unanswered` lists the others, `reason` says why for the first."""

    reason: AbstentionReason
    unanswered: tuple[str, ...]
    nearest: tuple[SourceRef, ...] = ()
    status: Literal["partial"] = "partial"


@dataclass(frozen=True, kw_only=True)
class Abstained(_Outcome):
    """No answer: `reason` from the closed list, `rule` that fired, and the nearest evidence."""

    reason: AbstentionReason
    rule: str
    nearest: tuple[SourceRef, ...] = ()
    status: Literal["abstained"] = "abstained"


Answer = Answered | PartiallyAnswered | Abstained
