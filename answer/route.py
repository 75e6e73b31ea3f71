"""Questions about facts, answered from live rows without a model; None for all other questions.

The order of the readings: private data is refused first; then one attribute of a named row; then
a set of rows (count, list, lowest and highest); then a name that the database does not have.
A reading answers only when it explains every word of the question that carries meaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from answer.canonical import Canonical
from answer.lacking import seeks_staff
from answer.route_check import FactLookup
from answer.route_difference import Differences
from answer.route_domain import Domains
from answer.route_frames import focus, hours_at_last, sides, unannounced
from answer.route_groups import Groups
from answer.route_held import HeldRows
from answer.route_joint import Joints
from answer.route_kept import KeptValues
from answer.route_limits import Limits
from answer.route_names import Named, spans_of
from answer.route_nouns import called
from answer.route_once import Once
from answer.route_previous import Previous
from answer.route_read import LinkerProvider, TextRead, TextReader
from answer.route_refusals import Refusals
from answer.route_reworded import reworded
from answer.route_rows import RowReadings
from answer.route_same import Sameness
from answer.route_schema import SchemaAnswerer
from answer.route_sets import SetAnswerer
from answer.route_since import Since
from answer.route_steps import Steps, beyond, of_another_kind
from answer.route_stocked import Stocked
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_trees import Trees
from answer.route_types import (
    FactAnswer,
    FactRefusal,
    FactReply,
    FactSentence,
    StatedAttribute,
    together,
)
from answer.route_variants import Variants
from nescio.text import stem, words
from nescio.types import Entity, Scope
from retrieval.asking import PERMITTED, Asked
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.facts import FactStore
from retrieval.linking import Linked
from retrieval.schema import DatabaseSchema

__all__ = [
    "FactAnswer",
    "FactLookup",
    "FactRefusal",
    "FactReply",
    "FactRouter",
    "FactSentence",
    "LinkerProvider",
    "OneRow",
    "StatedAttribute",
    "Unread",
]

MOST_PIECES = 2
# "What is it called now?" asks for one name, and not for all that there is of a sort.
_ITS_NAME = re.compile(
    r"\bwhat(?:'s| is| was) (?:[\w-]+ ){1,4}(?:called|named)(?: now| today)?\W*$", re.IGNORECASE
)


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


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A text that names one row of `source`, or none at all (of any source)."""

    text: str
    source: str | None = None
    row: OneRow | None = None

    @property
    def entities(self) -> tuple[Entity, ...]:
        return (self.row.subject.entity,) if self.row else ()


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
        self._resolvers = {name: AttributeResolver(s) for name, s in schemas.items()}
        self._subjects = {n: SubjectAnswerer(store, r) for n, r in self._resolvers.items()}
        self._sets = {n: SetAnswerer(store, r) for n, r in self._resolvers.items()}
        self._plain = {
            n: SchemaAnswerer(store, r, self._subjects[n], self._sets[n])
            for n, r in self._resolvers.items()
        }
        kept = {n: KeptValues(store, r) for n, r in self._resolvers.items()}
        self._reader = TextReader(schemas, store, linker, kept)
        self._steps = Steps(
            store, self._resolvers, self._subjects, answer=self._answer, whole=self._as_it_stands
        )
        self.held = HeldRows(schemas, store)
        self._groups = Groups(schemas)
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
        text = await self._reader.renamed(reworded(unannounced(question)), scope)
        return await self._answer(text, scope, MOST_PIECES)

    async def private(self, text: str, scope: Scope) -> FactRefusal | None:
        """A refusal when a text, taken as a whole, asks for a private column."""
        found = await self._reader.read(text, scope)
        return self._refusals.private(found.asked, found.named)

    async def one_row(self, text: str, scope: Scope) -> OneRow | None:
        """The one row that a text names by more than a common word, if it names just one."""
        found = await self._readable(text, scope)
        if found is None:
            return None
        whole = [n for n in found.named if " " in n.text or any(c.isdigit() for c in n.text)]
        return self._one(text, found, whole)

    async def unread(self, text: str, scope: Scope) -> Unread | None:
        """A text that names one row at most; None where it names several, or one that is not
        there, or asks for what is private."""
        found = await self._readable(text, scope)
        if found is None:
            return None
        named = [one for one in found.named if one.text[0].isupper() or len(one.entities) == 1]
        if not named:
            return Unread(text=text)
        whole = [n for n in named if not n.text.islower()]
        row = self._one(text, found, whole or named)
        return Unread(text=text, source=row.subject.entity.source, row=row) if row else None

    async def _readable(self, text: str, scope: Scope) -> TextRead | None:
        if not self.has_rows:
            return None
        found = await self._reader.read(text, scope)
        if found.linked.near_misses or found.absent:
            return None
        return None if self._refusals.private(found.asked, found.named) else found

    def _one(self, text: str, found: TextRead, named: Sequence[Named]) -> OneRow | None:
        if len(named) != 1 or len(named[0].entities) != 1:
            return None
        entity = named[0].entities[0]
        resolver = self._resolvers[entity.source]
        return OneRow(
            text=text,
            start=named[0].start,
            end=named[0].end,
            noun=resolver.schema.tables[str(entity.table)].singular,
            subject=Subject(entity=entity, score=named[0].score),
            asked=found.asked,
            attributes=resolver.attributes(str(entity.table)),
        )

    async def rows(
        self, source: str, asked: Canonical, entities: tuple[Entity, ...], scope: Scope
    ) -> FactReply | None:
        """What is asked of a set of rows. Raises like `answer`."""
        return await self._sets[source].canonical(asked, entities, scope)

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
        if depth > 0 and asked.asks == "how_much" and of_another_kind(reply):
            reply = await self._steps.placed(question, scope, depth) or reply
        names = spans_of(named)
        if depth > 0 and isinstance(reply, FactAnswer) and len(reply.sentences) == 1:
            reply = await self._steps.two_attributes(question, named, scope) or reply
        if depth > 0 and isinstance(reply, FactAnswer) and reply.rule in ("foreign_key", "list"):
            led = await self._steps.led(question, named, scope, depth)
            reply = led if beyond(led, reply) else reply
        if depth > 0 and isinstance(reply, FactAnswer):
            reply = await self._steps.and_its(question, named, reply, scope)
        if reply is None and depth > 0:
            reply = await self._steps.led(question, named, scope, depth)
            reply = reply or await self._steps.placed(question, scope, depth)
            reply = reply or await self._steps.standing(question, named, scope, depth)
        elif depth > 0 and isinstance(reply, FactRefusal) and reply.rule == "unknown_name":
            reply = await self._steps.standing(question, named, scope, depth) or reply
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

    async def _as_it_stands(self, question: str, scope: Scope) -> FactReply | None:
        return (await self._whole(question, scope))[0]

    async def _whole(
        self, question: str, scope: Scope
    ) -> tuple[FactReply | None, Asked, list[Named]]:
        """The question as one question, with how it was read and the names in it."""
        found = await self._reader.read(question, scope)
        asked, named, linked, absent = found.asked, found.named, found.linked, found.absent
        refusal: FactReply | None = self._refusals.private(asked, named)
        if refusal is None and seeks_staff(question):
            return None, asked, named
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
        if await self._reader.misspelt(found, scope):
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
        if isinstance(reply, FactAnswer) and reply.rule == "count" and PERMITTED.search(question):
            reply = None
        return reply, asked, named

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
        rest = await self._reader.read(blank, scope)
        if rest.linked.near_misses or rest.absent:
            return None
        return await self._labelled(asked, rest.named, scope, plain=True)

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

    def _person(self, entity: Entity) -> bool:
        schema = self._schemas.get(entity.source)
        return schema is not None and schema.tables[str(entity.table)].person


def _rows_told(reply: FactAnswer) -> int:
    """Of how many rows an answer tells."""
    return len({f.display for s in reply.sentences for f in s.facts if f.key})
