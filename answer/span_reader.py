"""The reader's part in an answer: its span makes a sentence the first quote, and its margin takes
part in the confidence. A reader that is late or fails leaves both as they were.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from dataclasses import replace

from answer.extract import Extract, Quote, select
from answer.span_model import Span, SpanReader
from answer.work import Work, off_point
from nescio.errors import NescioError
from nescio.settings import ReaderSettings
from nescio.types import Evidence, Passage

STAGE = "reader"
"""The name of the stage in `degraded`."""

_LEAST = 1e-6


class SpanQuotes:
    """Asks the reader and offers what it points at."""

    def __init__(self, model: SpanReader, settings: ReaderSettings, max_sentences: int) -> None:
        self._model = model
        self._settings = settings
        self._max = max_sentences

    async def read(self, work: Work) -> Work:
        """The same draft with the reader's sentence first, if it is surer of one than of none."""
        if work.extract is None or work.retrieved is None or not work.extract.scored:
            return work
        passages = first_passages(work.retrieved.evidence, self._settings.passages)
        if not passages:
            return work
        try:
            async with asyncio.timeout(self._settings.deadline_s):
                texts = [p.chunk.text for p in passages]
                spans = await self._model.spans(work.search, texts)
        except (NescioError, TimeoutError):
            return replace(work, degraded=(*work.degraded, STAGE))
        extract = await asyncio.to_thread(self._offered, work, work.extract, passages, spans)
        return replace(work, extract=extract)

    def _offered(
        self,
        work: Work,
        extract: Extract,
        passages: Sequence[Passage],
        spans: Sequence[Span | None],
    ) -> Extract:
        """The surest span decides, among those in sentences that may be quoted at all: not of a
        paragraph that speaks to the machine, nor of another thing than the one asked about."""
        read = [(p, s) for p, s in zip(passages, spans, strict=True) if s is not None]
        for passage, span in sorted(read, key=lambda pair: -pair[1].margin):
            quote = sentence_of(passage, span, extract.scored)
            if quote is None or off_point(quote, work):
                continue
            if span.margin <= 0:
                return replace(extract, margin=span.margin)
            known = (*extract.chosen, *extract.others)
            rest = sorted((q for q in known if q != quote), key=lambda q: -q.score)
            chosen = select(work.analysis, (quote, *rest), work.snapshot.terms, limit=self._max)
            others = tuple(q for q in rest if q not in chosen)
            return replace(extract, chosen=chosen, others=others, margin=span.margin)
        return extract


def first_passages(evidence: Sequence[Evidence], most: int) -> list[Passage]:
    """The first passages of documents: rows are answered live."""
    passages = [e.item for e in evidence if isinstance(e.item, Passage) and e.item.kind == "file"]
    return passages[:most]


def sentence_of(passage: Passage, span: Span, quotes: Sequence[Quote]) -> Quote | None:
    """The sentence that holds a span of a passage whole."""
    start, end = passage.chunk.start + span.start, passage.chunk.start + span.end
    document = passage.chunk.document_id
    for quote in quotes:
        if quote.passage.chunk.document_id == document and quote.start <= start <= end <= quote.end:
            return quote
    return None


def read_confidence(score: float, margin: float | None) -> float:
    """A confidence and a reader's margin as one: the mean of their log-odds, the margin's being
    that of its logistic, which is the margin itself. Without a margin the confidence as it is.

    It is the logarithmic opinion pool of two equally trusted opinions (Genest and Zidek 1986).
    """
    if margin is None:
        return score
    bound = min(max(score, _LEAST), 1 - _LEAST)
    z = (math.log(bound / (1 - bound)) + margin) / 2
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
