"""A row that a question tells by its place: `the warranty of the cheapest tent`.

The row is asked for first; then the question is asked once more, with its name in place of the
phrase. Text only, in general English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NOT_A_PLACE = (
    "best worst nearest closest test guest request interest rest west invest honest".split()
)
_PHRASE = re.compile(
    r"\b(?:the|your|our)\s+(?P<phrase>(?:(?:second|third|fourth|fifth|single|very)[ -])?"
    rf"(?!(?:{'|'.join(_NOT_A_PLACE)})\b)(?:[a-z]+est|(?:most|least)\s+[a-z]+)"
    r"(?:\s+(?!(?:is|are|was|does|do|has|have|comes?|made|makes?|weighs?|costs?|lasts?|runs?|on|at"
    r"|for|and|or|but|by|to|from|which|that|who)\b)[\w’'-]+){1,4})"
    r"(?:\s+(?:of|in|from|under|below|over|above|with|by)\s+[^?.,;!]+?)?"
    r"(?=\s+(?:is|are|was|does|do|has|have|comes?|made|makes?|weighs?|costs?|lasts?|runs?)\b"
    r"|\W*$|[,;.!?])",
    re.IGNORECASE,
)
# "The store that opened last."
_CLAUSE = re.compile(
    r"\b(?:the|your|our)\s+(?P<noun>[\w-]+(?: [\w-]+)?) (?:that|which|who) "
    r"(?:was |were |has |have )?(?P<verb>[a-z]+) "
    r"(?P<place>first|last|most recently|latest|earliest)\b",
    re.IGNORECASE,
)
# "The supplier with the longest lead time", "the firm we have to wait for longest".
_HAVING = re.compile(
    r"\b(?:the|your|our)\s+(?P<noun>[\w-]+(?: [\w-]+)?) (?:with|that has|which has|who has|having) "
    rf"(?:the|your|our) (?P<most>(?!(?:{'|'.join(_NOT_A_PLACE)})\b)"
    r"(?:[a-z]+est|(?:most|least|fewest))(?:\s+(?!(?:is|are|was|has|have|does|do|can|from|for|and|by"
    r"|with|sits?|comes?)\b)[\w-]+){1,3})"
    r"(?=\s+(?:is|are|was|has|have|does|do|can|from|for|and|by|sits?|comes?)\b|\W*$|[,;.!?])",
    re.IGNORECASE,
)
_WAITED = re.compile(
    r"\b(?:the|your|our)\s+(?P<noun>[\w-]+) (?:(?:that|which|who) )?(?:we|you|one|i) "
    r"(?:(?:have|need|has) to |must |usually )?waits? (?:the )?(?P<most>longest|least|shortest)? ?"
    r"for(?: the)?(?: (?P<last>longest|least|shortest))?\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^\W*(?:(?:what|which|who)(?:'s|\s+is|\s+are|\s+was)?|name|list|show(?: me)?|tell me)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Superlative:
    """The phrase at `start:end` and the question which row it means."""

    start: int
    end: int
    question: str


def superlatives(text: str) -> Iterator[Superlative]:
    """The phrases of a question that mean a row by its place among others, where more is asked
    than which one that is."""
    for match in _PHRASE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if _WHOLE.match(before) and not re.search(r"\w", after):
            continue
        phrase = match.group().split(maxsplit=1)[1]
        yield Superlative(
            start=match.start(), end=match.end(), question=f"which is the {phrase}?"
        )  # fmt: skip
    for match in _CLAUSE.finditer(text):
        yield Superlative(
            start=match.start(), end=match.end(),
            question=f"which {match['noun']} {match['verb']} {match['place']}?",
        )  # fmt: skip
    for match in _HAVING.finditer(text):
        if not _WHOLE.match(text[: match.start()]) or re.search(r"\w", text[match.end() :]):
            yield Superlative(
                start=match.start(), end=match.end(),
                question=f"which {match['noun']} has the {match['most']}?",
            )  # fmt: skip
    for match in _WAITED.finditer(text):
        place = (match["most"] or match["last"] or "").casefold()
        if place:
            long = "longest" if place == "longest" else "shortest"
            yield Superlative(
                start=match.start(), end=match.end(),
                question=f"which {match['noun']} has the {long} lead time?",
            )  # fmt: skip
