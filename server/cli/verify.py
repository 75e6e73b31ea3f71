"""nescio verify: do the manifest, the catalogue, the vector index and the sources agree?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.common import Config, load_settings, run, say, warn

if TYPE_CHECKING:
    from nescio.settings import Settings


def verify(
    repair: Annotated[
        bool, typer.Option("--repair", help="Remove orphans from the index and fill its gaps.")
    ] = False,
    config: Config = None,
) -> int:
    """Check that all stores hold the same passages, and say how far the sources have moved on.

    Exits with 1 when the stores do not agree (with --repair: still do not agree), or when a
    source cannot be read. Example: nescio verify --repair
    """
    return run(_verify(load_settings(config), repair=repair))


async def _verify(settings: Settings, *, repair: bool) -> int:
    from ingest.embed import open_index
    from ingest.index import IndexWriter
    from ingest.plan import plan
    from ingest.verify import disagreements
    from retrieval.batch_sweep import sweep_batches
    from retrieval.conversations import sweep_conversations
    from retrieval.kept_answers import sweep_answers
    from server.wiring import open_ingest

    async with open_ingest(settings) as stores:
        await open_index(stores.catalogue, stores.index, stores.embedder)
        found = await disagreements(settings, stores.catalogue, stores.index)
        if found and repair:
            for finding in found:
                say(f"{finding.count} {finding.text}")
            writer = IndexWriter(
                catalogue=stores.catalogue, vectors=stores.index, embedder=stores.embedder
            )
            mended = await writer.repair(thorough=True)
            await stores.index.flush()
            await asyncio.to_thread(sweep_conversations, settings, stores.catalogue)
            await asyncio.to_thread(sweep_answers, settings, stores.catalogue)
            await asyncio.to_thread(sweep_batches, settings, stores.catalogue)
            say(f"{mended} vectors mended")
            found = await disagreements(settings, stores.catalogue, stores.index)
        stats = await asyncio.to_thread(stores.catalogue.stats)
        plans = await plan(settings, stores.catalogue)
    for finding in found:
        say(f"{finding.count} {finding.text}")
    if found:
        how = "nescio ingest --full" if repair else "nescio verify --repair"
        say(f"run `{how}` to mend this")
    else:
        say(f"{stats.chunks} passages of {stats.documents} documents and rows: all stores agree")
        say("0 orphans, 0 gaps, 0 duplicates")
    for each in plans:
        moved = len(each.add) + len(each.change) + len(each.delete)
        if each.unavailable:
            warn(each.problems[0])
        elif moved:
            say(f"{each.name}: {moved} records changed since the last ingest; run `nescio ingest`")
    return 1 if found or any(each.unavailable for each in plans) else 0
