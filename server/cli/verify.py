"""nescio verify: do the manifest, the catalogue and the vector index agree?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from server.cli.common import Config, load_settings, run, say

if TYPE_CHECKING:
    from nescio.settings import Settings


def verify(config: Config = None) -> int:
    """Check that all stores hold the same passages.

    Exits with 1 when they do not. Example: nescio verify
    """
    return run(_verify(load_settings(config)))


async def _verify(settings: Settings) -> int:
    from server.wiring import open_stores

    async with open_stores(settings) as stores:
        chunks = set(await asyncio.to_thread(lambda: list(stores.catalogue.all_chunk_ids())))
        vectors = {i async for batch in stores.index.scroll() for i in batch}
        stats = await asyncio.to_thread(stores.catalogue.stats)
        names = {source.name for source in settings.sources}
        manifest = {n: len(await asyncio.to_thread(stores.catalogue.versions, n)) for n in names}
    problems = [
        (len(chunks - vectors), "passages of the catalogue are not in the vector index"),
        (len(vectors - chunks), "vectors have no passage in the catalogue"),
    ]
    for name in sorted(names | set(stats.sources)):
        documents, recorded = stats.sources.get(name, 0), manifest.get(name, 0)
        if name not in names:
            problems.append((documents, f"documents of {name!r}, which is no source any more"))
        elif documents != recorded:
            gap = abs(documents - recorded)
            problems.append((gap, f"entries of {name!r} are in the manifest or stored, not both"))
    found = [(count, text) for count, text in problems if count]
    for count, text in found:
        say(f"{count} {text}")
    if found:
        say("run `nescio ingest --full` to build them again")
        return 1
    say(f"{len(chunks)} passages of {stats.documents} documents and rows: all stores agree")
    return 0
