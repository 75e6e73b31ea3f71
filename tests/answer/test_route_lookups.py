"""One value of one row, asked as people ask at a counter: on a yard that hires out ladders."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
EXTRA = """
CREATE TABLE yards (yard_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, floor_m2 INTEGER,
    opening_hours TEXT, sunday_hours TEXT);
CREATE TABLE ladders (ladder_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, weight_g INTEGER,
    max_load_kg INTEGER, price_eur NUMERIC(10, 2), ean TEXT);
CREATE TABLE yard_stock (ladder_id INTEGER NOT NULL REFERENCES ladders (ladder_id),
    yard_id INTEGER NOT NULL REFERENCES yards (yard_id), quantity INTEGER NOT NULL,
    reorder_level INTEGER NOT NULL, PRIMARY KEY (ladder_id, yard_id));
CREATE TABLE bookings (booking_id INTEGER PRIMARY KEY, booking_number TEXT NOT NULL UNIQUE,
    yard_id INTEGER REFERENCES yards (yard_id), status TEXT NOT NULL, booked_on TEXT);
CREATE TABLE parcels (parcel_id INTEGER PRIMARY KEY, parcel_code TEXT UNIQUE,
    booking_id INTEGER NOT NULL UNIQUE REFERENCES bookings (booking_id), carrier TEXT, status TEXT,
    shipped_on TEXT, eta TEXT, delivered_on TEXT);
CREATE TABLE kinds (kind_id INTEGER PRIMARY KEY,
    ladder_id INTEGER NOT NULL REFERENCES ladders (ladder_id), kind_code TEXT NOT NULL UNIQUE,
    color TEXT, size TEXT);
CREATE TABLE booking_lines (line_id INTEGER PRIMARY KEY,
    booking_id INTEGER NOT NULL REFERENCES bookings (booking_id),
    kind_id INTEGER NOT NULL REFERENCES kinds (kind_id), quantity INTEGER NOT NULL);
CREATE TABLE claims (claim_id INTEGER PRIMARY KEY, claim_number TEXT NOT NULL UNIQUE,
    line_id INTEGER NOT NULL REFERENCES booking_lines (line_id), reason TEXT, status TEXT);
INSERT INTO yards VALUES (1, 'Tamsel Yard', 420, '08:00-17:00', 'closed'),
    (2, 'Orwin Yard', 300, '09:00-18:00', '10:00-13:00');
INSERT INTO ladders VALUES (1, 'Heron Steps', 4200, 150, 89, '4006381333931'),
    (2, 'Crane Ladder', 9800, 180, 149, '4006381333948'),
    (3, 'Crane Ladder Pro', 9900, 220, 179, '4006381333955');
INSERT INTO yard_stock VALUES (1, 1, 12, 4), (1, 2, 7, 3);
INSERT INTO bookings VALUES (1, 'BK-7001', 1, 'sent', '2024-02-01'),
    (2, 'BK-7002', 2, 'sent', '2024-03-01');
INSERT INTO parcels VALUES (1, 'PX-9001', 1, 'Nordpost', 'held at customs', '2024-02-02',
    '2024-02-05', NULL), (2, 'PX-9002', 2, 'Nordpost', 'delivered', '2024-03-02', '2024-03-05',
    '2024-03-06');
INSERT INTO kinds VALUES (1, 1, 'HS-1', 'teal', '6'), (2, 1, 'HS-2', 'ochre', '8'),
    (3, 2, 'CL-1', 'teal', '6');
INSERT INTO booking_lines VALUES (1, 1, 2, 2), (2, 2, 3, 3);
INSERT INTO claims VALUES (1, 'CL-31', 2, 'bent', 'open');
"""


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite", extra=EXTRA)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how big is the sales area of Tamsel Yard", "The floor of Tamsel Yard is 420 m²."),
        ("What weight is the Heron Steps rated for?", "The max load of Heron Steps is 150 kg."),
        ("up to how many kilos is the Crane Ladder built",
         "The max load of Crane Ladder is 180 kg."),
        ("What weight is the Heron Steps?", "The weight of Heron Steps is 4200 g."),
        ("what would I have to put on the counter for the Heron Steps?",
         "The price of Heron Steps is 89.00 EUR."),
        ("need the ean (13 digits) of the Heron Steps",
         "The ean of Heron Steps is 4006381333931."),
        ("Can I pop into Tamsel Yard on a Sunday?", "Tamsel Yard: sunday hours: closed."),
        ("Where is PX-9001 stuck at the moment?",
         "The status of parcel PX-9001 is held at customs."),
        ("where does the carrier have BK-7001?",
         "The status of booking BK-7001 is sent. "
         "The parcel status of booking BK-7001 is held at customs."),
        ("On which date does your system say BK-7002 was handed over?",
         "booking BK-7002: delivered on 2024-03-06."),
        ("when did BK-7002 really come?", "booking BK-7002: delivered on 2024-03-06."),
        ("on what date did BK-7002 come according to your records?",
         "booking BK-7002: delivered on 2024-03-06."),
        ("when was BK-7002 handed over to the courier", "booking BK-7002: shipped on 2024-03-02."),
        ("how big is the floor of your Tamsel yard, in m2 (Tamsel Yard)",
         "The floor of Tamsel Yard is 420 m²."),
        ("CL-31: number of pieces",
         "The quantity of the line of claim CL-31 is 3."),
        ("how many pieces does CL-31 concern?", None),
        ("weight of the Crane Ladder (not Pro)?", "The weight of Crane Ladder is 9800 g."),
        ("Crane Ladder, not the Pro one, how much weight can it take?",
         "The max load of Crane Ladder is 180 kg."),
        ("weight of the Crane Ladder (not painted)?", None),
        ("I forgot whether I took the Heron Steps in 6 or 8, it was booking BK-7001",
         "The size of Heron Steps in booking BK-7001 is 8."),
        ("not sure if we booked the Heron Steps in teal or ochre with BK-7001",
         "The color of Heron Steps in booking BK-7001 is ochre."),
        ("did I take the Heron Steps in 6 or 9 in BK-7001", None),
        ("Is Orwin Yard shut by then? What are its hours on sunday?",
         "Orwin Yard: sunday hours: 10:00-13:00."),
        ("is somebody at Orwin Yard? what are the times",
         "Orwin Yard: opening hours: 09:00-18:00."),
        ("Is Orwin Yard cheap? What are its hours?", None),
        ("Is the Heron Steps ok for 130 kg?", "The max load of Heron Steps is 150 kg."),
        ("will the Crane Ladder take 190 kilos", "The max load of Crane Ladder is 180 kg."),
        ("is the Heron Steps ok for 3 kg of paint", None),
        ("is Orwin Yard still open at half past six in the evening?",
         "Orwin Yard: opening hours: 09:00-18:00."),
        ("Is Tamsel Yard closed on Sundays", "Tamsel Yard: sunday hours: closed."),
        ("is Tamsel Yard open at both ends?", None),
        ("is BK-7001 closed?",
         "The status of booking BK-7001 is sent. "
         "The parcel status of booking BK-7001 is held at customs."),
        ("EAN of the Heron Steps, all 13 digits", "The ean of Heron Steps is 4006381333931."),
        ("the reorder point of the Heron Steps at Tamsel Yard?",
         "The reorder level of Heron Steps in Tamsel Yard is 4."),
        ("at what stock level do we order new Heron Steps for Tamsel Yard",
         "The reorder level of Heron Steps in Tamsel Yard is 4."),
        ("minimum price of the Heron Steps at Tamsel Yard", None),
    ],
)  # fmt: skip
async def test_a_value_in_words_of_the_counter(
    yard: library.Library, question: str, text: str | None
) -> None:
    assert await said(yard, question) == text


@pytest.mark.parametrize(
    "question",
    [
        "how big is the parking area of Tamsel Yard",
        "What is the Heron Steps rated by testers?",
        "How can I pop the Heron Steps into a car?",
        "where does the carrier have its office",
        "when did the Heron Steps come?",
    ],
)
async def test_what_only_looks_like_it(yard: library.Library, question: str) -> None:
    assert await said(yard, question) is None
