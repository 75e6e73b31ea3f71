"""What the stages of answering hand to each other: drafted sentences, and the result of a part."""

from __future__ import annotations

from dataclasses import dataclass, field

from answer.guard import Refusal
from answer.quotes import Quote
from nescio.answers import Usage, Verdict
from nescio.types import Fact, Passage


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A checked sentence and what it rests on: live facts, or one quote and its copies.

    A sentence that a model wrote need not have the words of its quote, and may rest on facts too.
    `copies` are the same sentence in near-duplicates of the quoted document. `passages` are what
    a sentence of ours rests on that quotes none of them: that two documents disagree.
    """

    text: str
    verdict: Verdict
    facts: tuple[Fact, ...] = ()
    quote: Quote | None = None
    copies: tuple[Quote, ...] = ()
    passages: tuple[Passage, ...] = ()

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Every place that the sentence is quoted from."""
        return () if self.quote is None else (self.quote, *self.copies)


@dataclass(frozen=True, kw_only=True)
class PartResult:
    """One part of a question: sentences that passed their check, or why there are none.

    Of a part without sentences `quotes` and `facts` are the nearest evidence. `open_to_models`:
    documents answer it, and a model may say so in other words; `usage` is what that has cost.
    """

    question: str
    drafts: tuple[Draft, ...] = ()
    refusal: Refusal | None = None
    confidence: float = 0.0
    notes: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    facts: tuple[Fact, ...] = ()
    degraded: tuple[str, ...] = ()
    open_to_models: bool = False
    usage: Usage = field(default_factory=Usage)

    @property
    def text(self) -> str:
        """What is said to this part; empty when nothing is."""
        return " ".join(draft.text for draft in self.drafts)

    @property
    def items(self) -> tuple[Passage | Fact, ...]:
        """Everything that its sentences rest on, each once, in order."""
        found: dict[str, Passage | Fact] = {}
        for draft in self.drafts:
            for fact in draft.facts:
                found.setdefault(fact.id, fact)
            for passage in draft.passages:
                found.setdefault(passage.id, passage)
            for quote in draft.quotes:
                found.setdefault(quote.passage.id, quote.passage)
        return tuple(found.values())
