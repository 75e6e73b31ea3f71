"""Since when a value is valid, on the prices of the library."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
SINCE_2020 = (
    "The price of The Glass Harbour is 24.00 EUR. The Glass Harbour: price valid from 2020-01-01."
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("since when does the price of The Glass Harbour apply?", SINCE_2020),
        ("Since what day has The Glass Harbour cost what it costs now?", SINCE_2020),
        ("How long has The Glass Harbour been at this price?", SINCE_2020),
        ("when did the price of The Glass Harbour last change", SINCE_2020),
        ("from when on is the present price of The Glass Harbour valid", SINCE_2020),
        ("since when do you sell The Glass Harbour?",
         "The Glass Harbour: released on 2015-03-01."),
        ("since when is the weight of The Glass Harbour the same?", None),
        ("when did the price of The Glass Harbour go up in May?", None),
        ("since when is the shipping price of The Glass Harbour valid", None),
    ],
)  # fmt: skip
async def test_a_value_of_today_has_a_first_day(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text
