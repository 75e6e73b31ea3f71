"""Rows of different tables or databases that are one thing: they carry the same name or code.

Only a distinctive name says so (several words, or one with a digit), and only where it is the
name of one row in each of the tables: where it could be this row or that, nothing is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from nescio.types import Edge
from retrieval.name_forms import Form

MAX_TABLES = 4
"""A name in more tables than this is a word of the business, not the name of one thing."""


def same_as(called: Iterable[tuple[str, Form]]) -> dict[str, set[Edge]]:
    """Edges by the document of the row that proves them, from all rows of some forms.

    `called` gives the document of a row with each of its forms. The label is the shared form.
    """
    rows: defaultdict[tuple[str, str], dict[str, set[str]]] = defaultdict(dict)
    owners: dict[str, str] = {}
    distinctive: set[str] = set()
    for owner, form in called:
        if form.whole and form.table_name:
            by_table = rows[form.tenant, form.form]
            by_table.setdefault(form.table_name, set()).add(form.entity_id)
            owners[form.entity_id] = min(owner, owners.get(form.entity_id, owner))
            if form.distinctive:
                distinctive.add(form.form)
    found: defaultdict[str, set[Edge]] = defaultdict(set)
    for (_, text), tables in rows.items():
        one_each = all(len(entities) == 1 for entities in tables.values())
        if text not in distinctive or not one_each or not 2 <= len(tables) <= MAX_TABLES:
            continue
        ids = sorted({id_ for entities in tables.values() for id_ in entities})
        for start, end in combinations(ids, 2):
            edge = Edge(start_id=start, end_id=end, kind="same_as", proof=start, label=text)
            found[owners[start]].add(edge)
    return found
