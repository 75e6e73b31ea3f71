"""What a model is given of what was found: the nearest sentences; values of the rows asked for.

Of a passage only sentences that are near the question are given, each with the one before it (the
extractive compression of Xu et al., "RECOMP", 2023): no other could be emitted, and tokens cost
time and money. Nothing private, no row as it was when it was indexed, and no paragraph that speaks
to the machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from answer.drafts import PartResult
from answer.injection import trusted_sentences
from answer.prompts.items import Item, items_of
from answer.question import stems_of
from answer.quotes import Quote
from answer.work import Work
from nescio.types import Fact, Passage
from retrieval.antecedent import clear
from retrieval.live_rows import asked_for
from retrieval.private import PrivateColumns

MOST_FACTS = 8
NEAREST = 6
"""Sentences, by their score for the question, that are given besides the quotes."""
NEAR_ENOUGH = 0.75
"""Of the best sentence's score: what is further from the question is not given."""


@dataclass(frozen=True, kw_only=True)
class Material:
    """Evidence as items of a prompt, and what they are made of."""

    items: tuple[Item, ...]
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]


async def gather_material(
    work: Work, extractive: PartResult, private: PrivateColumns, *, most: int
) -> Material:
    """The passages of the quotes first, then in the order in which they were found.

    Raises SourceUnavailable.
    """
    quotes = _nearest(work, extractive)
    passages: list[Passage] = []
    texts: dict[str, str] = {}
    for passage in _ordered(work, quotes):
        text = _near(passage, quotes)
        if len(passages) < most and text and not await private.holds(passage.chunk.text):
            passages.append(passage)
            texts[passage.id] = text
    facts = _facts(work)
    items = tuple(
        replace(item, lines=(texts[item.ids[0]],)) if item.kind == "passage" else item
        for item in items_of((*passages, *facts))
    )
    return Material(items=items if passages else (), passages=tuple(passages), facts=tuple(facts))


def _nearest(work: Work, extractive: PartResult) -> list[Quote]:
    """The quotes of the answer without a model, then the sentences next to them."""
    quotes = [quote for draft in extractive.drafts for quote in draft.quotes]
    extract = work.extract
    if extract is None:
        return quotes
    best = max((quote.score for quote in (*quotes, *extract.scored[:1])), default=0.0)
    near = [one for one in extract.scored[:NEAREST] if one.score >= NEAR_ENOUGH * best]
    return [*quotes, *extract.chosen, *near]


def _ordered(work: Work, quotes: Iterable[Quote]) -> Iterable[Passage]:
    """The passages of quotes, in their order, as far as they were found for the asker."""
    evidence = work.retrieved.evidence if work.retrieved else ()
    found = {one.item.id for one in evidence if isinstance(one.item, Passage)}
    every = [quote.passage for quote in quotes]
    return {p.id: p for p in every if p.id in found and p.kind == "file"}.values()


def _near(passage: Passage, quotes: Iterable[Quote]) -> str:
    """The sentences of a passage that are quotes, each with the one before it in its paragraph,
    which says what it goes on about; without what speaks to the machine."""
    start = passage.chunk.start
    spans = [
        (quote.start - start, quote.end - start)
        for quote in quotes
        if quote.passage.chunk.document_id == passage.chunk.document_id
    ]
    sentences = trusted_sentences(passage.chunk.text)
    kept: set[int] = set()
    for place, sentence in enumerate(sentences):
        if any(a < sentence.end and sentence.start < b for a, b in spans):
            same = place > 0 and sentences[place - 1].block == sentence.block
            kept |= {place - 1, place} if same else {place}
    blocks: dict[int, list[str]] = {}
    for place in sorted(kept):
        blocks.setdefault(sentences[place].block, []).append(sentences[place].text)
    return "\n".join(" ".join(texts) for texts in blocks.values())


def _facts(work: Work) -> list[Fact]:
    """Values of the rows that the question names, as far as they share a word with it."""
    named = stems_of(*(mention.text for mention in clear(work.mentions)))
    asked = work.analysis.weights.keys() - named
    facts = [
        evidence.item
        for evidence in (work.retrieved.facts if work.retrieved else ())
        if isinstance(evidence.item, Fact) and asked_for(evidence)
        and asked & stems_of(evidence.item.attribute, evidence.item.display)
    ]  # fmt: skip
    return facts[:MOST_FACTS]
