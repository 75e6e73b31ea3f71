"""Domain types to rows of the catalogue and back. Nothing here touches a database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy.engine import Row

from nescio.text import normal_name
from nescio.types import (
    Access,
    Chunk,
    Document,
    Edge,
    Entity,
    EntityName,
    Key,
    Passage,
    Scalar,
    Section,
)

Values = dict[str, Any]

_DECODERS: Mapping[str, Callable[[str], Scalar]] = {
    "decimal": Decimal,
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
}


def tagged(value: object) -> dict[str, str]:
    """For JSON, what it has no form for. A datetime is a date too, so it comes first."""
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, dt.datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, dt.time):
        return {"time": value.isoformat()}
    raise TypeError(f"a key cannot hold {type(value).__name__}")


def key_json(key: Key) -> str:
    """A primary key as JSON that gives back equal values of the same types."""
    return json.dumps(key, default=tagged, ensure_ascii=False)


def key_from_json(text: str) -> Key:
    """The reverse of `key_json`."""
    return tuple((column, scalar(value)) for column, value in json.loads(text))


def scalar(value: Any) -> Scalar:
    if isinstance(value, dict):
        ((tag, text),) = value.items()
        return _DECODERS[tag](text)
    plain: Scalar = value
    return plain


def document_values(document: Document) -> Values:
    sections = [(s.heading_path, s.start, s.end) for s in document.sections]
    return {
        "id": document.id,
        "source": document.source,
        "key": document.key,
        "kind": document.kind,
        "version": document.version,
        "title": document.title,
        "text": document.text,
        "media_type": document.media_type,
        "observed_at": document.observed_at.isoformat(),
        "sections": json.dumps(sections, ensure_ascii=False),
        **_access(document.access),
    }


def document_from(row: Row[Any], labels: frozenset[str]) -> Document:
    sections = tuple(
        Section(heading_path=tuple(path), start=start, end=end)
        for path, start, end in json.loads(row.sections)
    )
    return Document(
        source=row.source,
        kind=row.kind,
        key=row.key,
        version=row.version,
        title=row.title,
        text=row.text,
        media_type=row.media_type,
        observed_at=dt.datetime.fromisoformat(row.observed_at),
        sections=sections,
        access=Access(tenant=row.tenant, labels=labels),
    )


def chunk_values(chunk: Chunk) -> Values:
    return {
        "id": chunk.id,
        "document_id": chunk.document_id,
        "start_at": chunk.start,
        "end_at": chunk.end,
        "text": chunk.text,
        "heading_path": json.dumps(chunk.heading_path, ensure_ascii=False),
        **_access(chunk.access),
    }


def path_from(text: str) -> tuple[str, ...]:
    """A heading path as it is kept."""
    return tuple(json.loads(text))


def passage_from(row: Row[Any], labels: frozenset[str]) -> Passage:
    """From a row of chunks joined with the source, key, kind, title and time of its document."""
    chunk = Chunk(
        document_id=row.document_id,
        source=row.source,
        key=row.key,
        start=row.start_at,
        end=row.end_at,
        text=row.text,
        heading_path=path_from(row.heading_path),
        access=Access(tenant=row.tenant, labels=labels),
    )
    return Passage(
        chunk=chunk,
        title=row.title,
        uri=f"{row.source}/{row.key}",
        kind=row.kind,
        as_of=dt.datetime.fromisoformat(row.observed_at),
    )


def entity_values(entity: Entity, document_id: str) -> Values:
    return {
        "document_id": document_id,
        "id": entity.id,
        "source": entity.source,
        "label": entity.label,
        "table_name": entity.table,
        "row_key": key_json(entity.key),
        **_access(entity.access),
    }


def entity_from(row: Row[Any], labels: frozenset[str]) -> Entity:
    return Entity(
        id=row.id,
        source=row.source,
        label=row.label,
        table=row.table_name,
        key=key_from_json(row.row_key),
        access=Access(tenant=row.tenant, labels=labels),
    )


def name_values(name: EntityName, document_id: str) -> Values:
    return {
        "document_id": document_id,
        "entity_id": name.entity_id,
        "name": name.name,
        "kind": name.kind,
        "normal": normal_name(name.name),
    }


def edge_values(edge: Edge, document_id: str) -> Values:
    return {
        "document_id": document_id,
        "start_id": edge.start_id,
        "end_id": edge.end_id,
        "kind": edge.kind,
        "proof": edge.proof,
        "label": edge.label,
    }


def label_values(item_id: str, access: Access, document_id: str) -> list[Values]:
    return [
        {"document_id": document_id, "item_id": item_id, "label": label}
        for label in sorted(access.labels)
    ]


def _access(access: Access) -> Values:
    return {"tenant": access.tenant, "labelled": bool(access.labels)}
