"""One source held against the manifest: what is new or changed is indexed, what is gone removed.

A source with a feed is asked what changed since the position that is kept for it; any other, and
one whose feed cannot tell, is read whole. A source that cannot be read to its end loses nothing:
absence counts only when everything was seen. One bad record is one line and stops nothing.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ingest.index import IndexWriter
from ingest.progress import Progress
from ingest.records import Feed, FeedLost, Found, Gone, Known, Problem, Source, Unchanged
from ingest.report import SourceReport
from ingest.tally import Tally, failed, take, waiting
from nescio.errors import ConfigError, SourceUnavailable
from nescio.settings_sources import Source as SourceSettings
from nescio.types import Record
from retrieval import ingest_state
from retrieval.catalogue import Indexed
from retrieval.ingest_state import Failure, SourceState

_BUILD_DEADLINE_S = 90.0
"""The last resort: parsers have a shorter deadline of their own."""


@dataclass
class Reader:
    """Reads sources into a writer. `full`: index unchanged records again; `stop`: leave off."""

    writer: IndexWriter
    told: Progress
    full: bool = False
    stop: asyncio.Event | None = None

    async def sync(
        self, source: Source, feed: Feed | None, settings: SourceSettings
    ) -> SourceReport:
        """Bring the index up to date with one source, and close it; its feed stays open."""
        started = time.monotonic()
        began = dt.datetime.now(dt.UTC)
        tally = Tally()
        embedded = self.writer.embedded
        state = await asyncio.to_thread(
            ingest_state.source_state, self.writer.catalogue, source.name
        )
        try:
            state = await self._read(source, feed, settings, state, tally, began)
        except (SourceUnavailable, ConfigError) as error:
            # Positions that were confirmed before it stay so.
            state = await asyncio.to_thread(
                ingest_state.source_state, self.writer.catalogue, source.name
            )
            tally.unavailable = True
            tally.failed.append(str(error))
            self.told.line(str(error))
        finally:
            await asyncio.to_thread(source.close)
            self.told.stop()
        await self._keep(source.name, state, tally, began)
        return SourceReport(
            name=source.name,
            seen=len(tally.seen),
            added=tally.added,
            changed=tally.changed,
            deleted=tally.deleted,
            unchanged=tally.unchanged,
            waiting=len(tally.waiting),
            failed=tuple(tally.failed),
            skipped=tuple(tally.skipped),
            chunks_embedded=self.writer.embedded - embedded,
            seconds=time.monotonic() - started,
            unavailable=tally.unavailable,
            stopped=tally.stopped,
        )

    async def _read(
        self,
        source: Source,
        feed: Feed | None,
        settings: SourceSettings,
        state: SourceState,
        tally: Tally,
        began: dt.datetime,
    ) -> SourceState:
        """Read changes, or everything; the state that the source is in then."""
        if feed is not None and state.position and not self.full and not _due(settings, state):
            try:
                return await self._follow(source, feed, state, tally)
            except FeedLost as lost:
                self.told.line(f"{source.name}: {lost}; reading everything")
        position = await asyncio.to_thread(feed.position) if feed is not None else ""
        await self._whole(source, tally)
        if tally.stopped:
            return state
        if feed is not None:
            state = await self._confirm(feed, replace(state, position=position))
        return replace(state, position=position, read_whole_at=began)

    async def _follow(
        self, source: Source, feed: Feed, state: SourceState, tally: Tally
    ) -> SourceState:
        """Index what changed since the position of `state`."""
        more = True
        self.told.start(source.name, 0)
        while more and not tally.stopped:
            changes = await asyncio.to_thread(feed.changes, state.position)
            await self._take(source, changes.found, None, tally)
            await self.writer.write()
            tally.deleted += await self.writer.remove(source.name, sorted(tally.gone))
            tally.gone.clear()
            if not tally.stopped:
                state = await self._confirm(feed, replace(state, position=changes.position))
            more = changes.more
        return state

    async def _confirm(self, feed: Feed, state: SourceState) -> SourceState:
        """Keep the position, then tell the feed: what is not confirmed only comes once more."""
        await self.writer.flush()
        await asyncio.to_thread(ingest_state.put_state, self.writer.catalogue, state)
        await asyncio.to_thread(feed.confirm, state.position)
        return state

    async def _whole(self, source: Source, tally: Tally) -> None:
        """Read everything; what was not seen is gone."""
        catalogue = self.writer.catalogue
        manifest = await asyncio.to_thread(catalogue.manifest, source.name)
        known = {key: Known(version=v, fingerprint=f) for key, (v, f) in manifest.items()}
        self.told.start(source.name, await asyncio.to_thread(source.count))
        failures = await asyncio.to_thread(ingest_state.known_failures, catalogue, source.name)
        held = {failure.key: failure for failure in failures}
        asked = {} if self.full else known | waiting(held, dt.datetime.now(dt.UTC))
        await self._take(source, source.records(asked), known, tally, held)
        await self.writer.write()
        if tally.stopped:
            return
        gone = [key for key in known if not tally.stays(key)]
        tally.deleted = await self.writer.remove(source.name, gone)
        await asyncio.to_thread(
            ingest_state.set_fingerprints, catalogue, source.name, tally.fingerprints
        )
        still = {failure.key for failure in tally.failures}
        cleared = [key for key in held if key not in still and key not in tally.waiting]
        await asyncio.to_thread(
            ingest_state.replace_failures, catalogue, source.name, cleared, tally.failures
        )

    async def _take(
        self,
        source: Source,
        records: Iterator[Found],
        known: Mapping[str, Known] | None,
        tally: Tally,
        failures: Mapping[str, Failure] | None = None,
    ) -> None:
        """Take records in bounded batches; index those that are not as `known`, None: look up."""
        while batch := await asyncio.to_thread(take, records):
            if self.stop is not None and self.stop.is_set():
                tally.stopped = True
                return
            current = known if known is not None else await self._manifest(source.name, batch)
            for found in batch:
                match found:
                    case Unchanged():
                        tally.saw_unchanged(found.key, current)
                    case Gone():
                        if found.key in current or found.key in tally.seen:
                            tally.gone.add(found.key)
                    case Problem():
                        self._problem(found, tally)
                    case Record():
                        tally.gone.discard(found.key)
                        await self._record(source, found, current, tally, failures or {})
            self.told.advance(len(batch))

    async def _manifest(self, source: str, batch: Iterable[Found]) -> dict[str, Known]:
        keys = [found.key for found in batch]
        manifest = await asyncio.to_thread(self.writer.catalogue.manifest, source, keys)
        return {key: Known(version=v, fingerprint=f) for key, (v, f) in manifest.items()}

    async def _record(
        self,
        source: Source,
        record: Record,
        known: Mapping[str, Known],
        tally: Tally,
        failures: Mapping[str, Failure],
    ) -> None:
        before = known.get(record.key)
        if before is not None and before.version == record.version and not self.full:
            tally.seen.add(record.key)
            tally.unchanged += 1
            if before.fingerprint != record.fingerprint:
                tally.fingerprints[record.key] = record.fingerprint
            return
        built = await _build(source, record)
        if isinstance(built, Problem):
            now = dt.datetime.now(dt.UTC)
            if not built.skipped:
                tally.failures.append(failed(record, built, failures.get(record.key), now))
            self._problem(built, tally)
            return
        tally.seen.add(record.key)
        if before is not None:
            tally.changed += 1
        else:
            tally.added += 1
        if built.document.kind == "file" and not built.passages:
            line = f"{built.document.uri}: holds no text (scanned pages are not read)"
            tally.skipped.append(line)
            self.told.line(line)
        await self.writer.add(replace(built, fingerprint=record.fingerprint))

    def _problem(self, problem: Problem, tally: Tally) -> None:
        self.told.line(problem.line)
        tally.note(problem)

    async def _keep(self, name: str, state: SourceState, tally: Tally, began: dt.datetime) -> None:
        """Remember how the source stands after this run."""
        if tally.unavailable or tally.stopped:
            problem = tally.failed[-1] if tally.unavailable else "stopped before its end"
            state = replace(state, problem=problem)
        else:
            moved = tally.added or tally.changed or tally.deleted
            changed = began if moved else state.changed_at
            state = replace(state, problem="", checked_at=began, changed_at=changed)
        await asyncio.to_thread(ingest_state.put_state, self.writer.catalogue, state)


def _due(settings: SourceSettings, state: SourceState) -> bool:
    """Whether the source is to be read whole again, for what its feed does not tell."""
    interval: float | None = getattr(settings, "reconcile_s", None)
    if interval is None or state.read_whole_at is None:
        return state.read_whole_at is None
    age = dt.datetime.now(dt.UTC) - state.read_whole_at
    return age.total_seconds() > interval


async def _build(source: Source, record: Record) -> Indexed | Problem:
    try:
        async with asyncio.timeout(_BUILD_DEADLINE_S):
            return await asyncio.to_thread(source.build, record)
    except TimeoutError:
        line = f"{record.source}/{record.key}: not read within {_BUILD_DEADLINE_S:g} s"
        return Problem(key=record.key, line=line, keep=False)
