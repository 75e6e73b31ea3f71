"""The index brought up to date with the sources, one after the other, and the graph after them.

How one source is read and written is in `ingest.reading`. One sync runs at a time: a lock beside
the catalogue lets a second one wait.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager

from ingest.capture import open_feed
from ingest.database import RowSource
from ingest.embed import open_index
from ingest.files import FolderSource
from ingest.index import IndexWriter
from ingest.linking import link_names
from ingest.progress import Progress, QuietProgress
from ingest.pushed import PushedSource
from ingest.reading import Reader
from ingest.records import Feed, Source
from ingest.report import SourceReport, SyncReport
from ingest.web import SiteSource
from nescio.errors import ConfigError
from nescio.settings import Settings
from nescio.settings_sources import DatabaseSource, FilesSource, PushSource, WebSource
from nescio.settings_sources import Source as SourceSettings
from retrieval import ingest_state
from retrieval.batch_sweep import sweep_batches
from retrieval.catalogue import Catalogue
from retrieval.conversations import sweep_conversations
from retrieval.embedding import Embedder
from retrieval.kept_answers import sweep_answers
from retrieval.residue import remove_residue
from retrieval.vectors import VectorIndex


async def sync(
    settings: Settings,
    catalogue: Catalogue,
    vectors: VectorIndex,
    embedder: Embedder,
    *,
    only: Collection[str] | None = None,
    full: bool = False,
    link: bool = True,
    feeds: Mapping[str, Feed] | None = None,
    progress: Progress | None = None,
    stop: asyncio.Event | None = None,
) -> SyncReport:
    """Bring the index up to date with every source, or with those named in `only`.

    An empty `only` reads none: what is left is to forget dropped sources, to mend and to link.
    `full` reads and indexes unchanged records again. Without `link` the edges that rest on names
    are left for a later run. `feeds` by source are used and stay open; others are opened for the
    length of this run. Once `stop` is set, what was read is written and the rest is left.
    Sources that fail are reported, not raised. Raises StoreFailed, StoreBusy, StageTimeout,
    ProviderFailed or ConfigError when an index or the model fails; the next run continues where
    this one ended.
    """
    started = time.monotonic()
    told = progress or QuietProgress()
    chosen = _chosen(settings, only)
    opening = asyncio.create_task(open_index(catalogue, vectors, embedder))
    try:
        async with IndexWriter(
            catalogue=catalogue,
            vectors=vectors,
            embedder=embedder,
            all_anew=full,
            opening=opening,
        ) as writer:
            reader = Reader(writer=writer, told=told, full=full, stop=stop)
            reports = []
            for each in chosen:
                source = open_source(each, catalogue)
                async with _feed(each, feeds or {}) as feed:
                    reports.append(await reader.sync(source, feed, each))
            if not only:
                reports += await _forget_dropped(settings, writer)
            told.stop()
            await opening
            repaired = await writer.finish()
            lost = writer.crashed or any(r.deleted or r.changed for r in reports)
            relinked = await asyncio.to_thread(_tidy, settings, catalogue, lost=lost, link=link)
    finally:
        told.stop()
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
    return SyncReport(
        sources=tuple(reports),
        relinked=relinked,
        repaired=repaired,
        reused=writer.reused,
        seconds=time.monotonic() - started,
    )


def _tidy(settings: Settings, catalogue: Catalogue, *, lost: bool, link: bool) -> int:
    """What follows the writing: links by names, and no bytes of text that was lost. Blocks.

    Returns how many documents got other edges.
    """
    relinked = link_names(catalogue) if link else 0
    if lost:
        sweep_conversations(settings, catalogue)
        sweep_answers(settings, catalogue)
        sweep_batches(settings, catalogue)
    remove_residue(catalogue, deleted=lost, now=link)
    return relinked


@asynccontextmanager
async def _feed(settings: SourceSettings, feeds: Mapping[str, Feed]) -> AsyncIterator[Feed | None]:
    """The feed of a source, if it has one; closed afterwards unless it is one of `feeds`."""
    if settings.name in feeds:
        yield feeds[settings.name]
        return
    feed = open_feed(settings)
    try:
        yield feed
    finally:
        if feed is not None:
            await asyncio.to_thread(feed.close)


def open_source(settings: SourceSettings, catalogue: Catalogue | None) -> Source:
    """The source that the settings describe; it connects when it is first read.

    Without a catalogue there is none yet: nothing was ever pushed.
    """
    match settings:
        case FilesSource():
            return FolderSource(settings)
        case WebSource():
            return SiteSource(settings)
        case PushSource():
            return PushedSource(settings, catalogue)
        case DatabaseSource():
            return RowSource(settings)


def in_order(settings: Settings) -> list[SourceSettings]:
    """Databases first: their names are then known when files are searched for names."""
    databases = {source.name for source in settings.databases}
    return sorted(settings.sources, key=lambda source: source.name not in databases)


def _chosen(settings: Settings, only: Collection[str] | None) -> list[SourceSettings]:
    ordered = in_order(settings)
    if only is None:
        return ordered
    names = [source.name for source in ordered]
    for name in only:
        if name not in names:
            raise ConfigError("source", f"no source {name!r}", f"there are {', '.join(names)}")
    return [source for source in ordered if source.name in only]


async def _forget_dropped(settings: Settings, writer: IndexWriter) -> list[SourceReport]:
    """Remove what came from sources that the settings no longer have."""
    reports = []
    held = set(await asyncio.to_thread(writer.catalogue.sources))
    held |= set(await asyncio.to_thread(ingest_state.states, writer.catalogue))
    for name in sorted(held - {source.name for source in settings.sources}):
        started = time.monotonic()
        keys = await asyncio.to_thread(writer.catalogue.versions, name)
        deleted = await writer.remove(name, keys)
        await asyncio.to_thread(ingest_state.forget_source, writer.catalogue, name)
        seconds = time.monotonic() - started
        if deleted:
            reports.append(SourceReport(name=name, deleted=deleted, seconds=seconds))
    return reports
