"""The last turns of recent conversations, in memory: what a follow-up question refers to."""

from __future__ import annotations

from collections import OrderedDict, deque

from nescio.types import Scope, Turn

REMEMBERED = 1000
ANSWER_CHARS = 4000


class Conversations:
    """Turns by asker and conversation id; the conversation used least lately leaves first."""

    def __init__(self, *, turns: int, size: int = REMEMBERED) -> None:
        self._turns = turns
        self._size = size
        self._kept: OrderedDict[tuple[Scope, str], deque[Turn]] = OrderedDict()

    def history(self, scope: Scope, conversation_id: str | None) -> tuple[Turn, ...]:
        """The turns of this asker's conversation, oldest first; empty when it is not known."""
        if conversation_id is None:
            return ()
        return tuple(self._kept.get((scope, conversation_id), ()))

    def add(self, scope: Scope, conversation_id: str, turn: Turn) -> None:
        """Append a turn; long answers are cut."""
        if self._turns == 0:
            return
        kept = self._kept.setdefault((scope, conversation_id), deque(maxlen=self._turns))
        kept.append(Turn(question=turn.question, answer=turn.answer[:ANSWER_CHARS]))
        self._kept.move_to_end((scope, conversation_id))
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
