"""Which rows a question is about: tables called by their noun, or implied by a name."""

from __future__ import annotations

from collections.abc import Sequence

from nescio.text import stem
from nescio.types import Entity
from retrieval.asking import Asked, Term
from retrieval.attribute import noun_stems
from retrieval.schema import DatabaseSchema, Table

Named = tuple[Entity, tuple[int, int]]


def nouns_in(
    schema: DatabaseSchema, asked: Asked, named: Sequence[Named]
) -> list[tuple[Table, list[Term]]]:
    """Tables called by their noun, in the order of the text, longer names first; nouns that
    only introduce a name (`supplier Acme`) are left out."""
    found: list[tuple[int, int, Table, list[Term]]] = []
    for table in schema.tables.values():
        wanted = [stem(word) for word in table.singular.split()]
        for first in range(len(asked.terms) - len(wanted) + 1):
            run = list(asked.terms[first : first + len(wanted)])
            single = len(wanted) == 1 and run[0].stem in noun_stems(table)
            if single or [t.stem for t in run] == wanted:
                if any(_beside(run, span, asked.text) and e.table == table.name
                       for e, span in named):  # fmt: skip
                    continue
                exact = run[-1].stem == wanted[-1]
                found.append((run[0].start, -len(wanted) - exact, table, run))
    found.sort(key=lambda hit: hit[:2])
    return [(table, run) for _, _, table, run in found]


def implied_base(schema: DatabaseSchema, asked: Asked, named: Sequence[Named]) -> Table | None:
    """`tents` are products when Tents is a row of the one table that products refer to."""
    people = asked.asks == "who"
    for entity, _ in named:
        referring = {t.name for t, _ in schema.references_to(str(entity.table))} - {entity.table}
        if len(referring) > 1 and not people:
            continue  # "in the warehouse" may be stores, stock or shipments
        bases = [
            table
            for table, _ in schema.references_to(str(entity.table))
            if table.name_columns and table.name != entity.table and table.person == people
        ]
        if len(bases) == 1 and not schema.tables[str(entity.table)].person:
            return bases[0]
    return None


def _beside(run: Sequence[Term], span: tuple[int, int], text: str) -> bool:
    """Whether the noun stands right before or after the name."""
    start, end = span
    gap = text[run[-1].end : start] if run[-1].end <= start else text[end : run[0].start]
    return gap.strip(" '\"“”‘’(#:") in ("", "called", "named", "the", "is", "are")
