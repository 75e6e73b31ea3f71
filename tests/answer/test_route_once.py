"""What was valid at a time, the place that has most of a thing, families with a condition."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
# Valid for three days only, and not at all for some months.
EXTRA = """
INSERT INTO books VALUES (5, '978-1-4028-0005-5', 'Tide Almanac', 1, 1, 3, 90, 120,
    '2010-01-01', 0, NULL);
INSERT INTO prices VALUES (7, 5, 8, '2010-01-01', '2010-01-20'),
    (8, 5, 5, '2010-06-10', '2010-06-12'), (9, 5, 9, '2010-06-13', NULL);
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite", extra=EXTRA)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What did The Glass Harbour cost in 2016?",
         "The price in 2016 of The Glass Harbour is 19.50 EUR."),
        ("what was the price of The Glass Harbour on 1 May 2021?",
         "The price on 1 May 2021 of The Glass Harbour is 24.00 EUR."),
        ("How much was The Glass Harbour before 2020?",
         "The price before 2020 of The Glass Harbour is 19.50 EUR."),
        ("What did The Glass Harbour cost from December 2019 to January 2020?",
         "The Glass Harbour: price from December 2019 to January 2020: 19.50 EUR; 24.00 EUR."),
        ("What did the Tide Almanac cost in 2010?",
         "Tide Almanac: price in 2010: 8.00 EUR; 5.00 EUR; 9.00 EUR."),
        ("What did the Tide Almanac cost in April 2010?", "no_value"),
        ("What did the Tide Almanac cost in June 2010?",
         "Tide Almanac: price in June 2010: 5.00 EUR; 9.00 EUR."),
        ("what did The Glass Harbour cost in 2009?",
         "no_value"),
        ("Which branch has the most copies of The Glass Harbour in stock?",
         "Highest stock quantity of The Glass Harbour of branches: Old Mill, 4."),
        ("Which branch has most of The Glass Harbour in stock?",
         "Highest stock quantity of The Glass Harbour of branches: Old Mill, 4."),
        ("which branch holds the fewest of The Glass Harbour?",
         "Lowest stock quantity of The Glass Harbour of branches: Riverside, 3."),
        ("Which Northern Atlases weigh more than 2200 g?",
         "1 book (called Northern Atlases; weight over 2200 g): Northern Atlas 4."),
        ("what's the weight and isbn of Northern Atlas 3?",
         "The weight of Northern Atlas 3 is 2100 g. The isbn of Northern Atlas 3 is "
         "978-1-4028-0003-3."),
        ("How much is the heaviest book?",
         "Highest weight of books: Northern Atlas 4, 2250 g. The price of Northern Atlas 4 is "
         "75.25 EUR."),
        ("what does The Glass Harbour sell for?", "The price of The Glass Harbour is 24.00 EUR."),
    ],
)  # fmt: skip
async def test_answers(shelf: library.Library, question: str, text: str) -> None:
    assert await said(shelf, question) == text


async def test_what_is_to_come_was_not_yet(shelf: library.Library) -> None:
    assert await said(shelf, "What did Northern Atlas 4 cost in 2999?") is None
