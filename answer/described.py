"""A row that a question describes instead of naming it: "who manages the store with the cobbler?"

A document knows which row that is: the sentence nearest to the description names it, or stands in
a document that is called after it. The row's name is put in place of the description, and the
live rows are asked; the answer cites the row and the sentence that led to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from answer.confidence import confidence, features
from answer.extract import Extractor, Quote
from answer.question import analyse
from answer.route import FactAnswer, FactRouter
from answer.work import Work
from nescio.text import stem, words
from nescio.types import Entity
from retrieval.linking import MARGIN
from retrieval.retriever import Retriever

MOST_TRIED = 6
"""Ends of a description that are tried: only the database tells where the question goes on."""

LEAST_COVERED = 0.6
"""Share of the weight of a description's words that the sentence (or its headings) has to hold."""

LEAST_SURE = 0.5
LEAST_HEAD = 4
"""Characters of a noun that may be the end of a longer one: a lock, a U-lock."""

_DESCRIBED = re.compile(
    r"\b(?:the|that|this|your|our|my) "
    r"(?P<noun>(?:(?!(?:of|in|on|at|to|by|from|with|for|and|or|is|are|that|the)\b)[\w-]+ ){1,3}?)"
    r"(?P<rest>(?:that|which|who|with|where|whose|for|in which|has|the|my|your|our)\b.+)$",
    re.IGNORECASE,
)
_STOPS = re.compile(r"[,;:?!]|\s[-–—]\s|\.(?:\s|$)")


@dataclass(frozen=True, kw_only=True)
class Chained:
    """What the rows answer once the description is replaced, and the sentence that names it."""

    answer: FactAnswer
    link: Quote
    confidence: float


@dataclass(frozen=True, kw_only=True)
class _Description:
    """A noun and what is told of it, both together from `start` on; `ends`: where it may end."""

    text: str
    noun: str
    start: int
    said: str
    told: str
    ends: tuple[int, ...]


class DescribedRows:
    """Finds the row that a question describes, and asks the question of it."""

    def __init__(self, router: FactRouter, retriever: Retriever, extractor: Extractor) -> None:
        self._router = router
        self._retriever = retriever
        self._extractor = extractor

    async def answer(self, work: Work) -> Chained | None:
        """The answer over the row described. Raises ServiceError."""
        if not self._router.has_rows:
            return None
        for text in (work.question, *work.others):
            for described in _descriptions(text):
                found = await self._answer(described, work)
                if found is not None:
                    return found
        return None

    async def _answer(self, described: _Description, work: Work) -> Chained | None:
        found = await self._row(described, work)
        if found is None:
            return None
        entity, link, score = found
        before = described.text[: described.start]
        for end in described.ends:
            question = f"{before}{entity.label}{described.text[end:]}"
            reply = await self._router.answer(question, work.scope)
            if isinstance(reply, FactAnswer) and any(e.id == entity.id for e in reply.entities):
                sure = round(min(score, reply.confidence), 4)
                return Chained(answer=reply, link=link, confidence=sure)
        return None

    async def _row(self, described: _Description, work: Work) -> tuple[Entity, Quote, float] | None:
        """The one row that the nearest sentence names, the sentence, and how sure that is."""
        retrieved = await self._retriever.retrieve(described.said, work.scope, without=work.without)
        analysis = analyse(described.said, work.snapshot.terms)
        extract = await self._extractor.extract(
            described.said, analysis, retrieved.evidence, work.snapshot.terms,
            about_other=lambda _: False,
        )  # fmt: skip
        if not extract.chosen:
            return None
        link = extract.chosen[0]
        # A description is no question, which the confidence is made for: the words decide too.
        told = analyse(described.told, work.snapshot.terms)
        covered = told.coverage(link.stems | link.context)
        score = confidence(features(analysis, extract.chosen, others=extract.others))
        score = max(score, covered if covered >= LEAST_COVERED else 0.0)
        rows = self._rows(link, described, work)
        if score < LEAST_SURE or len(rows) != 1:
            return None
        return rows[0], link, score

    def _rows(self, link: Quote, described: _Description, work: Work) -> list[Entity]:
        """Rows that the description's noun may call: named in the sentence, else by the title."""
        linker = work.snapshot.linker
        named = linker.link(described.said, work.scope)
        known = {m.best.entity.id for m in named if not m.ambiguous}
        for text in (link.text, link.passage.title):
            found: dict[str, Entity] = {}
            for mention in linker.link(text, work.scope, fuzzy=False):
                near = [
                    c.entity
                    for c in mention.candidates
                    if mention.best.score - c.score < MARGIN
                    and c.entity.id not in known
                    and self._fits(c.entity, described.noun)
                ]
                found |= {near[0].id: near[0]} if len(near) == 1 else {}
            if found:
                return list(found.values())
        return []

    def _fits(self, entity: Entity, noun: str) -> bool:
        """Whether the row is called so: by its table's noun, or by a word of its own name."""
        if entity.table is None:
            return False
        head = words(noun)[-1].form
        own = [word.form for word in words(entity.label)]
        kept = len(head) >= LEAST_HEAD and any(word.endswith(head) for word in own)
        return kept or stem(head) in {*map(stem, own), *self._router.called(entity)}


def _descriptions(text: str) -> Iterator[_Description]:
    """`The NOUN that ...`, `the NOUN with ...`, `the NOUN the stove needs`: the rest of the clause,
    and after it word by word less."""
    match = _DESCRIBED.search(text)
    if match is None:
        return
    stop = _STOPS.search(text, match.start("rest"))
    last = stop.start() if stop else len(text)
    tokens = [w for w in words(text) if match.start("rest") <= w.start and w.end <= last]
    if len(tokens) < 2:
        return
    ends = [last, *(w.end for w in reversed(tokens[1:-1]))]
    yield _Description(
        text=text,
        noun=match["noun"],
        start=match.start(),
        said=text[match.start() : last],
        told=text[match.start("rest") : last],
        ends=tuple(dict.fromkeys(ends))[:MOST_TRIED],
    )
