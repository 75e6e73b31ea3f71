"""nescio ingest: bring the index up to date with the database and the documents."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.common import Config, load_settings, one_line, run, say, warn

if TYPE_CHECKING:
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
    config: Config = None,
) -> int:
    """Index what is new or changed; remove what is gone.

    Exits with 1 when a source could not be read. Example: nescio ingest --dry-run
    """
    from ingest.progress import write_summary

    if dry_run:
        return run(_show_plan(load_settings(config), full=full))
    report = run(bring_up_to_date(load_settings(config), full=full))
    write_summary(report, sys.stdout)
    return 0 if report.complete else 1


async def bring_up_to_date(settings: Settings, *, full: bool) -> SyncReport:
    """Ingest with progress on standard error. Raises ServiceError when a server has the index."""
    from ingest.progress import open_progress
    from ingest.sync import sync
    from nescio.errors import ServiceError, StoreBusy
    from server.cli.owner import server_of
    from server.wiring import open_stores

    try:
        async with open_stores(settings) as stores:
            return await sync(
                settings,
                stores.catalogue,
                stores.index,
                stores.embedder,
                full=full,
                progress=open_progress(sys.stderr),
            )
    except StoreBusy as error:
        url = server_of(settings.state)
        if url is None:
            raise
        raise ServiceError(
            f"the index is open in the server at {url}; stop `nescio serve`, run `nescio ingest` "
            "and start it again (or use a Qdrant server, which both can share)"
        ) from error


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
