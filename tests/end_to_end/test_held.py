"""A thing named by a noun or a family, and the row that it belongs to, which says which it is."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from answer.pipeline import Pipeline
from tests.end_to_end.small_shop import answered, settings
from tests.quick import quick_pipeline

pytestmark = pytest.mark.anyio
SQL = """
CREATE TABLE instruments (instrument_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    weight_g INTEGER NOT NULL);
CREATE TABLE shops (shop_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, street TEXT NOT NULL);
INSERT INTO shops VALUES (1, 'Quillmere Harwick', 'Weir Lane 9'), (2, 'Quillmere Tolby', 'Quay 3');
INSERT INTO instruments VALUES (1, 'Orla 3 Harp', 4100), (2, 'Orla 7 Harp', 9200),
    (3, 'Corvin 4 Bass', 3300), (4, 'Corvin 5 Bass', 3600), (5, 'Orla 3 Stool', 2500);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, order_number TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL, shop_id INTEGER REFERENCES shops (shop_id));
INSERT INTO orders VALUES (1, 'QM-4001', 'delivered', 1), (2, 'QM-4002', 'delivered', NULL),
    (3, 'QM-4003', 'open', 2);
CREATE TABLE parcels (parcel_id INTEGER PRIMARY KEY, tracking_number TEXT NOT NULL UNIQUE,
    order_id INTEGER NOT NULL UNIQUE REFERENCES orders (order_id), carrier TEXT NOT NULL);
INSERT INTO parcels VALUES (1, '777000111', 3, 'Otterpost');
CREATE TABLE returns (return_id INTEGER PRIMARY KEY, case_number TEXT NOT NULL UNIQUE,
    order_line_id INTEGER NOT NULL UNIQUE REFERENCES order_lines (order_line_id), reason TEXT);
INSERT INTO returns VALUES (1, 'RT-301', 5, 'cracked'), (2, 'RT-302', 4, 'too big');
CREATE TABLE order_lines (order_line_id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (order_id),
    instrument_id INTEGER NOT NULL REFERENCES instruments (instrument_id), quantity INTEGER,
    unit_price_eur NUMERIC(8, 2));
INSERT INTO order_lines VALUES (1, 1, 2, 1, 900), (2, 1, 3, 1, 410.5), (3, 2, 1, 1, 500),
    (4, 2, 2, 1, 910), (5, 3, 4, 1, 430);
"""
DOCUMENTS = {
    "harwick": "# Quillmere Harwick\n\nThe shop has a lathe for pegs.\n",
    "strings": "# Strings\n\nThe Orla 7 Harp is strung with gut and the Orla 3 Harp with nylon.\n\n"
    "The Corvin 4 Bass is tuned in fifths.\n\nThe Corvin 5 Bass is tuned in fourths.\n",
}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def pipeline(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pipeline]:
    async with quick_pipeline(settings(tmp_path_factory.mktemp("shop"), SQL, DOCUMENTS)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "held", "told"),
    [
        ("How is the bass in QM-4001 tuned?", "Corvin 4 Bass", "fifths"),
        ("Our Corvin came with order QM-4003. How is it tuned?", "Corvin 5 Bass", "fourths"),
        ("The harp from QM-4001: with what is it strung?", "Orla 7 Harp", "gut"),
    ],
)
async def test_the_row_that_a_row_has_is_asked_about(
    pipeline: Pipeline, question: str, held: str, told: str
) -> None:
    text = await answered(pipeline, question)
    assert f"The instrument of order {question[question.index('QM') :][:7]} is {held}." in text
    assert told in text


async def test_a_row_of_the_table_that_is_said(pipeline: Pipeline) -> None:
    text = await answered(pipeline, "Does the shop of order QM-4001 have a lathe?")
    assert "The shop of order QM-4001 is Quillmere Harwick." in text
    assert "lathe for pegs" in text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("QM-4003 had a Corvin in it, how heavy is one of those?",
         "The weight of Corvin 5 Bass is 3600 g."),
        ("The bass of case RT-301 was bought in one of your shops. Which street is that shop in?",
         "Quay 3"),
        ("Which carrier delivered the order that case RT-301 belongs to?", "Otterpost"),
        ("tracking number 777000111, what is in that parcel?", "Corvin 5 Bass"),
        ("RT-301 broke and I want that bass again. How much does it weigh?", "3600 g"),
    ],
)  # fmt: skip
async def test_rows_are_asked_for_a_thing_however_it_is_told(
    pipeline: Pipeline, question: str, told: str
) -> None:
    assert told in await answered(pipeline, question)


async def test_what_is_asked_of_both_rows_is_read_where_they_meet(pipeline: Pipeline) -> None:
    assert "410.50" in await answered(pipeline, "How much did the bass in QM-4001 cost?")


@pytest.mark.parametrize(
    "question",
    [
        "With what is the harp in QM-4002 strung?",  # it has two
        "How is the bass in QM-4002 tuned?",  # it has none
        "How is the bass in QM-4009 tuned?",  # no such order
    ],
)
async def test_no_row_is_guessed(pipeline: Pipeline, question: str) -> None:
    assert "The instrument of order" not in await answered(pipeline, question)
