"""Questions in the words of the schema: a labelled column, the rows it is asked of, an operator.

The readings of `route_subject` and `route_sets` come from how people talk; those here take the
labels of columns as they stand and so work where nobody prepared any words. A question is answered
only when every word of it is a part of the frame or has no meaning of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.route_compare import Comparer
from answer.route_dates import planned
from answer.route_linked import LinkedAnswerer
from answer.route_names import Named
from answer.route_narrow import SchemaRows
from answer.route_ranked import RankedAnswerer
from answer.route_said import Said, SaidReader
from answer.route_schema_words import AVERAGE, CONFIDENCE, SUM, row_set
from answer.route_sets import SetAnswerer
from answer.route_subject import SubjectAnswerer
from answer.route_types import FactReply
from nescio.types import Scope
from retrieval.asking import Asked
from retrieval.attributes import AttributeResolver
from retrieval.facts import FactStore


class SchemaAnswerer(SchemaRows):
    """Answers questions about one source that speak of its columns by their labels."""

    def __init__(
        self,
        store: FactStore,
        resolver: AttributeResolver,
        subjects: SubjectAnswerer,
        sets: SetAnswerer,
    ) -> None:
        super().__init__(store, resolver)
        self._sets = sets
        self._ranked = RankedAnswerer(store, resolver, sets)
        self._linked = LinkedAnswerer(store, resolver, subjects, sets)
        self._said = SaidReader(store, resolver)
        self._compare = Comparer(store, resolver, subjects)

    async def answer(
        self, asked: Asked, named: Sequence[Named], scope: Scope, *, plain: bool = True
    ) -> FactReply | None:
        """The answer, or None. Without `plain`, only what a whole label of several words says.

        Raises SourceUnavailable and StageTimeout from the database.
        """
        if (asked.procedure and asked.asks == "why") or planned(asked.text):
            return None
        for nouns in (False, True):
            said = await self._said.read(asked, named, scope, nouns=nouns)
            if said is None or (nouns and not any(
                self._said.ambiguous(said.tokens, one) for one in self._said.labels(asked.text)
            )):  # fmt: skip
                return None
            if not plain and not _whole(said):
                reply = await self._linked.below(said, scope)
                if reply is not None:
                    return reply
                continue
            reply = await self._framed(said, scope)
            if reply is not None:
                return reply
        return None

    async def told(self, text: str, scope: Scope) -> list[tuple[int, int]]:
        """Where values of labelled columns stand in a text: no names, whatever they look like."""
        return await self._said.told(text, scope)

    async def _framed(self, said: Said, scope: Scope) -> FactReply | None:
        ranked, linked, compare = self._ranked, self._linked, self._compare
        for frame in (compare.answer, ranked.total, ranked.most, ranked.extreme, compare.yes_no,
                      linked.below, linked.lookup, linked.related, self._rows):  # fmt: skip
            reply = await frame(said, scope)
            if reply is not None:
                return reply
        return None

    async def _rows(self, said: Said, scope: Scope) -> FactReply | None:
        """A count or a list of the rows that meet conditions on labelled columns."""
        asks = said.asked.asks
        counting = asks == "how_many" or bool(re.match(r"\W*count\b", said.asked.text, re.I))
        if not counting and asks not in ("what", "list", "who", "other"):
            return None
        nouns = self._nouns(said)
        if not nouns or not (said.told or said.bounds or said.labels or said.rows):
            return None
        if asks == "who" and not (nouns[0].table.person or nouns[0].table.name_columns):
            return None
        base, used = nouns[0], set(said.free(("number", "count", "total")))
        if any(row.entity.table == base.table.name for row in said.rows):
            return None
        conditions = await self._conditions(said, base, used, scope)
        if not conditions:
            return None
        rows = row_set(base, conditions)
        entities = tuple(row.entity for row in said.rows)
        give = self._sets.count if counting else self._sets.list
        return await give(rows, entities, scope, CONFIDENCE * said.score)


def _whole(said: Said) -> bool:
    """Whether a whole label of several words is said, or a sum or an average of a label."""
    counted = said.free((SUM - {"add", "adding", "up", "together", "overall"}) | AVERAGE)
    return bool(counted and said.labels) or any(
        one.last - one.first > 1 and len(one.loose) < len(one.columns) for one in said.labels
    )
