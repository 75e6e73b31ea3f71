"""Whether two named rows agree in something: `do A and B cost the same`, `is A as heavy as B`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answer import render
from answer.route_names import Named, of_source
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_types import FactAnswer, FactReply
from nescio.types import Fact, Scope
from retrieval.asking import WEAK_STEMS, Asked
from retrieval.attribute import noun_stems
from retrieval.attributes import AttributeResolver

_CONFIDENCE = 0.9
_SAME = re.compile(
    r"\b(?:(?:the )?same|equal|equally|identical|alike|equals?)\b|\b(?:just )?as [a-z]+ as\b",
    re.IGNORECASE,
)
_FRAME = frozenset("same equal equally identical alike equals just as both than".split())


class Sameness:
    """Compares one attribute of two rows of one table."""

    def __init__(self, resolver: AttributeResolver, subjects: SubjectAnswerer) -> None:
        self._resolver = resolver
        self._subjects = subjects

    async def answer(self, asked: Asked, named: Sequence[Named], scope: Scope) -> FactReply | None:
        """Yes or no with both values; None where no such question is asked of two rows."""
        if asked.asks != "yes_no" or _SAME.search(asked.text) is None:
            return None
        meant = [of_source(one, self._resolver.schema.source) for one in named]
        if len(meant) != 2 or any(len(one) != 1 for one in meant):
            return None
        (first,), (second,) = meant
        if first.table != second.table or first.id == second.id:
            return None
        nouns = noun_stems(self._resolver.schema.tables[str(first.table)])
        terms = tuple(t for t in asked.terms if t.form not in _FRAME and t.stem not in nouns)
        if all(t.stem in WEAK_STEMS for t in terms) or any(t.form == "not" for t in terms):
            return None
        plain = replace(asked, terms=terms, asks="other", procedure=False)
        resolved = self._subjects.choose(plain, str(first.table))
        if resolved is None or resolved.attribute.private or resolved.attribute.many:
            return None
        facts: list[Fact] = []
        score = min(one.score for one in named)
        for entity in (first, second):
            subject = Subject(entity=entity, score=score)
            reply = await self._subjects.value(
                subject, resolved.attribute, resolved.score, scope, rule="same"
            )
            if not isinstance(reply, FactAnswer) or len(reply.sentences[0].facts) != 1:
                return reply
            facts.append(replace(reply.sentences[0].facts[0], entity=entity.label))
        begins = "Yes" if facts[0].display == facts[1].display else "No"
        return FactAnswer(
            sentences=(render.compared(facts, "equal", begins),),
            entities=(first, second),
            confidence=round(_CONFIDENCE * score, 4),
            rule="same",
        )
