"""Whether a number of one named row keeps to a limit: `is it under 3 kilos`, `does it cost more
than 300 euros`, `would it fit in a 5 kg budget` (see `answer.route_reworded`).

The column is the one that the unit, the comparing word and the other words agree on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from answer import render
from answer.route_conditions import Conditions, Understood, cues_of
from answer.route_names import Named, of_source
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_types import FactAnswer, FactReply
from nescio.text import stem
from nescio.types import Fact, Scalar, Scope
from retrieval.asking import WEAK_STEMS, Asked
from retrieval.attribute import noun_stems
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.fact_sql import Condition

_CONFIDENCE = 0.9
_WHETHER = re.compile(
    r"^\W*(?:(?:hi|hello|hey|so|and|ok)\b\W*)*(?:would|will|does|do|is|are|can|could)\b", re.I
)
_USUAL = frozenset(("weight", "capacity", "price", "area"))
_IDLE = frozenset(stem(w) for w in "fit stay keep remain fall be come buy order have".split())


class Limits:
    """Holds values of named rows of one source against numbers of a question."""

    def __init__(self, resolver: AttributeResolver, subjects: SubjectAnswerer) -> None:
        self._resolver = resolver
        self._subjects = subjects
        self._conditions = Conditions(resolver)

    async def answer(self, asked: Asked, named: Sequence[Named], scope: Scope) -> FactReply | None:
        """Yes or no with the value; None where no limit is asked about, or more than one."""
        source = self._resolver.schema.source
        if len(named) != 1 or len(of_source(named[0], source)) != 1 or asked.several:
            return None
        if not _WHETHER.match(asked.text) or any(t.form == "not" for t in asked.terms):
            return None
        (entity,) = of_source(named[0], source)
        table = str(entity.table)
        found = self._conditions.comparisons(asked, table)
        if len(found) != 1 or any(c.operator == "eq" for c in found[0].filter.conditions):
            return None
        known = noun_stems(self._resolver.schema.tables[table]) | WEAK_STEMS | _IDLE
        if any(t not in found[0].terms and t.stem not in known for t in asked.terms):
            return None
        attribute = self._attribute(found[0], table)
        if attribute is None or not _meant(attribute, asked):
            return None
        subject = Subject(entity=entity, score=named[0].score)
        reply = await self._subjects.value(subject, attribute, _CONFIDENCE, scope, rule="limit")
        if not isinstance(reply, FactAnswer) or len(reply.sentences[0].facts) != 1:
            return reply
        (fact,) = reply.sentences[0].facts
        true = all(_holds(fact, one) for one in found[0].filter.conditions)
        return replace(reply, sentences=(render.affirmed(fact, true=true),))

    def _attribute(self, understood: Understood, table: str) -> Attribute | None:
        path, name = understood.filter.path, understood.filter.conditions[0].column
        return next(
            (
                a for a in self._resolver.attributes(table)
                if a.path == path and a.column is not None and a.column.name == name
            ),
            None,
        )  # fmt: skip


def _meant(attribute: Attribute, asked: Asked) -> bool:
    """Whether a word asks for it, or it is what a bare amount of its unit is usually of."""
    if any(concept.name in _USUAL for concept in attribute.concepts):
        return True
    beyond = {word for c in attribute.concepts for word in c.lower | c.higher}
    said = attribute.words | cues_of(attribute)
    return any(t.stem in said or t.form in beyond for t in asked.terms)


def _holds(fact: Fact, condition: Condition) -> bool:
    value, limit = _number(fact.value), _number(condition.value)
    match condition.operator:
        case "lt":
            return value < limit
        case "le":
            return value <= limit
        case "ge":
            return value >= limit
    return value > limit


def _number(value: Scalar | tuple[Scalar, ...]) -> Decimal:
    return Decimal(str(value))
