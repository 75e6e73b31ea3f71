"""Rows without a name are asked for by their key: `order 1024`, `return case #7`.

Where a table has code columns (an order number), a bare number means the number in the code; the
internal key is meant only where there is no code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nescio.types import Entity, Scope
from retrieval.fact_sql import Condition, FactQuery, Filter
from retrieval.facts import FactStore
from retrieval.schema import DatabaseSchema, Table

_BETWEEN = r"\s*(?:(?:with\s+)?(?:the\s+)?(?:no\.?|nr\.?|number|num|id|key|code)\s*)?[#:]?\s*"
_VALUE = r"(?P<value>#?\d{1,12})(?![\w.,]*\w)"
_LOOKED_AT = 20


@dataclass(frozen=True, kw_only=True)
class KeyMention:
    """`order 1024` in a text: the span, and the rows (none, when there is no such row)."""

    start: int
    end: int
    text: str
    table: str
    entities: tuple[Entity, ...]


class KeyFinder:
    """Finds rows that a text names by table and key; the rows are looked up live."""

    def __init__(self, schemas: Mapping[str, DatabaseSchema], store: FactStore) -> None:
        self._store = store
        self._patterns = [
            (source, table, _pattern(table))
            for source, schema in schemas.items()
            for table in schema.tables.values()
            if len(table.primary_key) == 1
        ]

    async def find(self, text: str, scope: Scope) -> list[KeyMention]:
        """Mentions by key, longest first where two overlap. Raises what FactStore raises."""
        hits = [
            (match, source, table)
            for source, table, pattern in self._patterns
            for match in pattern.finditer(text)
        ]
        hits.sort(key=lambda hit: hit[0].start() - hit[0].end())
        found: list[KeyMention] = []
        for match, source, table in hits:
            if any(match.start() < m.end and m.start < match.end() for m in found):
                continue
            entities = await self._rows(source, table, match.group("value").lstrip("#"), scope)
            found.append(
                KeyMention(
                    start=match.start(),
                    end=match.end(),
                    text=match.group().strip(),
                    table=table.name,
                    entities=entities,
                )
            )
        return found

    async def _rows(
        self, source: str, table: Table, number: str, scope: Scope
    ) -> tuple[Entity, ...]:
        if not table.aliases:
            column = table.column(table.primary_key[0])
            value = int(number) if column.kind == "number" else number
            return await self._store.find(source, table.name, column.name, value, scope)
        rows: dict[str, Entity] = {}
        for alias in table.aliases:
            query = FactQuery(
                source=source,
                table=table.name,
                operator="value",
                column=alias,
                filters=(Filter(conditions=(_holds(alias, number),)),),
                limit=_LOOKED_AT,
            )
            for row in (await self._store.run(query, scope)).rows:
                digits = re.findall(r"\d+", str(row.fact.value))
                if number in digits:
                    rows[row.entity.id] = row.entity
        return tuple(rows.values())


def _holds(column: str, number: str) -> Condition:
    return Condition(column=column, operator="like", value=number)


def _pattern(table: Table) -> re.Pattern[str]:
    nouns = {table.singular, table.plural, table.singular.split(" ")[-1]}
    either = "|".join(re.escape(noun) for noun in sorted(nouns, key=len, reverse=True) if noun)
    return re.compile(rf"\b(?:{either})\b{_BETWEEN}{_VALUE}", re.IGNORECASE)
