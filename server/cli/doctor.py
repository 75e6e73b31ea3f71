"""nescio doctor: is everything there that a question needs?"""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from server.cli.common import Config, load_settings, one_line, run, say
from server.cli.standing import ingestion
from server.cli.standing_models import models

if TYPE_CHECKING:
    from nescio.settings import Settings
    from nescio.settings_sources import DatabaseSource, FilesSource

Check = tuple[str, bool, str]


def doctor(config: Config = None) -> int:
    """Check sources, how far they are ingested, state folder, index and models.

    Exits with 1 when something is wrong. Example: nescio doctor
    """
    return run(_doctor(load_settings(config)))


async def _doctor(settings: Settings) -> int:
    healthy = True
    say(f"ok    Python {platform.python_version()}; the configuration is good")
    async for name, good, detail in _checks(settings):
        healthy = healthy and good
        say(f"{'ok   ' if good else 'FAIL '} {name}: {one_line(detail)}")
    return 0 if healthy else 1


async def _checks(settings: Settings) -> AsyncIterator[Check]:
    for source in settings.databases:
        yield await asyncio.to_thread(_database, source)
    for folder in settings.files:
        yield await asyncio.to_thread(_folder, folder)
    yield await asyncio.to_thread(_state, settings)
    async for check in ingestion(settings):
        yield check
    yield await _model(settings)
    yield await _index(settings)
    yield await asyncio.to_thread(_certificate, settings)
    async for check in models(settings):
        yield check
    yield _prompts(settings)


def _database(source: DatabaseSource) -> Check:
    from nescio.errors import NescioError
    from retrieval.database import open_read_only
    from retrieval.reflection import reflect

    name = f"database {source.name}"
    try:
        engine = open_read_only(source)
        try:
            return name, True, f"{len(reflect(engine, source).tables)} tables"
        finally:
            engine.dispose()
    except NescioError as error:
        return name, False, str(error)


def _folder(source: FilesSource) -> Check:
    if not source.path.is_dir():
        return f"files {source.name}", False, f"no such folder: {source.path}"
    return f"files {source.name}", True, str(source.path)


def _state(settings: Settings) -> Check:
    folder = settings.state
    while not folder.exists():
        folder = folder.parent
    writable = folder.is_dir() and os.access(folder, os.W_OK)
    return "state", writable, f"{settings.state}" + ("" if writable else " cannot be written")


async def _model(settings: Settings) -> Check:
    from server.wiring import choose_embedder

    embedder = choose_embedder(settings.embedding)
    try:
        await embedder.load()
        detail = f"{embedder.name}, {embedder.dimensions} dimensions"
        return "embedding model", True, detail
    except Exception as error:
        return "embedding model", False, f"{type(error).__name__}: {error}"
    finally:
        embedder.close()


def _certificate(settings: Settings) -> Check:
    """Whether the threshold is certified, and for what; one that is refused is a fault."""
    from evals.certificate import FILE
    from nescio.errors import NescioError
    from retrieval.catalogue import Catalogue
    from server.certification import NONE, certification
    from server.wiring import catalogue_url, choose_embedder

    if not (settings.state / FILE).exists():
        return "certificate", True, NONE
    try:
        catalogue = Catalogue(catalogue_url(settings))
        embedder = choose_embedder(settings.embedding)
        try:
            found = certification(settings, catalogue, embedder)
        finally:
            embedder.close()
            catalogue.close()
    except NescioError as error:
        return "certificate", False, str(error)
    return "certificate", not found.refused, found.line


def _prompts(settings: Settings) -> Check:
    """Whether the modules of prompts go together, and the configured models hold them."""
    from answer.prompts.check import misfits, problems
    from answer.prompts.module import modules

    found = (*problems(), *misfits(settings.models))
    return "prompts", not found, "; ".join(found) or f"{len(modules())} modules"


async def _index(settings: Settings) -> Check:
    from nescio.errors import NescioError
    from server.cli.owner import server_of
    from server.wiring import open_stores

    url = server_of(settings.state)
    if url is not None and settings.vectors.engine == "edge":
        return "index", True, f"open in the server at {url}"
    try:
        async with open_stores(settings) as stores:
            count = await stores.index.count()
    except NescioError as error:
        return "index", False, str(error)
    if count == 0:
        return "index", False, "empty; run `nescio ingest`"
    return "index", True, f"{count} passages"
