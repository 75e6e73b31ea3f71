"""Labelled columns of a named row, the rows it refers to, and those that refer to it."""

from __future__ import annotations

from answer.route_conditions import Understood
from answer.route_narrow import Base, SchemaRows
from answer.route_said import Said
from answer.route_schema_words import CONFIDENCE, VERBS, row_set
from answer.route_sets import SetAnswerer
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_types import FactAnswer, FactReply, together
from nescio.text import stem
from nescio.types import Scope
from retrieval.asking import Asked
from retrieval.attribute import noun_stems, role_stems
from retrieval.attributes import AttributeResolver
from retrieval.fact_sql import Condition, Filter, Hop
from retrieval.facts import FactStore
from retrieval.schema import Column, Table

_YEARLY = frozenset("year founded established built opened".split())
_REPORTING = frozenset("report reports reporting".split())
_UNDER = frozenset("subordinates subordinate reports underlings".split())
MOST_LABELS = 4


class LinkedAnswerer(SchemaRows):
    """Answers questions about one named row, from it or one key away from it."""

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

    async def lookup(self, said: Said, scope: Scope) -> FactReply | None:
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
            score = CONFIDENCE if label.of(end.name) and end.name not in label.loose else 0.85
            reply = await self._subjects.value(subject, attribute, score, scope, rule=rule)
            if not isinstance(reply, FactAnswer):
                return reply
            answers.append(reply)
        return together(answers)

    def _step(self, said: Said, table: Table, used: set[int]) -> tuple[Hop | None, set[int]]:
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

    async def related(self, said: Said, scope: Scope) -> FactReply | None:
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
        end = self._schema.tables[hop.target]
        own = hop.target == table.name and not end.person
        if said.asked.asks == "who" and (own or not end.name_columns):
            return None
        left = self._left(said, used | role)
        if any(not t.linking and t.stem not in VERBS for t in said.terms(left)):
            return None
        attribute = next(a for a in self._resolver.attributes(table.name)
                         if a.column is None and a.path == (hop,))  # fmt: skip
        subject = Subject(entity=row.entity, score=said.score)
        return await self._subjects.value(subject, attribute, CONFIDENCE, scope, rule="foreign_key")

    async def below(self, said: Said, scope: Scope) -> FactReply | None:
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
        rows = row_set(base, [Understood(filter=Filter(conditions=(condition,)), terms=frozenset(),
                                      said=f"{key.label}: {row.entity.label}")])  # fmt: skip
        give = self._sets.count if said.asked.asks == "how_many" else self._sets.list
        return await give(rows, (row.entity,), scope, CONFIDENCE * said.score)


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
