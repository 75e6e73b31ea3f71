"""A row that a question tells by another than its name: `the Danish depot`, of which there is one;
the thing that a code without a name of its own stands for: what is kept of it is that of the thing.

The question is asked once more, with the name of that row in place of the words or the code.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from answer import render
from answer.route_names import Named
from answer.route_nouns import called
from answer.route_types import FactAnswer, FactSentence
from nescio.text import stem
from nescio.types import Entity, Scope
from retrieval.attribute import QUANTITY_WORDS, label_stems
from retrieval.attributes import AttributeResolver
from retrieval.fact_sql import Condition, FactQuery, Filter, forward, key_condition
from retrieval.facts import FactStore
from retrieval.naming import singular
from retrieval.places import countries_of, every_country
from retrieval.schema import Column, Table

SURE = 0.9
_BY_PEOPLE = re.compile(
    r"\b(?:the|your|our|that) (?P<people>[a-z]+(?:-[a-z]+)?) (?P<noun>[a-z]+)\b", re.IGNORECASE
)
_IN_COUNTRY = re.compile(
    r"\b(?:the|your|our|that) (?P<noun>[a-z]+) in (?:the )?(?P<country>[A-Z]\w+(?: [A-Z]\w+)?)"
)
_COUNTRIES = {name.casefold() for name in every_country()}
_HOW_MANY = re.compile(r"\bhow many\b|\b(?:in|the|any) stock\b|\bstock (?:of|level)\b", re.I)


@dataclass(frozen=True, kw_only=True)
class Stand:
    """The question with the row's name in it, the row, and what says that it is meant."""

    question: str
    entity: Entity
    link: FactAnswer


class Stands:
    """Finds such rows over one source."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._schema = resolver.schema

    async def find(self, text: str, named: Sequence[Named], scope: Scope) -> AsyncIterator[Stand]:
        """The questions that may be asked instead. Raises like FactRouter.answer."""
        for match in (*_BY_PEOPLE.finditer(text), *_IN_COUNTRY.finditer(text)):
            told = match.groupdict()
            wanted = countries_of(told["people"].casefold()) if "people" in told else ()
            place = str(told.get("country") or "").casefold()
            wanted = wanted or ((place,) if place in _COUNTRIES else ())
            if wanted:
                stand = await self._only(text, match, wanted, scope)
                if stand is not None:
                    yield stand
        if _HOW_MANY.search(text):
            for one in named:
                stand = await self._owner(text, one, scope)
                if stand is not None:
                    yield stand

    async def _only(
        self, text: str, match: re.Match[str], wanted: Sequence[str], scope: Scope
    ) -> Stand | None:
        """The one row of the table called so that is in the country."""
        noun = match["noun"].casefold()
        tables = [t for t in self._schema.tables.values() if stem(noun) in called(t)]
        if len(tables) != 1 or singular(noun) != noun or not tables[0].name_columns:
            return None
        (table,) = tables
        column = _country(table)
        if table.person or column is None:
            return None
        kept = await self._store.distinct(self._schema.source, table.name, column.name, scope)
        values = [value for value in kept if value.casefold() in wanted]
        if len(values) != 1:
            return None
        within = Filter(conditions=(Condition(column=column.name, value=values[0]),))
        query = FactQuery(
            source=self._schema.source, table=table.name, operator="list", filters=(within,),
            limit=2,
        )  # fmt: skip
        if not self._store.permits(query, scope):
            return None
        rows = (await self._store.run(query, scope)).rows
        if len(rows) != 1:
            return None
        said = await self._store.run(replace(query, operator="value", column=column.name), scope)
        return _stand(text, match.span(), rows[0].entity, render.values(said.facts))

    async def _owner(self, text: str, one: Named, scope: Scope) -> Stand | None:
        """The row of another table that a row without a name stands for: a variant's product."""
        if len(one.entities) != 1:
            return None
        (entity,) = one.entities
        table = self._schema.tables.get(str(entity.table))
        if entity.source != self._schema.source or table is None or not _stands(table):
            return None
        (key,) = table.foreign_keys
        query = FactQuery(
            source=entity.source, table=table.name, operator="related", path=(forward(key),),
            filters=(Filter(conditions=key_condition(entity.key)),), limit=2,
        )  # fmt: skip
        target = self._schema.tables[key.target]
        if target.person or not target.name_columns or not self._store.permits(query, scope):
            return None
        found = await self._store.run(query, scope)
        if len(found.rows) != 1 or len(found.facts) != 1:
            return None
        said = replace(found.facts[0], entity=entity.label, attribute=target.singular)
        owner = replace(entity, table=target.name, label=found.facts[0].display)
        return _stand(text, (one.start, one.end), owner, render.values((said,)), of=entity)


def _stand(
    text: str, span: tuple[int, int], row: Entity, said: FactSentence, of: Entity | None = None
) -> Stand:
    link = FactAnswer(sentences=(said,), entities=(of or row,), confidence=SURE, rule="led")
    return Stand(
        question=f"{text[: span[0]]}{row.label}{text[span[1] :]}", entity=row, link=link
    )  # fmt: skip


def _country(table: Table) -> Column | None:
    """The one column of a table that says in which country its rows are."""
    found = [
        c for c in table.columns
        if c.kind == "text" and not c.private and stem("country") in label_stems(c.label)
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _stands(table: Table) -> bool:
    """Whether rows of a table have no name and stand for one row of another, without an amount."""
    amounts = any(label_stems(c.label) & QUANTITY_WORDS for c in table.columns)
    return (
        not table.name_columns and len(table.foreign_keys) == 1 and not table.valid_from
        and not amounts
    )  # fmt: skip
