"""The catalogue: manifest, documents, chunks, entities, names and edges, in one SQL database.

SQLAlchemy Core over SQLite (WAL) or PostgreSQL. All methods block: call them in a worker thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from nescio.types import Document, Edge, Entity, EntityName, Passage, Scope


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """Everything that one record became, written and removed as a unit."""

    document: Document
    passages: tuple[Passage, ...]
    entities: tuple[Entity, ...] = ()
    names: tuple[EntityName, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Neighbourhood:
    """Edges around some nodes, bounded; `truncated` when the bound was met."""

    edges: tuple[Edge, ...]
    truncated: bool


class CatalogueProtocol(Protocol):
    """What ingestion and retrieval ask of the catalogue."""

    def versions(self, source: str) -> dict[str, str]: ...
    def put(self, items: Sequence[Indexed]) -> None: ...
    def chunk_ids(self, source: str, keys: Iterable[str]) -> list[str]: ...
    def remove(self, source: str, keys: Iterable[str]) -> None: ...
    def passages(self, ids: Sequence[str], scope: Scope) -> dict[str, Passage]: ...
    def document(self, document_id: str, scope: Scope) -> Document | None: ...
    def names(self) -> Iterator[tuple[EntityName, Entity]]: ...
    def neighbourhood(self, seeds: Sequence[str], scope: Scope) -> Neighbourhood: ...
    def generation(self) -> int: ...
