"""Questions about facts, answered from live rows without a model; None for all other questions.

The order of the readings: private data is refused first; then one attribute of a named row; then
a set of rows (count, list, lowest and highest); then a name that the database does not have.
A reading answers only when it explains every word of the question that carries meaning.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from answer.route_check import FactLookup
from answer.route_frames import focus, sides
from answer.route_kept import KeptValues
from answer.route_names import Named, NameReader, without_idioms
from answer.route_nouns import called_so, nouns_in
from answer.route_private import PrivateReading
from answer.route_schema import SchemaAnswerer
from answer.route_sets import SetAnswerer
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_types import (
    FactAnswer,
    FactRefusal,
    FactReply,
    FactSentence,
    StatedAttribute,
    together,
)
from answer.route_values import ValueWords
from nescio.types import Entity, Scope
from retrieval.asking import Asked, read
from retrieval.attributes import Attribute, AttributeResolver, noun_stems
from retrieval.facts import FactStore
from retrieval.keys import KeyFinder, KeyMention
from retrieval.linking import EntityLinker, Linked
from retrieval.places import every_country
from retrieval.schema import DatabaseSchema

__all__ = [
    "FactAnswer",
    "FactLookup",
    "FactRefusal",
    "FactReply",
    "FactRouter",
    "FactSentence",
    "OneRow",
    "StatedAttribute",
]

LinkerProvider = Callable[[Scope], Awaitable[EntityLinker]]
"""The names that an asker may know."""
LEAST_LINK = 0.7
LEAST_UNKNOWN = 0.85
MOST_MEANT = 5
MOST_PIECES = 2
_COUNTRIES = frozenset(name.casefold() for name in every_country())
# After these words a capital word is a circumstance (`ship to Norway`), not what is asked about.
_WITHIN = re.compile(r"\b(?:in|from|at)\s+(?:the\s+)?$", re.I)
_CIRCUMSTANCE = re.compile(r"\b(?:to|in|from|at|on|by|with|until|after|before|near)\W*$", re.I)


@dataclass(frozen=True, kw_only=True)
class OneRow:
    """A text about one row: where it is named, what a reader calls it, what can be asked of it."""

    text: str
    start: int
    end: int
    noun: str
    subject: Subject
    asked: Asked
    attributes: tuple[Attribute, ...]


class FactRouter:
    """Recognises questions about facts and answers them."""

    def __init__(
        self,
        schemas: Mapping[str, DatabaseSchema],
        store: FactStore,
        linker: LinkerProvider,
    ) -> None:
        self._schemas = dict(schemas)
        self._linker = linker
        self._keys = KeyFinder(schemas, store)
        self._resolvers = {name: AttributeResolver(s) for name, s in schemas.items()}
        self._subjects = {n: SubjectAnswerer(store, r) for n, r in self._resolvers.items()}
        self._sets = {n: SetAnswerer(store, r) for n, r in self._resolvers.items()}
        self._plain = {
            n: SchemaAnswerer(store, r, self._subjects[n], self._sets[n])
            for n, r in self._resolvers.items()
        }
        self._kept = {n: KeptValues(store, r) for n, r in self._resolvers.items()}
        self._names = NameReader(schemas)
        self._values = ValueWords(schemas, store)
        self._private = {n: PrivateReading(r) for n, r in self._resolvers.items()}

    async def answer(self, question: str, scope: Scope) -> FactReply | None:
        """An answer from live rows, a refusal, or None: not a question about a fact.

        Raises SourceUnavailable and StageTimeout from the database.
        """
        return await self._answer(question, scope, MOST_PIECES)

    async def private(self, text: str, scope: Scope) -> FactRefusal | None:
        """A refusal when a text, taken as a whole, asks for a private column."""
        asked, named, _, _ = await self._read(text, scope)
        return self._refuse_private(asked, named)

    async def one_row(self, text: str, scope: Scope) -> OneRow | None:
        """The one row that a text names by more than a common word, if it names just one."""
        asked, named, keyed, linked = await self._read(text, scope)
        whole = [n for n in named if " " in n.text or any(c.isdigit() for c in n.text)]
        missed = linked.near_misses or any(not key.entities for key in keyed)
        if missed or len(whole) != 1 or len(whole[0].entities) != 1:
            return None
        if self._refuse_private(asked, named) is not None:
            return None
        entity = whole[0].entities[0]
        resolver = self._resolvers[entity.source]
        return OneRow(
            text=text,
            start=whole[0].start,
            end=whole[0].end,
            noun=resolver.schema.tables[str(entity.table)].singular,
            subject=Subject(entity=entity, score=whole[0].score),
            asked=asked,
            attributes=resolver.attributes(str(entity.table)),
        )

    def called(self, entity: Entity) -> frozenset[str]:
        """The stems of the nouns by which rows like this one are called."""
        schema = self._schemas.get(entity.source)
        table = schema.tables.get(str(entity.table)) if schema else None
        return noun_stems(table) if table else frozenset()

    async def value(self, row: OneRow, attribute: Attribute, scope: Scope) -> FactReply | None:
        """The live value of an attribute of a row. Raises like `answer`."""
        subjects = self._subjects[row.subject.entity.source]
        return await subjects.value(row.subject, attribute, 1.0, scope, rule="likely")

    async def _answer(self, question: str, scope: Scope, depth: int) -> FactReply | None:
        """The whole as one question; else the one question in it; else two questions."""
        reply, asked, named = await self._whole(question, scope)
        names = _spans(named)
        if reply is not None or depth == 0:
            return reply
        people = {n.text for n in named if all(self._person(entity) for entity in n.entities)}
        focused = focus(question, names, people)
        if focused is not None:
            reply = await self._answer(focused, scope, depth - 1)
            if isinstance(reply, FactAnswer):
                return replace(reply, confidence=round(reply.confidence * 0.95, 4))
        if not names or (asked.procedure and not asked.several):
            return None
        for left, right, pointing in sides(question, names):
            first = await self._answer(left, scope, 0)
            if not isinstance(first, FactAnswer):
                continue
            second = await self._answer(right, scope, depth - 1)
            if not isinstance(second, FactAnswer):
                continue
            if not pointing or first.rule == second.rule == "own_column":
                return together((first, second))
        return None

    async def _whole(
        self, question: str, scope: Scope
    ) -> tuple[FactReply | None, Asked, list[Named]]:
        """The question as one question, with how it was read and the names in it."""
        asked, named, keyed, linked = await self._read(question, scope)
        refusal = self._refuse_private(asked, named)
        if refusal is not None or asked.procedure:
            return refusal, asked, named
        absent = [key for key in keyed if not key.entities]
        if absent:
            return self._no_such_key(asked, absent[0]), asked, named
        told = await self._told(question, asked, linked, scope)
        if told is not None:
            return told, asked, named
        wrong = [miss for miss in linked.near_misses if miss.candidates]
        if wrong:
            return self._unknown(question, named, linked), asked, named
        reply = await self._labelled(asked, named, scope, plain=False)
        reply = reply or await self._readings(asked, named, scope)
        reply = reply or await self._labelled(asked, named, scope, plain=True)
        if reply is None and linked.near_misses and not named:
            reply = self._unknown(question, named, linked)
        return reply, asked, named

    async def _read(
        self, text: str, scope: Scope
    ) -> tuple[Asked, list[Named], Sequence[KeyMention], Linked]:
        """What a text asks, the rows and the keys it names, and what was linked in it."""
        linker = await self._linker(scope)
        linked = linker.analyse(text, scope)
        linked = replace(linked, mentions=without_idioms(text, linked.mentions))
        fillers = [m for m in linked.mentions if m.best.match != "exact" and linker.common(m.text)]
        mentions = [m for m in linked.mentions if m not in fillers]
        keyed = await self._keys.find(text, scope)
        values = await self._values.spans(text, scope) if mentions else ()
        plain = await self._values.plain(text, scope) if len(mentions) > 1 else ()
        mentions = [
            m for m in mentions if m.best.match == "exact" or m.text.casefold() not in _COUNTRIES
        ]
        named = self._names.read(text, mentions, keyed, values, plain)
        named = [one for one in named if not await self._place(text, one, named, scope)]
        asked = read(text, [*_spans(named), *((m.start, m.end) for m in fillers)])
        return asked, named, keyed, linked

    async def _told(
        self, question: str, asked: Asked, linked: Linked, scope: Scope
    ) -> FactReply | None:
        """A question that tells values of labelled columns: they look like names and are none."""
        spans = [span for one in self._plain.values() for span in await one.told(question, scope)]
        whole = [(m.start, m.end) for m in linked.mentions if m.best.match == "exact"]
        spans = [
            (a, b) for a, b in spans
            if not any(c <= a and b <= d and d - c > b - a for c, d in whole)
        ]  # fmt: skip
        if not spans:
            return None
        blank = question
        for a, b in spans:
            blank = blank[:a] + " " * (b - a) + blank[b:]
        _, others, keyed, relinked = await self._read(blank, scope)
        if relinked.near_misses or any(not key.entities for key in keyed):
            return None
        return await self._labelled(asked, others, scope, plain=True)

    async def _labelled(
        self, asked: Asked, named: Sequence[Named], scope: Scope, *, plain: bool
    ) -> FactReply | None:
        """Read in the words of the schema alone; of several sources, the one that answers."""
        replies = [
            reply
            for answerer in self._plain.values()
            if (reply := await answerer.answer(asked, named, scope, plain=plain)) is not None
        ]
        return replies[0] if len(replies) == 1 else None

    async def _place(self, text: str, one: Named, named: Sequence[Named], scope: Scope) -> bool:
        """Whether a name after `in` or `from` is the place of the rows asked about (`employees in
        Seattle`), though a row elsewhere is called the same."""
        if not _WITHIN.search(text[: one.start]):
            return False
        others = [n for n in named if n is not one]
        for source, schema in self._schemas.items():
            entity = next((e for e in one.entities if e.source == source), None)
            if entity is None or called_so(
                text, one.start, one.end, schema.tables[str(entity.table)]
            ):
                continue
            called = nouns_in(schema, read(text, _spans(named)), [])
            tables = [table for table, _ in called]
            tables += [schema.tables[str(e.table)] for n in others for e in self._of(n, source)]
            for table in (t for t in tables if t.name != entity.table):
                if await self._kept[source].place(one.text, table, entity, scope):
                    return True
        return False

    async def _readings(
        self, asked: Asked, named: Sequence[Named], scope: Scope
    ) -> FactReply | None:
        for source in self._sources(named):
            clear = [n for n in named if len(self._of(n, source)) == 1]
            entities = [self._of(n, source)[0] for n in clear]
            spans = [(n.start, n.end) for n in clear]
            if len(clear) == len(named):
                reply = await self._about_rows(asked, source, entities, named, scope)
                if reply is not None:
                    return reply
                by_set = await self._sets[source].answer(
                    asked, list(zip(entities, spans, strict=True)), scope, _lowest(named)
                )
                if by_set is not None:
                    return by_set
            else:
                plain = read(asked.text, spans)
                pairs = list(zip(entities, spans, strict=True))
                by_set = await self._sets[source].answer(plain, pairs, scope, 0.9)
                if by_set is not None:
                    return by_set
                reply = await self._ambiguous(asked, source, named, scope)
                if reply is not None:
                    return reply
        return None

    def _sources(self, named: Sequence[Named]) -> list[str]:
        if not named:
            return list(self._schemas)
        return [s for s in self._schemas if all(self._of(n, s) for n in named)]

    def _person(self, entity: Entity) -> bool:
        schema = self._schemas.get(entity.source)
        return schema is not None and schema.tables[str(entity.table)].person

    def _of(self, named: Named, source: str) -> list[Entity]:
        return [entity for entity in named.entities if entity.source == source]

    async def _about_rows(
        self,
        asked: Asked,
        source: str,
        entities: Sequence[Entity],
        named: Sequence[Named],
        scope: Scope,
    ) -> FactReply | None:
        """One row is asked about, and others narrow the question; or several rows of a table."""
        if not entities:
            return None
        subjects, score = self._subjects[source], _lowest(named)
        if len(entities) > 1 and len({entity.table for entity in entities}) == 1:
            return await self._each(asked, source, entities, score, scope)
        for place, entity in enumerate(entities):
            others = tuple(e for p, e in enumerate(entities) if p != place)
            subject = Subject(entity=entity, score=score, others=others)
            reply = await subjects.answer(asked, subject, scope)
            if reply is not None:
                return reply
        return None

    async def _each(
        self, asked: Asked, source: str, entities: Sequence[Entity], score: float, scope: Scope
    ) -> FactReply | None:
        """The same attribute of several rows: all of them, or nothing."""
        answers: list[FactAnswer] = []
        for entity in entities:
            subject = Subject(entity=entity, score=score)
            reply = await self._subjects[source].answer(asked, subject, scope)
            if not isinstance(reply, FactAnswer):
                return reply
            answers.append(reply)
        return together(answers)

    async def _ambiguous(
        self, asked: Asked, source: str, named: Sequence[Named], scope: Scope
    ) -> FactReply | None:
        """A name of several rows: the attribute may decide; a few are all answered for, each by
        its full name; of more, the asker is told."""
        if len(named) > 1:
            return await self._one_fits(asked, source, named, scope)
        family = await self._sets[source].family(asked, named[0], scope)
        if family is not None:
            return family
        fits = [
            entity
            for entity in self._of(named[0], source)
            if self._subjects[source].choose(asked, str(entity.table)) is not None
        ]
        if not fits:
            return None
        if len(fits) <= MOST_MEANT:
            reply = await self._each(asked, source, fits, named[0].score * 0.95, scope)
            if not isinstance(reply, FactRefusal):
                return reply
        labels = "; ".join(entity.label for entity in fits[:6])
        return FactRefusal(
            reason="ambiguous_entity",
            rule="several_rows",
            message=f"{named[0].text!r} may mean several: {labels}. Which one?",
            candidates=tuple(fits),
        )

    async def _one_fits(
        self, asked: Asked, source: str, named: Sequence[Named], scope: Scope
    ) -> FactReply | None:
        """One name among several is open: the row that gives an answer is meant, if one does."""
        unclear = [n for n in named if len(self._of(n, source)) > 1]
        if len(unclear) != 1 or len(self._of(unclear[0], source)) > MOST_MEANT:
            return None
        answers = []
        for entity in self._of(unclear[0], source):
            rows = [entity if n is unclear[0] else self._of(n, source)[0] for n in named]
            reply = await self._about_rows(asked, source, rows, named, scope)
            answers += [reply] if isinstance(reply, FactAnswer) else []
        return answers[0] if len(answers) == 1 else None

    def _refuse_private(self, asked: Asked, named: Sequence[Named]) -> FactRefusal | None:
        for source, reading in self._private.items():
            entities = [entity for one in named for entity in self._of(one, source)]
            refusal = reading.refuse(asked, entities)
            if refusal is not None:
                return refusal
        return None

    def _no_such_key(self, asked: Asked, key: KeyMention) -> FactRefusal | None:
        asked = read(asked.text, [(key.start, key.end)])
        for resolver in self._resolvers.values():
            if key.table in resolver.schema.tables and resolver.resolve(asked, key.table):
                return FactRefusal(
                    reason="no_evidence",
                    rule="no_such_row",
                    message=f"The database has no {key.text}.",
                )
        return None

    def _unknown(self, question: str, named: Sequence[Named], linked: Linked) -> FactRefusal | None:
        """A fact is asked of a name that no row has: the neighbours are named, not used."""
        misses = [m for m in linked.near_misses if not _CIRCUMSTANCE.search(question[: m.start])]
        if not misses:
            return None
        spans = [*_spans(named), *((m.start, m.end) for m in misses)]
        asked = read(question, spans)
        near = tuple(c.entity for m in misses for c in m.candidates if c.entity.table)
        for source, resolver in self._resolvers.items():
            tables = {str(e.table) for e in near if e.source == source} or {
                t.name for t in resolver.schema.tables.values() if t.name_columns
            }
            fits = [self._subjects[source].choose(asked, table) for table in tables]
            if any(fit is not None and fit.score >= LEAST_UNKNOWN for fit in fits):
                text = "; ".join(dict.fromkeys(miss.text for miss in misses))
                return FactRefusal(
                    reason="no_evidence",
                    rule="unknown_name",
                    message=f"The database has nothing called {text!r}.",
                    candidates=near[:5],
                )
        return None


def _spans(named: Sequence[Named]) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in named]


def _lowest(named: Sequence[Named]) -> float:
    return min((one.score for one in named), default=1.0)
