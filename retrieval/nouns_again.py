"""A row named before, pointed at by a noun: `the stove`, `that shop`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.text import stem, words
from nescio.types import Entity, Scope, Turn
from retrieval.antecedent import clear
from retrieval.attribute import also_called
from retrieval.linking import EntityLinker

# "That shop", "this order": one that was named, by what its rows are.
_THAT_NOUN = re.compile(
    r"\b(?:that|this|the same|(?<=\bof )the|(?<=\bat )the|(?<=\bin )the) (?!one\b)"
    r"(?P<noun>[a-z]{3,})\b(?! [a-z]+s\b)",
    re.IGNORECASE,
)


def noun_again(
    text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> str | None:
    """`The stove` after `the Ember 2 Stove` was named: the name in place of its own noun; `that
    shop` of a row of stores."""
    kind = _THAT_NOUN.search(text)
    for turn in reversed(history):
        for mention in linker.link(turn.question, scope):
            entity = mention.best.entity
            noun = words(entity.label)[-1].form if words(entity.label) else ""
            found = re.search(rf"\b(?:the|this|that) {re.escape(noun)}\b", text, re.IGNORECASE)
            if noun.isalpha() and found and not mention.ambiguous:
                return f"{text[: found.start()]}the {entity.label}{text[found.end() :]}"
            if kind and row_of(entity, kind["noun"]) and mention in clear([mention]):
                return f"{text[: kind.start()]}{entity.label}{text[kind.end() :]}"
    return None


def row_of(entity: Entity, noun: str) -> bool:
    """Whether rows of its table are called so: `shop` a row of `stores`."""
    table = re.split(r"[\W_]+", (entity.table or "").casefold())[-1]
    return stem(noun.casefold()) in {stem(table)} | also_called(stem(table))
