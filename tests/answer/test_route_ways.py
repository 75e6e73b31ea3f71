"""Which of two ways to a row is meant, hours of a weekday, all of a stock; over a library."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
EXTRA = """
CREATE TABLE depots (depot_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT,
    cutoff_time TEXT);
CREATE TABLE shops (shop_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, opening_hours TEXT,
    sunday_hours TEXT, depot_id INTEGER REFERENCES depots (depot_id));
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, order_number TEXT NOT NULL UNIQUE,
    shop_id INTEGER REFERENCES shops (shop_id), status TEXT);
CREATE TABLE shipments (shipment_id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL UNIQUE REFERENCES orders (order_id),
    depot_id INTEGER NOT NULL REFERENCES depots (depot_id), carrier TEXT, shipped_on TEXT);
CREATE TABLE suppliers (supplier_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT);
CREATE TABLE costumes (costume_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    supplier_id INTEGER NOT NULL REFERENCES suppliers (supplier_id));
INSERT INTO suppliers VALUES (1, 'Halden Textil', 'Oslo');
INSERT INTO costumes VALUES (1, 'Harlequin Long Coat', 1);
INSERT INTO depots VALUES (1, 'Fjord Gate', 'Bergen', '15:00'), (2, 'Rhone Dock', 'Lyon', '12:30');
INSERT INTO shops VALUES (1, 'Quillmere Harwick', '10:00-18:00', '12:00-16:00', 1),
    (2, 'Quillmere Tolby', '09:30-19:00', 'closed', 2);
INSERT INTO orders VALUES (1, 'QM-3001', 1, 'shipped'), (2, 'QM-3002', 2, 'placed');
INSERT INTO shipments VALUES (1, 1, 2, 'Nordpost', '2025-04-01');
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite", extra=EXTRA)
    yield opened
    opened.close()


SENT = "The depot of order QM-3001 is Rhone Dock. The cutoff time of Rhone Dock is 12:30."


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what is the cutoff time of the depot that sent QM-3001?", SENT),
        ("cutoff time of the depot which dispatched my order QM-3001", SENT),
        ("cutoff time of the depot that QM-3001 left from", SENT),
        ("cutoff time of the depot of the shop where QM-3001 was bought?",
         "The cutoff time of the depot of the shop of order QM-3001 is 15:00."),
        ("What is the cutoff time of the depot that sent QM-3002?", None),
        ("who sews the Harlequin Long Coat for you?",
         "The supplier of Harlequin Long Coat is Halden Textil."),
        ("by whom is the Harlequin Long Coat knitted?",
         "The supplier of Harlequin Long Coat is Halden Textil."),
        ("who repairs the Harlequin Long Coat?", None),
        ("who brings me QM-3001?", "The carrier of order QM-3001 is Nordpost."),
        ("Which company is carrying QM-3001 to us?", "The carrier of order QM-3001 is Nordpost."),
        ("closing time of the Harwick shop on a Thursday?",
         "Quillmere Harwick: opening hours: 10:00-18:00."),
        ("what time does the Harwick shop shut on Sundays?",
         "Quillmere Harwick: sunday hours: 12:00-16:00."),
        ("How late is Quillmere Tolby open on Saturday?",
         "Quillmere Tolby: opening hours: 09:30-19:00."),
        ("Is Quillmere Tolby open on Sunday?", "Quillmere Tolby: sunday hours: closed."),
        ("When does Quillmere Tolby open on Christmas Eve?", None),
        ("how many copies of The Glass Harbour do you have in all branches taken together?",
         None),
        ("How many of The Glass Harbour do you have in all branches taken together?",
         "The Glass Harbour: total stock quantity 7 (Riverside: 3; Old Mill: 4)."),
        ("stock of The Glass Harbour, all branches added up?",
         "The Glass Harbour: total stock quantity 7 (Riverside: 3; Old Mill: 4)."),
        ("How many of The Glass Harbour have you sold in all branches together?", None),
        ("How many of The Glass Harbour do you have in the depots?", None),
        ("what does the cover for The Glass Harbour cost?", None),
        ("what does it cost to rent The Glass Harbour?", None),
    ],
)  # fmt: skip
async def test_which_row_or_value_is_meant(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text


KINDS = """
CREATE TABLE editions (edition_id INTEGER PRIMARY KEY,
    book_id INTEGER NOT NULL REFERENCES books (book_id), color TEXT NOT NULL, size TEXT,
    ean TEXT NOT NULL UNIQUE);
INSERT INTO editions VALUES (1, 3, 'moss green', 'A4', '4006381333931'),
    (2, 3, 'rust red', 'A4', '4006381333932'), (3, 4, 'rust red', 'A4', '4006381333933'),
    (4, 4, 'black', 'A5', '4006381333934');
CREATE TABLE sales (sale_id INTEGER PRIMARY KEY, sale_number TEXT NOT NULL UNIQUE,
    member_id INTEGER NOT NULL REFERENCES members (member_id), placed_on TEXT, shipped_on TEXT);
INSERT INTO sales VALUES (1, 'SL-7001', 1, '2024-01-05', '2024-01-06');
"""


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "k.sqlite", extra=KINDS)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("need the EAN of the rust Northern Atlas 3, the red one",
         "The ean of Northern Atlas 3 (rust red, A4) is 4006381333932."),
        ("barcode of the green Northern Atlas 3",
         "The ean of Northern Atlas 3 (moss green, A4) is 4006381333931."),
        ("barcode of the green Northern Atlas 4", None),
        ("barcode of the blue Northern Atlas 3", None),
        ("what does the sleeve for the black Northern Atlas 4 cost?", None),
        # The person behind a row.
        ("The courier for SL-7001 wants to ring the buyer. Which number?", "private_column"),
        ("how can I call the person who ordered SL-7001?", "private_column"),
        ("give me the contact of whoever bought SL-7001", "private_column"),
        ("who placed SL-7001?", "The member of sale SL-7001 is Mira Soto."),
        ("when was SL-7001 shipped?", "sale SL-7001: shipped on 2024-01-06."),
    ],
)  # fmt: skip
async def test_kinds_of_a_row_and_the_person_behind_one(
    kinds: library.Library, question: str, text: str | None
) -> None:
    assert await said(kinds, question) == text
