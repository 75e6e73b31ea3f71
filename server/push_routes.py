"""Records that other systems push: kept durably first, indexed by a job after that."""

from __future__ import annotations

import asyncio
import hashlib
import unicodedata
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic import model_validator as validator
from starlette.responses import JSONResponse, Response

from nescio.errors import UsageError
from nescio.settings import Settings
from nescio.settings_sources import PushSource
from retrieval import pushed
from retrieval.pushed import Operation, OtherRequest
from server.bearer import check
from server.jobs import Jobs
from server.problems import problem
from server.schemas import Problem

MAX_KEY = 512
MAX_LABELS = 64
WAIT_S = 60.0
_TYPES = {"text": "text/plain", "markdown": "text/markdown", "html": "text/html"}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "No such source, or the token is missing or wrong."},
    409: {"model": Problem, "description": "The Idempotency-Key was used for another body."},
    413: {"model": Problem, "description": "The body is too large: send several."},
    422: {"model": Problem, "description": "Malformed, or too many records."},
    503: {"model": Problem, "description": "Not ready, or a store failed."},
}
Key = Annotated[str, StringConstraints(min_length=1, max_length=MAX_KEY)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=200)]
IdempotencyKey = Annotated[
    str | None, Header(min_length=1, max_length=200, description="Makes a repetition harmless.")
]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="after", check_fields=False)
    @classmethod
    def _encodable(cls, value: Any) -> Any:
        """Halves of characters, which JSON can say and no store can hold, are refused."""
        if isinstance(value, str):
            value.encode("utf-8")
        return value


class _Keyed(_Model):
    key: Key = Field(description="Names the record within its source.")

    @field_validator("key")
    @classmethod
    def _plain(cls, key: str) -> str:
        if key != key.strip() or key.endswith("/"):
            raise ValueError("must not begin or end with a space, nor end with a slash")
        if any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in key):
            raise ValueError("must not hold characters that do not show")
        return key


class Upsert(_Keyed):
    """A record as it is now. Exactly one of `text`, `markdown`, `html` holds what it says."""

    op: Literal["upsert"]
    title: str = Field(default="", max_length=1000, description="Default: from the content.")
    text: str | None = Field(default=None, description="Plain text, or what `media_type` says.")
    markdown: str | None = Field(default=None, description="Markdown.")
    html: str | None = Field(default=None, description="HTML.")
    media_type: Literal["text/plain", "text/markdown", "text/html", "text/csv"] | None = Field(
        default=None, description="Of `text`; default: text/plain."
    )
    access: tuple[Label, ...] = Field(
        default=(), max_length=MAX_LABELS, description="Labels, one of which is required."
    )
    url: str = Field(default="", max_length=2000, description="Where a person finds the record.")

    @validator(mode="after")
    def _one_content(self) -> Upsert:
        given = [name for name in _TYPES if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("needs exactly one of text, markdown, html")
        if self.media_type and given != ["text"] and self.media_type != _TYPES[given[0]]:
            raise ValueError(f"media_type does not fit {given[0]}")
        return self

    def operation(self) -> Operation:
        """What is to be kept."""
        [name] = [name for name in _TYPES if getattr(self, name) is not None]
        media_type = self.media_type or _TYPES[name]
        payload = {
            "title": " ".join(self.title.split()),
            "text": getattr(self, name),
            "media_type": media_type,
            "access": sorted(set(self.access)),
            "url": self.url,
        }
        return Operation(key=self.key, payload=payload)


class Delete(_Keyed):
    """A record that is no more."""

    op: Literal["delete"]

    def operation(self) -> Operation:
        """What is to be removed."""
        return Operation(key=self.key, payload=None)


class PushRequest(_Model):
    """Changes, carried out in their order, all or none."""

    records: tuple[Annotated[Upsert | Delete, Field(discriminator="op")], ...] = Field(
        min_length=1, description="At most `max_records` of the source."
    )


class PushReply(BaseModel):
    """What was kept. `job`: the id of the job that indexes it; `indexed`: whether it has."""

    source: str
    upserted: int
    deleted: int
    unchanged: int = Field(description="Sent as they were already.")
    job: str
    indexed: bool


def build_push(settings: Settings, jobs: Jobs) -> APIRouter:
    """The route over the push sources of the settings."""
    router = APIRouter()
    sources = {source.name: source for source in settings.pushed}
    turn = asyncio.Lock()

    def authorised(name: str, request: Request) -> None:
        """Unknown sources and wrong tokens look alike."""
        check(request, sources[name].token if name in sources else None)

    async def accept(
        source: PushSource, operations: list[Operation], key: str | None, digest: str
    ) -> pushed.Reply:
        """Keep the records and ask for the job; the reply that was given before, if there is."""
        catalogue = jobs.catalogue

        def keep() -> tuple[pushed.Reply, bool]:
            return pushed.apply(
                catalogue, source.name, operations, idempotency_key=key, digest=digest
            )

        # In turns: two equal requests at once get one job and the same reply.
        async with turn:
            reply, _ = await asyncio.to_thread(keep)
            if "job" not in reply:
                job = await jobs.submit([source.name])
                reply = {"source": source.name, **reply, "job": job.id}
                if key is not None:
                    await asyncio.to_thread(pushed.keep_reply, catalogue, source.name, key, reply)
        return reply

    @router.post(
        "/v1/sources/{name}/records",
        status_code=202,
        response_model=PushReply,
        dependencies=[Depends(authorised)],
        responses=_RESPONSES,
        summary="Push records",
    )
    async def push(
        name: str,
        body: PushRequest,
        request: Request,
        idempotency_key: IdempotencyKey = None,
        wait: Annotated[bool, Query(description="Reply once it is indexed.")] = False,
    ) -> Response:
        """Keeps the records durably and replies; they are indexed by a job at once."""
        source = sources[name]
        if len(body.records) > source.max_records:
            raise UsageError(f"records: more than {source.max_records}; send several requests")
        operations = [record.operation() for record in body.records]
        digest = hashlib.sha256(await request.body()).hexdigest()
        try:
            reply = await accept(source, operations, idempotency_key, digest)
        except OtherRequest:
            return problem(409, "conflict", "this Idempotency-Key was used for another body")
        indexed = wait and await _indexed(jobs, reply["job"])
        return JSONResponse({**reply, "indexed": indexed}, status_code=200 if indexed else 202)

    return router


async def _indexed(jobs: Jobs, job_id: str) -> bool:
    """Wait for the job, within bounds; whether it came to its end."""
    try:
        async with asyncio.timeout(WAIT_S):
            return (await jobs.ended(job_id)).complete
    except TimeoutError:
        return False
