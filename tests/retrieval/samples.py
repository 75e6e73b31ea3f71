"""Small records as ingestion would hand them to the catalogue."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from nescio.types import Access, Chunk, Document, Edge, Entity, EntityName, Key, Passage, stable_id
from retrieval.catalogue import Indexed

NOW = dt.datetime(2024, 5, 1, 12, 30, tzinfo=dt.UTC)
OPEN = Access()


def document(
    key: str,
    text: str,
    *,
    title: str | None = None,
    source: str = "s",
    kind: Literal["row", "file"] = "file",
    access: Access = OPEN,
    version: str = "1",
) -> Document:
    return Document(
        source=source,
        kind=kind,
        key=key,
        version=version,
        title=title or key,
        text=text,
        media_type="text/plain",
        observed_at=NOW,
        access=access,
    )


def passages(doc: Document) -> tuple[Passage, ...]:
    """One passage per line of the document."""
    found, start = [], 0
    for line in doc.text.split("\n"):
        chunk = Chunk(
            document_id=doc.id,
            source=doc.source,
            key=doc.key,
            start=start,
            end=start + len(line),
            text=line,
            access=doc.access,
        )
        found.append(
            Passage(chunk=chunk, title=doc.title, uri=doc.uri, kind=doc.kind, as_of=doc.observed_at)
        )
        start += len(line) + 1
    return tuple(found)


def entity(label: str, table: str | None = "things", key: Key = (("id", 1),)) -> Entity:
    return Entity(
        id=stable_id("entity", table, label), source="s", label=label, table=table, key=key
    )


def name(of: Entity, text: str | None = None) -> EntityName:
    return EntityName(entity_id=of.id, name=text or of.label, kind="name")


def record(
    doc: Document, *, about: tuple[Entity, ...] = (), mentions: tuple[Entity, ...] = ()
) -> Indexed:
    """The record of `doc`: it owns the entities `about` and each passage mentions `mentions`."""
    found = passages(doc)
    edges = [Edge(start_id=doc.id, end_id=p.id, kind="contains", proof=p.id) for p in found] + [
        Edge(start_id=e.id, end_id=doc.id, kind="same_as", proof=e.id) for e in about
    ]
    for passage in found:
        edges += [
            Edge(start_id=passage.id, end_id=e.id, kind="mentions", proof=passage.id)
            for e in mentions
            if e.label in passage.chunk.text
        ]
    return Indexed(
        document=doc,
        passages=found,
        entities=about,
        names=tuple(name(e) for e in about),
        edges=tuple(edges),
    )
