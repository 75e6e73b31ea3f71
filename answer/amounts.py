"""What an amount in a sentence is for: the deed, or the things, that it is told of.

`A tent costs 42 euro, a boat 29` under the heading of repairs says neither what it costs to rent
one nor what a bicycle costs to repair.
"""

from __future__ import annotations

import re

from answer.question import Analysis, stems_of
from answer.quotes import Quote
from answer.record_columns import DEEDS
from answer.records import record_of
from nescio.text import STOP_WORDS, stem, words
from retrieval.senses import same_sense

LEAST_LISTED = 2

# To send something back is to return it, no shipping that is sold.
_BACK = re.compile(r"\bsend(?:ing)?(?: \w+){0,2} back\b", re.IGNORECASE)

_AMOUNT = r"(?:[€$£] ?)?(?:EUR |USD )?\d[\d.,]*\b"
# `A tent costs 42 euro, a boat 29 euro`: the things.
_ITEM = re.compile(
    rf"\b(?:an?|each|every) (?P<thing>(?:[a-z][a-z'-]* ){{1,4}}?)"
    rf"(?:costs? |takes? |is |comes to |pays? |for |at )?(?={_AMOUNT})",
    re.IGNORECASE,
)
_THING = re.compile(r"\b(?:an?|my|our|this|that|these|those) (?P<thing>(?:[a-z-]+ ?){1,3})")
# `They are sold by the month and can be paused for 3 euro`: what is done for the amount.
_DONE_FOR = re.compile(
    rf"\b(?:is|are|was|were|can|may|will)\b.*\b(?:and|or|but) (?:\w+ ){{0,2}}?(?:be|is|are) "
    rf"(?P<deed>[a-z]+ed|lent|sent) (?:[a-z]+ ){{0,2}}?for (?:about |up to |only )?{_AMOUNT}",
    re.IGNORECASE,
)


def for_another(analysis: Analysis, quote: Quote) -> bool:
    """Whether the amount that a quote has, or the span of time, is told of another deed than the
    one asked about, or of other things only."""
    return (
        _of_other_deed(analysis, quote)
        or _of_other_things(analysis, quote)
        or _done_besides(analysis, quote)
    )


def _of_other_deed(analysis: Analysis, quote: Quote) -> bool:
    """`To rent a tent`, where the quote or what stands over it speaks of washing alone."""
    own = stems_of(_BACK.sub(" ", analysis.text))
    asked = [family for family in DEEDS if family & own]
    said = quote.stems | quote.context
    if not asked or any(family & said for family in asked):
        return False
    return any(family & said for family in DEEDS)


def _of_other_things(analysis: Analysis, quote: Quote) -> bool:
    """Whether a quote has amounts of several things, and the question speaks of one that it does
    not know: `a quilt`, written small, for it may be of the kind if it has a name."""
    listed = [match["thing"] for match in _ITEM.finditer(quote.text)]
    if len(listed) < LEAST_LISTED or record_of(quote) is not None:
        return False
    own = stems_of(analysis.text)
    if any(_means(one, own) for one in stems_of(*listed)):
        return False
    said = quote.stems | quote.context | stems_of(quote.passage.chunk.text)
    things = stems_of(*(match["thing"] for match in _THING.finditer(analysis.text)))
    return any(not _means(one, said) for one in things & analysis.weights.keys())


def _done_besides(analysis: Analysis, quote: Quote) -> bool:
    """Whether the amount of a quote is for what is done besides, and nobody asked about that."""
    match = _DONE_FOR.search(quote.text)
    if match is None or len(re.findall(r"\d[\d.,]*", quote.text)) > 1:
        return False
    deed = stem(match["deed"].casefold())
    if _denied(analysis.text, deed):
        return True
    family = next((one for one in DEEDS if deed in one), frozenset({deed}))
    return not any(_means(one, frozenset(analysis.weights)) for one in family)


def _denied(text: str, deed: str) -> bool:
    """Whether a text says that something is not done: `if I don't pause it`."""
    said = words(text)
    return any(
        stem(word.form) == deed and at > 0 and _NOT.search(said[at - 1].form)
        for at, word in enumerate(said)
    )


_NOT = re.compile(r"not$|n['’]?t$|^never$|^without$")


def _means(one: str, stems: frozenset[str]) -> bool:
    if one in STOP_WORDS:
        return True
    near = any(other.endswith(one) or one.endswith(other) for other in stems if len(other) > 3)
    return one in stems or near or bool(same_sense(one) & stems)
