"""The last turns of recent conversations, in memory: what a follow-up question refers to.

A turn rests on the sources that its answer cited, and goes with them: whenever a conversation is
used, its citations are looked up, and the text of a turn whose source is gone is overwritten.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from nescio.errors import ServiceError
from nescio.types import Abstained, AbstentionReason, Answer, Answered, Scope, SourceState, Turn

REMEMBERED = 1000
ANSWER_CHARS = 4000
REMOVED = "(source removed)"
CHANGED = "(source changed)"


@dataclass(frozen=True, kw_only=True)
class KeptTurn:
    """A turn and what it rests on.

    `claims` holds per sentence the ids of which all are needed, and those of which one is enough
    (copies of a quote). `states` are those of all ids when they were last looked up.
    """

    question: str
    answer: str
    status: Literal["answered", "partial", "abstained"]
    reason: AbstentionReason | None = None
    claims: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    states: Mapping[str, SourceState] = field(default_factory=dict)

    @property
    def state(self) -> SourceState:
        """Of the whole turn: removed or changed when one of its sentences is."""
        found = [self._claim(*claim) for claim in self.claims]
        order: tuple[SourceState, ...] = ("source removed", "source changed")
        return next((state for state in order if state in found), "alive")

    def _claim(self, needed: Sequence[str], copies: Sequence[str]) -> SourceState:
        states = [self.states[id_] for id_ in needed]
        if copies and not any(self.states[id_] == "alive" for id_ in copies):
            return "source removed"
        order: tuple[SourceState, ...] = ("source removed", "source changed")
        return next((state for state in order if state in states), "alive")

    def seen(self, states: Mapping[str, SourceState]) -> KeptTurn:
        """The turn after its sources were looked up; what was lost once stays lost."""
        kept = {
            id_: old if old == "source removed" else states.get(id_, "source removed")
            for id_, old in self.states.items()
        }
        turn = replace(self, states=kept)
        match turn.state:
            case "source removed":
                return replace(turn, answer=REMOVED)
            case "source changed":
                return replace(turn, answer=CHANGED)
            case _:
                return turn


class Sources(Protocol):
    """What tells whether sources that were given out are still there."""

    async def states(self, source_ids: Sequence[str], scope: Scope) -> Mapping[str, SourceState]:
        """The state of each id. Raises ServiceError when it cannot be told."""


class Conversations:
    """Turns by asker and conversation id; the conversation used least lately leaves first."""

    def __init__(self, *, turns: int, size: int = REMEMBERED) -> None:
        self._turns = turns
        self._size = size
        self._kept: OrderedDict[tuple[Scope, str], deque[KeptTurn]] = OrderedDict()

    def add(self, scope: Scope, conversation_id: str, question: str, answer: Answer) -> None:
        """Append a turn; long answers are cut.

        Of an abstention no text is kept: it may name records, and cites none by which to tell
        that they are gone.
        """
        if self._turns == 0:
            return
        kept = self._kept.setdefault((scope, conversation_id), deque(maxlen=self._turns))
        kept.append(_kept(question, answer))
        self._kept.move_to_end((scope, conversation_id))
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)

    async def history(
        self, scope: Scope, conversation_id: str | None, sources: Sources
    ) -> tuple[Turn, ...]:
        """The turns that a follow-up may refer to, oldest first; empty when it is not known.

        They begin after the last one whose source is gone: what a follow-up to that one means
        is gone with it. While the sources cannot be looked up, only the questions are used.
        """
        if conversation_id is None:
            return ()
        try:
            turns = await self.turns(scope, conversation_id, sources)
        except ServiceError:
            return tuple(Turn(question=t.question) for t in self._of(scope, conversation_id))
        usable: list[Turn] = []
        for turn in turns or ():
            if turn.state == "source removed":
                usable = []
                continue
            answer = turn.answer if turn.state == "alive" else ""
            usable.append(Turn(question=turn.question, answer=answer))
        return tuple(usable)

    async def turns(
        self, scope: Scope, conversation_id: str, sources: Sources
    ) -> tuple[KeptTurn, ...] | None:
        """The turns with the state of what they cite, looked up now; None when it is not known.

        Raises ServiceError when the sources cannot be looked up.
        """
        before = self._of(scope, conversation_id)
        if not before:
            return None
        ids = list(dict.fromkeys(id_ for turn in before for id_ in turn.states))
        states = await sources.states(ids, scope) if ids else {}
        seen = {id(turn): turn.seen(states) for turn in before}
        kept = self._kept.get((scope, conversation_id))
        if kept is not None:  # turns added in the meantime stay as they are
            kept_now = [seen.get(id(turn), turn) for turn in kept]
            kept.clear()
            kept.extend(kept_now)
        return tuple(seen.values())

    def _of(self, scope: Scope, conversation_id: str) -> tuple[KeptTurn, ...]:
        return tuple(self._kept.get((scope, conversation_id), ()))


def _kept(question: str, answer: Answer) -> KeptTurn:
    spans: defaultdict[tuple[int, int], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for citation in answer.citations:
        needed, copies = spans[citation.claim_start, citation.claim_end]
        (needed if citation.quote_start is None else copies).append(citation.source_id)
    return KeptTurn(
        question=question,
        answer="" if isinstance(answer, Abstained) else answer.text[:ANSWER_CHARS],
        status=answer.status,
        reason=None if isinstance(answer, Answered) else answer.reason,
        claims=tuple((tuple(needed), tuple(copies)) for needed, copies in spans.values()),
        states={citation.source_id: "alive" for citation in answer.citations},
    )
