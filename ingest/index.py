"""Writing and removing what records became, in an order that a crash cannot spoil.

Vectors first and made durable, then the catalogue with the manifest; ids that a record no longer
has go last. Whatever is interrupted is done again by the next run, or found by `repair`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ingest.chunk import contextual, embedding_text
from nescio.errors import StageTimeout
from nescio.types import Passage
from retrieval import linkage
from retrieval.catalogue import Catalogue, Indexed
from retrieval.embedding import Embedder
from retrieval.vectors import VectorIndex, VectorPoint

EMBED_BATCH = 128
EMBED_DEADLINE_S = 600.0
"""For one batch; generous, because the first one also loads the model."""
_FULL_CHUNKS = 512
_FULL_RECORDS = 256
_REMOVED_AT_ONCE = 500


@dataclass
class IndexWriter:
    """Collects records and writes them in batches; `all_anew` embeds unchanged chunks too."""

    catalogue: Catalogue
    vectors: VectorIndex
    embedder: Embedder
    all_anew: bool = False
    embedded: int = 0
    written: set[str] = field(default_factory=set)
    _pending: list[Indexed] = field(default_factory=list)

    async def add(self, item: Indexed) -> None:
        """Take one more record; writes when enough have come together."""
        self._pending.append(item)
        chunks = sum(len(pending.passages) for pending in self._pending)
        if chunks >= _FULL_CHUNKS or len(self._pending) >= _FULL_RECORDS:
            await self.write()

    async def write(self) -> None:
        """Write what is pending."""
        items, self._pending = self._pending, []
        if not items:
            return
        ids = [item.document.id for item in items]
        held = await asyncio.to_thread(linkage.held_passages, self.catalogue, ids)
        passages = {p.id: p for item in items for p in item.passages}
        fresh = [p for p in passages.values() if self.all_anew or not _same(held.get(p.id), p)]
        await self.embed(fresh)
        await asyncio.to_thread(self.catalogue.put, items)
        await self.vectors.delete([id_ for id_ in held if id_ not in passages])
        self.written.update(ids)

    async def embed(self, passages: Sequence[Passage]) -> None:
        """Embed and store passages durably. Raises StageTimeout."""
        for first in range(0, len(passages), EMBED_BATCH):
            batch = passages[first : first + EMBED_BATCH]
            texts = [embedding_text(passage) for passage in batch]
            try:
                async with asyncio.timeout(EMBED_DEADLINE_S):
                    dense = await self.embedder.embed(texts)
            except TimeoutError:
                raise StageTimeout("embedding", EMBED_DEADLINE_S) from None
            await self.vectors.upsert(
                [
                    VectorPoint(
                        id=passage.id,
                        dense=vector,
                        text=text,
                        document_id=passage.chunk.document_id,
                        source=passage.chunk.source,
                        tenant=passage.chunk.access.tenant,
                        labels=passage.chunk.access.labels,
                    )
                    for passage, vector, text in zip(batch, dense, texts, strict=True)
                ]
            )
            self.embedded += len(batch)
        if passages:
            await self.vectors.flush()

    async def remove(self, source: str, keys: Iterable[str]) -> int:
        """Remove records from every store, the manifest last. Returns how many."""
        removed = 0
        for batch in batches(keys, _REMOVED_AT_ONCE):
            ids = await asyncio.to_thread(self.catalogue.chunk_ids, source, batch)
            await self.vectors.delete(ids)
            await self.vectors.flush()
            await asyncio.to_thread(self.catalogue.remove, source, batch)
            removed += len(batch)
        return removed

    async def repair(self, *, thorough: bool = False) -> int:
        """Make the index hold exactly the chunks of the catalogue. Returns how many it mended.

        Costs a count when all is well; reads all ids when the counts differ, or if `thorough`.
        """
        stats = await asyncio.to_thread(self.catalogue.stats)
        if not thorough and await self.vectors.count() == stats.chunks:
            return 0
        mended = 0
        ids = self.catalogue.all_chunk_ids()
        while batch := await asyncio.to_thread(lambda: list(islice(ids, _REMOVED_AT_ONCE))):
            present = await self.vectors.present(batch)
            missing = [id_ for id_ in batch if id_ not in present]
            found = await asyncio.to_thread(linkage.passages_by_id, self.catalogue, missing)
            before = self.embedded
            await self.embed(list(found.values()))
            mended += self.embedded - before
        extra: list[str] = []
        async for page in self.vectors.scroll():
            known = await asyncio.to_thread(linkage.passages_by_id, self.catalogue, page)
            extra += [id_ for id_ in page if id_ not in known]
        for left_over in batches(extra, _REMOVED_AT_ONCE):
            await self.vectors.delete(left_over)
        return mended + len(extra)


def batches(values: Iterable[str], size: int) -> Iterator[list[str]]:
    """`values` in lists of at most `size`."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


def _same(held: Passage | None, passage: Passage) -> bool:
    """Whether the vector that is held was made of the same words, for the same readers."""
    if held is None or held.chunk.access != passage.chunk.access:
        return False
    before = contextual(held.title, held.chunk.heading_path, held.kind)
    return before == contextual(passage.title, passage.chunk.heading_path, passage.kind)
