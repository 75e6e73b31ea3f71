"""The walk: personalised PageRank from the entities that a question names.

After HippoRAG (Gutiérrez et al., NeurIPS 2024), without its language model: the links come from
the schema, from names that occur in texts, and from how documents are made up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

from nescio.types import EdgeKind
from retrieval.neighbourhood import Neighbourhood
from retrieval.spread import Spread, spread

DAMPING = 0.85
"""Share of the walkers that go on at each step; the others go home. The usual value of PageRank:
the neighbourhood is small, and what is two documents away must count (2 to 4 steps by names)."""

WEIGHTS: Mapping[EdgeKind, tuple[float, float]] = {
    "same_as": (1.0, 0.3),
    "links": (1.0, 0.5),
    "mentions": (1.0, 0.3),
    "foreign_key": (0.7, 0.3),
    "contains": (1.0, 0.3),
}
"""By kind, along the edge and against it. From a chunk to what it names and on to what is known
of that says more than from a name to whatever else mentions it."""


WALK_WEIGHT = 2.0
"""Of the walk beside dense and sparse together, for a question that names where to start."""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """Where the walkers were: the share of them on each chunk, and how the nearest got there.

    A path is the labels of the nodes from a seed to the chunk; empty when the chunk is a seed.
    `documents` are the ids of the documents that the chunks are of. `telling` is how much the best
    start says, 0 to 1: how surely it was named, and how few things point at it.
    """

    scores: Mapping[str, float] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    telling: float = 0.0
    truncated: bool = False

    def ranking(self) -> list[str]:
        """Chunk ids by their share, ties by id."""
        return sorted(self.scores, key=lambda id_: (-self.scores[id_], id_))

    def nearest(self, most: int) -> Walk:
        """The same with the first `most` chunks alone."""
        return replace(self, scores={id_: self.scores[id_] for id_ in self.ranking()[:most]})


def walk(around: Neighbourhood, seeds: Mapping[str, float]) -> Walk:
    """Walk from the seeds (id to weight, 0 to 1) over the neighbourhood. Blocks briefly.

    The more things point at a seed, the less it says where to look: `Tents` leads to every tent
    (node specificity, as in HippoRAG).
    """
    pointing = _pointing(around)
    home = {
        id_: weight / sqrt(max(pointing[id_], 1))
        for id_, weight in seeds.items()
        if id_ in around.nodes and weight > 0
    }
    if not home:
        return Walk(truncated=around.truncated)
    found = spread(sorted(around.nodes), _weighted(around), home, damping=DAMPING)
    chunks = [
        id_ for id_, node in around.nodes.items() if node.kind == "chunk" and found.reached(id_)
    ]
    return Walk(
        scores={id_: found.shares[id_] for id_ in chunks},
        documents={k.end_id: k.start_id for k in around.links if k.kind == "contains"},
        paths=_Paths(chunks, found, around),
        telling=max(home.values()),
        truncated=around.truncated,
    )


def with_walk(direct: Mapping[str, float], walked: Walk) -> dict[str, float]:
    """The walk says which document, the direct search which part of it.

    A document counts with its share of the walkers, under a root so that the second link counts
    too, and more the more is said by where they began. Its best part has all of
    that, the second half of it, and so on: one long document must not take all the places.
    """
    shares: defaultdict[str, float] = defaultdict(float)
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for id_, share in walked.scores.items():
        document = walked.documents.get(id_, id_)
        shares[document] += share
        parts[document].append(id_)
    fused = dict(direct)
    most = max(shares.values(), default=0.0)
    if most > 0:
        weight = WALK_WEIGHT * walked.telling
        for document, share in shares.items():
            best_first = sorted(parts[document], key=lambda id_: (-direct.get(id_, 0.0), id_))
            for place, id_ in enumerate(best_first, start=1):
                fused[id_] = fused.get(id_, 0.0) + weight * (share / most) ** 0.5 / place
    return fused


class _Paths(Mapping[str, tuple[str, ...]]):
    """The labels of paths, made when they are asked for: few of the chunks become evidence."""

    def __init__(self, chunks: Sequence[str], found: Spread, around: Neighbourhood) -> None:
        self._chunks = dict.fromkeys(chunks)
        self._found = found
        self._around = around

    def __getitem__(self, chunk_id: str) -> tuple[str, ...]:
        if chunk_id not in self._chunks:
            raise KeyError(chunk_id)
        return _labels(self._found.path(chunk_id), self._around)

    def __iter__(self) -> Iterator[str]:
        return iter(self._chunks)

    def __len__(self) -> int:
        return len(self._chunks)


def _pointing(around: Neighbourhood) -> Counter[str]:
    """How many things point at each node."""
    counts: Counter[str] = Counter()
    for (id_, _), count in around.commonness.items():
        counts[id_] += count
    return counts


def _weighted(around: Neighbourhood) -> Iterator[tuple[str, str, float]]:
    """The links in both directions with their weights."""
    for link in around.links:
        # The more things point at an end, the less it says that this one does.
        common = sqrt(max(around.commonness.get((link.end_id, link.kind), 1), 1))
        along, against = WEIGHTS[link.kind]
        yield link.start_id, link.end_id, along / common
        yield link.end_id, link.start_id, against / common


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
