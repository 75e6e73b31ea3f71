"""The catalogue, on SQLite always and on PostgreSQL where one is given."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from nescio.errors import ConfigError, StoreFailed
from nescio.types import Access, Edge, Entity, EntityName, Scope, Section, stable_id
from retrieval import tables
from retrieval.catalogue import Catalogue, Indexed
from retrieval.codec import key_from_json, key_json
from retrieval.migrations import MIGRATIONS, applied
from tests.retrieval.samples import document, entity, name, passages, record

ALL = Scope()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new/catalogue.sqlite"
        return
    yield request.getfixturevalue("postgres_url")


@pytest.fixture
def catalogue(url: str) -> Iterator[Catalogue]:
    opened = Catalogue(url)
    yield opened
    opened.close()


def edges(catalogue: Catalogue) -> set[tuple[str, str, str]]:
    with catalogue.reading() as connection:
        columns = (tables.edges.c.start_id, tables.edges.c.end_id, tables.edges.c.proof)
        return {tuple(row) for row in connection.execute(sa.select(*columns))}


def rows(catalogue: Catalogue) -> int:
    """Rows of all tables that hold something of a record."""
    owned = set(tables.metadata.tables.values()) - {tables.meta, applied}
    with catalogue.reading() as connection:
        return sum(
            connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in owned
        )


def test_what_is_put_comes_back_equal(catalogue: Catalogue) -> None:
    access = Access(tenant="acme", labels=frozenset({"staff", "legal"}))
    doc = document("a/b.md", "Äpfel 🍎\nBirnen", title="Obst", access=access)
    sections = (Section(heading_path=("Obst", "Kern"), start=0, end=7),)
    doc = type(doc)(**{**doc.__dict__, "sections": sections})
    thing = Entity(
        id=stable_id("e"),
        source="s",
        label="Apfel",
        table="fruit",
        key=(("id", Decimal("1.50")), ("day", dt.date(2024, 1, 2))),
        access=access,
    )
    catalogue.put([Indexed(document=doc, passages=passages(doc), entities=(thing,),
                           names=(name(thing),))])  # fmt: skip
    scope = Scope(tenant="acme", labels=frozenset({"legal"}))
    assert catalogue.document(doc.id, scope) == doc
    assert catalogue.chunks_of([doc.id], scope) == list(passages(doc))
    first = passages(doc)[0]
    assert catalogue.passage(first.id, scope) == first
    assert catalogue.entity(thing.id) == thing
    assert list(catalogue.names()) == [(name(thing), thing)]
    assert catalogue.versions("s") == {"a/b.md": "1"}
    assert catalogue.chunk_ids("s", ["a/b.md", "unknown"]) == [p.id for p in passages(doc)]
    stats = catalogue.stats()
    assert (stats.documents, stats.chunks, stats.entities, stats.names) == (1, 2, 1, 1)
    assert stats.sources == {"s": 1}
    assert stats.indexed_at is not None


def test_put_replaces_all_of_the_record(catalogue: Catalogue) -> None:
    old, thing = document("k", "one\ntwo"), entity("Lamp")
    catalogue.put([record(old, about=(thing,))])
    new = document("k", "two changed", version="2")
    catalogue.put([record(new)])
    assert catalogue.versions("s") == {"k": "2"}
    assert catalogue.chunk_ids("s", ["k"]) == [passages(new)[0].id]
    assert list(catalogue.all_chunk_ids()) == [passages(new)[0].id]
    assert catalogue.entity(thing.id) is None
    assert list(catalogue.names()) == []
    assert edges(catalogue) == {(new.id, passages(new)[0].id, passages(new)[0].id)}


@pytest.mark.slow
def test_remove_leaves_nothing(catalogue: Catalogue) -> None:
    lamp, shop = entity("Lamp"), entity("Shop")
    access = Access(labels=frozenset({"staff"}))
    catalogue.put(
        [
            record(document("lamp", "the Lamp", access=access), about=(lamp,)),
            record(document("shop", "the Shop sells the Lamp"), about=(shop,), mentions=(lamp,)),
        ]
    )
    catalogue.remove("s", ["lamp", "unknown"])
    assert lamp.id not in {end for edge in edges(catalogue) for end in edge}
    assert catalogue.entity(shop.id) == shop
    catalogue.remove("other", ["shop"])
    assert catalogue.versions("s") == {"shop": "1"}
    catalogue.remove("s", ["shop"])
    assert rows(catalogue) == 0


def test_an_unchanged_end_keeps_the_edges_of_others(catalogue: Catalogue) -> None:
    customer, order = entity("Customer"), entity("Order")
    row = document("customers/1", "Customer", kind="row")
    link = Edge(start_id=order.id, end_id=customer.id, kind="foreign_key", proof=order.id)
    catalogue.put([record(row, about=(customer,))])
    doc = document("orders/1", "Order", kind="row")
    catalogue.put([Indexed(document=doc, passages=passages(doc), entities=(order,), edges=(link,))])
    catalogue.put([record(document("customers/1", "Customer, renamed"), about=(customer,))])
    assert (order.id, customer.id, order.id) in edges(catalogue)
    catalogue.remove("s", ["orders/1"])
    assert (order.id, customer.id, order.id) not in edges(catalogue)


def test_an_edge_falls_with_its_last_proof(catalogue: Catalogue) -> None:
    start, end = stable_id("x"), stable_id("y")
    docs = [document(key, f"proof {key}") for key in ("p", "q")]
    catalogue.put(
        [
            Indexed(
                document=doc,
                passages=passages(doc),
                edges=(Edge(start_id=start, end_id=end, kind="links", proof=passages(doc)[0].id),),
            )
            for doc in docs
        ]
    )
    catalogue.remove("s", ["p"])
    assert {(s, e) for s, e, _ in edges(catalogue)} == {(start, end)}
    catalogue.remove("s", ["q"])
    assert edges(catalogue) == set()


def test_an_entity_of_two_records_stays_until_both_go(catalogue: Catalogue) -> None:
    thing = entity("Lamp")
    alias = EntityName(entity_id=thing.id, name="Light", kind="alias")
    one, two = document("1", "x"), document("2", "y")
    catalogue.put(
        [
            Indexed(document=one, passages=(), entities=(thing,), names=(name(thing),)),
            Indexed(document=two, passages=(), entities=(thing,), names=(name(thing), alias)),
        ]
    )
    assert [n.name for n, _ in catalogue.names()] == ["Lamp", "Light"]
    catalogue.remove("s", ["2"])
    assert list(catalogue.names()) == [(name(thing), thing)]


def test_generation_grows_with_each_write(catalogue: Catalogue) -> None:
    seen = [catalogue.generation()]
    catalogue.put([record(document("k", "x"))])
    seen.append(catalogue.generation())
    catalogue.remove("s", ["k"])
    seen.append(catalogue.generation())
    catalogue.put([])
    assert seen == [0, 1, 2]
    assert catalogue.generation() == 2


def test_a_failed_put_changes_nothing(catalogue: Catalogue) -> None:
    catalogue.put([record(document("k", "x"))])
    stranger = document("other", "y")
    broken = Indexed(document=document("k", "z", version="2"), passages=passages(stranger))
    with pytest.raises(StoreFailed, match="catalogue failed") as error:
        catalogue.put([broken])
    assert "\n" not in str(error.value)
    assert catalogue.versions("s") == {"k": "1"}
    assert catalogue.generation() == 1


def test_access_is_checked_in_every_read(catalogue: Catalogue) -> None:
    open_ = document("open", "x")
    staff = document("staff", "x", access=Access(labels=frozenset({"staff"})))
    other = document("other", "x", access=Access(tenant="other"))
    docs = {doc.id: doc for doc in (open_, staff, other)}
    catalogue.put([record(doc) for doc in docs.values()])
    ids = [passages(doc)[0].id for doc in docs.values()]
    for scope, seen in (
        (ALL, {open_.id}),
        (Scope(labels=frozenset({"staff", "x"})), {open_.id, staff.id}),
        (Scope(tenant="other", labels=frozenset({"staff"})), {other.id}),
    ):
        assert {p.chunk.document_id for p in catalogue.passages(ids, scope).values()} == seen
        assert {p.chunk.document_id for p in catalogue.chunks_of(docs, scope)} == seen
        assert {id_ for id_ in docs if catalogue.document(id_, scope)} == seen


def test_many_threads_write_and_read(catalogue: Catalogue) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                catalogue.put([record(document(f"{number}", f"text {turn}", version=str(turn)))])
                assert catalogue.versions("s")[str(number)] == str(turn)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert catalogue.generation() == 30
    assert len(list(catalogue.all_chunk_ids())) == 6


def test_more_ids_than_one_statement_takes(catalogue: Catalogue) -> None:
    doc = document("big", "\n".join(f"line {i}" for i in range(2500)))
    catalogue.put([record(doc)])
    ids = [p.id for p in passages(doc)]
    assert list(catalogue.passages(ids + ids, ALL).values()) != []
    assert sorted(catalogue.all_chunk_ids()) == sorted(ids)
    assert len(catalogue.passages(ids, ALL)) == 2500
    catalogue.put([record(document("big", "line 0"))])
    assert len(edges(catalogue)) == 1


def test_reopened_keeps_its_content_and_migrates_once(url: str) -> None:
    first = Catalogue(url)
    first.put([record(document("k", "x"))])
    first.close()
    second = Catalogue(url)
    assert second.versions("s") == {"k": "1"}
    with second.reading() as connection:
        assert connection.scalars(
            sa.select(applied.c.name).order_by(applied.c.applied_at)
        ).all() == [name for name, _ in MIGRATIONS]
    second.close()


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/c.sqlite"
    opened = Catalogue(url)
    with opened._engine.begin() as connection:
        values = {"name": "from the future", "applied_at": ""}
        connection.execute(sa.insert(applied).values(values))
    opened.close()
    with pytest.raises(ConfigError, match="from the future"):
        Catalogue(url)


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "mysql://x/y", "postgresql+nope://x/y"])
def test_unusable_urls(url: str) -> None:
    with pytest.raises(ConfigError, match="catalogue_url"):
        Catalogue(url)


scalars = st.one_of(
    st.text(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([None, dt.UTC])),
    st.times(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.floats(allow_nan=False, allow_infinity=False),
)


@given(st.lists(st.tuples(st.text(), scalars)).map(tuple))
def test_keys_survive_json(key: tuple[tuple[str, str], ...]) -> None:
    back = key_from_json(key_json(key))
    assert back == key
    assert [type(value) for _, value in back] == [type(value) for _, value in key]


def test_an_earlier_catalogue_says_who_may_know_of_its_edges(url: str) -> None:
    secret, thing = Access(tenant="a", labels=frozenset({"staff"})), entity("Thing")
    hidden = replace(thing, access=secret)
    first = Catalogue(url)
    open_ = document("open", "the Thing", access=Access(tenant="a"))
    first.put(
        [
            record(document("row", "Thing", access=secret), about=(hidden,)),
            record(open_, mentions=(thing,)),
            record(document("other", "the Thing", access=Access(tenant="b")), mentions=(thing,)),
        ]
    )
    columns = (tables.edges.c.proof, tables.edges.c.tenant, tables.edges.c.labelled)
    with first.reading() as connection:
        expected = sorted(map(tuple, connection.execute(sa.select(*columns))))
    assert {labelled for _, _, labelled in expected} == {True, False}
    with first.writing() as connection:
        for statement in (
            "DROP INDEX ix_edges_from",
            "DROP INDEX ix_edges_to",
            "ALTER TABLE edges DROP COLUMN tenant",
            "ALTER TABLE edges DROP COLUMN labelled",
            "CREATE INDEX ix_edges_start_id ON edges (start_id)",
            "CREATE INDEX ix_edges_end_id ON edges (end_id)",
            "DELETE FROM migrations WHERE name IN ('access of edges', 'usage of names by tenant')",
        ):
            connection.exec_driver_sql(statement)
    first.close()
    second = Catalogue(url)
    with second.reading() as connection:
        assert sorted(map(tuple, connection.execute(sa.select(*columns)))) == expected
        indexes = {index["name"] for index in sa.inspect(connection).get_indexes("edges")}
    assert {"ix_edges_from", "ix_edges_to"} <= indexes
    assert not {"ix_edges_start_id", "ix_edges_end_id"} & indexes
    second.close()
