"""A document as pieces that can be compared with rows: sentences, and rows of its tables.

Tables of every format are kept as lines of `column: value; column: value` (see `ingest`). Spans are
code points of the document's text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from nescio.sentences import split
from nescio.types import Document

_LINE = re.compile(r"[^\n]+")
_FIELD = re.compile(r"(?P<name>[^:;\n]{1,60}): ?(?P<value>[^\n]*)")
# `weighs 2 kg. The other`: a unit is not an abbreviation that goes on.
AFTER_UNIT = re.compile(
    r"(?<=\d)\s?(?P<unit>(?i:mg|k?g|[mck]?m|m2|m²|h|m?l|wh|w|v|min|lm|eur|usd|gbp|%)\.)\s+"
    r"(?=[A-Z“\"]|[^\x00-\x7f])"
)
_LONGEST = 1_000
"""A longer piece is no sentence: it is left alone."""
_NO_NUMBER = re.compile(r"\d{30}")
MOST_FIELDS = 60
_WORDS = 4
_CELL = 1_000


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
    """The pieces of a document: rows of its tables first, then its sentences, in order."""
    text, block = document.text, 0
    headings = _Headings(document)
    records = list(_records(text))
    ends = [end for _, end, _ in records]
    for start, end, cells in records:
        above = headings.at(start)
        yield Piece(
            text=text[start:end], start=start, end=end, block=-1, headings=above, cells=cells
        )
        for cell in cells:
            for first, last, number in _prose(cell):
                yield Piece(
                    text=text[first:last], start=first, end=last, block=block + number,
                    headings=above,
                )  # fmt: skip
            block += _CELL
    for start, end, number in _sentences(text):
        place = bisect_right(ends, start)
        inside = place < len(records) and records[place][0] < end
        if end - start <= _LONGEST and not inside and not _NO_NUMBER.search(text, start, end):
            yield Piece(
                text=text[start:end], start=start, end=end, block=block + number,
                headings=headings.at(start),
            )  # fmt: skip


def _prose(cell: Cell) -> Iterator[tuple[int, int, int]]:
    """The sentences of a cell that holds some, with their spans in the document."""
    if len(cell.value.split()) < _WORDS or len(cell.value) > _LONGEST:
        return
    for start, end, number in _sentences(cell.value):
        yield cell.start + start, cell.start + end, number


def _sentences(text: str) -> Iterator[tuple[int, int, int]]:
    for sentence in split(text):
        start = sentence.start
        for cut in AFTER_UNIT.finditer(text, sentence.start, sentence.end):
            yield start, cut.end("unit"), sentence.block
            start = cut.end()
        if start < sentence.end:
            yield start, sentence.end, sentence.block


def _records(text: str) -> Iterator[tuple[int, int, tuple[Cell, ...]]]:
    """Lines that are rows of a table: two or more named values."""
    for line in _LINE.finditer(text):
        long = line.end() - line.start() > 4 * _LONGEST or _NO_NUMBER.search(line.group())
        if "; " not in line.group() or long:
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


class _Headings:
    """The title and the headings above a place of a document, the nearest last."""

    def __init__(self, document: Document) -> None:
        self._title = document.title
        self._sections = sorted(document.sections, key=lambda section: section.start)
        self._starts = [section.start for section in self._sections]

    def at(self, place: int) -> tuple[str, ...]:
        number = bisect_right(self._starts, place) - 1
        path: tuple[str, ...] = ()
        if number >= 0 and place < self._sections[number].end:
            path = self._sections[number].heading_path
        return tuple(dict.fromkeys(one for one in (self._title, *path) if one))
