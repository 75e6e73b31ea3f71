"""A table of a document tells what places do, the rows in which country they are."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from answer.pipeline import Pipeline
from nescio.answers import Abstained
from nescio.events import Final
from nescio.types import Question
from tests.end_to_end.small_shop import settings
from tests.quick import quick_pipeline

pytestmark = pytest.mark.anyio
SQL = """
CREATE TABLE depots (depot_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    country TEXT NOT NULL, street TEXT NOT NULL);
INSERT INTO depots VALUES (1, 'Quillmere Harwick', 'Norway', 'Weir Lane 9'),
    (2, 'Quillmere Tolby', 'Norway', 'Quay 3'), (3, 'Quillmere Sandve', 'Norway', 'Mill Road 5'),
    (4, 'Quillmere Arno', 'Italy', 'Via Lunga 2'), (5, 'Quillmere Brenta', 'Italy', 'Via Due 8');
"""
DOCUMENTS = {
    "services": "# Services of the depots\n\n"
    "| depot | piano tuning | bulb take-back | rental |\n|---|---|---|---|\n"
    "| Quillmere Harwick | yes | yes | no |\n| Quillmere Tolby | no | yes | no |\n"
    "| Quillmere Sandve | no | no | no |\n| Quillmere Arno | yes | no | yes |\n"
    "| Quillmere Brenta | no | yes | no |\n",
    "news": "# News\n\nFor rental ask Arno, which lends its lamps to other depots.\n",
}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def pipeline(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pipeline]:
    folder = tmp_path_factory.mktemp("depots")
    async with quick_pipeline(settings(folder, SQL, DOCUMENTS)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("Which Norwegian depots take bulbs back?", ("Harwick", "Tolby"), ("Brenta", "Sandve")),
        ("which depot in Italy takes bulbs back?", ("Brenta",), ("Harwick", "Tolby", "Arno")),
        ("In which italian depots can I hand in old bulbs?", ("Brenta",), ("Harwick", "Tolby")),
        ("Which of your Italian depots have rental?", ("Arno",), ("Brenta", "Harwick")),
        # Without a country the table alone is asked.
        ("Which depots take bulbs back?", ("Harwick", "Tolby", "Brenta"), ("Arno", "Sandve")),
    ],
)
async def test_the_records_of_a_country_are_listed(
    pipeline: Pipeline, question: str, told: tuple[str, ...], untold: tuple[str, ...]
) -> None:
    stream = pipeline.stream(Question(text=question))
    (answer,) = [e.answer async for e in stream if isinstance(e, Final)]
    assert all(name in answer.text for name in told)
    assert not any(name in answer.text for name in untold)


async def test_where_none_is_in_the_country_nothing_is_listed(pipeline: Pipeline) -> None:
    stream = pipeline.stream(Question(text="Which Norwegian depots have rental?"))
    (answer,) = [e.answer async for e in stream if isinstance(e, Final)]
    assert isinstance(answer, Abstained)
