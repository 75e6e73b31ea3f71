"""However the index came about, its edges are those of a fresh one; only what changed is read."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from sqlalchemy import event

from ingest import linking
from ingest.linking import link_names
from retrieval.catalogue import Catalogue, Indexed
from tests.ingest.plans import file, row, steps
from tests.ingest.samples import Shop

pytestmark = pytest.mark.slow


class Cut(Exception):
    """The process died."""


@contextmanager
def dying(catalogue: Catalogue, after: int) -> Iterator[None]:
    """The catalogue fails at the given commit."""
    left = after

    def commit(_: object) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            raise Cut

    event.listen(catalogue.engine, "commit", commit)
    try:
        yield
    finally:
        event.remove(catalogue.engine, "commit", commit)


def state(catalogue: Catalogue) -> dict[str, set[tuple[object, ...]]]:
    """Everything that the pass keeps."""
    names = ("edges", "forms", "form_usage", "common_forms", "linked", "signatures", "bands")
    with catalogue.reading() as connection:
        return {
            name: {tuple(r) for r in connection.exec_driver_sql(f"SELECT * FROM {name}")}
            for name in names
        }


@contextmanager
def opened(at: Path) -> Iterator[Catalogue]:
    """A catalogue with nothing in it."""
    at.write_bytes(empty())
    catalogue = Catalogue(f"sqlite:///{at}")
    try:
        yield catalogue
    finally:
        catalogue.close()


@cache
def empty() -> bytes:
    """The file of an empty catalogue: copied faster than made."""
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue(f"sqlite:///{folder}/c.sqlite")
        with catalogue.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        catalogue.close()
        return (Path(folder) / "c.sqlite").read_bytes()


def play(catalogue: Catalogue, plan: list[tuple[str, object]]) -> list[Indexed]:
    """Carry the plan out; what is indexed at its end."""
    held: dict[tuple[str, str], Indexed] = {}
    for step, what in plan:
        match step, what:
            case "put", list(items):
                for item in items:
                    held[item.document.source, item.document.key] = item
                catalogue.put(items)
            case "remove", int(place) if held:
                source, key = sorted(held)[place % len(held)]
                del held[source, key]
                catalogue.remove(source, [key])
            case "crash", int(after):
                with dying(catalogue, after):
                    try:
                        link_names(catalogue)
                    except Cut:
                        continue
            case "link", _:
                link_names(catalogue)
    link_names(catalogue)
    return list(held.values())


def check(plan: list[tuple[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with opened(Path(folder) / "a.sqlite") as catalogue:
            held = play(catalogue, plan)
            found = state(catalogue)
        with opened(Path(folder) / "b.sqlite") as catalogue:
            catalogue.put(held)
            link_names(catalogue)
            assert found == state(catalogue)


@settings(max_examples=12, deadline=None)
@given(steps)
def test_edges_are_those_of_a_fresh_index(plan: list[tuple[str, object]]) -> None:
    check(plan)


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=100, deadline=None)
@given(steps)
def test_edges_are_those_of_a_fresh_index_at_length(plan: list[tuple[str, object]]) -> None:
    check(plan)


def reads(catalogue: Catalogue, work: Callable[[], object]) -> set[str]:
    """Ids of the files whose text the work asks for."""
    found: set[str] = set()

    def asked(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        if "chunks.text" in statement and isinstance(parameters, tuple):
            found.update(str(value) for value in parameters)

    event.listen(catalogue.engine, "before_cursor_execute", asked)
    try:
        work()
    finally:
        event.remove(catalogue.engine, "before_cursor_execute", asked)
    return found


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(f"sqlite:///{tmp_path}/c.sqlite")
    yield opened
    opened.close()


def test_a_pass_reads_only_files_that_a_change_touches(catalogue: Catalogue) -> None:
    texts = [f"Note {n} on the Falcon {n} Stove." for n in range(50)]
    items = [file(f"f{n + 1}", f"Note {n}", text, "default") for n, text in enumerate(texts)]
    stove = row("products/1", ("Falcon 7 Stove", "FA-7"), "default", "shop")
    catalogue.put([*items, stove])
    assert link_names(catalogue) == 1
    assert reads(catalogue, lambda: link_names(catalogue)) == set()
    catalogue.put([row("products/1", ("Falcon 7 Stove", "FA-7"), "default", "shop")])
    assert reads(catalogue, lambda: link_names(catalogue)) == set()
    catalogue.put([row("products/1", ("Falcon 8 Stove", "FA-7"), "default", "shop")])
    touched = reads(catalogue, lambda: link_names(catalogue))
    assert {items[7].document.id, items[8].document.id} <= touched
    # `Falcon` begins the old name and the new one: what it means has not changed.
    assert touched == {items[7].document.id, items[8].document.id}


@pytest.mark.anyio
async def test_edges_of_the_shop_follow_its_sources(shop: Shop, tmp_path: Path) -> None:
    rng = random.Random(7)
    names = [
        "Kestrel 2 Tent",
        "Osprey 9 Pack",
        "Winter letter",
        "Utrecht Central",
        "Caring for tents",
    ]
    for turn in range(6):
        name = f"n{rng.randrange(4)}.md"
        if rng.random() < 0.3 and (shop.folder / "docs" / name).exists():
            (shop.folder / "docs" / name).unlink()
        else:
            other = f"n{rng.randrange(4)}.md"
            text = f"# {rng.choice(names)}\n\nOn the {rng.choice(names)}, [{turn}]({other})."
            shop.write(name, text)
        shop.sql(f"UPDATE products SET name = '{rng.choice(names)}' WHERE product_id = 1")
        if rng.random() < 0.5:
            await shop.sync()
    await shop.sync()
    edges = "SELECT document_id, start_id, end_id, kind, proof, label FROM edges"
    before = sorted(shop.rows(edges))
    await shop.sync(full=True)
    assert sorted(shop.rows(edges)) == before
    assert any(row[3] == "mentions" for row in before)
    assert linking.link_names(shop.catalogue) == 0


def mentions(catalogue: Catalogue, item: Indexed) -> int:
    """How many edges rest on names in the text of a file."""
    query = "SELECT count(*) FROM edges WHERE kind = 'mentions' AND document_id = ?"
    with catalogue.reading() as connection:
        return int(connection.exec_driver_sql(query, (item.document.id,)).scalar_one())


def test_a_word_that_becomes_ordinary_takes_its_edges_away(catalogue: Catalogue) -> None:
    heron = row("products/1", ("Heron",), "default", "shop")
    red = file("f1", "Letters", "The Heron is red.", "default")
    plain = file("f2", "Birds", "A heron flew.\nThe heron sat.\nIt was a heron.", "default")
    catalogue.put([heron, red])
    link_names(catalogue)
    assert mentions(catalogue, red) == 1
    catalogue.put([plain])
    link_names(catalogue)
    assert mentions(catalogue, red) == 0
    catalogue.remove("files", ["f2"])
    link_names(catalogue)
    assert mentions(catalogue, red) == 1


def test_a_row_that_comes_back_before_the_next_pass_gets_its_edges_back(
    catalogue: Catalogue,
) -> None:
    heron = row("products/1", ("Heron",), "default", "shop")
    red = file("f1", "Letters", "The Heron is red.", "default")
    catalogue.put([heron, red])
    link_names(catalogue)
    catalogue.remove("shop", ["products/1"])
    assert mentions(catalogue, red) == 0
    catalogue.put([heron])
    link_names(catalogue)
    assert mentions(catalogue, red) == 1


def test_the_link_of_an_author_leads_somewhere_again_when_its_end_comes_back(
    catalogue: Catalogue,
) -> None:
    first, other = (file(f"f{n}", "Letters", "See there.", "default") for n in (0, 1))
    links = "SELECT count(*) FROM edges WHERE kind = 'links' AND label = 'link' AND document_id = ?"
    for turn in (lambda: catalogue.put([first, other]), lambda: catalogue.remove("files", ["f0"])):
        turn()
        link_names(catalogue)
        with catalogue.reading() as connection:
            assert connection.exec_driver_sql(links, (other.document.id,)).scalar_one() == 1
