"""The walk's arithmetic, held against networkx."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.spread import spread

NODES = [f"n{i}" for i in range(12)]
links = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.floats(0.01, 5.0)), max_size=40
)
homes = st.dictionaries(st.sampled_from(NODES), st.floats(0.01, 3.0), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(links=links, home=homes, damping=st.sampled_from([0.5, 0.85]))
def test_as_networkx_computes_it(
    links: list[tuple[str, str, float]], home: dict[str, float], damping: float
) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(NODES)
    for start, end, weight in links:
        known = graph.get_edge_data(start, end, {"weight": 0.0})["weight"]
        graph.add_edge(start, end, weight=known + weight, cost=1.0 + 1.0 / (known + weight))
    found = spread(NODES, links, home, damping=damping)
    wanted = nx.pagerank(graph, alpha=damping, personalization=home, tol=1e-9, max_iter=500)
    assert found.shares == {node: pytest.approx(wanted[node], abs=1e-4) for node in NODES}
    assert sum(found.shares.values()) == pytest.approx(1.0)
    lengths = nx.multi_source_dijkstra_path_length(graph, set(home), weight="cost")
    for node in NODES:
        path = found.path(node)
        assert bool(path) == (node in lengths)
        if path:
            assert path[0] in home
            assert path[-1] == node
            assert nx.path_weight(graph, path, "cost") == pytest.approx(lengths[node])


def test_no_links_and_one_home() -> None:
    found = spread(["a", "b"], [], {"a": 2.0}, damping=0.5)
    assert found.shares == {"a": 1.0, "b": 0.0}
    assert (found.path("a"), found.path("b")) == (["a"], [])
