"""XML as a stream of tags and their text, in bounded memory. Document types are refused.

They are what entity bombs and external entities are made of, and nothing read here needs one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from ingest.parsed import ParseFailed, one_line

_STEP = 1 << 16
_MAX_DEPTH = 200
_MAX_TEXT = 1_000_000


_NONE: dict[str, str] = {}


class Tag(NamedTuple):
    """A start or an end tag, by its name without the namespace.

    `text` of an end tag: what stood since the tag before it.
    """

    opens: bool
    name: str
    attributes: dict[str, str]
    text: str


def tags(stream: BinaryIO) -> Iterator[Tag]:
    """Every tag in order. Raises ParseFailed."""
    reader = _Reader()
    try:
        while step := stream.read(_STEP):
            yield from reader.feed(step)
        yield from reader.feed(b"", last=True)
    except (expat.ExpatError, ValueError) as error:
        raise ParseFailed(f"not valid XML: {one_line(error)}") from None


class _Reader:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._found: list[Tag] = []
        self._words: list[str] = []
        self._size = 0
        self._depth = 0

    def feed(self, data: bytes, *, last: bool = False) -> list[Tag]:
        self._found = []
        self._parser.Parse(data, last)
        return self._found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ParseFailed(f"its XML is nested more than {_MAX_DEPTH} deep")
        if self._words:
            self._forget()
        if attributes:
            attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        self._found.append(Tag(True, name.rpartition(":")[2], attributes, ""))

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._found.append(Tag(False, name.rpartition(":")[2], _NONE, "".join(self._words)))
        if self._words:
            self._forget()

    def _text(self, text: str) -> None:
        self._size += len(text)
        if self._size <= _MAX_TEXT:
            self._words.append(text)

    def _forget(self) -> None:
        self._words.clear()
        self._size = 0

    def _refuse(self, *_: object) -> None:
        raise ParseFailed("its XML declares a document type, which is not read")
