"""Questions about facts that are refused: private columns, keys and names that no row has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from answer.route_names import Named, of_source, spans_of
from answer.route_private import PrivateReading
from answer.route_subject import SubjectAnswerer
from answer.route_types import (
    FactRefusal,
)
from retrieval.asking import Asked, read
from retrieval.attributes import AttributeResolver
from retrieval.keys import KeyMention
from retrieval.linking import Linked

LEAST_UNKNOWN = 0.85
_CIRCUMSTANCE = re.compile(r"\b(?:to|in|from|at|on|by|with|until|after|before|near)\W*$", re.I)


class Refusals:
    """Says why a question about a fact gets no fact."""

    def __init__(
        self,
        resolvers: Mapping[str, AttributeResolver],
        subjects: Mapping[str, SubjectAnswerer],
    ) -> None:
        self._resolvers = resolvers
        self._subjects = subjects
        self._private = {n: PrivateReading(r) for n, r in resolvers.items()}

    def private(self, asked: Asked, named: Sequence[Named]) -> FactRefusal | None:
        """A private column of the rows named, or of rows like those asked about."""
        for source, reading in self._private.items():
            entities = [entity for one in named for entity in of_source(one, source)]
            refusal = reading.refuse(asked, entities)
            if refusal is not None:
                return refusal
        return None

    def no_such_key(self, asked: Asked, key: KeyMention) -> FactRefusal | None:
        """An attribute is asked of a key that no row has."""
        asked = read(asked.text, [(key.start, key.end)])
        for resolver in self._resolvers.values():
            if key.table in resolver.schema.tables and resolver.resolve(asked, key.table):
                return FactRefusal(
                    reason="no_evidence",
                    rule="no_such_row",
                    message=f"The database has no {key.text}.",
                )
        return None

    def unknown(self, question: str, named: Sequence[Named], linked: Linked) -> FactRefusal | None:
        """A fact is asked of a name that no row has: the neighbours are named, not used."""
        misses = [m for m in linked.near_misses if not _CIRCUMSTANCE.search(question[: m.start])]
        if not misses:
            return None
        spans = [*spans_of(named), *((m.start, m.end) for m in misses)]
        asked = read(question, spans)
        near = tuple(c.entity for m in misses for c in m.candidates if c.entity.table)
        for source, resolver in self._resolvers.items():
            tables = {str(e.table) for e in near if e.source == source} or {
                t.name for t in resolver.schema.tables.values() if t.name_columns
            }
            fits = [self._subjects[source].choose(asked, table) for table in tables]
            if any(fit is not None and fit.score >= LEAST_UNKNOWN for fit in fits):
                text = "; ".join(dict.fromkeys(miss.text for miss in misses))
                return FactRefusal(
                    reason="no_evidence",
                    rule="unknown_name",
                    message=f"The database has nothing called {text!r}.",
                    candidates=near[:5],
                )
        return None
