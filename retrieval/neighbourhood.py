"""The part of the graph around some nodes, loaded from the edges table, bounded on all sides.

Nodes are entities, documents and chunks. Only what the asker may see becomes a node, so that a
path never leads through, or shows the name of, anything else. The sections between a document and
a chunk are told by the headings of the chunk, which prove them: they are named on a path, and have
no weight in the walk. As steps of their own they lengthen the way to the other chunks of a
document, and more questions of the shop went unanswered.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import starmap
from typing import Literal, NamedTuple, get_args

from nescio.types import EdgeKind, Scope
from retrieval import codec
from retrieval.catalogue import Catalogue
from retrieval.edge_reader import EdgeReader, Found, NodeRow, Side

HUB_DEGREE = 200
"""A node with more links of one kind is not followed over them: they say too little."""

COMMON = 250
"""What more things than this point at is as common as what that many do."""

_LINKS_PER_NODE = 2
"""Links that are looked at in one step, for each node that there is room for."""

_KINDS: tuple[EdgeKind, ...] = get_args(EdgeKind)
_SIDES: tuple[Side, ...] = ("from", "to")
_Group = tuple[str, EdgeKind, Side]
_EITHER_SIDE = frozenset((kind, side) for kind in ("entity", "document") for side in _SIDES)
_SIDED = {
    True: _EITHER_SIDE | {("chunk", "from")},  # the document of a chunk stands in its row
    False: _EITHER_SIDE - {("document", "to")},
}
"""Which sides of which nodes are followed within the hops, and beyond the last one."""

_LEAST_READ = 256

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


class Link(NamedTuple):
    """An edge without its proof. There are thousands of them for each question."""

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


@dataclass(kw_only=True)
class _Around:
    """What is loaded so far, in the order in which it was reached."""

    room: int
    nodes: dict[str, Node] = field(default_factory=dict)
    links: dict[tuple[str, str, EdgeKind], None] = field(default_factory=dict)
    pointing: dict[tuple[str, EdgeKind], int] = field(default_factory=dict)
    brought: list[str] = field(default_factory=list)
    truncated: bool = False

    def take(self, row: NodeRow) -> bool:
        """Take a node in, a chunk with its document; False when there is no room."""
        document = row.document_id if row.document_id not in self.nodes else ""
        if len(self.nodes) + 1 + bool(document) > self.room:
            return False
        self.nodes[row.id] = Node(kind=row.kind, label=row.label, sections=_sections(row.headings))
        if document:
            self.nodes[document] = Node(kind="document", label=row.label)
            self.brought.append(document)
        if row.document_id:
            self.links[row.document_id, row.id, "contains"] = None
        return True


def load(
    catalogue: Catalogue,
    seeds: Iterable[str],
    scope: Scope,
    *,
    hops: int,
    max_nodes: int,
    without: Collection[str] = (),
) -> Neighbourhood:
    """What lies within `hops` of the seeds, the documents of its chunks, and the chunks of its
    documents. Blocks.

    Documents and chunks of the sources `without` are left out. Of each node a bounded number of
    edges is read, and all in all a number bounded by `max_nodes`, however large the graph is.
    """
    with catalogue.reading() as connection:
        reader = EdgeReader(connection, scope, tuple(sorted(without)))
        around = _Around(room=max_nodes)
        frontier = _take(reader, around, dict.fromkeys(seeds))
        for hop in range(hops + len(_STRUCTURE)):
            # A document that a chunk brought along is a step further away than the chunk.
            late, around.brought = around.brought, []
            followed = _followed(reader, around, frontier, inside=hop < hops)
            frontier = _widen(reader, around, followed)
            if hop < hops:
                frontier += late
        common = _commonness(reader, around)
    return Neighbourhood(
        nodes=around.nodes,
        links=tuple(starmap(Link, around.links)),
        commonness=common,
        truncated=around.truncated,
    )


def _take(reader: EdgeReader, around: _Around, ids: Collection[str]) -> list[str]:
    """Take in those of the nodes that are permitted, as far as there is room; returns them."""
    taken: list[str] = []
    rest = list(ids)
    full = False
    while rest and not full:
        size = max(around.room - len(around.nodes), _LEAST_READ)
        for row in reader.nodes(rest[:size]):
            if row.id in around.nodes:
                continue  # the document of a chunk that has just come in
            if around.take(row):
                taken.append(row.id)
            else:
                full = True
        rest = rest[size:]
    around.truncated |= full
    return taken


def _widen(reader: EdgeReader, around: _Around, followed: Sequence[Found]) -> list[str]:
    """Take in what the links lead to, and the links that then have both ends; returns what is
    new."""
    others = dict.fromkeys(f.other for f in followed if f.other not in around.nodes)
    fresh = _take(reader, around, others)
    around.links |= dict.fromkeys(_link(f) for f in followed if f.other in around.nodes)
    return fresh


def _link(found: Found) -> tuple[str, str, EdgeKind]:
    if found.side == "from":
        return found.near, found.other, found.kind
    return found.other, found.near, found.kind


def _followed(
    reader: EdgeReader, around: _Around, frontier: Sequence[str], *, inside: bool
) -> list[Found]:
    """The links of the frontier, those of nodes with few of the kind first; none of hubs.

    A node with few edges is read as a whole; where there are many, each kind is counted first.
    Beyond the last hop only what makes up an entity or a document is followed.
    """
    kinds = None if inside else _STRUCTURE
    found: dict[Found, None] = {}
    budget = _LINKS_PER_NODE * around.room
    for side in _SIDES:
        asked = [id_ for id_ in frontier if (around.nodes[id_].kind, side) in _SIDED[inside]]
        counts = sorted((n, id_) for id_, n in reader.edges(asked, side, kinds, HUB_DEGREE) if n)
        whole, crowded = [], []
        for count, id_ in counts:
            if budget <= 0:
                around.truncated = True
            elif count > HUB_DEGREE:
                crowded.append(id_)
            else:
                whole.append(id_)
            budget -= count
        found |= dict.fromkeys(reader.links(whole, side, kinds))
        few: defaultdict[EdgeKind, list[str]] = defaultdict(list)
        for id_, kind, count in reader.degrees(crowded, side, kinds or _KINDS, HUB_DEGREE + 1):
            if 0 < count <= HUB_DEGREE:
                few[kind].append(id_)
        for kind, ids in few.items():
            found |= dict.fromkeys(reader.links(ids, side, (kind,)))
    degrees: Counter[_Group] = Counter((f.near, f.kind, f.side) for f in found)
    around.pointing |= {
        (n, kind): count for (n, kind, side), count in degrees.items() if side == "to"
    }
    return sorted(found, key=lambda f: (degrees[f.near, f.kind, f.side], f.kind, *_link(f)[:2]))


@lru_cache(maxsize=20_000)
def _sections(headings: str) -> tuple[str, ...]:
    return codec.path_from(headings) if headings else ()


def _commonness(reader: EdgeReader, around: _Around) -> dict[tuple[str, EdgeKind], int]:
    """How many things point at each end, whether loaded or not; counted up to `COMMON`."""
    counts: dict[tuple[str, EdgeKind], int] = {}
    asked: dict[EdgeKind, list[str]] = {}
    for end_id, kind in dict.fromkeys((end_id, kind) for _, end_id, kind in around.links):
        if kind not in _STRUCTURE:
            known = around.pointing.get((end_id, kind))
            if known is None:
                asked.setdefault(kind, []).append(end_id)
            else:
                counts[end_id, kind] = known
    for kind, ids in asked.items():
        counts |= {(id_, of): n for id_, of, n in reader.degrees(ids, "to", (kind,), COMMON)}
    return counts
