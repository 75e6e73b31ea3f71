"""Questions in the words of the schema: a labelled column, the rows it is asked of, an operator.

The readings of `route_subject` and `route_sets` come from how people talk; those here take the
labels of columns as they stand and so work where nobody prepared any words. A question is answered
only when every word of it is a part of the frame or has no meaning of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answer import render
from answer.route_compare import Comparer
from answer.route_conditions import Extreme, Understood
from answer.route_dates import planned
from answer.route_names import Named
from answer.route_narrow import Base, SchemaRows
from answer.route_reading import RowSet
from answer.route_said import Said, SaidReader
from answer.route_sets import SetAnswerer
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_types import FactAnswer, FactRefusal, FactReply, together
from nescio.text import stem
from nescio.types import Scope
from retrieval.asking import Asked
from retrieval.attribute import noun_stems, role_stems
from retrieval.attributes import AttributeResolver
from retrieval.fact_sql import Condition, FactQuery, Filter
from retrieval.facts import FactStore
from retrieval.labels import Label
from retrieval.paths import find_path
from retrieval.schema import Column, Table

_SUM = frozenset("total sum summed combined altogether overall add adding up together".split())
_AVERAGE = frozenset("average mean avg averaged".split())
_HIGH = frozenset("highest largest greatest maximum max most biggest top".split())
_LOW = frozenset("lowest smallest least minimum min fewest".split())
_LATE = frozenset("latest newest recent last most".split())
_EARLY = frozenset("earliest oldest first".split())
_NUMBERS = (("number", "money"), _HIGH, _LOW)
_DATES = (("date", "datetime"), _LATE | _HIGH - {"most"}, _EARLY | _LOW)
_COUNTING = frozenset("number count amount quantity many".split())
_VERBS = frozenset(
    stem(w)
    for w in """deliver delivers provide provides supply supplies belong belongs fall falls assign
    assigned handle handled process processed use used sell sells place placed make makes made ship
    shipped contain contains offer offers produce produces run runs manage manages teach teaches
    write wrote written record recorded perform performed play played direct directed publish
    published bring brings drive drives drove responsible charge look after care order ordered buy
    bought come comes carry carries carried operate operates operated treat treated see
    saw""".split()
)
_YEARLY = frozenset("year founded established built opened".split())
_REPORTING = frozenset("report reports reporting".split())
_UNDER = frozenset("subordinates subordinate reports underlings".split())
_CONFIDENCE = 0.9
MOST_LABELS = 4


class SchemaAnswerer(SchemaRows):
    """Answers questions about one source that speak of its columns by their labels."""

    def __init__(
        self,
        store: FactStore,
        resolver: AttributeResolver,
        subjects: SubjectAnswerer,
        sets: SetAnswerer,
    ) -> None:
        super().__init__(store, resolver)
        self._subjects = subjects
        self._sets = sets
        self._said = SaidReader(store, resolver)
        self._compare = Comparer(store, resolver, subjects)

    async def answer(
        self, asked: Asked, named: Sequence[Named], scope: Scope, *, plain: bool = True
    ) -> FactReply | None:
        """The answer, or None. Without `plain`, only what a whole label of several words says.

        Raises SourceUnavailable and StageTimeout from the database.
        """
        if (asked.procedure and asked.asks == "why") or planned(asked.text):
            return None
        for nouns in (False, True):
            said = await self._said.read(asked, named, scope, nouns=nouns)
            if said is None or (nouns and not any(
                self._said.ambiguous(said.tokens, one) for one in self._said.labels(asked.text)
            )):  # fmt: skip
                return None
            if not plain and not _whole(said):
                reply = await self._below(said, scope)
                if reply is not None:
                    return reply
                continue
            reply = await self._framed(said, scope)
            if reply is not None:
                return reply
        return None

    async def told(self, text: str, scope: Scope) -> list[tuple[int, int]]:
        """Where values of labelled columns stand in a text: no names, whatever they look like."""
        return await self._said.told(text, scope)

    async def _framed(self, said: Said, scope: Scope) -> FactReply | None:
        for frame in (self._compare.answer, self._total, self._most, self._extreme,
                      self._compare.yes_no, self._below, self._lookup, self._related,
                      self._rows):  # fmt: skip
            reply = await frame(said, scope)
            if reply is not None:
                return reply
        return None

    # Frames.

    async def _total(self, said: Said, scope: Scope) -> FactReply | None:
        """The sum, or the average, of a numeric column over rows."""
        sums, means = said.free(_SUM), said.free(_AVERAGE)
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
            rows = _set(base, conditions)
            if not facts:
                return _nothing(column, rows)
            what = ", ".join([facts[0].column, *(one.said for one in conditions)])
            name = "average" if means else "sum"
            fact = replace(facts[0], entity=rows.described, column=f"{name}({what})")
            return self._reply((render.counted_up(fact),), said, name)
        return None

    async def _extreme(self, said: Said, scope: Scope) -> FactReply | None:
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
                if conditions is None:
                    continue
                extreme = Extreme(attribute=attribute, lowest=bool(down), terms=frozenset())
                rows = replace(_set(base, conditions), extreme=extreme)
                entities = tuple(row.entity for row in said.rows)
                confidence = _CONFIDENCE * said.score
                return await self._sets.extreme(rows, extreme, entities, scope, confidence)
        return None

    def _counted(self, said: Said, base: Base, label: Label) -> bool:
        """Whether a loose label is asked for beside another table: the most products of all."""
        return label.of(base.table.name) is not None and base.table.name in label.loose and any(
            other.table.name != base.table.name for other in self._nouns(said)
        )  # fmt: skip

    async def _most(self, said: Said, scope: Scope) -> FactReply | None:
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
        if any(not t.linking and t.stem not in _VERBS for t in said.terms(left)):
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

    async def _lookup(self, said: Said, scope: Scope) -> FactReply | None:
        """Labelled columns of a named row, or of the row that it refers to."""
        if len(said.rows) != 1 or not said.labels or said.bounds or said.told:
            return None
        (row,) = said.rows
        if len(said.labels) > MOST_LABELS or said.asked.asks in ("yes_no", "why"):
            return None
        entity, table = row.entity, self._schema.tables[str(row.entity.table)]
        used = self._idle(said)
        hop, role = self._step(said, table, used)
        end = self._schema.tables[hop.target] if hop is not None else table
        answers: list[FactAnswer] = []
        used |= role
        if self._left(said, used | set(said.free(frozenset(("total",))))):
            return None
        for label in said.labels:
            column = label.of(end.name)
            if column is None or not _asks_for(said.asked, column):
                return None
            path = (hop,) if hop is not None else ()
            attribute = next(
                (a for a in self._resolver.attributes(table.name)
                 if a.column == column and a.path == path), None
            )  # fmt: skip
            if attribute is None or attribute.private:
                return None
            subject = Subject(entity=entity, score=said.score)
            rule = "foreign_key" if path else "own_column"
            score = _CONFIDENCE if label.of(end.name) and end.name not in label.loose else 0.85
            reply = await self._subjects.value(subject, attribute, score, scope, rule=rule)
            if not isinstance(reply, FactAnswer):
                return reply
            answers.append(reply)
        return together(answers)

    def _step(self, said: Said, table: Table, used: set[int]):  # type: ignore[no-untyped-def]
        """The one forward step whose role, or whose table, is said; with the words that say it."""
        left = {p: stem(said.tokens[p].form.removesuffix("'s")) for p in self._left(said, used)}
        found = []
        for attribute in self._resolver.attributes(table.name):
            if attribute.column is not None or len(attribute.path) != 1:
                continue
            (hop,) = attribute.path
            if hop.reverse:
                continue
            end = self._schema.tables[hop.target]
            roles = role_stems(hop, end)
            roles -= noun_stems(end) if end.name == table.name else frozenset()
            words = {p for p, one in left.items() if one in roles}
            if words:
                label = frozenset(stem(w) for w in hop.label.split())
                exact = len(label & {left[p] for p in words})
                found.append((exact, len(words), hop, words))
        found.sort(key=lambda one: (-one[0], -one[1]))
        if not found or (len(found) > 1 and found[0][:2] == found[1][:2]):
            return None, set()
        return found[0][2], found[0][3]

    async def _related(self, said: Said, scope: Scope) -> FactReply | None:
        """`Which shipper delivered order 7`: the row that a named row refers to."""
        if len(said.rows) != 1 or said.labels or said.bounds or said.told:
            return None
        if said.asked.asks not in ("what", "who", "other", "list"):
            return None
        (row,) = said.rows
        table = self._schema.tables[str(row.entity.table)]
        used = self._idle(said)
        hop, role = self._step(said, table, used)
        if hop is None:
            return None
        left = self._left(said, used | role)
        if any(not t.linking and t.stem not in _VERBS for t in said.terms(left)):
            return None
        attribute = next(a for a in self._resolver.attributes(table.name)
                         if a.column is None and a.path == (hop,))  # fmt: skip
        subject = Subject(entity=row.entity, score=said.score)
        return await self._subjects.value(
            subject, attribute, _CONFIDENCE, scope, rule="foreign_key"
        )

    async def _below(self, said: Said, scope: Scope) -> FactReply | None:
        """Who reports to somebody: the rows of a table of people that refer to a row of it."""
        if len(said.rows) != 1 or said.labels or said.bounds or said.told:
            return None
        (row,) = said.rows
        table = self._schema.tables[str(row.entity.table)]
        keys = [key for key in table.foreign_keys if key.target == table.name]
        if len(keys) != 1 or not table.person:
            return None
        before = [token.form for token in said.tokens[: row.first]]
        reporting = [p for p in said.free(_REPORTING) if p < row.first]
        under = said.free(_UNDER)
        if not (reporting and before[-1:] == ["to"]) and not under:
            return None
        nouns = noun_stems(table) | {stem("people"), stem("person"), stem("person's")}
        used = {*reporting, *under, *said.free(("direct", "directly", "number", "count"))}
        left = [p for p in self._left(said, used) if stem(said.tokens[p].form) not in nouns]
        if left or said.asked.asks not in ("who", "how_many", "what", "list", "other"):
            return None
        (key,) = keys
        condition = Condition(column=key.columns[0], value=row.entity.key[0][1])
        base = Base(table=table, words=frozenset())
        rows = _set(base, [Understood(filter=Filter(conditions=(condition,)), terms=frozenset(),
                                      said=f"{key.label}: {row.entity.label}")])  # fmt: skip
        give = self._sets.count if said.asked.asks == "how_many" else self._sets.list
        return await give(rows, (row.entity,), scope, _CONFIDENCE * said.score)

    async def _rows(self, said: Said, scope: Scope) -> FactReply | None:
        """A count or a list of the rows that meet conditions on labelled columns."""
        asks = said.asked.asks
        counting = asks == "how_many" or bool(re.match(r"\W*count\b", said.asked.text, re.I))
        if not counting and asks not in ("what", "list", "who", "other"):
            return None
        nouns = self._nouns(said)
        if not nouns or not (said.told or said.bounds or said.labels or said.rows):
            return None
        base, used = nouns[0], set(said.free(("number", "count", "total")))
        if any(row.entity.table == base.table.name for row in said.rows):
            return None
        conditions = await self._conditions(said, base, used, scope)
        if not conditions:
            return None
        rows = _set(base, conditions)
        entities = tuple(row.entity for row in said.rows)
        give = self._sets.count if counting else self._sets.list
        return await give(rows, entities, scope, _CONFIDENCE * said.score)

    def _reply(self, sentences, said: Said, rule: str) -> FactAnswer:  # type: ignore[no-untyped-def]
        return FactAnswer(
            sentences=sentences,
            entities=tuple(row.entity for row in said.rows),
            confidence=round(_CONFIDENCE * said.score, 4),
            rule=rule,
        )


def _whole(said: Said) -> bool:
    """Whether a whole label of several words is said, or a sum or an average of a label."""
    counted = said.free((_SUM - {"add", "adding", "up", "together", "overall"}) | _AVERAGE)
    return bool(counted and said.labels) or any(
        one.last - one.first > 1 and len(one.loose) < len(one.columns) for one in said.labels
    )


def _set(base: Base, conditions: Sequence[Understood]) -> RowSet:
    return RowSet(
        base=base.table, conditions=tuple(conditions), extreme=None, left=(), plural=True,
        implied=False,
    )  # fmt: skip


def _nothing(column: Column, rows: RowSet) -> FactRefusal:
    return FactRefusal(
        reason="no_evidence",
        rule="no_rows",
        message=f"The database has no {column.label} for {rows.described}.",
    )


def _asks_for(asked: Asked, column: Column) -> bool:
    """Whether the question word can ask for this kind of value."""
    match asked.asks:
        case "when":
            yearly = _YEARLY & set(column.label.split()) and column.kind == "number"
            return column.kind in ("date", "datetime", "time") or bool(yearly)
        case "how_many" | "how_much" | "how_long":
            return column.kind in ("number", "money")
        case "who":
            return column.kind == "text" and "name" in column.label.split()
        case "where":
            return column.kind == "text"
    return True
