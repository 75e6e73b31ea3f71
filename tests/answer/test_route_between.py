"""Values of columns, trees of rows, and what two named rows share; over a library."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from answer.route_reworded import reworded
from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
EXTRA = """
INSERT INTO genres VALUES (4, 'Noir', 2), (5, 'Poetry', 1), (6, 'Road Maps', 3);
UPDATE genres SET parent_id = 3 WHERE genre_id = 6;
ALTER TABLE books ADD COLUMN successor_id INTEGER REFERENCES books (book_id);
UPDATE books SET successor_id = 4 WHERE book_id = 3;
CREATE TABLE copies (copy_id INTEGER PRIMARY KEY, copy_code TEXT NOT NULL UNIQUE,
    book_id INTEGER NOT NULL REFERENCES books (book_id), color TEXT);
CREATE TABLE requests (request_id INTEGER PRIMARY KEY, request_number TEXT NOT NULL UNIQUE,
    member_id INTEGER REFERENCES members (member_id), reason TEXT);
CREATE TABLE request_lines (request_line_id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES requests (request_id),
    copy_id INTEGER NOT NULL REFERENCES copies (copy_id), quantity INTEGER, fee_eur NUMERIC(8, 2));
CREATE TABLE employees (employee_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT,
    desk_id INTEGER REFERENCES desks (desk_id));
CREATE TABLE desks (desk_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, street TEXT, city TEXT,
    closing_time TEXT);
INSERT INTO copies VALUES (1, 'CP-100-1', 3, 'moss green'), (2, 'CP-100-2', 3, 'rust red'),
    (3, 'CP-100-3', 1, 'black');
INSERT INTO requests VALUES (1, 'RQ-5001', 1, 'school project'), (2, 'RQ-5002', 2, 'lost copy'),
    (3, 'RQ-5003', 2, 'lost copy');
INSERT INTO request_lines VALUES (1, 1, 1, 2, 3.5), (2, 1, 3, 1, 4.5), (3, 2, 2, 7, 5.5);
INSERT INTO desks VALUES (1, 'Harbour Desk', 'Kaigata 5', 'Bergen', '17:00'),
    (2, 'Mill Desk', 'Elvegata 1', 'Oslo', '18:30');
INSERT INTO employees VALUES (1, 'Per Dahl', 'book binder', 1), (2, 'Una Brink', 'map seller', 2),
    (3, 'Ida Falk', 'book binder', 2);
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite", extra=EXTRA)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many different colours does Northern Atlas 3 come in?",
         "Northern Atlas 3: different values of color: 2 (moss green; rust red)."),
        ("how many different bindings do you have?",
         "books: different values of binding: 2 (hardcover; paperback)."),
        ("In how many countries do you have publishers?",
         "publishers: different values of country: 2 (France; Norway)."),
        ("which sorts of reasons do people give?",
         "requests: different values of reason: 2 (school project; lost copy)."),
        ("what tiers are there?", "members: different values of tier: 2 (gold; basic)."),
        ("how many different spines do you have?", None),
        ("how many different closing times are there?",
         "desks: different values of closing time: 2 (17:00; 18:30)."),
        ("and how many times?", None),
        ("how many colours did the painter use for Northern Atlas 3?", None),
    ],
)  # fmt: skip
async def test_values_of_a_column(shelf: library.Library, question: str, text: str | None) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which genres are there under Fiction and Atlases?", "2 genres (parent: Fiction): "
         "Crime Novels; Poetry. 1 genre (parent: Atlases): Road Maps."),
        ("how many subgenres does Fiction have", "Number of genres (parent: Fiction): 2."),
        ("what is the top-level genre of The Glass Harbour?",
         "The top genre of The Glass Harbour is Fiction."),
        ("which main genre does Noir belong to", "The top genre of Noir is Fiction."),
        ("which top publisher does The Glass Harbour belong to", None),
    ],
)  # fmt: skip
async def test_trees(shelf: library.Library, question: str, text: str | None) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what color was Northern Atlas 3 on RQ-5001?",
         "The color of Northern Atlas 3 in request RQ-5001 is moss green."),
        ("fee for The Glass Harbour in RQ-5001",
         "The fee of The Glass Harbour in request RQ-5001 is 4.50 EUR."),
        ("how many Northern Atlas 3 were on RQ-5002",
         "The quantity of Northern Atlas 3 in request RQ-5002 is 7."),
        ("what color was The Glass Harbour on RQ-5002?", None),
        ("what binding did The Glass Harbour not have on RQ-5001?", None),
    ],
)  # fmt: skip
async def test_what_two_rows_share(shelf: library.Library, question: str, text: str | None) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Where is Harbour Desk?", "The street of Harbour Desk is Kaigata 5. "
         "The city of Harbour Desk is Bergen."),
        # A street without the number of the house.
        ("which desk is on Elvegata?", "1 desk (street: Elvegata 1): Mill Desk."),
        ("which desk is at Elvegata 2?", None),
        ("which is cheaper, Northern Atlas 3 or Northern Atlas 4?",
         "Cheaper price: Northern Atlas 3, 60.00 EUR; Northern Atlas 4: 75.25 EUR."),
        ("which of the two weighs less, Northern Atlas 4 or Northern Atlas 3?",
         "Lower weight: Northern Atlas 3, 2100 g; Northern Atlas 4: 2250 g."),
        ("Price of the book you now sell instead of Northern Atlas 3, please",
         "The price of the successor of Northern Atlas 3 is 75.25 EUR."),
        ("How heavy is The Glass Orchard... no sorry, Northern Atlas 3?",
         "The weight of Northern Atlas 3 is 2100 g."),
    ],
)  # fmt: skip
async def test_roundabout(shelf: library.Library, question: str, text: str | None) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("which tier has the member that RQ-5001 is from?",
         "The tier of the member of request RQ-5001 is gold."),
        ("which stock quantity has the book that CP-100-3 is of in Old Mill?", None),
        ("what is the street of the desk where Una Brink works?",
         "The street of the desk of Una Brink is Elvegata 1."),
        ("who published the thing that replaced Northern Atlas 3?",
         "The successor of Northern Atlas 3 is Northern Atlas 4. "
         "The publisher of Northern Atlas 4 is Nordlys Forlag."),
        ("how many employees does each desk have?", None),
        ("who borrowed the request RQ-5001?", None),
    ],
)  # fmt: skip
async def test_what_a_named_row_leads_to(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("who binds books in Oslo?",
         "1 employee (role: book binder; city of the desk: Oslo): Ida Falk."),
        ("are you hiring book binders?", None),
        ("are you looking for a book binder in Oslo?", None),
        ("how many employees bind books", "Number of employees (role: book binder): 2."),
        ("which books have Glass in their title?",
         "2 books (name with Glass): The Glass Harbour; The Glass Orchard."),
        ("how often did people request something because of a lost copy?",
         "Number of requests (reason: lost copy): 2."),
        ("who mends books in Oslo?", None),
    ],
)  # fmt: skip
async def test_rows_by_deeds_and_parts_of_names(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("price of the Lark 2, sorry, I mean the Lark 3", "price of the Lark 3"),
        ("how much is what replaced the Lark", "how much is the successor of the Lark"),
        ("What do you sell instead of the Lark?", "what is the successor of the Lark?"),
        ("What replaced the Lark?", "What replaced the Lark?"),
        ("sorry to bother, what is the price?", "sorry to bother, what is the price?"),
    ],
)  # fmt: skip
def test_what_is_taken_back_or_said_by_a_clause(text: str, plain: str) -> None:
    assert reworded(text) == plain
