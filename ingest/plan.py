"""What an ingest would do, without doing it: versions of the sources held against the manifest."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.records import Known, Problem, Unchanged
from ingest.sync import in_order, open_source
from ingest.tally import Tally, take
from nescio.errors import ConfigError, SourceUnavailable
from nescio.settings import Settings
from nescio.settings_sources import Source as SourceSettings
from nescio.types import Record
from retrieval.catalogue import Catalogue


@dataclass(frozen=True, kw_only=True)
class SourcePlan:
    """Keys of a source to add, change and delete; lines about what cannot be read.

    `unavailable`: the source could not be read to its end, so nothing of it would be deleted.
    """

    name: str
    add: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    unchanged: int = 0
    problems: tuple[str, ...] = ()
    unavailable: bool = False


async def plan(
    settings: Settings, catalogue: Catalogue | None, *, full: bool = False
) -> tuple[SourcePlan, ...]:
    """A plan for each source, dropped ones last; without a catalogue everything is new.

    Files are not parsed: one that turns out to be unreadable is planned like any other. Raises
    StoreFailed when the catalogue fails.
    """

    async def known(name: str) -> dict[str, Known]:
        if catalogue is None:
            return {}
        manifest = await asyncio.to_thread(catalogue.manifest, name)
        return {key: Known(version=v, fingerprint=f) for key, (v, f) in manifest.items()}

    plans = [
        await _of(each, catalogue, await known(each.name), full=full) for each in in_order(settings)
    ]
    held = await asyncio.to_thread(catalogue.sources) if catalogue else []
    dropped = set(held) - {each.name for each in settings.sources}
    gone = [
        SourcePlan(name=name, delete=tuple(sorted(await known(name)))) for name in sorted(dropped)
    ]
    return (*plans, *gone)


async def _of(
    settings: SourceSettings,
    catalogue: Catalogue | None,
    known: Mapping[str, Known],
    *,
    full: bool,
) -> SourcePlan:
    source = open_source(settings, catalogue)
    tally = Tally()
    add: list[str] = []
    change: list[str] = []
    try:
        records = source.records({} if full else known)
        while batch := await asyncio.to_thread(take, records):
            for found in batch:
                if isinstance(found, Problem):
                    tally.note(found)
                    continue
                tally.seen.add(found.key)
                if isinstance(found, Unchanged):
                    tally.unchanged += 1
                elif isinstance(found, Record):
                    before = known.get(found.key)
                    if before is None:
                        add.append(found.key)
                    elif full or before.version != found.version:
                        change.append(found.key)
                    else:
                        tally.unchanged += 1
    except (SourceUnavailable, ConfigError) as error:
        tally.unavailable = True
        tally.failed.append(str(error))
    finally:
        await asyncio.to_thread(source.close)
    gone = [] if tally.unavailable else [key for key in known if not tally.stays(key)]
    return SourcePlan(
        name=source.name,
        add=tuple(add),
        change=tuple(change),
        delete=tuple(sorted(gone)),
        unchanged=tally.unchanged,
        problems=(*tally.failed, *tally.skipped),
        unavailable=tally.unavailable,
    )
