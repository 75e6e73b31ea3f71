"""What a question about a row most likely asks for, by meaning, where no rule understood it.

The router answers only what it can explain word for word. Where it cannot, the question is
compared with examples of how people ask for each attribute of the one row that it names
(`retrieval.phrasings`): nearest example, with a class for what rows do not hold, a margin to the
runner-up, and what the question word rules out. The value is then read live like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from answer.canonical import askable
from answer.route import FactAnswer, FactRouter, OneRow
from nescio.text import stem
from nescio.types import Scope
from retrieval.attribute import LATER, Attribute, kind_fits
from retrieval.concepts import VALUES
from retrieval.embedding import Embedder
from retrieval.phrasings import elsewhere, questions
from retrieval.vectors import Vector

LEAST = 0.62
"""Cosine to the nearest example from which on it may be what is asked."""

SURE = 0.8
"""Cosine from which on documents need not be asked first."""

FALLBACK = 0.82
"""Of the confidence, where documents are asked as well."""

MARGIN = 0.03
MOST_STEPS = 2
MOST_KEPT = 4096
SAID = 0.04
"""For an attribute of which a word is said."""

_ONCE = frozenset("before last previous previously former formerly earlier once ago past".split())
_NO_MORE = re.compile(r"\b(?:old|original|initial) (?P<noun>[a-z]+)\b", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:the|a|an|your|my|any|which|what|new|spare)\s+(?:[\w-]+\s+){0,2}?(?P<noun>[\w-]+)\s+"
    r"(?:for|of|on|to|with|in|at)\s+(?:(?:the|a|an|my|our|your)\s+)?$",
    re.IGNORECASE,
)
_ITS_PART = re.compile(r"(?:['’]s)? (?:spare )?(?:parts?|spares?|pieces?|components?)\b", re.I)
_WHICH = re.compile(r"\b(?:which|what) (?P<noun>[\w-]+) (?!of\b)", re.IGNORECASE)
_OWNED = re.compile(
    r"\b(?P<owner>[\w-]+)['’]s? (?P<noun>[\w-]+)"
    r"|\b(?P<thing>[\w-]+) of (?:the|its|their|his|her|this|that) (?P<of>[\w-]+)",
    re.IGNORECASE,
)
_NAMES = frozenset(map(stem, "name names identity title".split()))
_TOPIC = re.compile(r" \([^()]*\)(?=\W*$)")
_ARTICLE = re.compile(r"\b(?:the|a|an|my|our|your|this|that|order|case) (?=the )", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Likely:
    """An answer, and how near the question is to an example of what it answers (cosine)."""

    answer: FactAnswer
    likeness: float

    @property
    def fallback(self) -> FactAnswer:
        """The answer as one that documents may have a better one to: less sure."""
        sure = round(self.answer.confidence * FALLBACK, 4)
        return replace(self.answer, confidence=sure)


class LikelyFacts:
    """Answers by the nearest example question."""

    def __init__(self, router: FactRouter, embedder: Embedder) -> None:
        self._router = router
        self._embedder = embedder
        self._vectors: dict[str, Vector] = {}

    async def answer(self, text: str, scope: Scope) -> Likely | None:
        """The value that a question is nearest to. Raises SourceUnavailable, StageTimeout."""
        row = await self._router.one_row(text, scope)
        if row is None or _conditional(row) or of_a_part(row) or by_the_way(row):
            return None
        attribute, likeness = await self._nearest(row)
        if attribute is None or attribute.private or _of_another_look(row, attribute):
            return None
        reply = await self._router.value(row, attribute, scope)
        if not isinstance(reply, FactAnswer) or _told_by(row, reply):
            return None
        sure = replace(reply, confidence=min(reply.confidence, likeness), rule="likely")
        return Likely(answer=sure, likeness=likeness)

    async def _nearest(self, row: OneRow) -> tuple[Attribute | None, float]:
        """The attribute asked for and the cosine; None: nothing rows hold, or not clear which."""
        asked = _ARTICLE.sub("", row.text[: row.start] + f"the {row.noun}" + row.text[row.end :])
        near_by = [a for a in row.attributes if len(a.path) <= MOST_STEPS and askable(a)]
        examples = [(attribute, tuple(questions(attribute, row.noun))) for attribute in near_by]
        other = tuple(elsewhere(near_by, row.noun))
        known = await self._known([*other, *(q for _, group in examples for q in group)])
        (question,) = await self._embedder.embed([asked])

        def near(group: Sequence[str]) -> float:
            return max(float(np.dot(question, known[example])) for example in group)

        later = any(term.stem in LATER for term in row.asked.terms)
        scored = sorted(
            (
                (near(group) + (SAID if _said(row, attribute) else 0.0), attribute)
                for attribute, group in examples
                if kind_fits(row.asked, attribute)
                and (not later or _leads_later(attribute))
                and _called_for(row, attribute)
                and _of_its_end(row, attribute)
            ),
            key=lambda pair: (-pair[0], len(pair[1].path), pair[1].label),
        )
        if not scored or scored[0][0] < max(LEAST, near(other)):
            return None, 0.0
        score, best = scored[0]
        rivals = (one for one in scored[1:] if not _same(one[1], best))
        if score - next((one[0] for one in rivals), 0.0) < MARGIN:
            return None, 0.0
        if _of_its_own(row, best):
            return None, 0.0
        return best, round(min(1.0, score), 4)

    async def _known(self, texts: Sequence[str]) -> dict[str, Vector]:
        """Vectors of examples; those of a schema are few, and kept."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            if len(self._vectors) > MOST_KEPT:
                self._vectors.clear()
                new = list(dict.fromkeys(texts))
            self._vectors |= dict(zip(new, await self._embedder.embed(new), strict=True))
        return {text: self._vectors[text] for text in texts}


def _conditional(row: OneRow) -> bool:
    """Several questions in one, or one about another time or number than the row's of today."""
    said = row.asked.terms
    if any(_said_of(row, match["noun"]) for match in _NO_MORE.finditer(row.text)):
        return True
    return row.asked.several or any(t.form in _ONCE or any(map(str.isdigit, t.form)) for t in said)


def _said_of(row: OneRow, noun: str) -> bool:
    """Whether a noun calls something of the row: `the old weight`, not `my old cello`."""
    known = {w for a in row.attributes for w in a.words}
    return stem(noun.casefold()) in known | {
        w for a in row.attributes for c in a.concepts for w in c.labels
    }


def of_a_part(row: OneRow) -> bool:
    """`The warranty of the bow for the cello`, `a pole of the tent`: of another thing than the row,
    unless the noun is one by which something of the row is asked for."""
    if _ITS_PART.match(row.text[row.end :]):
        return True
    match = _PART.search(row.text[: row.start])
    if match is None:
        return False
    own = {one for a in row.attributes for one in (*a.words, *frozenset().union(*a.roles))}
    cues = {cue for a in row.attributes for concept in a.concepts for cue in concept.cues}
    return stem(match["noun"].casefold()) not in own | cues


def by_the_way(row: OneRow) -> bool:
    """Whether the row is named only in the topic of the conversation, put after the question."""
    topic = _TOPIC.search(row.text)
    return topic is not None and topic.start() < row.start


def _of_another_look(row: OneRow, attribute: Attribute) -> bool:
    """`How much is the purple one`: a colour, of which the value says nothing."""
    coloured = any(term.form in VALUES["colour"] for term in row.asked.terms)
    return coloured and not any(concept.name == "colour" for concept in attribute.concepts)


def _said(row: OneRow, attribute: Attribute) -> bool:
    return bool(attribute.words & {term.stem for term in row.asked.terms})


def _called_for(row: OneRow, attribute: Attribute) -> bool:
    """`Which order did it come from?` asks for an order, not for a value of one."""
    match = _WHICH.search(row.text)
    if match is None:
        return True
    head = stem(match["noun"].casefold())
    rows = {a.end.name for a in row.attributes if head in {stem(w) for w in a.end.singular.split()}}
    if not rows or head in {w for a in row.attributes if not a.path for w in a.words}:
        return True
    return head in attribute.words or (attribute.column is None and attribute.end.name in rows)


def _told_by(row: OneRow, reply: FactAnswer) -> bool:
    """Whether an answer says nothing but what the row was named by: its own number."""
    name = row.text[row.start : row.end].casefold()
    return all(
        fact.display.casefold() == name for sentence in reply.sentences for fact in sentence.facts
    )


def _of_its_end(row: OneRow, attribute: Attribute) -> bool:
    """`When did you stop selling it?` asks for nothing of its beginning."""
    ended = any(term.form == "discontinued" for term in row.asked.terms)
    return not ended or any(concept.name == "discontinued" for concept in attribute.concepts)


def _of_its_own(row: OneRow, attribute: Attribute) -> bool:
    """`The customer's neighbour`, where the row that would be given is the customer: something of
    that row is asked for, and nothing that is known of it."""
    if attribute.column is not None:
        return False
    own = attribute.words | {stem(w) for w in attribute.end.singular.split()}
    for match in _OWNED.finditer(row.text):
        owner = stem((match["owner"] or match["of"]).casefold())
        noun = stem((match["noun"] or match["thing"]).casefold())
        if owner in own and noun not in own | _NAMES:
            return True
    return False


def _leads_later(attribute: Attribute) -> bool:
    return bool(LATER & attribute.words) or any(LATER & role for role in attribute.roles)


def _same(first: Attribute, second: Attribute) -> bool:
    """The row at the end of a way, and its name: two ways to say one thing."""
    return first.column is None and second.column is None and first.end.name == second.end.name
