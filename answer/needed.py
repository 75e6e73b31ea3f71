"""Which of the chosen quotes an answer needs: an answer cites what it rests on, and no more.

The first quote is the answer. A further one from a document that is cited already costs the
reader nothing and often holds the rest of it. One from another document has to earn its place: it
brings a name or a number of the question that nothing has yet; or goes on from a code (`VB-14`)
that a quote before it gave, where nothing of the kind that is asked for is said yet; or is nearly
as near the question as the first quote and brings much of what is missing. Names alone and lone
words are met by chance: they count only for what is nearly as near.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.kinds import fits
from answer.question import Analysis, stems_of
from answer.quotes import Quote

LEAST_GAIN = 0.25
"""Share of the weight of the question's words that another document has to add."""

NEARLY = 0.85
"""Of the first quote's score: what is less near the question has words of it by chance."""

# A name or a number inside a question, with all its words: Warsaw, 501, GX-5, Corvin 7.
_WORD = r"(?:[A-Z][\w-]+|[\w-]*\d[\w-]*)"
_NAME = re.compile(rf"(?<=[^.!?]\s){_WORD}(?:\s+{_WORD})*")
_CODE = re.compile(r"\b[A-Za-z]{1,4}-?\d+\b")


def needed(analysis: Analysis, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The quotes without asides of other documents, in their order; the first one always."""
    kept: list[Quote] = []
    for quote in _of_the_code(analysis, quotes):
        if not kept or _needed(analysis, kept, quote):
            kept.append(quote)
    return tuple(kept)


def _of_the_code(analysis: Analysis, quotes: Sequence[Quote]) -> Sequence[Quote]:
    """Without what tells of `E-09` where another quote tells of the `E-03` that is asked about."""
    told = [set(_CODE.findall(quote.text)) for quote in quotes]
    found = {code for code in set().union(*told) if stems_of(code) <= analysis.weights.keys()}
    forms = {_letters(code) for code in found}
    return [
        quote
        for quote, codes in zip(quotes, told, strict=True)
        if codes & found or not forms & {_letters(code) for code in codes}
    ]


def _letters(code: str) -> str:
    return code.rstrip("0123456789")


def _needed(analysis: Analysis, kept: Sequence[Quote], quote: Quote) -> bool:
    document = quote.passage.chunk.document_id
    if any(q.passage.chunk.document_id == document for q in kept):
        return True
    have = frozenset().union(*(q.stems | q.context for q in kept))
    near = quote.score >= NEARLY * kept[0].score
    if _goes_on(analysis, kept, quote) or _brings_name(analysis, have, quote, near=near):
        return True
    gain = analysis.coverage(have | quote.stems) - analysis.coverage(have)
    return near and gain >= LEAST_GAIN


def _goes_on(analysis: Analysis, kept: Sequence[Quote], quote: Quote) -> bool:
    """Whether the quote has a code that those before gave and the question does not have."""
    if analysis.expects != "any" and any(fits(analysis.expects, q.text) for q in kept):
        return False
    given = {code for q in kept for code in _CODE.findall(q.text)}
    return bool(given & set(_CODE.findall(quote.text)) - set(_CODE.findall(analysis.text)))


def _brings_name(analysis: Analysis, have: frozenset[str], quote: Quote, *, near: bool) -> bool:
    """Whether the quote has a whole name of the question of which nothing is there yet."""
    for name in map(stems_of, _NAME.findall(analysis.text)):
        numbered = any(char.isdigit() for stem in name for char in stem)
        if name and name <= quote.stems and not name & have and (near or numbered):
            return True
    return False
