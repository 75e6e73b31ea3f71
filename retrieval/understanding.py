"""What a question is searched by: words spelt as the corpus spells them, other forms of its dates,
numbers and acronyms, and the single questions of one that asks several.

Understanding only helps to find. What is answered is the question as it was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from nescio.types import Scope


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A word of the question and what was searched for instead."""

    written: str
    read: str


@dataclass(frozen=True, kw_only=True)
class Understood:
    """How to search for a question.

    `text` is for the dense and the sparse search; `expansions` say the same in other forms, for
    the sparse search alone. `parts` are the questions of a message that asks several, each
    understandable alone; empty when it asks one. `degraded` names what did not work.
    """

    text: str
    expansions: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    degraded: tuple[str, ...] = ()

    @property
    def sparse(self) -> str:
        """The text for the sparse search: a bag of words, so that the order says nothing."""
        return " ".join((self.text, *self.expansions))


class QueryUnderstanding(Protocol):
    """The part that may be exchanged: by rules, or by a model."""

    async def understand(self, question: str, scope: Scope) -> Understood:
        """How to search for `question`, from names and words that `scope` permits alone.

        Raises StoreFailed when nothing is known of the corpus.
        """
        ...
