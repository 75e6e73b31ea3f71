"""The words of a file, split once for all passes that look at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nescio.text import Word, words
from retrieval.linkage import ChunkText
from retrieval.name_index import token_key


@dataclass(frozen=True)
class Words:
    """A text, its words, and each in the form that names are matched in."""

    text: str
    words: Sequence[Word]
    keys: Sequence[str]


class Reading:
    """The chunks of a file with the words of all that names are looked for in."""

    def __init__(self, chunks: Sequence[ChunkText]) -> None:
        self.chunks = chunks
        self.title = words_of(chunks[0].title)
        self.bodies = [words_of(chunk.text) for chunk in chunks]
        self._headings = {
            part: words_of(part) for part in {p for chunk in chunks for p in chunk.heading_path}
        }

    @property
    def document_id(self) -> str:
        return self.chunks[0].document_id

    @property
    def size(self) -> int:
        """How many words it has."""
        return sum(len(body.keys) for body in self.bodies)

    @property
    def headings(self) -> list[Words]:
        """Its headings, each once."""
        return list(self._headings.values())

    def texts(self) -> Iterator[tuple[ChunkText, Sequence[Words]]]:
        """Each chunk with its words and those of its headings."""
        for chunk, body in zip(self.chunks, self.bodies, strict=True):
            yield chunk, [body, *(self._headings[part] for part in chunk.heading_path)]

    def keys(self) -> set[str]:
        """All its words in the form that names are matched in."""
        found = set(self.title.keys)
        for each in (*self.bodies, *self.headings):
            found.update(each.keys)
        return found


def words_of(text: str) -> Words:
    """Split a text."""
    found = words(text)
    return Words(text, found, [token_key(word.form) for word in found])
