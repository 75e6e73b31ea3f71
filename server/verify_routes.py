"""`POST /v1/verify`: any text checked against the database and the documents."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from nescio.answers import VerdictStatus
from nescio.types import Scope
from nescio.verification import encode_verification
from server.admission import Admission
from server.readiness import Readiness
from server.schemas import Problem, SourceAge, SourceOut


class VerifyRequest(BaseModel):
    """A text to check."""

    text: str = Field(min_length=1, description="Statements, in plain words.")

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"text": "The Aurora kettle costs 49 euro and has a warranty of 2 years."}]
        },
    )


class EvidenceOut(BaseModel):
    """What a verdict rests on."""

    source_id: str = Field(description="For GET /v1/sources/{id}.")
    kind: Literal["record", "passage"]
    title: str
    uri: str
    value: str = Field(description="The live value with its unit, or the quoted text.")
    as_of: dt.datetime = Field(description="When it was read.")
    table: str | None = Field(description="Of a record.")
    key: str | None = Field(description="Of a record; empty for a number over several rows.")
    column: str | None = Field(description="Of a record.")
    attribute: str | None = Field(description="What a reader calls the column.")
    start: int | None = Field(description="Of a passage: its span in the source's text.")
    end: int | None

    model_config = ConfigDict(frozen=True, extra="forbid")


class CheckedClaimOut(BaseModel):
    """A claim of the text: `text[start:end]`, in code points."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    status: VerdictStatus
    score: float
    rule: str = Field(description="The check that decided.")
    evidence: list[EvidenceOut]
    correction: str = Field(description="What is right where it is contradicted, else empty.")

    model_config = ConfigDict(frozen=True, extra="forbid")


class VerifyReply(BaseModel):
    """The claims of the text in order."""

    claims: list[CheckedClaimOut]
    sources: list[SourceOut]
    as_of: dt.datetime
    index_lag_ms: int | None
    freshness: list[SourceAge]
    degraded: list[str] = Field(description="Stages that failed: what they would say is missing.")
    counts: dict[VerdictStatus, int]

    model_config = ConfigDict(frozen=True, extra="forbid")


def build_verify(readiness: Readiness, admission: Admission) -> APIRouter:
    """The route over the open service; a verification takes a turn as a question does."""
    router = APIRouter()

    @router.post(
        "/v1/verify",
        responses={
            200: {"model": VerifyReply},
            413: {"model": Problem, "description": "The body is too large."},
            422: {"model": Problem, "description": "Malformed, or the text is too long."},
            429: {"model": Problem, "description": "Too many at a time; see Retry-After."},
            503: {"model": Problem, "description": "Not ready, or a store failed."},
            504: {"model": Problem, "description": "The deadline has passed."},
        },
        summary="Check a text",
    )
    async def verify(body: VerifyRequest) -> Response:
        """Each claim with its verdict, the evidence, and what is right where it is wrong."""
        answerer = readiness.answerer()
        admission.check()
        async with admission.turn():
            found = await answerer.verify(body.text, Scope())
        return JSONResponse(encode_verification(found), headers={"cache-control": "no-store"})

    return router
