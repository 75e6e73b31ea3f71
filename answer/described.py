"""A row that a question describes instead of naming it: "who manages the store with the cobbler?"

The database knows which row that is, when the description can be asked of it (`the tent that came
after the Heron`); else a document does: the sentence nearest to the description names the row, or
stands in a document that is called after it. The row's name is put in place of the description,
and the live rows are asked; the answer cites the row and what led to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from answer.confidence import confidence, features, of_extract
from answer.descriptions import (
    Description,
    asked_before,
    clause,
    denied,
    descriptions,
    lacking,
    questions,
    told_before,
    valued,
)
from answer.extract import Extractor
from answer.paraphrased import VERY_SURE, ParaphrasedFacts
from answer.question import Analysis, analyse
from answer.quotes import Extract, Quote
from answer.route import FactAnswer, FactRouter
from answer.route_types import together
from answer.told import COUNTS
from answer.work import Work
from nescio.errors import ProviderFailed
from nescio.text import stem, words
from nescio.types import Entity
from retrieval.antecedent import ruled_out
from retrieval.linking import MARGIN
from retrieval.retriever import Retriever

MOST_ASKED = 5
"""Ends with which the rows are asked for a description."""

LEAST_COVERED = 0.6
"""Share of the weight of a description's words that the sentence (or its headings) has to hold."""

LEAST_SURE = 0.5
MOST_LEADING = 4
"""Sentences that may name the row."""

NEARLY = 0.85
"""Of the nearest sentence's score, where that one names no row."""

LEAST_HEAD = 4
"""Characters of a noun that may be the end of a longer one: a lock, a U-lock."""

_GOES_ON = re.compile(r"(?:They|These|Those|It|This|That|He|She|Both)\b")
# Before a number `only` leaves nothing out: `with only eight millimetres`.
_ONLY = re.compile(
    rf"\b(?:(?:only|just)(?! (?:\d|(?:an?|one|{'|'.join(COUNTS)})\b))|nothing (?:but|else)"
    r"|no other|alone|exclusively|solely)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(?:other|another)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|them|they|these|those|there)\b", re.IGNORECASE)
_EXTREMES = frozenset(("minimum", "maximum"))


@dataclass(frozen=True, kw_only=True)
class Chained:
    """What the rows answer to the `question` in which the row's name stands for the description,
    and the sentence that names it. `titled`: the row was found by what its document is called,
    so that nothing is lost where the rows contradict the sentence."""

    question: str
    answer: FactAnswer
    link: Quote
    confidence: float
    titled: bool = False


@dataclass(frozen=True, kw_only=True)
class Related:
    """The question with the name of the row described, the rows that gave it (`link`), and what
    the rows answer then, `link` first; None where they do not."""

    question: str
    link: FactAnswer
    answer: FactAnswer | None


class DescribedRows:
    """Finds the row that a question describes, and asks the question of it."""

    def __init__(
        self,
        router: FactRouter,
        retriever: Retriever,
        extractor: Extractor,
        paraphrased: ParaphrasedFacts | None = None,
    ) -> None:
        self._router = router
        self._retriever = retriever
        self._extractor = extractor
        self._paraphrased = paraphrased

    async def answer(self, work: Work) -> Chained | None:
        """The answer over the row described. Raises ServiceError."""
        if not self._router.has_rows:
            return None
        for text in (work.question, *work.others):
            for described in descriptions(text):
                found = await self._answer(described, work)
                if found is not None:
                    return found
        asked = valued(work.analysis.text)
        if asked is not None and self._router.held.kept_as(asked.value):
            found = await self._answer(asked, work)
            if found is not None:
                return found
        told = told_before(work.told, work.analysis.text)
        earlier = (d for text in work.before for d in asked_before(text, work.question))
        for described in chain([told] if told else [], earlier):
            found = await self._answer(described, work)
            if found is not None:
                return found
        return None

    async def _answer(self, described: Description, work: Work) -> Chained | None:
        found = await self._row(described, work)
        if found is None:
            return None
        entity, link, score = found
        ways = [described.of(entity.label, end) for end in described.ends]
        if described.value:
            ways = [f"what is the {described.value} of the {entity.label}?"]
        if described.said in work.told:  # `The filter that ... How much?`
            ways.append(f"{work.analysis.text.rstrip(' ?.')} of the {entity.label}?")
        for asked in ways:
            reply = await self._reply(asked, entity, work)
            if reply is not None:
                sure = round(min(score, reply.confidence), 4)
                return Chained(question=asked, answer=reply, link=link, confidence=sure)
        # What stands after the description may be a part of it, or of the question.
        for asked in ways[:2]:
            reply = await self._likely(asked, entity, work)
            if reply is not None:
                sure = round(min(score, reply.confidence), 4)
                return Chained(question=asked, answer=reply, link=link, confidence=sure)
        return None

    async def _likely(self, asked: str, entity: Entity, work: Work) -> FactAnswer | None:
        """What the rows answer to a question about a row that no rule understands, where it is
        very sure which value is meant."""
        if self._paraphrased is None:
            return None
        try:
            likely = await self._paraphrased.answer(asked, work.scope)
        except (ProviderFailed, TimeoutError):
            return None
        if likely is None or likely.likeness < VERY_SURE:
            return None
        return likely.answer if entity.id in {e.id for e in likely.answer.entities} else None

    async def _reply(self, asked: str, entity: Entity, work: Work) -> FactAnswer | None:
        """What the rows answer to a question about a row."""
        reply = await self._router.answer(asked, work.scope)
        if isinstance(reply, FactAnswer) and any(e.id == entity.id for e in reply.entities):
            return reply
        return None

    async def by_rows(self, work: Work) -> Related | None:
        """What live rows give for a description, asked by itself, and what they answer over it.

        Raises ServiceError.
        """
        for text in (work.question, *work.others):
            for place, described in enumerate(descriptions(text)):
                # What holds another description is asked whole: cut, it would lose a part of that.
                for end in described.ends[: 1 if place else MOST_ASKED]:
                    found = await self._asked(described, end, work)
                    if found is not None:
                        return found
        return None

    async def _asked(self, described: Description, end: int, work: Work) -> Related | None:
        if self._cuts_name(described.text[end:], work):
            return None
        told = described.text[described.rest : end]
        for asked in questions(described.noun, told):
            link = await self._router.answer(asked, work.scope)
            entity = self._one_row(link, work) if isinstance(link, FactAnswer) else None
            if not isinstance(link, FactAnswer) or entity is None:
                continue
            if not self._fits(entity, described.noun):
                return None
            question = described.of(entity.label, end)
            over = await self._reply(question, entity, work)
            return Related(
                question=question,
                link=link,
                answer=together((link, over)) if over else None,
            )
        return None

    def _cuts_name(self, rest: str, work: Work) -> bool:
        """Whether a question would go on with a thing: the `tents` of `the shop that rents out
        family tents` are a part of what is told."""
        named = work.snapshot.linker.link(rest, work.scope, fuzzy=False)
        return any(not rest[: m.start].strip() for m in named)

    def _one_row(self, reply: FactAnswer, work: Work) -> Entity | None:
        """The one row that an answer gives: what its value is called, or that has the extreme."""
        found: dict[str, Entity] = {}
        for fact in (f for s in reply.sentences for f in s.facts if f.key):
            name = fact.entity if reply.rule in _EXTREMES else str(fact.value)
            linked = work.snapshot.linker.link(name, work.scope, fuzzy=False)
            whole = [m for m in linked if (m.start, m.end) == (0, len(name)) and not m.ambiguous]
            found |= {m.best.entity.id: m.best.entity for m in whole}
        return next(iter(found.values())) if len(found) == 1 else None

    async def _row(self, described: Description, work: Work) -> tuple[Entity, Quote, float] | None:
        """The one row that the nearest sentence names, the sentence, and how sure that is."""
        points = described.value or _PRONOUN.search(described.said)
        before = work.told if points else ""
        said = f"{before} {described.said}".strip()
        retrieved = await self._retriever.retrieve(said, work.scope, without=work.without)
        analysis = analyse(described.said, work.snapshot.terms, background=before)
        extract = await self._extractor.extract(
            said, analysis, retrieved.evidence, work.snapshot.terms, about_other=lambda _: False
        )
        if not extract.chosen:
            return None
        told = analyse(described.told, work.snapshot.terms, background=before)
        return self._named(described, work, extract, analysis, told)

    def _named(
        self,
        described: Description,
        work: Work,
        extract: Extract,
        analysis: Analysis,
        told: Analysis,
    ) -> tuple[Entity, Quote, float] | None:
        """The row that the nearest sentence names of those that name any; if that one is not sure
        of it, a sentence of another document has to name the same row, and none another as well."""
        known, out = self._not_meant(described, work)
        found: list[tuple[Entity, Quote, float]] = []
        # `The stove that takes nothing but gas`: one that takes gas may take more.
        only = _ONLY.search(described.told)
        near = (q for q in extract.scored if not only or _ONLY.search(q.text))
        leading = [q for q in near if not self._about(q, out, work)][:MOST_LEADING]
        if leading and denied(leading[0].text, described.told):
            return None
        for link in (q for q in leading if not _other(q, described)):
            rows = self._rows(link, described, work, known | out)
            on = _going_on(link, extract.scored) if not rows else None
            rows = self._rows(on, described, work, known | out) if on else rows
            if not found and len(rows) > 1:
                return None
            if len(rows) == 1:
                found.append((rows[0], on or link, self._sure(on or link, extract, analysis, told)))
        if not found or found[0][1].score < NEARLY * leading[0].score:
            return None
        entity, link, score = found[0]
        if score >= LEAST_SURE:
            return found[0]
        same = [sure for e, q, sure in found[1:] if e.id == entity.id and _apart(q, link)]
        others = [sure for e, _, sure in found[1:] if e.id != entity.id]
        score = 1 - (1 - score) * (1 - max(same, default=0.0))
        sure = score >= LEAST_SURE and score >= 2 * max(others, default=0.0)
        return (entity, link, score) if same and sure else None

    def _sure(self, link: Quote, extract: Extract, analysis: Analysis, told: Analysis) -> float:
        """How sure a sentence is to tell what the description does."""
        values = (
            of_extract(analysis, extract)
            if link == extract.chosen[0]
            else features(analysis, (link,), scored=extract.scored)
        )
        # A description is no question, which the confidence is made for: the words decide too.
        covered = told.coverage(link.stems | link.context)
        return max(confidence(values), covered if covered >= LEAST_COVERED else 0.0)

    def _not_meant(self, described: Description, work: Work) -> tuple[frozenset[str], set[str]]:
        """Rows named in the description, and rows that are named as not meant, by id."""
        linker = work.snapshot.linker
        named = linker.link(described.said, work.scope)
        if _OTHER.search(described.text):  # `the other shop`: none of those named
            named = (*named, *work.mentions)
        text = f"{work.told} {described.text}"
        out = {
            m.best.entity.id
            for m in linker.link(text, work.scope, fuzzy=False)
            if not m.ambiguous and ruled_out(text[: m.start])
        }
        return frozenset(m.best.entity.id for m in named if not m.ambiguous), out

    def _about(self, quote: Quote, out: set[str], work: Work) -> bool:
        """Whether a sentence stands in the document of a row that is not meant."""
        title = quote.passage.title
        linked = work.snapshot.linker.link(title, work.scope, fuzzy=False) if out else ()
        return any(m.text == title and m.best.entity.id in out for m in linked)

    def _rows(
        self, link: Quote, described: Description, work: Work, known: frozenset[str]
    ) -> list[Entity]:
        """Rows that the description's noun may call: named in the sentence, else by the title.

        Where the title names a family, one of it stands for all, by their common name: the rows
        tell then what holds of all of them."""
        linker = work.snapshot.linker
        for text in (clause(link.text, described.told), link.text, link.passage.title):
            found: dict[str, Entity] = {}
            for mention in linker.link(text, work.scope, fuzzy=False):
                if described.value and mention.text.islower():
                    continue  # `sewing`, of a supplier so called
                near = [
                    c.entity
                    for c in mention.candidates
                    if mention.best.score - c.score < MARGIN
                    and c.entity.id not in known
                    and self._called_for(c.entity, described)
                ]
                if len(near) > 1 and text == link.passage.title:  # `Lumen headlamps: manual`
                    near = [replace(near[0], label=mention.text)]
                found |= {near[0].id: near[0]} if len(near) == 1 else {}
            if len(found) == 1 or (found and text == link.text):
                return list(found.values())
        return []

    def _called_for(self, entity: Entity, described: Description) -> bool:
        """Whether it can be the row that is described."""
        if described.value:
            return str(entity.table) in self._router.held.kept_as(described.value)
        return self._fits(entity, described.noun)

    def _fits(self, entity: Entity, noun: str) -> bool:
        """Whether the row is called so: by its table's noun, or by a word of its own name."""
        if entity.table is None:
            return False
        heads = [word.form for word in words(noun)]
        if not heads:
            return False
        head = heads[-1]
        if " or " in noun:  # any of several
            return any(stem(form) in self._router.called(entity) for form in heads)
        own = [word.form for word in words(entity.label)]
        kept = len(head) >= LEAST_HEAD and any(word.endswith(head) for word in own)
        return kept or stem(head) in {*map(stem, own), *self._router.called(entity)}


def _going_on(link: Quote, scored: Sequence[Quote]) -> Quote | None:
    """A sentence together with the next one of its paragraph, where that goes on about the same:
    `Spare batteries are dangerous. They leave from the depot in Bergen.`"""
    after = [
        q for q in scored
        if q.passage.chunk.id == link.passage.chunk.id and q.block == link.block
        and q.start >= link.end
    ]  # fmt: skip
    following = min(after, key=lambda q: q.start, default=None)
    if following is None or not _GOES_ON.match(following.text):
        return None
    chunk = link.passage.chunk
    text = chunk.text[link.start - chunk.start : following.end - chunk.start]
    return replace(link, end=following.end, text=text)


def _apart(one: Quote, other: Quote) -> bool:
    """Whether two sentences are of different documents."""
    return one.passage.chunk.document_id != other.passage.chunk.document_id


def _other(link: Quote, described: Description) -> bool:
    """Whether a sentence tells of another thing than the one described."""
    above = " ".join((link.passage.title, *link.passage.chunk.heading_path))
    return denied(link.text, described.told) or lacking(link.text, above, described.told)
