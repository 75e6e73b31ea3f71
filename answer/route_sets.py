"""Questions about a set of rows: how many, which ones, the lowest and the highest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer import render
from answer.route_conditions import Conditions, Extreme, Understood
from answer.route_nouns import Named, implied_base, nouns_in
from answer.route_types import FactAnswer, FactRefusal, FactReply
from nescio.text import stem
from nescio.types import Entity, Fact, Scalar, Scope
from retrieval.asking import Asked, Term
from retrieval.attribute import noun_stems, role_stems
from retrieval.attributes import AttributeResolver
from retrieval.fact_sql import Condition, FactQuery, Filter, Hop, key_condition
from retrieval.facts import FactStore
from retrieval.paths import find_path
from retrieval.schema import Table

_HAVING = re.compile(
    r"\b(?:have|has|got|in|within|under|sell|offer|carry|stock|belong|supply|make|produce|deliver)\b",
    re.IGNORECASE,
)
# How much is left is a matter of quantities, not of rows.
_STOCK = frozenset(stem(w) for w in "stock stocked available availability left inventory".split())
_TIES = 20
_LEVELS = 5


@dataclass(frozen=True, kw_only=True)
class _Set:
    """Rows of `base` that meet the conditions; `left` are the terms nobody explained."""

    base: Table
    conditions: tuple[Understood, ...]
    extreme: Extreme | None
    left: tuple[Term, ...]
    plural: bool
    implied: bool

    @property
    def described(self) -> str:
        """`products (category: Tents; weight under 2 kg)`"""
        return self.called(self.base.plural)

    def called(self, noun: str) -> str:
        """The noun of the rows with the conditions on them."""
        said = "; ".join(condition.said for condition in self.conditions)
        return f"{noun} ({said})" if said else noun

    @property
    def filters(self) -> tuple[Filter, ...]:
        return tuple(condition.filter for condition in self.conditions)


class SetAnswerer:
    """Answers questions about rows of one source."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._schema = resolver.schema
        self._weak = resolver.weak
        self._conditions = Conditions(store, resolver)

    async def answer(
        self, asked: Asked, named: Sequence[Named], scope: Scope, link_score: float
    ) -> FactReply | None:
        """A count, a list or an extreme with its conditions said; None for anything else."""
        found = await self._understand(asked, named, scope)
        if found is None or found.left:
            return None
        entities = tuple(entity for entity, _ in named)
        confidence = 0.95 * link_score
        if found.extreme is not None:
            if asked.asks in ("how_many", "yes_no"):
                return None
            return await self._extreme(found, found.extreme, entities, scope, confidence)
        if asked.asks == "how_many":
            return await self._count(found, entities, scope, confidence)
        bare = found.implied and len(found.conditions) == len(named)
        if bare and not (asked.asks in ("list", "who") or _HAVING.search(asked.text)):
            return None
        if asked.asks in ("list", "what", "who", "yes_no", "other"):
            if not found.conditions and (not found.plural or asked.asks in ("other", "who")):
                return None
            if asked.asks == "other":
                confidence *= 0.85
            return await self._list(found, entities, scope, confidence)
        return None

    async def _understand(self, asked: Asked, named: Sequence[Named], scope: Scope) -> _Set | None:
        nouns = nouns_in(self._schema, asked, named)
        if asked.asks == "who" and named:
            nouns = [noun for noun in nouns if noun[0].person]
        base = nouns[0][0] if nouns else implied_base(self._schema, asked, named)
        tables = [entity.table for entity, _ in named]
        # Two rows of one table (two categories) would be joined by "or", not by "and".
        if base is None or base.name in tables or len(set(tables)) < len(tables):
            return None
        used: set[Term] = set(nouns[0][1]) if nouns else set()
        said = {term.stem for term in asked.terms}
        if said & _STOCK:
            return None
        conditions: list[Understood] = []
        for entity, _ in named:
            condition = await self._about(base, entity, said - {t.stem for t in used}, asked, scope)
            if condition is None:
                return None
            conditions.append(condition)
            used |= condition.terms
        extreme = self._conditions.extreme(asked, base.name)
        used |= extreme.terms if extreme else set()
        compared = self._conditions.comparison(asked, base.name)
        conditions += [compared] if compared else []
        used |= compared.terms if compared else set()
        open_terms = [t for t in asked.terms if t not in used]
        flags = self._conditions.flags(open_terms, base.name)
        conditions += flags
        used |= {t for flag in flags for t in flag.terms}
        roles = {t for condition in conditions for t in condition.terms}
        idle = {t for t in asked.terms if t.stem in self._weak or (named and t.linking)}
        open_terms = [t for t in asked.terms if t in roles or t not in used]
        values = await self._conditions.values(open_terms, base.name, scope, roles | idle)
        if values is None:
            return None
        conditions += values
        used |= {t for value in values for t in value.terms}
        nouns_of = noun_stems(base)
        left = [t for t in open_terms if t not in used and t not in idle and t.stem not in nouns_of]
        return _Set(
            base=base,
            conditions=tuple(conditions),
            extreme=extreme,
            left=tuple(left),
            implied=not nouns,
            plural=not nouns or nouns[0][1][-1].form.endswith(("s", "people", "children")),
        )

    async def _about(
        self, base: Table, entity: Entity, said: set[str], asked: Asked, scope: Scope
    ) -> Understood | None:
        """The condition that a named row puts on the base rows."""
        path = find_path(self._schema, base.name, str(entity.table), said)
        if path is None or any(self._holds_stock(hop) for hop in path):
            return None
        roles = frozenset(
            s for hop in path for s in role_stems(hop, self._schema.tables[hop.target])
        )
        conditions = key_condition(entity.key)
        family = await self._family(entity, scope)
        if len(family) > 1:
            conditions = (Condition(column=entity.key[0][0], operator="in", value=family),)
        label = path[-1].label if not path[-1].reverse else path[-1].target
        return Understood(
            filter=Filter(path=path, conditions=conditions),
            said=f"{_role(path, label)}: {entity.label}",
            terms=frozenset(t for t in asked.terms if t.stem in roles),
        )

    def _holds_stock(self, hop: Hop) -> bool:
        """A row of stock links a product to a warehouse even when none is left."""
        return hop.reverse and bool(noun_stems(self._schema.tables[hop.target]) & _STOCK)

    async def _family(self, entity: Entity, scope: Scope) -> tuple[Scalar, ...]:
        """The row and all rows below it, when its table has a parent column."""
        table = self._schema.tables[str(entity.table)]
        parents = [k for k in table.foreign_keys if k.target == table.name and "parent" in k.label]
        known: dict[Scalar, None] = {entity.key[0][1]: None}
        if len(parents) != 1 or len(entity.key) != 1 or len(parents[0].columns) != 1:
            return tuple(known)
        level = tuple(known)
        for _ in range(_LEVELS):
            below = Condition(column=parents[0].columns[0], operator="in", value=level)
            query = FactQuery(
                source=entity.source,
                table=table.name,
                operator="related",
                filters=(Filter(conditions=(below,)),),
                limit=500,
            )
            rows = (await self._store.run(query, scope)).rows
            level = tuple(r.entity.key[0][1] for r in rows if r.entity.key[0][1] not in known)
            if not level:
                break
            known |= dict.fromkeys(level)
        return tuple(known)

    async def _counted(self, found: _Set, scope: Scope) -> Fact | None:
        query = FactQuery(
            source=self._schema.source,
            table=found.base.name,
            operator="count",
            filters=found.filters,
        )
        facts = (await self._store.run(query, scope)).facts
        said = "; ".join(condition.said for condition in found.conditions)
        return replace(facts[0], entity=found.described, column=f"count({said})") if facts else None

    async def _count(
        self, found: _Set, entities: tuple[Entity, ...], scope: Scope, confidence: float
    ) -> FactReply | None:
        fact = await self._counted(found, scope)
        if fact is None:
            return None
        if fact.value == 0 and (refusal := await self._anyone_gone(entities, scope)):
            return refusal
        return FactAnswer(
            sentences=(render.counted(fact),),
            entities=entities,
            confidence=round(confidence, 4),
            rule="count",
        )

    async def _list(
        self, found: _Set, entities: tuple[Entity, ...], scope: Scope, confidence: float
    ) -> FactReply | None:
        count = await self._counted(found, scope)
        if count is None:
            return None
        if count.value == 0 and (refusal := await self._anyone_gone(entities, scope)):
            return refusal
        if count.value == 1:
            count = replace(count, entity=found.called(found.base.singular))
        query = FactQuery(
            source=self._schema.source,
            table=found.base.name,
            operator="list",
            filters=found.filters,
            limit=render.SHOWN,
        )
        rows = (await self._store.run(query, scope)).facts
        return FactAnswer(
            sentences=(render.listed(count, rows),),
            entities=entities,
            confidence=round(confidence, 4),
            rule="list",
        )

    async def _extreme(
        self,
        found: _Set,
        extreme: Extreme,
        entities: tuple[Entity, ...],
        scope: Scope,
        confidence: float,
    ) -> FactReply | None:
        attribute = extreme.attribute
        if attribute.column is None:
            return None
        query = FactQuery(
            source=self._schema.source,
            table=found.base.name,
            operator="minimum" if extreme.lowest else "maximum",
            filters=found.filters,
            path=attribute.path,
            column=attribute.column.name,
            limit=_TIES,
        )
        rows = (await self._store.run(query, scope)).facts
        if not rows:
            refusal = await self._anyone_gone(entities, scope)
            return refusal or FactRefusal(
                reason="no_evidence",
                rule="no_rows",
                message=f"The database has no {attribute.label} for {found.described}.",
            )
        word = "lowest" if extreme.lowest else "highest"
        if attribute.column.kind in ("date", "datetime"):
            word = "earliest" if extreme.lowest else "latest"
        rows = tuple(replace(f, attribute=attribute.label) for f in rows)
        return FactAnswer(
            sentences=(render.extreme(rows, found.described, word),),
            entities=entities,
            confidence=round(confidence, 4),
            rule="minimum" if extreme.lowest else "maximum",
        )

    async def _anyone_gone(self, entities: Sequence[Entity], scope: Scope) -> FactRefusal | None:
        for entity in entities:
            if await self._store.row(entity, scope) is None:
                return FactRefusal(
                    reason="no_evidence",
                    rule="row_gone",
                    message=f"{entity.label} is no longer in the database.",
                )
        return None


def _role(path: Sequence[Hop], label: str) -> str:
    forwards = [hop.label for hop in path if not hop.reverse]
    return " of the ".join(reversed(forwards)) or label
