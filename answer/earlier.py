"""Earlier turns of a conversation as they are to be understood: each on its own, with what the
rows reply where the client kept no answer.

`Who makes the Corvin 7?`, `And the Corvin 9?`, `Where are they based?`: the last is only clear once
the second is whole again and it is known who makes that one.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from answer.route import FactAnswer, FactRouter, LinkerProvider
from nescio.errors import ServiceError
from nescio.types import Question, Scope, Turn
from retrieval.follow_ups import standalone
from retrieval.pieces import pieces


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
            text = turn.question
            if len(pieces(text)) == 1:
                linker = await self._linker(question.scope)
                text = await asyncio.to_thread(
                    standalone, text, tuple(turns), linker, question.scope
                )
            answer = turn.answer or await self._reply(text, question.scope)
            turns.append(Turn(question=text, answer=answer))
        return replace(question, history=tuple(turns))

    async def _reply(self, question: str, scope: Scope) -> str:
        try:
            reply = await self._router.answer(question, scope)
        except ServiceError:
            return ""
        return reply.sentences[0].text if isinstance(reply, FactAnswer) else ""
