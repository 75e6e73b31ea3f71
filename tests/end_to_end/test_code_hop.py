"""What one record needs, another prices: codes lead from table to table, and nothing else does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from answer.pipeline import Pipeline
from nescio.answers import Abstained, Answer
from nescio.events import Final
from nescio.settings import parse
from nescio.types import Question
from tests.quick import quick_pipeline

pytestmark = pytest.mark.anyio
DOCUMENTS = {
    "faults.csv": "code,meaning,what to do,visit needed\n"
    "E-31,pump stuck,order rotor RT-5,no\n"
    "E-32,water too hard,descale with half a litre of vinegar,no\n"
    "E-33,lid open,fit hinge HG-2 or clamp HG-3,no\n"
    "E-34,sensor wet,dry it with a cloth,no\n",
    "parts.csv": "part,name,fits,price_eur\n"
    "RT-5,rotor,all kettles,14.20\n"
    "RT-6,rotor,all urns,18.40\n"
    "HG-2,hinge,all kettles,3.10\n"
    "HG-3,clamp,all kettles,2.60\n",
    "care.md": "# Care\n\nA call of our mechanic costs 60 euro.\n\nWipe the outside weekly.\n",
}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def pipeline(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pipeline]:
    folder: Path = tmp_path_factory.mktemp("kettles")
    (folder / "docs").mkdir()
    for name, text in DOCUMENTS.items():
        (folder / "docs" / name).write_text(text)
    settings = parse(
        {"sources": [{"name": "docs", "type": "files", "path": "docs"}], "state": "state"},
        where="test",
        folder=folder,
    )
    async with quick_pipeline(settings) as opened:
        yield opened


async def asked(pipeline: Pipeline, question: str) -> Answer:
    [answer] = [
        e.answer async for e in pipeline.stream(Question(text=question)) if isinstance(e, Final)
    ]
    return answer


@pytest.mark.parametrize(
    "question",
    [
        "What does the part for E-31 cost?",
        "My kettle says E-31. How much is the part that it needs?",
        "price of the spare part against error E-31?",
    ],
)
async def test_the_part_that_a_code_needs_is_priced_and_both_records_are_cited(
    pipeline: Pipeline, question: str
) -> None:
    answer = await asked(pipeline, question)
    assert "14.20" in answer.text
    assert "18.40" not in answer.text
    assert "RT-5" in answer.text
    assert len({citation.source_id for citation in answer.citations}) == 2


@pytest.mark.parametrize(
    "question",
    [
        "What does the part for E-33 cost?",  # two parts, either may be meant
        "What does the part for E-34 cost?",  # it needs none
        "What does the part for E-39 cost?",
        "What does a visit for E-31 cost?",  # the part is not what is asked about
    ],
)
async def test_where_no_one_part_is_meant_no_part_is_priced(
    pipeline: Pipeline, question: str
) -> None:
    answer = await asked(pipeline, question)
    assert isinstance(answer, Abstained) or not any(
        price in answer.text for price in ("14.20", "18.40", "3.10", "2.60")
    )
