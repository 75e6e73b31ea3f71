"""How ingestion stands, for `nescio doctor`: sources, files that cannot be read, jobs."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nescio.settings import Settings
    from retrieval.ingest_state import Failure, SourceState

SHOWN = 20
Check = tuple[str, bool, str]


async def ingestion(settings: Settings) -> AsyncIterator[Check]:
    """A check for each source that was ever read, one for failed records, one for jobs."""
    from nescio.errors import NescioError

    try:
        states, failures = await asyncio.to_thread(_kept, settings)
        for source in settings.sources:
            yield f"source {source.name}", *_source(states.get(source.name))
        for each in failures[:SHOWN]:
            yield f"unread {each.source}/{each.key}", False, _failure(each)
        if len(failures) > SHOWN:
            yield "unread", False, f"and {len(failures) - SHOWN} more"
        waiting = await asyncio.to_thread(_jobs, settings)
        if waiting is not None:
            yield "jobs", True, f"{waiting} not finished"
    except NescioError as error:
        yield "ingestion", False, str(error)


def _kept(settings: Settings) -> tuple[dict[str, SourceState], list[Failure]]:
    """What the catalogue says; nothing where there is no catalogue yet. Blocks."""
    from retrieval import ingest_state
    from retrieval.catalogue import Catalogue
    from server.wiring import catalogue_url

    url = catalogue_url(settings)
    if _missing(url):
        return {}, []
    catalogue = Catalogue(url)
    try:
        return ingest_state.states(catalogue), ingest_state.known_failures(catalogue)
    finally:
        catalogue.close()


def _jobs(settings: Settings) -> int | None:
    """Jobs that wait, run or are to be taken up; None where there never was one. Blocks."""
    from server.jobs import jobs_url

    url = jobs_url(settings)
    if _missing(url):
        return None
    from server.jobs_durable import unfinished

    return unfinished(url)


def _missing(url: str) -> bool:
    file = url.removeprefix("sqlite:///")
    return file != url and not Path(file).exists()


def _source(state: SourceState | None) -> tuple[bool, str]:
    if state is None or state.checked_at is None:
        problem = state.problem if state is not None else ""
        return False, problem or "never read to its end; run `nescio ingest`"
    changed = f"last change {_ago(state.changed_at)}" if state.changed_at else "no change yet"
    said = f"checked {_ago(state.checked_at)}, {changed}"
    return not state.problem, f"{said}; {state.problem}" if state.problem else said


def _failure(failure: Failure) -> str:
    tried = "tried once" if failure.attempts == 1 else f"tried {failure.attempts} times"
    return f"{failure.line} ({tried}, next try from {failure.retry_at:%Y-%m-%d %H:%M} UTC on)"


def _ago(time: dt.datetime) -> str:
    seconds = max(0, int((dt.datetime.now(dt.UTC) - time).total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"
