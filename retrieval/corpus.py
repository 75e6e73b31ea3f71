"""Statistics and names of what is indexed, kept in memory and renewed when the index changes."""

from __future__ import annotations

import asyncio
import math
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from nescio.text import STOP_WORDS, stem, words
from nescio.types import Entity, EntityName, Scope
from retrieval.acronyms import Acronyms, definitions
from retrieval.catalogue import Catalogue
from retrieval.linking import EntityLinker
from retrieval.spelling import Spelling

SAMPLE = 20_000
MAX_SIZE = 3_000_000
"""Names and words of all snapshots that are kept, together: about 600 MB."""
MAX_TENANTS = 1_000
"""Snapshots that are kept at most, and tenants of which the labels are remembered."""


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


def _with_names(
    forms: Mapping[str, int], rows: Iterable[tuple[EntityName, Entity]]
) -> dict[str, int]:
    """`forms` and the words of the names of rows, each once: many names make no word likelier."""
    named = {word.form for name, _ in rows for word in words(name.name)}
    return dict.fromkeys(named, 1) | dict(forms)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Names and term statistics of what one asker may read, at one generation of the catalogue.

    `linker` knows the names of rows, `titles` those of documents: a title must never be taken
    for a row of the database. `spelling` and `acronyms` are those of the same texts as `terms`.
    """

    generation: int
    linker: EntityLinker
    titles: EntityLinker
    terms: Terms
    spelling: Spelling
    acronyms: Acronyms

    @property
    def size(self) -> int:
        """How many names and words it holds."""
        return self.linker.size + self.titles.size + len(self.terms.forms)


@dataclass
class _Slot:
    """Where the snapshot of some askers is kept, and who builds it."""

    building: asyncio.Task[Snapshot] | None = None
    snapshot: Snapshot | None = None


class Corpus:
    """Builds Snapshots on first use and again after the catalogue's generation has moved.

    What an asker may not read has no part in his: whether a word is known, how rare it is and
    what a misspelt one stands for must not tell of it. Askers who may read the same share one.
    """

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
        self._generation: int | None = None
        self._labels: dict[str, frozenset[str]] = {}
        self._slots: OrderedDict[Scope, _Slot] = OrderedDict()

    async def linker(self, scope: Scope) -> EntityLinker:
        """The names that `scope` permits."""
        return (await self.snapshot(scope)).linker

    async def snapshot(self, scope: Scope) -> Snapshot:
        """The current snapshot for an asker.

        Building it reads all names that he may see, and up to `SAMPLE` chunks.
        """
        generation = await asyncio.to_thread(self._catalogue.generation)
        if generation != self._generation:
            self._generation = generation
            self._slots.clear()
            self._labels.clear()
            self._on_change()
        reader = Scope(tenant=scope.tenant, labels=scope.labels & await self._existing(scope))
        slot = self._slots.setdefault(reader, _Slot())
        self._slots.move_to_end(reader)
        if slot.snapshot is None:
            slot.snapshot = await self._built(slot, generation, reader)
            self._drop_oldest()
        return slot.snapshot

    async def _built(self, slot: _Slot, generation: int, reader: Scope) -> Snapshot:
        """Built once for all who wait, and to its end: who gives up waiting must not make the
        next one begin anew."""
        if slot.building is None:
            work = asyncio.to_thread(self._build, generation, reader)
            slot.building = asyncio.create_task(work)
        try:
            return await asyncio.shield(slot.building)
        finally:
            if slot.building is not None and slot.building.done():
                slot.building = None

    async def _existing(self, scope: Scope) -> frozenset[str]:
        """The labels of a tenant: of others there are as many as askers care to send."""
        if not scope.labels:
            return frozenset()
        found = self._labels.get(scope.tenant)
        if found is None:
            found = await asyncio.to_thread(self._catalogue.labels, scope.tenant)
            if len(self._labels) >= MAX_TENANTS:
                self._labels.clear()
            self._labels[scope.tenant] = found
        return found

    def _drop_oldest(self) -> None:
        """Keep what was used last, as far as there is room, and at least one."""
        sizes = {
            reader: slot.snapshot.size for reader, slot in self._slots.items() if slot.snapshot
        }
        total = sum(sizes.values())
        for reader in [*sizes][:-1]:
            if total <= MAX_SIZE and len(self._slots) <= MAX_TENANTS:
                return
            total -= sizes[reader]
            del self._slots[reader]

    def _build(self, generation: int, reader: Scope) -> Snapshot:
        rows: list[tuple[EntityName, Entity]] = []
        titles: list[tuple[EntityName, Entity]] = []
        for name, entity in self._catalogue.names(reader):
            (titles if entity.table is None else rows).append((name, entity))
        texts = self._catalogue.texts(SAMPLE, reader)
        terms = count_terms(texts, known=self._ordinary)
        return Snapshot(
            generation=generation,
            linker=EntityLinker(rows, ordinary=self._ordinary),
            titles=EntityLinker(titles),
            terms=terms,
            spelling=Spelling(
                _with_names(terms.forms, rows), terms.frequency, whole=len(texts) < SAMPLE
            ),
            acronyms=Acronyms(
                (one for text in texts for one in definitions(text)), used=terms.forms
            ),
        )
