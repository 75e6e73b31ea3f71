"""A row that a question describes is found by what documents tell of it, then asked."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from answer.pipeline import Pipeline
from nescio.events import Final
from nescio.types import Question
from tests.end_to_end.small_shop import settings
from tests.quick import quick_pipeline

pytestmark = pytest.mark.anyio
SQL = """
CREATE TABLE halls (hall_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, street TEXT NOT NULL,
    seats INTEGER NOT NULL, opened_on TEXT NOT NULL);
INSERT INTO halls VALUES (1, 'Quillmere Harwick', 'Weir Lane 9', 640, '1987-04-02'),
    (2, 'Quillmere Tolby', 'Quay 3', 310, '2004-11-20'),
    (3, 'Quillmere Sandve', 'Mill Road 5', 120, '2016-02-08');
CREATE TABLE kinds (kind_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO kinds VALUES (1, 'Marimbas');
CREATE TABLE loans (loan_id INTEGER PRIMARY KEY, loan_code TEXT NOT NULL UNIQUE,
    hall_id INTEGER NOT NULL REFERENCES halls (hall_id));
INSERT INTO loans VALUES (1, 'BEGINNER-7', 1);
"""
DOCUMENTS = {
    "harwick": "# Quillmere Harwick\n\nThe pipe organ has forty registers.\n",
    "tolby": "# Quillmere Tolby\n\nTickets for lute recitals are handed out here and in Sandve.\n",
    "rules": "# Rules\n\nSpare gongs are locked up at night. They are kept in Tolby alone, dry and "
    "warm. Drums may stay out.\n",
    "lent": "# Lent\n\nQuillmere Tolby is a hall that lends out zithers.\n\n"
    "Quillmere Sandve lends out zithers only, from the cellar.\n",
    "hire": "# Hire\n\nBeginner marimbas: Quillmere Sandve only, all year.\n",
    "news": "# News\n\nLanterns are a fire risk backstage, so bring a torch.\n\n"
    "The lantern parade ends on the roof terrace of Tolby.\n",
}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def pipeline(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pipeline]:
    async with quick_pipeline(settings(tmp_path_factory.mktemp("halls"), SQL, DOCUMENTS)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which street is the hall with the pipe organ in?", "Weir Lane 9"),
        ("Since when has the hall with the pipe organ been open?", "1987-04-02"),
        ("How many seats does the hall offer that has the pipe organ?", "640"),
        # Without a pronoun between the noun and what is told of it.
        ("How many seats has the hall we heard forty pipe organ registers in?", "640"),
        # A place, whatever rows of its table are called.
        ("When was the place that has the pipe organ opened?", "1987-04-02"),
        # The nearest sentence names no hall, the next one does.
        ("How many seats has the hall with the lantern parade?", "310"),
        # The sentence after it does, of the same things.
        ("How many seats has the hall that keeps the spare gongs locked up at night?", "310"),
        # What one does and nothing else, another does besides.
        ("How many seats has the hall that lends out nothing but zithers?", "120"),
        # `Only` before a number leaves nothing out.
        ("How many seats has the hall that has only forty pipe organ registers?", "640"),
        # Described in the question before.
        ("Is there a café in the hall with the pipe organ? How many seats has it?", "640"),
        # Called by a value that it has: the street that a hall is in.
        ("On which street can I hear a pipe organ with forty registers?", "Weir Lane 9"),
        ("In what street does the lantern parade end?", "Quay 3"),
        # A part of a code (`BEGINNER-7`) is not what is told, with a thing left over.
        ("On what street is the hall that has the beginner marimbas?", "Mill Road 5"),
        # Described in the question before, which the rows answered.
        ("Which street is the hall with the pipe organ in, and how many seats does it have?",
         "640"),
        # The other one than the one named, of which the document is.
        ("I know about Tolby for lute tickets. Which street is the other hall that hands them out "
         "in?", "Mill Road 5"),
    ],
)  # fmt: skip
async def test_a_described_row_is_asked_for_its_values(
    pipeline: Pipeline, question: str, expected: str
) -> None:
    found = [
        e.answer async for e in pipeline.stream(Question(text=question)) if isinstance(e, Final)
    ]
    assert expected in found[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Which street is the hall with the pipe collection in?",
        "Which street is the hall that hands out B-7 tickets in?",
        "On which street can I have a harpsichord tuned?",
    ],
)
async def test_a_row_of_which_something_else_is_told_is_not_meant(
    pipeline: Pipeline, question: str
) -> None:
    found = [
        e.answer async for e in pipeline.stream(Question(text=question)) if isinstance(e, Final)
    ]
    assert not any(street in found[0].text for street in ("Weir Lane 9", "Quay 3", "Mill Road 5"))
