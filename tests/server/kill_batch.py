"""A process that begins a batch and never ends it: `python -m tests.server.kill_batch FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from nescio.settings_server import BatchSettings
from nescio.types import Scope
from retrieval.batch_results import BatchQuestion
from server.batches import Batches
from server.jobs import Jobs
from tests.server.job_serving import Stores, open_shop
from tests.server.scripted import RECORD, ScriptedPipeline, answered


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def begin(folder: Path) -> None:
    """One question at a time: 18, one that never ends, one after it."""
    pipeline = ScriptedPipeline(
        lambda q: answered((q.text, RECORD)), hold_at=0, only=lambda q: "slow" in q.text
    )
    texts = [*(f"Number {n}?" for n in range(18)), "A slow one?", "After it?"]
    async with open_shop(folder) as shop:
        settings = shop.settings.model_copy(update={"batches": BatchSettings(concurrent=1)})
        jobs = Jobs(settings)
        batches = Batches(settings, jobs)
        async with jobs.over(Stores(shop)), batches.over(pipeline):
            questions = [BatchQuestion(id=text, text=text) for text in texts]
            say((await batches.submit(Scope(), questions)).id)
            await pipeline.held.wait()
            say("stuck")
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(begin(Path(sys.argv[1])))
