"""Documents that disagree over an answer: found, decided by what is configured, or told.

The sentences about to be said are held against the other good ones, and against what the index
holds that is nearest to them: a document that says the same with another value is found there,
however the question was put. A document of a source with more `authority` is believed, then, if
`answer.newest_wins`, the one dated later; else nobody is, and both are quoted.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from answer.answer_spans import spans
from answer.disagreement import (
    Disagreement,
    Subjects,
    among,
    answers,
    apart,
    between,
    comparable,
    least_coverage,
)
from answer.drafts import Draft
from answer.guard import Refusal
from answer.injection import trusted_sentences
from answer.question import Analysis, stems_of
from answer.quotes import Extract, Quote
from nescio.answers import Verdict
from nescio.errors import ServiceError
from nescio.sentences import Sentence
from nescio.types import Passage, Scope
from retrieval.retriever import Retriever

RULE = "documents_disagree"
_ALIKE = 12
"""Passages nearest to a sentence that are held against it."""
_ALIKE_QUESTION = 24
"""The same of the question: what answers it in other passages than those that were read."""
_MOST = 24
"""Sentences of the index that are held against each other."""
_DATED = re.compile(
    r"\b(?:updated|revised|effective|valid|version|published|dated?|issued|as of|in force|"
    r"last change)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Trust:
    """Which documents are believed. `authority` by source; one that is not named has 0."""

    authority: Mapping[str, int]
    newest_wins: bool = False


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """A disagreement; `believed` and `other` where one of the documents is believed.

    `aside`: over a sentence that is not what answers the question, and is better left out.
    """

    found: Disagreement
    aside: bool = False
    believed: Quote | None = None
    other: Quote | None = None

    @property
    def quotes(self) -> tuple[Quote, Quote]:
        """Both, in the order in which they were found."""
        return self.found.one, self.found.other


class Disputes:
    """Looks for documents that disagree with a quote, and decides between them."""

    def __init__(self, retriever: Retriever, trust: Trust) -> None:
        self._retriever = retriever
        self._trust = trust

    async def find(
        self,
        analysis: Analysis,
        extract: Extract,
        scope: Scope,
        *,
        named: Callable[[str], frozenset[str]],
        without: Collection[str] = (),
    ) -> tuple[Dispute | None, tuple[str, ...]]:
        """What documents disagree over, if anything, and which stages failed.

        `named` tells which known things a text names; of the sources `without` nothing is used.
        """
        subjects = Subjects(named=named, editions=self._trust.newest_wins)
        ranked = sorted((*extract.chosen, *extract.others), key=lambda quote: -quote.score)
        near = comparable(analysis, ranked)
        found = await asyncio.to_thread(among, analysis, near, subjects)
        degraded: tuple[str, ...] = ()
        pool: list[Passage] = []
        if found is None:
            try:
                pool = await self._alike(analysis, extract, scope, without)
            except (ServiceError, TimeoutError):
                degraded = ("disagreement",)
            found = await asyncio.to_thread(_in_index, analysis, near, pool, subjects)
        if found is not None:
            return await asyncio.to_thread(self._decided, found, scope), degraded
        asides = [quote for quote in extract.chosen if quote not in near]
        pool += [quote.passage for quote in ranked]
        found = await asyncio.to_thread(_against, analysis, asides, pool, subjects)
        return (None if found is None else Dispute(found=found, aside=True)), degraded

    async def _alike(
        self, analysis: Analysis, extract: Extract, scope: Scope, without: Collection[str]
    ) -> list[Passage]:
        """What the index holds that is nearest to the quotes about to be said, and to the
        question."""
        texts = [quote.text for quote in extract.chosen if answers(analysis, quote.text)]
        searches = [self._retriever.alike(texts, scope, limit=_ALIKE, without=without)]
        if extract.question is not None:
            searches.append(
                self._retriever.alike(
                    [analysis.text], scope, limit=_ALIKE_QUESTION, without=without,
                    vectors=[extract.question],
                )
            )  # fmt: skip
        found = chain.from_iterable(await asyncio.gather(*searches))
        return list({passage.id: passage for some in found for passage in some}.values())

    def _decided(self, found: Disagreement, scope: Scope) -> Dispute:
        """Blocks where documents have to be read for their dates."""
        one, other = found.one, found.other
        ranks = [self._trust.authority.get(q.passage.chunk.source, 0) for q in (one, other)]
        if ranks[0] != ranks[1]:
            first = ranks[0] > ranks[1]
        else:
            dates = [self._date(q.passage, scope) for q in (one, other)]
            if dates[0] is None or dates[1] is None or dates[0] == dates[1]:
                return Dispute(found=found)
            first = dates[0] > dates[1]
        believed, left = (one, other) if first else (other, one)
        return Dispute(found=found, believed=believed, other=left)

    def _date(self, passage: Passage, scope: Scope) -> dt.date | None:
        if not self._trust.newest_wins:
            return None
        return dated(passage, self._retriever.text_of(passage, scope))


def dated(passage: Passage, text: str) -> dt.date | None:
    """The date that a document bears: in its title or path, else in a line that says so.

    A year or a month stands for its first day. None when nothing tells, or several years do.
    """
    for place in (passage.title, passage.chunk.key.rpartition("/")[2]):
        if (date := _only_date(place)) is not None:
            return date
    for line in text.splitlines():
        if _DATED.search(line) and (date := _only_date(line)) is not None:
            return date
    return None


def _only_date(text: str) -> dt.date | None:
    days = [s.day for s in spans(text.replace("_", " ")) if s.kind == "date" and s.day[0]]
    if len(days) != 1:
        return None
    year, month, day = days[0]
    try:
        return dt.date(year or 1, month or 1, day or 1)
    except ValueError:
        return None


def _against(
    analysis: Analysis, quotes: Sequence[Quote], passages: Sequence[Passage], subjects: Subjects
) -> Disagreement | None:
    """The first of the quotes that a sentence of another document disagrees with."""
    if not quotes:
        return None
    sentences = [found for passage in passages for found in _sentences(passage)]
    for quote in quotes:
        for said in sentences:
            if apart(quote, said.passage, said.stems):
                continue  # most of them
            found = between(analysis, quote, said.like(quote), subjects)
            if found is not None:
                return found
    return None


def _in_index(
    analysis: Analysis, quotes: Sequence[Quote], passages: Sequence[Passage], subjects: Subjects
) -> Disagreement | None:
    """Of the quotes and a sentence, else of two sentences that say about as much of what is asked
    as the best quote does."""
    found = _against(analysis, quotes, passages, subjects)
    if found is not None or not quotes:
        return found
    least = least_coverage(analysis, quotes[0])
    sentences = [
        said.like(quotes[0])
        for passage in passages
        for said in _sentences(passage)
        if analysis.coverage(said.stems | said.context) >= least
    ]
    return among(analysis, sentences[:_MOST], subjects)


@dataclass(slots=True)
class _Sentence:
    passage: Passage
    said: Sentence
    stems: frozenset[str]
    heading: frozenset[str]
    before: frozenset[str]

    @property
    def context(self) -> frozenset[str]:
        return self.heading | self.before

    def like(self, quote: Quote) -> Quote:
        """As a quote that is as likely as the one which it is held against."""
        start = self.passage.chunk.start
        return replace(
            quote, passage=self.passage, start=start + self.said.start, end=start + self.said.end,
            text=self.said.text, block=self.said.block, stems=self.stems, context=self.context,
        )  # fmt: skip


def _sentences(passage: Passage) -> Iterator[_Sentence]:
    if passage.kind != "file":
        return
    heading = stems_of(passage.title, *passage.chunk.heading_path)
    for said, stems, before in _read(passage.chunk.text):
        yield _Sentence(passage, said, stems, heading, before)


@lru_cache(maxsize=2_048)
def _read(text: str) -> tuple[tuple[Sentence, frozenset[str], frozenset[str]], ...]:
    """The sentences of a passage, with their stems and those of the one before in their block."""
    found: list[tuple[Sentence, frozenset[str], frozenset[str]]] = []
    for said in trusted_sentences(text):
        last = found[-1] if found else None
        before = last[1] if last is not None and last[0].block == said.block else frozenset[str]()
        found.append((said, stems_of(said.text), before))
    return tuple(found)


def told(dispute: Dispute) -> tuple[Draft, ...]:
    """That the documents disagree, citing both, and what each says, as quotes."""
    one, other = dispute.quotes
    ids = (one.passage.id, other.passage.id)
    verdict = Verdict(status="supported", score=1.0, rule=RULE, evidence_ids=ids)
    passages = (one.passage, other.passage)
    lead = Draft(text=f"{_who(dispute)}:", verdict=verdict, passages=passages)
    return (lead, *(_quoted(quote) for quote in dispute.quotes))


def refusal(dispute: Dispute) -> Refusal:
    """Both, where neither can be said to answer the question."""
    said = " / ".join(f"“{' '.join(quote.text.split())}”" for quote in dispute.quotes)
    return Refusal(reason="sources_conflict", rule=RULE, message=f"{_who(dispute)}: {said}")


def note(believed: Quote, other: Quote) -> str:
    """Which document was not believed, for the notes of an answer."""
    return (
        f"The document “{other.passage.title}” says otherwise; "
        f"“{believed.passage.title}” is believed."
    )


def _who(dispute: Dispute) -> str:
    titles = [quote.passage.title for quote in dispute.quotes]
    if titles[0] == titles[1]:
        return f"Two documents “{titles[0]}” disagree"
    return f"The documents “{titles[0]}” and “{titles[1]}” disagree"


def _quoted(quote: Quote) -> Draft:
    ids = (quote.passage.id,)
    verdict = Verdict(status="supported", score=1.0, rule="quote", evidence_ids=ids)
    return Draft(text=quote.text, verdict=verdict, quote=quote)
