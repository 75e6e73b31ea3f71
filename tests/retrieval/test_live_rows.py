"""Facts as evidence: what live rows add to passages, and which passages they take away."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from nescio.settings import RetrievalSettings
from nescio.settings_sources import DatabaseSource, TableSettings
from nescio.types import Entity, Evidence, Fact, Passage, Scope
from retrieval.catalogue import Catalogue, Indexed
from retrieval.corpus import Corpus
from retrieval.database import open_read_only
from retrieval.edge import EdgeVectorIndex
from retrieval.embedding import LocalEmbedder
from retrieval.facts import FactStore
from retrieval.linking import EntityLinker
from retrieval.live_rows import (
    LONGEST,
    MOST_FACTS,
    MOST_ROWS,
    LiveRows,
    asked_for,
    live_rows,
    row_of,
    with_facts,
)
from retrieval.reflection import reflect
from retrieval.retriever import Retriever
from retrieval.rows import names_of
from tests.retrieval import library
from tests.retrieval.samples import document, passages, record
from tests.retrieval.test_retriever import put

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
SCOPE, STAFF = Scope(), Scope(labels=frozenset({"staff"}))
HARBOUR, ORCHARD = "The Glass Harbour", "The Glass Orchard"
EXTRA = """
CREATE TABLE covers (cover_id INTEGER PRIMARY KEY, book_id INTEGER NOT NULL UNIQUE
    REFERENCES books (book_id), motif TEXT, password TEXT);
CREATE TABLE reviews (review_id INTEGER PRIMARY KEY,
    book_id INTEGER REFERENCES books (book_id), stars INTEGER);
INSERT INTO covers VALUES (1, 1, 'a lighthouse', 'hunter2');
INSERT INTO reviews VALUES (1, 1, 5), (2, 1, 2);
"""
WIDE = f"""
CREATE TABLE wide (wide_id INTEGER PRIMARY KEY, name TEXT UNIQUE,
    {", ".join(f"field{n} INTEGER DEFAULT {n}" for n in range(2 * MOST_FACTS))});
CREATE TABLE rates (rate_id INTEGER PRIMARY KEY, rate INTEGER, valid_from TEXT,
    wide_id INTEGER REFERENCES wide (wide_id));
INSERT INTO wide (name) VALUES ('Broad Thing');
INSERT INTO rates VALUES (1, 5, '2020-01-01', 1), (2, 7, '2021-01-01', 1);
"""
Open = Callable[..., library.Library]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Builds a library; what was opened is closed at the end."""
    found: list[library.Library] = []

    def build(extra: str = EXTRA, **tables: TableSettings) -> library.Library:
        found.append(library.build(tmp_path / f"{len(found)}.sqlite", tables, extra))
        return found[-1]

    yield build
    for one in found:
        one.close()


def indexed(shelf: library.Library) -> dict[str, Indexed]:
    """The rows of some tables as an ingest would have left them, by what they are called."""
    entities = {e.id: e for _, e in names_of(shelf.engine, shelf.schema)}
    found = {}
    for entity in entities.values():
        if entity.table in ("books", "members", "publishers", "branches"):
            key = f"{entity.table}/{entity.key[0][1]}"
            text = f"{entity.label} is one of the {entity.table}."
            doc = document(key, text, source="library", kind="row", title=entity.label)
            found[entity.label] = record(doc, about=(entity,))
    return found


def ranked(items: Sequence[Indexed]) -> list[Evidence]:
    """Their passages as evidence, best first."""
    found = [passage for item in items for passage in item.passages]
    return [Evidence(item=p, score=1 / n, scores={"fused": 1 / n}) for n, p in enumerate(found, 1)]


async def told(
    shelf: library.Library,
    catalogue: Catalogue,
    question: str = "",
    rows: Sequence[str] = (),
    scope: Scope = SCOPE,
) -> LiveRows:
    items = indexed(shelf)
    catalogue.put(list(items.values()))
    mentions = shelf.linker.link(question, scope)
    evidence = ranked([items[label] for label in rows])
    return await live_rows(shelf.store, catalogue, mentions, evidence, scope)


def lines(found: LiveRows) -> dict[tuple[str, str], str]:
    facts = [e.item for e in found.facts if isinstance(e.item, Fact)]
    return {(fact.entity, fact.attribute): fact.display for fact in facts}


async def test_a_row_that_the_question_names(opened: Open, catalogue: Catalogue) -> None:
    found = await told(opened(), catalogue, f"Tell me of {HARBOUR}.")
    assert lines(found) == {
        (HARBOUR, "isbn"): "978-1-4028-0001-1",
        (HARBOUR, "pages"): "320",
        (HARBOUR, "weight"): "410 g",
        (HARBOUR, "released on"): "2015-03-01",
        (HARBOUR, "discontinued"): "no",
        (HARBOUR, "binding"): "hardcover",
        (HARBOUR, "author"): "Ada Morel",
        (HARBOUR, "publisher"): "Aubergine Press",
        (HARBOUR, "genre"): "Crime Novels",
        (HARBOUR, "price"): "24.00 EUR",
        (HARBOUR, "cover motif"): "a lighthouse",
    }
    assert all(asked_for(e) and e.scores == {"named": e.score} for e in found.facts)
    assert {row_of(e.item) for e in found.facts if isinstance(e.item, Fact)} == {"books/1"}
    assert "prices/2" in {e.item.uri for e in found.facts}
    assert found.gone == frozenset()


async def test_values_are_those_of_now(opened: Open, catalogue: Catalogue) -> None:
    shelf = opened()
    before = lines(await told(shelf, catalogue, rows=[HARBOUR]))
    shelf.change(
        "UPDATE books SET weight_g = 999 WHERE book_id = 1; UPDATE prices SET valid_to ="
        " '2021-01-01' WHERE price_id = 2; INSERT INTO prices VALUES (9, 1, 31, '2021-01-02', NULL)"
    )
    after = lines(await told(shelf, catalogue, rows=[HARBOUR]))
    assert (before[HARBOUR, "weight"], before[HARBOUR, "price"]) == ("410 g", "24.00 EUR")
    assert (after[HARBOUR, "weight"], after[HARBOUR, "price"]) == ("999 g", "31.00 EUR")
    shelf.change("UPDATE prices SET valid_to = '2022-01-01' WHERE book_id = 1")
    assert (HARBOUR, "price") not in lines(await told(shelf, catalogue, rows=[HARBOUR]))


async def test_what_several_child_rows_say_is_not_one_value(
    opened: Open, catalogue: Catalogue
) -> None:
    shelf = opened()
    assert not [a for _, a in lines(await told(shelf, catalogue, HARBOUR)) if "star" in a]
    shelf.change("INSERT INTO prices VALUES (9, 1, 31, '2020-01-01', NULL)")
    assert (HARBOUR, "price") not in lines(await told(shelf, catalogue, HARBOUR))


async def test_private_columns_are_never_told(opened: Open, catalogue: Catalogue) -> None:
    found = await told(
        opened(), catalogue, f"Mira Soto, {HARBOUR}", rows=["Mira Soto", "Aubergine Press", HARBOUR]
    )
    shown = " ".join(f"{fact} {value}" for fact, value in lines(found).items())
    assert "gold" in shown
    assert "Lyon" in shown
    assert not [
        secret for secret in ("mail.example", "+00 555", "+33", "hunter2") if secret in shown
    ]


async def test_a_private_reference_is_not_told(opened: Open, catalogue: Catalogue) -> None:
    shelf = opened(books=TableSettings(private=["publisher_id"]))
    found = lines(await told(shelf, catalogue, HARBOUR))
    assert (HARBOUR, "author") in found
    assert (HARBOUR, "publisher") not in found


async def test_a_row_that_is_gone(opened: Open, catalogue: Catalogue) -> None:
    shelf = opened()
    items = indexed(shelf)
    catalogue.put(list(items.values()))
    mentions = shelf.linker.link(f"{HARBOUR} or {ORCHARD}?", SCOPE)
    evidence = ranked([items[HARBOUR], items[ORCHARD]])
    shelf.change("DELETE FROM books WHERE book_id = 1")
    found = await live_rows(shelf.store, catalogue, mentions, evidence, SCOPE)
    assert {entity for entity, _ in lines(found)} == {ORCHARD}
    assert found.gone == {evidence[0].id}


async def test_access_of_a_table(opened: Open, catalogue: Catalogue) -> None:
    shelf = opened(books=TableSettings(access=["staff"]), prices=TableSettings(access=["buyer"]))
    items = indexed(shelf)
    catalogue.put(list(items.values()))
    (mention,) = shelf.linker.link(HARBOUR, STAFF)
    evidence = ranked([items["Riverside"]])
    public = await live_rows(shelf.store, catalogue, [mention], evidence, SCOPE)
    assert {entity for entity, _ in lines(public)} == {"Riverside"}
    staff = lines(await live_rows(shelf.store, catalogue, [mention], evidence, STAFF))
    assert (HARBOUR, "weight") in staff
    assert (HARBOUR, "price") not in staff
    buyer = Scope(labels=frozenset({"staff", "buyer"}))
    assert (HARBOUR, "price") in lines(
        await live_rows(shelf.store, catalogue, [mention], evidence, buyer)
    )


async def test_another_tenant_has_other_rows(opened: Open, catalogue: Catalogue) -> None:
    shelf = opened(members=TableSettings(tenant="tier"))
    (mention,) = shelf.linker.link("Mira Soto", Scope(tenant="gold"))
    mine = await live_rows(shelf.store, catalogue, [mention], [], Scope(tenant="gold"))
    assert lines(mine)
    other = await live_rows(shelf.store, catalogue, [mention], [], Scope(tenant="basic"))
    assert other.facts == ()


async def test_a_name_of_several_rows_names_none(opened: Open, catalogue: Catalogue) -> None:
    shelf = opened()
    (mention,) = shelf.linker.link("How heavy is the Glass book?", SCOPE)
    assert mention.ambiguous
    assert (await live_rows(shelf.store, catalogue, [mention], [], SCOPE)).facts == ()


async def test_bounds(opened: Open, catalogue: Catalogue) -> None:
    shelf = opened()
    everything = [label for label in indexed(shelf) if label != HARBOUR]
    found = await told(shelf, catalogue, HARBOUR, rows=everything)
    assert len({entity for entity, _ in lines(found)}) == MOST_ROWS
    shelf.change("UPDATE books SET binding = '" + "long " * LONGEST + "' WHERE book_id = 1")
    assert (HARBOUR, "binding") not in lines(await told(shelf, catalogue, HARBOUR))


async def test_of_a_wide_row_what_is_current_is_told(opened: Open, catalogue: Catalogue) -> None:
    shelf = opened(extra=WIDE)
    found = lines(await told(shelf, catalogue, "Broad Thing"))
    assert len(found) == MOST_FACTS
    assert found["Broad Thing", "rate"] == "7"


async def test_a_source_that_is_not_read_here_is_left_alone(
    opened: Open, catalogue: Catalogue
) -> None:
    shelf = opened()
    pushed = Entity(id="x", source="pushed", label="Thing", table="things", key=(("id", 1),))
    doc = document("things/1", "A thing.", source="pushed", kind="row")
    catalogue.put([record(doc, about=(pushed,))])
    evidence = [Evidence(item=p, score=1.0) for p in passages(doc)]
    assert await live_rows(shelf.store, catalogue, [], evidence, SCOPE) == LiveRows()


async def test_one_ranking(opened: Open, catalogue: Catalogue) -> None:
    shelf = opened()
    found = await told(shelf, catalogue, HARBOUR, rows=["Riverside", "Old Mill"])
    items = indexed(shelf)
    evidence = ranked([items["Riverside"], items["Old Mill"]])
    order = [
        e.item.title if isinstance(e.item, Passage) else row_of(e.item)
        for e in with_facts(evidence, found.facts)
    ]
    assert list(dict.fromkeys(order)) == [
        "books/1", "branches/1", "Riverside", "branches/2", "Old Mill"
    ]  # fmt: skip
    assert len(order) == len(found.facts) + 2


async def test_named_rows_and_passages_take_turns(opened: Open, catalogue: Catalogue) -> None:
    found = await told(opened(), catalogue, HARBOUR, rows=["Riverside", "Old Mill"])
    facts = [
        replace(f, scores={"named": 1.0}) if row_of(f.item) == "branches/1" else f
        for f in found.facts
        if isinstance(f.item, Fact)
    ]
    items = indexed(opened())
    order = [
        e.item.title if isinstance(e.item, Passage) else row_of(e.item)
        for e in with_facts(ranked([items["Old Mill"], items["Riverside"]]), facts)
    ]
    assert list(dict.fromkeys(order)) == [
        "books/1", "branches/2", "Old Mill", "branches/1", "Riverside"
    ]  # fmt: skip


Make = Callable[[library.Library, float], Retriever]


@pytest.fixture
async def make(
    embedder: LocalEmbedder, catalogue: Catalogue, opened: Open, tmp_path: Path
) -> AsyncIterator[Make]:
    index = EdgeVectorIndex(tmp_path / "vectors")
    await put(list(indexed(opened()).values()), embedder, index, catalogue)

    def make(shelf: library.Library, timeout_s: float) -> Retriever:
        return Retriever(
            embedder=embedder,
            index=index,
            catalogue=catalogue,
            corpus=Corpus(catalogue),
            settings=RetrievalSettings(stage_timeout_s=timeout_s),
            facts=shelf.store,
        )

    yield make
    await index.aclose()


async def test_retrieval_with_live_rows(make: Make, opened: Open) -> None:
    shelf = opened()
    retriever = make(shelf, 10)
    shelf.change(f"DELETE FROM books WHERE title = '{ORCHARD}'")
    question = f"{HARBOUR} or {ORCHARD}"
    found = await retriever.retrieve(question, SCOPE, mentions=shelf.linker.link(question, SCOPE))
    titles = [e.item.title for e in found.evidence if isinstance(e.item, Passage)]
    assert HARBOUR in titles
    assert ORCHARD not in titles
    assert (HARBOUR, "price") in lines(LiveRows(facts=found.facts))
    assert found.degraded == ()
    assert "facts" in found.timings_ms


@pytest.mark.parametrize("late", [True, False])
async def test_without_the_database_passages_stand(make: Make, opened: Open, late: bool) -> None:
    shelf = opened()
    retriever = make(shelf, 0.5 if late else 10)
    other = sqlite3.connect(shelf.path, isolation_level=None)
    try:
        # A lock makes readers wait for longer than the stage may last; a lost table fails.
        other.execute("BEGIN EXCLUSIVE" if late else "DROP TABLE books")
        found = await retriever.retrieve(HARBOUR, SCOPE)
    finally:
        other.close()
    assert found.degraded == ("facts",)
    assert found.facts == ()
    titles = [e.item.title for e in found.evidence if isinstance(e.item, Passage)]
    assert titles[0] == HARBOUR


async def test_on_postgres(postgres_url: str, catalogue: Catalogue) -> None:
    writer = sa.create_engine(postgres_url)
    with writer.begin() as connection:
        connection.exec_driver_sql(library.SQL + EXTRA)
    source = DatabaseSource(name="library", url=postgres_url)
    engine = open_read_only(source)
    schema = reflect(engine, source)
    store = FactStore({"library": schema}, {"library": engine})
    try:
        linker = EntityLinker(names_of(engine, schema))
        mentions = linker.link(HARBOUR, SCOPE)
        found = lines(await live_rows(store, catalogue, mentions, [], SCOPE))
        assert found[HARBOUR, "price"] == "24.00 EUR"
        assert found[HARBOUR, "author"] == "Ada Morel"
        assert found[HARBOUR, "cover motif"] == "a lighthouse"
    finally:
        store.close()
        engine.dispose()
        writer.dispose()
