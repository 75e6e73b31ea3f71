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
from retrieval.senses import in_other_words
from retrieval.slips import ease
from retrieval.spelling import LONG, Correction, Spelling, another_word, corrected, correction

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
        expansions=(*other_forms(text), *acronyms, *in_other_words(text, snapshot.terms.known)),
        parts=_parts(text, snapshot.linker, scope),
        corrections=corrections,
    )


def spelling_corrections(text: str, scope: Scope, snapshot: Snapshot) -> tuple[Correction, ...]:
    """Misspelt names of rows, as the rows spell them, and other misspelt words.

    A name that is spelt right stays. What stands beside other words of a name is taken for another
    of them; else what a word is likeliest to mean is asked before what is called nearly so:
    `stotes` are rather stores than stoves that are sold.
    """
    linked = snapshot.linker.analyse(text, scope)
    settled = [
        (m.start, m.end) for m in linked.mentions if m.candidates and m.best.match != "fuzzy"
    ]
    found: dict[int, Correction] = {}
    fuzzy = [m for m in linked.mentions if m.best.match == "fuzzy"]
    for mention in (*fuzzy, *(m for m in linked.near_misses if m.candidates)):
        if len(words(mention.text)) > 1:
            found |= {c.start: c for c in _name_corrections(text, mention, snapshot.spelling)}
    for one in snapshot.spelling.corrections(text, settled):
        found.setdefault(one.start, one)
    for mention in fuzzy:
        if not mention.ambiguous:
            for one in _name_corrections(text, mention, snapshot.spelling):
                found.setdefault(one.start, one)
    return tuple(found[start] for start in sorted(found))


def _name_corrections(text: str, mention: Mention, spelling: Spelling) -> Iterator[Correction]:
    """The words of a misspelt name that are no words, as the names that it may be spell them."""
    named = {word.form for one in mention.candidates for word in words(one.name)}
    for word in words(text):
        inside = mention.start <= word.start < mention.end
        if not inside or spelling.knows(word.form) or word.form in named:
            continue
        limit = 1 if len(word.form) < LONG else 2
        near = [
            other for other in named
            if OSA.distance(word.form, other) <= limit and not another_word(word.form, other)
        ]  # fmt: skip
        near.sort(key=lambda other: (-ease(word.form, other), other))
        if near and (len(near) == 1 or ease(word.form, near[0]) > ease(word.form, near[1])):
            yield correction(text, word, near[0])


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
