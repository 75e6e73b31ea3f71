"""A message as questions that can be understood on their own, with what is known besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from answer import memory
from answer.pieces import pieces
from nescio.types import Scope, Turn
from retrieval.linking import EntityLinker

MAX_QUESTIONS = 4


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One question of a message, self-contained; `background` is what was told with it and what
    the conversation was about, for finding passages, not for answering from."""

    question: str
    background: str = ""


def read_message(
    text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> list[Reading]:
    """At most four questions, each with its names, pronouns resolved."""
    found: list[Reading] = []
    for piece in pieces(text)[:MAX_QUESTIONS]:
        told = [Turn(question=piece.told)] if piece.told else []
        turns = [*history, *told, *(Turn(question=r.question) for r in found)]
        own = memory.standalone(piece.question, turns, linker, scope)
        if piece.told:
            own = memory.with_names(own, piece.told, linker, scope)
        topic = ""
        earlier = [*history, *(Turn(question=r.question) for r in found)]
        alone = bool(found) and not linker.link(own, scope, fuzzy=False)
        if earlier and (alone or memory.depends(piece.question, own)):
            topic = memory.topic(own, earlier[-1].question, linker, scope)
        found.append(Reading(question=own, background=" ".join(filter(None, (piece.told, topic)))))
    return found
