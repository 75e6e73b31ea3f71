"""Which rows a question is about: tables called by their noun, or implied by a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.text import stem, words
from nescio.types import Entity
from retrieval.asking import Asked, Term
from retrieval.attribute import noun_stems
from retrieval.schema import DatabaseSchema, Table

Named = tuple[Entity, tuple[int, int]]
_PLACES = frozenset(stem(w) for w in "place spot location site".split())
PEOPLE = frozenset(stem(w) for w in "people person folks guys those".split())
UNLIKE = frozenset(("customs",))
"""Words that only look like a noun of rows by their stem: no customers are at customs."""
ADDRESSES = frozenset("street address city town".split())
# `What do you order`: a verb, not the noun that it looks like.
_SUBJECT = re.compile(r"\b(?:i|you|we|they|he|she|people|who)(?: all| also| ever| \w+ly)? $", re.I)
_FIRMS = frozenset(stem(w) for w in "company firm".split())


def nouns_in(
    schema: DatabaseSchema, asked: Asked, named: Sequence[Named]
) -> list[tuple[Table, list[Term]]]:
    """Tables called by their noun, in the order of the text, longer names first; nouns that
    only introduce a name (`supplier Acme`) are left out."""
    found: list[tuple[int, int, Table, list[Term]]] = []
    for table in schema.tables.values():
        wanted = [stem(word) for word in table.singular.split()]
        for first in range(len(asked.terms)):
            run = list(asked.terms[first : first + len(wanted)])
            single = len(wanted) == 1 and run[0].stem in noun_stems(table)
            single = single and not _verb(run[0], asked.text)
            single = single or (len(wanted) > 1 and _stands_for(run[0], table, schema))
            run = run[:1] if single else run
            if single or [t.stem for t in run] == wanted:
                if any(_beside(run, span, asked.text) and e.table == table.name
                       for e, span in named):  # fmt: skip
                    continue
                exact = run[-1].stem == wanted[-1]
                found.append((run[0].start, -len(wanted) - exact, table, run))
    found.sort(key=lambda hit: hit[:2])
    return [(table, run) for _, _, table, run in found]


def _verb(term: Term, text: str) -> bool:
    """Whether a word is no noun of rows that look so called: what somebody does (`do you order`),
    or another noun."""
    if term.form in UNLIKE:
        return True
    return not term.form.endswith("s") and _SUBJECT.search(text[: term.start]) is not None


def _stands_for(term: Term, table: Table, schema: DatabaseSchema) -> bool:
    """Whether one word is short for a noun of several: `returns`, `cases`, what was `sent back`
    for return cases, where no other table is called so."""
    own = {stem(w) for w in table.singular.split()}
    if not (term.form.endswith("s") and term.stem in own) and term.stem not in (
        noun_stems(table) - own
    ):
        return False
    return not any(
        term.stem in noun_stems(other)
        for other in schema.tables.values()
        if other.name != table.name
    )


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


def called_so(text: str, start: int, end: int, table: Table) -> bool:
    """Whether the noun of the table stands right before or after the span: `the Lyon store`."""
    found = words(text)
    before = [word.form for word in found if word.end <= start][-1:]
    after = [word.form for word in found if word.start >= end][:1]
    return any(stem(form) in noun_stems(table) for form in (*before, *after))


def _beside(run: Sequence[Term], span: tuple[int, int], text: str) -> bool:
    """Whether the noun stands right before or after the name."""
    start, end = span
    gap = text[run[-1].end : start] if run[-1].end <= start else text[end : run[0].start]
    return gap.strip(" '\"“”‘’(#:") in ("", "called", "named", "the", "is", "are")


def visited(table: Table) -> bool:
    """Whether rows of a table are places: they have an address."""
    return any(column.label.split()[-1] in ADDRESSES for column in table.columns)


def called(table: Table) -> frozenset[str]:
    """The stems of the nouns by which rows are called, those of any place or party among them."""
    own = noun_stems(table)
    party = table.person or bool(own & _FIRMS)
    return own | (_PLACES if visited(table) else frozenset()) | (PEOPLE if party else frozenset())
