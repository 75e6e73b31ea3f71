"""Writing and removing what records became, in an order that a crash cannot spoil.

Vectors first, then the catalogue with the manifest; ids that a record no longer has go last.
Whatever is interrupted is done again by the next run, or found by `repair`: a note in the catalogue
says that a writer is at work, and is only taken back once the vectors are durable.

While one batch is embedded and written, the next is read and parsed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from types import TracebackType

from ingest.chunk import contextual, embedding_text
from ingest.embed import embed_texts
from nescio.types import Passage
from retrieval import embedding_cache, linkage
from retrieval.catalogue import Catalogue, Indexed
from retrieval.embedding import Embedder
from retrieval.vectors import Vector, VectorIndex, VectorPoint

_STORED_AT_ONCE = 128
_FULL_CHUNKS = 512
_FULL_RECORDS = 256
_REMOVED_AT_ONCE = 500
_UNFLUSHED = 4096
"""Changes of the vector index after which it is flushed: its log grows until then."""
_WRITING = "writing"


@dataclass
class IndexWriter:
    """Collects records and writes them in batches; `all_anew` embeds unchanged chunks too.

    Use it as a context: leaving by an error or a cancellation ends the write that is under way.
    `opening` opens the vector index; nothing is asked of it before that is done.
    """

    catalogue: Catalogue
    vectors: VectorIndex
    embedder: Embedder
    all_anew: bool = False
    opening: asyncio.Task[None] | None = None
    embedded: int = 0
    reused: int = 0
    removed: int = 0
    _pending: list[Indexed] = field(default_factory=list)
    _chunks: int = 0
    _writing: asyncio.Task[None] | None = None
    _unflushed: int = 0
    _noted: bool = False
    _crashed: bool = False

    async def __aenter__(self) -> IndexWriter:
        self._crashed = bool(await asyncio.to_thread(linkage.note, self.catalogue, _WRITING))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)

    async def add(self, item: Indexed) -> None:
        """Take one more record; begins to write when enough have come together."""
        self._pending.append(item)
        self._chunks += len(item.passages)
        if self._chunks >= _FULL_CHUNKS or len(self._pending) >= _FULL_RECORDS:
            await self._hand_over()

    async def write(self) -> None:
        """Write all that was added."""
        await self._hand_over()
        await self._settle()

    async def _hand_over(self) -> None:
        await self._settle()
        items, self._pending, self._chunks = self._pending, [], 0
        if items:
            self._writing = asyncio.create_task(self._write(items), name="index writer")

    async def _settle(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            try:
                await asyncio.shield(writing)
            except asyncio.CancelledError:
                self._writing = writing
                raise

    async def _write(self, items: Sequence[Indexed]) -> None:
        await self._begin()
        ids = [item.document.id for item in items]
        held = await asyncio.to_thread(linkage.held_passages, self.catalogue, ids)
        passages = {p.id: p for item in items for p in item.passages}
        keys = {p.id: self._key(p) for p in passages.values()}
        fresh = [p for p in passages.values() if self.all_anew or not _same(held.get(p.id), p)]
        await self.embed(fresh)
        keyed = [
            replace(item, embedding_keys={p.id: keys[p.id] for p in item.passages})
            for item in items
        ]
        await asyncio.to_thread(self.catalogue.put, keyed)
        stale = [id_ for id_ in held if id_ not in passages]
        await self.vectors.delete(stale)
        await self._changed(len(stale))

    async def embed(self, passages: Sequence[Passage]) -> None:
        """Embed and store passages, long ones together. Raises StageTimeout."""
        storing: asyncio.Task[None] | None = None
        ordered = sorted(passages, key=lambda passage: len(passage.chunk.text))
        try:
            for first in range(0, len(ordered), _STORED_AT_ONCE):
                batch = ordered[first : first + _STORED_AT_ONCE]
                dense = await self._vectors_of(batch)
                if storing is not None:
                    await storing
                points = [_point(p, vector) for p, vector in zip(batch, dense, strict=True)]
                storing = asyncio.create_task(self.vectors.upsert(points))
            if storing is not None:
                await storing
                await self._changed(len(ordered))
        finally:
            if storing is not None:
                storing.cancel()
                await asyncio.gather(storing, return_exceptions=True)

    async def _vectors_of(self, passages: Sequence[Passage]) -> list[Vector]:
        """The vectors of passages, from the cache where they are there."""
        keys = [self._key(passage) for passage in passages]
        texts = {key: embedding_text(p) for key, p in zip(keys, passages, strict=True)}
        found: dict[str, Vector] = {}
        if not self.all_anew:
            found = await asyncio.to_thread(embedding_cache.cached, self.catalogue, texts)
        missing = [key for key in texts if key not in found]
        if missing:
            made = await embed_texts(self.embedder, [texts[key] for key in missing])
            new = dict(zip(missing, made, strict=True))
            await asyncio.to_thread(embedding_cache.keep, self.catalogue, new)
            found |= new
        self.embedded += len(missing)
        self.reused += len(passages) - len(missing)
        return [found[key] for key in keys]

    def _key(self, passage: Passage) -> str:
        return embedding_cache.embedding_key(self.embedder.name, embedding_text(passage))

    async def remove(self, source: str, keys: Iterable[str]) -> int:
        """Remove records from every store, the manifest last. Returns how many."""
        removed = 0
        for batch in batches(keys, _REMOVED_AT_ONCE):
            await self._begin()
            ids = await asyncio.to_thread(self.catalogue.chunk_ids, source, batch)
            if ids:
                await self.vectors.delete(ids)
                await self._changed(len(ids))
            await asyncio.to_thread(self.catalogue.remove, source, batch)
            removed += len(batch)
        self.removed += removed
        return removed

    async def flush(self) -> None:
        """Make all vectors that were written or removed durable."""
        if self._unflushed:
            await self.vectors.flush()
            self._unflushed = 0

    async def _changed(self, points: int) -> None:
        self._unflushed += points
        if self._unflushed >= _UNFLUSHED:
            await self.flush()

    async def _begin(self) -> None:
        if self.opening is not None:
            await asyncio.shield(self.opening)
        if not self._noted:
            self._noted = True
            await asyncio.to_thread(linkage.set_notes, self.catalogue, {_WRITING: 1})

    @property
    def crashed(self) -> bool:
        """Whether an earlier writer did not come to its end."""
        return self._crashed

    async def finish(self) -> int:
        """Mend what an earlier writer left half done, and note that this one did not.

        Returns how many vectors were mended.
        """
        mended = await self.repair(thorough=self._crashed)
        self._unflushed += mended
        await self.flush()
        if self._crashed or self._noted:
            await asyncio.to_thread(linkage.set_notes, self.catalogue, {_WRITING: 0})
        return mended

    async def repair(self, *, thorough: bool = False) -> int:
        """Make the index hold exactly the chunks of the catalogue. Returns how many it mended.

        Costs a count when all is well; reads all ids when the counts differ, or if `thorough`.
        """
        chunks = await asyncio.to_thread(self.catalogue.chunk_count)
        if not thorough and await self.vectors.count() == chunks:
            return 0
        await asyncio.to_thread(embedding_cache.drop_unused, self.catalogue)
        mended = 0
        ids = self.catalogue.all_chunk_ids()
        while batch := await asyncio.to_thread(lambda: list(islice(ids, _REMOVED_AT_ONCE))):
            present = await self.vectors.present(batch)
            missing = [id_ for id_ in batch if id_ not in present]
            found = await asyncio.to_thread(linkage.passages_by_id, self.catalogue, missing)
            await self.embed(list(found.values()))
            mended += len(found)
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


def _point(passage: Passage, vector: Vector) -> VectorPoint:
    return VectorPoint(
        id=passage.id,
        dense=vector,
        text=embedding_text(passage),
        document_id=passage.chunk.document_id,
        source=passage.chunk.source,
        tenant=passage.chunk.access.tenant,
        labels=passage.chunk.access.labels,
    )


def _same(held: Passage | None, passage: Passage) -> bool:
    """Whether the vector that is held was made of the same words, for the same readers."""
    if held is None or held.chunk.access != passage.chunk.access:
        return False
    before = contextual(held.title, held.chunk.heading_path, held.kind)
    return before == contextual(passage.title, passage.chunk.heading_path, passage.kind)
