"""Values of one row that are kept with the days of their validity: what a question asks of them.

What was valid once, before the last change, and since when the value of today is, have this in
common; how each finds its days is its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from answer.route_names import Named, of_source
from answer.route_subject import SubjectAnswerer
from nescio.types import Entity
from retrieval.asking import Asked
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.fact_sql import FactQuery, value_query
from retrieval.facts import FactStore


@dataclass(frozen=True, kw_only=True)
class DatedValue:
    """An attribute whose values have their days, and the query for its value on one of them."""

    attribute: Attribute
    query: FactQuery
    valid_from: str
    """The column with the first day of each value."""


class DatedValues:
    """Finds them over one source."""

    def __init__(
        self, store: FactStore, resolver: AttributeResolver, subjects: SubjectAnswerer
    ) -> None:
        self._store = store
        self._schema = resolver.schema
        self._subjects = subjects

    def _row(self, named: Sequence[Named]) -> Entity | None:
        """The one row that is named."""
        rows = of_source(named[0], self._schema.source) if len(named) == 1 else []
        return rows[0] if len(rows) == 1 else None

    def _value(self, plain: Asked, entity: Entity) -> DatedValue | None:
        """What is asked of a row, told without its days; None if nothing that has any."""
        resolved = self._subjects.choose(plain, str(entity.table))
        attribute = resolved.attribute if resolved else None
        if attribute is None or attribute.column is None or attribute.private:
            return None
        first = attribute.end.valid_from
        if not first:
            return None
        query = value_query(entity, attribute.path, attribute.column.name)
        return DatedValue(attribute=attribute, query=query, valid_from=first)
