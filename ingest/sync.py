"""Sources held against the manifest: what is new or changed is indexed, what is gone is removed.

A source that cannot be read to its end loses nothing: absence counts only when everything was
seen. One bad record is one line in the report and stops nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from ingest.database import RowSource
from ingest.files import FolderSource
from ingest.index import IndexWriter
from ingest.mentions import link_names
from ingest.parse import DEADLINE_S
from ingest.progress import Progress, QuietProgress
from ingest.records import Problem, Source
from ingest.report import SourceReport, SyncReport
from ingest.tally import Tally, take
from nescio.errors import ConfigError, SourceUnavailable
from nescio.settings import FilesSource, Settings
from nescio.settings import Source as SourceSettings
from nescio.types import Record
from retrieval.catalogue import Catalogue, Indexed
from retrieval.embedding import Embedder
from retrieval.vectors import VectorIndex

_BUILD_DEADLINE_S = DEADLINE_S + 30.0


async def sync(
    settings: Settings,
    catalogue: Catalogue,
    vectors: VectorIndex,
    embedder: Embedder,
    *,
    full: bool = False,
    progress: Progress | None = None,
) -> SyncReport:
    """Bring the index up to date with every source; `full` indexes unchanged records again.

    Sources that fail are reported, not raised. Raises StoreFailed, StageTimeout, ProviderFailed
    or ConfigError when an index or the model fails; the next run continues where this ended.
    """
    started = time.monotonic()
    told = progress or QuietProgress()
    writer = IndexWriter(catalogue=catalogue, vectors=vectors, embedder=embedder, all_anew=full)
    dimensions = await asyncio.to_thread(lambda: embedder.dimensions)
    await vectors.ensure(dimensions, embedder.name)
    since = await asyncio.to_thread(catalogue.generation)
    try:
        # Databases first: their names are then known when files are searched for names.
        ordered: list[SourceSettings] = [*settings.databases, *settings.files]
        reports = [
            await _sync_source(open_source(each), writer, full=full, told=told) for each in ordered
        ]
        reports += await _forget_dropped(settings, writer)
    finally:
        told.stop()
    repaired = await writer.repair()
    relinked = await asyncio.to_thread(link_names, catalogue, writer.written, since)
    await vectors.flush()
    return SyncReport(
        sources=tuple(reports),
        relinked=relinked,
        repaired=repaired,
        seconds=time.monotonic() - started,
    )


def open_source(settings: SourceSettings) -> Source:
    """The source that the settings describe; it connects when it is first read."""
    if isinstance(settings, FilesSource):
        return FolderSource(settings)
    return RowSource(settings)


async def _sync_source(
    source: Source, writer: IndexWriter, *, full: bool, told: Progress
) -> SourceReport:
    started = time.monotonic()
    tally = Tally()
    embedded = writer.embedded
    known = await asyncio.to_thread(writer.catalogue.versions, source.name)
    try:
        told.start(source.name, await asyncio.to_thread(source.count))
        await _read(source, {} if full else known, known, writer, tally, told)
    except (SourceUnavailable, ConfigError) as error:
        tally.unavailable = True
        tally.failed.append(str(error))
        told.line(str(error))
    finally:
        await asyncio.to_thread(source.close)
    await writer.write()
    if not tally.unavailable:
        gone = [key for key in known if not tally.stays(key)]
        tally.deleted = await writer.remove(source.name, gone)
    told.stop()
    return SourceReport(
        name=source.name,
        seen=len(tally.seen),
        added=tally.added,
        changed=tally.changed,
        deleted=tally.deleted,
        unchanged=tally.unchanged,
        failed=tuple(tally.failed),
        skipped=tuple(tally.skipped),
        chunks_embedded=writer.embedded - embedded,
        seconds=time.monotonic() - started,
        unavailable=tally.unavailable,
    )


async def _read(
    source: Source,
    current: Mapping[str, str],
    known: Mapping[str, str],
    writer: IndexWriter,
    tally: Tally,
    told: Progress,
) -> None:
    """Take records in bounded batches; index those whose version is not in `current`."""
    records = source.records()
    while batch := await asyncio.to_thread(take, records):
        for found in batch:
            if isinstance(found, Record) and current.get(found.key) == found.version:
                tally.seen.add(found.key)
                tally.unchanged += 1
                continue
            built = await _build(source, found) if isinstance(found, Record) else found
            if isinstance(built, Problem):
                told.line(built.line)
                tally.note(built)
                continue
            tally.seen.add(built.document.key)
            if built.document.key in known:
                tally.changed += 1
            else:
                tally.added += 1
            if built.document.kind == "file" and not built.passages:
                line = f"{built.document.uri}: holds no text (scanned pages are not read)"
                tally.skipped.append(line)
                told.line(line)
            await writer.add(built)
        told.advance(len(batch))


async def _build(source: Source, record: Record) -> Indexed | Problem:
    try:
        async with asyncio.timeout(_BUILD_DEADLINE_S):
            return await asyncio.to_thread(source.build, record)
    except TimeoutError:
        line = f"{record.source}/{record.key}: not read within {_BUILD_DEADLINE_S:g} s"
        return Problem(key=record.key, line=line, keep=False)


async def _forget_dropped(settings: Settings, writer: IndexWriter) -> list[SourceReport]:
    """Remove what came from sources that the settings no longer have."""
    reports = []
    stats = await asyncio.to_thread(writer.catalogue.stats)
    for name in sorted(set(stats.sources) - {source.name for source in settings.sources}):
        started = time.monotonic()
        keys = await asyncio.to_thread(writer.catalogue.versions, name)
        deleted = await writer.remove(name, keys)
        seconds = time.monotonic() - started
        reports.append(SourceReport(name=name, deleted=deleted, seconds=seconds))
    return reports
