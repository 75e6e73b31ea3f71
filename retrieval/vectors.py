"""The vector index as the rest of nescio sees it: dense and sparse search by one Protocol.

Two implementations: `retrieval.edge` (Qdrant Edge in a child process) and `retrieval.qdrant`
(a Qdrant server). Points carry no text, only what filters need: text lives in the catalogue.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nescio.types import Scope

Vector = NDArray[np.float32]
FORMAT = 2
"""Of what is stored with a point; an index of another format is refused."""


@dataclass(frozen=True, kw_only=True)
class VectorPoint:
    """A chunk to index: `dense` is its unit vector, `text` is what the sparse vector is made of."""

    id: str
    dense: Vector
    text: str
    document_id: str
    source: str
    tenant: str
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class VectorHit:
    """A point found: cosine for dense, BM25 for sparse; the two scales do not mix."""

    id: str
    score: float


TIED = 32
"""Further hits that an engine is asked for: of equal ones at the end of a ranking it keeps those
that happen to lie first, which what the asker may not see has a part in."""


def best(hits: Iterable[VectorHit], limit: int) -> tuple[VectorHit, ...]:
    """The `limit` best, ties by id."""
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.id))[:limit])


@dataclass(frozen=True, kw_only=True)
class VectorHits:
    """Both rankings of one search, best first."""

    dense: tuple[VectorHit, ...]
    sparse: tuple[VectorHit, ...]


@dataclass(frozen=True, kw_only=True)
class VectorStats:
    """What the index says of itself."""

    points: int
    engine: str
    detail: dict[str, str] = field(default_factory=dict)


def keys_of(point: VectorPoint) -> list[str]:
    """The keys that open a point: its tenant's own, or one per label when it has labels.

    Tenant and label in one key make the filter of a search a single condition, which takes half
    the time of two. The length in front keeps names that hold a slash apart.
    """
    own = f"{len(point.tenant)}:{point.tenant}"
    return [f"{own}/{label}" for label in sorted(point.labels)] or [own]


def keys_held(scope: Scope) -> list[str]:
    """The keys that an asker holds: what has one of them is permitted."""
    own = f"{len(scope.tenant)}:{scope.tenant}"
    return [own, *(f"{own}/{label}" for label in sorted(scope.labels))]


class VectorIndex(Protocol):
    """A store of points. Every method may raise StoreFailed or StageTimeout."""

    async def ensure(self, dimensions: int, model: str = "") -> None:
        """Open or create. Raises ConfigError when it holds vectors of another size or model,
        and StoreBusy when another process owns it.
        """

    async def upsert(self, points: Sequence[VectorPoint]) -> None:
        """Write points by id; the same id again replaces."""

    async def delete(self, ids: Sequence[str]) -> None:
        """Remove points; unknown ids are ignored."""

    async def search(
        self,
        *,
        dense: Vector | None,
        text: str | None,
        scope: Scope,
        limit: int,
        without: Collection[str] = (),
    ) -> VectorHits:
        """The `limit` nearest by each vector given, among what `scope` permits and what is of
        none of the sources `without`.

        Nothing else has any influence, not even on the IDF of the sparse scores.
        """

    async def cosine(self, dense: Vector, ids: Sequence[str]) -> dict[str, float]:
        """Cosine of `dense` to each of `ids` that the index holds."""

    async def present(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of `ids` that the index holds."""

    def scroll(self, *, batch: int = 1000) -> AsyncIterator[tuple[str, ...]]:
        """All ids, in batches, in no particular order."""

    async def count(self, scope: Scope | None = None) -> int:
        """Number of points, of all or of what `scope` permits."""

    async def flush(self) -> None:
        """Make what was written survive a power loss."""

    async def stats(self) -> VectorStats:
        """Size and engine."""

    async def aclose(self) -> None:
        """Release the store."""
