"""Statistics and names of what is indexed, kept in memory and renewed when the index changes."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nescio.errors import StoreFailed
from nescio.text import STOP_WORDS, stem, words
from nescio.types import Entity, EntityName
from retrieval.catalogue import Catalogue
from retrieval.linking import EntityLinker

SAMPLE = 20_000


@dataclass(frozen=True, kw_only=True)
class Terms:
    """In how many of `chunks` chunks each stem occurs, and each unstemmed form."""

    chunks: int
    frequency: dict[str, int]
    forms: dict[str, int]

    def idf(self, stemmed: str) -> float:
        """Robertson-Sparck Jones weight with the usual +1, always positive."""
        count = self.frequency.get(stemmed, 0)
        return math.log(1 + (self.chunks - count + 0.5) / (count + 0.5))

    def known(self, stemmed: str) -> bool:
        return stemmed in self.frequency


def count_terms(texts: Iterable[str], *, known: frozenset[str] = frozenset()) -> Terms:
    """Document frequencies of the stems of `texts`; `known` are forms that are spelt right too."""
    frequency: Counter[str] = Counter()
    forms: Counter[str] = Counter(known)
    chunks = 0
    for text in texts:
        chunks += 1
        found = {w.form for w in words(text)}
        forms.update(found)
        frequency.update({stem(form) for form in found if form not in STOP_WORDS})
    return Terms(chunks=chunks, frequency=dict(frequency), forms=dict(forms))


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Names and term statistics of one generation of the catalogue.

    `linker` knows the names of rows, `titles` those of documents: a title must never be taken
    for a row of the database.
    """

    generation: int
    linker: EntityLinker
    titles: EntityLinker
    terms: Terms


class Corpus:
    """Builds a Snapshot on first use and again after the catalogue's generation has moved."""

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        ordinary: frozenset[str] = frozenset(),
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """`ordinary` are words of tables and columns: never misspelt names. `on_change` is called
        when the index is found changed, so that other caches of the sources' words go too.
        """
        self._on_change = on_change
        self._catalogue = catalogue
        self._ordinary = ordinary
        self._lock = asyncio.Lock()
        self._snapshot: Snapshot | None = None

    def linker(self) -> EntityLinker:
        """The names of the latest snapshot. Raises StoreFailed before the first one is built."""
        if self._snapshot is None:
            raise StoreFailed("the corpus", "names are not loaded yet")
        return self._snapshot.linker

    async def snapshot(self) -> Snapshot:
        """The current snapshot. Building it reads all names and up to `SAMPLE` chunks."""
        async with self._lock:
            generation = await asyncio.to_thread(self._catalogue.generation)
            if self._snapshot is None or self._snapshot.generation != generation:
                self._snapshot = await asyncio.to_thread(self._build, generation)
                self._on_change()
            return self._snapshot

    def _build(self, generation: int) -> Snapshot:
        rows: list[tuple[EntityName, Entity]] = []
        titles: list[tuple[EntityName, Entity]] = []
        for name, entity in self._catalogue.names():
            (titles if entity.table is None else rows).append((name, entity))
        return Snapshot(
            generation=generation,
            linker=EntityLinker(rows, ordinary=self._ordinary),
            titles=EntityLinker(titles),
            terms=count_terms(self._catalogue.texts(SAMPLE), known=self._ordinary),
        )
