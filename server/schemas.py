"""Requests and responses of the HTTP interface, for checking input and for OpenAPI.

Responses are written by `nescio.wire`; a test holds its output against these models.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from nescio.answers import AbstentionReason, SourceState, VerdictStatus

MAX_HISTORY = 50
ConversationId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TurnIn(_Model):
    """An earlier exchange."""

    question: str = Field(description="What was asked.")
    answer: str = Field(default="", description="What was answered; may be left out.")


class AskRequest(_Model):
    """A question."""

    question: str = Field(min_length=1, description="The question, in plain words.")
    conversation_id: ConversationId | None = Field(
        default=None, description="From an earlier answer: makes this question a follow-up."
    )
    history: tuple[TurnIn, ...] | None = Field(
        default=None,
        max_length=MAX_HISTORY,
        description="Earlier turns, oldest first; default: what the server remembers.",
    )
    stream: bool | None = Field(
        default=None, description="Stream events; default: what the Accept header asks for."
    )
    max_staleness_s: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        description="Passages of sources checked longer ago are not used; facts are always live.",
    )

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": "How long is the warranty of the Aurora kettle?"},
                {
                    "question": "And what does it cost?",
                    "history": [
                        {"question": "Which kettles do you have?", "answer": "The Aurora kettle."}
                    ],
                },
            ]
        },
    )


class Span(_Model):
    """Unicode code points, end exclusive."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class SourceOut(_Model):
    """A piece of evidence."""

    id: str = Field(description="For GET /v1/sources/{id}.")
    kind: Literal["passage", "record"]
    title: str
    uri: str
    locator: dict[str, Any] = Field(description="A span, or table, key and column.")
    snippet: str
    score: float
    as_of: dt.datetime = Field(description="When it was read.")


class FieldOut(_Model):
    """A column of a record, as shown."""

    label: str
    value: str


class SourceDetailOut(SourceOut):
    """A piece of evidence in full."""

    text: str = Field(description="The whole document, or the record as text.")
    span: Span | None = Field(description="The passage within the text.")
    fields: list[FieldOut] = Field(description="The columns of a record.")


class CitationOut(_Model):
    """Which source a sentence rests on."""

    source_id: str
    claim: Span = Field(description="The sentence in the answer's text.")
    quote: Span | None = Field(description="The quoted span in the source's text.")


class VerdictOut(_Model):
    """The outcome of a check."""

    status: VerdictStatus
    score: float
    rule: str
    source_ids: list[str]


class ClaimOut(_Model):
    """A sentence of the answer and its check."""

    text: str
    start: int
    end: int
    source_ids: list[str]
    verdict: VerdictOut


class UsageOut(_Model):
    """What the answer cost."""

    prompt_tokens: int
    completion_tokens: int
    cost: float
    currency: str
    tier: str
    cached: bool


class SourceAge(_Model):
    """How old the index of a source is."""

    source: str
    checked_at: dt.datetime | None = Field(
        description="All that the source held then is indexed; null: never read to its end."
    )
    changed_at: dt.datetime | None = Field(description="When a change was last found.")
    lag_ms: int | None = Field(description="Time since `checked_at`.")


class SourceAgeOut(SourceAge):
    """The same, with what went wrong."""

    problem: str = Field(description="Why the last run did not come to its end, or empty.")


class FreshnessOut(_Model):
    """How old the index is."""

    at: dt.datetime
    index_lag_ms: int | None = Field(description="Of the source checked longest ago.")
    sources: list[SourceAgeOut]


class TurnCitationOut(_Model):
    """What an answer rested on, and whether it is still there."""

    source_id: str
    state: SourceState
    kind: Literal["passage", "record"]
    title: str = Field(description="Empty once the source is removed, like `uri`.")
    uri: str


class TurnOut(_Model):
    """A turn as it is kept; the text goes when a source of it does."""

    question: str
    answer: str
    status: Literal["answered", "partial", "abstained"]
    answer_id: str
    asked_at: dt.datetime
    reason: AbstentionReason | None
    citations: list[TurnCitationOut]


class ConversationOut(_Model):
    """The turns of a conversation, oldest first."""

    conversation_id: str
    turns: list[TurnOut]


class ConversationExport(ConversationOut):
    """A conversation to keep elsewhere."""

    format: Literal["nescio-conversation"]
    version: Literal[1]
    exported_at: dt.datetime


class ConversationEntryOut(_Model):
    """A conversation in the list."""

    conversation_id: str
    title: str = Field(description="What was asked first.")
    turns: int
    created_at: dt.datetime
    updated_at: dt.datetime


class ConversationPageOut(_Model):
    """A part of the list, the one used last first."""

    conversations: list[ConversationEntryOut]
    next: str | None = Field(description="For `before`: where to go on; null at the end.")


class AskReply(_Model):
    """The whole answer, or an abstention with its reason."""

    answer_id: str
    conversation_id: str
    as_of: dt.datetime
    index_lag_ms: int | None = Field(
        default=None, description="Time since the source checked longest ago was checked."
    )
    freshness: list[SourceAge] = Field(default=[], description="The same per source.")
    sources: list[SourceOut]
    status: Literal["answered", "partial", "abstained"]
    text: str
    confidence: float
    threshold: float
    certified: bool = Field(description="Whether a certificate holds for the threshold.")
    claims: list[ClaimOut]
    citations: list[CitationOut]
    notes: list[str] = Field(description="For the reader, such as documents found out of date.")
    usage: UsageOut
    degraded: list[str] = Field(description="Stages that were left out.")
    timings_ms: dict[str, float]
    reason: AbstentionReason | None = Field(default=None, description="Why it is not complete.")
    rule: str | None = Field(default=None, description="The rule behind an abstention.")
    unanswered: list[str] = Field(default=[], description="Parts without an answer.")
    nearest: list[SourceOut] = Field(default=[], description="The nearest evidence.")


class Problem(_Model):
    """An error."""

    code: str = Field(description="Stable, for programs.")
    message: str = Field(description="One line, for people.")

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"code": "bad_request", "message": "question: Field required"}]
        },
    )


class Health(_Model):
    """Whether the process is alive, or ready."""

    status: Literal["ok", "ready"]
