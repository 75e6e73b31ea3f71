"""What the fact router says: an answer from live rows, or a refusal with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nescio.answers import AbstentionReason
from nescio.types import Entity, Fact


@dataclass(frozen=True, kw_only=True)
class FactSentence:
    """A sentence and every fact that its values come from."""

    text: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class FactAnswer:
    """Live facts as sentences. `rule` names the kind of question that was recognised."""

    sentences: tuple[FactSentence, ...]
    entities: tuple[Entity, ...]
    confidence: float
    rule: str


@dataclass(frozen=True, kw_only=True)
class FactRefusal:
    """A question about a fact that must not, or cannot, be answered from the rows.

    `candidates` are the entities that may have been meant; `nearest` the facts closest by.
    """

    reason: AbstentionReason
    rule: str
    message: str
    candidates: tuple[Entity, ...] = ()
    nearest: tuple[Fact, ...] = ()


def together(answers: Sequence[FactAnswer]) -> FactAnswer:
    """Several answers as one, no surer than the least sure of them."""
    return FactAnswer(
        sentences=tuple(dict.fromkeys(s for a in answers for s in a.sentences)),
        entities=tuple({e.id: e for a in answers for e in a.entities}.values()),
        confidence=min(a.confidence for a in answers),
        rule=answers[0].rule,
    )


FactReply = FactAnswer | FactRefusal


@dataclass(frozen=True, kw_only=True)
class StatedAttribute:
    """An attribute that a sentence talks about: where it says so, and the live values.

    `states` is what the sentence says of a yes/no column, None for other columns. `peers` are
    columns (table, column) that hold values of the same sort, `others` such values that the
    database need not hold: countries.
    """

    entity: Entity
    attribute: str
    column: str
    facts: tuple[Fact, ...]
    start: int
    end: int
    states: bool | None = None
    peers: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
