"""Personalised PageRank and nearest paths over a small weighted graph, as sparse matrices.

The same numbers as networkx's `pagerank` and `multi_source_dijkstra`, which take ten times as long
to fill their dictionaries as to compute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

_CLOSE = 1e-5
"""Of all walkers together: fewer than that still move."""
_STEPS = 200


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Where the walkers were: `shares` by node, all together 1; and how the nearest got there."""

    shares: Mapping[str, float]
    _nodes: Sequence[str]
    _before: Mapping[str, int]

    def reached(self, node: str) -> bool:
        """Whether a way leads from a start to `node`."""
        return node in self._before

    def path(self, node: str) -> list[str]:
        """The nodes from the nearest start to `node`; empty when none leads there."""
        if not self.reached(node):
            return []
        found = [node]
        while (before := self._before[found[-1]]) >= 0:
            found.append(self._nodes[before])
        return found[::-1]


def spread(
    nodes: Sequence[str],
    links: Iterable[tuple[str, str, float]],
    home: Mapping[str, float],
    *,
    damping: float,
) -> Spread:
    """Walkers start from `home` (weights above 0, any scale) and follow `links` by their weight.

    A share of `damping` goes on at each step, the others go home, as do those that have nowhere to
    go. Weights of links between the same two nodes add up. A step over a link costs 1 + 1/weight.
    """
    place = {node: number for number, node in enumerate(nodes)}
    weights = _matrix(links, place)
    start: NDArray[np.float64] = np.zeros(len(nodes))
    for node, weight in home.items():
        start[place[node]] = weight
    start /= start.sum()
    shares = _pagerank(weights, start, damping)
    costs = weights.copy()
    costs.data = 1.0 + 1.0 / costs.data
    sources = sorted(place[node] for node in home)
    length, before, _ = dijkstra(costs, indices=sources, return_predecessors=True, min_only=True)
    reached = np.flatnonzero(np.isfinite(length)).tolist()
    return Spread(
        shares=dict(zip(nodes, shares.tolist(), strict=True)),
        _nodes=nodes,
        _before={nodes[number]: int(before[number]) for number in reached},
    )


def _matrix(links: Iterable[tuple[str, str, float]], place: Mapping[str, int]) -> csr_matrix:
    rows, columns, weights = [], [], []
    for start, end, weight in links:
        rows.append(place[start])
        columns.append(place[end])
        weights.append(weight)
    shape = (len(place), len(place))
    return csr_matrix((np.array(weights, dtype=np.float64), (rows, columns)), shape=shape)


def _pagerank(
    weights: csr_matrix, start: NDArray[np.float64], damping: float
) -> NDArray[np.float64]:
    links = np.diff(weights.indptr)
    lost = links == 0
    out = np.asarray(weights.sum(axis=1)).ravel()
    data = weights.data / np.repeat(out, links)
    onward = csr_matrix((data, weights.indices, weights.indptr), shape=weights.shape).T
    shares = start
    for _ in range(_STEPS):
        going = damping * (onward @ shares + shares[lost].sum() * start)
        following = going + (1.0 - damping) * start
        moved = np.abs(following - shares).sum()
        shares = following
        if moved < _CLOSE:
            break
    return shares
