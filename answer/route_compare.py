"""Two rows compared by a column, and questions that are answered with yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from answer import render
from answer.route_conditions import cues_of
from answer.route_said import NEGATED, Row, Said, same
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_types import FactAnswer, FactReply
from nescio.text import stem
from nescio.types import Fact, Scope
from retrieval.attribute import noun_stems, role_stems
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.fact_sql import FactQuery, Filter, key_condition
from retrieval.facts import FactStore

_MORE = frozenset("higher greater larger bigger more later after longer newer".split())
_LESS = frozenset("lower less smaller fewer earlier before sooner shorter older".split())
_PRICED = frozenset("cost costs price priced expensive".split())
_LINKING = frozenset("than that of has have or belong belongs assigned".split())
_CONFIDENCE = 0.88


class Comparer:
    """Compares rows of one source, and checks what is asked of one row."""

    def __init__(
        self, store: FactStore, resolver: AttributeResolver, subjects: SubjectAnswerer
    ) -> None:
        self._store = store
        self._resolver = resolver
        self._schema = resolver.schema
        self._subjects = subjects

    async def answer(self, said: Said, scope: Scope) -> FactReply | None:
        """`Which is cheaper, A or B`, `is the freight of A higher than that of B`."""
        if len(said.rows) != 2 or said.bounds or said.told:
            return None
        first, second = said.rows
        if first.entity.table != second.entity.table or first.entity.id == second.entity.id:
            return None
        found = self._compared(said, str(first.entity.table))
        if found is None:
            return None
        attribute, word, more, used = found
        idle = noun_stems(self._schema.tables[str(first.entity.table)])
        left = [
            p for p in said.left(self._resolver.weak, _LINKING)
            if p not in used and stem(said.tokens[p].form) not in idle
        ]  # fmt: skip
        if left:
            return None
        facts = [await self._value(row, attribute, scope) for row in said.rows]
        one, other = facts
        if one is None or other is None or one.value is None or other.value is None:
            return None
        equal = one.value == other.value
        greater = one.value > other.value  # type: ignore[operator]
        yes = not equal and greater == more
        begins = ("Yes" if yes else "No") if said.asked.asks == "yes_no" else None
        ordered = (one, other) if yes or equal or begins else (other, one)
        sentence = render.compared(ordered, "equal" if equal else word, begins)
        return FactAnswer(
            sentences=(sentence,),
            entities=tuple(row.entity for row in said.rows),
            confidence=round(_CONFIDENCE * said.score, 4),
            rule="comparison",
        )

    def _compared(self, said: Said, table: str) -> tuple[Attribute, str, bool, set[int]] | None:
        """The column compared by, the comparing word, whether more is asked for; words used."""
        own = [
            a for a in self._resolver.attributes(table)
            if _of_the_row(a) and not a.private and a.column is not None
            and a.column.kind in ("number", "money", "date", "datetime")
            and a.column.name not in a.end.structural
        ]  # fmt: skip
        said_of = [one for one in said.labels if one.of(table) is not None]
        words = [(p, t.form) for p, t in enumerate(said.tokens)]
        plain = [(p, w) for p, w in words if w in _MORE | _LESS]
        if len(said.labels) == 1 and len(said_of) == 1 and len(plain) == 1:
            label = said_of[0]
            attribute = next((a for a in own if a.column == label.of(table)), None)
            place, word = plain[0]
            used = {place, *range(label.first, label.last)}
            return (attribute, word, word in _MORE, used) if attribute else None
        if said.labels:
            return None
        hits: list[tuple[Attribute, str, bool, set[int]]] = []
        for term in said.asked.terms:
            span = {p for p, t in enumerate(said.tokens) if term.start <= t.start < term.end}
            for attribute in own:
                hits += [
                    (attribute, term.form, term.form in concept.higher, span)
                    for concept in attribute.concepts
                    if term.form in concept.lower | concept.higher
                ]
        priced = {p for p, w in words if w in _PRICED}
        if not hits and priced and len(plain) == 1:
            place, word = plain[0]
            hits = [
                (a, "pricier" if word in _MORE else "cheaper", word in _MORE, priced | {place})
                for a in own if any(c.name == "price" for c in a.concepts)
            ]  # fmt: skip
        if not hits and len(plain) == 1:
            hits = self._by_verb(said, own, *plain[0])
        return hits[0] if len(hits) == 1 else None

    def _by_verb(
        self, said: Said, own: Sequence[Attribute], place: int, word: str
    ) -> list[tuple[Attribute, str, bool, set[int]]]:
        """`Which weighs less`, `which holds more`: the column that the verb asks for."""
        found = []
        for attribute in own:
            used = {p for p, t in enumerate(said.tokens) if stem(t.form) in cues_of(attribute)}
            if used - {place}:
                how = "higher" if word in _MORE else "lower"
                found.append((attribute, how, word in _MORE, used | {place}))
        return found

    async def _value(self, row: Row, attribute: Attribute, scope: Scope) -> Fact | None:
        if attribute.column is None:
            return None
        query = FactQuery(
            source=row.entity.source,
            table=attribute.table,
            operator="value",
            filters=(Filter(conditions=key_condition(row.entity.key)),),
            path=attribute.path,
            column=attribute.column.name,
        )
        facts = (await self._store.run(query, scope)).facts
        return facts[0] if len(facts) == 1 else None

    async def yes_no(self, said: Said, scope: Scope) -> FactReply | None:
        """`Is the title of N Sales Manager`, `is N's price more than 20`, `is V N's supplier`."""
        if said.asked.asks != "yes_no" or not 1 <= len(said.rows) <= 2:
            return None
        if said.free(NEGATED) and not self._or_not(said):
            return None
        if len(said.rows) == 2:
            return await self._tied(said, scope)
        (row,) = said.rows
        table = self._schema.tables[str(row.entity.table)]
        labels = [one for one in said.labels if one.of(table.name) is not None]
        if len(labels) != 1 or len(said.labels) != 1:
            return None
        column = labels[0].columns[table.name]
        told = [t for t in said.told if t.table == table.name]
        flag = column.kind == "bool" and not said.told and not said.bounds
        measured = len(said.bounds) == 1 and column.kind in ("number", "money") and not said.told
        if not (flag or measured or (len(told) == 1 and not said.bounds)):
            return None
        nouns = noun_stems(table)
        left = [
            p for p in said.left(self._resolver.weak, {"or", "not", "than", "that"})
            if stem(said.tokens[p].form) not in nouns
        ]  # fmt: skip
        attribute = next((a for a in self._resolver.attributes(table.name)
                          if not a.path and a.column == column), None)  # fmt: skip
        if left or attribute is None or attribute.private:
            return None
        fact = await self._value(row, attribute, scope)
        if fact is None or fact.value is None:
            return None
        if flag:
            true = fact.value is True
        elif measured:
            true = said.bounds[0].holds(float(fact.value))  # type: ignore[arg-type]
        else:
            true = same(fact.value, told[0].value)
        return self._said_so(said, fact, true)

    def _or_not(self, said: Said) -> bool:
        """`... or not`: no negation."""
        forms = [token.form for token in said.tokens]
        return forms[-2:] == ["or", "not"] and forms.count("not") == 1

    async def _tied(self, said: Said, scope: Scope) -> FactReply | None:
        """Whether one row is what the other refers to."""
        if said.labels or said.told or said.bounds:
            return None
        for subject, target in (said.rows, said.rows[::-1]):
            reply = await self._refers(said, subject, target, scope)
            if reply is not None:
                return reply
        return None

    async def _refers(
        self, said: Said, subject: Row, target: Row, scope: Scope
    ) -> FactReply | None:
        tables = self._schema.tables
        ways = [
            a for a in self._resolver.attributes(str(subject.entity.table))
            if a.column is None and len(a.path) == 1 and not a.path[0].reverse
            and a.end.name == target.entity.table
        ]  # fmt: skip
        nouns = noun_stems(tables[str(subject.entity.table)])
        left = [
            p for p in said.left(self._resolver.weak, _LINKING)
            if stem(said.tokens[p].form) not in nouns
        ]  # fmt: skip
        words = {stem(said.tokens[p].form.removesuffix("'s")) for p in left}
        fits = [a for a in ways if words <= role_stems(a.path[0], a.end)]
        if words:
            named = [a for a in fits if words & {stem(w) for w in a.path[0].label.split()}]
            fits = named or fits
        own = subject.entity.table == target.entity.table
        if len(fits) != 1 or (own and not words):
            return None  # between rows of one table it has to be said what the one is to the other
        (attribute,) = fits
        answer = await self._subjects.value(
            Subject(entity=subject.entity, score=said.score), attribute, _CONFIDENCE, scope,
            rule="foreign_key",
        )  # fmt: skip
        if not isinstance(answer, FactAnswer):
            return answer
        fact = answer.sentences[0].facts[0]
        return self._said_so(said, fact, fact.key == target.entity.key)

    def _said_so(self, said: Said, fact: Fact, true: bool) -> FactAnswer:
        return FactAnswer(
            sentences=(render.affirmed(fact, true=true),),
            entities=tuple(row.entity for row in said.rows),
            confidence=round(_CONFIDENCE * said.score, 4),
            rule="yes_no",
        )


def _of_the_row(attribute: Attribute) -> bool:
    """Whether a row has one of it at a time: its own, or what is valid today of child rows."""
    way = attribute.path
    return not way or (len(way) == 1 and way[0].reverse and bool(attribute.end.valid_from))
