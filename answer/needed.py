"""Which of the chosen quotes an answer needs: an answer cites what it rests on, and no more.

The first quote is the answer. A further one from a document that is cited already costs the
reader nothing and often holds the rest of it. One from another document has to earn its place: it
brings words of the question that nothing has yet, a name or a number of the question foremost (one
other word only if it is nearly as near the question as the first quote), or goes on from a code
(`VB-14`) that a quote before it gave.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.extract import Quote
from answer.question import Analysis, stems_of

LEAST_GAIN = 0.25
"""Share of the weight of the question's words that another document has to add."""

NEARLY = 0.85
"""Of the first quote's score: what is less near the question has one word more of it by chance."""

# A name or a number inside a question: Warsaw, 501, GX-5.
_NAME = re.compile(r"(?<=[^.!?]\s)(?:[A-Z][\w-]+|[\w-]*\d[\w-]*)\b")
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
    names = stems_of(*_NAME.findall(analysis.text))
    if (quote.stems & names) - have:
        return True
    added = (quote.stems - have) & analysis.weights.keys()
    if len(added) == 1 and quote.score < NEARLY * kept[0].score:
        return False
    gain = analysis.coverage(have | quote.stems) - analysis.coverage(have)
    return gain >= LEAST_GAIN
