"""What a question asks for and a quote has to have, whatever else they share.

An amount of money is not answered by opening hours, and whether a jacket has pit zips not by a
sentence about its fabric: near in subject, no answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.kinds import AMOUNTS, fits
from answer.question import Analysis, stems_of
from answer.quotes import Quote
from retrieval.senses import same_sense

_PRICE = re.compile(
    r"\b(?:costs?|prices?|priced|fees?|pay|charge|owe|expensive|cheap)\b"
    r"|\bhow much (?:is|are|was|were|for)\b",
    re.IGNORECASE,
)
# Degrees are no number of anything else: `below -10 °C put one under it`.
_DEGREES = re.compile(r"[-−]?\d+(?:[.,]\d+)?(?: to [-−]?\d+)? ?(?:°|degrees?\b)")
_TEMPERATURE = re.compile(
    r"\b(?:temperatures?|degrees?|cold|hot|warm|cool|celsius|heat|frost|freez\w*|frozen|wash\w*|angle|steep|turns?)\b|°",
    re.IGNORECASE,
)
# What a thing is asked to have: `does the jacket have [pit zips]`, `is there [a lift] in Lyon`.
_HAS = re.compile(
    r"^(?:\W|and|but|so|also|hi|hello)*(?:do|does|did)\b.{1,60}?"
    r"\b(?:have|come with|include|offer|contain)\b(?! to\b)(?P<one>.+)"
    r"|^(?:\W|and|but|so|also|hi|hello)*(?:is|are|was|were) there\b(?P<two>.+)",
    re.IGNORECASE | re.DOTALL,
)
# What a letter tells from others of its sort: `R-value`, `O-rings`.
_LETTERED = re.compile(r"(?<![\w-])[A-Z]-[a-z]{3,}(?<!s)")
_FOR = re.compile(r"\s*for (?:an? |the |my |our )?(?P<whom>[a-z][a-z -]+)")
_END = re.compile(
    r"[,;.?!]|\b(?:and|or|but|in|on|at|of|for|from|to|with|that|which|who|when|if|as|like|by)\b",
    re.IGNORECASE,
)


def amount_missing(analysis: Analysis, quotes: Sequence[Quote]) -> bool:
    """Whether an amount is asked for and the first quote's document is not quoted with any.

    Money has to be money where the question speaks of a price; any number may answer the rest.
    """
    if analysis.expects not in AMOUNTS:
        return False
    document = quotes[0].passage.chunk.document_id
    texts = [q.text for q in quotes if q.passage.chunk.document_id == document]
    if analysis.expects == "money" and _PRICE.search(analysis.text):
        return not any(fits("money", text) for text in texts)
    if analysis.expects == "number" and not _TEMPERATURE.search(analysis.text):
        texts = [_DEGREES.sub("", text) for text in texts]
    return not any(fits(analysis.expects, text) or fits("number", text) for text in texts)


def feature_missing(analysis: Analysis, quote: Quote, scored: Sequence[Quote] = ()) -> bool:
    """Whether it is asked if there is a thing of which the quote, or its heading, lacks a word, or
    for an `R-value` of which only others of those `scored` in its document speak."""
    if _spoken_of_by_others(analysis.text, quote, scored):
        return True
    match = _HAS.search(analysis.text)
    if match is None:
        return False
    rest = (match["one"] or match["two"]).strip()
    thing = _END.split(rest, maxsplit=1)[0]
    wanted = stems_of(thing) & analysis.weights.keys()
    said = quote.stems | stems_of(*quote.passage.chunk.heading_path[-1:])
    return bool(wanted - said) or _whom_missing(rest[len(thing) :], analysis, said | quote.context)


def _spoken_of_by_others(question: str, quote: Quote, scored: Sequence[Quote]) -> bool:
    document = quote.passage.chunk.document_id
    beside = [q.text for q in scored if q.passage.chunk.document_id == document]
    said = " ".join((*quote.passage.chunk.heading_path[-1:], quote.text))
    for match in _LETTERED.finditer(question):
        form = re.compile(rf"\b{re.escape(match.group())}", re.IGNORECASE)
        if not form.search(said) and any(form.search(text) for text in beside):
            return True
    return False


def _whom_missing(rest: str, analysis: Analysis, said: frozenset[str]) -> bool:
    """Whether the quote has no word of whom or what the thing has to be for: `a discount for
    students`."""
    match = _FOR.match(rest)
    if match is None:
        return False
    whom = stems_of(_END.split(match["whom"], maxsplit=1)[0]) & analysis.weights.keys()
    return bool(whom) and not any(one in said or same_sense(one) & said for one in whom)
