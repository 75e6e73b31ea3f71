"""The row that came after a named one, a topic put first, and people told by where they work."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from answer.pipeline import Pipeline
from tests.end_to_end.small_shop import answered, settings
from tests.quick import quick_pipeline

pytestmark = pytest.mark.anyio
SQL = """
CREATE TABLE depots (depot_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    floor_m2 INTEGER NOT NULL);
CREATE TABLE shops (shop_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    street TEXT NOT NULL, floor_m2 INTEGER NOT NULL, opened_on TEXT NOT NULL,
    depot_id INTEGER NOT NULL REFERENCES depots (depot_id));
CREATE TABLE employees (employee_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL, hired_on TEXT NOT NULL,
    shop_id INTEGER NOT NULL REFERENCES shops (shop_id));
CREATE TABLE instruments (instrument_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    weight_g INTEGER NOT NULL, discontinued INTEGER NOT NULL CHECK (discontinued IN (0, 1)),
    successor_id INTEGER REFERENCES instruments (instrument_id));
INSERT INTO depots VALUES (1, 'Dock One', 4100), (2, 'Mill Depot', 900);
INSERT INTO shops VALUES (1, 'Quillmere Harwick', 'Weir Lane 9', 640, '2009-04-02', 1),
    (2, 'Quillmere Tolby', 'Quay Street 3', 220, '2021-05-06', 2);
INSERT INTO employees VALUES (1, 'Ada Vance', 'shop manager', '2010-01-01', 1),
    (2, 'Bo Lind', 'shop manager', '2023-01-01', 2),
    (3, 'Cy Moor', 'peg fitter', '2019-01-01', 1), (4, 'Di Noor', 'peg fitter', '2018-01-01', 2);
INSERT INTO instruments VALUES (2, 'Orla 7 Harp', 9200, 0, NULL), (1, 'Orla 3 Harp', 4100, 1, 2),
    (3, 'Corvin 4 Bass', 3300, 0, NULL), (4, 'Pellow 2 Harp', 5200, 1, 2),
    (5, 'Corvin 2 Bass', 3100, 1, 3);
"""


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def pipeline(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pipeline]:
    async with quick_pipeline(settings(tmp_path_factory.mktemp("shop"), SQL, DOCUMENTS)) as opened:
        yield opened


DOCUMENTS = {"care": "# Care\n\nDust the strings once a week.\n"}
LATER = "The successor of Orla 3 Harp is Orla 7 Harp."


@pytest.mark.parametrize(
    "question",
    [
        "The Orla 3 Harp is gone from your range. How heavy is the one you sell instead?",
        "my Orla 3 Harp isn't made any more. the one that came after it, what does it weigh",
        "The harp that took over from the Orla 3, how heavy is it?",
        "How heavy is the harp that replaced the Orla 3 Harp?",
    ],
)
async def test_the_row_that_came_after_is_asked_about(pipeline: Pipeline, question: str) -> None:
    text = await answered(pipeline, question)
    assert "9200 g" in text
    assert "4100 g" not in text


async def test_two_rows_may_have_the_same_one_after_them(pipeline: Pipeline) -> None:
    got = " both got the same follow-up model. how heavy is that one?"
    text = await answered(pipeline, f"Orla 3 Harp and Pellow 2 Harp{got}")
    assert "The successor of Pellow 2 Harp is Orla 7 Harp." in text
    assert "9200 g" in text
    assert "9200 g" not in await answered(pipeline, f"Orla 3 Harp and Corvin 2 Bass{got}")


async def test_which_row_came_after(pipeline: Pipeline) -> None:
    assert await answered(pipeline, "what follows the Orla 3 Harp?") == LATER
    asked = await answered(pipeline, "Is there something newer?", "is the Orla 3 discontinued?")
    assert asked == LATER
    assert "successor" not in await answered(pipeline, "what follows the Corvin 4 Bass?")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("the depot your Tolby shop gets its stuff from, how big is it?", "900 m²"),
        ("who is the manager of the newest shop?", "Bo Lind"),
        ("who is the manager of the shop that opened last?", "Bo Lind"),
        ("who is the peg fitter in the biggest of your shops?", "Cy Moor"),
        ("who is the peg fitter in the shop at Quay Street 3?", "Di Noor"),
        ("who are the peg fitters in your shops?", "Cy Moor; Di Noor"),
    ],
)
async def test_rows_told_by_others(pipeline: Pipeline, question: str, told: str) -> None:
    assert told in await answered(pipeline, question)


async def test_a_new_condition_takes_the_place_of_the_one_before(pipeline: Pipeline) -> None:
    text = await answered(pipeline, "and peg fitters?", "how many employees are shop managers?")
    assert "shop manager" not in text
    assert "2" in text


@pytest.mark.parametrize(
    ("question", "told", "not_told"),
    [
        # What is told after a question takes the place of what that was about.
        ("how heavy is the Corvin 4 Bass? and an Orla 7 Harp, what does it weigh?", "9200", ""),
        ("What does the Corvin 4 Bass weigh? The Orla 7 Harp: how heavy is it?", "9200", ""),
        ("is the Corvin 4 Bass discontinued? and the Orla 7 Harp, is that discontinued?",
         "Orla 7 Harp", ""),
        # What the question before found is pointed at, and not what was told before both.
        ("The Orla 3 Harp: what replaced it, and what does that weigh?", "9200", "4100"),
        ("my Orla 3 Harp is worn out. which harp is the one after it and what does that one weigh?",
         "9200", "4100"),
        ("The Orla 3 Harp: is it discontinued, and what does that weigh?", "4100", "9200"),
        ("How heavy is the Corvin 4 Bass? Is it discontinued? In tons, what does it weigh?",
         "3300", "9200"),
    ],
)  # fmt: skip
async def test_what_a_pronoun_of_a_later_question_means(
    pipeline: Pipeline, question: str, told: str, not_told: str
) -> None:
    text = await answered(pipeline, question)
    assert told in text
    assert not not_told or not_told not in text
