"""Documents held against the database: each statement about a row compared with the live row.

Only the catalogue and the databases are needed: no model, no vectors. Rows are read when a
statement is compared. Private columns are neither compared nor shown, and a statement that holds
a private value is not shown either.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answer.audit_claims import read
from answer.audit_compare import Comparer, Outcome
from answer.audit_related import Relation, compare_relation, relations
from answer.audit_statement import Claim, Statement, Subject
from answer.audit_subjects import Subjects
from answer.audit_tables import claims_of_cells
from answer.audit_text import Piece, pieces
from nescio.types import Document, Entity, Fact, Scope
from retrieval.attribute import Attribute, noun_stems
from retrieval.attributes import AttributeResolver
from retrieval.facts import FactStore
from retrieval.linking import EntityLinker
from retrieval.private import PrivateColumns
from retrieval.schema import DatabaseSchema

CONTEXT = 280
MOST_RELATED = 6
HIDDEN = "(not shown: it holds a private value)"


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """A statement of a document and the row that says otherwise.

    `start` and `end` are the span of the statement in the document's text, `span_start` and
    `span_end` that of the value in it. `before` and `after` are the text around the statement.
    `row` holds the public values of the row, as far as they can be read.
    """

    document: Document
    headings: tuple[str, ...]
    statement: str
    start: int
    end: int
    span_start: int
    span_end: int
    before: str
    after: str
    entity: Entity
    attribute: str
    said: str
    facts: tuple[Fact, ...]
    row: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class Audited:
    """A document that was read: how many pieces it has, how many values could be compared."""

    document: Document
    pieces: int
    compared: int
    found: tuple[Contradiction, ...]


class Auditor:
    """Compares documents with the databases of record."""

    def __init__(
        self,
        schemas: Mapping[str, DatabaseSchema],
        store: FactStore,
        linker: EntityLinker,
        private: PrivateColumns,
    ) -> None:
        self._store = store
        self._linker = linker
        self._private = private
        self._comparer = Comparer(schemas, store)
        self._resolvers = {name: AttributeResolver(schema) for name, schema in schemas.items()}
        self._labels = frozenset(
            label for s in schemas.values() for t in s.tables.values() for label in t.access
        )
        self._references = [
            a
            for resolver in self._resolvers.values()
            for table in resolver.schema.tables
            for a in resolver.attributes(table)
            if a.column is None and len(a.path) == 1 and not a.path[0].reverse
        ]
        self._known: dict[tuple[str, str], tuple[Attribute, ...]] = {}

    async def audit(self, document: Document) -> Audited:
        """Every statement of one document. Raises SourceUnavailable and StageTimeout."""
        # Whoever runs an audit may read the databases; the tenant is the document's all the same.
        scope = Scope(tenant=document.access.tenant, labels=self._labels | document.access.labels)
        subjects = Subjects(self._linker, scope)
        read_pieces = await asyncio.to_thread(lambda: list(pieces(document)))
        found: list[Contradiction] = []
        compared = 0
        for piece in read_pieces:
            outcomes = await self._outcomes(piece, subjects, scope)
            compared += len(outcomes)
            found += [
                await self._contradiction(document, piece, outcome, scope)
                for outcome in _distinct(outcomes)
            ]
        return Audited(
            document=document, pieces=len(read_pieces), compared=compared, found=tuple(found)
        )

    async def _outcomes(self, piece: Piece, subjects: Subjects, scope: Scope) -> list[Outcome]:
        if piece.cells:
            found = claims_of_cells(piece, subjects, self.attributes)
            pairs = [(entity, claim, piece.text) for entity, claim in found]
        else:
            pairs = self._claims(piece, subjects)
        outcomes = [await self._comparer.compare(e, c, text, scope) for e, c, text in pairs]
        outcomes += [
            await compare_relation(one, piece.text, self._store, scope)
            for one in ([] if piece.cells else self._relations(piece, subjects))
        ]
        return [outcome for outcome in outcomes if outcome is not None]

    def _claims(self, piece: Piece, subjects: Subjects) -> list[tuple[Entity, Claim, str]]:
        rows, taken = subjects.of(piece)
        if not rows:
            return []
        statement = Statement(piece.text, taken)
        return [
            (row.entity, claim, piece.text)
            for row in rows
            for claim in read(statement, row, self.attributes(row.entity), self._called(row))
        ]

    def _relations(self, piece: Piece, subjects: Subjects) -> list[Relation]:
        mentions = subjects.mentions(piece.text)
        if not 1 < len(mentions) <= MOST_RELATED:
            return []
        taken = [(m.start, m.end) for m in mentions]
        return relations(Statement(piece.text, taken), mentions, self._references)

    def attributes(self, entity: Entity) -> tuple[Attribute, ...]:
        """The public attributes of a row that have one value: its own columns, today's price."""
        key = (entity.source, str(entity.table))
        if key not in self._known:
            resolver = self._resolvers.get(entity.source)
            known = resolver is not None and key[1] in resolver.schema.tables
            self._known[key] = tuple(
                a
                for a in (resolver.attributes(key[1]) if resolver and known else ())
                if a.column is not None and not a.private and _single(a)
                and a.column.name not in (*a.end.name_columns, *a.end.aliases)
                and a.column.name not in (a.end.valid_from, a.end.valid_to)
            )  # fmt: skip
        return self._known[key]

    def _called(self, subject: Subject) -> frozenset[str]:
        resolver = self._resolvers[subject.entity.source]
        return noun_stems(resolver.schema.tables[str(subject.entity.table)])

    async def _contradiction(
        self, document: Document, piece: Piece, outcome: Outcome, scope: Scope
    ) -> Contradiction:
        text = document.text
        before = text[max(0, piece.start - CONTEXT) : piece.start]
        after = text[piece.end : piece.end + CONTEXT]
        statement, span = piece.text, (piece.start + outcome.start, piece.start + outcome.end)
        said = outcome.said
        if await self._private.holds(f"{before}{statement}{after}"):
            before = after = ""
            if await self._private.holds(statement):
                statement, span, said = HIDDEN, (piece.start, piece.start), HIDDEN
        return Contradiction(
            document=document,
            headings=piece.headings,
            statement=statement,
            start=piece.start,
            end=piece.end,
            span_start=span[0],
            span_end=span[1],
            before=before,
            after=after,
            entity=outcome.entity,
            attribute=outcome.attribute,
            said=said,
            facts=outcome.facts,
            row=await self._row(outcome, scope),
        )

    async def _row(self, outcome: Outcome, scope: Scope) -> tuple[Fact, ...]:
        """The live row that decided, without its private columns."""
        fact = outcome.facts[0]
        entity = Entity(
            id=outcome.entity.id, source=fact.source, label=fact.entity, table=fact.table,
            key=fact.key, access=outcome.entity.access,
        )  # fmt: skip
        return await self._store.row(entity, scope) or outcome.facts


def _single(attribute: Attribute) -> bool:
    return not attribute.path or (len(attribute.path) == 1 and bool(attribute.end.valid_from))


def _distinct(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Contradictions, one for each value of a row that a piece gets wrong."""
    found = {
        (o.facts[0].uri, o.facts[0].column): o for o in reversed(outcomes) if o.agrees is False
    }
    return list(reversed(found.values()))
