"""The extractive answerer: the sentences of the passages that answer a question, as quotes.

Each sentence is scored by several signals (semantic and lexical match, rank of its passage, kind
of answer). The best is taken, then sentences that add what it left open: words of the question
not yet covered, reached over a rare word that both share (the second hop of a chain).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from answer.injection import trusted_sentences
from answer.kinds import ANY_KIND, closeness
from answer.lacking import lacks_value, unplaced
from answer.question import Analysis, stems_of
from answer.quotes import Extract, Quote, place_of
from answer.span_reader import STAGE, SpanQuotes
from answer.token_match import TokenMatch
from nescio.types import Evidence, Passage
from retrieval.corpus import Terms
from retrieval.embedding import Embedder

MAX_SCORED = 48
MAX_FILTERED = 12
MEANING, OWN_WORDS, NEAR_WORDS, RANK, KIND, READ = 0.45, 0.15, 0.25, 0.05, 0.20, 0.20
"""What counts for a sentence: its likeness to the question, the question's words in it, and in it
or over and before it, the rank of its passage, the kind of answer, what a reader makes of it."""
BESIDE = 0.06
"""For a sentence that stands beside a chosen one; `MOST_BETWEEN` characters part them."""
MOST_BETWEEN = 4
_KEEP = 0.80
_POINTS_BACK = re.compile(
    r"(?:it|they|he|she|this|that|these|those|both|there|then|otherwise|in this case|its|their|"
    r"yes|no|all of them|neither|after that)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class _Sentence:
    """`lead` is what it needs before it to be understood: what it points back to, or the question
    that its paragraph replies to."""

    passage: Passage
    rank: int
    start: int
    end: int
    text: str
    block: int
    stems: frozenset[str]
    context: frozenset[str]
    before: frozenset[str]
    lead: str


class Extractor:
    """Picks quotes. `max_sentences` bounds an answer; a `reader` has a say in which they are, and
    `match` tells how much of the question the passage of the first holds."""

    def __init__(
        self,
        embedder: Embedder,
        *,
        max_sentences: int,
        reader: SpanQuotes | None = None,
        match: TokenMatch | None = None,
    ) -> None:
        self._embedder = embedder
        self._reader = reader
        self._match = match
        self._max = max_sentences

    async def extract(
        self,
        question: str,
        analysis: Analysis,
        evidence: Sequence[Evidence],
        terms: Terms,
        *,
        about_other: Callable[[Quote], bool],
    ) -> Extract:
        """Quotes for a question from file passages, in descending score.

        `question` is compared by meaning, with its background; `analysis` by its words.
        `about_other` tells whether a quote speaks of another thing than the one asked about.
        """
        sentences = _shortlist(analysis, _sentences(evidence))
        if not sentences:
            return Extract(chosen=())
        texts = [question, *(_contextual(s) for s in sentences)]
        asked, *vectors = await self._embedder.embed(texts)
        scored = _sorted(
            _score(analysis, s, float(np.dot(asked, v)))
            for s, v in zip(sentences, vectors, strict=True)
        )
        degraded: tuple[str, ...] = ()
        if self._reader is not None:
            read = await self._reader.read(question, scored)
            scored, degraded = (scored, (STAGE,)) if read is None else (_reread(read), ())
        quotes = await asyncio.to_thread(
            lambda: [q for q in scored[:MAX_FILTERED] if not about_other(q)]
        )
        chosen = select(analysis, quotes, terms, limit=self._max)
        rest = tuple(q for q in quotes if q not in chosen)
        extract = Extract(
            chosen=chosen, others=rest[:8], scored=tuple(scored), question=asked, degraded=degraded
        )
        return await self._match.matched(analysis, extract) if self._match else extract

    async def likeness(self, question: str, texts: Sequence[str]) -> float:
        """The highest cosine of a question to some texts."""
        asked, *vectors = await self._embedder.embed([question, *texts])
        return max(float(np.dot(asked, vector)) for vector in vectors)


def quotes_of(analysis: Analysis, passages: Sequence[Passage]) -> list[Quote]:
    """The sentences of passages as quotes that were not compared by meaning."""
    evidence = [Evidence(item=passage, score=0.0) for passage in passages]
    return [_score(analysis, sentence, 0.0) for sentence in _sentences(evidence)]


def _sentences(evidence: Sequence[Evidence]) -> list[_Sentence]:
    found: list[_Sentence] = []
    for rank, item in enumerate(evidence):
        passage = item.item
        if not isinstance(passage, Passage) or passage.kind != "file":
            continue
        chunk = passage.chunk
        context = stems_of(passage.title, *chunk.heading_path)
        before: dict[int, str] = {}
        replied: dict[int, str] = {}
        for s in trusted_sentences(chunk.text):
            earlier, reply_to = before.get(s.block, ""), replied.get(s.block, "")
            before[s.block] = s.text
            if s.text.endswith("?"):
                replied[s.block] = s.text
            if len(s.text) < 12 or s.text in chunk.heading_path or s.text == passage.title:
                continue
            if s.text.startswith(";"):  # the rest of a record that a question mark cut in two
                continue
            found.append(
                _Sentence(
                    passage=passage, rank=rank, start=chunk.start + s.start,
                    end=chunk.start + s.end, text=s.text, block=s.block,
                    stems=stems_of(s.text), context=context, before=stems_of(earlier, reply_to),
                    lead=reply_to or (earlier if _POINTS_BACK.match(s.text) else ""),
                )
            )  # fmt: skip
    return found


def _shortlist(analysis: Analysis, sentences: list[_Sentence]) -> list[_Sentence]:
    """The sentences worth embedding: by word overlap and by the rank of their passage."""
    unique: dict[str, _Sentence] = {}
    for s in sentences:
        unique.setdefault(" ".join(s.text.split()), s)
    ranked = sorted(
        unique.values(),
        key=lambda s: (-analysis.coverage(s.stems) - 0.5 / (1 + s.rank), s.rank, s.start),
    )
    return ranked[:MAX_SCORED]


def _contextual(sentence: _Sentence) -> str:
    lead = f"{sentence.lead} " if sentence.lead else ""
    return f"{place_of(sentence.passage)}: {lead}{sentence.text}"


def _reread(quotes: Iterable[Quote]) -> list[Quote]:
    """Sorted anew by what a reader found in them."""
    return _sorted(
        replace(quote, score=quote.score + READ * (quote.read - 0.5)) for quote in quotes
    )


def _sorted(quotes: Iterable[Quote]) -> list[Quote]:
    return sorted(quotes, key=lambda q: (-q.score, q.passage.uri, q.start))


def _score(analysis: Analysis, s: _Sentence, cosine: float) -> Quote:
    own = analysis.coverage(s.stems)
    coverage = analysis.coverage(s.stems | s.context | s.before)
    kind = 0.0
    if analysis.expects not in ANY_KIND:
        kind = closeness(analysis.expects, analysis.text, s.text)
    kind -= lacks_value(analysis.text, s.text) or unplaced(analysis.text, s.text)
    near = analysis.near(s.stems | s.context | s.before)
    score = MEANING * cosine + OWN_WORDS * own + NEAR_WORDS * near
    score += RANK / (1 + s.rank) + KIND * kind
    if s.text.endswith("?"):
        score -= 0.15
    if len(s.stems) < 4 and not s.text.endswith("."):
        score -= 0.10
    return Quote(
        passage=s.passage, start=s.start, end=s.end, text=s.text, block=s.block, stems=s.stems,
        context=s.context | s.before, cosine=cosine, coverage=coverage, score=score,
    )  # fmt: skip


def select(
    analysis: Analysis, quotes: Sequence[Quote], terms: Terms, *, limit: int
) -> tuple[Quote, ...]:
    """The best quote, then those that add to it; from one document kept in reading order."""
    if not quotes:
        return ()
    chosen = [quotes[0]]
    while len(chosen) < limit:
        best = max(
            (q for q in quotes if q not in chosen),
            key=lambda q: _addition(analysis, chosen, q, terms),
            default=None,
        )
        if best is None or _addition(analysis, chosen, best, terms) < _KEEP * chosen[0].score:
            break
        chosen.append(best)
    return tuple(chosen)


def _addition(analysis: Analysis, chosen: Sequence[Quote], quote: Quote, terms: Terms) -> float:
    """Worth of one more quote: its own score, plus what it newly covers and how it is linked."""
    have = frozenset().union(*(q.stems | q.context for q in chosen))
    gain = analysis.coverage(have | quote.stems) - analysis.coverage(have)
    bridge = _bridge(analysis, chosen, quote, terms)
    near = BESIDE if any(_beside(q, quote) for q in chosen) else 0.0
    repeat = max(len(q.stems & quote.stems) / max(1, len(q.stems | quote.stems)) for q in chosen)
    return quote.score + 0.5 * gain + 0.15 * bridge + near - 0.4 * max(0.0, repeat - 0.5)


def _beside(one: Quote, other: Quote) -> bool:
    """Whether two quotes stand side by side in one document."""
    if one.passage.chunk.document_id != other.passage.chunk.document_id:
        return False
    gap = other.start - one.end if one.start < other.start else one.start - other.end
    return 0 <= gap <= MOST_BETWEEN


def _bridge(analysis: Analysis, chosen: Sequence[Quote], quote: Quote, terms: Terms) -> float:
    """Up to 1: a rare word, not of the question, shared with the best quote across documents."""
    first = chosen[0]
    if quote.passage.chunk.document_id == first.passage.chunk.document_id:
        return 0.0
    shared = (quote.stems & first.stems) - analysis.weights.keys()
    top = max((terms.idf(s) for s in shared), default=0.0)
    return min(1.0, top / max(1.0, terms.idf("")))
