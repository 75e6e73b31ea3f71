"""The values that were valid in a stretch of time, of tables that keep since when each one is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from nescio.types import Fact, Scope
from retrieval.fact_sql import FactQuery
from retrieval.facts import FactStore
from retrieval.schema import Table

MOST_VALUES = 60
GAPS = 24
"""Parts of the stretch by which one goes back where nothing was valid."""


async def valid_between(
    store: FactStore, query: FactQuery, end: Table, span: tuple[dt.date, dt.date], scope: Scope
) -> tuple[Fact, ...]:
    """What a query gives on any day from the first to the last of `span`, the earliest first.

    `end` is the table with the validity, which the query's path leads to. From each value one
    goes back to the day before it began. Raises like FactStore.run.
    """
    first, last = span
    step = dt.timedelta(days=max(1, (last - first).days // GAPS))
    found: dict[str, Fact] = {}
    day = last
    for _ in range(MOST_VALUES):
        on_day = (await store.run(replace(query, as_of=day), scope)).facts
        found |= {fact.id: fact for fact in on_day if fact.id not in found}
        began = await first_day(store, query, end, day, scope) if on_day else None
        if day <= first or (on_day and (began is None or began <= first)):
            break
        day = began - dt.timedelta(days=1) if began else max(first, day - step)
    return tuple(reversed(found.values()))


async def first_day(
    store: FactStore, query: FactQuery, end: Table, day: dt.date, scope: Scope
) -> dt.date | None:
    """The first day of what is valid on a day; None where that is not kept."""
    began = replace(query, operator="value", column=end.valid_from, as_of=day)
    facts = (await store.run(began, scope)).facts
    values = [str(fact.value)[: len("2024-01-01")] for fact in facts]
    return min(map(dt.date.fromisoformat, values), default=None)
