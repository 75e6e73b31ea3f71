"""A question of a batch, what came of it, what that rests on, and what is left without it.

A result goes with its sources as a turn of a conversation does (`retrieval.kept_turns`): where a
sentence has lost its source the whole answer is withheld. What was only shown beside it is left
out alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import TypeAdapter

from nescio.answers import SourceState
from nescio.types import Fact, Scope, Turn
from retrieval.kept_turns import REMOVED, Given, KeptSource, KeptTurn

JSON = dict[str, Any]
BatchState = Literal["queued", "running", "done", "failed", "cancelled"]
Outcome = Literal["answered", "partial", "abstained", "failed"]
ENDED: frozenset[BatchState] = frozenset(("done", "failed", "cancelled"))
_WHY = {
    "source removed": "a source of the answer was removed",
    "source changed": "a source of the answer says something else now",
}


@dataclass(frozen=True, kw_only=True)
class BatchQuestion:
    """One question of a batch. `id` is the asker's name for it."""

    id: str
    text: str
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Batch:
    """How a batch stands; `counts` are of the questions that are done, by outcome."""

    id: str
    scope: Scope
    state: BatchState
    total: int
    created_at: str
    ended_at: str | None = None
    problem: str = ""
    estimate: Mapping[str, Any] | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """Questions that are done, whatever came of them."""
        return sum(self.counts.values())


@dataclass(frozen=True, kw_only=True)
class Rests:
    """What an answer rests on: its turn, without the texts, and the sources that it does not cite
    but was shown with."""

    turn: KeptTurn
    others: tuple[KeptSource, ...] = ()

    @classmethod
    def on(
        cls, turn: KeptTurn, others: Collection[KeptSource], given: Mapping[str, Given]
    ) -> Rests:
        """`given` are the sources that are still there; no text of them is kept."""

        def known(source: KeptSource) -> KeptSource:
            if source.id not in given:
                return source.now("source removed")
            fact = given[source.id].fact
            told = None if fact is None else replace(fact, value=None)
            found = Given(nodes=given[source.id].nodes, fact=told)
            return replace(source, title="", uri="", given=found)

        cited = tuple(known(source) for source in turn.sources)
        texts = replace(turn, question="", answer="", sources=cited)
        return cls(turn=texts, others=tuple(known(source) for source in others))

    @property
    def sources(self) -> tuple[KeptSource, ...]:
        """All that are not known to be gone."""
        every = (*self.turn.sources, *self.others)
        return tuple(source for source in every if source.state != "source removed")

    @property
    def facts(self) -> dict[str, Fact]:
        """Those of them that are facts, by id."""
        return {s.id: s.given.fact for s in self.sources if s.given.fact is not None}

    @property
    def lost(self) -> frozenset[str]:
        """The ids of those that are gone or say something else."""
        every = (*self.turn.sources, *self.others)
        return frozenset(source.id for source in every if source.state != "alive")

    @property
    def state(self) -> SourceState:
        """Of the answer. A refusal rests on the nearest evidence: it may name it."""
        near = any(s.state == "source removed" for s in self.turn.sources if not s.cited)
        return "source removed" if near else self.turn.state

    def seen(self, states: Mapping[str, SourceState]) -> Rests:
        """After the sources were looked up; of one not in `states` nothing was learnt."""
        others = tuple(source.now(states.get(source.id, source.state)) for source in self.others)
        return Rests(turn=self.turn.seen(states), others=others)

    def without(self, nodes: Collection[str]) -> Rests:
        """After documents or rows are gone altogether."""
        gone = {s.id for s in self.others if any(node in nodes for node in s.given.nodes)}
        rests = self.seen(dict.fromkeys(gone, "source removed"))
        return replace(rests, turn=rests.turn.without(nodes))


@dataclass(frozen=True, kw_only=True)
class DoneQuestion:
    """A question that is done. `rests` is None for a failure; `kept` is how the store has it."""

    batch_id: str
    number: int
    question: BatchQuestion
    result: JSON
    rests: Rests | None = None
    kept: str | None = None

    def seen(self, states: Mapping[str, SourceState]) -> DoneQuestion:
        """After the sources were looked up."""
        return self if self.rests is None else self._resting(self.rests.seen(states))

    def swept(self, nodes: Collection[str], passages: Collection[str]) -> DoneQuestion:
        """After documents and rows, and passages, are gone."""
        if self.rests is None:
            return self
        lost: dict[str, SourceState] = dict.fromkeys(passages, "source removed")
        return self._resting(self.rests.without(nodes).seen(lost))

    def _resting(self, rests: Rests) -> DoneQuestion:
        if rests == self.rests:
            return self
        question = self.question
        if rests.turn.question == REMOVED:
            question = replace(question, text=REMOVED, history=())
        return replace(self, question=question, result=_left(self.result, rests), rests=rests)


def _left(result: JSON, rests: Rests) -> JSON:
    answer, state = result.get("answer"), rests.state
    if state == "source removed" or (state == "source changed" and answer is not None):
        return {"problem": {"code": state.replace(" ", "_"), "message": _WHY[state]}}
    if answer is None:
        return result
    shown = {
        name: [source for source in answer[name] if source["id"] not in rests.lost]
        for name in ("sources", "nearest")
        if name in answer
    }
    return {**result, "answer": {**answer, **shown}}


_RESTS = TypeAdapter(Rests)


def rests_json(rests: Rests) -> str:
    """As text; escapes keep what a column cannot hold."""
    return json.dumps(_RESTS.dump_python(rests, mode="json"))


def rests_from_json(text: str) -> Rests:
    """What `rests_json` made."""
    return _RESTS.validate_json(text)
