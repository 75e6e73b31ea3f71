"""Rows told by who or what leads to them: who supplies a thing, where somebody works, the most of
an attribute; over a library with shops, depots and makers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
EXTRA = """
CREATE TABLE depots (depot_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT,
    country TEXT NOT NULL, floor_m2 INTEGER NOT NULL);
CREATE TABLE shops (shop_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, opening_hours TEXT,
    cafe INTEGER NOT NULL CHECK (cafe IN (0, 1)), depot_id INTEGER REFERENCES depots (depot_id));
CREATE TABLE employees (employee_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL, shop_id INTEGER NOT NULL REFERENCES shops (shop_id));
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, order_number TEXT NOT NULL UNIQUE,
    shop_id INTEGER REFERENCES shops (shop_id));
CREATE TABLE shipments (shipment_id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL UNIQUE REFERENCES orders (order_id), carrier TEXT);
CREATE TABLE suppliers (supplier_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT,
    lead_time_days INTEGER NOT NULL);
CREATE TABLE costumes (costume_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    max_load_kg INTEGER, supplier_id INTEGER NOT NULL REFERENCES suppliers (supplier_id));
CREATE TABLE inventory (costume_id INTEGER NOT NULL REFERENCES costumes (costume_id),
    depot_id INTEGER NOT NULL REFERENCES depots (depot_id), quantity INTEGER NOT NULL,
    PRIMARY KEY (costume_id, depot_id));
CREATE TABLE editions (edition_id INTEGER PRIMARY KEY,
    book_id INTEGER NOT NULL REFERENCES books (book_id), color TEXT NOT NULL,
    ean TEXT NOT NULL UNIQUE);
CREATE TABLE order_lines (order_line_id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (order_id),
    edition_id INTEGER NOT NULL REFERENCES editions (edition_id), quantity INTEGER NOT NULL);
INSERT INTO editions VALUES (1, 3, 'green', '4006381333931'), (2, 1, 'red', '4006381333948');
INSERT INTO order_lines VALUES (1, 1, 1, 6);
INSERT INTO suppliers VALUES (1, 'Halden Textil', 'Oslo', 21), (2, 'Orsay Couture', 'Nantes', 40);
INSERT INTO costumes VALUES (1, 'Harlequin Long Coat', 9, 1), (2, 'Corsair Hat', NULL, 2);
INSERT INTO depots VALUES (1, 'Fjord Gate', 'Bergen', 'Norway', 4100),
    (2, 'Rhone Dock', 'Lyon', 'France', 900), (3, 'Seine Dock', 'Rouen', 'France', 700);
INSERT INTO shops VALUES (1, 'Quillmere Harwick', '10:00-18:00', 1, 1),
    (2, 'Quillmere Tolby', '09:30-19:00', 0, 1), (3, 'Quillmere Sandve', '08:00-12:00', 1, 2);
INSERT INTO employees VALUES (1, 'Ada Vance', 'tailor', 1), (2, 'Bo Lind', 'tailor', 2);
INSERT INTO orders VALUES (1, 'QM-3001', 1);
INSERT INTO shipments VALUES (1, 1, 'Nordpost');
INSERT INTO inventory VALUES (1, 1, 12), (1, 2, 30), (2, 1, 5);
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "h.sqlite", extra=EXTRA)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        # Who does it, by the verb.
        ("what's the lead time of whoever supplies the Corsair Hat",
         "The lead time of the supplier of Corsair Hat is 40 days."),
        ("what's the lead time of whoever repairs the Corsair Hat", None),
        ("How many days must we reckon with if we reorder the Corsair Hat from its maker?",
         "The lead time of the supplier of Corsair Hat is 40 days."),
        ("how long to wait for new Corsair Hats from the manufacturer?",
         "The lead time of the supplier of Corsair Hat is 40 days."),
        ("How many days must we reckon with if we rent the Corsair Hat?", None),
        ("which parcel service delivered QM-3001?", "The carrier of order QM-3001 is Nordpost."),
        ("which carrier brought QM-3001?", "The carrier of order QM-3001 is Nordpost."),
        ("which cleaning service had QM-3001?", None),
        # A clause without a word that joins it to its noun.
        ("weekday opening times of the shop Bo Lind works in?",
         "Bo Lind: opening hours of the shop: 09:30-19:00."),
        ("opening times of the pub Bo Lind sits in?", None),
        ("opening hours of the shop Bo Lind runs?",
         "Bo Lind: opening hours of the shop: 09:30-19:00."),
        ("opening hours of the shop that sold QM-3001?",
         "order QM-3001: opening hours of the shop: 10:00-18:00."),
        # Who, of a row that is led to: not that row.
        ("who is the tailor of the shop where Bo Lind works?",
         "The shop of Bo Lind is Quillmere Tolby. "
         "1 employee (shop: Quillmere Tolby; role: tailor): Bo Lind."),
        ("in which shop does Bo Lind work?", "The shop of Bo Lind is Quillmere Tolby."),
        ("Which of the shops fed by Fjord Gate has a cafe?",
         "1 shop (depot: Fjord Gate; cafe): Quillmere Harwick."),
        # The most of an attribute that is said.
        ("city of the supplier with the longest lead time?",
         "Highest lead time of suppliers: Orsay Couture, 40 days. "
         "The city of Orsay Couture is Nantes."),
        ("the supplier we have to wait for longest - name the city it sits in",
         "Highest lead time of suppliers: Orsay Couture, 40 days. "
         "The city of Orsay Couture is Nantes."),
        ("city of the supplier with the best reputation?", None),
        ("the heaviest book - what does it cost?",
         "Highest weight of books: Northern Atlas 4, 2250 g. "
         "The price of Northern Atlas 4 is 75.25 EUR."),
        # What a thing bears, by how heavy that may be.
        ("how heavy a person will the Harlequin Long Coat hold?",
         "The max load of Harlequin Long Coat is 9 kg."),
        ("how heavy a bundle may I put on the Harlequin Long Coat?",
         "The max load of Harlequin Long Coat is 9 kg."),
        ("how heavy a bundle may I put on top of it?", None),
        ("how heavy a coat will the Corsair Hat match?", None),
        # Of a country there is one depot, or there are two.
        ("how big is the Norwegian depot?",
         "The country of Fjord Gate is Norway. The floor of Fjord Gate is 4100 m²."),
        ("how many Harlequin Long Coats are lying in the depot in Norway?",
         "The country of Fjord Gate is Norway. Harlequin Long Coat in Fjord Gate: "
         "inventory quantity 12."),
        ("how big is the French depot?", "unknown_name"),
        ("how big is the Norwegian flag?", None),
        # What a code stands for.
        ("how many of 4006381333931 does Old Mill have?",
         "The book of edition 4006381333931 is Northern Atlas 3. "
         "Northern Atlas 3 in Old Mill: stock quantity 1."),
        ("what does a sleeve for 4006381333931 cost?", None),
    ],
)  # fmt: skip
async def test_rows_told_by_what_leads_to_them(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text
