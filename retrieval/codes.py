"""Codes, such as part numbers and error codes: what a question is sure about, and what links
documents that say nothing else in common.

"My bike says 508, what does the part cost?" finds the error and with it the part `VB-14`; the
price stands where that part does. So the codes that the first passages bring in are searched for
once more, and what holds one of them comes soon after.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.types import Passage

FIRST = 3
"""Passages whose codes are looked for."""
MOST = 4
PLACE = 4
"""So many passages stay before those found by codes."""
LINKED = 2
"""Passages that are taken over for their codes."""
LOOKED_AT = 12

_CODE = re.compile(r"\b(?=[\w-]*\d)(?!(?:19|20)\d\d\b)\w[\w-]{2,}")
_COUNT = re.compile(r"\d+(?:st|nd|rd|th|s)?(?:-\w+)?|\w+-?(?:19|20)\d\d", re.IGNORECASE)
"""Numbers, ordinals, decades, `12-month`: they stand everywhere and link nothing."""


def codes(text: str) -> list[str]:
    """All codes of a question, also bare numbers, but for years."""
    return _CODE.findall(text)


def new_codes(question: str, passages: Sequence[Passage]) -> dict[str, Passage]:
    """At most `MOST` codes that the first passages have and the question does not, each with the
    passage that brings it in."""
    asked = question.casefold()
    found: dict[str, Passage] = {}
    for passage in passages[:FIRST]:
        for code in codes(passage.chunk.text):
            if not _COUNT.fullmatch(code) and code.casefold() not in asked:
                found.setdefault(code, passage)
    return dict(list(found.items())[:MOST])


def held(passage: Passage, wanted: Sequence[str]) -> str | None:
    """The first of the codes that stands in a passage."""
    there = {code.casefold() for code in codes(passage.chunk.text)}
    return next((code for code in wanted if code.casefold() in there), None)


def with_linked(first: Sequence[Passage], linked: Sequence[Passage]) -> list[Passage]:
    """The passages with those `linked` by a code after the first `PLACE`, each once.

    Documents that are among the first already bring nothing new.
    """
    head = list(first[:PLACE])
    known = {passage.chunk.document_id for passage in head}
    taken = [p for p in linked if p.chunk.document_id not in known][:LINKED]
    return list({p.id: p for p in [*head, *taken, *first[PLACE:]]}.values())
