"""Sums and means over a set of rows: `the average price of your tents`, `the total value of all
cancelled orders`."""

from __future__ import annotations

import re
from dataclasses import replace

from answer import render
from answer.route_conditions import Conditions, cues_of
from answer.route_reading import RowSet
from answer.route_types import FactAnswer
from nescio.text import stem
from nescio.types import Entity, Scope
from retrieval.asking import Asked
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.fact_sql import FactQuery
from retrieval.facts import FactStore

_MEAN = re.compile(r"\b(?:average|mean|avg|on average)\b", re.IGNORECASE)
_SUM = re.compile(
    r"\b(?:total|sum|combined|altogether|added up)\b(?! (?:number|count|amount) of)", re.IGNORECASE
)
# What stands between is the column, though rows are called so as well: `average price of tents`.
_OF = re.compile(
    r"\b(?:average|mean|avg|total|combined) (?P<column>(?:[\w-]+ ){1,3}?)(?:of|for|across)\b",
    re.IGNORECASE,
)
_PLAIN = frozenset(("price", "weight", "amount"))
_SAYING = frozenset(
    stem(w)
    for w in """average mean avg total sum combined altogether added add up value worth money amount
    together""".split()
)
_ASKING = frozenset(("what", "how_much", "other"))
SURE = 0.9


class Sums:
    """Adds up the one number of the rows of a set that a question calls."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._source = resolver.schema.source
        self._conditions = Conditions(resolver)

    def asked(self, asked: Asked) -> bool:
        """Whether a sum or a mean is asked for."""
        summed = _MEAN.search(asked.text) or _SUM.search(asked.text)
        return asked.asks in _ASKING and summed is not None

    def rows_of(self, asked: Asked) -> Asked:
        """The question without the words that call the column, to be read for its rows."""
        match = _OF.search(asked.text)
        if match is None:
            return asked
        start, end = match.span("column")
        left = tuple(t for t in asked.terms if not start <= t.start < end)
        return replace(asked, terms=left)

    def only(self, asked: Asked, found: RowSet) -> bool:
        """Whether nothing but a sum or a mean is an answer: no number is compared with."""
        compared = any(" over " in one.said or " under " in one.said for one in found.conditions)
        return not compared and bool(_MEAN.search(asked.text) or _OF.search(asked.text))

    async def answer(
        self, asked: Asked, found: RowSet, entities: tuple[Entity, ...], scope: Scope, score: float
    ) -> FactAnswer | None:
        """The sum or the mean; None when no one column is called, or words are left over.

        What is valid today (a price) has a mean, and no sum that means anything.
        """
        mean = _MEAN.search(asked.text) is not None
        fits = [a for a in self._conditions.measures(found.base.name) if mean or not a.path]
        called = [a for a in fits if self._called(asked, a)]
        if len(called) > 1:
            called = [a for a in called if a.words & {t.stem for t in asked.terms}]
        if len(called) != 1 or found.extreme is not None:
            return None
        (attribute,) = called
        explained = attribute.words | cues_of(attribute) | _SAYING
        compared = any(one.said.startswith(f"{attribute.label} ") for one in found.conditions)
        if compared or any(t.stem not in explained for t in found.left):
            return None
        return await self.of(found, attribute, entities, scope, SURE * score, mean=mean)

    async def of(
        self, found: RowSet, attribute: Attribute, entities: tuple[Entity, ...], scope: Scope,
        sure: float, *, mean: bool = False,
    ) -> FactAnswer | None:  # fmt: skip
        """The sum, or the mean, of an attribute of rows."""
        query = FactQuery(
            source=self._source,
            table=found.base.name,
            operator="average" if mean else "sum",
            filters=found.filters,
            path=attribute.path,
            column=attribute.column.name if attribute.column else None,
        )
        facts = (await self._store.run(query, scope)).facts
        if not facts:
            return None
        what = ", ".join([facts[0].column, *(one.said for one in found.conditions)])
        name = "average" if mean else "sum"
        fact = replace(facts[0], entity=found.described, column=f"{name}({what})")
        return FactAnswer(
            sentences=(render.counted_up(fact),),
            entities=entities,
            confidence=round(sure, 4),
            rule=name,
        )

    def _called(self, asked: Asked, attribute: Attribute) -> bool:
        said = {t.stem for t in asked.terms}
        plain = any(concept.name in _PLAIN for concept in attribute.concepts)
        return bool(said & attribute.words) or (plain and bool(said & cues_of(attribute)))
