"""Rows that share a part of their names: which they are, and the lowest and highest of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.route import FactAnswer, FactRouter
from answer.route_names import Named
from answer.route_picked import narrowed
from answer.route_sets import headed
from nescio.types import Entity, Scope
from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
LONGER = """
INSERT INTO books VALUES (5, '978-1-4028-0005-5', 'Northern Atlas Grand 5', 2, 2, 3,
    900, 1500, '2024-01-01', 0, 'hardcover');
INSERT INTO prices VALUES (7, 5, 240, '2024-01-01', NULL);
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    path: Path = tmp_path_factory.mktemp("family") / "library.sqlite"
    built = library.build(path, extra=LONGER)
    yield built
    built.close()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the cheapest Northern Atlas?",
         "Lowest price of books (called Northern Atlas): Northern Atlas 3, 60.00 EUR."),
        ("Heaviest Northern Atlas?",
         "Highest weight of books (called Northern Atlas): Northern Atlas 4, 2250 g."),
        ("How much is the cheapest Northern Atlas?",
         "Lowest price of books (called Northern Atlas): Northern Atlas 3, 60.00 EUR."),
        # A longer name of the family is not left out.
        ("Most expensive Northern Atlas?",
         "Highest price of books (called Northern Atlas): "
         "Northern Atlas Grand 5, 240.00 EUR."),
        # More than the lowest is asked.
        ("Where is the cheapest Northern Atlas printed?", None),
        ("Is the cheapest Northern Atlas in colour?", None),
    ],
)  # fmt: skip
async def test_a_family_is_searched_for_its_lowest_and_highest(
    opened: library.Library, question: str, expected: str | None
) -> None:
    assert await said(opened, question) == expected


async def test_what_holds_of_all_of_a_family_needs_no_one_of_them(opened: library.Library) -> None:
    router = FactRouter({"library": opened.schema}, opened.store, library.given(opened.linker))
    same = await router.answer("Who is the publisher of the Northern Atlas?", Scope())
    unlike = await router.answer("How heavy is the Northern Atlas?", Scope())
    assert isinstance(same, FactAnswer)
    assert isinstance(unlike, FactAnswer)
    assert {s.facts[0].value for s in same.sentences} == {"Nordlys Forlag"}
    assert len(unlike.sentences) == 2
    assert unlike.confidence < 0.75 < same.confidence


LAMPS = """
INSERT INTO books VALUES (5, '978-1-4028-0005-5', 'Corvin Desk Almanac', 2, 2, 3,
    90, 300, '2024-01-01', 0, 'paperback'), (6, '978-1-4028-0006-6', 'Teal Desk Almanac', 2, 2, 3,
    120, 410, '2024-01-01', 0, 'hardcover'), (7, '978-1-4028-0007-7', 'Moss Wall Almanac', 2, 2, 3,
    12, 900, '2024-01-01', 0, 'paperback');
INSERT INTO prices VALUES (7, 5, 20, '2024-01-01', NULL), (8, 6, 35, '2024-01-01', NULL),
    (9, 7, 15, '2024-01-01', NULL);
"""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Is there an almanac under 18 euro?",
         "1 book (called almanac; price under 18 euro): Moss Wall Almanac."),
        ("do you have a desk almanac lighter than 400 g?",
         "1 book (called desk almanac; weight under 400 g): Corvin Desk Almanac."),
        ("which desk almanacs weigh less than 1 kg?",
         "2 books (called desk almanac; weight under 1 kg): Corvin Desk Almanac; "
         "Teal Desk Almanac."),
        ("how much is an almanac under glass?", None),
    ],
)  # fmt: skip
async def test_any_one_called_by_a_noun(
    tmp_path: Path, question: str, expected: str | None
) -> None:
    built = library.build(tmp_path / "library.sqlite", extra=LAMPS)
    try:
        assert await said(built, question) == expected
    finally:
        built.close()


def test_a_family_is_what_its_names_end_in() -> None:
    labels = ["Moss Waistcoat Jumper", "Teal 50 Waistcoat", "Teal 70 Waistcoat XL"]
    rows = [Entity(id=name, source="shop", label=name, table="things") for name in labels]
    assert [row.label for row in headed(rows, "waistcoats")] == labels[1:]
    assert headed(rows, "Moss") == rows


def test_a_name_that_begins_a_longer_one_beside_it_is_the_other_row() -> None:
    labels = ["Moss 29 Mountain Lamp", "Moss 29 Pro Mountain Lamp"]
    plain, pro = (Entity(id=name, source="shop", label=name, table="things") for name in labels)
    text = "load of the Moss 29 and the Moss 29 Pro"
    short = Named(start=12, end=19, text="Moss 29", entities=(plain, pro), score=0.7)
    long = Named(start=28, end=39, text="Moss 29 Pro", entities=(pro,), score=0.9)
    assert [one.entities for one in narrowed(text, [short, long])] == [(plain,), (pro,)]
    other = Named(start=28, end=39, text="Teal 29 Pro", entities=(pro,), score=0.9)
    assert narrowed("load of the Moss 29 and the Teal 29 Pro", [short, other])[0] == short
