"""Sums, means and ranks in the words of the schema: `the average price of all products`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from answer import render
from answer.route_conditions import Extreme, Understood
from answer.route_narrow import Base, SchemaRows
from answer.route_reading import RowSet
from answer.route_said import Said
from answer.route_schema_words import AVERAGE, CONFIDENCE, SUM, VERBS, row_set
from answer.route_sets import SetAnswerer
from answer.route_types import FactAnswer, FactRefusal, FactReply, FactSentence
from nescio.types import Scope
from retrieval.attributes import AttributeResolver
from retrieval.fact_sql import FactQuery
from retrieval.facts import FactStore
from retrieval.labels import Label
from retrieval.paths import find_path
from retrieval.schema import Column

_HIGH = frozenset("highest largest greatest maximum max most biggest top".split())
_LOW = frozenset("lowest smallest least minimum min fewest".split())
_LATE = frozenset("latest newest recent last most".split())
_EARLY = frozenset("earliest oldest first".split())
_NUMBERS = (("number", "money"), _HIGH, _LOW)
_DATES = (("date", "datetime"), _LATE | _HIGH - {"most"}, _EARLY | _LOW)
_COUNTING = frozenset("number count amount quantity many".split())


class RankedAnswerer(SchemaRows):
    """Adds up labelled columns, and ranks rows by them or by what refers to them."""

    def __init__(self, store: FactStore, resolver: AttributeResolver, sets: SetAnswerer) -> None:
        super().__init__(store, resolver)
        self._sets = sets

    async def total(self, said: Said, scope: Scope) -> FactReply | None:
        """The sum, or the average, of a numeric column over rows."""
        sums, means = said.free(SUM), said.free(AVERAGE)
        if (not sums and not means) or (said.free(_HIGH | _LOW) and not means):
            return None
        labels = [one for one in said.labels if any(c.kind in ("number", "money")
                                                    for c in one.columns.values())]  # fmt: skip
        if len(labels) == 0:
            return None
        for label in labels:
            fits = self._base(said, label, ("number", "money"))
            if fits is None:
                continue
            base, column = fits
            if any(row.entity.table == base.table.name for row in said.rows):
                continue
            used = {*sums, *means, *said.free(_COUNTING), *range(label.first, label.last)}
            conditions = await self._conditions(said, base, used, scope)
            if conditions is None:
                continue
            query = FactQuery(
                source=self._schema.source,
                table=base.table.name,
                operator="average" if means else "sum",
                filters=tuple(one.filter for one in conditions),
                column=column.name,
            )
            facts = (await self._store.run(query, scope)).facts
            rows = row_set(base, conditions)
            if not facts:
                return _nothing(column, rows)
            what = ", ".join([facts[0].column, *(one.said for one in conditions)])
            name = "average" if means else "sum"
            fact = replace(facts[0], entity=rows.described, column=f"{name}({what})")
            return self._reply((render.counted_up(fact),), said, name)
        return None

    async def extreme(self, said: Said, scope: Scope) -> FactReply | None:
        """`Which product has the highest unit price`, `the latest order date of any order`."""
        for label in said.labels:
            for kinds, high, low in (_NUMBERS, _DATES):
                up, down = said.free(high), said.free(low)
                fits = self._base(said, label, kinds)
                if fits is None or bool(up) == bool(down) or said.asked.asks == "yes_no":
                    continue
                base, column = fits
                attribute = self._attribute(base.table.name, column)
                own = any(row.entity.table == base.table.name for row in said.rows)
                if attribute is None or own or self._counted(said, base, label):
                    continue
                used = {*up, *down, *range(label.first, label.last)}
                conditions = await self._conditions(said, base, used, scope)
                if conditions is None or (said.asked.asks == "who" and self._of_people(conditions)):
                    continue
                extreme = Extreme(attribute=attribute, lowest=bool(down), terms=frozenset())
                rows = replace(row_set(base, conditions), extreme=extreme)
                entities = tuple(row.entity for row in said.rows)
                confidence = CONFIDENCE * said.score
                return await self._sets.extreme(rows, extreme, entities, scope, confidence)
        return None

    def _of_people(self, conditions: Sequence[Understood]) -> bool:
        """Whether the rows are told by people of theirs: then one of these is asked for."""
        ways = [one.filter.path for one in conditions if one.filter.path]
        return any(self._schema.tables[way[-1].target].person for way in ways)

    def _counted(self, said: Said, base: Base, label: Label) -> bool:
        """Whether a loose label is asked for beside another table: the most products of all."""
        return label.of(base.table.name) is not None and base.table.name in label.loose and any(
            other.table.name != base.table.name for other in self._nouns(said)
        )  # fmt: skip

    async def most(self, said: Said, scope: Scope) -> FactReply | None:
        """`Which category has the most products`: rows ranked by how many rows belong to them."""
        most = said.free(frozenset("most highest largest greatest biggest".split()))
        fewest = said.free(frozenset("fewest least lowest smallest".split()))
        nouns = self._nouns(said)
        at = (most or fewest)[:1]
        if not at or (most and fewest) or said.rows or said.told or said.bounds:
            return None
        if len(said.labels) == 1:
            return await self._commonest(said, at[0], bool(fewest), nouns, scope)
        if said.labels or len(nouns) < 2:
            return None
        owner = next((n for n in nouns if max(n.words) < at[0]), None)
        counted = next((n for n in nouns if min(n.words) > at[0]), None)
        if owner is None or counted is None or owner.table.name == counted.table.name:
            return None
        used = owner.words | counted.words | set(most) | set(fewest) | set(said.free(_COUNTING))
        left = self._left(said, set(used))
        if any(not t.linking and t.stem not in VERBS for t in said.terms(left)):
            return None
        if len(most or fewest) > 1 or not self._amount(said, at[0], counted):
            return None
        words = frozenset(t.stem for t in said.terms(range(len(said.tokens))))
        path = find_path(self._schema, owner.table.name, counted.table.name, words)
        if path is None or not path[0].reverse:
            return None
        query = FactQuery(
            source=self._schema.source,
            table=owner.table.name,
            operator="fewest" if fewest else "most",
            path=path,
            limit=20,
        )
        facts = (await self._store.run(query, scope)).facts
        if not facts:
            return None
        word = "fewest" if fewest else "most"
        sentence = render.ranked(facts, word, counted.table.plural)
        return self._reply((sentence,), said, word)

    async def _commonest(
        self, said: Said, at: int, fewest: bool, nouns: Sequence[Base], scope: Scope
    ) -> FactReply | None:
        """`Which country has the most customers`: the value of a column that most rows have."""
        (label,) = said.labels
        counted = next((n for n in nouns if min(n.words) > at), None)
        column = label.of(counted.table.name) if counted else None
        if counted is None or column is None or column.kind != "text" or label.first > at:
            return None
        used = counted.words | {at} | set(said.free(_COUNTING))
        if self._left(said, set(used)) or not self._amount(said, at, counted):
            return None
        query = FactQuery(
            source=self._schema.source,
            table=counted.table.name,
            operator="fewest" if fewest else "most",
            column=column.name,
            limit=20,
        )
        facts = (await self._store.run(query, scope)).facts
        if not facts:
            return None
        word = "fewest" if fewest else "most"
        return self._reply((render.ranked(facts, word, counted.table.plural),), said, word)

    def _amount(self, said: Said, at: int, counted: Base) -> bool:
        """Whether the superlative stands right before what is counted, or its number."""
        start = min(counted.words)
        between = [said.tokens[p].form for p in range(at + 1, start)]
        if said.tokens[at].form in ("most", "fewest", "least"):
            return not set(between) - {"number", "of", "amount", "the", "different"}
        return bool({"number", "amount", "count"} & set(between))

    def _reply(self, sentences: tuple[FactSentence, ...], said: Said, rule: str) -> FactAnswer:
        return FactAnswer(
            sentences=sentences,
            entities=tuple(row.entity for row in said.rows),
            confidence=round(CONFIDENCE * said.score, 4),
            rule=rule,
        )


def _nothing(column: Column, rows: RowSet) -> FactRefusal:
    return FactRefusal(
        reason="no_evidence",
        rule="no_rows",
        message=f"The database has no {column.label} for {rows.described}.",
    )
