"""Questions that take a step before they are asked: of the row that another one leads to, of one
told by its place or by another than its name, of two attributes at once.

The step and what comes after it are both live facts, told together.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from answer.route_frames import before_its, both_of
from answer.route_names import Named
from answer.route_nested import Nested
from answer.route_stands import Stands
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_superlative import superlatives
from answer.route_types import FactAnswer, FactReply, together
from nescio.types import Scope
from retrieval.attributes import AttributeResolver
from retrieval.facts import FactStore
from retrieval.naming import CURRENCIES

MOST_LEADS = 2
SURE_OF_LEAD = 0.9
"""Of the confidence in what is said about a row that another one leads to."""
Answering = Callable[[str, Scope, int], Awaitable[FactReply | None]]
"""Answers a question in which as many steps may be taken."""
Whole = Callable[[str, Scope], Awaitable[FactReply | None]]
"""Answers a question as it stands."""


class Steps:
    """Takes the step, and asks what follows."""

    def __init__(
        self,
        store: FactStore,
        resolvers: Mapping[str, AttributeResolver],
        subjects: Mapping[str, SubjectAnswerer],
        *,
        answer: Answering,
        whole: Whole,
    ) -> None:
        self._subjects = subjects
        self._nested = {n: Nested(store, r) for n, r in resolvers.items()}
        self._stands = [Stands(store, r) for r in resolvers.values()]
        self._answer = answer
        self._whole = whole

    async def two_attributes(
        self, question: str, named: Sequence[Named], scope: Scope
    ) -> FactAnswer | None:
        """`Category and article number of the Okapi`: both, though the words of the one explain
        the other."""
        pair = both_of(question, named[0].start) if len(named) == 1 else None
        if pair is None:
            return None
        replies = [await self._whole(one, scope) for one in pair]
        answers = [one for one in replies if isinstance(one, FactAnswer)]
        told = [{f.attribute for s in one.sentences for f in s.facts} for one in answers]
        if len(answers) != len(replies) or told[0] & told[1]:
            return None
        return together(answers)

    async def and_its(
        self, question: str, named: Sequence[Named], reply: FactAnswer, scope: Scope
    ) -> FactAnswer:
        """`Maker of the Okapi, and the town it sits in`: the maker too, not its town alone."""
        first = before_its(question, named[0].end) if len(named) == 1 else None
        if first is None or reply.rule != "foreign_key":
            return reply
        link = await self._whole(first, scope)
        if not isinstance(link, FactAnswer) or link.rule != "foreign_key":
            return reply
        told = {f.attribute for s in link.sentences for f in s.facts}
        again = {f.attribute for s in reply.sentences for f in s.facts}
        return reply if told & again else together((link, reply))

    async def led(
        self, question: str, named: Sequence[Named], scope: Scope, depth: int
    ) -> FactReply | None:
        """The question about the row that the one named leads to: `the order of case 7`."""
        for one in named[:MOST_LEADS]:
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

    async def placed(self, question: str, scope: Scope, depth: int) -> FactReply | None:
        """The question about a row that it tells by its place: `the lightest tent`."""
        for one in superlatives(question):
            link = await self._whole(one.question, scope)
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

    async def standing(
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


def beyond(led: FactReply | None, reply: FactAnswer) -> bool:
    """Whether a reply only tells the row that another one leads to, of which more is asked: `who
    manages the shop where Ada works?` was given the shop."""
    if not isinstance(led, FactAnswer):
        return False
    link = {fact.display for fact in led.sentences[0].facts}
    return link == {fact.display for s in reply.sentences for fact in s.facts if fact.key}


def of_another_kind(reply: FactReply | None) -> bool:
    """Whether `how much is the lightest?` was given the least weight."""
    if not isinstance(reply, FactAnswer) or reply.rule not in ("minimum", "maximum"):
        return False
    return all(
        (fact.unit or "").casefold() not in CURRENCIES for s in reply.sentences for fact in s.facts
    )
