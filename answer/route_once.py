"""What was valid at a time: `what did the Okapi cost in May 2024?`

Tables with validity columns keep what was; other values are only known as they are now, and a
question about one at another time is not answered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from answer import render
from answer.route_dates import Dated, dated
from answer.route_names import Named, of_source, spans_of
from answer.route_subject import Subject, SubjectAnswerer
from answer.route_types import FactAnswer, FactRefusal, FactReply
from nescio.types import Entity, Fact, Scope
from retrieval.asking import Asked, read
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.fact_sql import FactQuery, Filter, key_condition
from retrieval.facts import FactStore

MOST_DAYS = 24
"""Days of a longer time that are looked at, beside its last."""

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
        if (
            when is None
            or days is None
            or any(a < when.end and when.start < b for a, b in spans_of(named))
        ):
            return None
        (entity,) = of_source(named[0], self._schema.source)
        blank = f"{asked.text[: when.start]}{' ' * (when.end - when.start)}{asked.text[when.end :]}"
        plain = read(blank, spans_of(named))
        resolved = self._subjects.choose(plain, str(entity.table))
        if resolved is None or resolved.attribute.private or not resolved.attribute.end.valid_from:
            return None
        facts = await self._at(entity, resolved.attribute, days, scope)
        label = f"{resolved.attribute.label} {when.said}"
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

    async def _at(
        self, entity: Entity, attribute: Attribute, days: tuple[dt.date, dt.date], scope: Scope
    ) -> tuple[Fact, ...]:
        query = FactQuery(
            source=entity.source,
            table=attribute.table,
            operator="value" if attribute.column else "related",
            filters=(Filter(conditions=key_condition(entity.key)),),
            path=attribute.path,
            column=attribute.column.name if attribute.column else None,
        )
        if not self._store.permits(query, scope):
            return ()
        first, last = days
        step = max(1, (last - first).days // MOST_DAYS)
        looked_at = [first + dt.timedelta(days=n) for n in range(0, (last - first).days + 1, step)]
        found: dict[str, Fact] = {}
        for day in dict.fromkeys([*looked_at, last]):
            for fact in (await self._store.run(replace(query, as_of=day), scope)).facts:
                found.setdefault(fact.id, fact)
        return tuple(found.values())


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
