"""Earlier turns of a conversation as they are to be understood: each on its own, with what the
rows reply where the client kept no answer.

`Who makes the Corvin 7?`, `And the Corvin 9?`, `Where are they based?`: the last is only clear once
the second is whole again and it is known who makes that one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from answer.route import FactAnswer, FactRouter, LinkerProvider
from nescio.errors import ServiceError
from nescio.types import Question, Scope, Turn
from retrieval.antecedent import clear
from retrieval.follow_ups import standalone
from retrieval.linking import EntityLinker
from retrieval.pieces import pieces
from retrieval.reading import read_piece


class EarlierTurns:
    """Reads turns again. Only live rows are asked, so that it takes next to no time."""

    def __init__(self, linker: LinkerProvider, router: FactRouter, *, most: int) -> None:
        self._linker = linker
        self._router = router
        self._most = most

    async def recalled(self, question: Question) -> Question:
        """The question with the latest turns, `most` of them. Raises StoreFailed when the corpus
        cannot be read."""
        latest = question.history[-self._most :] if self._most else ()
        turns: list[Turn] = []
        for turn in latest:
            linker = await self._linker(question.scope)
            asked = await asyncio.to_thread(_asked, turn, tuple(turns), linker, question.scope)
            for text in asked:
                # What was kept answers the message from its first question on.
                kept = turn.answer if text == asked[0] else ""
                answer = kept or await self._reply(text, question.scope)
                turns.append(Turn(question=text, answer=answer))
        return replace(question, history=tuple(turns))

    async def _reply(self, question: str, scope: Scope) -> str:
        try:
            reply = await self._router.answer(question, scope)
        except ServiceError:
            return ""
        return reply.sentences[0].text if isinstance(reply, FactAnswer) else ""


def _asked(
    turn: Turn, before: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> tuple[str, ...]:
    """The questions of a turn, each on its own; a single one as it was written, with what was told
    besides, unless it names what it is about."""
    asked = pieces(turn.question)
    if len(asked) == 1 and not _names(asked[0].question, linker, scope):
        return (standalone(turn.question, before, linker, scope),)
    found: list[str] = []
    for piece in asked:
        answered = [Turn(question=text) for text in found]
        own = read_piece(piece, before, answered, linker, scope).question
        told = "" if piece.told in own or _names(own, linker, scope) else piece.told
        found.append(f"{told} {own}".strip())
    return tuple(found)


def _names(text: str, linker: EntityLinker, scope: Scope) -> bool:
    """Whether a text names a row by more than a noun."""
    named = clear(linker.link(text, scope, fuzzy=False))
    return any(" " in m.text or not m.text.islower() for m in named)
