"""Questions about facts, answered from live rows without a model; None for all other questions.

The order of the readings: private data is refused first; then one attribute of a named row; then
a set of rows (count, list, lowest and highest); then a name that the database does not have.
A reading answers only when it explains every word of the question that carries meaning.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from answer.lacking import seeks_staff
from answer.route_check import FactLookup
from answer.route_difference import Differences
from answer.route_domain import Domains
from answer.route_frames import before_its, both_of, focus, hours_at_last, sides, unannounced
from answer.route_groups import Groups
from answer.route_held import HeldRows
from answer.route_joint import Joints
from answer.route_kept import KeptValues
from answer.route_limits import Limits
from answer.route_names import Named, NameReader, of_source, spans_of, without_idioms
from answer.route_nested import Nested
from answer.route_nouns import called, called_so, nouns_in
from answer.route_once import Once
from answer.route_picked import narrowed
from answer.route_previous import Previous
from answer.route_refusals import Refusals
from answer.route_reworded import reworded
from answer.route_rows import RowReadings
from answer.route_same import Sameness
from answer.route_schema import SchemaAnswerer
from answer.route_sets import SetAnswerer
from answer.route_since import Since
from answer.route_stands import Stands
from answer.route_stocked import Stocked
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_superlative import superlatives
from answer.route_trees import Trees
from answer.route_types import (
    FactAnswer,
    FactRefusal,
    FactReply,
    FactSentence,
    StatedAttribute,
    together,
)
from answer.route_values import ValueWords
from answer.route_variants import Variants
from nescio.text import stem, words
from nescio.types import Entity, Scope
from retrieval.asking import Asked, as_we, read
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.facts import FactStore
from retrieval.keys import KeyFinder, KeyMention
from retrieval.linking import EntityLinker, Linked, Mention
from retrieval.naming import CURRENCIES
from retrieval.places import countries_of, every_country
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
MOST_PIECES = 2
SURE_OF_LEAD = 0.9
"""Of the confidence in what is said about a row that another one leads to."""
_COUNTRIES = frozenset(name.casefold() for name in every_country())
# "What is it called now?" asks for one name, and not for all that there is of a sort.
_ITS_NAME = re.compile(
    r"\bwhat(?:'s| is| was) (?:[\w-]+ ){1,4}(?:called|named)(?: now| today)?\W*$", re.IGNORECASE
)
# After these words a capital word is a circumstance (`ship to Norway`), not what is asked about.
_WITHIN = re.compile(r"\b(?:in|from|at)\s+(?:the\s+)?$", re.I)


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
        self._nested = {n: Nested(store, r) for n, r in self._resolvers.items()}
        self._stands = [Stands(store, r) for r in self._resolvers.values()]
        self.held = HeldRows(schemas, store)
        self._names = NameReader(schemas)
        self._groups = Groups(schemas)
        self._values = ValueWords(schemas, store)
        self._refusals = Refusals(self._resolvers, self._subjects)
        domains = {n: Domains(store, r, self._subjects[n]) for n, r in self._resolvers.items()}
        trees = {n: Trees(store, r, self._sets[n]) for n, r in self._resolvers.items()}
        self._frames: list[Differences | Sameness | Limits | Stocked | Once | Previous | Since] = [
            frame(r, self._subjects[n])
            for n, r in self._resolvers.items()
            for frame in (Differences, Sameness, Limits)
        ]
        self._frames += [Stocked(store, r) for r in self._resolvers.values()]
        self._frames += [
            frame(store, r, self._subjects[n])
            for n, r in self._resolvers.items()
            for frame in (Once, Previous, Since)
        ]
        joints = {n: Joints(store, r) for n, r in self._resolvers.items()}
        kinds = {n: Variants(store, r) for n, r in self._resolvers.items()}
        self._rows = RowReadings(self._subjects, self._sets, domains, trees, joints, kinds)

    @property
    def has_rows(self) -> bool:
        """Whether there is any database to ask: without one no reply is found, only looked for."""
        return bool(self._schemas)

    async def answer(self, question: str, scope: Scope) -> FactReply | None:
        """An answer from live rows, a refusal, or None: not a question about a fact.

        Raises SourceUnavailable and StageTimeout from the database.
        """
        if not self.has_rows:
            return None
        text = reworded(unannounced(question))
        linker = await self._linker(scope)
        text = self._names.unmistaken(text, linker, scope)
        text = self._names.otherwise_called(text, linker, scope)
        return await self._answer(text, scope, MOST_PIECES)

    async def private(self, text: str, scope: Scope) -> FactRefusal | None:
        """A refusal when a text, taken as a whole, asks for a private column."""
        asked, named, _, _ = await self._read(text, scope)
        return self._refusals.private(asked, named)

    async def one_row(self, text: str, scope: Scope) -> OneRow | None:
        """The one row that a text names by more than a common word, if it names just one."""
        if not self.has_rows:
            return None
        asked, named, keyed, linked = await self._read(text, scope)
        whole = [n for n in named if " " in n.text or any(c.isdigit() for c in n.text)]
        missed = linked.near_misses or any(not key.entities for key in keyed)
        if missed or len(whole) != 1 or len(whole[0].entities) != 1:
            return None
        if self._refusals.private(asked, named) is not None:
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
        return called(table) if table else frozenset()

    async def value(self, row: OneRow, attribute: Attribute, scope: Scope) -> FactReply | None:
        """The live value of an attribute of a row. Raises like `answer`."""
        subjects = self._subjects[row.subject.entity.source]
        return await subjects.value(row.subject, attribute, 1.0, scope, rule="likely")

    async def _answer(self, question: str, scope: Scope, depth: int) -> FactReply | None:
        """The whole as one question; else the one question in it; else two questions."""
        reply, asked, named = await self._whole(question, scope)
        if depth > 0 and asked.asks == "how_much" and _of_another_kind(reply):
            reply = await self._placed(question, scope, depth) or reply
        names = spans_of(named)
        if depth > 0 and isinstance(reply, FactAnswer) and len(reply.sentences) == 1:
            reply = await self._two_attributes(question, named, scope) or reply
        if depth > 0 and isinstance(reply, FactAnswer) and reply.rule in ("foreign_key", "list"):
            led = await self._led(question, named, scope, depth)
            reply = led if _beyond(led, reply) else reply
        if depth > 0 and isinstance(reply, FactAnswer):
            reply = await self._and_its(question, named, reply, scope)
        if reply is None and depth > 0:
            reply = await self._led(question, named, scope, depth)
            reply = reply or await self._placed(question, scope, depth)
            reply = reply or await self._standing(question, named, scope, depth)
        elif depth > 0 and isinstance(reply, FactRefusal) and reply.rule == "unknown_name":
            reply = await self._standing(question, named, scope, depth) or reply
        if reply is not None or depth == 0:
            return reply
        people = {n.text for n in named if all(self._person(entity) for entity in n.entities)}
        called = {
            n.text: frozenset(
                stem(w.form) for e in (*n.entities, *n.called) for w in words(e.label)
            )
            for n in named
        }
        focused = focus(question, names, people, called)
        if focused is not None:
            reply = await self._answer(focused, scope, depth - 1)
            if isinstance(reply, FactAnswer):
                return replace(reply, confidence=round(reply.confidence * 0.95, 4))
        last = hours_at_last(question, names)
        reply = await self._answer(last, scope, depth - 1) if last is not None else None
        if isinstance(reply, FactAnswer):
            return reply
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

    async def _two_attributes(
        self, question: str, named: Sequence[Named], scope: Scope
    ) -> FactAnswer | None:
        """`Category and article number of the Okapi`: both, though the words of the one explain
        the other."""
        pair = both_of(question, named[0].start) if len(named) == 1 else None
        if pair is None:
            return None
        replies = [(await self._whole(one, scope))[0] for one in pair]
        answers = [one for one in replies if isinstance(one, FactAnswer)]
        told = [{f.attribute for s in one.sentences for f in s.facts} for one in answers]
        if len(answers) != len(replies) or told[0] & told[1]:
            return None
        return together(answers)

    async def _and_its(
        self, question: str, named: Sequence[Named], reply: FactAnswer, scope: Scope
    ) -> FactAnswer:
        """`Maker of the Okapi, and the town it sits in`: the maker too, not its town alone."""
        first = before_its(question, named[0].end) if len(named) == 1 else None
        if first is None or reply.rule != "foreign_key":
            return reply
        link = (await self._whole(first, scope))[0]
        if not isinstance(link, FactAnswer) or link.rule != "foreign_key":
            return reply
        told = {f.attribute for s in link.sentences for f in s.facts}
        again = {f.attribute for s in reply.sentences for f in s.facts}
        return reply if told & again else together((link, reply))

    async def _led(
        self, question: str, named: Sequence[Named], scope: Scope, depth: int
    ) -> FactReply | None:
        """The question about the row that the one named leads to: `the order of case 7`."""
        for one in named[:MOST_PIECES]:
            if len(one.entities) != 1:
                continue
            (entity,) = one.entities
            led = await self._nested[entity.source].lead(
                question, (one.start, one.end), entity, scope
            )
            if led is None or (len(named) > 1 and led.attribute.end.name != entity.table):
                continue
            link = await self._subjects[entity.source].value(
                Subject(entity=entity, score=one.score), led.attribute, 1.0, scope, rule="led"
            )
            reply = await self._answer(led.question, scope, depth - 1)
            if isinstance(link, FactAnswer) and isinstance(reply, FactAnswer):
                sure = replace(reply, confidence=round(reply.confidence * SURE_OF_LEAD, 4))
                return together((link, sure))
        return None

    async def _placed(self, question: str, scope: Scope, depth: int) -> FactReply | None:
        """The question about a row that it tells by its place: `the lightest tent`."""
        for one in superlatives(question):
            link = (await self._whole(one.question, scope))[0]
            if not isinstance(link, FactAnswer) or link.rule not in ("minimum", "maximum"):
                continue
            rows = {fact.entity for sentence in link.sentences for fact in sentence.facts}
            if len(rows) != 1:
                continue
            told = f"{question[: one.start]}{rows.pop()}{question[one.end :]}"
            reply = await self._answer(told, scope, depth - 1)
            if isinstance(reply, FactAnswer):
                sure = replace(reply, confidence=round(reply.confidence * SURE_OF_LEAD, 4))
                return together((link, sure))
        return None

    async def _standing(
        self, question: str, named: Sequence[Named], scope: Scope, depth: int
    ) -> FactReply | None:
        """The question about a row told by another than its name: `the Danish depot`."""
        for stands in self._stands:
            async for one in stands.find(question, named, scope):
                reply = await self._answer(one.question, scope, depth - 1)
                if isinstance(reply, FactAnswer):
                    sure = replace(reply, confidence=round(reply.confidence * SURE_OF_LEAD, 4))
                    return together((one.link, sure))
        return None

    async def _whole(
        self, question: str, scope: Scope
    ) -> tuple[FactReply | None, Asked, list[Named]]:
        """The question as one question, with how it was read and the names in it."""
        asked, named, keyed, linked = await self._read(question, scope)
        refusal: FactReply | None = self._refusals.private(asked, named)
        if refusal is None and seeks_staff(question):
            return None, asked, named
        absent = [key for key in keyed if not key.entities]
        if refusal is None and not absent and not linked.near_misses:
            for frame in self._frames:
                refusal = refusal or await frame.answer(asked, named, scope)
        if refusal is not None or asked.procedure:
            return refusal, asked, named
        if absent:
            return self._refusals.no_such_key(asked, absent[0]), asked, named
        told = await self._told(question, asked, linked, scope)
        if told is not None:
            return told, asked, named
        wrong = [
            miss for miss in linked.near_misses
            if miss.candidates and not self._people(miss.text)
            and not await self._values.kept(miss.text, scope)
        ]  # fmt: skip
        if wrong:
            return self._refusals.unknown(question, named, linked), asked, named
        reply = await self._labelled(asked, named, scope, plain=False)
        if reply is None:
            group = self._groups.find(question, named, await self._linker(scope), scope)
            reply = await self._rows.answer(asked, named, scope, group)
        reply = reply or await self._labelled(asked, named, scope, plain=True)
        if reply is None and linked.near_misses and not named:
            reply = self._refusals.unknown(question, named, linked)
        if isinstance(reply, FactAnswer) and reply.rule == "list" and _ITS_NAME.search(question):
            reply = reply if _rows_told(reply) == 1 else None
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
        parts = any(m.best.match != "exact" for m in mentions)
        whole = await self._values.phrases(text, scope) if parts else ()
        mentions = [m for m in mentions if m.best.match == "exact" or not _inside(m, whole)]
        values = await self._values.spans(text, scope) if mentions else ()
        plain = await self._values.plain(text, scope) if len(mentions) > 1 else ()
        mentions = [
            m for m in mentions if m.best.match == "exact" or m.text.casefold() not in _COUNTRIES
        ]
        named = self._names.read(text, mentions, keyed, values, plain)
        named = [one for one in named if not await self._place(text, one, named, scope)]
        named = narrowed(text, named)
        ours = [(m.start, m.end) for m in fillers]
        asked = read(as_we(text, ours), [*spans_of(named), *ours])
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
            called = nouns_in(schema, read(text, spans_of(named)), [])
            tables = [table for table, _ in called]
            tables += [schema.tables[str(e.table)] for n in others for e in of_source(n, source)]
            for table in (t for t in tables if t.name != entity.table):
                if await self._kept[source].place(one.text, table, entity, scope):
                    return True
        return False

    def _people(self, text: str) -> bool:
        """`French makers`: rows called by their noun and where they are, no misspelt name."""
        first, *rest = words(text)
        nouns = {n for s in self._schemas.values() for t in s.tables.values() for n in called(t)}
        return bool(countries_of(first.form) and rest) and all(stem(w.form) in nouns for w in rest)

    def _person(self, entity: Entity) -> bool:
        schema = self._schemas.get(entity.source)
        return schema is not None and schema.tables[str(entity.table)].person


def _inside(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a name is but a part of one of the spans."""
    size = mention.end - mention.start
    return any(a <= mention.start and mention.end <= b and b - a > size for a, b in spans)


def _beyond(led: FactReply | None, reply: FactAnswer) -> bool:
    """Whether a reply only tells the row that another one leads to, of which more is asked: `who
    manages the shop where Ada works?` was given the shop."""
    if not isinstance(led, FactAnswer):
        return False
    link = {fact.display for fact in led.sentences[0].facts}
    return link == {fact.display for s in reply.sentences for fact in s.facts if fact.key}


def _rows_told(reply: FactAnswer) -> int:
    """Of how many rows an answer tells."""
    return len({f.display for s in reply.sentences for f in s.facts if f.key})


def _of_another_kind(reply: FactReply | None) -> bool:
    """Whether `how much is the lightest?` was given the least weight."""
    if not isinstance(reply, FactAnswer) or reply.rule not in ("minimum", "maximum"):
        return False
    return all(
        (fact.unit or "").casefold() not in CURRENCIES for s in reply.sentences for fact in s.facts
    )
