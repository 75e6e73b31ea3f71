"""What was valid at a time: `what did the Okapi cost in May 2024?`

Tables with validity columns keep what was; other values are only known as they are now, and a
question about one at another time is not answered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from answer import render
from answer.as_of import valid_between
from answer.route_dates import Dated, dated
from answer.route_names import Named, of_source, spans_of
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_types import FactAnswer, FactRefusal, FactReply
from nescio.types import Scope
from retrieval.asking import Asked, read
from retrieval.attributes import AttributeResolver
from retrieval.fact_sql import value_query
from retrieval.facts import FactStore

_CONFIDENCE = 0.93


class Once:
    """Answers about one row of one source as it was."""

    def __init__(
        self, store: FactStore, resolver: AttributeResolver, subjects: SubjectAnswerer
    ) -> None:
        self._store = store
        self._schema = resolver.schema
        self._subjects = subjects

    async def answer(self, asked: Asked, named: Sequence[Named], scope: Scope) -> FactReply | None:
        """All values that were valid in the time told; None where none is told, or nothing is
        asked that has a validity."""
        if len(named) != 1 or len(of_source(named[0], self._schema.source)) != 1:
            return None
        when = dated(asked.text)
        days = _days(when) if when else None
        spans = spans_of(named)
        if when is None or days is None or any(a < when.end and when.start < b for a, b in spans):
            return None
        (entity,) = of_source(named[0], self._schema.source)
        blank = f"{asked.text[: when.start]}{' ' * (when.end - when.start)}{asked.text[when.end :]}"
        plain = read(blank, spans)
        resolved = self._subjects.choose(plain, str(entity.table))
        attribute = resolved.attribute if resolved else None
        if attribute is None or attribute.column is None or not attribute.end.valid_from:
            return None
        query = value_query(entity, attribute.path, attribute.column.name)
        if attribute.private or not self._store.permits(query, scope):
            return None
        facts = await valid_between(self._store, query, attribute.end, days, scope)
        label = f"{attribute.label} {when.said}"
        if not facts:
            return FactRefusal(
                reason="no_evidence",
                rule="no_value",
                message=f"The database has no {label} for {entity.label}.",
                candidates=(entity,),
            )
        told = tuple(replace(fact, entity=entity.label, attribute=label) for fact in facts)
        subject = Subject(entity=entity, score=named[0].score)
        return FactAnswer(
            sentences=(render.values(told),),
            entities=(entity,),
            confidence=round(_CONFIDENCE * subject.score, 4),
            rule="as_of",
        )


def _days(when: Dated) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of a time that is over or has begun; of `before`, the day before
    it. None of a time without an end, or to come."""
    bounds = dict(when.comparisons)
    today = dt.date.today()
    if "lt" not in bounds:
        return None
    last = min(bounds["lt"] - dt.timedelta(days=1), today)
    first = bounds.get("ge", last)
    return (first, last) if first <= last else None
