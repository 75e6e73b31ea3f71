"""The sentences of a reply while it comes, with the numbers of the sources that each cites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from nescio.sentences import split

_NUMBERS = re.compile(r"\s*\[\s*(\d[\d\s,;]*)\]")
_MARKS = re.compile(r"(?:\s*\[\s*\d[\d\s,;]*\])*")
_FORMAT = re.compile(r"\*\*|__|`+|^\s*#+\s+")
_ENDED = re.compile(r"[.!?:;][\"'”’)\]]*\s*$")
_MOST_DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence that a model wrote, without its marks, and the numbers that stood in them."""

    text: str
    numbers: tuple[int, ...] = ()


class SentenceStream:
    """Takes pieces of a reply and gives the sentences that are complete.

    A sentence is complete when a word of the next one has come: until then its citations may still
    follow, and what looks like its end may be an abbreviation.
    """

    def __init__(self) -> None:
        self._buffer = ""

    def feed(self, text: str) -> list[Said]:
        """The sentences that this text completes."""
        self._buffer += text
        starts = self._starts()
        if len(starts) < 2 or not _begun(self._buffer[starts[-1] :]):
            return []
        done, self._buffer = self._buffer[: starts[-1]], self._buffer[starts[-1] :]
        cuts = [*starts[:-1], len(done)]
        return _said([done[a:b] for a, b in pairwise(cuts)])

    def end(self, *, whole: bool = True) -> list[Said]:
        """What is left at the end of the reply. Not `whole`: it was cut off, and so a last
        sentence without an end is left out."""
        starts = [*self._starts(), len(self._buffer)]
        texts = [self._buffer[a:b] for a, b in pairwise(starts)]
        self._buffer = ""
        if texts and not whole and not _ENDED.search(_NUMBERS.sub("", texts[-1])):
            texts.pop()
        return _said(texts)

    def restart(self) -> None:
        """What has come so far is void."""
        self._buffer = ""

    def _starts(self) -> list[int]:
        """Where sentences begin; marks that follow a sentence belong to it."""
        starts: list[int] = []
        for sentence in split(self._buffer):
            marks = _MARKS.match(self._buffer, sentence.start, sentence.end)
            start = marks.end() if marks else sentence.start
            if self._buffer[start : sentence.end].strip(" .\n"):
                starts.append(start)
        return [0, *starts[1:]] if starts else []


def _begun(text: str) -> bool:
    """Whether a whole word has come."""
    return len(text.split(maxsplit=1)) > 1 or text[-1:].isspace()


def _said(texts: list[str]) -> list[Said]:
    found = []
    for text in texts:
        numbers = [
            int(number)
            for mark in _NUMBERS.finditer(text)
            for number in re.findall(r"\d+", mark[1])
            if len(number) <= _MOST_DIGITS
        ]
        plain = _FORMAT.sub("", _NUMBERS.sub("", text))
        lines = [sentence.text for sentence in split(plain)]
        plain = " ".join(" ".join(lines).split())
        if plain:
            found.append(Said(text=plain, numbers=tuple(dict.fromkeys(numbers))))
    return found
