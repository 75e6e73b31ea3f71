"""What a model is given of what was found: few passages, the nearest; values of the rows asked for.

Nothing private, no row as it was when it was indexed, and of passages no paragraph that speaks to
the machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from answer.drafts import PartResult
from answer.extract import Quote
from answer.injection import trusted_sentences
from answer.prompts.items import Item, items_of
from answer.question import stems_of
from answer.work import Work
from nescio.sentences import split
from nescio.types import Fact, Passage
from retrieval.antecedent import clear
from retrieval.live_rows import asked_for
from retrieval.private import PrivateColumns

MOST_FACTS = 8


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
    passages: list[Passage] = []
    for passage in _ordered(work, extractive):
        if len(passages) == most:
            break
        if _trusted(passage) and not await private.holds(passage.chunk.text):
            passages.append(passage)
    facts = _facts(work)
    texts = {passage.id: _trusted(passage) for passage in passages}
    items = tuple(
        replace(item, lines=(texts[item.ids[0]],)) if item.kind == "passage" else item
        for item in items_of((*passages, *facts))
    )
    return Material(items=items if passages else (), passages=tuple(passages), facts=tuple(facts))


def _ordered(work: Work, extractive: PartResult) -> Iterable[Passage]:
    quotes: list[Quote] = [quote for d in extractive.drafts for quote in (d.quote,) if quote]
    if work.extract is not None:
        quotes += work.extract.chosen
    evidence = work.retrieved.evidence if work.retrieved else ()
    found = [one.item for one in evidence if isinstance(one.item, Passage)]
    allowed = {passage.id for passage in found}
    every = [quote.passage for quote in quotes if quote.passage.id in allowed] + found
    return {passage.id: passage for passage in every if passage.kind == "file"}.values()


def _trusted(passage: Passage) -> str:
    """The text of a passage without what speaks to the machine: as it is where nothing does."""
    text = passage.chunk.text
    trusted = trusted_sentences(text)
    if len(trusted) == len(split(text)):
        return text
    blocks: dict[int, list[str]] = {}
    for sentence in trusted:
        blocks.setdefault(sentence.block, []).append(sentence.text)
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
