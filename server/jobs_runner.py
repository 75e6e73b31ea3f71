"""Ingests inside a server, over the stores that it answers from, one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from ingest.capture import open_feed
from ingest.progress import Progress
from ingest.records import Feed
from ingest.report import SourceReport, SyncReport
from ingest.sync import sync
from nescio.errors import IngestRunning
from nescio.settings import Settings
from retrieval.catalogue import Catalogue
from retrieval.embedding import Embedder
from retrieval.ownership import one_at_a_time
from retrieval.vectors import VectorIndex
from server.cli import history

_LOOK_S = 1.0
"""While another process ingests, it is looked that often whether this one is to stop."""


class OpenStores(Protocol):
    """What an ingest writes to."""

    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def index(self) -> VectorIndex: ...
    @property
    def embedder(self) -> Embedder: ...


@dataclass
class Runner:
    """Runs `ingest.sync.sync` over open stores; who comes second waits."""

    settings: Settings
    stores: OpenStores
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _feeds: dict[str, Feed] = field(default_factory=dict)

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Keep the feeds of all sources open for the length of the block.

        Opening one reads the schema anew, which is too much for each of many small changes.
        """
        feeds = {source.name: open_feed(source) for source in self.settings.sources}
        self._feeds = {name: feed for name, feed in feeds.items() if feed is not None}
        try:
            yield
        finally:
            async with self._turn:
                feeds_open, self._feeds = self._feeds, {}
                for feed in feeds_open.values():
                    await asyncio.to_thread(feed.close)

    async def sync(
        self,
        only: Collection[str] | None,
        *,
        progress: Progress,
        stop: asyncio.Event,
        began: Callable[[], None] = lambda: None,
        full: bool = False,
        link: bool = True,
    ) -> SyncReport:
        """One run; a report of stopped sources when `stop` is set before its turn comes.

        `began` is called when its turn has come and nothing is read yet. Raises what `sync` raises.
        """
        said = False

        def waiting(holder: str) -> None:
            nonlocal said
            if not said:
                said = True
                progress.line(f"another ingest is running ({holder}); waiting for its end")

        async with self._turn:
            while not stop.is_set():
                try:
                    async with one_at_a_time(
                        self.stores.catalogue, wait_s=_LOOK_S, waiting=waiting
                    ):
                        began()
                        report = await sync(
                            self.settings,
                            self.stores.catalogue,
                            self.stores.index,
                            self.stores.embedder,
                            only=only,
                            full=full,
                            link=link,
                            feeds=self._feeds,
                            progress=progress,
                            stop=stop,
                        )
                        await asyncio.to_thread(
                            history.sweep, self.settings.state, self.stores.catalogue
                        )
                        return report
                except IngestRunning:
                    continue
        names = [source.name for source in self.settings.sources] if only is None else only
        return SyncReport(sources=tuple(SourceReport(name=n, stopped=True) for n in names))
