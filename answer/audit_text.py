"""A document as pieces that can be compared with rows: sentences, and rows of its tables.

Tables of every format are kept as lines of `column: value; column: value` (see `ingest`). Spans are
code points of the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nescio.sentences import split
from nescio.types import Document

_LINE = re.compile(r"[^\n]+")
_FIELD = re.compile(r"(?P<name>[^:;\n]{1,60}): ?(?P<value>[^\n]*)")
# `weighs 2 kg. The other`: a unit is not an abbreviation that goes on.
_AFTER_UNIT = re.compile(
    r"(?<=\d)\s?(?:mg|k?g|[mck]?m|m2|m²|mm|h|l|ml|wh|w|v|min|lm|eur|usd|gbp|%)\.(?=\s+[A-Z“\"])",
    re.IGNORECASE,
)
_LONGEST = 2_000
"""A longer piece is no sentence: it is left alone."""
MOST_FIELDS = 60


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A value of a table row with the name of its column; the span is that of the value."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A sentence, or with `cells` a row of a table. `headings` go from the title to the nearest.

    `block` numbers the paragraph or list item that it stands in.
    """

    text: str
    start: int
    end: int
    block: int
    headings: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()


def pieces(document: Document) -> Iterator[Piece]:
    """The pieces of a document in order."""
    text = document.text
    records = {start: (end, cells) for start, end, cells in _records(text)}
    covered = sorted((start, end) for start, (end, _) in records.items())
    for start, (end, cells) in sorted(records.items()):
        yield Piece(
            text=text[start:end], start=start, end=end, block=-1 - start,
            headings=_headings(document, start), cells=cells,
        )  # fmt: skip
    for start, end, block in _sentences(text):
        if end - start > _LONGEST or any(a < end and start < b for a, b in covered):
            continue
        yield Piece(
            text=text[start:end], start=start, end=end, block=block,
            headings=_headings(document, start),
        )  # fmt: skip


def _sentences(text: str) -> Iterator[tuple[int, int, int]]:
    for sentence in split(text):
        start = sentence.start
        for cut in _AFTER_UNIT.finditer(text, sentence.start, sentence.end):
            yield start, cut.end(), sentence.block
            start = cut.end() + len(text[cut.end() :]) - len(text[cut.end() :].lstrip())
        if start < sentence.end:
            yield start, sentence.end, sentence.block


def _records(text: str) -> Iterator[tuple[int, int, tuple[Cell, ...]]]:
    """Lines that are rows of a table: two or more named values."""
    for line in _LINE.finditer(text):
        if "; " not in line.group() or ": " not in line.group():
            continue
        cells = _cells(line.group(), line.start())
        if len(cells) > 1:
            yield line.start(), line.end(), cells


def _cells(line: str, offset: int) -> tuple[Cell, ...]:
    """The named values of a line; none when a part of it has no name."""
    found: list[Cell] = []
    place = 0
    for part in line.split("; "):
        match = _FIELD.fullmatch(part)
        if match is None or len(found) >= MOST_FIELDS:
            return ()
        start = offset + place + match.start("value")
        value = match["value"]
        found.append(
            Cell(name=match["name"].strip(), value=value, start=start, end=start + len(value))
        )
        place += len(part) + 2
    return tuple(found)


def _headings(document: Document, place: int) -> tuple[str, ...]:
    """The title and the headings above a place, the nearest last."""
    path: tuple[str, ...] = ()
    for section in document.sections:
        if section.start <= place < section.end:
            path = section.heading_path
    return tuple(dict.fromkeys(one for one in (document.title, *path) if one))
