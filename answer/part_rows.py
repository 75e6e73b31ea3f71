"""What live rows reply to one question of a message: by rule, by what is likeliest, by paraphrase,
and over a row that is described or that another row has.
"""

from __future__ import annotations

from dataclasses import replace

from answer.described import DescribedRows
from answer.held import HeldThings
from answer.later import LaterRows
from answer.likely import SURE, Likely, LikelyFacts
from answer.paraphrased import ParaphrasedFacts
from answer.route import FactAnswer, FactRefusal, FactRouter
from answer.route_types import together
from answer.work import Work, asking
from nescio.errors import ProviderFailed, ServiceError

OTHER_READING = 0.95
"""Of the confidence in a reply to a further reading of a question."""


class RowReplies:
    """Asks the rows; holds the ways to read a question for them."""

    def __init__(
        self,
        router: FactRouter,
        described: DescribedRows,
        likely: LikelyFacts,
        paraphrased: ParaphrasedFacts | None,
    ) -> None:
        self._router = router
        self._described = described
        self._likely = likely
        self._paraphrased = paraphrased
        self._held = HeldThings(router)
        self._later = LaterRows(router)

    async def ask(self, work: Work) -> Work:
        """Ask the live rows. What is told beside a question may be what makes it private."""
        try:
            work, reply = await self._replied(work)
            work, likely = await self._likely_fact(work) if reply is None else (work, None)
            if likely is not None and likely.likeness >= SURE:
                reply = likely.answer
            related = await self._described.by_rows(work) if reply is None else None
            if related is not None:
                work = replace(work, related=related.link)
                reply = related.answer
                if reply is None:  # documents are asked with the name of the row
                    work, likely = await self._likely_fact(asking(work, related.question))
                    if likely is not None and likely.likeness >= SURE:
                        reply = together((related.link, likely.answer))
            if related is None and _open(reply):
                held = await self._held.find(work)
                if held is not None:
                    work, reply, likely = await self._of_held(*held)
            if isinstance(reply, FactAnswer) and work.search != work.question:
                reply = await self._router.private(work.search, work.scope) or reply
            if related is not None:  # which row was meant: a later question may speak of it
                work = replace(work, question=related.question)
        except ServiceError:
            return replace(work, degraded=(*work.degraded, "facts"))
        return replace(work, reply=reply, likely=likely)

    async def _replied(self, work: Work) -> tuple[Work, FactAnswer | FactRefusal | None]:
        """What rows reply to the first of the readings that they understand, and the work with
        that reading: of the row after the one named, of the topic, as it is, the others, of a
        thing that a row named has."""
        first = await self._later.answer(work) or await self._of_topic(work)
        if first is not None:
            work = replace(work, question=first[0], others=())
        reply = first[1] if first else await self._router.answer(work.question, work.scope)
        reply = None if isinstance(reply, FactAnswer) and _its_own_name(reply, work) else reply
        for other in work.others if reply is None else ():
            said = await self._router.answer(other, work.scope)
            if isinstance(said, FactAnswer) and not _echo(said, work):
                reply = replace(said, confidence=round(said.confidence * OTHER_READING, 4))
                break
        over = await self._held.answer(work) if self._held.instead(work, reply) else None
        if over is not None:
            work, reply = replace(work, question=over[0]), over[1]
        return work, reply

    async def _of_topic(self, work: Work) -> tuple[str, FactAnswer] | None:
        """The question with its topic in it, and what the rows say to that."""
        topic = self._held.topic(work)
        if topic is None:
            return None
        reply = await self._router.answer(topic, work.scope)
        if isinstance(reply, FactAnswer):
            return topic, reply
        related = await self._described.by_rows(replace(work, question=topic, others=()))
        if related is None or related.answer is None:
            return None
        return related.question, related.answer

    async def _of_held(
        self, work: Work, link: FactAnswer
    ) -> tuple[Work, FactAnswer | FactRefusal | None, Likely | None]:
        """What rows say of the thing that another row has, by its name; else documents are asked
        with that."""
        both, work = work.others, replace(work, others=())
        for asked in (*both, work.question):
            over = await self._router.answer(asked, work.scope)
            if isinstance(over, FactAnswer):
                return work, together((link, over)), None
        work, likely = await self._likely_fact(work) if over is None else (work, None)
        if likely is not None and likely.likeness >= SURE:
            return work, together((link, likely.answer)), likely
        return replace(work, related=link), over, None

    async def _likely_fact(self, work: Work) -> tuple[Work, Likely | None]:
        """What is most likely asked of rows, where no rule has understood the question."""
        if work.unknown_names:
            return work, None
        readings = (work.question, *work.others[:1])
        found: Likely | None = None
        for text in readings:
            found = found or await self._likely.answer(text, work.scope)
        if found is not None or self._paraphrased is None:
            return work, found
        asked = [(text, "") for text in readings]
        asked += [(work.asked, work.last)] if work.last else []
        try:
            read = [await self._paraphrased.answer(text, work.scope, last) for text, last in asked]
        except (ProviderFailed, TimeoutError):
            return replace(work, degraded=(*work.degraded, "paraphrases")), None
        likely = [one for one in read if one is not None]
        return work, max(likely, key=lambda one: one.answer.confidence, default=None)


def _echo(reply: FactAnswer, work: Work) -> bool:
    """Whether a list holds nothing but the one row that the question names by its number."""
    rows = {fact.display for sentence in reply.sentences for fact in sentence.facts if fact.key}
    named = {m.best.entity.label for m in work.mentions if m.best.match == "exact"}
    return reply.rule == "list" and len(rows) == 1 and rows <= named


def _its_own_name(reply: FactAnswer, work: Work) -> bool:
    """Whether a value says nothing but the noun by which the question may mean its row."""
    nouns = [m for m in work.mentions if m.text.isalpha() and m.text.islower()]
    names = {m.best.entity.label for m in nouns}
    facts = [fact for sentence in reply.sentences for fact in sentence.facts]
    told = all(fact.display == fact.entity and fact.entity in names for fact in facts)
    return reply.rule == "own_column" and told


def _open(reply: FactAnswer | FactRefusal | None) -> bool:
    """Whether rows have said nothing, or that they do not know which row is meant."""
    return reply is None or (isinstance(reply, FactRefusal) and reply.reason == "ambiguous_entity")
