"""One column of the rows that two named rows share: the size of a jacket on an order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answer import render
from answer.route_types import FactAnswer, FactReply
from nescio.text import stem
from nescio.types import Entity, Scope
from retrieval.asking import Asked
from retrieval.attribute import BUYING, COUNTED
from retrieval.attributes import MARGIN, Attribute, AttributeResolver, noun_stems
from retrieval.fact_sql import FactQuery, Filter, Hop, key_condition
from retrieval.facts import FactStore
from retrieval.paths import find_path
from retrieval.schema import Table
from retrieval.wordings import actor

LEAST = 0.8
_EITHER = re.compile(r"\b(?P<one>[\w/.]+) or (?:the |a |an )?(?P<other>[\w/.]+)")
MOST_SHARED = 5
MOST_LEVELS = 4
MOST_KINDS = 60
_BOUGHT_IN = frozenset(stem(w) for w in "order purchase sale invoice receipt basket cart".split())
"""Of what a thing was bought in, there is no other number of it than how many were bought."""


class Joints:
    """Answers about what lies between two named rows of one source."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._resolver = resolver
        self._schema = resolver.schema

    async def answer(
        self, asked: Asked, entities: Sequence[Entity], scope: Scope, score: float
    ) -> FactReply | None:
        """The value of the one column asked for, of the rows that belong to both."""
        if len(entities) != 2 or asked.procedure or len({e.table for e in entities}) < 2:
            return None
        if any(term.form == "not" for term in asked.terms):
            return None
        nouns = {n for e in entities for n in noun_stems(self._schema.tables[str(e.table)])}
        said = {t.stem for t in asked.terms}
        if asked.asks == "how_many" and nouns & _BOUGHT_IN:
            nouns |= BUYING | COUNTED | self._buyers(asked)
        asked = replace(asked, terms=tuple(t for t in asked.terms if t.stem not in nouns))
        found = self._between(asked, entities, said)
        found = found or await self._chosen(asked, entities, said, scope)
        if found is None:
            return None
        attribute, ways = found
        query = FactQuery(
            source=self._schema.source,
            table=attribute.table,
            operator="value",
            filters=tuple(
                Filter(path=way, conditions=key_condition(entity.key))
                for way, entity in zip(ways, entities, strict=True)
            ),
            column=attribute.column.name if attribute.column else None,
            limit=MOST_SHARED + 1,
        )
        if not self._store.permits(query, scope):
            return None
        facts = (await self._store.run(query, scope)).facts
        if not 0 < len(facts) <= MOST_SHARED:
            return None
        first, second = entities
        called = f"{first.label} in {second.label}"
        named = tuple(replace(f, entity=called, attribute=attribute.label) for f in facts)
        unique = tuple({fact.display: fact for fact in named}.values())
        number = attribute.column is not None and attribute.column.kind in ("number", "money")
        if number and len(facts) > 1:
            return None  # neither the sum nor one of several amounts
        return FactAnswer(
            sentences=(render.values(unique),),
            entities=tuple(entities),
            confidence=round(0.88 * score, 4),
            rule="shared_rows",
        )

    async def _chosen(
        self, asked: Asked, entities: Sequence[Entity], said: set[str], scope: Scope
    ) -> tuple[Attribute, tuple[tuple[Hop, ...], ...]] | None:
        """`Did I take it in 41 or 43?`: the one column between the two rows that has both."""
        match = _EITHER.search(asked.text) if asked.asks == "yes_no" else None
        if match is None:
            return None
        both = {match["one"].casefold(), match["other"].casefold()}
        rest = {t.stem for t in asked.terms if t.form not in both}
        found = []
        for table in self._schema.tables.values():
            if table.name in {e.table for e in entities}:
                continue
            ways = [find_path(self._schema, table.name, str(e.table), said) for e in entities]
            known = tuple(way for way in ways if way is not None)
            for one in self._resolver.attributes(table.name) if len(known) == len(ways) else ():
                column = one.column
                if column is None or one.path or column.kind != "text" or one.private:
                    continue
                if column.name in table.aliases or rest - one.words - BUYING - self._resolver.weak:
                    continue
                if await self._has_both(one, both, entities, known, scope):
                    found.append((one, known))
        return found[0] if len(found) == 1 else None

    async def _has_both(
        self,
        attribute: Attribute,
        both: set[str],
        entities: Sequence[Entity],
        ways: Sequence[tuple[Hop, ...]],
        scope: Scope,
    ) -> bool:
        """Whether the rows of one of the two (the sizes of the boots) have both values."""
        for way, entity in zip(ways, entities, strict=True):
            query = FactQuery(
                source=self._schema.source, table=attribute.table, operator="value",
                filters=(Filter(path=way, conditions=key_condition(entity.key)),),
                column=attribute.column.name if attribute.column else None, limit=MOST_KINDS,
            )  # fmt: skip
            if not self._store.permits(query, scope):
                return False
            facts = (await self._store.run(query, scope)).facts
            if both <= {fact.display.casefold() for fact in facts}:
                return True
        return False

    def _buyers(self, asked: Asked) -> set[str]:
        """Who did it, by the way: `how many did the customer buy`."""
        people = [t for t in self._schema.tables.values() if t.person]
        called = frozenset(noun for table in people for noun in noun_stems(table))
        return {t.stem for t in asked.terms if actor(t, asked, called)}

    def _between(
        self, asked: Asked, entities: Sequence[Entity], said: set[str]
    ) -> tuple[Attribute, tuple[tuple[Hop, ...], ...]] | None:
        """The column that explains every word, of the table nearest to both rows."""
        options = []
        for table in self._schema.tables.values():
            if table.name in {e.table for e in entities}:
                continue
            best = self._column(asked, table)
            if best is None:
                continue
            ways = [find_path(self._schema, table.name, str(e.table), said) for e in entities]
            if all(way is not None for way in ways):
                known = tuple(way for way in ways if way is not None)
                options.append((sum(len(way) for way in known), best, known))
        options.sort(key=lambda one: one[0])
        if not options or (len(options) > 1 and options[0][0] == options[1][0]):
            return None
        return options[0][1], options[0][2]

    def _column(self, asked: Asked, table: Table) -> Attribute | None:
        if asked.asks == "how_many" and not asked.terms:
            amounts = [
                a for a in self._resolver.attributes(table.name)
                if not a.path and a.column is not None and a.column.kind == "number"
                and any(c.name == "quantity" for c in a.concepts)
            ]  # fmt: skip
            return amounts[0] if len(amounts) == 1 else None
        fits = [
            one for one in self._resolver.resolve(asked, table.name)
            if not one.attribute.path and one.attribute.column is not None
            and one.score >= LEAST and not one.attribute.private
            and one.attribute.column.name not in table.primary_key
        ]  # fmt: skip
        if not fits or (len(fits) > 1 and fits[0].score - fits[1].score < MARGIN):
            return None
        return fits[0].attribute

    async def described(self, entities: Sequence[Entity], scope: Scope) -> Entity | None:
        """Of two rows, the one that the other only describes (`the boots of case 7`): it refers
        to the other, be it over several keys."""
        if len(entities) != 2:
            return None
        for subject, other in (entities, entities[::-1]):
            if await self._leads(subject, other, scope):
                return subject
        return None

    async def _leads(self, subject: Entity, other: Entity, scope: Scope) -> bool:
        ways = [
            a.path
            for a in self._resolver.attributes(str(subject.table))
            if a.column is None and a.path and a.end.name == other.table
            and not any(hop.reverse for hop in a.path)
        ]  # fmt: skip
        for way in ways[:MOST_LEVELS]:
            query = FactQuery(
                source=self._schema.source, table=str(subject.table), operator="count",
                filters=(
                    Filter(conditions=key_condition(subject.key)),
                    Filter(path=way, conditions=key_condition(other.key)),
                ),
            )  # fmt: skip
            facts = (await self._store.run(query, scope)).facts
            if facts and facts[0].value == 1:
                return True
        return False
