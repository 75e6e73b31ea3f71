"""Whether manifest, catalogue, vector index and graph agree: orphans, gaps and duplicates."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

from nescio.settings import Settings
from retrieval import consistency
from retrieval.batch_sweep import left_in_batches
from retrieval.catalogue import Catalogue
from retrieval.conversations import resting_on_nothing
from retrieval.kept_answers import stale_answers
from retrieval.vectors import VectorIndex


@dataclass(frozen=True, kw_only=True)
class Finding:
    """So many of something that should not be: an orphan, a gap or a duplicate."""

    kind: str
    count: int
    text: str


async def disagreements(
    settings: Settings, catalogue: Catalogue, vectors: VectorIndex
) -> list[Finding]:
    """What the stores do not agree on. Reads all ids, no text. Raises StoreFailed."""
    chunks = set(await asyncio.to_thread(lambda: list(catalogue.all_chunk_ids())))
    points = Counter([i async for batch in vectors.scroll() for i in batch])
    stats = await asyncio.to_thread(catalogue.stats)
    names = {source.name for source in settings.sources}
    repeated = sum(count - 1 for count in points.values())
    loose = await asyncio.to_thread(consistency.loose_edges, catalogue)
    unused = await asyncio.to_thread(consistency.unused_embeddings, catalogue)
    turns = await asyncio.to_thread(resting_on_nothing, settings, catalogue)
    answers = await asyncio.to_thread(stale_answers, settings, catalogue)
    results, replies = await asyncio.to_thread(left_in_batches, settings, catalogue)
    found = [
        Finding(
            kind="gap",
            count=len(chunks - points.keys()),
            text="passages of the catalogue are not in the vector index",
        ),
        Finding(
            kind="orphan",
            count=len(points.keys() - chunks),
            text="vectors have no passage in the catalogue",
        ),
        Finding(kind="duplicate", count=repeated, text="vectors are there more than once"),
        Finding(kind="orphan", count=loose, text="edges have a proof that is gone"),
        Finding(kind="orphan", count=unused, text="cached vectors belong to no passage"),
        Finding(kind="orphan", count=turns, text="turns of conversations rest on nothing"),
        Finding(kind="orphan", count=answers, text="kept answers rest on what has changed"),
        Finding(kind="orphan", count=results, text="results of batches rest on nothing"),
        Finding(kind="orphan", count=replies, text="replies of models are kept for no question"),
    ]
    for name in sorted(names | set(stats.sources)):
        documents = stats.sources.get(name, 0)
        recorded = len(await asyncio.to_thread(catalogue.manifest, name))
        if name not in names:
            text = f"documents of {name!r}, which is no source any more"
            found.append(Finding(kind="orphan", count=documents, text=text))
        elif documents != recorded:
            text = f"entries of {name!r} are in the manifest or stored, not both"
            found.append(Finding(kind="gap", count=abs(documents - recorded), text=text))
    return [finding for finding in found if finding.count]
