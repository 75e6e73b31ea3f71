"""Sentences of a text with exact spans, lines of lists and tables apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import sentencex

_BLOCK = re.compile(
    r"\n\s*\n"
    r"|\n(?=\s*(?:[-*•▪]|\d{1,3}[.)]|\|)\s)"  # items of a list, rows of a table
    r"|\n(?=[^\n:;]{1,40}: [^\n]*;)"  # records written as `column: value; column: value`
)
RECORD = re.compile(r"[^\n:;.!?]{1,40}: [^;]*;")
"""The beginning of a record of a table: `column: value; column: value`."""
_HALVES = re.compile("[\ud800-\udfff]")
_EDGE = re.compile(r"(?:\s|[-*•▪](?=\s)|\d{1,3}[.)](?=\s)|\|)+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]` of the text it was cut from; `block` numbers its paragraph or list item."""

    start: int
    end: int
    text: str
    block: int


def split(text: str) -> list[Sentence]:
    """Sentences in order. Bullets and surrounding white space are left outside the spans."""
    found: list[Sentence] = []
    for number, (start, end) in enumerate(_blocks(text)):
        # Halves of surrogate pairs have no UTF-8; what stands in for them is as long.
        plain = _HALVES.sub("\ufffd", text[start:end])
        for boundary in sentencex.get_sentence_boundaries("en", plain):
            piece = _trim(text, start + boundary["start_index"], start + boundary["end_index"])
            if piece is not None:
                found.append(Sentence(piece[0], piece[1], text[piece[0] : piece[1]], number))
    return found


def _blocks(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(m.end() for m in _BLOCK.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    lead = _EDGE.match(text, start, end)
    if lead:
        start = lead.end()
    while end > start and (text[end - 1].isspace() or text[end - 1] == "|"):
        end -= 1
    return (start, end) if end > start else None
