"""Claims against passages: numbers, dates, names and denials must match, then the words or a model.

Only documents count here; what rows say is read live elsewhere. Without a model a claim is
supported by the sentence that holds its words, weighted by how rare they are.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from answer.check_flags import denied
from answer.check_text import lines
from answer.entailment import Entailment, Label
from answer.values import agrees, in_unit
from nescio.answers import VerdictStatus
from nescio.errors import NescioError, ServiceError
from nescio.text import STOP_WORDS, stem, words
from nescio.types import Passage, Scope
from retrieval.corpus import Corpus, Terms
from retrieval.private import PrivateColumns
from retrieval.retriever import Retriever
from retrieval.values import Value, parse

LEAST_COVERED = 0.72
LEAST_SAME = 0.8
"""How much of a claim a sentence must say by itself for a value in it to speak against it."""
LEAST_BACK = 0.6
"""How much of that sentence the claim must say: a narrower rule is no contradiction."""
PASSAGES = 8
MODEL_READS = 4
_NAME = re.compile(r"(?<![.!?:] )(?<!^)\b[A-Z][\w’'-]+")
_PART = re.compile(r"[,;:()]\s|\s[–—-]\s")
_IDLE = frozenset(stem(w) for w in "also just please currently moment order fact time".split())


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A sentence of a passage; the span is that in the document."""

    passage: Passage
    text: str
    start: int
    end: int
    covered: float = 0.0


Says = Callable[[str, Quote], bool]
"""Whether a sentence says a claim, for callers who ask for more than its words."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What the passages say of a claim, and the sentence that says it."""

    status: VerdictStatus
    rule: str
    score: float = 0.0
    quote: Quote | None = None
    degraded: tuple[str, ...] = ()


class PassageChecker:
    """Looks for sentences that support a claim, or say another value."""

    def __init__(
        self,
        retriever: Retriever,
        corpus: Corpus,
        private: PrivateColumns,
        *,
        entailment: Entailment | None = None,
        deadline_s: float = 5.0,
        least: float = 0.5,
    ) -> None:
        self._retriever = retriever
        self._corpus = corpus
        self._private = private
        self._entailment = entailment
        self._deadline_s = deadline_s
        self._least = least

    async def judge(
        self,
        claim: str,
        scope: Scope,
        *,
        heading: str = "",
        among: Sequence[Passage] | None = None,
        says: Says = lambda claim, quote: True,
    ) -> Judged:
        """The verdict of the passages; `heading` is what the claim is about where it does not say.

        Passages are looked for, unless they are given as `among`. Without a model a sentence
        supports the claim only if `says` agrees. A store that fails leaves the claim unchecked:
        `degraded` names the stage.
        """
        terms = (await self._corpus.snapshot(scope)).terms
        wanted = _Wanted(claim, terms)
        if not wanted.weights:
            return Judged(status="not_checkable", rule="nothing_stated")
        degraded: tuple[str, ...] = ()
        if among is None:
            try:
                among, degraded = await self._found(f"{heading} {claim}".strip(), scope)
            except ServiceError:
                return Judged(
                    status="not_checkable", rule="documents_unavailable", degraded=("retrieve",)
                )
        files = [passage for passage in among if passage.kind == "file"]
        quotes = [quote for passage in files for quote in _quotes(passage, wanted, heading)]
        quotes = [q for q in quotes if not await self._private.holds(q.text)]
        quotes.sort(key=lambda one: -one.covered)
        return await self._decide(claim, wanted, quotes, degraded, says)

    async def _found(self, search: str, scope: Scope) -> tuple[Sequence[Passage], tuple[str, ...]]:
        found = await self._retriever.retrieve(search, scope, limit=PASSAGES)
        items = [evidence.item for evidence in found.evidence]
        return [item for item in items if isinstance(item, Passage)], found.degraded

    async def _decide(
        self,
        claim: str,
        wanted: _Wanted,
        quotes: Sequence[Quote],
        degraded: tuple[str, ...],
        says: Says,
    ) -> Judged:
        matching = [q for q in quotes if wanted.matches(q)]
        labels: Mapping[int, tuple[Label, float]] = {}
        if self._entailment is not None and matching:
            try:
                async with asyncio.timeout(self._deadline_s):
                    pairs = [(q.text, claim) for q in matching[:MODEL_READS]]
                    read = await self._entailment.labels(pairs)
                labels = dict(enumerate(read))
            except (NescioError, TimeoutError):
                degraded = (*degraded, "entailment")
        for place, (label, score) in labels.items():
            if label == "entailment" and score >= self._least:
                return Judged(
                    status="supported", rule="entailment", score=score, quote=matching[place],
                    degraded=degraded,
                )  # fmt: skip
        if not labels:
            for quote in matching:
                if quote.covered >= LEAST_COVERED and says(claim, quote):
                    return Judged(
                        status="supported", rule="passage", score=round(quote.covered, 4),
                        quote=quote, degraded=degraded,
                    )  # fmt: skip
        for quote in quotes:
            rule = wanted.against(quote)
            if rule is not None:
                return Judged(
                    status="contradicted", rule=rule, score=round(quote.covered, 4), quote=quote,
                    degraded=degraded,
                )  # fmt: skip
        best = quotes[0].covered if quotes else 0.0
        return Judged(
            status="unsupported", rule="no_passage_says_so", score=round(best, 4),
            degraded=degraded,
        )  # fmt: skip


class _Wanted:
    """What a passage must say for a claim to be supported."""

    def __init__(self, claim: str, terms: Terms) -> None:
        self.values = parse(claim)
        self.denied = denied(claim)
        self.weights = {one: terms.idf(one) for one in _content(claim, self.values)}
        self.names = {
            stem(w.form) for m in _NAME.finditer(claim) for w in words(m.group())
            if w.form not in STOP_WORDS
        }  # fmt: skip

    def covered(self, stems: frozenset[str], context: frozenset[str]) -> float:
        """The share of the claim's words that are said, the heading counted for half."""
        whole = sum(self.weights.values()) or 1.0
        said = sum(w for one, w in self.weights.items() if one in stems)
        near = sum(w for one, w in self.weights.items() if one in context - stems)
        return (said + 0.9 * near) / whole

    def matches(self, quote: Quote) -> bool:
        """Numbers, dates, names and denial are those of the sentence."""
        said = parse(quote.text)
        return (
            self._named(quote)
            and self.denied is self._denies(quote.text)
            and all(any(_equal(value, other) for other in said) for value in self.values)
        )

    def against(self, quote: Quote) -> str | None:
        """The rule by which a sentence says the same with one other value, or denies it."""
        said = parse(quote.text)
        stems = _content(quote.text, said)
        whole = self.covered(stems, frozenset())
        back = len(stems & self.weights.keys()) / max(1, len(stems))
        if whole < LEAST_SAME or back < LEAST_BACK or not self._named(quote):
            return None
        missing = [v for v in self.values if not any(_equal(v, o) for o in said)]
        same = self.denied is self._denies(quote.text)
        if not missing and not same and self.values:
            return "passage_denies"
        alike = [o for v in missing for o in said if _alike(v, o)]
        if len(missing) == 1 and len(alike) == 1 and same:
            return "passage_value"
        return None

    def _denies(self, text: str) -> bool:
        """Whether a sentence denies the part that speaks of the claim, which may be all of it."""
        if _content(text, parse(text)) <= self.weights.keys():
            return denied(text)
        parts = [part for part in _PART.split(text) if part.strip()]
        shared = [len(_content(part, ()) & self.weights.keys()) for part in parts]
        most = max(shared, default=0)
        kept = [p for p, count in zip(parts, shared, strict=True) if count and 2 * count >= most]
        return denied(" ".join(kept))

    def _named(self, quote: Quote) -> bool:
        passage = quote.passage
        text = " ".join((quote.text, passage.title, *passage.chunk.heading_path))
        return self.names <= {stem(w.form) for w in words(text)}


def _content(text: str, values: Sequence[Value]) -> frozenset[str]:
    """Stems of the words that carry meaning, values left out."""
    return frozenset(
        stem(w.form)
        for w in words(text)
        if w.form not in STOP_WORDS and stem(w.form) not in _IDLE
        and not any(v.start <= w.start < v.end for v in values)
    )  # fmt: skip


def _quotes(passage: Passage, wanted: _Wanted, heading: str) -> list[Quote]:
    chunk = passage.chunk
    above = " ".join((heading, passage.title, *chunk.heading_path))
    context = frozenset(stem(w.form) for w in words(above))
    found = []
    for line in lines(chunk.text):
        stems = frozenset(stem(w.form) for w in words(line.text))
        found.append(
            Quote(
                passage=passage, text=line.text, start=chunk.start + line.start,
                end=chunk.start + line.end, covered=wanted.covered(stems, context),
            )
        )  # fmt: skip
    return found


def _equal(one: Value, other: Value) -> bool:
    """Whether two stated values are the same, in whatever unit."""
    if one.kind != other.kind:
        return False
    if one.date or other.date:
        return bool(one.date and other.date) and agrees(one, other.date, None) is True
    if one.time or other.time:
        return one.time == other.time
    if one.kind == "quantity" and one.number is not None and other.number is not None:
        live = in_unit(float(other.number), other.unit or "", one.unit)
        return live is not None and abs(live - float(one.number)) <= 1e-6 * max(1.0, abs(live))
    return (one.number, one.unit) == (other.number, other.unit)


def _alike(one: Value, other: Value) -> bool:
    """Whether two values are of one kind and dimension."""
    if one.kind != other.kind:
        return False
    if one.kind == "quantity":
        return in_unit(1.0, other.unit or "", one.unit) is not None
    return True
