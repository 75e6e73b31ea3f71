"""Facts as evidence: the rows that a question names or that were found, as they are now.

Indexed text of a row may be stale, and what is current of it (its price) stands in other tables.
So rows are read anew, and a passage of a row that is no longer there is told to be so.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from nescio.types import Chunk, Entity, Evidence, Fact, Passage, Scope, key_text, stable_id
from retrieval.catalogue import Catalogue
from retrieval.facts import FactStore
from retrieval.linking import Mention
from retrieval.row_reads import LiveRow

MOST_ROWS = 4
"""Rows of which facts are told; of further row passages only whether their row is there."""

MOST_FACTS = 24
"""Of a row. What is current of it and what it refers to is kept before its own columns."""

LONGEST = 200
"""Characters of a value that is told. Longer ones are prose, which passages are for."""

SURE = 0.8
"""Score of a mention from which on its row is taken to be meant."""


@dataclass(frozen=True, kw_only=True)
class LiveRows:
    """Facts row by row, those of named rows first; ids of passages whose row is gone.

    A fact of a row that the question names has the score of the mention, as `named` too; any
    other one the `fused` score and the path of the passage by which its row was found.
    """

    facts: tuple[Evidence, ...] = ()
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A row to be told of, and what its facts are to carry as evidence."""

    entity: Entity
    score: float
    named: bool
    path: tuple[str, ...] = ()


async def live_rows(
    store: FactStore,
    catalogue: Catalogue,
    mentions: Sequence[Mention],
    evidence: Sequence[Evidence],
    scope: Scope,
) -> LiveRows:
    """Facts of the rows that `mentions` name for sure, then of those whose passages come first.

    Raises SourceUnavailable, StageTimeout, StoreFailed.
    """
    found = {
        e.id: (e, _entity_id(e.item.chunk))
        for e in evidence
        if isinstance(e.item, Passage) and e.item.kind == "row"
    }
    ids = {id_ for _, id_ in found.values()}
    entities = await asyncio.to_thread(catalogue.entities, ids, scope) if ids else {}
    # What cannot be read here by its key is not known to be gone.
    entities = {id_: e for id_, e in entities.items() if store.table(e) is not None}
    rows = [
        *_named(mentions, store),
        *(
            _Row(entity=entities[id_], score=e.score, named=False, path=e.path)
            for e, id_ in found.values()
            if id_ in entities
        ),
    ]
    told = {row.entity.id: row for row in reversed(rows)}
    order = dict.fromkeys(row.entity.id for row in rows)
    live = await store.rows([row.entity for row in told.values()], scope, current=True)
    there = [id_ for id_ in order if id_ in live][:MOST_ROWS]
    return LiveRows(
        facts=tuple(fact for id_ in there for fact in _evidence(told[id_], live[id_])),
        gone=frozenset(
            passage for passage, (_, id_) in found.items() if id_ in entities and id_ not in live
        ),
    )


def row_of(fact: Fact) -> str:
    """`table/key` of the row that a fact is told of, which need not be where its value stands."""
    table, key = fact.about[0] if fact.about else (fact.table, fact.key)
    return f"{table}/{key_text(key)}"


def asked_for(evidence: Evidence) -> bool:
    """Whether it is a fact, and not of a row that was merely found."""
    return isinstance(evidence.item, Fact) and "fused" not in evidence.scores


def with_facts(evidence: Iterable[Evidence], facts: Sequence[Evidence]) -> Iterator[Evidence]:
    """Both as one ranking: the rows that the question names and the passages take turns, as either
    may hold what is asked; facts of other rows stand before their passage."""
    named: defaultdict[tuple[str, str], list[Evidence]] = defaultdict(list)
    found: defaultdict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact.item, Fact):
            rows = named if asked_for(fact) else found
            rows[fact.item.source, row_of(fact.item)].append(fact)
    for row, passage in zip_longest(named.values(), _with_found(evidence, found)):
        yield from (*(row or ()), *(passage or ()))


def _with_found(
    evidence: Iterable[Evidence], found: dict[tuple[str, str], list[Evidence]]
) -> Iterator[list[Evidence]]:
    for one in evidence:
        if isinstance(one.item, Passage) and one.item.kind == "row":
            yield [*found.pop((one.item.chunk.source, one.item.chunk.key), ()), one]
        else:
            yield [one]


def _entity_id(chunk: Chunk) -> str:
    """The entity that the document of a row is about."""
    table, _, key = chunk.key.partition("/")
    return stable_id("entity", chunk.source, table, key)


def _named(mentions: Sequence[Mention], store: FactStore) -> Iterator[_Row]:
    for mention in mentions:
        best = mention.best
        if not mention.ambiguous and best.score >= SURE and store.table(best.entity) is not None:
            yield _Row(entity=best.entity, score=best.score, named=True)


def _evidence(row: _Row, live: LiveRow) -> Iterator[Evidence]:
    short = [fact for fact in live.own if len(fact.display) <= LONGEST]
    own = [fact for fact in short if not fact.about and fact.display != fact.entity]
    further = [fact for fact in (*short, *live.current) if fact.about]
    further = [fact for fact in further if len(fact.display) <= LONGEST][:MOST_FACTS]
    scores = {"named" if row.named else "fused": row.score}
    for fact in (*own[: MOST_FACTS - len(further)], *further):
        yield Evidence(item=fact, score=row.score, scores=scores, path=row.path)
