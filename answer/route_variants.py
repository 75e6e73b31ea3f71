"""One of the kinds that a row comes in, told by a word: `the barcode of the rust one`.

Rows that stand for a row of another table, and have no name of their own (the colours and sizes of
a product), are told by the values they have. What is asked for is a column of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from answer import render
from answer.route_subject import Subject
from answer.route_types import FactAnswer, FactReply, FactSentence
from nescio.text import words
from nescio.types import Entity, Scope
from retrieval.asking import Asked, Term
from retrieval.attributes import Attribute, AttributeResolver
from retrieval.fact_sql import FactQuery, Filter, Hop, forward, key_condition
from retrieval.facts import FactStore
from retrieval.name_index import token_key
from retrieval.schema import Table

_LIMIT = 30
_MOST = 3
_TRIED = 4
_SURE = 0.85


class Variants:
    """Answers about kinds of a named row of one source."""

    def __init__(self, store: FactStore, resolver: AttributeResolver) -> None:
        self._store = store
        self._resolver = resolver

    async def answer(self, asked: Asked, subject: Subject, scope: Scope) -> FactReply | None:
        """The value asked for of the kinds that the other words tell; None: no such words.

        Raises SourceUnavailable and StageTimeout from the database.
        """
        if subject.others or asked.procedure or any(t.form == "not" for t in asked.terms):
            return None
        table = str(subject.entity.table)
        kinds = [
            child for child, key in self._resolver.schema.references_to(table)
            if not child.name_columns and not child.valid_from and len(child.foreign_keys) == 1
        ]  # fmt: skip
        if not kinds:
            return None
        found = self._resolver.resolve(asked, table, partial=True)
        for one in [r for r in found if r.uncovered][:_TRIED]:
            attribute = one.attribute
            if attribute.private or attribute.column is None:
                continue
            for child in (kind for kind in kinds if _of(attribute, kind)):
                rows = await self._told(child, subject.entity, one.uncovered, scope)
                if rows:
                    return await self._values(attribute, rows, subject, scope)
        return None

    async def _told(
        self, child: Table, entity: Entity, terms: Sequence[Term], scope: Scope
    ) -> list[tuple[Entity, str]]:
        """The kinds of the row that all the words are values of, with their values."""
        owner = child.foreign_keys[0]
        of_row = Filter(path=(forward(owner),), conditions=key_condition(entity.key))
        said: dict[str, list[str]] = {}
        rows: dict[str, Entity] = {}
        for column in child.columns:
            if column.kind != "text" or column.private or column.unique:
                continue
            query = FactQuery(
                source=entity.source, table=child.name, operator="value", filters=(of_row,),
                column=column.name, limit=_LIMIT,
            )  # fmt: skip
            if not self._store.permits(query, scope):
                return []
            for row in (await self._store.run(query, scope)).rows:
                rows[row.entity.id] = row.entity
                said.setdefault(row.entity.id, []).append(row.fact.display)
        wanted = {token_key(term.form) for term in terms}
        shown = {key: ", ".join(filter(None, values)) for key, values in said.items()}
        return [
            (rows[key], text)
            for key, text in shown.items()
            if wanted <= {token_key(word.form) for word in words(text)}
        ]

    async def _values(
        self,
        attribute: Attribute,
        rows: Sequence[tuple[Entity, str]],
        subject: Subject,
        scope: Scope,
    ) -> FactAnswer | None:
        if len(rows) > _MOST or attribute.column is None:
            return None
        sentences: list[FactSentence] = []
        for row, told in rows:
            query = FactQuery(
                source=row.source, table=str(row.table), operator="value",
                filters=(Filter(conditions=key_condition(row.key)),), column=attribute.column.name,
            )  # fmt: skip
            facts = (await self._store.run(query, scope)).facts
            if len(facts) != 1:
                return None
            called = f"{subject.entity.label} ({told})"
            sentences.append(render.values([replace(facts[0], entity=called)]))
        return FactAnswer(
            sentences=tuple(sentences),
            entities=(subject.entity,),
            confidence=round(_SURE * subject.score, 4),
            rule="variant",
        )


def _of(attribute: Attribute, child: Table) -> bool:
    way: tuple[Hop, ...] = attribute.path
    return len(way) == 1 and way[0].reverse and attribute.end.name == child.name
