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
    named = sa.or_(
        columns.kind.in_(["mentions", "same_as"]),
        sa.and_(columns.kind == "links", columns.label == MENTION),
    )
    looked_up = sa.and_(owner, sa.or_(~named, ends))
    return sa.and_(columns.tenant == scope.tenant, sa.or_(columns.labelled.is_(False), looked_up))


def _visible(id_: sa.ColumnElement[str], scope: Scope) -> sa.ColumnElement[bool]:
    """The condition that the id is that of something which `scope` permits."""
    kinds = (tables.chunks, tables.entities, tables.documents)
    return sa.or_(*(sa.exists().where(t.c.id == id_, readable(t, scope)) for t in kinds))


def take_tenants(connection: Connection) -> None:
    """Give all edges the tenants of their documents."""
    edges, documents = tables.edges, tables.documents
    tenant = sa.select(documents.c.tenant).where(documents.c.id == edges.c.document_id)
    connection.execute(sa.update(edges).values(tenant=tenant.scalar_subquery()))


def mark_edges_of(connection: Connection, owners: Sequence[str] | None = None) -> None:
    """Mark the edges of some documents, or all, that something with labels takes part in."""
    edges, labels = tables.edges, tables.labels
    # One after the other: the database finds each by its index.
    for item in (edges.c.document_id, edges.c.start_id, edges.c.end_id):
        labelled = sa.exists().where(labels.c.item_id == item)
        write = sa.update(edges).where(edges.c.labelled.is_(False), labelled)
        write = write if owners is None else write.where(edges.c.document_id.in_(owners))
        connection.execute(write.values(labelled=True))


def mark_edges_at(connection: Connection, nodes: Sequence[str]) -> None:
    """Mark the edges that others have with nodes which have labels now."""
    edges = tables.edges
    for end in (edges.c.start_id, edges.c.end_id):
        write = sa.update(edges).where(edges.c.labelled.is_(False), end.in_(nodes))
        connection.execute(write.values(labelled=True))
