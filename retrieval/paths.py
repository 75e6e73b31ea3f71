"""The way from one table to another over foreign keys, when there is exactly one sensible way."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from retrieval.attribute import noun_stems
from retrieval.concepts import agent_stems
from retrieval.fact_sql import Hop, backward, forward
from retrieval.naming import identifier_words
from retrieval.schema import DatabaseSchema, Table

MOST_HOPS = 3
_JUNCTION_COLUMNS = 3


def steps_from(schema: DatabaseSchema, table: str) -> list[Hop]:
    """Every single step over a foreign key, in either direction, that leaves the table."""
    own = [forward(key) for key in schema.tables[table].foreign_keys if key.target != table]
    others = schema.references_to(table)
    return own + [backward(child, key) for child, key in others if child.name != table]


def find_path(
    schema: DatabaseSchema, start: str, goal: str, said: AbstractSet[str], *, most: int = MOST_HOPS
) -> tuple[Hop, ...] | None:
    """The shortest way from `start` to `goal`, of at most so many steps.

    Tables in between must be mere links (order lines) or be mentioned by a word in `said`
    (stems). Of several shortest ways the one whose roles are said is taken, else none.
    """
    return _search(schema, start, goal, said, most, strict=True) or _search(
        schema, start, goal, said, most, strict=False
    )


def _search(
    schema: DatabaseSchema,
    start: str,
    goal: str,
    said: AbstractSet[str],
    most: int,
    *,
    strict: bool,
) -> tuple[Hop, ...] | None:
    """Strictly, or over any rows that have no name of their own (variants)."""
    ways: list[tuple[Hop, ...]] = [()]
    for _ in range(most):
        longer = [
            (*way, hop)
            for way in ways
            for hop in steps_from(schema, way[-1].target if way else start)
            if hop.target != start and hop.target not in {h.target for h in way}
        ]
        arrived = [way for way in longer if way[-1].target == goal]
        if arrived:
            return _only(schema, arrived, said)
        ways = [
            way
            for way in longer
            if _passable(schema.tables[way[-1].target], said)
            or not (strict or schema.tables[way[-1].target].name_columns)
        ]
    return None


def _only(
    schema: DatabaseSchema, ways: list[tuple[Hop, ...]], said: AbstractSet[str]
) -> tuple[Hop, ...] | None:
    if len(ways) == 1:
        return ways[0]
    spoken = [way for way in ways if _labels(way) & said]
    return spoken[0] if len(spoken) == 1 else None


def _labels(way: tuple[Hop, ...]) -> frozenset[str]:
    return frozenset(s for hop in way for w in identifier_words(hop.label) for s in agent_stems(w))


def _passable(table: Table, said: AbstractSet[str]) -> bool:
    if noun_stems(table) & said:
        return True
    plain = [c for c in table.columns if c.name not in table.structural]
    return not table.name_columns and not table.aliases and len(plain) <= _JUNCTION_COLUMNS
