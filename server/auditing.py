"""An audit as a whole: the catalogue and the databases opened, every document compared.

No model and no vectors are loaded, so that it works while a server owns the index.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from answer.audit import Auditor, Contradiction
from nescio.errors import NotFound, SourceUnavailable
from nescio.settings import Settings
from retrieval.catalogue import Catalogue
from retrieval.database import open_read_only
from retrieval.documents import file_ids, whole
from retrieval.facts import FactStore
from retrieval.linking import EntityLinker
from retrieval.private import PrivateColumns
from retrieval.reflection import reflect
from retrieval.schema import schema_words
from server.wiring import catalogue_url

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class AuditReport:
    """What was read, how many values were compared, and what contradicts the databases."""

    as_of: dt.datetime
    documents: int
    statements: int
    compared: int
    contradictions: tuple[Contradiction, ...]


async def audit(settings: Settings, source: str | None, progress: Progress) -> AuditReport:
    """Compare every indexed file (of one source) with the databases.

    `progress` is told how many documents are done, and of how many. Raises NotFound for an unknown
    source, SourceUnavailable when nothing is indexed or a database fails, ConfigError, StoreFailed.
    """
    _check(settings, source)
    async with AsyncExitStack() as stack:
        engines = {}
        schemas = {}
        for database in settings.databases:
            engine = await asyncio.to_thread(open_read_only, database)
            stack.callback(engine.dispose)
            engines[database.name] = engine
            schemas[database.name] = await asyncio.to_thread(reflect, engine, database)
        catalogue = await asyncio.to_thread(_open_catalogue, settings)
        stack.callback(catalogue.close)
        names = await asyncio.to_thread(
            lambda: [(n, e) for n, e in catalogue.names() if e.table is not None]
        )
        store = FactStore(schemas, engines, timeout_s=settings.retrieval.stage_timeout_s)
        stack.callback(store.close)
        auditor = Auditor(
            schemas,
            store,
            EntityLinker(names, ordinary=schema_words(schemas.values())),
            PrivateColumns(schemas, engines),
        )
        return await _read_all(catalogue, auditor, source, progress)


async def _read_all(
    catalogue: Catalogue, auditor: Auditor, source: str | None, progress: Progress
) -> AuditReport:
    as_of = dt.datetime.now(dt.UTC)
    ids = await asyncio.to_thread(file_ids, catalogue, source)
    if not ids:
        raise SourceUnavailable(source or "*", "no document is indexed; run `nescio ingest` first")
    documents = statements = compared = 0
    found: list[Contradiction] = []
    for number, document_id in enumerate(ids, start=1):
        document = await asyncio.to_thread(whole, catalogue, document_id)
        if document is not None:
            audited = await auditor.audit(document)
            documents += 1
            statements += audited.pieces
            compared += audited.compared
            found += audited.found
        progress(number, len(ids))
    return AuditReport(
        as_of=as_of,
        documents=documents,
        statements=statements,
        compared=compared,
        contradictions=tuple(found),
    )


def _check(settings: Settings, source: str | None) -> None:
    names = [one.name for one in settings.sources]
    databases = {one.name for one in settings.databases}
    if source is not None and (source not in names or source in databases):
        others = ", ".join(name for name in names if name not in databases)
        raise NotFound("source of documents", source, f"there are: {others or 'none'}")


def _open_catalogue(settings: Settings) -> Catalogue:
    """The catalogue, if there is one: an audit creates none. Raises SourceUnavailable."""
    if settings.catalogue_url is None and not (settings.state / "catalogue.sqlite").exists():
        raise SourceUnavailable("*", "nothing is indexed; run `nescio ingest` first")
    return Catalogue(catalogue_url(settings))
