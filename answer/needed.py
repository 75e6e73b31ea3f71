"""Which of the chosen quotes an answer needs: an answer cites what it rests on, and no more.

The first quote is the answer. A further one from a document that is cited already costs the
reader nothing and often holds the rest of it. One from another document has to earn its place: it
brings words of the question that nothing has yet, or goes on from a code (`VB-14`) that a quote
before it gave.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.extract import Quote
from answer.question import Analysis

LEAST_GAIN = 0.25
"""Share of the weight of the question's words that another document has to add."""

_CODE = re.compile(r"\b[A-Za-z]{1,4}-?\d+\b")


def needed(analysis: Analysis, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The quotes without asides of other documents, in their order; the first one always."""
    kept: list[Quote] = []
    for quote in quotes:
        if not kept or _needed(analysis, kept, quote):
            kept.append(quote)
    return tuple(kept)


def _needed(analysis: Analysis, kept: Sequence[Quote], quote: Quote) -> bool:
    document = quote.passage.chunk.document_id
    if any(q.passage.chunk.document_id == document for q in kept):
        return True
    codes = {code for q in kept for code in _CODE.findall(q.text)}
    if codes & set(_CODE.findall(quote.text)):
        return True
    have = frozenset().union(*(q.stems | q.context for q in kept))
    gain = analysis.coverage(have | quote.stems) - analysis.coverage(have)
    return gain >= LEAST_GAIN
