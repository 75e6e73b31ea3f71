"""Bound values against live rows: whether what is stated is what the database holds now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from answer.as_of import valid_between
from answer.audit_holds import holds
from answer.check_around import Named
from answer.check_bind import Bound
from answer.check_values import Stated, canonical, nations, plain
from nescio.types import Entity, Fact, Scope
from retrieval.attribute import QUANTITY_WORDS, Attribute, concept_names, label_stems
from retrieval.attributes import AttributeResolver
from retrieval.fact_sql import Condition, FactQuery, Filter, Hop, key_condition, value_query
from retrieval.facts import FactStore
from retrieval.places import other_countries
from retrieval.schema import Table

MOST_PARENTS = 6
_ABOVE = frozenset("parent super upper broader main part belongs".split())
MOST_ROWS = 50
"""As many as a query reads: there may be more."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """What the rows say of a stated value: whether it holds, and the facts that decide. `open`:
    no row has it, but rows that say so need not be there."""

    holds: bool
    facts: tuple[Fact, ...]
    rule: str = "live_row"
    open: bool = False


class RowChecker:
    """Compares bound values with the rows of today, or of the day that is spoken of."""

    def __init__(self, resolvers: Mapping[str, AttributeResolver], store: FactStore) -> None:
        self._resolvers = resolvers
        self._store = store

    async def check(
        self,
        bound: Bound,
        scope: Scope,
        *,
        others: Sequence[Named] = (),
        as_of: tuple[dt.date, dt.date] | None = None,
    ) -> Held | None:
        """Whether any of the attributes agrees; None when no row covers the value.

        Raises SourceUnavailable and StageTimeout.
        """
        found: list[tuple[Attribute, Held]] = []
        for attribute in bound.attributes:
            one = await self._attribute(bound, attribute, scope, others, as_of)
            if one is not None and one.holds:
                return one
            found += [(attribute, one)] if one is not None else []
        closed = [held for _, held in found if not held.open]
        own = [held for attribute, held in found if not attribute.path and not held.open]
        # Where one of several meanings is open, only the row's own column contradicts.
        if closed and (own or len(closed) == len(found)):
            return (own or closed)[0]
        return next((held for _, held in found if held.open), None)

    async def _attribute(
        self,
        bound: Bound,
        attribute: Attribute,
        scope: Scope,
        others: Sequence[Named],
        as_of: tuple[dt.date, dt.date] | None,
    ) -> Held | None:
        entity = bound.subject.entity
        if attribute.column is None:
            return await self._related(bound, attribute, scope)
        narrowed = await self._narrowed(entity, attribute, others, scope)
        if narrowed is not None:
            facts: tuple[Fact, ...] = narrowed
            if not facts:
                return None
        elif as_of is not None and attribute.end.valid_from:
            facts = await self._at(entity, attribute, as_of, scope)
        else:
            facts = await self._read(entity, attribute, scope)
        if not facts:
            return None
        if attribute.many and narrowed is None and _amount(attribute):
            facts = _sum(facts)
        verdicts = [agrees(bound.value, fact, attribute, misfit=bound.misfit) for fact in facts]
        if all(verdict is None for verdict in verdicts):
            return None
        agreeing = tuple(f for f, v in zip(facts, verdicts, strict=True) if v)
        if agreeing:
            return Held(holds=True, facts=agreeing)
        several = attribute.many and narrowed is None and not _amount(attribute)
        unknown = several and (len(facts) >= MOST_ROWS or not self._closed(attribute))
        return Held(holds=False, facts=facts, open=unknown)

    async def _read(self, entity: Entity, attribute: Attribute, scope: Scope) -> tuple[Fact, ...]:
        return (await self._store.run(attribute_query(entity, attribute), scope)).facts

    async def _at(
        self, entity: Entity, attribute: Attribute, span: tuple[dt.date, dt.date], scope: Scope
    ) -> tuple[Fact, ...]:
        """The values that were valid at some time in a span of days."""
        query = attribute_query(entity, attribute)
        return await valid_between(self._store, query, attribute.end, span, scope)

    async def _narrowed(
        self, entity: Entity, attribute: Attribute, others: Sequence[Named], scope: Scope
    ) -> tuple[Fact, ...] | None:
        """Of child rows those that refer to another row named as well: stock at a warehouse."""
        if len(attribute.path) != 1 or not attribute.path[0].reverse or attribute.column is None:
            return None
        hop, child = attribute.path[0], attribute.end
        conditions: list[Condition] = []
        for other in others:
            for key in child.foreign_keys:
                if key.target != other.entity.table or key.columns == hop.target_columns:
                    continue
                values = dict(other.entity.key)
                if set(key.target_columns) <= values.keys():
                    conditions += [
                        Condition(column=c, value=values[t])
                        for c, t in zip(key.columns, key.target_columns, strict=True)
                    ]
        own = dict(entity.key)
        if not conditions or not set(hop.columns) <= own.keys():
            return None
        conditions += [
            Condition(column=c, value=own[t])
            for c, t in zip(hop.target_columns, hop.columns, strict=True)
        ]
        query = FactQuery(
            source=entity.source, table=child.name, operator="value",
            column=attribute.column.name, filters=(Filter(conditions=tuple(conditions)),),
        )  # fmt: skip
        facts = (await self._store.run(query, scope)).facts
        if not facts and child.complete and _amount(attribute):
            return (_nothing(entity, attribute),)
        return tuple(replace(f, entity=f"{entity.label}, {f.entity}") for f in facts)

    async def _related(self, bound: Bound, attribute: Attribute, scope: Scope) -> Held | None:
        entity, other = bound.subject.entity, bound.value.entity
        if other is None:
            return None
        own = Filter(conditions=key_condition(entity.key))
        query = FactQuery(
            source=entity.source, table=str(entity.table), operator="related", filters=(own,),
            path=attribute.path,
        )  # fmt: skip
        rows = (await self._store.run(query, scope)).rows
        if attribute.many and len(rows) == query.limit:
            both = Filter(conditions=key_condition(other.key), path=attribute.path)
            if not (await self._store.run(replace(query, filters=(own, both)), scope)).rows:
                return None  # so many that none of them is the right one
            rows = tuple(r for r in rows if r.end and r.end.id == other.id) or rows[:1]
            return Held(holds=True, facts=tuple(r.fact for r in rows))
        ends = [row.end for row in rows if row.end is not None]
        facts = tuple(_pointing(r.fact, entity, attribute) for r in rows if r.end is not None)
        if not ends:
            return None
        above = await self._above(ends, attribute.end, scope) if len(ends) == 1 else []
        if other.id in {one.id for one in (*ends, *above)}:
            same = tuple(f for f, end in zip(facts, ends, strict=True) if end.id == other.id)
            return Held(holds=True, facts=same or facts)
        return Held(holds=False, facts=facts, open=attribute.many and not self._closed(attribute))

    async def _above(self, ends: Sequence[Entity], table: Table, scope: Scope) -> list[Entity]:
        """The rows that a row lies under, where its table refers to itself: a parent category."""
        own = [
            key for key in table.foreign_keys
            if key.target == table.name and set(key.label.split()) & _ABOVE and not table.person
        ]  # fmt: skip
        found: list[Entity] = []
        current = ends[0]
        while len(own) == 1 and len(found) < MOST_PARENTS:
            step = Hop(
                target=table.name, columns=own[0].columns, target_columns=own[0].target_columns,
                label=own[0].label,
            )  # fmt: skip
            query = FactQuery(
                source=current.source, table=table.name, operator="related", path=(step,),
                filters=(Filter(conditions=key_condition(current.key)),),
            )  # fmt: skip
            ups = [r.end for r in (await self._store.run(query, scope)).rows if r.end is not None]
            if not ups or ups[0].id in {one.id for one in (*found, *ends)}:
                break
            found.append(ups[0])
            current = ups[0]
        return found

    def _closed(self, attribute: Attribute) -> bool:
        """Whether a row that is not there says no: by declaration, or because there is one only."""
        for hop in attribute.path:
            if hop.reverse:
                table = self._resolvers[attribute.source].schema.tables[hop.target]
                single = all(table.column(c).unique for c in hop.target_columns)
                if not (table.complete or single):
                    return False
        return True


def attribute_query(entity: Entity, attribute: Attribute) -> FactQuery:
    """The value of an attribute that has a column."""
    column = attribute.column
    return value_query(entity, attribute.path, column.name if column else "")


def agrees(value: Stated, fact: Fact, attribute: Attribute, *, misfit: bool) -> bool | None:
    """Whether a stated value is that of a fact; None when they cannot be compared."""
    column = attribute.column
    if column is None:
        return None
    if value.figure is not None:
        if misfit:
            same = isinstance(fact.value, (int, float, Decimal)) and value.figure.number is not None
            equal = same and Decimal(str(fact.value)) == value.figure.number
            return False if equal else None
        figure, relation = value.figure, value.relation
        if figure.kind == "year" and figure.date and column.kind == "number":
            figure = replace(figure, kind="number", number=Decimal(figure.date.year))
        if relation in ("most", "least") and _limit(attribute):
            relation = "equal"  # `at most 150 kg` is the limit itself
        return holds(figure, relation, fact.value, column)
    live = plain(str(fact.value))
    said = value.word
    if "country" in concept_names(attribute):
        if live in nations(said):
            return True
        others = {plain(name) for name in other_countries(str(fact.value))}
        known = said in others or bool(nations(said))
        return True if said == live else (False if known or value.places else None)
    if said == live or canonical(said) == live:
        return True
    place = (fact.source, fact.table, fact.column)
    kinds = concept_names(attribute) & {"material", "colour"}
    if place in value.places and not kinds:
        return False  # a value of its own: Fiction is not Historical Fiction
    if _within(said, live) or _within(canonical(said), live):
        return True
    return None if _within(live, said) else False  # ripstop nylon, where the row has nylon


def _within(said: str, live: str) -> bool:
    """Whether a value has all the words of another: ripstop nylon is nylon."""
    return f" {said} " in f" {live} "


def _limit(attribute: Attribute) -> bool:
    """Whether a column holds a limit: a maximum load."""
    words = frozenset(attribute.column.label.split()) if attribute.column else frozenset()
    limits = frozenset(("max", "maximum", "min", "minimum", "limit"))
    return bool(words & limits) or "load" in concept_names(attribute)


def _amount(attribute: Attribute) -> bool:
    column = attribute.column
    return (
        column is not None
        and column.kind == "number"
        and bool(label_stems(column.label) & QUANTITY_WORDS)
        and "level" not in column.label.split()
    )


def _sum(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    numbers = [fact.value for fact in facts if isinstance(fact.value, (int, Decimal, float))]
    if len(facts) == 1 or len(numbers) != len(facts):
        return tuple(facts)
    whole = sum((Decimal(str(number)) for number in numbers), Decimal(0))
    value = int(whole) if whole == whole.to_integral_value() else whole
    return (
        replace(facts[0], value=value, display=f"{value}", attribute=f"total {facts[0].attribute}",
                key=()),
    )  # fmt: skip


def _nothing(entity: Entity, attribute: Attribute) -> Fact:
    """The zero of a complete table that has no row."""
    column = attribute.column
    return Fact(
        entity=entity.label, attribute=attribute.label, value=0, display="0", unit=None,
        source=entity.source, table=attribute.end.name, key=(),
        column=column.name if column else "*", as_of=dt.datetime.now(dt.UTC),
        about=((str(entity.table), entity.key),),
    )  # fmt: skip


def _pointing(fact: Fact, entity: Entity, attribute: Attribute) -> Fact:
    """The fact at the row that refers, not at the one referred to."""
    first = attribute.path[0]
    if len(attribute.path) > 1 or first.reverse:
        return fact
    return replace(fact, table=str(entity.table), key=entity.key, column=first.columns[0])
