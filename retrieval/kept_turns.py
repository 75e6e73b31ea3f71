"""A turn of a conversation as it is kept, what it rests on, and what is left of it without that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nescio.answers import AbstentionReason, SourceState
from nescio.types import Fact

REMOVED = "(source removed)"
CHANGED = "(source changed)"
_WORST_FIRST: tuple[SourceState, ...] = ("source removed", "source changed")


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a source that was given out was: the live value, and the documents and rows of the
    catalogue that it came from (none for a row that is not indexed)."""

    nodes: tuple[str, ...] = ()
    fact: Fact | None = None


@dataclass(frozen=True, kw_only=True)
class KeptSource:
    """A source of a turn. One that is not `cited` was the nearest evidence of an abstention."""

    id: str
    kind: Literal["passage", "record"]
    title: str
    uri: str
    cited: bool = True
    state: SourceState = "alive"
    given: Given = Given()

    def now(self, state: SourceState) -> KeptSource:
        """In another state; what was lost once stays lost, and its name goes too."""
        if "source removed" in (self.state, state):
            return replace(self, state="source removed", title="", uri="", given=Given())
        return replace(self, state=state)


@dataclass(frozen=True, kw_only=True)
class KeptTurn:
    """A turn and what it rests on.

    `claims` holds per sentence the ids of which all are needed, and those of which one is enough
    (copies of a quote). `id` is 0 until the turn is stored.
    """

    answer_id: str
    asked_at: dt.datetime
    question: str
    answer: str
    status: Literal["answered", "partial", "abstained"]
    reason: AbstentionReason | None = None
    claims: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    sources: tuple[KeptSource, ...] = ()
    id: int = 0

    @property
    def cited(self) -> tuple[KeptSource, ...]:
        return tuple(source for source in self.sources if source.cited)

    @property
    def state(self) -> SourceState:
        """Of the whole turn: removed or changed when one of its sentences is."""
        states = {source.id: source.state for source in self.sources}
        found = [_claim(states, *claim) for claim in self.claims]
        return next((state for state in _WORST_FIRST if state in found), "alive")

    def seen(self, states: Mapping[str, SourceState]) -> KeptTurn:
        """The turn after its sources were looked up; of one not in `states` nothing was learnt."""
        sources = tuple(source.now(states.get(source.id, source.state)) for source in self.sources)
        turn = replace(self, sources=sources)
        match turn.state:
            case "source removed":
                return replace(turn, answer=REMOVED)
            case "source changed":
                return replace(turn, answer=CHANGED)
            case _:
                return turn

    def without(self, nodes: Collection[str]) -> KeptTurn:
        """The turn when documents or rows are gone altogether: neither what it says of them nor
        what was asked about them is kept."""
        gone = {s.id for s in self.sources if any(node in nodes for node in s.given.nodes)}
        if not gone:
            return self
        turn = self.seen(dict.fromkeys(gone, "source removed"))
        return replace(turn, question=REMOVED, answer=REMOVED if turn.answer else "")


def _claim(
    states: Mapping[str, SourceState], needed: Sequence[str], copies: Sequence[str]
) -> SourceState:
    if copies and not any(states[id_] == "alive" for id_ in copies):
        return "source removed"
    found = [states[id_] for id_ in needed]
    return next((state for state in _WORST_FIRST if state in found), "alive")
