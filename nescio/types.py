"""Domain types: what the parts of nescio hand to each other. Answers are `nescio.answers`.

All are frozen and keyword-only. Offsets are Unicode code points, end exclusive.
Identifiers are derived, never drawn: the same source, key, span and text always give the same id.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

Scalar = str | int | float | Decimal | bool | dt.date | dt.datetime | dt.time | None
Key = tuple[tuple[str, Scalar], ...]
"""A primary key: (column, value) pairs in the order of the table's key."""

EdgeKind = Literal["foreign_key", "mentions", "contains", "links", "same_as"]
NameKind = Literal["name", "code", "alias", "title"]


def stable_id(*parts: object) -> str:
    """A UUID (text form) that depends on nothing but `parts`, in their order.

    Every part is length-prefixed, so that ("a", "bc") and ("ab", "c") differ.
    """
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    name = digest.hexdigest()
    return f"{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}"


def key_text(key: Key) -> str:
    """The key as it stands in locators and uris: `7`, or `order_id=7,line=2` when composite."""
    if len(key) == 1:
        return str(key[0][1])
    return ",".join(f"{column}={value}" for column, value in key)


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may see a thing: one tenant, and (if any are given) one of the labels."""

    tenant: str = "default"
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Who asks. Applied as a filter in every store before anything is scored."""

    tenant: str = "default"
    labels: frozenset[str] = frozenset()

    def permits(self, access: Access) -> bool:
        """Same tenant, and the thing is unlabelled or shares a label with the asker."""
        if access.tenant != self.tenant:
            return False
        return not access.labels or bool(access.labels & self.labels)


@dataclass(frozen=True, kw_only=True)
class Record:
    """A row or a file as a source observed it. `version` changes when the content does.

    `fingerprint` is what was known of it before it was read (size and time of change, ETag): while
    that stays the same it need not be read again. Empty when nothing can be told.
    """

    source: str
    kind: Literal["row", "file"]
    key: str
    version: str
    payload: Mapping[str, Any]
    observed_at: dt.datetime
    access: Access = field(default_factory=Access)
    fingerprint: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and the span of the document's text that it governs."""

    heading_path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Document:
    """Text with provenance. `key` is a path relative to the source, or `table/key` of a row."""

    source: str
    kind: Literal["row", "file"]
    key: str
    version: str
    title: str
    text: str
    media_type: str
    observed_at: dt.datetime
    sections: tuple[Section, ...] = ()
    access: Access = field(default_factory=Access)

    @cached_property
    def id(self) -> str:
        return stable_id("document", self.source, self.key)

    @property
    def uri(self) -> str:
        return f"{self.source}/{self.key}"


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """A span of a document: `document.text[start:end] == text`, always."""

    document_id: str
    source: str
    key: str
    start: int
    end: int
    text: str
    heading_path: tuple[str, ...] = ()
    access: Access = field(default_factory=Access)

    @cached_property
    def id(self) -> str:
        return stable_id("chunk", self.source, self.key, self.start, self.end, self.text)


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A chunk as evidence: with the title, uri, kind and observation time of its document."""

    chunk: Chunk
    title: str
    uri: str
    kind: Literal["row", "file"]
    as_of: dt.datetime

    @property
    def id(self) -> str:
        return self.chunk.id


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A thing with a name: a row (table and key given), or a document (both None)."""

    id: str
    source: str
    label: str
    table: str | None = None
    key: Key = ()
    access: Access = field(default_factory=Access)


@dataclass(frozen=True, kw_only=True)
class EntityName:
    """One way to call an entity."""

    entity_id: str
    name: str
    kind: NameKind


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A link between two nodes (entity, document or chunk ids), and the id that proves it.

    `proof` is the chunk or the row entity that states the link: when it goes, the edge goes.
    """

    start_id: str
    end_id: str
    kind: EdgeKind
    proof: str
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One live value of the database of record, or an aggregate over such values.

    `entity` and `attribute` are what a reader calls them; `display` is the value as shown,
    unit included. `key` is empty for an aggregate over rows. `about` are further rows, as
    (table, key), that were asked about and without which the fact would not be told.
    """

    entity: str
    attribute: str
    value: Scalar
    display: str
    unit: str | None
    source: str
    table: str
    key: Key
    column: str
    as_of: dt.datetime
    about: tuple[tuple[str, Key], ...] = ()

    @property
    def id(self) -> str:
        return stable_id(
            "fact", self.source, self.table, key_text(self.key), self.column, self.display
        )

    @property
    def uri(self) -> str:
        return f"{self.table}/{key_text(self.key)}" if self.key else self.table


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A passage or a fact, the score that each stage gave it, and the graph path to it."""

    item: Passage | Fact
    score: float
    scores: Mapping[str, float] = field(default_factory=dict)
    path: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.item.id


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One earlier exchange of a conversation; `answer` is empty when it is not known."""

    question: str
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a client asks, and who it is.

    Passages of sources that were checked more than `max_staleness_s` seconds ago are not used;
    None: as the settings say.
    """

    text: str
    scope: Scope = field(default_factory=Scope)
    history: tuple[Turn, ...] = ()
    conversation_id: str | None = None
    max_staleness_s: float | None = None


@dataclass(frozen=True, kw_only=True)
class SourceFreshness:
    """How old the index of a source is.

    `checked_at`: all that the source held then is indexed. `lag_ms`: the time since. None: it was
    never read to its end. `changed_at`: when a change was last found. `problem`: why the last run
    did not come to its end, or empty.
    """

    source: str
    checked_at: dt.datetime | None = None
    changed_at: dt.datetime | None = None
    lag_ms: int | None = None
    problem: str = ""
