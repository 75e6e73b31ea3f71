"""A row that a document names, told by what the document is called."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from answer.pipeline import Pipeline
from answer.titled import titled, told_titled
from tests.end_to_end.small_shop import answered, settings
from tests.quick import quick_pipeline

pytestmark = pytest.mark.anyio
SQL = """
CREATE TABLE kinds (kind_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE instruments (instrument_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    kind_id INTEGER NOT NULL REFERENCES kinds (kind_id), weight_g INTEGER NOT NULL,
    price_eur NUMERIC(10, 2) NOT NULL);
INSERT INTO kinds VALUES (1, 'Harps'), (2, 'Bows');
INSERT INTO instruments VALUES (1, 'Orla 3 Harp', 1, 4100, 310.5), (2, 'Orla 7 Harp', 1, 9200, 640),
    (3, 'Corvin Carbon Bow', 2, 61, 88.25), (4, 'Tolby Pear Bow', 2, 64, 47.75);
"""
DOCUMENTS = {
    "spring": "# Spring 2025: new strings\n\nThe Orla 7 Harp costs EUR 590.00 this month.\n\n"
    "Our Corvin Carbon Bow won a prize.\n",
    "care": "# Caring for bows in the winter\n\nThe Tolby Pear Bow was rubbed with oil twice.\n",
    "harps": "# Harps of the house\n\nThe Orla 3 Harp hums. The Orla 7 Harp sings.\n",
}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def pipeline(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pipeline]:
    async with quick_pipeline(settings(tmp_path_factory.mktemp("shop"), SQL, DOCUMENTS)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "told", "never"),
    [
        ("weight of the bow mentioned on the winter care page?", "64 g", "61 g"),
        ("How heavy is the bow that the spring 2025 newsletter praised?", "61 g", "64 g"),
        ("saw the harp in your old spring '25 mail. todays price?", "640.00 EUR", "590"),
        ("The spring newsletter shows one harp. How heavy is it?", "9200 g", "4100 g"),
        # Two of them are named there, or no document is called so.
        ("weight of the harp mentioned in the harps article?", "", " g."),
        ("weight of the bow mentioned on the summer care page?", "", "64 g"),
    ],
)
async def test_the_row_that_a_document_names(
    pipeline: Pipeline, question: str, told: str, never: str
) -> None:
    text = await answered(pipeline, question)
    assert told in text
    assert never not in text


def test_what_a_document_is_called() -> None:
    (one,) = titled("how heavy is the harness shown on the page about rope care?")
    assert (one.noun, one.title) == ("harness", "rope care")
    assert not list(titled("how heavy is the harness on the left?"))
    (one,) = told_titled("The winter commuting guide names one front light.")
    assert (one.noun, one.title) == ("front light", "winter commuting")
    assert not list(told_titled("The shop manager names one front light."))
