"""Events of one answer, in the order of the stream protocol (docs/protocol.md).

start, status*, sources, then per sentence delta+ citation* verdict, then exactly one of
answered, partial, abstained, failed, then done. Encoders turn them into SSE or other formats.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from nescio.answers import (
    Abstained,
    Answered,
    Citation,
    PartiallyAnswered,
    SourceRef,
    VerdictStatus,
)
from nescio.types import SourceFreshness

PROTOCOL_VERSION = 1
Stage = Literal["guard", "route", "retrieve", "draft", "check"]


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Start(_Event):
    """The question is accepted."""

    event: Literal["start"] = "start"
    answer_id: str = Field(description="Identifies this answer in feedback, replay and resume.")
    conversation_id: str = Field(description="Send it with the next question to follow up.")
    as_of: dt.datetime = Field(description="When the answering began; facts are read after it.")
    index_lag_ms: int | None = Field(
        description="Time since the source checked longest ago was checked, if all ever were."
    )
    freshness: tuple[SourceFreshness, ...] = Field(
        default=(), description="The same per source whose passages may be used."
    )
    protocol: int = Field(default=PROTOCOL_VERSION, description="Version of this protocol.")


class Status(_Event):
    """A stage of the work has begun."""

    event: Literal["status"] = "status"
    stage: Stage = Field(description="The stage that begins.")


class Sources(_Event):
    """The evidence that citations may refer to. Ids not listed here are never cited."""

    event: Literal["sources"] = "sources"
    sources: tuple[SourceRef, ...] = Field(description="Passages and records, best first.")


class Delta(_Event):
    """Text of the answer that has passed its check."""

    event: Literal["delta"] = "delta"
    text: str = Field(description="Append it to the answer.")


class Cited(_Event):
    """The sentence just sent rests on this source."""

    event: Literal["citation"] = "citation"
    citation: Citation = Field(description="Spans in the answer and in the source.")


class Checked(_Event):
    """The check that the sentence just sent has passed."""

    event: Literal["verdict"] = "verdict"
    claim_start: int = Field(description="Start of the sentence in the answer.")
    claim_end: int = Field(description="End of the sentence in the answer, exclusive.")
    status: VerdictStatus = Field(description="A sent sentence is always `supported`.")
    score: float = Field(description="Strength of the support, 0 to 1.")
    rule: str = Field(description="The check that decided.")
    source_ids: tuple[str, ...] = Field(description="The evidence that decided.")


class Final(_Event):
    """The whole answer or abstention; the stream's `event:` field is the answer's status."""

    event: Literal["final"] = "final"
    answer: Answered | PartiallyAnswered | Abstained = Field(
        description="The complete result.", discriminator="status"
    )


class Failed(_Event):
    """The service failed; no answer follows."""

    event: Literal["failed"] = "failed"
    code: str = Field(description="A stable identifier of the failure.")
    message: str = Field(description="One clear line, never a stack trace.")
    retryable: bool = Field(description="Whether the same request may succeed later.")


class Done(_Event):
    """Nothing follows."""

    event: Literal["done"] = "done"


Event = Annotated[
    Start | Status | Sources | Delta | Cited | Checked | Final | Failed | Done,
    Field(discriminator="event"),
]
