"""A real server on loopback over a small shop, for tests of jobs, batches, pushes and watches."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn

from nescio.settings_sources import PushSource
from retrieval.catalogue import Catalogue
from retrieval.edge import EdgeVectorIndex
from server.app import create_app
from server.batches import Batches
from server.cli.owner import Owner
from server.jobs import Jobs
from server.readiness import Answerer
from tests.ingest.samples import HashEmbedder, Shop, make_shop
from tests.server.scripted import ScriptedPipeline

TOKEN = "admin-token-of-a-test"
PUSH_TOKEN = "push-token-of-a-test"
WITHIN_S = 60.0


@dataclass
class Stores:
    """The stores of a shop. See `server.jobs_runner.OpenStores`."""

    shop: Shop

    @property
    def catalogue(self) -> Catalogue:
        return self.shop.catalogue

    @property
    def index(self) -> EdgeVectorIndex:
        return self.shop.vectors

    @property
    def embedder(self) -> HashEmbedder:
        return self.shop.embedder


@asynccontextmanager
async def open_shop(folder: Path) -> AsyncIterator[Shop]:
    """The sample shop with a push source."""
    shop = make_shop(folder)
    push = PushSource(name="tickets", token=PUSH_TOKEN, max_records=3)
    sources = (*shop.settings.sources, push)
    shop.settings = shop.settings.model_copy(update={"sources": sources})
    try:
        yield shop
    finally:
        await shop.vectors.aclose()
        shop.catalogue.close()


async def killed_when_stuck(module: str, folder: Path) -> str:
    """The id that a process prints, which is killed once it says that it is stuck."""
    command = [sys.executable, "-m", module, str(folder)]
    child = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert child.stdout is not None
    async with asyncio.timeout(WITHIN_S):
        printed = (await child.stdout.readline()).decode().strip()
        assert await child.stdout.readline() == b"stuck\n"
        child.send_signal(signal.SIGKILL)
        assert await child.wait() == -signal.SIGKILL
    return printed


@dataclass
class Served:
    """A server that runs."""

    owner: Owner
    jobs: Jobs
    batches: Batches
    admin: httpx.AsyncClient
    anyone: httpx.AsyncClient
    server: uvicorn.Server

    def stop(self) -> None:
        """Begin to stop, as a signal would."""
        self.server.handle_exit(signal.SIGTERM, None)


@asynccontextmanager
async def served(shop: Shop, pipeline: Answerer | None = None) -> AsyncIterator[Served]:
    """The HTTP interface of jobs, batches and pushes over the shop, ready."""
    jobs = Jobs(shop.settings)
    batches = Batches(shop.settings, jobs)
    answerer = pipeline or ScriptedPipeline(lambda _: [])

    @asynccontextmanager
    async def opener() -> AsyncIterator[Answerer]:
        async with jobs.over(Stores(shop)), batches.over(answerer):
            yield answerer

    ready = asyncio.Event()
    app = create_app(
        shop.settings,
        opener,
        on_settled=lambda _: ready.set(),
        jobs=jobs,
        batches=batches,
        admin_token=TOKEN,
    )
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on", ws="none"))
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]
    running = asyncio.create_task(server.serve([listening]))
    admin = {"authorization": f"Bearer {TOKEN}"}
    try:
        await asyncio.wait_for(ready.wait(), WITHIN_S)
        async with (
            httpx.AsyncClient(base_url=url, headers=admin, timeout=WITHIN_S) as known,
            httpx.AsyncClient(base_url=url, timeout=WITHIN_S) as unknown,
        ):
            owner = Owner(url=url, token=TOKEN)
            yield Served(
                owner=owner,
                jobs=jobs,
                batches=batches,
                admin=known,
                anyone=unknown,
                server=server,
            )
    finally:
        server.should_exit = True
        await asyncio.wait_for(running, WITHIN_S)
        listening.close()
