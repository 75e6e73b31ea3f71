"""Which values a column has, and how many different ones: `how many colours does it come in?`"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answer import render
from answer.route_nouns import Named
from answer.route_reading import SetReader
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_types import FactAnswer, FactReply
from nescio.text import stem
from nescio.types import Fact, Scope
from retrieval.asking import Asked, Term
from retrieval.attributes import Attribute, AttributeResolver, noun_stems
from retrieval.fact_sql import Condition, FactQuery, Filter
from retrieval.facts import FactStore
from retrieval.schema import Table
from retrieval.wordings import not_bound_for

MOST_ROWS = 500
MOST_VALUES = 10
_PLAIN = r"(?:different|distinct|various|separate|possible|unique|existing|individual)"
_SORTS = r"(?:sorts?|kinds?|types?|varieties|range|set|list) of"
_COUNTED = re.compile(
    rf"\b(?P<many>how many|number of)\s+(?!times\b)(?:{_PLAIN}\s+|{_SORTS}\s+)*"
    r"(?P<nouns>[\w-]+(?: [\w-]+){0,2})",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"\b(?:what|which|list|name|show|all)(?: me)?(?: are)?(?: all)?(?: of)?(?: the| your| our)?"
    rf"\s+(?:{_PLAIN}\s+|{_SORTS}\s+)*(?P<nouns>[\w-]+(?: [\w-]+){{0,2}})",
    re.IGNORECASE,
)
# `The job titles in your shops` are those of all who work there.
_AROUND = re.compile(r"\b(?:in|at|across|of) (?:all )?(?:the |your |our )$", re.IGNORECASE)
_IDLE = frozenset(
    stem(w)
    for w in """people person customer client somebody someone give given something anything stuff
    things use used exist system possible different distinct various separate do have come in
    there available occur happen sort kind type variety range set list
    category value option""".split()
)


class Domains:
    """Answers for the values of columns of one source."""

    def __init__(
        self, store: FactStore, resolver: AttributeResolver, subjects: SubjectAnswerer
    ) -> None:
        self._store = store
        self._resolver = resolver
        self._schema = resolver.schema
        self._subjects = subjects
        self._reader = SetReader(store, resolver)

    async def answer(
        self, asked: Asked, named: Sequence[Named], scope: Scope, score: float
    ) -> FactReply | None:
        """The different values, or their number; None where a question asks for no such thing."""
        counted = _COUNTED.search(asked.text)
        match = counted or _LISTED.search(asked.text)
        if match is None or asked.procedure or any(t.form == "not" for t in asked.terms):
            return None
        nouns = self._nouns(asked, match)
        if not nouns:
            return None
        if len(named) == 1 and counted is not None:
            reply = await self._of_row(asked, named, nouns, scope, score)
            if reply is not None:
                return reply
        return await self._of_rows(asked, named, nouns, scope, score, count=counted is not None)

    def _nouns(self, asked: Asked, match: re.Match[str]) -> tuple[Term, ...]:
        """The terms that say whose values are meant: a plural right after the question word."""
        start, end = match.span("nouns")
        run: list[Term] = []
        for term in (t for t in asked.terms if start <= t.start < end):
            if run and asked.text[run[-1].end : term.start] != " ":
                break
            run.append(term)
            if term.form.endswith("s"):
                return tuple(run)
        return ()

    async def _of_row(
        self, asked: Asked, named: Sequence[Named], nouns: Sequence[Term], scope: Scope,
        score: float,
    ) -> FactReply | None:  # fmt: skip
        """How many different values a row has of something that is called by the nouns."""
        entity = named[0][0]
        what = replace(asked, asks="what")
        resolved = self._subjects.choose(what, str(entity.table))
        if resolved is None or not resolved.attribute.many or resolved.attribute.private:
            return None
        if not {term.stem for term in nouns} & _called(resolved.attribute):
            return None  # "how many places are there": a verb that the column is asked for by
        column = resolved.attribute.column
        if column is None or column.kind != "text":
            return None
        subject = Subject(entity=entity, score=score)
        reply = await self._subjects.value(
            subject, resolved.attribute, resolved.score, scope, rule="distinct"
        )
        if not isinstance(reply, FactAnswer):
            return reply
        facts = _different(reply.sentences[0].facts)
        return self._told(facts, str(facts[0].entity), resolved.attribute, 0.9 * score, count=True)

    async def _of_rows(
        self, asked: Asked, named: Sequence[Named], nouns: Sequence[Term], scope: Scope,
        score: float, *, count: bool,
    ) -> FactReply | None:  # fmt: skip
        """The values that rows of a table have, all of them or those of a condition."""
        found = await self._reader.read(asked, named, scope)
        if found is not None and found.extreme is None and self._attribute(found.base, nouns):
            base, filters, left = found.base, found.filters, list(found.left)
            called = found.described
            if named and not found.filters:
                return None
        elif named:
            return None
        else:
            owner = self._owner(nouns)
            if owner is None:
                return None
            base, filters, called = owner, (), owner.plural
            owners = [self._schema.tables[key.target] for key in owner.foreign_keys]
            around = {noun for one in owners for noun in noun_stems(one)}
            left = [
                t for t in asked.terms
                if t.stem not in noun_stems(owner)
                and not (t.stem in around and _AROUND.search(asked.text[: t.start]))
            ]  # fmt: skip
        attribute = self._attribute(base, nouns)
        if attribute is not None and not_bound_for(asked, attribute):
            return None
        if attribute is None or not {t.start for t in nouns} <= {t.start for t in left}:
            return None
        idle = _IDLE | attribute.words | self._resolver.weak
        if any(t.stem not in idle and not t.linking and t not in nouns for t in left):
            return None
        facts = await self._values(base, attribute, filters, scope)
        if not facts:
            return None
        return self._told(facts, called, attribute, 0.85 * score, count=count)

    def _owner(self, nouns: Sequence[Term]) -> Table | None:
        """The only table whose own column is called so."""
        tables = [t for t in self._schema.tables.values() if self._own(t, nouns)]
        return tables[0] if len(tables) == 1 else None

    def _own(self, table: Table, nouns: Sequence[Term]) -> bool:
        attribute = self._attribute(table, nouns)
        return attribute is not None and not attribute.path

    def _attribute(self, table: Table, nouns: Sequence[Term]) -> Attribute | None:
        """The one column of few values, own or of a row referred to, that the nouns are for."""
        said = {term.stem for term in nouns}
        fits = []
        for attribute in self._resolver.attributes(table.name):
            back = any(hop.reverse for hop in attribute.path)
            if not attribute.choice or attribute.private or back:
                continue
            labels = frozenset(one for c in attribute.concepts for one in c.labels)
            meant = said & attribute.words or (len(attribute.words) == 1 and said & labels)
            if meant and said <= _called(attribute):
                fits.append((len(attribute.path), -len(said & attribute.words), attribute))
        fits.sort(key=lambda one: one[:2])
        if not fits or (len(fits) > 1 and fits[0][:2] == fits[1][:2]):
            return None
        return fits[0][2]

    async def _values(
        self, base: Table, attribute: Attribute, filters: tuple[Filter, ...], scope: Scope
    ) -> tuple[Fact, ...]:
        """One fact for each value; none when there are too many rows to look at all of them."""
        if attribute.column is None:
            return ()
        query = FactQuery(
            source=self._schema.source, table=base.name, operator="value", filters=filters,
            path=attribute.path, column=attribute.column.name, limit=MOST_ROWS,
        )  # fmt: skip
        if not self._store.permits(query, scope):
            return ()
        result = await self._store.run(query, scope)
        if result.rows_found < MOST_ROWS:
            return _different(result.facts)
        if filters or attribute.path:
            return ()
        kept = await self._store.distinct(
            self._schema.source, base.name, attribute.column.name, scope
        )
        found: list[Fact] = []
        for value in kept if len(kept) <= MOST_VALUES else ():
            one = Filter(conditions=(Condition(column=attribute.column.name, value=value),))
            found += (await self._store.run(replace(query, filters=(one,), limit=1), scope)).facts
        return tuple(found)

    def _told(
        self, facts: Sequence[Fact], called: str, attribute: Attribute, confidence: float, *,
        count: bool,
    ) -> FactAnswer | None:  # fmt: skip
        if not count and len(facts) > MOST_VALUES:
            return None
        number = replace(
            facts[0],
            entity=called,
            attribute=f"different values of {attribute.label}",
            value=len(facts),
            display=str(len(facts)),
            unit=None,
            column=f"count(distinct {facts[0].column})",
        )
        return FactAnswer(
            sentences=(render.different(number, facts),),
            entities=(),
            confidence=round(confidence, 4),
            rule="distinct",
        )


def _called(attribute: Attribute) -> frozenset[str]:
    """The stems of the nouns by which an attribute is called."""
    labels = frozenset(one for c in attribute.concepts for one in c.labels)
    return attribute.words | labels | frozenset(one for role in attribute.roles for one in role)


def _different(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The first fact of each value."""
    first: dict[str, Fact] = {}
    for fact in facts:
        first.setdefault(fact.display, fact)
    return tuple(first.values())
