"""Which rows a question in the words of the schema is about: their table, and what narrows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from answer.route_combined import uncontradicted
from answer.route_conditions import Understood
from answer.route_dates import dated, time_said
from answer.route_deeds import sold_to
from answer.route_kept import KeptValues
from answer.route_nouns import called_so, nouns_in
from answer.route_reading import SetReader
from answer.route_said import NEGATED, Said
from nescio.text import stem
from nescio.types import Scope
from retrieval.attribute import noun_stems
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.fact_sql import Condition, Filter
from retrieval.facts import FactStore
from retrieval.labels import Label
from retrieval.schema import Column, Table


@dataclass(frozen=True, kw_only=True)
class Base:
    """The table whose rows are asked about, and the words that call it so."""

    table: Table
    words: frozenset[int]


class SchemaRows:
    """Finds the table that is meant, and the conditions on its rows."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._resolver = resolver
        self._schema = resolver.schema
        self._reader = SetReader(store, resolver)
        self._values = KeptValues(store, resolver)

    def _nouns(self, said: Said) -> list[Base]:
        """The tables called by their nouns, in order; not the nouns that introduce a name."""
        asked = said.plain()
        pairs = [
            (row.entity, (said.tokens[row.first].start, said.tokens[row.last - 1].end))
            for row in said.rows
        ]
        starts = {token.start: place for place, token in enumerate(said.tokens)}
        return [
            Base(table=table, words=frozenset(starts[t.start] for t in terms))
            for table, terms in nouns_in(self._schema, asked, pairs)
        ]

    def _idle(self, said: Said) -> set[int]:
        """Nouns beside a name of their table: `the supplier Acme`."""
        own = frozenset(
            one for row in said.rows
            for one in noun_stems(self._schema.tables[str(row.entity.table)])
        )  # fmt: skip
        ends = {row.first for row in said.rows} | {row.last for row in said.rows}
        return {
            p
            for p, token in enumerate(said.tokens)
            if stem(token.form) in own and any(-4 <= p - end <= 1 for end in ends)
        }

    def _base(self, said: Said, label: Label, kinds: Sequence[str]) -> tuple[Base, Column] | None:
        """The table whose rows have the labelled column: the one called by its noun, or the only
        one that has such a column."""
        fits = {t: c for t, c in label.columns.items() if c.kind in kinds}
        called = [base for base in self._nouns(said) if base.table.name in fits]
        if called:
            return called[0], fits[called[0].table.name]
        rows = {str(row.entity.table) for row in said.rows}
        tables = [t for t in fits if t not in rows]
        if any(base.table.name not in rows for base in self._nouns(said)):
            return None
        near = [
            t for t in tables if any(k.target in rows for k in self._schema.tables[t].foreign_keys)
        ]
        named = [t for t in tables if self._schema.tables[t].name_columns]
        for options in (tables, near, named if not rows else []):
            if len(options) == 1:
                base = Base(table=self._schema.tables[options[0]], words=frozenset())
                return base, fits[options[0]]
        return None

    def _attribute(self, table: str, column: Column) -> Attribute | None:
        return next(
            (a for a in self._resolver.attributes(table) if not a.path and a.column == column), None
        )

    async def _conditions(
        self, said: Said, base: Base, used: set[int], scope: Scope
    ) -> list[Understood] | None:
        """What narrows the rows of the base: told values, bounds, flags, named rows, a time, bare
        values. None when something stays that nobody can explain; `used` are words explained
        before, and those explained here are added to it."""
        table = base.table.name
        used |= base.words | self._idle(said)
        told = _told(said, table)
        if told is None:
            return None
        labels = [one for one in said.labels if not used & set(range(one.first, one.last))
                  and all(t.label is not one for t in said.told)]  # fmt: skip
        bounds = self._bounds(said, labels, table, used)
        if bounds is None:
            return None
        time = self._time(said, labels, table, used)
        verbs = [one for one in labels if _done(one)]
        flags = self._flags(said, [one for one in labels if one not in verbs], table, used)
        if flags is None:
            return None
        rows = await self._of_rows(said, base, used, scope)
        if rows is None:
            return None
        found = [*told, *bounds, *([time] if time else []), *flags, *rows]
        every = await self._bare(said, base, used, found, verbs, scope)
        return None if every is None else uncontradicted(said.asked, every)

    def _bounds(
        self, said: Said, labels: list[Label], table: str, used: set[int]
    ) -> list[Understood] | None:
        """Numbers compared with a labelled column, or a price; the labels are taken out."""
        found: list[Understood] = []
        for bound in said.bounds:
            numeric = [one for one in labels if (c := one.of(table)) and c.kind in
                       ("number", "money")]  # fmt: skip
            priced = self._priced(said, table) if not numeric else None
            if priced is not None:
                column, words_of = priced
                used |= words_of
            elif numeric:
                label = min(numeric, key=lambda one: abs(one.first - bound.first))
                labels.remove(label)
                used |= set(range(label.first, label.last))
                column = label.columns[table]
            else:
                return None
            found.append(
                Understood(
                    filter=Filter(conditions=bound.conditions(column.name)),
                    said=f"{column.label} {bound.said}",
                    terms=frozenset(),
                )
            )
        return found

    def _flags(
        self, said: Said, labels: Sequence[Label], table: str, used: set[int]
    ) -> list[Understood] | None:
        """Labels that stand alone: flags, and amounts of stock; None when one is neither."""
        found: list[Understood] = []
        for label in labels:
            flag = label.of(table)
            if used & set(range(label.first, label.last)):
                continue
            stocked = self._stocked(said, label, table)
            if stocked is not None:
                found.append(stocked[0])
                used |= stocked[1]
                continue
            if flag is None or flag.kind != "bool":
                return None
            negated = [p for p in said.free(NEGATED) if p < label.first and p not in used]
            negated += [p for p, t in enumerate(said.tokens)
                        if t.form.endswith("n't") and p < label.first]  # fmt: skip
            used |= set(negated)
            found.append(_condition(flag, Condition(column=flag.name, value=not negated),
                                    f"{'not ' if negated else ''}{flag.label}"))  # fmt: skip
        return found

    async def _of_rows(
        self, said: Said, base: Base, used: set[int], scope: Scope
    ) -> list[Understood] | None:
        """What the named rows say of the rows of the base; None when one says nothing."""
        if len({row.entity.table for row in said.rows}) < len(said.rows):
            return None  # "the price of A and of B": no row belongs to both
        found: list[Understood] = []
        words = frozenset(t.stem for t in said.plain().terms)
        for row in said.rows:
            begin, end = said.tokens[row.first].start, said.tokens[row.last - 1].end
            about = None
            if not called_so(
                said.asked.text, begin, end, self._schema.tables[str(row.entity.table)]
            ):
                name = said.asked.text[begin:end]
                about = await self._values.place(name, base.table, row.entity, scope)
            if about is None:
                about = await self._reader.names.about(
                    base.table, row.entity, words, said.asked, scope
                )
            if about is None:
                return None
            found.append(about)
            roles = {t.start for t in about.terms}
            used |= {p for p, t in enumerate(said.tokens) if t.start in roles}
        return found

    async def _bare(
        self,
        said: Said,
        base: Base,
        used: set[int],
        found: list[Understood],
        verbs: Sequence[Label],
        scope: Scope,
    ) -> list[Understood] | None:
        """With the values that are told by themselves (`in Sweden`); None when words are left."""
        idle = frozenset(noun_stems(base.table))
        left = [p for p in self._left(said, used) if stem(said.tokens[p].form) not in idle]
        left = sorted({*left, *(label.first for label in verbs)})
        if not left:
            return found
        terms = said.terms(left)
        values = await self._values.values(terms, base.table.name, scope)
        if not values:
            return None
        explained = {t.start for value in values for t in value.terms}
        rest = [p for p in left if said.tokens[p].start not in explained]
        linking = said.terms(rest)
        if any(not t.linking or sold_to(said.asked, t, base.table) for t in linking):
            return None
        return [*found, *values]

    def _priced(self, said: Said, table: str) -> tuple[Column, set[int]] | None:
        """The one price of the rows, where the question says that something costs so much."""
        words = set(said.free(("cost", "costs", "costing", "priced", "price")))
        found = [
            a.column
            for a in self._resolver.attributes(table)
            if not a.path and a.column is not None and any(c.name == "price" for c in a.concepts)
        ]
        return (found[0], words) if words and len(found) == 1 else None

    def _stocked(self, said: Said, label: Label, table: str) -> tuple[Understood, set[int]] | None:
        """`Out of stock`, `in stock`, `no units on order`: none, or some, of a number."""
        column = label.of(table)
        if column is None or column.kind != "number":
            return None
        before = [token.form for token in said.tokens[max(0, label.first - 2) : label.first]]
        attribute = self._attribute(table, column)
        stock = attribute is not None and any(c.name == "stock" for c in attribute.concepts)
        if before[-1:] in (["no"], ["zero"], ["without"]):
            some, used = False, {label.first - 1}
        elif stock and before == ["out", "of"] and label.last - label.first == 1:
            some, used = False, {label.first - 2, label.first - 1}
        elif stock and before[-1:] == ["in"] and label.last - label.first == 1:
            some, used = True, {label.first - 1}
        else:
            return None
        if said.free(NEGATED - {"no", "without"}):
            return None
        condition = Condition(column=column.name, operator="gt" if some else "eq", value=0)
        return (
            _condition(column, condition, f"{column.label} {'over 0' if some else '0'}"),
            used | set(range(label.first, label.last)),
        )

    def _time(
        self, said: Said, labels: list[Label], table: str, used: set[int]
    ) -> Understood | None:
        """`With an order date in 1997`."""
        when = dated(said.asked.text)
        options = [one for one in labels if (c := one.of(table)) and c.kind in ("date", "datetime")]
        if when is None or len(options) != 1:
            return None
        (label,) = options
        labels.remove(label)
        column = label.columns[table]
        used |= set(range(label.first, label.last))
        used |= {p for p, t in enumerate(said.tokens) if when.start <= t.start < when.end}
        return Understood(
            filter=Filter(conditions=when.conditions(column.name)),
            said=time_said(column.label, when),
            terms=frozenset(),
        )

    def _left(self, said: Said, used: set[int]) -> list[int]:
        return [p for p in said.left(self._resolver.weak) if p not in used]


def _told(said: Said, table: str) -> list[Understood] | None:
    """The values told of labelled columns of a table; None when one is of another table."""
    found: list[Understood] = []
    for told in {t.label: t for t in said.told}.values():
        mine = next((t for t in said.told if t.label is told.label and t.table == table), None)
        if mine is None:
            return None
        column = told.label.columns[table]
        found.append(_condition(column, Condition(column=column.name, value=mine.value),
                                f"{column.label}: {mine.value}"))  # fmt: skip
    return found


def _done(label: Label) -> bool:
    """Whether a label may as well be a verb: `shipped` of the shipped date."""
    columns = label.columns.items()
    return all(t in label.loose and c.kind in ("date", "datetime") for t, c in columns)


def _condition(column: Column, condition: Condition, said: str) -> Understood:
    return Understood(filter=Filter(conditions=(condition,)), said=said, terms=frozenset())
