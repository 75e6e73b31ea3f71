"""The walk: personalised PageRank from the question's entities and the first hits.

After HippoRAG (Gutiérrez et al., NeurIPS 2024), without its language model: the links come from
the schema, from names that occur in texts, and from how documents are made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import networkx as nx

from nescio.types import EdgeKind
from retrieval.neighbourhood import Neighbourhood

DAMPING = 0.85
"""Share of the walkers that go on at each step; the others go home. The usual value of PageRank: the
neighbourhood is small, and what is two documents away must count (2 to 4 steps by names)."""

WEIGHTS: Mapping[EdgeKind, tuple[float, float]] = {
    "same_as": (1.0, 0.3),
    "links": (1.0, 0.5),
    "mentions": (1.0, 0.3),
    "foreign_key": (0.7, 0.3),
    "contains": (1.0, 0.3),
}
"""By kind, along the edge and against it. From a chunk to what it names and on to what is known
of that says more than from a name to whatever else mentions it."""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """Where the walkers were: the share of them on each chunk, and how the nearest got there.

    A path is the labels of the nodes from a seed to the chunk; empty when the chunk is a seed.
    `documents` are the ids of the documents that the chunks are of.
    """

    scores: Mapping[str, float] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    truncated: bool = False

    def ranking(self) -> list[str]:
        """Chunk ids by their share, ties by id."""
        return sorted(self.scores, key=lambda id_: (-self.scores[id_], id_))


def walk(around: Neighbourhood, seeds: Mapping[str, float]) -> Walk:
    """Walk from the seeds (id to weight, any scale) over the neighbourhood. Blocks briefly."""
    home = {id_: weight for id_, weight in seeds.items() if id_ in around.nodes and weight > 0}
    if not home:
        return Walk(truncated=around.truncated)
    graph = _graph(around)
    shares: dict[str, float] = nx.pagerank(graph, alpha=DAMPING, personalization=home)
    paths: dict[str, list[str]] = nx.multi_source_dijkstra_path(graph, set(home), weight="cost")
    chunks = [id_ for id_, node in around.nodes.items() if node.kind == "chunk" and id_ in paths]
    return Walk(
        scores={id_: shares[id_] for id_ in chunks},
        documents={k.end_id: k.start_id for k in around.links if k.kind == "contains"},
        paths={id_: _labels(paths[id_], around) for id_ in chunks},
        truncated=around.truncated,
    )


def _graph(around: Neighbourhood) -> Any:
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted(around.nodes))
    for link in sorted(around.links, key=lambda k: (k.start_id, k.end_id, k.kind)):
        # The more things point at an end, the less it says that this one does.
        common = around.commonness.get((link.end_id, link.kind), 1)
        for start, end, weight in (
            (link.start_id, link.end_id, WEIGHTS[link.kind][0]),
            (link.end_id, link.start_id, WEIGHTS[link.kind][1]),
        ):
            known = graph.get_edge_data(start, end, {"weight": 0.0})
            weight = known["weight"] + weight / sqrt(max(common, 1))
            graph.add_edge(start, end, weight=weight, cost=1.0 + 1.0 / weight)
    return graph


def _labels(path: list[str], around: Neighbourhood) -> tuple[str, ...]:
    """What the nodes are called, without saying a document's title once more for its chunk.

    From a document to a chunk the way leads through the sections above the chunk.
    """
    if len(path) < 2:
        return ()
    labels: list[str] = []
    for before, id_ in zip(["", *path], path, strict=False):
        node = around.nodes[id_]
        if before and around.nodes[before].kind == "document" and node.kind == "chunk":
            labels += node.sections
        else:
            labels.append(node.label)
    return tuple(b for a, b in zip([None, *labels], labels, strict=False) if a != b)
