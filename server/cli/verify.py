"""nescio verify: do the manifest, the catalogue, the vector index and the sources agree?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.common import Config, load_settings, run, say, warn

if TYPE_CHECKING:
    from nescio.settings import Settings
    from server.wiring import Stores


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
    from ingest.index import IndexWriter
    from ingest.plan import plan
    from server.wiring import open_stores

    async with open_stores(settings) as stores:
        problems = await _problems(settings, stores)
        if problems and repair:
            for count, text in problems:
                say(f"{count} {text}")
            writer = IndexWriter(
                catalogue=stores.catalogue, vectors=stores.index, embedder=stores.embedder
            )
            mended = await writer.repair(thorough=True)
            await stores.index.flush()
            say(f"{mended} vectors mended")
            problems = await _problems(settings, stores)
        stats = await asyncio.to_thread(stores.catalogue.stats)
        plans = await plan(settings, stores.catalogue)
    for count, text in problems:
        say(f"{count} {text}")
    if problems:
        how = "nescio ingest --full" if repair else "nescio verify --repair"
        say(f"run `{how}` to mend this")
    else:
        say(f"{stats.chunks} passages of {stats.documents} documents and rows: all stores agree")
    for each in plans:
        moved = len(each.add) + len(each.change) + len(each.delete)
        if each.unavailable:
            warn(each.problems[0])
        elif moved:
            say(f"{each.name}: {moved} records changed since the last ingest; run `nescio ingest`")
    return 1 if problems or any(each.unavailable for each in plans) else 0


async def _problems(settings: Settings, stores: Stores) -> list[tuple[int, str]]:
    """What the stores do not agree on: how many, and of what."""
    chunks = set(await asyncio.to_thread(lambda: list(stores.catalogue.all_chunk_ids())))
    vectors = {i async for batch in stores.index.scroll() for i in batch}
    stats = await asyncio.to_thread(stores.catalogue.stats)
    names = {source.name for source in settings.sources}
    manifest = {n: len(await asyncio.to_thread(stores.catalogue.versions, n)) for n in names}
    found = [
        (len(chunks - vectors), "passages of the catalogue are not in the vector index"),
        (len(vectors - chunks), "vectors have no passage in the catalogue"),
    ]
    for name in sorted(names | set(stats.sources)):
        documents, recorded = stats.sources.get(name, 0), manifest.get(name, 0)
        if name not in names:
            found.append((documents, f"documents of {name!r}, which is no source any more"))
        elif documents != recorded:
            gap = abs(documents - recorded)
            found.append((gap, f"entries of {name!r} are in the manifest or stored, not both"))
    return [(count, text) for count, text in found if count]
