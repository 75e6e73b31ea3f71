"""Documents to chunks: whole paragraphs of one section, as many as fit the token budget.

A chunk never crosses a heading, and `document.text[chunk.start:chunk.end] == chunk.text`. Lines
(list items, table rows) and sentences stay whole unless one alone is over the budget. No overlap:
the heading path and the title are embedded with each chunk and give it its context.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

from nescio.types import Chunk, Document, Passage, Section

BUDGET = 190
"""Word pieces of a chunk, about: the packaged model reads 256, title and headings included."""
TABLE_BUDGET = 80
"""Rows of a table say little together: fewer of them make a sharper vector."""
TABLE_TYPES = frozenset({"text/csv", "text/tab-separated-values"})
_TOKEN = re.compile(r"\w+|[^\w\s]")
_PARAGRAPH = re.compile(r"\n[ \t]*\n+")
_PIECE = 6
_ROOMY = 0.6


@dataclass(frozen=True, slots=True)
class _Atom:
    """A span that is kept whole; `opens` marks the first of a paragraph."""

    start: int
    end: int
    size: int
    opens: bool


def word_pieces(text: str) -> int:
    """About how many word pieces a model would see: long words and numbers count for more."""
    return sum(1 + (len(token) - 1) // _PIECE for token in _TOKEN.findall(text))


def chunk_document(document: Document) -> list[Chunk]:
    """The chunks of a document, in order, not overlapping. A blank text has none."""
    budget = TABLE_BUDGET if document.media_type in TABLE_TYPES else BUDGET
    sections = document.sections or (Section(heading_path=(), start=0, end=len(document.text)),)
    found = [
        _chunk(document, section, start, end)
        for section in sections
        for start, end in _pack(_atoms(document.text, section, budget), budget)
    ]
    if not found and document.text.strip():
        # Headings and nothing under them: better one passage of headings than none.
        whole = Section(heading_path=(), start=0, end=len(document.text))
        return [
            _chunk(document, whole, start, end)
            for start, end in _pack(_atoms(document.text, whole, budget), budget)
        ]
    return found


def passages(document: Document) -> tuple[Passage, ...]:
    """The chunks of a document as passages."""
    return tuple(
        Passage(
            chunk=chunk,
            title=document.title,
            uri=document.uri,
            kind=document.kind,
            as_of=document.observed_at,
        )
        for chunk in chunk_document(document)
    )


def embedding_text(passage: Passage) -> str:
    """What is embedded for a passage: where it stands, then its text."""
    return contextual(passage.title, passage.chunk.heading_path, passage.kind) + passage.chunk.text


def contextual(title: str, heading_path: tuple[str, ...], kind: str) -> str:
    """The line that tells where a chunk stands; a row's text names the row itself."""
    if kind == "row":
        return ""
    path = [title, *(part for part in heading_path if part != title)]
    line = " > ".join(part for part in path if part)
    return f"{line}\n" if line else ""


def _chunk(document: Document, section: Section, start: int, end: int) -> Chunk:
    return Chunk(
        document_id=document.id,
        source=document.source,
        key=document.key,
        start=start,
        end=end,
        text=document.text[start:end],
        heading_path=section.heading_path,
        access=document.access,
    )


def _pack(atoms: Iterator[_Atom], budget: int) -> Iterator[tuple[int, int]]:
    """Spans of consecutive atoms within the budget, cut between paragraphs where that is near."""
    held: list[_Atom] = []
    size = 0
    for atom in atoms:
        if held and size + atom.size > budget:
            cut = _cut(held, size, atom)
            yield held[0].start, held[cut - 1].end
            held = held[cut:]
            size = sum(a.size for a in held)
        held.append(atom)
        size += atom.size
    if held:
        yield held[0].start, held[-1].end


def _cut(held: list[_Atom], size: int, following: _Atom) -> int:
    """How many of the atoms to close with: up to the last paragraph, if enough remains."""
    if following.opens:
        return len(held)
    for place in range(len(held) - 1, 0, -1):
        size -= held[place].size
        if held[place].opens:
            rest = sum(a.size for a in held[place:]) + following.size
            return place if size >= _ROOMY * rest and rest <= BUDGET else len(held)
    return len(held)


def _atoms(text: str, section: Section, budget: int) -> Iterator[_Atom]:
    for start, end in _split(text, section.start, section.end, _PARAGRAPH):
        opens = True
        for first, last in _split(text, start, end, re.compile("\n")):
            for a, b in _sentences(text, first, last, budget):
                yield _Atom(a, b, word_pieces(text[a:b]), opens)
                opens = False


def _split(
    text: str, start: int, end: int, separator: re.Pattern[str]
) -> Iterator[tuple[int, int]]:
    """Non-blank spans between separators, without white space at their ends."""
    first = start
    for match in separator.finditer(text, start, end):
        yield from _trim(text, first, match.start())
        first = match.end()
    yield from _trim(text, first, end)


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _sentences(text: str, start: int, end: int, budget: int) -> Iterator[tuple[int, int]]:
    """A line whole if it is short, else its sentences, else pieces of them."""
    line = text[start:end]
    if word_pieces(line) <= budget // 3:
        yield start, end
        return
    position = 0
    for boundary in get_sentence_boundaries("en", line):
        position = boundary["end_index"]
        for a, b in _trim(text, start + boundary["start_index"], start + position):
            yield from _pieces(text, a, b, budget)
    # Nothing is lost should the segmenter stop short.
    for a, b in _trim(text, start + position, end):
        yield from _pieces(text, a, b, budget)


def _pieces(text: str, start: int, end: int, budget: int) -> Iterator[tuple[int, int]]:
    """A sentence over the budget, cut at words, or anywhere when it has none."""
    if word_pieces(text[start:end]) <= budget:
        yield start, end
        return
    first = start
    size = 0
    for token in _TOKEN.finditer(text, start, end):
        for a in range(token.start(), token.end(), _PIECE * budget):
            b = min(a + _PIECE * budget, token.end())
            cost = word_pieces(text[a:b])
            if size and size + cost > budget:
                yield from _trim(text, first, a)
                first, size = a, 0
            size += cost
    yield from _trim(text, first, end)
