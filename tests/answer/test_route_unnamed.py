"""Sets of rows said loosely: things without a noun, what rows refer to none, where they are held,
who is on the team; over a library with houses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
EXTRA = """
CREATE TABLE houses (house_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT,
    country TEXT, opening_hours TEXT, sunday_hours TEXT);
CREATE TABLE employees (employee_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT,
    house_id INTEGER NOT NULL REFERENCES houses (house_id), hired_on TEXT);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, order_number TEXT NOT NULL UNIQUE,
    house_id INTEGER REFERENCES houses (house_id), status TEXT, ordered_on TEXT);
CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT);
CREATE TABLE crates (crate_id INTEGER PRIMARY KEY, crate_number TEXT NOT NULL UNIQUE,
    customer_id INTEGER NOT NULL REFERENCES customers (customer_id), carrier TEXT, status TEXT);
CREATE TABLE maps (map_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, material TEXT,
    warranty_months INTEGER, max_load_kg INTEGER);
INSERT INTO houses VALUES (1, 'Harwick House', 'Harwick', 'Norway', '9:00-17:00', 'closed'),
    (2, 'Tolby House', 'Tolby', 'Norway', '9:00-17:00', '10:00-16:00'),
    (3, 'Sandve House', 'Sandve', 'Denmark', '9:00-17:00', 'closed');
INSERT INTO branches VALUES (3, 'Tolby Mill', 'Tolby');
INSERT INTO employees VALUES (1, 'Una Brink', 'house manager', 1, '2013-01-01'),
    (2, 'Per Dahl', 'binder', 2, '2021-01-01'), (3, 'Ida Voss', 'binder', 1, '2022-02-02');
INSERT INTO orders VALUES (1, 'RQ-5001', 1, 'sent', '2023-02-01'),
    (2, 'RQ-5002', NULL, 'being prepared', '2024-03-27'),
    (3, 'RQ-5003', NULL, 'sent', '2024-06-07'), (4, 'RQ-5004', 3, 'sent', '2024-03-28');
INSERT INTO customers VALUES (1, 'Ole Krag', 'Tolby'), (2, 'Liv Aas', 'Tolby'),
    (3, 'Siv Moe', 'Sandve');
INSERT INTO crates VALUES (1, 'CR-901', 1, 'DHL', 'held at customs'),
    (2, 'CR-902', 1, 'GLS', 'delivered'), (3, 'CR-903', 2, 'DHL', 'held at customs');
INSERT INTO maps VALUES (1, 'Fjord Carbon Chart', 'carbon paper', 24, 2),
    (2, 'Skerry Chart', 'carbon paper', 120, 5), (3, 'Sound Chart', 'linen', 120, 7);
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite", extra=EXTRA)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("everything that was released in 2021", "1 book (released in 2021): Northern Atlas 3."),
        ("count of stuff released before 2020", "Number of books (released before 2020): 2."),
        ("do you have anything made of linen? Which?", "1 map (material: linen): Sound Chart."),
        (
            "how many different things are made of carbon paper",
            "Number of maps (material: carbon paper): 2.",
        ),
        ("how many things are over 500 pages", "Number of books (pages over 500): 2."),
        ("anything from Norway", None),
        ("anything made of gold", None),
        (
            "how many orders were placed on the web and not in a house?",
            "Number of orders (without a house): 2.",
        ),
        (
            "orders made in one of our houses (not online) with status sent",
            "2 orders (with a house; status: sent): order RQ-5001; order RQ-5004.",
        ),
        ("how many orders were rung up at the till", "Number of orders (with a house): 2."),
        (
            "how many orders came in through the website in March 2024",
            "Number of orders (without a house; ordered in March 2024): 1.",
        ),
        ("which employees work online", None),
        ("what are your main genres", "2 genres (no parent): Atlases; Fiction."),
        ("which genres are top level only", "2 genres (no parent): Atlases; Fiction."),
        (
            "crates sitting at customs right now: how many?",
            "Number of crates (status: held at customs): 2.",
        ),
        (
            "which crates are held at customs",
            "2 crates (status: held at customs): crate CR-901; crate CR-903.",
        ),
        ("which maps are at customs", None),
        (
            "how many colleagues are on the team in Harwick House",
            "Number of employees (house: Harwick House): 2.",
        ),
        (
            "I'd like to thank everyone on the team in Tolby House, what are their names?",
            "1 employee (house: Tolby House): Per Dahl.",
        ),
        ("which houses are not shut on Sundays", "1 house (sunday hours not closed): Tolby House."),
        (
            "we are on holiday in Norway, where do you have houses over there",
            "2 houses (country: Norway): Harwick House; Tolby House.",
        ),
        (
            "with which parcel services do you send?",
            "crates: different values of carrier: 2 (DHL; GLS).",
        ),
        (
            "what all comes from Nordlys Forlag",
            "2 books (publisher: Nordlys Forlag): Northern Atlas 3; Northern Atlas 4.",
        ),
        ("how many of our buyers live in Tolby", "Number of customers (city: Tolby): 2."),
        (
            "how many maps come with exactly ten years (120 months) of cover",
            "Number of maps (warranty of 10 years): 2.",
        ),
        ("how many maps come with exactly ten years (100 months) of cover", None),
        ("number of crates sent off with GLS, all time", "Number of crates (carrier: GLS): 1."),
        ("what was released in 2021", "1 book (released in 2021): Northern Atlas 3."),
        ("what was delivered on 3 March 2024", None),
        (
            "which orders from March 2024 were sent",
            "1 order (ordered in March 2024; status: sent): order RQ-5004.",
        ),
        (
            "which orders from March 2024 on were sent",
            "2 orders (ordered from March 2024; status: sent): order RQ-5003; order RQ-5004.",
        ),
        ("how many orders were paid in a house", "Number of orders (with a house): 2."),
        (
            "list the job titles in your houses",
            "employees: different values of role: 2 (house manager; binder).",
        ),
        (
            "which books came out before 2020 and are no longer sold",
            "1 book (released before 2020; discontinued): The Glass Orchard.",
        ),
        ("who works in Tolby", "1 employee (house: Tolby House): Per Dahl."),
        ("who works in Myra", None),
        (
            "what do we get from publishers in Norway",
            "2 books (country of the publisher: Norway): Northern Atlas 3; Northern Atlas 4.",
        ),
        ("which publishers are in Norway", "1 publisher (country: Norway): Nordlys Forlag."),
        ("which orders have no house", "2 orders (without house): order RQ-5002; order RQ-5003."),
        (
            "orders without a house from 2024",
            "2 orders (without house; ordered from 2024): order RQ-5002; order RQ-5003.",
        ),
        ("which customers have no crates", "1 customer (without crate): Siv Moe."),
        ("which customers have no crates in Tolby House", None),
        ("which genres have no parent", "2 genres (without parent): Atlases; Fiction."),
        (
            "how many maps have a maximum load of 5 kg or more",
            "Number of maps (max load at least 5 kg): 2.",
        ),
    ],
)
async def test_sets_said_loosely(shelf: library.Library, question: str, text: str | None) -> None:
    assert await said(shelf, question) == text
