"""Which entities a text names: exact, by alias, or misspelt, with a margin; ambiguity is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nescio.types import Entity

MatchKind = Literal["exact", "partial", "fuzzy"]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An entity that a span may name. `score` is 0 to 1; `name` is the name that matched."""

    entity: Entity
    name: str
    score: float
    match: MatchKind


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A span (code points) of a text and the entities it may name, best first."""

    start: int
    end: int
    text: str
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        return self.candidates[0]

    @property
    def ambiguous(self) -> bool:
        """No candidate stands out from the next by a margin."""
        if len(self.candidates) < 2:
            return False
        return self.candidates[0].score - self.candidates[1].score < 0.05
