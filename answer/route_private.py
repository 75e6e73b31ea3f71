"""Questions that ask for private columns, of one row or of many, are recognised and refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.route_types import FactRefusal
from nescio.types import Entity
from retrieval.asking import WEAK_STEMS, Asked
from retrieval.attributes import Attribute, AttributeResolver, noun_stems

# Asking for all of a table's private values, or for a person by one of them.
_WHOLESALE = re.compile(r"\b(?:all|every|each|list|dump|export)\b|\S@\S", re.IGNORECASE)
_TELLING = frozenset("email phone address password birth secret".split())


class PrivateReading:
    """Knows the private columns of one source."""

    def __init__(self, resolver: AttributeResolver) -> None:
        self._resolver = resolver

    def refuse(self, asked: Asked, entities: Sequence[Entity]) -> FactRefusal | None:
        """A refusal when a private column of a named row, or of all rows of a table, is meant."""
        said = {term.stem for term in asked.terms}
        for entity in entities:
            for attribute in self._columns(str(entity.table)):
                if _meant(attribute, said):
                    return _refusal(attribute, entity.label, (entity,))
        if entities:
            return None
        for table in self._resolver.schema.tables.values():
            nouns = noun_stems(table)
            if not said & nouns:
                continue
            for attribute in self._columns(table.name):
                left = [
                    term
                    for term in asked.terms
                    if term.stem not in nouns | attribute.words | _cues(attribute)
                    and term.stem not in WEAK_STEMS
                ]
                if (not left or _WHOLESALE.search(asked.text)) and _meant(attribute, said):
                    return _refusal(attribute, table.plural, ())
        return None

    def _columns(self, table: str) -> list[Attribute]:
        return [a for a in self._resolver.attributes(table) if not a.path and a.private]


def _meant(attribute: Attribute, said: set[str]) -> bool:
    return attribute.words <= said or bool(_cues(attribute) & said)


def _cues(attribute: Attribute) -> frozenset[str]:
    return frozenset(
        cue for c in attribute.concepts if c.name in _TELLING for cue in c.cues | c.labels
    )


def _refusal(attribute: Attribute, owner: str, candidates: tuple[Entity, ...]) -> FactRefusal:
    return FactRefusal(
        reason="not_permitted",
        rule="private_column",
        message=f"The {attribute.label} of {owner} is private and is never shown.",
        candidates=candidates,
    )
