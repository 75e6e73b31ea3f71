"""nescio ingest --watch: syncs as things change, here or by the server that has the index open."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from ingest.progress import Progress, open_progress
from ingest.report import SyncReport
from nescio.errors import ServerUnreachable, StoreBusy
from nescio.settings import Settings
from retrieval.catalogue import Catalogue
from retrieval.embedding import Embedder
from retrieval.vectors import VectorIndex
from server.cli.common import say, warn
from server.cli.owner import Owner, owner_of
from server.jobs_client import JobClient
from server.jobs_runner import Runner
from server.watch import Watch
from server.wiring import choose_index, open_ingest

IDLE_S = 5.0
"""The index is let go after that long without a change, for other commands to open."""


async def watch(settings: Settings, stop: asyncio.Event) -> None:
    """Watch until `stop` is set. Raises ConfigError."""
    async with _open(settings) as ingest:
        say("watching; Ctrl-C ends it")
        progress = open_progress(sys.stderr)
        await Watch(settings=settings, ingest=ingest, say=warn, stop=stop, first=progress).run()


@contextlib.asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[WatchIngest]:
    async with open_ingest(settings) as stores:
        held = _Held(stores.catalogue, stores.embedder)
        ingest = WatchIngest(settings=settings, stores=held)
        async with ingest.runner.following():
            try:
                yield ingest
            finally:
                await ingest.release()


@dataclass
class _Held:
    """The stores of a watch; the index comes and goes. See `server.jobs_runner.OpenStores`."""

    catalogue: Catalogue
    embedder: Embedder
    open: VectorIndex | None = None

    @property
    def index(self) -> VectorIndex:
        if self.open is None:
            raise RuntimeError("the index is opened before a run")
        return self.open


@dataclass
class WatchIngest:
    """See `server.watch.Ingest`."""

    settings: Settings
    stores: _Held
    runner: Runner = field(init=False)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _releasing: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.runner = Runner(settings=self.settings, stores=self.stores)

    async def __call__(
        self,
        only: Sequence[str] | None,
        *,
        link: bool,
        progress: Progress,
        stop: asyncio.Event,
    ) -> SyncReport:
        async with self._lock:
            owner = self._owner()
            if owner is None:
                try:
                    return await self._here(only, link, progress, stop)
                except StoreBusy:
                    # It may be a server that has just been started.
                    await self._close()
                    owner = self._owner()
                    if owner is None:
                        raise
            return await self._there(owner, only, link, progress, stop)

    async def release(self) -> None:
        """Let go of the index."""
        if self._releasing is not None:
            self._releasing.cancel()
        async with self._lock:
            await self._close()

    def _owner(self) -> Owner | None:
        return owner_of(self.settings.state) if self.settings.vectors.engine == "edge" else None

    async def _here(
        self, only: Sequence[str] | None, link: bool, progress: Progress, stop: asyncio.Event
    ) -> SyncReport:
        if self._releasing is not None:
            self._releasing.cancel()
        if self.stores.open is None:
            self.stores.open = choose_index(self.settings)
        try:
            return await self.runner.sync(only, link=link, progress=progress, stop=stop)
        finally:
            self._releasing = asyncio.create_task(self._release_later(), name="release the index")

    async def _there(
        self,
        owner: Owner,
        only: Sequence[str] | None,
        link: bool,
        progress: Progress,
        stop: asyncio.Event,
    ) -> SyncReport:
        if only is not None and not only:
            return SyncReport(sources=())  # jobs of the server link by themselves
        client = JobClient(owner)
        try:
            return await client.ingest(only, progress=progress, stop=stop)
        except ServerUnreachable:
            if client.accepted:
                raise
            return await self._here(only, link, progress, stop)

    async def _release_later(self) -> None:
        await asyncio.sleep(IDLE_S)
        async with self._lock:
            await self._close()

    async def _close(self) -> None:
        index, self.stores.open = self.stores.open, None
        if index is not None:
            await index.aclose()
