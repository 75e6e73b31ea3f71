"""Who may know of an edge: whoever may read all that it was derived from.

A foreign key, a link of an author and how a document is made up stand in the document that owns
the edge. An edge that rests on a name was derived from both of its ends: who may not see one of
them must not learn from a score that a text names it.

Most edges have nothing to do with labels, and say so in `labelled`: only the others are looked up.
Functions that write belong to a transaction of the caller.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nescio.types import Scope
from retrieval import tables
from retrieval.link_tables import MENTION
from retrieval.tables import readable


def known_to(scope: Scope, edges: sa.FromClause = tables.edges) -> sa.ColumnElement[bool]:
    """The condition that `scope` may know of a row of `edges`."""
    columns, documents = edges.c, tables.documents
    owner = sa.exists().where(documents.c.id == columns.document_id, readable(documents, scope))
    ends = sa.and_(_visible(columns.start_id, scope), _visible(columns.end_id, scope))
    looked_up = sa.and_(owner, sa.or_(~_named(edges), ends))
    return sa.and_(columns.tenant == scope.tenant, sa.or_(columns.labelled.is_(False), looked_up))


def _named(edges: sa.FromClause) -> sa.ColumnElement[bool]:
    """The condition that an edge rests on a name."""
    return sa.or_(
        edges.c.kind.in_(["mentions", "same_as"]),
        sa.and_(edges.c.kind == "links", edges.c.label == MENTION),
    )


def _visible(id_: sa.ColumnElement[str], scope: Scope) -> sa.ColumnElement[bool]:
    """The condition that the id is that of something which `scope` permits."""
    kinds = (tables.chunks, tables.entities, tables.documents)
    return sa.or_(*(sa.exists().where(t.c.id == id_, readable(t, scope)) for t in kinds))


def take_tenants(connection: Connection) -> None:
    """Give all edges the tenants of their documents."""
    edges, documents = tables.edges, tables.documents
    tenant = sa.select(documents.c.tenant).where(documents.c.id == edges.c.document_id)
    connection.execute(sa.update(edges).values(tenant=tenant.scalar_subquery()))


def labelled_nodes(connection: Connection, nodes: Sequence[str]) -> set[str]:
    """Those of the nodes that have labels."""
    item = tables.labels.c.item_id
    return set(connection.scalars(sa.select(item).where(item.in_(nodes)).distinct()))


def mark_edges_of(connection: Connection, owners: Sequence[str] | None = None) -> None:
    """Set `labelled` of the edges of some documents, or of all."""
    _mark(connection, sa.true() if owners is None else tables.edges.c.document_id.in_(owners))


def mark_edges_at(connection: Connection, nodes: Sequence[str]) -> None:
    """Set `labelled` of all edges at nodes which have other labels than before."""
    edges = tables.edges
    for end in (edges.c.start_id, edges.c.end_id):
        _mark(connection, end.in_(nodes))


def _mark(connection: Connection, where: sa.ColumnElement[bool]) -> None:
    edges = tables.edges
    ends = sa.or_(_labelled(edges.c.start_id), _labelled(edges.c.end_id))
    labelled = sa.or_(_labelled(edges.c.document_id), sa.and_(_named(edges), ends))
    # What is right already is not written: the column stands in two indexes.
    for is_now, condition in ((False, labelled), (True, ~labelled)):
        write = sa.update(edges).where(where, edges.c.labelled.is_(is_now), condition)
        connection.execute(write.values(labelled=not is_now))


def _labelled(id_: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The condition that only some may see what has the id: a row of several documents may be
    open in one of them."""
    labels, entities = tables.labels, tables.entities
    is_open = sa.exists().where(entities.c.id == id_, entities.c.labelled.is_(False))
    return sa.and_(sa.exists().where(labels.c.item_id == id_), ~is_open)
