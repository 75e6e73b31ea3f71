"""Sets of rows: values told together or taken away, ranges, places in an order; over a library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
EXTRA = """
CREATE TABLE houses (house_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT,
    country TEXT, floor_m2 INTEGER, reading_room INTEGER NOT NULL CHECK (reading_room IN (0, 1)));
CREATE TABLE requests (request_id INTEGER PRIMARY KEY, request_number TEXT NOT NULL UNIQUE,
    house_id INTEGER REFERENCES houses (house_id), status TEXT, placed_on TEXT);
CREATE TABLE copies (copy_id INTEGER PRIMARY KEY, copy_code TEXT NOT NULL UNIQUE,
    book_id INTEGER NOT NULL REFERENCES books (book_id), color TEXT, material TEXT);
CREATE TABLE employees (employee_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT,
    house_id INTEGER REFERENCES houses (house_id), hired_on TEXT);
CREATE TABLE return_cases (return_id INTEGER PRIMARY KEY, case_number TEXT NOT NULL UNIQUE,
    copy_id INTEGER REFERENCES copies (copy_id), reason TEXT);
INSERT INTO employees VALUES (1, 'Una Brink', 'house manager', 1, '2013-01-01'),
    (2, 'Per Dahl', 'binder', 2, '2021-01-01');
INSERT INTO return_cases VALUES (1, 'RC-901', 2, 'wrong colour'), (2, 'RC-902', 1, 'torn');
INSERT INTO houses VALUES (1, 'Harwick House', 'Harwick', 'Norway', 300, 1),
    (2, 'Tolby House', 'Tolby', 'Norway', 450, 0), (3, 'Sandve House', 'Sandve', 'Denmark', 620, 1),
    (4, 'Myra House', 'Myra', 'Estonia', 90, 0);
INSERT INTO requests VALUES (1, 'RQ-5001', 1, 'sent', '2023-02-01'),
    (2, 'RQ-5002', 2, 'being prepared', '2024-03-27'), (3, 'RQ-5003', 1, 'sent', '2024-06-07'),
    (4, 'RQ-5004', 3, 'lost', '2024-03-27');
INSERT INTO copies VALUES (1, 'CP-100-1', 3, 'moss green', 'EPS linen'),
    (2, 'CP-100-2', 3, 'rust red', 'EPS linen'), (3, 'CP-100-3', 4, 'moss green', 'paper');
INSERT INTO books VALUES (5, '978-1-4028-0005-5', 'Harbour Birds', 2, 2, 2, 90, 150, '2020-01-02',
    0, 'paperback');
INSERT INTO prices VALUES (7, 5, 9.5, '2020-01-02', NULL);
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite", extra=EXTRA)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        # alternatives of one column, and none that would leave no row
        ("How many houses are there in Norway and Denmark?",
         "Number of houses (country: Norway or Denmark): 3."),
        ("which houses are in Denmark or Estonia",
         "2 houses (country: Denmark or Estonia): Myra House; Sandve House."),
        ("which books have copies in moss green and rust red", None),
        ("Which books are by Aubergine Press or Nordlys Forlag?",
         "5 books (publisher: Aubergine Press or Nordlys Forlag): Harbour Birds; "
         "Northern Atlas 3; Northern Atlas 4; The Glass Harbour; The Glass Orchard."),
        # negations
        ("which houses are not in Norway",
         "2 houses (country: not Norway): Myra House; Sandve House."),
        ("all houses except the Norwegian ones",
         "2 houses (country: not Norway): Myra House; Sandve House."),
        ("which houses are in neither Norway nor Denmark",
         "1 house (country: not Norway or Denmark): Myra House."),
        ("list all houses except Tolby House and Myra House",
         "2 houses (name: not Tolby House or Myra House): Harwick House; Sandve House."),
        ("Which books are not from Nordlys Forlag?",
         "2 books (publisher: not Nordlys Forlag): The Glass Harbour; The Glass Orchard."),
        ("which houses outside Norway have a reading room",
         "1 house (reading room; country: not Norway): Sandve House."),
        ("which houses have no reading room",
         "2 houses (not reading room): Myra House; Tolby House."),
        # what was sent may be lost by now: "not sent" is no condition on the status of today
        ("which requests are not sent yet", None),
        # a value in capitals is no misspelt name
        ("which copies are made of EPS linen",
         "2 copies (material: EPS linen): copy CP-100-1; copy CP-100-2."),
        # ranges and bounds
        ("which books cost between 20 and 65 euros",
         "2 books (price between 20 and 65 euros): Northern Atlas 3; The Glass Harbour."),
        ("books over 300 g and under 400 g",
         "1 book (weight over 300 g; weight under 400 g): The Glass Orchard."),
        ("books between 10 and 30 euros released in 2018",
         "1 book (released in 2018; price between 10 and 30 euros): The Glass Orchard."),
        ("books that weigh no more than 350 g",
         "2 books (weight at most 350 g): Harbour Birds; The Glass Orchard."),
        ("which books cost over €20 but under €70",
         "2 books (price over 20 EUR; price under 70 EUR): Northern Atlas 3; The Glass Harbour."),
        ("books of 20 to 25 euros",
         "1 book (price between 20 and 25 euros): The Glass Harbour."),
        ("houses larger than 400 square metres",
         "2 houses (floor over 400 m2): Sandve House; Tolby House."),
        ("books max 350 g", "2 books (weight at most 350 g): Harbour Birds; The Glass Orchard."),
        # parts of years and months, stretches of time
        ("how many requests were placed in the last week of March 2024",
         "Number of requests (placed in the last week of March 2024): 2."),
        ("how many requests came in during march 2024",
         "Number of requests (placed during march 2024): 2."),
        ("requests placed between February 2023 and 5 March 2024",
         "1 request (placed between February 2023 and 5 March 2024): request RQ-5001."),
        ("which books were released in the first quarter of 2021",
         "1 book (released in the first quarter of 2021): Northern Atlas 3."),
        ("how many requests were placed in Q2 2024",
         "Number of requests (placed in Q2 2024): 1."),
        ("how many requests were placed in the second half of 2023",
         "Number of requests (placed in the second half of 2023): 0."),
        ("how many requests were placed between 32 and 40 March 2024", None),
        ("How many people were hired after 1 January 2020?",
         "Number of employees (hired after 1 January 2020): 1."),
        ("which employee has worked for you the longest",
         "Earliest hired on of employees: Una Brink, 2013-01-01."),
        ("who is the longest-serving employee",
         "Earliest hired on of employees: Una Brink, 2013-01-01."),
        ("how many people work across all your houses", "Number of employees: 2."),
        ("How many members have gold status?", "Number of members (tier: gold): 1."),
        ("How many were sent back because of wrong colour?",
         "Number of return cases (reason: wrong colour): 1."),
        ("how many were sent back because the colour was wrong",
         "Number of return cases (reason: wrong colour): 1."),
        # states, reasons and flags in other words
        ("how many requests went missing", "Number of requests (status: lost): 1."),
        ("how many requests were called off", None),
        ("how many requests were stolen", None),
        ("how many requests are in the works", "Number of requests (status: being prepared): 1."),
        ("how many things came back because of the wrong colour",
         "Number of return cases (reason: wrong colour): 1."),
        ("how many things came back because of the wrong smell", None),
        ("which books have you stopped selling", "1 book (discontinued): The Glass Orchard."),
        ("which books are no longer available", "1 book (discontinued): The Glass Orchard."),
        ("which books are still for sale",
         "4 books (not discontinued): Harbour Birds; Northern Atlas 3; Northern Atlas 4; "
         "The Glass Harbour."),
        ("how many requests were sent but not lost", "Number of requests (status: sent): 2."),
        ("every book over 50 euros", "2 books (price over 50 euros): Northern Atlas 3; "
         "Northern Atlas 4."),
        ("all northern atlases", "2 books (called northern atlases): Northern Atlas 3; "
         "Northern Atlas 4."),
        # sums and means of the one number that is called
        ("average price of your books", "Average price of books: 36.33 EUR."),
        ("what do your atlases cost on average",
         "Average price of books (genre: Atlases): 67.62 EUR."),
        ("what is the combined floor space of the norwegian houses",
         "Total floor of houses (country: Norway): 750 m²."),
        ("what is the average rating of your books", None),
        ("which books weigh more than two kilos",
         "2 books (weight over 2 kilos): Northern Atlas 3; Northern Atlas 4."),
        # rows of those who supply, by what is done with them
        ("which Norwegian publishers do you buy from",
         "1 publisher (country: Norway): Nordlys Forlag."),
        ("Which French publishers do you work with",
         "1 publisher (country: France): Aubergine Press."),
        ("which norwegian publishers do you send books to", None),
        ("which Norwegian publishers do you sue", None),
        # places in an order
        ("what is the second heaviest book",
         "Second highest weight of books: Northern Atlas 3, 2100 g."),
        ("the three cheapest books?",
         "3 lowest by price of books: Harbour Birds, 9.50 EUR; The Glass Orchard, 12.90 EUR; "
         "The Glass Harbour, 24.00 EUR."),
        ("the latest 2 requests",  # two are equally far from the end
         "3 latest by placed on of requests: request RQ-5003, 2024-06-07; request RQ-5002, "
         "2024-03-27; request RQ-5004, 2024-03-27."),
        ("top 2 most expensive books",
         "2 highest by price of books: Northern Atlas 4, 75.25 EUR; Northern Atlas 3, 60.00 EUR."),
    ],
)  # fmt: skip
async def test_sets(shelf: library.Library, question: str, text: str | None) -> None:
    assert await said(shelf, question) == text


GROUPS = """
INSERT INTO genres VALUES (7, 'Field Guides', 1);
INSERT INTO books VALUES (6, '978-1-4028-0006-6', 'Alpine Flora Guide', 1, 1, 7, 200, 310,
    '2019-01-02', 0, 'hardcover'), (7, '978-1-4028-0007-7', 'Baltic Shore Guide', 1, 1, 7, 240,
    290, '2018-01-02', 1, 'paperback'), (8, '978-1-4028-0008-8', 'Guide Dogs', 1, 1, 2, 99, 120,
    '2017-01-02', 0, 'paperback');
"""


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("which guides are discontinued?",
         "1 book (called guide; discontinued): Baltic Shore Guide."),
        ("how many guides do you have", "Number of books (called guide): 2."),
        ("guides under 300 g", "1 book (called guide; weight under 300 g): Baltic Shore Guide."),
        ("the heaviest guide?",
         "Highest weight of books (called guide): Alpine Flora Guide, 310 g."),
        ("which guides are in colour", None),
        ("which Harbour guides do you have", None),
        ("crime novels and guides, please", None),
    ],
)  # fmt: skip
async def test_groups(tmp_path: Path, question: str, text: str | None) -> None:
    opened = library.build(tmp_path / "l.sqlite", extra=GROUPS)
    assert await said(opened, question) == text
    opened.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many euros is The Glass Harbour", "The price of The Glass Harbour is 24.00 EUR."),
        ("Which book was sent back under RC-901?",
         "The book of the copy of return case RC-901 is Northern Atlas 3."),
        ("Northern Atlas 3 is gone from the shop, what do you have instead?",
         "The successor of Northern Atlas 3 is Northern Atlas 4."),
        ("I am waiting for RQ-5002, what is its status?",
         "The status of request RQ-5002 is being prepared."),
        ("does CP-100-1 come in size XL?", "The size of copy CP-100-1 is S."),
        ("does CP-100-1 have a size chart?", None),
        ("is The Glass Harbour heavier than 20 kilos?",
         "No: the weight of The Glass Harbour is 410 g."),
        ("The Glass Harbour kg?", "The weight of The Glass Harbour is 410 g."),
        ("total stock of The Glass Harbour across all branches",
         "The Glass Harbour: total stock quantity 7 (Riverside: 3; Old Mill: 4)."),
        ("where does Una Brink work?", "The house of Una Brink is Harwick House."),
        ("how long is Una Brink already with you", "Una Brink: hired on 2013-01-01."),
        ("is Nordlys Forlag a norwegian publisher", "The country of Nordlys Forlag is Norway."),
        ("what do I owe you for The Glass Harbour",
         "The price of The Glass Harbour is 24.00 EUR."),
        ("is The Glass Orchard no longer available?", "The Glass Orchard is discontinued."),
        # What was brought out, and not when.
        ("What did you bring out to replace Northern Atlas 3?",
         "The successor of Northern Atlas 3 is Northern Atlas 4."),
        # What somebody may have is no number of rows.
        ("How many moss green copies may I borrow?", None),
    ],
)  # fmt: skip
async def test_one_row(tmp_path: Path, question: str, text: str | None) -> None:
    extra = (
        EXTRA
        + """
    ALTER TABLE books ADD COLUMN successor_id INTEGER REFERENCES books (book_id);
    UPDATE books SET successor_id = 4 WHERE book_id = 3;
    ALTER TABLE copies ADD COLUMN size TEXT;
    UPDATE copies SET size = 'S';
    ALTER TABLE books ADD COLUMN launched_on TEXT;
    UPDATE books SET launched_on = released_on;
    """
    )
    opened = library.build(tmp_path / "l.sqlite", extra=extra)
    assert await said(opened, question) == text
    opened.close()
