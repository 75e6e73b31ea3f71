"""A question word alone (`where?`, `at which stores?`): the question before with it in front."""

from __future__ import annotations

import re

# "Where?", "since when?" after a question: that once more, with the other question word.
_BARE_WH = re.compile(
    r"^\W*(?:(?:and|but|ok(?:ay)?|so)\b[\s,]*)*(?P<wh>where|since when|until when|when|why|how many"
    r"|how much)(?: (?:exactly|is that|was that))?\W*$",
    re.IGNORECASE,
)
# "At which stores?", "from when to when?": of what the question before asked whether, or where.
_BARE_AT = re.compile(
    r"^\W*(?:(?:and|but|ok(?:ay)?|so)\b[\s,]*)*(?P<wh>from when (?:to|until|till) when"
    r"|(?:from|by|until|till|since) when|how often|(?:for|up to) how much"
    r"|(?:at|in|with|within|from|by|for|on|after|to) (?:what|which|how many) [a-z]{3,})"
    r"(?: (?:exactly|then|please|in the year))?\W*$",
    re.IGNORECASE,
)
_ASKS_WHERE = re.compile(
    r"^\W*(?:(?:and|but|ok(?:ay)?|so)\b[\s,]*)*(?:where|when|how) "
    r"(?=(?:can|could|may|do|does|did|should|must) )",
    re.IGNORECASE,
)
_YES_NO = re.compile(r"^\W*(?:is|are|was|were|does|do|did|has|have|can|will)\b", re.IGNORECASE)


def with_question_word(text: str, before: str) -> str | None:
    """The question before, asked by the question word that is all of this one; None when it is
    not, or does not fit that question."""
    bare, at, where = _BARE_WH.match(text), _BARE_AT.match(text), _ASKS_WHERE.match(before)
    if (asks := bare or at) is not None and _YES_NO.match(before):
        return f"{asks['wh']} {before[:1].lower()}{before[1:]}"
    if at is not None and where is not None:
        return f"{at['wh']} {before[where.end() :]}"
    return None


def fragment(text: str) -> bool:
    """Whether a text is a question word alone, which asks nothing without the question before."""
    return bool(_BARE_WH.match(text) or _BARE_AT.match(text))
