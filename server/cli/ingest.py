"""nescio ingest: bring the index up to date with the database and the documents."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.common import Config, load_settings, one_line, run, say, warn

if TYPE_CHECKING:
    from ingest.progress import Progress
    from ingest.report import SyncReport
    from nescio.settings import Settings

SHOWN = 10


def ingest(
    full: Annotated[
        bool, typer.Option("--full", help="Read and index everything again, changed or not.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be added, changed and deleted.")
    ] = False,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", help="Only the source of that name; may be repeated."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and ingest what changes, until Ctrl-C.")
    ] = False,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for another ingest that is running.")
    ] = 600.0,
    config: Config = None,
) -> int:
    """Index what is new or changed; remove what is gone.

    A server that has the index open is asked to do it. Ctrl-C stops after what was read is
    written; the next run goes on there. Exits with 1 when a source could not be read to its end.
    Example: nescio ingest --dry-run
    """
    from ingest.progress import write_summary
    from nescio.errors import UsageError

    settings = load_settings(config)
    if watch and (full or dry_run or source):
        raise UsageError("--watch goes alone: it ingests all sources, once and then as they change")
    if dry_run:
        return run(_show_plan(settings, full=full))
    if watch:
        run(_watch(settings))
        return 0
    report = run(bring_up_to_date(settings, full=full, wait_s=wait, only=source))
    write_summary(report, sys.stdout)
    return 0 if report.complete else 1


async def bring_up_to_date(
    settings: Settings,
    *,
    full: bool = False,
    wait_s: float = 600.0,
    only: Collection[str] | None = None,
) -> SyncReport:
    """Ingest with progress on standard error: here, or by the server that has the index open."""
    from ingest.progress import open_progress
    from nescio.errors import ServerUnreachable, StoreBusy
    from server.cli.owner import owner_of

    progress = open_progress(sys.stderr)
    stop = stop_on_signals()
    owner = owner_of(settings.state) if settings.vectors.engine == "edge" else None
    if owner is None:
        try:
            return await _ingest_here(settings, only, full, wait_s, progress, stop)
        except StoreBusy:
            # It may be a server that has just been started.
            owner = owner_of(settings.state)
            if owner is None:
                raise
    from server.jobs_client import JobClient

    warn(f"the index is open in the server at {owner.url}, which is asked to do it")
    client = JobClient(owner)
    try:
        return await client.ingest(only, progress=progress, stop=stop, full=full, wait_s=wait_s)
    except ServerUnreachable as error:
        if client.accepted:
            raise
        # What a server that was killed left behind may carry the process id of another by now.
        warn(f"{error}; ingesting without it")
        return await _ingest_here(settings, only, full, wait_s, progress, stop)


async def _watch(settings: Settings) -> None:
    from server.cli.watching import watch

    await watch(settings, stop_on_signals())


async def _ingest_here(
    settings: Settings,
    only: Collection[str] | None,
    full: bool,
    wait_s: float,
    progress: Progress,
    stop: asyncio.Event,
) -> SyncReport:
    from ingest.sync import sync
    from retrieval.ownership import one_at_a_time
    from server.cli import history
    from server.wiring import open_ingest

    async with (
        open_ingest(settings) as stores,
        one_at_a_time(stores.catalogue, wait_s=wait_s, waiting=_say_waiting),
    ):
        report = await sync(
            settings,
            stores.catalogue,
            stores.index,
            stores.embedder,
            only=only,
            full=full,
            progress=progress,
            stop=stop,
        )
        await asyncio.to_thread(history.sweep, settings.state, stores.catalogue)
    return report


def stop_on_signals() -> asyncio.Event:
    """An event that the first SIGINT or SIGTERM sets; a second one interrupts as usual."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)

    def asked() -> None:
        stop.set()
        warn("stopping after what was read is written; once more to stop at once")
        for number in numbers:
            loop.remove_signal_handler(number)

    for number in numbers:
        # Not every system, and only the main thread, has signal handlers on its loop.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, asked)
    return stop


def _say_waiting(holder: str) -> None:
    warn(f"another ingest is running ({holder}); waiting for its end")


async def _show_plan(settings: Settings, *, full: bool) -> int:
    """Print what an ingest would do; neither index nor model is opened."""
    from ingest.plan import plan
    from retrieval.catalogue import Catalogue
    from server.wiring import catalogue_url

    def open_catalogue() -> Catalogue | None:
        """The catalogue; None where a first ingest would make it."""
        url = catalogue_url(settings)
        file = url.removeprefix("sqlite:///")
        return None if file != url and not Path(file).exists() else Catalogue(url)

    catalogue = await asyncio.to_thread(open_catalogue)
    try:
        plans = await plan(settings, catalogue, full=full)
    finally:
        if catalogue is not None:
            catalogue.close()
    for each in plans:
        say(
            f"{each.name}: {len(each.add)} to add, {len(each.change)} to change, "
            f"{len(each.delete)} to delete, {each.unchanged} unchanged"
        )
        for sign, keys in (("+", each.add), ("~", each.change), ("-", each.delete)):
            for key in keys[:SHOWN]:
                say(f"  {sign} {one_line(key)}")
            if len(keys) > SHOWN:
                say(f"  {sign} and {len(keys) - SHOWN} more")
        for line in each.problems:
            warn(line)
    say("nothing was changed (--dry-run)")
    return 1 if any(each.unavailable for each in plans) else 0
