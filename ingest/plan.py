"""What an ingest would do, without doing it: versions of the sources held against the manifest."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.sync import open_source
from ingest.tally import Tally, take
from nescio.errors import ConfigError, SourceUnavailable
from nescio.settings import Settings
from nescio.settings import Source as SourceSettings
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

    async def versions(name: str) -> Mapping[str, str]:
        return await asyncio.to_thread(catalogue.versions, name) if catalogue else {}

    ordered: list[SourceSettings] = [*settings.databases, *settings.files]
    plans = [await _of(each, await versions(each.name), full=full) for each in ordered]
    stats = await asyncio.to_thread(catalogue.stats) if catalogue else None
    dropped = set(stats.sources) - {each.name for each in settings.sources} if stats else set()
    gone = [
        SourcePlan(name=name, delete=tuple(sorted(await versions(name))))
        for name in sorted(dropped)
    ]
    return (*plans, *gone)


async def _of(settings: SourceSettings, known: Mapping[str, str], *, full: bool) -> SourcePlan:
    source = open_source(settings)
    tally = Tally()
    add: list[str] = []
    change: list[str] = []
    try:
        records = source.records()
        while batch := await asyncio.to_thread(take, records):
            for found in batch:
                if not isinstance(found, Record):
                    tally.note(found)
                    continue
                tally.seen.add(found.key)
                if found.key not in known:
                    add.append(found.key)
                elif full or known[found.key] != found.version:
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
