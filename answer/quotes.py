"""Sentences of documents as quotes, and those picked for a question."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from nescio.types import Passage
from retrieval.vectors import Vector

SPREAD, MOST = 2.0, 40.0
"""Of a reader's margins, so that sure ones differ as well; and the highest that counts."""


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A sentence of a document: `start:end` in the document's text, scored for a question."""

    passage: Passage
    start: int
    end: int
    text: str
    block: int
    stems: frozenset[str]
    context: frozenset[str]
    cosine: float
    coverage: float
    score: float
    margin: float | None = None
    """Of a reader, see `answer.spans`; None where nothing was read."""
    matched: float | None = None
    """How much of the question its passage holds, see `answer.token_match`; None: not compared."""

    @property
    def read(self) -> float:
        """How sure a reader is of an answer in it, 0 to 1; one half where nothing was read."""
        bound = 0.0 if self.margin is None else max(-MOST, min(MOST, self.margin))
        return 1 / (1 + math.exp(-bound / SPREAD))


@dataclass(frozen=True, kw_only=True)
class Extract:
    """The quotes chosen, best first, and the runners-up.

    `scored`: every sentence considered, best first, also such as speak of another thing.
    """

    chosen: tuple[Quote, ...]
    others: tuple[Quote, ...] = ()
    scored: tuple[Quote, ...] = field(default=(), repr=False)
    question: Vector | None = field(default=None, repr=False)
    degraded: tuple[str, ...] = ()


def place_of(passage: Passage) -> str:
    """Where a passage stands: the title of its document and its last heading."""
    heading = passage.chunk.heading_path[-1:] or (passage.title,)
    return f"{passage.title} - {heading[0]}"
