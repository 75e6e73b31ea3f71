"""What an answer reads while it is made: live reads of the databases, and passages.

Whoever keeps an answer records them (`recording`), and can tell later whether the same reads would
still find the same (`again`). Recording follows the task: whatever it starts is recorded too.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nescio.types import Entity, Fact, Key, Passage, Scope, key_text, stable_id
from retrieval.fact_rows import FactResult
from retrieval.fact_sql import FactQuery
from retrieval.row_reads import LiveRow

if TYPE_CHECKING:
    from retrieval.facts import FactStore

GONE = "gone"
"""The fingerprint of a row that is not there, or not for this asker."""
_ROWS_AT_ONCE = 64


@dataclass(frozen=True, kw_only=True)
class RowRead:
    """A row read by its key, with what is current of it or without."""

    source: str
    table: str
    key: Key
    current: bool = False

    @property
    def entity(self) -> Entity:
        id_ = stable_id("entity", self.source, self.table, key_text(self.key))
        return Entity(id=id_, source=self.source, label="", table=self.table, key=self.key)


Read = FactQuery | RowRead


@dataclass
class Reads:
    """Live reads with the fingerprints of what they found, and passages by id.

    `seen` are the rows (table and key) that something of was read with a row: what it refers to.
    `unsettled`: the same read found two things, as a row was written in between.
    """

    live: dict[Read, str] = field(default_factory=dict)
    seen: dict[Read, frozenset[tuple[str, str]]] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)
    unsettled: bool = False

    def note(self, read: Read, fingerprint: str) -> None:
        if self.live.setdefault(read, fingerprint) != fingerprint:
            self.unsettled = True


_current: ContextVar[Reads | None] = ContextVar("nescio_reads", default=None)


@contextlib.contextmanager
def recording() -> Iterator[Reads]:
    """Record what is read in this task. An async generator must not hold it over a `yield`."""
    reads = Reads()
    token = _current.set(reads)
    try:
        yield reads
    finally:
        _current.reset(token)


def note_query(query: FactQuery, result: FactResult) -> None:
    """A query was run."""
    reads = _current.get()
    if reads is not None:
        reads.note(query, result_print(result))


def note_rows(asked: Iterable[Entity], found: Mapping[str, LiveRow], *, current: bool) -> None:
    """Rows that can be read by their keys were looked for."""
    reads = _current.get()
    for entity in asked if reads is not None else ():
        read = RowRead(
            source=entity.source, table=str(entity.table), key=entity.key, current=current
        )
        if reads is not None:
            row = found.get(entity.id)
            reads.note(read, row_print(row))
            facts = (*row.own, *row.current) if row else ()
            reads.seen[read] = frozenset((f.table, key_text(f.key)) for f in facts if f.key)


def note_passages(passages: Iterable[Passage]) -> None:
    """Passages were found for a question."""
    reads = _current.get()
    if reads is not None:
        reads.passages.update((passage.id, passage) for passage in passages)


async def again(store: FactStore, reads: Collection[Read], scope: Scope) -> dict[Read, str]:
    """The fingerprint of each as of now.

    Raises SourceUnavailable, StageTimeout.
    """
    known = [read for read in reads if read.source in store.schemas]
    queries = [read for read in known if isinstance(read, FactQuery)]
    rows = [read for read in known if isinstance(read, RowRead)]
    batches = [
        *_batches([r for r in rows if r.current]),
        *_batches([r for r in rows if not r.current]),
    ]
    results, found = await asyncio.gather(
        store.run_all(queries, scope),
        asyncio.gather(
            *(
                store.rows([r.entity for r in batch], scope, current=batch[0].current)
                for batch in batches
            )
        ),
    )
    prints: dict[Read, str] = dict.fromkeys(reads, GONE)
    prints.update((query, result_print(result)) for query, result in results.items())
    for batch, by_id in zip(batches, found, strict=True):
        prints.update((read, row_print(by_id.get(read.entity.id))) for read in batch)
    return prints


def _batches(rows: Sequence[RowRead]) -> Iterator[Sequence[RowRead]]:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        yield rows[start : start + _ROWS_AT_ONCE]


def result_print(result: FactResult) -> str:
    """A hash of all that a query found, but for when."""
    rows = [
        (_told(r.fact), r.entity.id, r.end.id if r.end else None, r.context) for r in result.rows
    ]
    return _hash(([_told(fact) for fact in result.facts], result.rows_found, rows))


def row_print(row: LiveRow | None) -> str:
    """A hash of all that was read of a row, but for when."""
    if row is None:
        return GONE
    return _hash([[_told(fact) for fact in facts] for facts in (row.own, row.current)])


def _told(fact: Fact) -> Sequence[object]:
    where = (fact.source, fact.table, fact.key, fact.column, fact.about)
    return (fact.entity, fact.attribute, fact.value, fact.display, *where)


def _hash(value: object) -> str:
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
