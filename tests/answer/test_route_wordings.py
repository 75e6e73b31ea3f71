"""Everyday wordings of questions about facts, on a library with staff, copies and parcels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
EXTRA = """
CREATE TABLE houses (house_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, country TEXT,
    opened_on TEXT, sunday_hours TEXT);
CREATE TABLE employees (employee_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT,
    house_id INTEGER REFERENCES houses (house_id), hired_on TEXT);
CREATE TABLE copies (copy_id INTEGER PRIMARY KEY, copy_code TEXT NOT NULL UNIQUE, ean TEXT,
    book_id INTEGER NOT NULL REFERENCES books (book_id), color TEXT, material TEXT);
CREATE TABLE requests (request_id INTEGER PRIMARY KEY, request_number TEXT NOT NULL UNIQUE,
    copy_id INTEGER REFERENCES copies (copy_id), house_id INTEGER REFERENCES houses (house_id),
    status TEXT, placed_on TEXT, reason TEXT);
CREATE TABLE parcels (parcel_id INTEGER PRIMARY KEY, parcel_code TEXT UNIQUE,
    request_id INTEGER NOT NULL UNIQUE REFERENCES requests (request_id), carrier TEXT, status TEXT);
INSERT INTO houses VALUES (1, 'Quillmere Harwick', 'Norway', '2012-05-04', '11:00-15:00'),
    (2, 'Quillmere Tolby', 'Norway', '2019-10-01', 'closed'),
    (3, 'Quillmere Sandve', 'Denmark', '2021-02-03', 'closed');
INSERT INTO employees VALUES (1, 'Una Brink', 'house manager', 1, '2013-01-01'),
    (2, 'Per Dahl', 'book binder', 1, '2014-01-01'), (3, 'Ida Falk', 'house manager', 2, '2019-09-01'),
    (4, 'Lev Moen', 'deputy manager', 2, '2020-03-03'), (5, 'Siv Rand', 'book binder', 3, '2021-03-03');
INSERT INTO copies VALUES (1, 'CP-100-1', '4006381333931', 3, 'moss green', 'linen'),
    (2, 'CP-100-2', '4006381333932', 3, 'rust red', 'linen'), (3, 'CP-100-3', '4006381333933', 4, 'black', 'bonded leather');
INSERT INTO requests VALUES (1, 'RQ-5001', 1, 1, 'sent', '2023-02-01', 'wrong colour'),
    (2, 'RQ-5002', 3, 2, 'being prepared', '2024-03-05', 'lost copy'),
    (3, 'RQ-5003', 2, 1, 'sent', '2024-06-07', 'lost copy');
INSERT INTO parcels VALUES (1, 'PX-9001', 1, 'Nordpost', 'held at customs'),
    (2, 'PX-9003', 3, 'Fastline', 'out for delivery');
"""  # noqa: E501


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite", extra=EXTRA)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what does Northern Atlas 3 come in at on the scales?",
         "The weight of Northern Atlas 3 is 2100 g."),
        ("When did you bring out Northern Atlas 3?", "Northern Atlas 3: released on 2021-01-20."),
        ("When did Quillmere Tolby first open its doors?",
         "Quillmere Tolby: opened on 2019-10-01."),
        ("I need the barcode of CP-100-2", "The ean of copy CP-100-2 is 4006381333932."),
        ("What does Lev Moen do at Quillmere?", "The role of Lev Moen is deputy manager."),
        ("How long has Per Dahl worked here?", "Per Dahl: hired on 2014-01-01."),
        ("Which colour was the book in request RQ-5001?",
         "The color of the copy of request RQ-5001 is moss green."),
        ("where is my request RQ-5003", "The status of request RQ-5003 is sent. "
         "The parcel status of request RQ-5003 is out for delivery."),
        ("Can I get the price of The Glass Harbour?",
         "The price of The Glass Harbour is 24.00 EUR."),
        ("Is CP-100-3 leather or something else?",
         "The material of copy CP-100-3 is bonded leather."),
        ("Does Northern Atlas 3 come in yellow?",
         "Northern Atlas 3: color: moss green; rust red."),
        ("Per Dahl mended my atlas, brilliant bloke. When did he join the team?",
         "Per Dahl: hired on 2014-01-01."),
        ("Tell me the current stage of request RQ-5002",
         "The status of request RQ-5002 is being prepared."),
        ("Who on earth is driving RQ-5001 to me? Nordpost, Fastline, someone else?",
         "The carrier of request RQ-5001 is Nordpost."),
        ("What reason was given in RQ-5002?", "The reason of request RQ-5002 is lost copy."),
        ("is Mira Soto a gold member?", "The tier of Mira Soto is gold."),
    ],
)  # fmt: skip
async def test_everyday_words(shelf: library.Library, question: str, text: str) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("pages + weight of Northern Atlas 3",
         "Northern Atlas 3: pages: 512. The weight of Northern Atlas 3 is 2100 g."),
        ("price of Northern Atlas 3 vs Northern Atlas 4", "The price of Northern Atlas 3 is 60.00 "
         "EUR. The price of Northern Atlas 4 is 75.25 EUR."),
        ("pages of Northern Atlas 3 and price of The Glass Harbour",
         "Northern Atlas 3: pages: 512. The price of The Glass Harbour is 24.00 EUR."),
        ("We were given Northern Atlas 3 last summer. How heavy is it?",
         "The weight of Northern Atlas 3 is 2100 g."),
        ("We do a lot of train journeys, so: how heavy is Northern Atlas 4?",
         "The weight of Northern Atlas 4 is 2250 g."),
        ("status of my two requests RQ-5001 and RQ-5002?",
         "The status of request RQ-5001 is sent. The status of request RQ-5002 is being prepared."),
        ("what was the reason for RQ-5002 and was it sent or not?",
         "The reason of request RQ-5002 is lost copy. "
         "The status of request RQ-5002 is being prepared."),
        ("how many places are there in Quillmere Tolby", None),
        ("books in Crime Novels, what is it called now?", None),
        ("the deputy manager in Tolby, what is he called?",
         "1 employee (house: Quillmere Tolby; role: deputy manager): Lev Moen."),
        ("Which house manager runs Quillmere Tolby?",
         "1 employee (house: Quillmere Tolby; role: house manager): Ida Falk."),
        ("which of your houses actually does the work?", None),
        ("what are your houses called?",
         "3 houses: Quillmere Harwick; Quillmere Sandve; Quillmere Tolby."),
        ("publisher of Northern Atlas 3, and the country it sits in?",
         "The publisher of Northern Atlas 3 is Nordlys Forlag. "
         "The country of the publisher of Northern Atlas 3 is Norway."),
        ("country of the publisher of Northern Atlas 3",
         "The country of the publisher of Northern Atlas 3 is Norway."),
        ("pages and postage of Northern Atlas 3", None),
        ("I would like to rent Northern Atlas 3. How much is it?", None),
        ("If I lose Northern Atlas 3, how much is it?", None),
    ],
)  # fmt: skip
async def test_two_questions_and_background(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("who is the book binder in Harwick?",
         "1 employee (house: Quillmere Harwick; role: book binder): Per Dahl."),
        ("how many book binders do you employ?", "Number of employees (role: book binder): 2."),
        ("who are the house managers in Norway",
         "2 employees (role: house manager; country of the house: Norway): Ida Falk; Una Brink."),
        ("who is the deputy in Tolby",
         "1 employee (house: Quillmere Tolby; role: deputy manager): Lev Moen."),
        ("How many houses does Quillmere have?", "Number of houses: 3."),
        ("which houses opened before 2020?",
         "2 houses (opened before 2020): Quillmere Harwick; Quillmere Tolby."),
        ("how many requests were placed in 2024", "Number of requests (placed in 2024): 2."),
        ("requests since March 2024", "2 requests (placed since March 2024): request RQ-5002; "
         "request RQ-5003."),
        ("which houses are open on Sundays?",
         "1 house (sunday hours not closed): Quillmere Harwick."),
        ("How many requests so far because of a lost copy?",
         "Number of requests (reason: lost copy): 2."),
        ("which parcels went out with Nordpost",
         "1 parcel (carrier: Nordpost): parcel PX-9001."),
        ("parcels stuck at customs: how many", "Number of parcels (status: held at customs): 1."),
        ("Total of requests that ended up sent", "Number of requests (status: sent): 2."),
        ("Everybody who works at Quillmere Harwick?",
         "2 employees (house: Quillmere Harwick): Per Dahl; Una Brink."),
        ("Where are your houses? ", "Country of the houses: Quillmere Harwick: Norway; "
         "Quillmere Tolby: Norway; Quillmere Sandve: Denmark."),
        ("names of all your houses?",
         "3 houses: Quillmere Harwick; Quillmere Sandve; Quillmere Tolby."),
    ],
)  # fmt: skip
async def test_sets_by_what_they_are(shelf: library.Library, question: str, text: str) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    "question",
    [
        "what paper does Northern Atlas 3 take?", "What is CP-100-1 filled with water for?",
        "is the spine of Northern Atlas 3 leather?", "packed weight of Northern Atlas 3",
        "what did the member say in RQ-5001?", "what does a book binder do?",
        "what does the book binder in Harwick earn?", "how many houses will you open in 2027",
        "how many requests were refused in 2024", "which houses were painted in 2019",
        "shipping price of Northern Atlas 3", "who does Lev Moen report to?",
        "My kid tore Northern Atlas 3. Will that cost us?", "where are the owners of your houses",
        "Sunday at Quillmere Tolby: how warm is it?", "Per Dahl was kind. Is he married?",
        "what stage is it at",
        "how far is Quillmere Tolby from the station", "what does that one cost",
    ],
)  # fmt: skip
async def test_what_is_not_kept_is_not_answered(shelf: library.Library, question: str) -> None:
    assert await said(shelf, question) is None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("which Glass books do you have?", None),
        ("list your Northern Atlases",
         "2 books (called Northern Atlases): Northern Atlas 3; Northern Atlas 4."),
        ("how many Northern Atlases are there?",
         "Number of books (called Northern Atlases): 2."),
        ("how do I read the Northern Atlases?", None),
        ("How heavy are the Northern Atlases?",
         "The weight of Northern Atlas 3 is 2100 g. The weight of Northern Atlas 4 is 2250 g."),
    ],
)  # fmt: skip
async def test_a_name_in_the_plural_means_its_rows(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text


async def test_of_an_open_name_the_row_is_meant_that_can_be_answered(
    tmp_path: Path,
) -> None:
    extra = """
    CREATE TABLE halls (hall_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT);
    INSERT INTO halls VALUES (1, 'Riverside Hall', 'Lyon');
    UPDATE branches SET name = 'Riverside Desk' WHERE branch_id = 1;
    """
    opened = library.build(tmp_path / "l.sqlite", extra=extra)
    try:
        reply = await said(opened, "How many The Glass Harbour are in stock at Riverside?")
        assert reply == "The Glass Harbour in Riverside Desk: stock quantity 3."
    finally:
        opened.close()
