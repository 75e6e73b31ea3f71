"""Rows to documents: readable sentences, the entity, its names, and edges over foreign keys.

Whatever reaches this module is public: `ingest.database` leaves private columns behind.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.chunk import passages
from ingest.document import contains
from ingest.records import PIPELINE
from nescio.types import (
    Document,
    Edge,
    Entity,
    EntityName,
    Passage,
    Record,
    Scalar,
    Section,
    key_text,
    stable_id,
)
from retrieval.catalogue import Indexed
from retrieval.display import display_value, to_scalar
from retrieval.naming import identifier_words, is_private
from retrieval.schema import Column, Table

ROW_MEDIA_TYPE = "text/plain"
_PROSE = re.compile(r"(?:\S+\s+){7,}\S+")
_ENDS = (".", "!", "?", "…")
_OBJECT = re.compile(r"\s*\{\s*[\"}]")
_LONGEST = 2_000
_DEEPEST = 3
"""Of a JSON value: characters, and levels of objects."""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A foreign key of one row: its role, and the row it points at. `label` is that row's name."""

    role: str
    label: str
    entity_id: str


@dataclass(frozen=True, kw_only=True)
class RowContent:
    """The public part of a row. `values` leaves out columns that only tie rows together.

    `node` is false for a row that only links others: its references become edges among them.
    `said` is its text by a template, empty without one.
    """

    table: Table
    entity: Entity
    names: tuple[EntityName, ...]
    values: tuple[tuple[Column, Scalar], ...]
    references: tuple[Reference, ...]
    node: bool
    said: str = ""


def row_record(source: str, content: RowContent, now: dt.datetime) -> Record:
    """A Record whose version changes with anything that the row's document is made of."""
    entity = content.entity
    said = [f"{column.name}={display_value(value, column)}" for column, value in content.values]
    # What the others are called matters only where it is said.
    speaks = _searchable(content)
    linked = [
        f"{ref.role}={ref.entity_id}={ref.label if speaks else ''}" for ref in content.references
    ]
    named = [f"{name.kind}={name.name}" for name in content.names]
    parts = [content.table.singular, entity.label, content.node, entity.access.tenant]
    parts += [content.said] if content.said else []
    groups = (said, linked, named, sorted(entity.access.labels))
    return Record(
        source=source,
        kind="row",
        key=f"{entity.table}/{key_text(entity.key)}",
        version=stable_id("row", PIPELINE, *parts, *(stable_id(*group) for group in groups)),
        payload={"content": content},
        observed_at=now,
        access=entity.access,
    )


def build_row(record: Record) -> Indexed:
    """The document of a row and all that hangs on it."""
    content: RowContent = record.payload["content"]
    searchable = _searchable(content)
    # Rows that are only looked up live need no text here: it could only grow stale.
    text = row_text(content) if searchable else ""
    document = Document(
        source=record.source,
        kind="row",
        key=record.key,
        version=record.version,
        title=content.entity.label,
        text=text,
        media_type=ROW_MEDIA_TYPE,
        observed_at=record.observed_at,
        sections=(Section(heading_path=(), start=0, end=len(text)),) if text else (),
        access=record.access,
    )
    found: tuple[Passage, ...] = passages(document) if searchable else ()
    return Indexed(
        document=document,
        passages=found,
        entities=(content.entity,),
        names=content.names,
        edges=(*_edges(content, document), *contains(document, found)),
    )


def row_text(content: RowContent) -> str:
    """By template, or else `Kestrel 2 Tent is a product. Category: Tents. Weight: 1900 g.`"""
    if content.said:
        return content.said
    label, singular = content.entity.label, content.table.singular
    sentences = []
    if any(name.kind == "name" for name in content.names) and label:
        article = "an" if singular[:1].lower() in "aeiou" else "a"
        sentences.append(f"{label} is {article} {singular}.")
    else:
        sentences.append(f"{_capital(label)}.")
    stated = [(ref.role, ref.label) for ref in content.references]
    name_columns = content.table.name_columns
    stated += [
        (column.label, display_value(value, column))
        for column, value in content.values
        if column.name not in name_columns
    ]
    for name, value in stated:
        if value:
            sentences.append(f"{_capital(name)}: {value}{'' if value.endswith(_ENDS) else '.'}")
    return " ".join(sentences)


def public_values(table: Table, row: Mapping[str, object]) -> tuple[tuple[Column, Scalar], ...]:
    """Public columns of a row that say something by themselves, and are not empty."""
    hidden = table.structural - {*table.name_columns, *table.aliases}
    found = []
    for column in table.columns:
        if column.private or column.name in hidden or column.kind == "blob":
            continue
        value = plain(row.get(column.name), column)
        if value is not None and value != "":
            found.append((column, value))
    return tuple(found)


def said_value(value: object, column: Column) -> str:
    """The value as a template shows it."""
    return display_value(plain(value, column), column)


def plain(value: object, column: Column) -> Scalar:
    """The value in its plain form; lists and JSON objects as a reader would say them."""
    if isinstance(value, str) and (column.kind == "json" or _OBJECT.match(value)):
        with contextlib.suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, (list, dict)) or column.kind == "json":
        return _said(value)[:_LONGEST]
    return to_scalar(value, column)


def _said(value: object, depth: int = 0) -> str:
    """`colour: red; sizes: S, M`, without what is empty, or private by its name."""
    if isinstance(value, dict):
        pairs = (
            (str(name), _said(item, depth + 1))
            for name, item in value.items()
            if depth < _DEEPEST and not is_private(identifier_words(str(name)), person=False)
        )
        said = "; ".join(f"{' '.join(identifier_words(n)) or n}: {v}" for n, v in pairs if v)
        return f"({said})" if said and depth else said
    if isinstance(value, list):
        return ", ".join(item for item in (_said(v, depth + 1) for v in value) if item)
    return display_value(to_scalar(value))


def _edges(content: RowContent, document: Document) -> Iterator[Edge]:
    entity, references = content.entity, content.references
    yield Edge(start_id=entity.id, end_id=document.id, kind="contains", proof=entity.id)
    if content.node:
        for ref in references:
            yield Edge(
                start_id=entity.id,
                end_id=ref.entity_id,
                kind="foreign_key",
                proof=entity.id,
                label=ref.role,
            )
        return
    first, *others = references
    for ref in others:
        if ref.entity_id != first.entity_id:
            yield Edge(
                start_id=first.entity_id,
                end_id=ref.entity_id,
                kind="foreign_key",
                proof=entity.id,
                label=content.table.singular,
            )


def may_speak(table: Table) -> bool:
    """Whether a row of the table can have text of its own, without a template."""
    return bool(table.name_columns) or any(
        column.kind in ("text", "json") and not column.private for column in table.columns
    )


def _searchable(content: RowContent) -> bool:
    named = bool(content.said or content.table.name_columns)
    return named or any(_prose(value) for _, value in content.values)


def _prose(value: Scalar) -> bool:
    return isinstance(value, str) and _PROSE.search(value) is not None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
