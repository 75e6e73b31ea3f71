"""nescio ingest: bring the index up to date with the database and the documents."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.common import Config, load_settings, run

if TYPE_CHECKING:
    from ingest.report import SyncReport
    from nescio.settings import Settings


def ingest(
    full: Annotated[
        bool, typer.Option("--full", help="Read and index everything again, changed or not.")
    ] = False,
    config: Config = None,
) -> int:
    """Index what is new or changed; remove what is gone.

    Exits with 1 when a source could not be read. Example: nescio ingest
    """
    from ingest.progress import write_summary

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
