"""A process that begins a job and never ends it: `python -m tests.server.kill_job FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from retrieval.vectors import Vector
from server.jobs import Jobs
from tests.ingest.samples import HashEmbedder
from tests.server.job_serving import Stores, open_shop


class StuckEmbedder(HashEmbedder):
    """Says so and waits for ever once it comes to a text with the word `tents`."""

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        if any("tents" in text for text in texts):
            sys.stdout.write("stuck\n")
            sys.stdout.flush()
            await asyncio.Event().wait()
        return await super().embed(texts)


async def begin(folder: Path) -> None:
    async with open_shop(folder) as shop:
        shop.embedder = StuckEmbedder()
        jobs = Jobs(shop.settings)
        async with jobs.over(Stores(shop)):
            job = await jobs.submit()
            sys.stdout.write(f"{job.id}\n")
            sys.stdout.flush()
            await jobs.ended(job.id)


if __name__ == "__main__":
    asyncio.run(begin(Path(sys.argv[1])))
