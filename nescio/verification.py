"""A text checked claim by claim: domain types, and their JSON as `POST /v1/verify` sends it.

Offsets are code points, end exclusive: of the text for a claim, of the source's text for a passage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from nescio.answers import SourceRef, VerdictStatus
from nescio.errors import ProtocolError
from nescio.types import SourceFreshness


@dataclass(frozen=True, kw_only=True)
class ClaimEvidence:
    """What a verdict rests on: a live value of a row, or a span of a document.

    `value` is the row's value as shown, unit included, or the quoted text, byte-equal to its
    source. `key` is empty for a number over several rows. `start` and `end` are those of a passage.
    """

    source_id: str
    kind: Literal["record", "passage"]
    title: str
    uri: str
    value: str
    as_of: dt.datetime
    table: str | None = None
    key: str | None = None
    column: str | None = None
    attribute: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, kw_only=True)
class CheckedClaim:
    """`text` of the request from `start` to `end`, and what the sources say of it.

    `correction` tells what a source has instead where the claim is contradicted, else it is empty.
    """

    text: str
    start: int
    end: int
    status: VerdictStatus
    score: float
    rule: str
    evidence: tuple[ClaimEvidence, ...] = ()
    correction: str = ""


@dataclass(frozen=True, kw_only=True)
class Verification:
    """All claims of a text in order, and the sources that their evidence can be read from."""

    claims: tuple[CheckedClaim, ...]
    sources: tuple[SourceRef, ...]
    as_of: dt.datetime
    index_lag_ms: int | None = None
    freshness: tuple[SourceFreshness, ...] = ()
    degraded: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


_WHOLE: TypeAdapter[Verification] = TypeAdapter(Verification)


def encode_verification(found: Verification) -> dict[str, Any]:
    """A verification as JSON; what went wrong with a source is not for every asker."""
    data: dict[str, Any] = _WHOLE.dump_python(found, mode="json")
    for source in data["freshness"]:
        source.pop("problem")
    return data


def decode_verification(data: Mapping[str, Any]) -> Verification:
    """The verification in `data`. Raises ProtocolError."""
    try:
        return _WHOLE.validate_python(data)
    except ValidationError as error:
        raise ProtocolError("verification", error) from None
