"""The neighbourhood is bounded and permitted; the walk ranks by how well chunks are linked."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from nescio.types import Access, Edge, Entity, Scope
from retrieval import neighbourhood, tables
from retrieval.catalogue import Catalogue, Indexed
from retrieval.graph import WALK_WEIGHT, Walk, walk, with_walk
from retrieval.neighbourhood import Link, Neighbourhood, Node
from tests.retrieval.samples import document, entity, record


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    url = f"sqlite:///{tmp_path}/c.sqlite"
    opened = Catalogue(
        url if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    )
    yield opened
    opened.close()


def load(
    catalogue: Catalogue, *seeds: str, hops: int = 2, scope: Scope | None = None, most: int = 1000
) -> Neighbourhood:
    return neighbourhood.load(catalogue, seeds, scope or Scope(), hops=hops, max_nodes=most)


def one_line(key: str, text: str, *mentions: Entity, about: tuple[Entity, ...] = ()) -> Indexed:
    return record(document(key, text), mentions=mentions, about=about)


def chunk(item: Indexed) -> str:
    return item.passages[0].id


def test_hops_bound_the_reach(catalogue: Catalogue) -> None:
    bridge, end = entity("Bridge"), entity("End")
    first = one_line("1", "start at the Bridge", bridge)
    second = one_line("2", "the Bridge leads to the End", bridge, end)
    third = one_line("3", "the End", end)
    row = one_line("row", "row of Bridge", about=(bridge,))
    catalogue.put([first, second, third, row, one_line("r", "row of End", about=(end,))])
    near = load(catalogue, chunk(first), hops=1)
    assert bridge.id in near.nodes
    assert chunk(second) not in near.nodes
    assert row.document.id in load(catalogue, bridge.id, hops=1).nodes
    # A document that was reached always gives its chunks.
    assert chunk(row) in load(catalogue, bridge.id, hops=1).nodes
    far = load(catalogue, chunk(first), hops=2)
    assert chunk(second) in far.nodes
    assert chunk(third) not in far.nodes
    assert chunk(third) in load(catalogue, chunk(first), hops=4).nodes


def test_bound_on_nodes(catalogue: Catalogue) -> None:
    hub = entity("Hub")
    items = [one_line(str(i), f"{i} Hub", hub) for i in range(100)]
    catalogue.put([*items, one_line("row", "Hub row", about=(hub,))])
    around = load(catalogue, hub.id, most=20)
    assert len(around.nodes) == 20
    assert around.truncated
    assert {end for link in around.links for end in (link.start_id, link.end_id)} <= set(
        around.nodes
    )
    assert not load(catalogue, hub.id).truncated


def test_hubs_are_not_followed(catalogue: Catalogue) -> None:
    hub = entity("Hub")
    items = [one_line(str(i), f"{i} Hub", hub) for i in range(neighbourhood.HUB_DEGREE + 1)]
    row = one_line("row", "Hub row", about=(hub,))
    catalogue.put([*items, row])
    around = load(catalogue, chunk(items[0]))
    assert around.nodes.keys() == {
        chunk(items[0]), items[0].document.id, hub.id, row.document.id, chunk(row)
    }  # fmt: skip
    assert around.commonness[hub.id, "mentions"] == neighbourhood.HUB_DEGREE + 1


def test_nothing_forbidden_is_a_node(catalogue: Catalogue) -> None:
    secret = Entity(**{**vars(entity("Secret")), "access": Access(labels=frozenset({"staff"}))})
    first, second = one_line("1", "the Secret", secret), one_line("2", "Secret too", secret)
    other = document("3", "of another tenant", access=Access(tenant="other"))
    link = Edge(start_id=first.document.id, end_id=other.id, kind="links", proof=chunk(first))
    first = Indexed(**{**vars(first), "edges": (*first.edges, link)})
    catalogue.put([first, second, one_line("row", "x", about=(secret,)), record(other)])
    hidden = load(catalogue, chunk(first), secret.id, other.id, hops=4)
    assert hidden.nodes.keys() == {chunk(first), first.document.id}
    staff = load(catalogue, chunk(first), hops=4, scope=Scope(labels=frozenset({"staff"})))
    assert {secret.id, chunk(second)} <= staff.nodes.keys()
    assert other.id not in staff.nodes


STAFF = Scope(labels=frozenset({"staff"}))


def test_what_is_hidden_is_not_counted(catalogue: Catalogue) -> None:
    hub = entity("Hub")
    secret = Access(labels=frozenset({"staff"}))
    seen = [one_line(str(i), f"{i} Hub", hub) for i in range(3)]
    hidden = [
        record(document(f"hidden {i}", f"{i} Hub", access=secret), mentions=(hub,))
        for i in range(neighbourhood.HUB_DEGREE)
    ]
    elsewhere = record(document("else", "x Hub", access=Access(tenant="b")), mentions=(hub,))
    catalogue.put([*seen, *hidden, elsewhere, one_line("row", "Hub row", about=(hub,))])
    around = load(catalogue, chunk(seen[0]))
    assert around.commonness[hub.id, "mentions"] == 3
    assert {chunk(item) for item in seen} <= around.nodes.keys()
    staff = load(catalogue, chunk(seen[0]), scope=STAFF)
    assert staff.commonness[hub.id, "mentions"] == neighbourhood.HUB_DEGREE + 3
    assert chunk(seen[1]) not in staff.nodes


def test_an_edge_that_rests_on_a_name_is_hidden_with_either_end(catalogue: Catalogue) -> None:
    def marked() -> list[bool]:
        query = sa.select(tables.edges.c.labelled).where(tables.edges.c.kind == "mentions")
        with catalogue.reading() as connection:
            return sorted(connection.scalars(query))

    thing = entity("Thing")
    secret = replace(thing, access=Access(labels=frozenset({"staff"})))
    text = one_line("1", "the Thing", thing)
    catalogue.put([text, one_line("row", "x", about=(thing,))])
    assert marked() == [False]
    row = record(document("row", "x", access=secret.access), about=(secret,))
    catalogue.put([row])
    assert marked() == [True]
    catalogue.put([one_line("2", "the Thing too", thing)])
    assert marked() == [True, True]
    assert load(catalogue, chunk(text)).commonness == {}
    assert load(catalogue, chunk(text), scope=STAFF).commonness == {(thing.id, "mentions"): 2}
    catalogue.put([one_line("row", "x", about=(thing,))])
    assert marked() == [False, False]
    assert load(catalogue, chunk(text)).commonness == {(thing.id, "mentions"): 2}
    # A row that is open in one of its documents is open, until that one goes.
    catalogue.put([record(document("row 2", "x", access=secret.access), about=(secret,))])
    assert marked() == [False, False]
    catalogue.remove("s", ["row"])
    assert marked() == [True, True]


@pytest.mark.parametrize("scope", [Scope(), STAFF])
def test_edges_are_read_from_indexes_alone(tmp_path: Path, scope: Scope) -> None:
    """Whatever the degree of a node is: only what stands together in an index is read."""
    catalogue = Catalogue(f"sqlite:///{tmp_path}/c.sqlite")
    said: list[str] = []

    def listen(driver: sqlite3.Connection, *_: object) -> None:
        driver.set_trace_callback(said.append)

    hub = entity("Hub")
    items = [one_line(str(i), f"{i} Hub", hub) for i in range(neighbourhood.HUB_DEGREE + 1)]
    catalogue.put([*items, one_line("row", "Hub row", about=(hub,))])
    sa.event.listen(catalogue.engine, "checkout", listen)
    load(catalogue, chunk(items[0]), hub.id, scope=scope)
    plans: list[str] = []
    with catalogue.reading() as connection:
        for text in [text for text in said if "json_each" in text]:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")
            plans.extend(row[3] for row in rows)
    catalogue.close()
    index = re.compile(
        r"SEARCH plain USING COVERING INDEX ix_edges_(from|to) \((start|end)_id=\? AND tenant=\?"
    )
    searched = [plan for plan in plans if " plain" in plan]
    assert len(searched) > 10
    assert all(index.match(plan) for plan in searched)


def test_unknown_seeds_give_nothing(catalogue: Catalogue) -> None:
    around = load(catalogue, "unknown")
    assert around.nodes == {}
    assert walk(around, {"unknown": 1.0}) == Walk()


def test_the_walk_finds_the_second_hop_and_says_how(catalogue: Catalogue) -> None:
    bridge, common = entity("Bridge"), entity("Common")
    first = one_line("first", "Common start at the Bridge", bridge, common)
    second = one_line("second", "what is under the Bridge", bridge)
    others = [one_line(f"other {i}", f"{i} Common", common) for i in range(30)]
    catalogue.put([
        first, second, *others,
        one_line("row 1", "x", about=(bridge,)), one_line("row 2", "y", about=(common,)),
    ])  # fmt: skip
    walked = walk(load(catalogue, chunk(first)), {chunk(first): 1.0})
    ranking = walked.ranking()
    assert ranking[0] == chunk(first)
    assert all(ranking.index(chunk(second)) < ranking.index(chunk(o)) for o in others)
    assert walked.paths[chunk(first)] == ()
    assert walked.paths[chunk(second)] == ("first", "Bridge", "second")


def test_a_path_names_the_sections_that_it_leads_through(catalogue: Catalogue) -> None:
    bridge = entity("Bridge")
    first = one_line("first", "start at the Bridge", bridge)
    row = one_line("row", "the Bridge", about=(bridge,))
    below = replace(row.passages[0].chunk, heading_path=("row", "Arches", "Stones"))
    row = replace(row, passages=(replace(row.passages[0], chunk=below),))
    catalogue.put([first, row])
    around = load(catalogue, chunk(first))
    walked = walk(around, {chunk(first): 1.0})
    assert walked.paths[chunk(row)] == ("first", "Bridge", "row", "Arches", "Stones")
    plain = replace(around, nodes={id_: replace(n, sections=()) for id_, n in around.nodes.items()})
    assert walk(plain, {chunk(first): 1.0}).scores == walked.scores


nodes = st.sampled_from([f"n{i}" for i in range(8)])
links = st.builds(
    Link,
    start_id=nodes,
    end_id=nodes,
    kind=st.sampled_from(["mentions", "contains", "links", "foreign_key", "same_as"]),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(links, max_size=20),
    st.dictionaries(nodes, st.floats(0.01, 5), min_size=1),
    st.dictionaries(st.tuples(nodes, st.just("mentions")), st.integers(1, 5000)),
)
def test_the_walk_is_a_distribution_over_what_is_linked(
    found: list[Link], seeds: dict[str, float], common: dict[tuple[str, str], int]
) -> None:
    around = Neighbourhood(
        nodes={f"n{i}": Node(kind="chunk", label=f"N{i}") for i in range(8)},
        links=tuple(found),
        commonness=common,  # type: ignore[arg-type]
    )
    walked = walk(around, seeds)
    assert sum(walked.scores.values()) == pytest.approx(1.0, abs=1e-4)
    assert set(seeds) <= set(walked.scores)
    assert walked.scores.keys() == walked.paths.keys()
    again = Neighbourhood(
        nodes=around.nodes, links=tuple(reversed(found)), commonness=around.commonness
    )
    assert walk(again, seeds).ranking() == walked.ranking()


def test_the_walk_says_which_document_the_search_which_part() -> None:
    walked = Walk(
        scores={"a1": 0.2, "a2": 0.2, "b1": 0.1, "alone": 0.1},
        documents={"a1": "a", "a2": "a", "b1": "b"},
        telling=0.5,
    )
    fused = with_walk({"a2": 0.9, "a1": 0.1, "far": 0.4}, walked)
    assert fused["far"] == 0.4
    assert fused["a2"] == pytest.approx(0.9 + WALK_WEIGHT * 0.5)
    assert fused["a1"] == pytest.approx(0.1 + WALK_WEIGHT * 0.5 / 2)
    assert fused["b1"] == fused["alone"] == pytest.approx(WALK_WEIGHT * 0.5 * 0.5)


def test_without_a_walk_the_search_stands() -> None:
    assert with_walk({"a": 0.3}, Walk()) == {"a": 0.3}


def test_a_start_that_many_things_point_at_says_little(catalogue: Catalogue) -> None:
    tents, heron = entity("Tents"), entity("Heron")
    of_tents, of_heron = one_line("t", "the Tents", tents), one_line("h", "the Heron", heron)
    catalogue.put([one_line("rows", "rows", about=(tents, heron)), of_tents, of_heron])
    catalogue.put([one_line(str(n), f"{n} of the Tents", tents) for n in range(8)])
    seeds = {tents.id: 0.9, heron.id: 0.9}
    both = walk(load(catalogue, *seeds), seeds)
    assert both.telling == 0.9
    # 9 point at the one and 1 at the other; with equal shares of the walkers it is three times.
    assert both.scores[chunk(of_heron)] > 4 * both.scores[chunk(of_tents)]
    alone = walk(load(catalogue, tents.id), {tents.id: 0.9})
    assert alone.telling == pytest.approx(0.9 / 3)
