"""A document that reckons with an outdated value: neither the value nor what follows is said."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from answer.pipeline import Pipeline
from tests.end_to_end.small_shop import answered, settings
from tests.quick import quick_pipeline

pytestmark = pytest.mark.anyio
SQL = """
CREATE TABLE instruments (instrument_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    price_eur NUMERIC(10, 2) NOT NULL);
INSERT INTO instruments VALUES (1, 'Orla 7 Harp', 640), (2, 'Tolby Pear Bow', 47.75);
"""
DOCUMENTS = {
    "promise": "# Price promise\n\nSuppose you want a harp. The Orla 7 Harp costs EUR 590.00 at our"
    " counter, and another house offers it for EUR 560.00. You show the page at the till, and you"
    " pay EUR 560.00. A page that is shown counts for 14 days.\n",
}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def pipeline(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pipeline]:
    async with quick_pipeline(settings(tmp_path_factory.mktemp("shop"), SQL, DOCUMENTS)) as opened:
        yield opened


@pytest.mark.parametrize(
    "question",
    [
        "On your price promise page there's an Orla 7 harp. What do I really pay for that one at"
        " the till?",
        "What do I pay when I show the page at the till?",
    ],
)
async def test_what_an_example_reckons_with_is_not_said(pipeline: Pipeline, question: str) -> None:
    text = await answered(pipeline, question)
    assert text
    assert "560" not in text
    assert "590" not in text


async def test_another_amount_of_the_same_page_is_said(pipeline: Pipeline) -> None:
    text = await answered(
        pipeline, "For how many days does a page that is shown at the till count?"
    )
    assert "14 days" in text
