"""Rows that a question tells by their place among others, and two bounds on one date."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from answer.route_superlative import superlatives
from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
EXTRA = """
CREATE TABLE requests (request_id INTEGER PRIMARY KEY, request_number TEXT NOT NULL UNIQUE,
    book_id INTEGER REFERENCES books (book_id), status TEXT NOT NULL, requested_on TEXT NOT NULL);
CREATE TABLE parcels (parcel_id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL UNIQUE REFERENCES requests (request_id), delivered_on TEXT);
INSERT INTO requests VALUES (1, 'RQ-5001', 1, 'cancelled', '2025-03-01'),
    (2, 'RQ-5002', 2, 'delivered', '2025-04-01'), (3, 'RQ-5003', 2, 'cancelled', '2024-03-01');
INSERT INTO parcels VALUES (1, 2, '2025-06-01');
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite", extra=EXTRA)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("who is the publisher of the heaviest book?",
         "Highest weight of books: Northern Atlas 4, 2250 g. "
         "The publisher of Northern Atlas 4 is Nordlys Forlag."),
        ("how many pages does the cheapest book have?",
         "Lowest price of books: The Glass Orchard, 12.90 EUR. "
         "The Glass Orchard: pages: 280."),
        ("what does the lightest book cost?",
         "Lowest weight of books: The Glass Orchard, 350 g. "
         "The price of The Glass Orchard is 12.90 EUR."),
        ("who is the publisher of the book that was released last?",
         "Latest released on of books: Northern Atlas 4, 2023-06-30. "
         "The publisher of Northern Atlas 4 is Nordlys Forlag."),
        ("which is the heaviest book?", "Highest weight of books: Northern Atlas 4, 2250 g."),
        ("who painted the heaviest book?", None),
        ("who is the publisher of the best book?", None),
    ],
)  # fmt: skip
async def test_what_is_asked_of_a_row_told_by_its_place(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("what does the second cheapest tent under 500 euro weigh?",
         "which is the second cheapest tent under 500 euro?"),
        ("your most expensive bike, how heavy is it?", "which is the most expensive bike?"),
        ("which is the cheapest tent?", None),
        ("show me the lightest sleeping bags", None),
        ("who passed the test at your shop?", None),
        ("where is the nearest store?", None),
    ],
)  # fmt: skip
def test_the_phrase_and_the_question_for_it(text: str, asked: str | None) -> None:
    found = next(superlatives(text), None)
    assert (found.question if found else None) == asked


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("which books were released after 2015 but before 2021?",
         "1 book (released after 2015 and before 2021): The Glass Orchard."),
        ("books released since 2018 and before March 2022",
         "2 books (released since 2018 and before March 2022): Northern Atlas 3; "
         "The Glass Orchard."),
        ("how many requests were cancelled in 2025?",
         "Number of requests (requested in 2025; status: cancelled): 1."),
        ("how many requests were delivered in 2025?", None),
        ("number of books on sale", "Number of books: 4."),
        ("name the publisher with the most books",
         "Most books: Aubergine Press; Nordlys Forlag, 2."),
    ],
)  # fmt: skip
async def test_bounds_states_and_the_most(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text
