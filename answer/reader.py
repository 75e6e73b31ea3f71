"""A cited source in full, for a reader who opens a citation, and whether it is still there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from answer.sources import FactLedger, fact_ref, passage_ref
from nescio.answers import SourceDetail, SourceState
from nescio.types import Entity, Fact, Key, Scope, key_text, stable_id
from retrieval.catalogue import Catalogue
from retrieval.facts import FactStore
from retrieval.kept_turns import Given

Row = tuple[str, str, Key]
"""Source, table and key."""
LiveRows = dict[Row, tuple[Fact, ...] | None]


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

    async def given(self, source_ids: Iterable[str], scope: Scope) -> dict[str, Given]:
        """What is to be kept of sources just given out to tell later whether they are still there.

        One that is gone already is left out. Raises StoreFailed.
        """
        ids = list(dict.fromkeys(source_ids))
        facts = {id_: fact for id_ in ids if (fact := self._ledger.find(id_, scope)) is not None}
        others = [id_ for id_ in ids if id_ not in facts]
        found = await asyncio.to_thread(self._catalogue.passages, others, scope) if others else {}
        rows = {id_: [_entity(row, "").id for row in _rows_of(f)] for id_, f in facts.items()}
        every = [id_ for entities in rows.values() for id_ in entities]
        indexed = await asyncio.to_thread(self._catalogue.entities, every) if every else {}
        documents = {id_: Given(nodes=(p.chunk.document_id,)) for id_, p in found.items()}
        return documents | {
            id_: Given(fact=fact, nodes=tuple(node for node in rows[id_] if node in indexed))
            for id_, fact in facts.items()
        }

    async def states(
        self, source_ids: Iterable[str], scope: Scope, known: Mapping[str, Fact] | None = None
    ) -> dict[str, SourceState]:
        """Of each id whether the source still says what it said; raises what `read` raises.

        A passage whose text or place in its document has changed counts as removed. `known` are
        facts given out before this process began; those that are still there can be read again.
        """
        ids = list(dict.fromkeys(source_ids))
        for id_, kept in (known or {}).items():
            if self._ledger.find(id_, scope) is None and kept.source in self._store.schemas:
                self._ledger.give(kept, scope)
        facts = {id_: fact for id_ in ids if (fact := self._ledger.find(id_, scope)) is not None}
        others = [id_ for id_ in ids if id_ not in facts]
        found = await asyncio.to_thread(self._catalogue.passages, others, scope) if others else {}
        rows = await self._rows(facts.values(), scope)
        states: dict[str, SourceState] = {
            id_: "alive" if id_ in found else "source removed" for id_ in others
        }
        for id_, fact in facts.items():
            states[id_] = self._state(fact, rows)
            if states[id_] == "source removed":
                self._ledger.forget(id_, scope)
        return states

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
        """The row as it is now: what was remembered of it is not told."""
        rows = await self._rows([fact], scope)
        if self._state(fact, rows) == "source removed":
            self._ledger.forget(fact.id, scope)
            return None
        if not fact.key:
            fields: tuple[tuple[str, str], ...] = ((fact.attribute, fact.display),)
            return _detail(fact, fact, fields)
        row = rows[_row(fact)] or ()
        now = _same_place(fact, row)
        if now is not None:
            now = replace(fact, value=now.value, display=now.display, as_of=now.as_of)
        elif self._is_column(fact):
            now = replace(fact, value=None, display="")
        return _detail(fact, now or fact, tuple((f.attribute, f.display) for f in row))

    async def _rows(self, facts: Iterable[Fact], scope: Scope) -> LiveRows:
        """The live rows that the facts are about, each read once; None: it is gone."""
        wanted: dict[Row, str] = {}
        for fact in facts:
            for row in _rows_of(fact):
                wanted.setdefault(row, fact.entity)
        entities = [_entity(row, label) for row, label in wanted.items()]
        found = await asyncio.gather(*(self._store.row(entity, scope) for entity in entities))
        return dict(zip(wanted, found, strict=True))

    def _state(self, fact: Fact, rows: LiveRows) -> SourceState:
        if any(rows[row] is None for row in _rows_of(fact)):
            return "source removed"
        if not fact.key:
            return "alive"
        now = _same_place(fact, rows[_row(fact)] or ())
        if now is None:
            return "source changed" if self._is_column(fact) else "alive"
        return "alive" if now.display == fact.display else "source changed"

    def _is_column(self, fact: Fact) -> bool:
        """Whether the fact is one column's value that a live row would show if it had it."""
        table = self._store.schemas[fact.source].tables[fact.table]
        shown = [c.name for c in table.columns if not c.private and c.name not in table.structural]
        return fact.column in shown


def _same_place(fact: Fact, row: Sequence[Fact]) -> Fact | None:
    place = (fact.table, fact.key, fact.column)
    return next((f for f in row if (f.table, f.key, f.column) == place), None)


def _detail(given: Fact, now: Fact, fields: tuple[tuple[str, str], ...]) -> SourceDetail:
    text = "\n".join(f"{label}: {shown}" for label, shown in fields)
    return SourceDetail(ref=replace(fact_ref(now), id=given.id), text=text, fields=fields)


def _row(fact: Fact) -> Row:
    return fact.source, fact.table, fact.key


def _rows_of(fact: Fact) -> list[Row]:
    """The rows without which the fact would not be told."""
    about = [(fact.source, table, key) for table, key in fact.about]
    return [_row(fact), *about] if fact.key else about


def _entity(row: Row, label: str) -> Entity:
    source, table, key = row
    id_ = stable_id("entity", source, table, key_text(key))
    return Entity(id=id_, source=source, label=label, table=table, key=key)
