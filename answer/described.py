"""A row that a question describes instead of naming it: "who manages the store with the cobbler?"

The database knows which row that is, when the description can be asked of it (`the tent that came
after the Heron`); else a document does: the sentence nearest to the description names the row, or
stands in a document that is called after it. The row's name is put in place of the description,
and the live rows are asked; the answer cites the row and what led to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answer.confidence import confidence, of_extract
from answer.extract import Extractor, Quote
from answer.question import analyse
from answer.route import FactAnswer, FactRouter
from answer.route_types import together
from answer.work import Work
from nescio.text import stem, words
from nescio.types import Entity
from retrieval.linking import MARGIN
from retrieval.retriever import Retriever

MOST_DESCRIBED = 2
"""Descriptions in a question that are tried, the innermost first."""

MOST_ASKED = 3
"""Ends with which the rows are asked for a description."""

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
_POINTER = re.compile(r"\b(?:(?:that|this)(?: [a-z]+)?|it)\b(?=[^.?!]*\?)", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:other|another)\b", re.IGNORECASE)
_EXTREMES = frozenset(("minimum", "maximum"))
_RELATIVE = re.compile(r"^(?:that|which|who)\s+", re.IGNORECASE)
_HELPED = re.compile(r"\b(?:does|do|did|is|are|was|were|can|will|would) $", re.IGNORECASE)
_BELONGS = re.compile(
    r"^(?P<name>.+?) (?:belongs? to|is (?:part of|for|from|in)|was (?:for|in|from)|comes? from)$",
    re.IGNORECASE,
)
# What is told of a name by the way: `the discontinued Heron 5`.
_BY_THE_WAY = re.compile(
    r"\b(?:discontinued|former|previous|old|earlier|retired)\s+(?=[A-Z0-9])", re.IGNORECASE
)
_CLAUSES = re.compile(r"[,;]\s+(?:and |but |while )?")
# `That` after a noun begins what is told of it.
_STARTS = re.compile(
    r"\b(?:(?:of|in|on|at|to|by|from|with|for|does|did|is|are|can) (?=(?:that|this) )"
    r"|(?=(?:the|your|our|my) )|^(?=(?:that|this) ))",
    re.IGNORECASE,
)
_STOPS = re.compile(r"[,;:?!]|\s[-–—]\s|\.(?:\s|$)")


@dataclass(frozen=True, kw_only=True)
class Chained:
    """What the rows answer once the description is replaced, and the sentence that names it; None
    where live rows did, which `answer` then begins with."""

    answer: FactAnswer
    link: Quote | None
    confidence: float


@dataclass(frozen=True, kw_only=True)
class _Description:
    """A noun and what is told of it, both together from `start` on; `ends`: where it may end.

    `rest` is where what is told begins. `verb` stands between both and belongs to neither: `what
    does the bow cost that came after the Corvin`.
    """

    text: str
    noun: str
    start: int
    said: str
    told: str
    ends: tuple[int, ...]
    rest: int
    verb: str = ""


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
        told = _told(work.told, work.analysis.text)
        return None if told is None else await self._answer(told, work)

    async def _answer(self, described: _Description, work: Work) -> Chained | None:
        by_rows = await self._by_rows(described, work)
        if by_rows is not None:
            return by_rows
        found = await self._row(described, work)
        if found is None:
            return None
        entity, link, score = found
        reply = await self._asked_of(entity, described, described.ends, work)
        if reply is None:
            return None
        sure = round(min(score, reply.confidence), 4)
        return Chained(answer=reply, link=link, confidence=sure)

    async def _asked_of(
        self, entity: Entity, described: _Description, ends: Sequence[int], work: Work
    ) -> FactAnswer | None:
        """What the rows answer with the row's name in place of the description."""
        before, verb = described.text[: described.start], described.verb
        for end in ends:
            question = f"{before}{entity.label}{verb}{described.text[end:]}"
            reply = await self._router.answer(question, work.scope)
            if isinstance(reply, FactAnswer) and any(e.id == entity.id for e in reply.entities):
                return reply
        return None

    async def _by_rows(self, described: _Description, work: Work) -> Chained | None:
        """The answer over the row that live rows give for the description, asked by itself."""
        if described.rest < described.start:  # told before the question
            return None
        for end in described.ends[:MOST_ASKED]:
            told = described.text[described.rest : end]
            for asked in _questions(described.noun, told):
                reply = await self._router.answer(asked, work.scope)
                if not isinstance(reply, FactAnswer):
                    continue
                entity = self._one_row(reply, work)
                if entity is None or not self._fits(entity, described.noun):
                    break
                over = await self._asked_of(entity, described, (end,), work)
                if over is not None:
                    both = together((reply, over))
                    return Chained(answer=both, link=None, confidence=both.confidence)
        return None

    def _one_row(self, reply: FactAnswer, work: Work) -> Entity | None:
        """The one row that an answer gives: what its value is called, or that has the extreme."""
        found: dict[str, Entity] = {}
        for fact in (f for s in reply.sentences for f in s.facts if f.key):
            name = fact.entity if reply.rule in _EXTREMES else str(fact.value)
            linked = work.snapshot.linker.link(name, work.scope, fuzzy=False)
            whole = [m for m in linked if (m.start, m.end) == (0, len(name)) and not m.ambiguous]
            found |= {m.best.entity.id: m.best.entity for m in whole}
        return next(iter(found.values())) if len(found) == 1 else None

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
        score = confidence(of_extract(analysis, extract))
        score = max(score, covered if covered >= LEAST_COVERED else 0.0)
        rows = self._rows(link, described, work)
        if score < LEAST_SURE or len(rows) != 1:
            return None
        return rows[0], link, score

    def _rows(self, link: Quote, described: _Description, work: Work) -> list[Entity]:
        """Rows that the description's noun may call: named in the sentence, else by the title."""
        linker = work.snapshot.linker
        named = linker.link(described.said, work.scope)
        if _OTHER.search(described.text):  # `the other shop`: none of those named
            named = (*named, *work.mentions)
        known = {m.best.entity.id for m in named if not m.ambiguous}
        for text in (_clause(link.text, described.told), link.text, link.passage.title):
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
            if len(found) == 1 or (found and text == link.text):
                return list(found.values())
        return []

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


def _descriptions(text: str) -> Iterator[_Description]:
    """`The NOUN that ...`, `the NOUN with ...`, `the NOUN the stove needs`: the rest of the clause,
    and after it word by word less. The innermost comes first."""
    starts = [m.end() for m in _STARTS.finditer(text)]
    matches = [m for m in (_DESCRIBED.match(text, start) for start in reversed(starts)) if m]
    for match in matches[:MOST_DESCRIBED]:
        stop = _STOPS.search(text, match.start("rest"))
        last = stop.start() if stop else len(text)
        tokens = [w for w in words(text) if match.start("rest") <= w.start and w.end <= last]
        if len(tokens) < 2:
            continue
        ends = [last, *(w.end for w in reversed(tokens[1:-1]))]
        noun, _, verb = match["noun"].strip().rpartition(" ")
        if not (noun and _HELPED.search(text[: match.start()]) and _RELATIVE.match(match["rest"])):
            noun, verb = match["noun"], ""
        yield _Description(
            text=text,
            noun=noun,
            verb=f" {verb}" if verb else "",
            start=match.start(),
            said=text[match.start() : last],
            told=text[match.start("rest") : last],
            ends=tuple(dict.fromkeys(ends))[:MOST_TRIED],
            rest=match.start("rest"),
        )


def _told(told: str, question: str) -> _Description | None:
    """What was told before a question that points at it: `One of your shops has a pool, the one
    that isn't in Lille. Where is it?`; any noun of it may be that of the row."""
    match = _POINTER.search(question)
    if not told or match is None:
        return None
    nouns = [w.form for w in words(f"{told} {match.group()}") if w.form.isalpha()]
    return _Description(
        text=question,
        noun=" or ".join(nouns),
        start=match.start(),
        said=told,
        told=told,
        ends=(match.end(),),
        rest=-1,
    )


def _questions(noun: str, told: str) -> Iterator[str]:
    """The description asked as a question, also without its noun: the row found must fit it."""
    plain = _BY_THE_WAY.sub("", _RELATIVE.sub("", told)).strip()
    yield f"which {noun.strip()} {plain}?"
    if _RELATIVE.match(told):
        belongs = _BELONGS.match(plain)
        yield f"{noun.strip()} of {belongs['name']}?" if belongs else f"what {plain}?"


def _clause(sentence: str, told: str) -> str:
    """The part of a sentence with the numbers of a description, if it tells them of one thing and
    others of another (`the R of one is 4.2, and that of the other is 5.4`); else nothing."""
    numbers = {w.form for w in words(told) if any(c.isdigit() for c in w.form)}
    clauses = _CLAUSES.split(sentence) if numbers else []
    if not all(any(c.isdigit() for c in clause) for clause in clauses):
        return ""  # one number, told of all that is named
    having = [c for c in clauses if numbers <= {w.form for w in words(c)}]
    return having[0] if len(having) == 1 else ""
