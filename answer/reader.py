"""A cited source in full, for a reader who opens a citation."""

from __future__ import annotations

import asyncio

from answer.sources import FactLedger, fact_ref, passage_ref
from nescio.types import Entity, Fact, Scope, SourceDetail, key_text, stable_id
from retrieval.catalogue import Catalogue
from retrieval.facts import FactStore


class SourceReader:
    """Reads a source again by the id that was given out."""

    def __init__(self, *, catalogue: Catalogue, store: FactStore, ledger: FactLedger) -> None:
        self._catalogue = catalogue
        self._store = store
        self._ledger = ledger

    async def read(self, source_id: str, scope: Scope) -> SourceDetail | None:
        """The document with the passage's span, or the live row; None if it is gone or hidden.

        Raises SourceUnavailable, StageTimeout and StoreFailed.
        """
        fact = self._ledger.find(source_id, scope)
        if fact is not None:
            return await self._record(fact, scope)
        return await asyncio.to_thread(self._passage, source_id, scope)

    def _passage(self, source_id: str, scope: Scope) -> SourceDetail | None:
        passage = self._catalogue.passage(source_id, scope)
        if passage is None:
            return None
        document = self._catalogue.document(passage.chunk.document_id, scope)
        if document is None:
            return None
        return SourceDetail(
            ref=passage_ref(passage),
            text=document.text,
            start=passage.chunk.start,
            end=passage.chunk.end,
        )

    async def _record(self, fact: Fact, scope: Scope) -> SourceDetail | None:
        fields: tuple[tuple[str, str], ...] = ((fact.attribute, fact.display),)
        if fact.key:
            row = await self._store.row(_entity(fact), scope)
            if row is None:
                return None
            fields = tuple((f.attribute, f.display) for f in row)
        text = "\n".join(f"{label}: {shown}" for label, shown in fields)
        return SourceDetail(ref=fact_ref(fact), text=text, fields=fields)


def _entity(fact: Fact) -> Entity:
    return Entity(
        id=stable_id("entity", fact.source, fact.table, key_text(fact.key)),
        source=fact.source,
        label=fact.entity,
        table=fact.table,
        key=fact.key,
    )
