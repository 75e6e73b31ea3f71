"""What a question is searched by: words spelt as the corpus spells them, other forms of its dates,
numbers and acronyms, and the single questions of one that asks several.

Understanding only helps to find. What is answered is the question as it was asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz.distance import OSA

from nescio.text import words
from nescio.types import Scope, Turn
from retrieval.corpus import Corpus, Snapshot
from retrieval.linking import EntityLinker, Mention
from retrieval.notations import other_forms
from retrieval.pieces import pieces
from retrieval.reading import read_piece
from retrieval.spelling import LONG, Correction, Spelling, corrected, correction

MOST_PARTS = 4
MOST_ACRONYMS = 6


@dataclass(frozen=True, kw_only=True)
class Understood:
    """How to search for a question.

    `text` is for the dense and the sparse search; `expansions` say the same in other forms, for
    the sparse search alone. `parts` are the questions of a message that asks several (the first
    `MOST_PARTS`), each understandable alone; empty when it asks one. `degraded` names what did
    not work.
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

        Raises StoreFailed when the corpus cannot be read.
        """
        ...


class RuleUnderstanding:
    """Understands by the names and the words of the corpus; no model."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    async def understand(self, question: str, scope: Scope) -> Understood:
        """How to search for `question`. Raises StoreFailed when the corpus cannot be read."""
        snapshot = await self._corpus.snapshot(scope)
        return await asyncio.to_thread(understand, question, scope, snapshot)


def understand(question: str, scope: Scope, snapshot: Snapshot) -> Understood:
    """The rules, over one snapshot."""
    corrections = spelling_corrections(question, scope, snapshot)
    text = corrected(question, corrections)
    acronyms = list(dict.fromkeys(snapshot.acronyms.other_forms(text)))[:MOST_ACRONYMS]
    return Understood(
        text=text,
        expansions=(*other_forms(text), *acronyms),
        parts=_parts(text, snapshot.linker, scope),
        corrections=corrections,
    )


def spelling_corrections(text: str, scope: Scope, snapshot: Snapshot) -> tuple[Correction, ...]:
    """Misspelt names of rows, as the rows spell them, and other misspelt words.

    A name that is spelt right stays, and so does one that is near to a name but is none.
    """
    linked = snapshot.linker.analyse(text, scope)
    found: list[Correction] = []
    settled = [(m.start, m.end) for m in linked.near_misses if m.candidates]
    for mention in linked.mentions:
        if mention.best.match != "fuzzy":
            settled.append((mention.start, mention.end))
        elif not mention.ambiguous:
            settled.append((mention.start, mention.end))
            found += _name_corrections(text, mention, snapshot.spelling)
    found += snapshot.spelling.corrections(text, settled)
    return tuple(sorted(found, key=lambda one: one.start))


def _name_corrections(text: str, mention: Mention, spelling: Spelling) -> Iterator[Correction]:
    """The words of a misspelt name that are no words, as the name spells them."""
    name = words(mention.best.name)
    for word in words(text):
        inside = mention.start <= word.start < mention.end
        if not inside or spelling.knows(word.form) or any(word.form == n.form for n in name):
            continue
        limit = 1 if len(word.form) < LONG else 2
        near = sorted((OSA.distance(word.form, n.form), n.start, n) for n in name)
        if near and near[0][0] <= limit:
            yield correction(text, word, near[0][2].form)


def _parts(text: str, linker: EntityLinker, scope: Scope) -> tuple[str, ...]:
    """The questions of a text, each with what was told besides and what it leaves to the others
    to say."""
    asked = pieces(text)[:MOST_PARTS]
    if len(asked) < 2:
        return ()
    parts: list[str] = []
    earlier: list[Turn] = []
    for piece in asked:
        wording = read_piece(piece, (), earlier, linker, scope).wording
        earlier.append(Turn(question=wording))
        parts.append(f"{piece.told} {wording}".strip())
    return tuple(parts)
