"""Events and answers as JSON, and back: the data of docs/protocol.md.

The server encodes and the client decodes with this module, so that the two cannot drift apart.
Decoding ignores fields and events it does not know: a newer server may add some.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from nescio.answers import Answer, Citation, Claim, SourceDetail, SourceRef
from nescio.errors import ProtocolError
from nescio.events import (
    Checked,
    Cited,
    Delta,
    Done,
    Event,
    Failed,
    Final,
    Sources,
    Start,
    Status,
)
from nescio.types import SourceFreshness

_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
_REFS: TypeAdapter[tuple[SourceRef, ...]] = TypeAdapter(tuple[SourceRef, ...])
_FRESHNESS: TypeAdapter[tuple[SourceFreshness, ...]] = TypeAdapter(tuple[SourceFreshness, ...])
_DETAIL: TypeAdapter[SourceDetail] = TypeAdapter(SourceDetail)
_FINAL = ("answered", "partial", "abstained")
_PLAIN: dict[str, type[Status | Delta | Failed | Done]] = {
    "status": Status,
    "delta": Delta,
    "failed": Failed,
    "done": Done,
}

JSON = dict[str, Any]


def encode_event(event: Event) -> tuple[str, JSON]:
    """The name and the data of an event on the wire."""
    match event:
        case Start():
            ids = event.model_dump(mode="json", include={"answer_id", "conversation_id"})
            return "start", {**ids, **encode_age(event), "protocol": event.protocol}
        case Sources():
            return "sources", {"sources": encode_sources(event.sources)}
        case Cited():
            return "citation", _citation(event.citation)
        case Checked():
            data = event.model_dump(mode="json", exclude={"event", "claim_start", "claim_end"})
            return "verdict", {"claim": _span(event.claim_start, event.claim_end), **data}
        case Final():
            return event.answer.status, encode_answer(event.answer)
        case _:
            return event.event, event.model_dump(mode="json", exclude={"event"})


def encode_age(start: Start) -> JSON:
    """When the answering began, and how old the index was."""
    return {
        "as_of": start.model_dump(mode="json", include={"as_of"})["as_of"],
        "index_lag_ms": start.index_lag_ms,
        "freshness": encode_freshness(start.freshness),
    }


def encode_freshness(sources: tuple[SourceFreshness, ...]) -> list[JSON]:
    """The age of each source as JSON; what went wrong with it is not for every asker."""
    data: list[JSON] = _FRESHNESS.dump_python(sources, mode="json")
    return [{k: v for k, v in source.items() if k != "problem"} for source in data]


def encode_answer(answer: Answer) -> JSON:
    """An answer as JSON: citations and claims in the shape that their events have."""
    data: JSON = TypeAdapter(type(answer)).dump_python(answer, mode="json")
    data["claims"] = [_claim(claim) for claim in answer.claims]
    data["citations"] = [_citation(citation) for citation in answer.citations]
    return data


def encode_sources(sources: tuple[SourceRef, ...]) -> list[JSON]:
    """Sources as JSON."""
    data: list[JSON] = _REFS.dump_python(sources, mode="json")
    return data


def encode_detail(detail: SourceDetail) -> JSON:
    """A source with its text, the span of the passage in it, and the fields of a record."""
    data: JSON = _DETAIL.dump_python(detail, mode="json", exclude={"ref", "start", "end", "fields"})
    span = None if detail.start is None or detail.end is None else _span(detail.start, detail.end)
    fields = [{"label": label, "value": value} for label, value in detail.fields]
    return {**encode_sources((detail.ref,))[0], **data, "span": span, "fields": fields}


def decode_event(name: str, data: Mapping[str, Any]) -> Event | None:
    """The event, or None when its name is not known here. Raises ProtocolError."""
    try:
        if name in _PLAIN:
            kind = _PLAIN[name]
            return kind.model_validate({k: v for k, v in data.items() if k in kind.model_fields})
        if name == "start":
            known = {k: v for k, v in data.items() if k in Start.model_fields}
            freshness = decode_freshness(data.get("freshness") or ())
            return Start.model_validate({**known, "freshness": freshness})
        if name == "sources":
            return Sources(sources=decode_sources(data["sources"]))
        if name == "citation":
            return Cited(citation=Citation(**_flat_citation(data)))
        if name == "verdict":
            known = {k: v for k, v in data.items() if k in Checked.model_fields}
            start, end = _ends(data["claim"])
            return Checked.model_validate({**known, "claim_start": start, "claim_end": end})
        return Final(answer=decode_answer(data)) if name in _FINAL else None
    except (ValidationError, KeyError, TypeError) as error:
        raise ProtocolError(f"event {name!r}", error) from None


def decode_answer(data: Mapping[str, Any]) -> Answer:
    """The answer in `data`. Raises ProtocolError."""
    try:
        claims = [_flat_claim(claim) for claim in data["claims"]]
        citations = [_flat_citation(citation) for citation in data["citations"]]
        return _ANSWER.validate_python({**data, "claims": claims, "citations": citations})
    except (ValidationError, KeyError, TypeError) as error:
        raise ProtocolError("answer", error) from None


def decode_sources(data: Any) -> tuple[SourceRef, ...]:
    """The sources in `data`. Raises ProtocolError."""
    try:
        return _REFS.validate_python(data)
    except ValidationError as error:
        raise ProtocolError("sources", error) from None


def decode_freshness(data: Any) -> tuple[SourceFreshness, ...]:
    """The ages of sources in `data`. Raises ProtocolError."""
    try:
        return _FRESHNESS.validate_python(data)
    except ValidationError as error:
        raise ProtocolError("freshness", error) from None


def decode_detail(data: Mapping[str, Any]) -> SourceDetail:
    """The source in `data`. Raises ProtocolError."""
    try:
        start, end = _ends(data["span"])
        return SourceDetail(
            ref=decode_sources([data])[0],
            text=str(data["text"]),
            start=start,
            end=end,
            fields=tuple((str(f["label"]), str(f["value"])) for f in data["fields"]),
        )
    except (KeyError, TypeError) as error:
        raise ProtocolError("source", error) from None


def _span(start: int, end: int) -> JSON:
    return {"start": start, "end": end}


def _ends(span: Mapping[str, int] | None) -> tuple[int | None, int | None]:
    return (None, None) if span is None else (span["start"], span["end"])


def _citation(citation: Citation) -> JSON:
    quote = None
    if citation.quote_start is not None and citation.quote_end is not None:
        quote = _span(citation.quote_start, citation.quote_end)
    claim = _span(citation.claim_start, citation.claim_end)
    return {"source_id": citation.source_id, "claim": claim, "quote": quote}


def _flat_citation(data: Mapping[str, Any]) -> JSON:
    claim_start, claim_end = _ends(data["claim"])
    quote_start, quote_end = _ends(data["quote"])
    return {
        "source_id": data["source_id"],
        "claim_start": claim_start,
        "claim_end": claim_end,
        "quote_start": quote_start,
        "quote_end": quote_end,
    }


def _claim(claim: Claim) -> JSON:
    verdict = dataclasses.asdict(claim.verdict)
    verdict["source_ids"] = list(verdict.pop("evidence_ids"))
    span = {"text": claim.text, "start": claim.start, "end": claim.end}
    return {**span, "source_ids": list(claim.evidence_ids), "verdict": verdict}


def _flat_claim(data: Mapping[str, Any]) -> JSON:
    verdict = {**data["verdict"], "evidence_ids": data["verdict"]["source_ids"]}
    return {**data, "evidence_ids": data["source_ids"], "verdict": verdict}
