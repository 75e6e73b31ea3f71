"""Statements over the edges table and the nodes at its edges, for one asker.

They are run several times for each question over many ids, so that building them would cost more
than running them: each is compiled once for all askers with as many labels, and takes its ids as
one JSON list.
All of them read from indexes alone, and of no node more edges than they are told.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import add
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

from nescio.errors import StoreFailed
from nescio.types import EdgeKind, Scope
from retrieval import tables
from retrieval.edge_access import known_to
from retrieval.tables import readable

Side = Literal["from", "to"]
"""Edges that a node is the start of, or the end of."""

KEPT = 1_000
"""Statements that stay compiled, of each kind."""

_IDS = "ids"
_TENANT = "\0tenant"
_LABEL = "\0label "


class Found(NamedTuple):
    """A link, and the node of the two that it was looked up by."""

    near: str
    other: str
    kind: EdgeKind
    side: Side


class NodeRow(NamedTuple):
    """A node as the tables have it; the last two only of a chunk."""

    id: str
    kind: Literal["entity", "document", "chunk"]
    label: str
    document_id: str
    headings: str


@dataclass(frozen=True)
class EdgeReader:
    """Reads what `scope` may know of, within the transaction of `connection`.

    Documents and chunks of the sources `without` are as if they were not there.
    """

    connection: Connection
    scope: Scope
    without: tuple[str, ...] = ()

    def nodes(self, ids: Collection[str]) -> Iterator[NodeRow]:
        """Those of the ids that exist and are permitted, in the order given."""
        found: dict[str, NodeRow] = {}
        for row in self._run(_nodes(self._dialect, _anybody(self.scope), self.without), ids):
            # A file is a document under the same id as the entity that its title names.
            if row[1] != "entity" or row[0] not in found:
                found[row[0]] = NodeRow._make(row)
        return (found[id_] for id_ in ids if id_ in found)

    def edges(
        self, ids: Collection[str], side: Side, kinds: tuple[EdgeKind, ...] | None, most: int
    ) -> Iterator[tuple[str, int]]:
        """How many edges each id has on one side, counted up to one more than `most`."""
        return self._run(_edges(self._dialect, _anybody(self.scope), side, kinds, most + 1), ids)

    def degrees(
        self, ids: Collection[str], side: Side, kinds: tuple[EdgeKind, ...], most: int
    ) -> Iterator[tuple[str, EdgeKind, int]]:
        """How many nodes each id is linked with over edges of each kind, counted up to `most`."""
        statement = _degrees(self._dialect, _anybody(self.scope), side, kinds, most)
        for id_, *counts in self._run(statement, ids):
            for kind, count in zip(kinds, counts, strict=True):
                yield id_, kind, min(count, most)

    def links(
        self, ids: Collection[str], side: Side, kinds: tuple[EdgeKind, ...] | None
    ) -> Iterator[Found]:
        """All links of the ids to one side. Repeated when several things prove one."""
        statement = _links(self._dialect, _anybody(self.scope), side, kinds)
        return (Found(near, other, kind, side) for near, other, kind in self._run(statement, ids))

    @property
    def _dialect(self) -> Dialect:
        return self.connection.dialect

    def _run(self, statement: _Statement, ids: Collection[str]) -> Iterator[Any]:
        if not ids:
            return iter(())
        mine = self._mine
        given = {name: mine.get(value, value) for name, value in statement.parameters.items()}
        given[_IDS] = json.dumps([*ids])
        order = statement.order
        values = given if order is None else [given[name] for name in order]
        # Straight to the driver: a `Row` for each of thousands is half of the time.
        try:
            cursor = self.connection.connection.cursor()
            try:
                cursor.execute(statement.text, values)
                return iter(cursor.fetchall())
            finally:
                cursor.close()
        except self._dialect.loaded_dbapi.Error as error:
            raise StoreFailed("catalogue", str(error).splitlines()[0]) from error

    @property
    def _mine(self) -> dict[str, str]:
        """What stands in this asker's statements where `_anybody` has something else."""
        labels = {f"{_LABEL}{n}": label for n, label in enumerate(sorted(self.scope.labels))}
        return {_TENANT: self.scope.tenant, **labels}


def _anybody(scope: Scope) -> Scope:
    """The same for all askers with as many labels."""
    labels = (f"{_LABEL}{n}" for n in range(len(scope.labels)))
    return Scope(tenant=_TENANT, labels=frozenset(labels))


@dataclass(frozen=True, kw_only=True)
class _Statement:
    """Compiled SQL; `order` is that of the parameters, None where they go by name."""

    text: str
    parameters: dict[str, Any]
    order: Sequence[str] | None


def _compiled(dialect: Dialect, query: sa.Select[Any] | sa.CompoundSelect[Any]) -> _Statement:
    done = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    order = done.positiontup if done.positional else None
    return _Statement(text=str(done), parameters=dict(done.params), order=order)


def _given(dialect: Dialect) -> sa.TableValuedAlias:
    """The ids of a statement as the rows of a table."""
    ids = sa.bindparam(_IDS, "", type_=sa.Text)
    if dialect.name == "sqlite":
        return sa.func.json_each(ids).table_valued("value", name="given")
    rows = sa.func.json_array_elements_text(sa.cast(ids, sa.JSON))
    return rows.table_valued("value", name="given").render_derived()


@lru_cache(maxsize=KEPT)
def _nodes(dialect: Dialect, scope: Scope, without: tuple[str, ...]) -> _Statement:
    entities, documents, chunks = tables.entities, tables.documents, tables.chunks
    used = documents.c.source.not_in(without) if without else sa.true()
    given, none = _given(dialect), sa.literal("")
    return _compiled(
        dialect,
        sa.union_all(
            sa.select(entities.c.id, sa.literal("entity"), entities.c.label, none, none)
            .join_from(given, entities, entities.c.id == given.c.value)
            .where(readable(entities, scope)),
            sa.select(documents.c.id, sa.literal("document"), documents.c.title, none, none)
            .join_from(given, documents, documents.c.id == given.c.value)
            .where(readable(documents, scope), used),
            sa.select(
                chunks.c.id,
                sa.literal("chunk"),
                documents.c.title,
                documents.c.id,
                chunks.c.heading_path,
            )
            .join_from(given, chunks, chunks.c.id == given.c.value)
            .join(documents, documents.c.id == chunks.c.document_id)
            .where(readable(chunks, scope), readable(documents, scope), used),
        ),
    )


def _known(scope: Scope) -> Iterable[tuple[sa.FromClause, sa.ColumnElement[bool]]]:
    """The edges that `scope` may know of, in parts that each stand together in the indexes."""
    plain = tables.edges.alias("plain")
    yield plain, sa.and_(plain.c.tenant == scope.tenant, plain.c.labelled.is_(False))
    if scope.labels:
        marked = tables.edges.alias("marked")
        yield marked, sa.and_(marked.c.labelled.is_(True), known_to(scope, marked))


@lru_cache(maxsize=KEPT)
def _edges(
    dialect: Dialect, scope: Scope, side: Side, kinds: tuple[EdgeKind, ...] | None, most: int
) -> _Statement:
    given = _given(dialect)
    counts: list[sa.ColumnElement[int]] = []
    for edges, known in _known(scope):
        near, _ = _ends(edges, side)
        some = sa.select(sa.literal(1).label("one")).where(near == given.c.value, known)
        if kinds is not None:
            some = some.where(edges.c.kind.in_(kinds))
        some = some.correlate(given).limit(most)
        counts.append(sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery())
    return _compiled(dialect, sa.select(given.c.value, reduce(add, counts)))


@lru_cache(maxsize=KEPT)
def _degrees(
    dialect: Dialect, scope: Scope, side: Side, kinds: tuple[EdgeKind, ...], most: int
) -> _Statement:
    given = _given(dialect)

    def count(kind: EdgeKind) -> sa.ColumnElement[int]:
        parts = []
        for edges, known in _known(scope):
            near, other = _ends(edges, side)
            some = (
                sa.select(other.label("other"))
                .where(near == given.c.value, known, edges.c.kind == kind)
                .distinct()
                .correlate(given)
                .limit(most)
            )
            parts.append(sa.select(some.subquery().c.other))
        every = sa.union(*parts) if len(parts) > 1 else parts[0]
        return sa.select(sa.func.count()).select_from(every.subquery()).scalar_subquery()

    return _compiled(dialect, sa.select(given.c.value, *map(count, kinds)))


@lru_cache(maxsize=KEPT)
def _links(
    dialect: Dialect, scope: Scope, side: Side, kinds: tuple[EdgeKind, ...] | None
) -> _Statement:
    given = _given(dialect)
    parts = []
    for edges, known in _known(scope):
        near, other = _ends(edges, side)
        part = (
            sa.select(near.label("near"), other.label("other"), edges.c.kind)
            .join_from(given, edges, near == given.c.value)
            .where(known)
        )
        parts.append(part if kinds is None else part.where(edges.c.kind.in_(kinds)))
    return _compiled(dialect, sa.union_all(*parts) if len(parts) > 1 else parts[0])


def _ends(edges: sa.FromClause, side: Side) -> tuple[sa.ColumnElement[str], sa.ColumnElement[str]]:
    if side == "from":
        return edges.c.start_id, edges.c.end_id
    return edges.c.end_id, edges.c.start_id
