"""The part of the graph around some nodes, loaded from the edges table, bounded on all sides.

Nodes are entities, documents and chunks. Only what the asker may see becomes a node, so that a
path never leads through, or shows the name of, anything else. The sections between a document and
a chunk are told by the headings of the chunk, which prove them: they are named on a path, and have
no weight in the walk. As steps of their own they lengthen the way to the other chunks of a
document, and more questions of the shop went unanswered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nescio.types import EdgeKind, Scope
from retrieval import codec, tables
from retrieval.catalogue import Catalogue
from retrieval.catalogue_writes import in_batches
from retrieval.edge_access import known_to
from retrieval.tables import readable

HUB_DEGREE = 200
"""A node with more links of one kind is not followed over them: they say too little."""

_STRUCTURE: tuple[EdgeKind, ...] = ("same_as", "contains")
"""From an entity to its document, and from there to its chunks: followed beyond the last hop."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """`label` is what a reader calls it: the entity's name or the title of the document.

    `sections` are the headings above a chunk, the outermost first.
    """

    kind: Literal["entity", "document", "chunk"]
    label: str
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Link:
    """An edge without its proof."""

    start_id: str
    end_id: str
    kind: EdgeKind


@dataclass(frozen=True, kw_only=True)
class Neighbourhood:
    """Nodes by id, the links among them, and how many links of its kind each end has in all.

    `truncated` tells that the bound on nodes was met.
    """

    nodes: Mapping[str, Node] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    commonness: Mapping[tuple[str, EdgeKind], int] = field(default_factory=dict)
    truncated: bool = False


@dataclass(frozen=True)
class _Found:
    """A link seen from one of its ends; `degree` counts that end's links of the kind."""

    link: Link
    other: str
    degree: int


def load(
    catalogue: Catalogue,
    seeds: Iterable[str],
    scope: Scope,
    *,
    hops: int,
    max_nodes: int,
    without: Collection[str] = (),
) -> Neighbourhood:
    """What lies within `hops` of the seeds, and the documents and chunks of all that. Blocks.

    Documents and chunks of the sources `without` are left out.
    """
    with catalogue.reading() as connection:
        nodes = _nodes(connection, seeds, scope, without)
        links: dict[Link, None] = {}
        frontier, truncated = list(nodes), False
        for hop in range(hops + len(_STRUCTURE)):
            kinds = None if hop < hops else _STRUCTURE
            found = sorted(
                _links(connection, frontier, kinds, scope),
                key=lambda f: (f.degree, f.link.kind, f.link.start_id, f.link.end_id),
            )
            others = (f.other for f in found if f.other not in nodes)
            fresh = _nodes(connection, others, scope, without)
            frontier = []
            for f in found:
                if f.other not in nodes:
                    if f.other not in fresh:
                        continue
                    if len(nodes) >= max_nodes:
                        truncated = True
                        continue
                    nodes[f.other] = fresh[f.other]
                    frontier.append(f.other)
                links[f.link] = None
        commonness = _commonness(connection, links, scope)
    return Neighbourhood(
        nodes=nodes, links=tuple(links), commonness=commonness, truncated=truncated
    )


def _links(
    connection: Connection, ids: list[str], kinds: tuple[EdgeKind, ...] | None, scope: Scope
) -> Iterator[_Found]:
    edges = tables.edges.c
    for batch in in_batches(ids):
        for near in (edges.start_id, edges.end_id):
            plain = sa.select(edges.start_id, edges.end_id, edges.kind).where(
                near.in_(batch), known_to(scope)
            )
            if kinds is not None:
                plain = plain.where(edges.kind.in_(kinds))
            # One link however many proofs it has.
            one = plain.distinct().subquery()
            degree = sa.func.count().over(partition_by=(one.c[near.name], one.c.kind))
            counted = sa.select(one, degree.label("degree")).subquery()
            query = sa.select(counted).where(counted.c.degree <= HUB_DEGREE)
            for row in connection.execute(query):
                link = Link(start_id=row.start_id, end_id=row.end_id, kind=row.kind)
                other = row.end_id if near is edges.start_id else row.start_id
                yield _Found(link, other, row.degree)


def _nodes(
    connection: Connection, ids: Iterable[str], scope: Scope, without: Collection[str]
) -> dict[str, Node]:
    """Those of the ids that exist and that `scope` permits, in the order given."""
    entities, documents, chunks = tables.entities, tables.documents, tables.chunks
    found: dict[str, Node] = {}
    used = documents.c.source.not_in(sorted(without)) if without else sa.true()
    for batch in in_batches(ids):
        some: dict[str, Node] = {}
        query = sa.select(entities.c.id, entities.c.label)
        for id_, label in connection.execute(_permitted(query, entities, batch, scope)):
            some.setdefault(id_, Node(kind="entity", label=label))
        query = sa.select(documents.c.id, documents.c.title).where(used)
        for id_, label in connection.execute(_permitted(query, documents, batch, scope)):
            some[id_] = Node(kind="document", label=label)
        of_chunks = (
            sa.select(chunks.c.id, documents.c.title, chunks.c.heading_path)
            .join(documents, documents.c.id == chunks.c.document_id)
            .where(chunks.c.id.in_(batch), readable(chunks, scope), readable(documents, scope))
        )
        for id_, label, headings in connection.execute(of_chunks.where(used)):
            some[id_] = Node(kind="chunk", label=label, sections=codec.path_from(headings))
        found |= {id_: some[id_] for id_ in batch if id_ in some}
    return found


def _permitted(
    query: sa.Select[str, str], table: sa.Table, ids: list[str], scope: Scope
) -> sa.Select[str, str]:
    return query.where(table.c.id.in_(ids), readable(table, scope))


def _commonness(
    connection: Connection, links: Iterable[Link], scope: Scope
) -> dict[tuple[str, EdgeKind], int]:
    """How many things that `scope` may know of point at each end, whether loaded or not."""
    edges = tables.edges.c
    counts: dict[tuple[str, EdgeKind], int] = {}
    for batch in in_batches(link.end_id for link in links if link.kind not in _STRUCTURE):
        query = (
            sa.select(edges.end_id, edges.kind, sa.func.count(edges.start_id.distinct()))
            .where(edges.end_id.in_(batch), known_to(scope))
            .group_by(edges.end_id, edges.kind)
        )
        for end_id, kind, count in connection.execute(query):
            counts[end_id, kind] = count
    return counts
