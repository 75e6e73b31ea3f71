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
from answer.route_names import Named, spans_of
from answer.route_types import FactAnswer, FactRefusal, FactReply
from answer.route_valid import DatedValues
from nescio.types import Scope
from retrieval.asking import Asked, read

_CONFIDENCE = 0.93


class Once(DatedValues):
    """Answers about one row of one source as it was."""

    async def answer(self, asked: Asked, named: Sequence[Named], scope: Scope) -> FactReply | None:
        """All values that were valid in the time told; None where none is told, or nothing is
        asked that has a validity."""
        entity = self._row(named)
        if entity is None:
            return None
        when = dated(asked.text)
        days = _days(when) if when else None
        spans = spans_of(named)
        if when is None or days is None or any(a < when.end and when.start < b for a, b in spans):
            return None
        blank = f"{asked.text[: when.start]}{' ' * (when.end - when.start)}{asked.text[when.end :]}"
        value = self._value(read(blank, spans), entity)
        if value is None or not self._store.permits(value.query, scope):
            return None
        attribute = value.attribute
        facts = await valid_between(self._store, value.query, attribute.end, days, scope)
        label = f"{attribute.label} {when.said}"
        if not facts:
            return FactRefusal(
                reason="no_evidence",
                rule="no_value",
                message=f"The database has no {label} for {entity.label}.",
                candidates=(entity,),
            )
        told = tuple(replace(fact, entity=entity.label, attribute=label) for fact in facts)
        return FactAnswer(
            sentences=(render.values(told),),
            entities=(entity,),
            confidence=round(_CONFIDENCE * named[0].score, 4),
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
