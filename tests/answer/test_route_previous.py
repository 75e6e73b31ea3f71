"""What was valid before the value of today; over a library whose prices have changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
EXTRA = """
UPDATE prices SET valid_to = '2022-05-31' WHERE price_id = 4;
INSERT INTO prices VALUES (7, 3, 48, '2022-06-01', '2023-01-31'), (8, 3, 55, '2023-02-01', NULL);
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite", extra=EXTRA)
    yield opened
    opened.close()


BEFORE = "The price before 2023-02-01 of Northern Atlas 3 is 48.00 EUR."


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what was the old price of Northern Atlas 3?", BEFORE),
        ("What was Northern Atlas 3's previous price?", BEFORE),
        ("how much was Northern Atlas 3 before it went up?", BEFORE),
        ("what did Northern Atlas 3 cost before the last increase", BEFORE),
        ("price of Northern Atlas 3 before you raised it in February 2023?", BEFORE),
        ("what was the price before Northern Atlas 3 got dearer in February?", BEFORE),
        ("what did Northern Atlas 3 use to cost?", BEFORE),
        ("how much was Northern Atlas 3 formerly?", BEFORE),
        # Another change than the one that the rows know of, or none at all.
        ("how much was Northern Atlas 3 before it got cheaper?", "no_value"),
        ("how much was Northern Atlas 3 before it went up in May?", "no_value"),
        ("what was the old price of The Glass Orchard?", "no_value"),
        # No earlier value of the thing named is asked for.
        ("what is the price of Northern Atlas 3?",
         "The price of Northern Atlas 3 is 55.00 EUR."),
        ("what does the older Northern Atlas 3 cost before 2022?",
         None),
        ("what was the old weight of Northern Atlas 3?", None),
        ("what does my old Northern Atlas 3 cost?", None),
        ("what did Northern Atlas 3 cost in 2021?",
         "The price in 2021 of Northern Atlas 3 is 60.00 EUR."),
        ("Does Northern Atlas 3 cost more than before?", None),
    ],
)  # fmt: skip
async def test_before_the_value_of_today(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text
