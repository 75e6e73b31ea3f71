"""Rows of a table that refers to itself: what is directly below one, and what is at the top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from answer import render
from answer.route_conditions import Understood
from answer.route_narrow import Base
from answer.route_schema_words import CONFIDENCE, row_set
from answer.route_sets import SetAnswerer
from answer.route_types import FactAnswer, FactReply, together
from nescio.text import stem
from nescio.types import Entity, Fact, Scalar, Scope
from retrieval.asking import Asked
from retrieval.attributes import AttributeResolver, noun_stems
from retrieval.fact_sql import Condition, FactQuery, Filter, Hop, forward, key_condition
from retrieval.facts import FactStore
from retrieval.schema import ForeignKey, Table

MOST_LEVELS = 8
_PARENTS = frozenset("parent above super broader".split())
_TOP = frozenset("top topmost toplevel highest root uppermost main overarching".split())
_BESIDE_TOP = frozenset(stem(w) for w in "level own big very whole broad general fall".split())
_BELOW = frozenset(
    stem(w) for w in "under below beneath within inside sub child children underneath".split()
)


class Trees:
    """Answers over tables of one source whose rows have a parent of the same table."""

    def __init__(self, store: FactStore, resolver: AttributeResolver, sets: SetAnswerer) -> None:
        self._store = store
        self._resolver = resolver
        self._schema = resolver.schema
        self._sets = sets

    async def answer(
        self, asked: Asked, entities: Sequence[Entity], scope: Scope, score: float
    ) -> FactReply | None:
        """The rows below the named ones, or the one at the top; None for other questions."""
        if not entities or asked.procedure or len({e.table for e in entities}) > 1:
            return None
        if any(term.form == "not" for term in asked.terms):
            return None
        if _TOP & {term.form for term in asked.terms}:
            return await self._top(asked, entities[0], scope, score) if len(entities) == 1 else None
        answers = []
        for entity in entities:
            reply = await self._below(asked, entity, scope, score)
            if not isinstance(reply, FactAnswer):
                return None
            answers.append(reply)
        return together(answers)

    def _parent(self, table: Table) -> ForeignKey | None:
        """The key by which rows of a table, not of people, refer to the one above them."""
        keys = [k for k in table.foreign_keys if k.target == table.name]
        if table.person or len(keys) != 1 or not _PARENTS & set(keys[0].label.split()):
            return None
        return keys[0]

    async def _below(
        self, asked: Asked, entity: Entity, scope: Scope, score: float
    ) -> FactReply | None:
        table = self._schema.tables[str(entity.table)]
        key = self._parent(table)
        if key is None or asked.asks not in ("what", "list", "how_many", "other", "yes_no"):
            return None
        nouns = noun_stems(table)
        called = [t for t in asked.terms if _unprefixed(t.form) in nouns and t.form.endswith("s")]
        rest = [t for t in asked.terms if t not in called]
        idle = _BELOW | self._resolver.weak | nouns
        if not called or any(t.stem not in idle for t in rest):
            return None
        below = Understood(
            filter=Filter(conditions=(Condition(column=key.columns[0], value=entity.key[0][1]),)),
            said=f"{key.label}: {entity.label}",
            terms=frozenset(),
        )
        rows = row_set(Base(table=table, words=frozenset()), [below])
        give = self._sets.count if asked.asks == "how_many" else self._sets.list
        return await give(rows, (entity,), scope, CONFIDENCE * score)

    async def _top(
        self, asked: Asked, entity: Entity, scope: Scope, score: float
    ) -> FactReply | None:
        """`The top-level category of the tent`: the last row on the way up."""
        start = self._way(asked, entity)
        if start is None:
            return None
        table, first, key = start
        fact: Fact | None = None
        if first is not None:
            fact = await self._step(str(entity.table), entity.key, first, scope)
            if fact is None:
                return None
        for _ in range(MOST_LEVELS):
            at = fact.key if fact is not None else entity.key
            above = await self._step(table.name, at, forward(key), scope)
            if above is None:
                break
            fact = above
        if fact is None:
            return None
        named = replace(fact, entity=entity.label, attribute=f"top {table.singular}")
        return FactAnswer(
            sentences=(render.values((named,)),),
            entities=(entity,),
            confidence=round(CONFIDENCE * score, 4),
            rule="top",
        )

    def _way(
        self, asked: Asked, entity: Entity
    ) -> tuple[Table, Hop | None, ForeignKey] | None:  # fmt: skip
        """The table that is climbed, the step from the row to it, and the key upwards."""
        own = self._schema.tables[str(entity.table)]
        options: list[tuple[Table, Hop | None]] = [(own, None)]
        options += [
            (self._schema.tables[k.target], forward(k))
            for k in own.foreign_keys if k.target != own.name
        ]  # fmt: skip
        said = {t.stem for t in asked.terms if t.form not in _TOP}
        found = []
        for table, hop in options:
            key = self._parent(table)
            nouns = noun_stems(table)
            idle = nouns | noun_stems(own) | _BESIDE_TOP | self._resolver.weak
            if key is not None and said & nouns and said <= idle:
                found.append((table, hop, key))
        return found[0] if len(found) == 1 else None

    async def _step(
        self, table: str, key: tuple[tuple[str, Scalar], ...], hop: Hop, scope: Scope
    ) -> Fact | None:
        query = FactQuery(
            source=self._schema.source, table=table, operator="related",
            filters=(Filter(conditions=key_condition(key)),), path=(hop,), limit=2,
        )  # fmt: skip
        facts = (await self._store.run(query, scope)).facts
        return facts[0] if len(facts) == 1 else None


def _unprefixed(form: str) -> str:
    """`subcategories` are categories."""
    return stem(form.removeprefix("sub").removeprefix("-"))
