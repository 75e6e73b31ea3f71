"""What named rows say of the rows that a question is about: `products of Acme`, `except B`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from answer.route_combined import Said, combined, placed
from answer.route_conditions import Understood
from answer.route_kept import KeptValues
from answer.route_nouns import Named, called_so, implied_base
from nescio.text import stem
from nescio.types import Entity, Scalar, Scope
from retrieval.asking import Asked, Term, read
from retrieval.attribute import noun_stems, role_stems
from retrieval.attributes import AttributeResolver
from retrieval.fact_sql import Condition, FactQuery, Filter, Hop, key_condition
from retrieval.facts import FactStore
from retrieval.paths import find_path
from retrieval.schema import Table

# How much is left is a matter of quantities, not of rows.
_STOCK = frozenset(stem(w) for w in "stock stocked available availability left inventory".split())
_LEVELS = 5
_EACH = re.compile(r"\b(?:each|both|respectively|either)\b", re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:from|(?:start|begin|leav|depart|originat)\w*(?: (?:in|at|from))?)\s+(?:the\s+)?$", re.I
)
_TO = re.compile(
    r"\b(?:to|(?:end|finish|arriv|terminat)\w*(?: (?:in|at))?|bound for)\s+(?:the\s+)?$", re.I
)
_ORIGIN = frozenset(stem(w) for w in "origin source from departure start".split())
_DESTINATION = frozenset(stem(w) for w in "destination target to arrival end".split())


class NameConditions:
    """Finds the conditions that named rows put on rows of one source."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._schema = resolver.schema
        self._kept = KeptValues(store, resolver)

    async def conditions(
        self, base: Table, asked: Asked, named: Sequence[Named], used: set[Term], scope: Scope
    ) -> list[Understood] | None:
        """The conditions that the named rows put on the base rows; None when one puts none.
        The terms that they explain are added to `used`."""
        said = {term.stem for term in asked.terms}
        found: list[Said] = []
        for entity, span in named:
            own = entity.table == base.name
            condition = _itself(entity) if own else await self._one(
                base, entity, span, said - {t.stem for t in used}, asked, scope
            )  # fmt: skip
            if condition is None:
                return None
            found.append(placed(asked, condition, span))
            used |= condition.terms
        conditions = combined(asked, found)
        if any(_of_itself(one, base) for one in conditions):
            return None  # a row is no set of rows; all but it are
        # Rows that belong to both of two rows of one table are not what "of A and of B" asks for.
        if len(conditions) > len({entity.table for entity, _ in named}):
            return None
        if len(conditions) < len(found) and _EACH.search(asked.text):
            return None
        used |= {t for condition in conditions for t in condition.terms}
        return conditions

    async def _one(
        self, base: Table, entity: Entity, span: tuple[int, int], said: AbstractSet[str],
        asked: Asked, scope: Scope,
    ) -> Understood | None:  # fmt: skip
        """The place that a name is, or the condition that the row puts on the base rows."""
        start, end = span
        if not called_so(asked.text, start, end, self._schema.tables[str(entity.table)]):
            place = await self._kept.place(asked.text[start:end], base, entity, scope)
            if place is not None:
                return place
        return await self.about(base, entity, said, asked, scope)

    async def about(
        self, base: Table, entity: Entity, said: AbstractSet[str], asked: Asked, scope: Scope
    ) -> Understood | None:
        """The condition that a named row puts on the base rows."""
        way, told = _bearing(asked.text, entity)
        path = find_path(
            self._schema, base.name, str(entity.table), said | way | self._sort(base, entity)
        )
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
            terms=frozenset(t for t in asked.terms if t.stem in roles or t.start in told),
        )

    def _sort(self, base: Table, entity: Entity) -> frozenset[str]:
        """The nouns of the rows that a name stands for: bike bags, of a category, are products;
        for rows that are things themselves, not for what is kept of such (prices)."""
        if not base.name_columns:
            return frozenset()
        rows = implied_base(self._schema, read(""), [(entity, (0, 0))])
        return noun_stems(rows) if rows is not None else frozenset()

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


def _itself(entity: Entity) -> Understood:
    """The row itself: what a question leaves out."""
    return Understood(
        filter=Filter(conditions=key_condition(entity.key)),
        said=f"name: {entity.label}",
        terms=frozenset(),
    )


def _of_itself(one: Understood, base: Table) -> bool:
    """Whether a condition picks rows of the base by their keys."""
    keyed = any(c.column in base.primary_key for c in one.filter.conditions)
    return keyed and not one.filter.path and not one.filter.negated


def _bearing(text: str, entity: Entity) -> tuple[frozenset[str], frozenset[int]]:
    """What `from Lyon`, `ends in Lyon` say of which of two places is meant, and where the words
    that say so begin."""
    place = text.casefold().find(entity.label.casefold())
    for pattern, roles in ((_FROM, _ORIGIN), (_TO, _DESTINATION)) if place > 0 else ():
        match = pattern.search(text[:place])
        if match is not None:
            return roles, frozenset({match.start()})
    return frozenset(), frozenset()


def _role(path: Sequence[Hop], label: str) -> str:
    forwards = [hop.label for hop in path if not hop.reverse]
    return " of the ".join(reversed(forwards)) or label
