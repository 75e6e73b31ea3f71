"""A sentence of a document and the row it may speak of; what is claimed of a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer import audit_words as say
from answer.audit_values import Figure, Relation, figures
from nescio.text import words
from nescio.types import Entity
from retrieval.attribute import Attribute

_QUOTED = re.compile(r"[“\"«„][^”\"»“]{6,}[”\"»“]")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A row that a statement speaks of, and the part of the text that does.

    `mention` is where its name stands, None when a heading or an earlier sentence names it; `place`
    of `among` tells which of several rows named together it is.
    """

    entity: Entity
    begin: int
    end: int
    mention: tuple[int, int] | None = None
    place: int = 0
    among: int = 1


@dataclass(frozen=True, kw_only=True)
class Claim:
    """An attribute of a row and what is said of it: figures with their relation, or the part of
    the text in which a word of the column is to be looked for; `flag` for yes/no columns."""

    attribute: Attribute
    start: int
    end: int
    figures: tuple[tuple[Figure, Relation], ...] = ()
    window: tuple[int, int] | None = None
    flag: bool | None = None
    negated: bool = False


@dataclass(frozen=True, kw_only=True)
class Cue:
    """Words that speak of an attribute; `soft` ones only do so close to a value."""

    start: int
    end: int
    soft: bool


class Statement:
    """A sentence read once: its figures, its names, and what keeps it from stating anything."""

    def __init__(self, text: str, taken: Sequence[tuple[int, int]] = ()) -> None:
        self.text = text
        self.taken = tuple(taken)
        self.tokens = words(text)
        self.figures = [f for f in figures(text) if not self.inside(f.start, taken)]
        quoted = [m.span() for m in _QUOTED.finditer(text)]
        self.figures = [f for f in self.figures if not self.inside(f.start, quoted)]
        self.idle = text.rstrip().endswith("?") or bool(
            say.HEARSAY.search(text) or say.UNREAL.search(text)
        )
        self._conditions = [m.span() for m in say.CONDITION.finditer(text)]
        self.breaks = [
            m.span() for m in say.BREAK.finditer(text)
            if not self.inside(m.start(), taken)
            and not any(f.start <= m.start() < f.end for f in self.figures)
        ]  # fmt: skip

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The clause around a span."""
        first = max((b for a, b in self.breaks if b <= start), default=0)
        last = min((a for a, b in self.breaks if a >= end), default=len(self.text))
        return first, last

    def between(self, start: int, end: int) -> int:
        """How many words stand between two places."""
        return sum(start <= token.start and token.end <= end for token in self.tokens)

    def broken(self, start: int, end: int) -> bool:
        """Whether a clause ends between two places."""
        return any(start <= a and b <= end for a, b in self.breaks)

    def conditional(self, place: int) -> bool:
        """Whether a place stands in an if-clause."""
        return self.inside(place, self._conditions)

    @staticmethod
    def inside(place: int, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether a place is in one of some spans."""
        return any(a <= place < b for a, b in spans)
