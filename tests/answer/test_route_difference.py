"""Differences and sums of two named rows, and names that a word beside them narrows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
EXTRA = """
INSERT INTO books VALUES
    (5, '978-1-4028-0005-5', 'Pocket Ledger S', 2, 2, 3, 90, 120, '2020-01-20', 0, NULL),
    (6, '978-1-4028-0006-6', 'Pocket Ledger M', 2, 2, 3, 140, 180, '2020-01-20', 0, NULL),
    (7, '978-1-4028-0007-7', 'Pocket Ledger L', 2, 2, 3, 200, 260, '2020-01-20', 0, NULL);
INSERT INTO books VALUES
    (8, '978-1-4028-0008-8', 'Fjord 20 Guide', 2, 2, 3, 90, 120, '2020-01-20', 0, 'paperback'),
    (9, '978-1-4028-0009-9', 'Fjord 20 Map-Case', 2, 2, 3, NULL, 80, '2020-01-20', 0, NULL),
    (10, '978-1-4028-0010-0', 'Fjord 30 Guide', 2, 2, 3, 130, 120, '2020-01-20', 0, 'paperback');
INSERT INTO prices VALUES (7, 5, 4, '2020-01-20', NULL), (8, 6, 5.5, '2020-01-20', NULL);
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite", extra=EXTRA)
    yield opened
    opened.close()


HEAVIER = (
    "Weight: Northern Atlas 4: 2250 g; Northern Atlas 3: 2100 g; difference: 150 g."
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how much heavier is Northern Atlas 4 than Northern Atlas 3?", HEAVIER),
        ("How many grams more does Northern Atlas 4 weigh than Northern Atlas 3?", HEAVIER),
        ("Does Northern Atlas 4 weigh more than Northern Atlas 3, and by how much?", HEAVIER),
        ("What is the difference in weight between Northern Atlas 4 and Northern Atlas 3?",
         HEAVIER),
        ("If I take Northern Atlas 4 instead of Northern Atlas 3, how much more do I pay?",
         "Price: Northern Atlas 4: 75.25 EUR; Northern Atlas 3: 60.00 EUR; difference: 15.25 EUR."),
        ("How many more pages does The Glass Harbour have than The Glass Orchard?",
         "Pages: The Glass Harbour: 320; The Glass Orchard: 280; difference: 40."),
        ("what do The Glass Harbour and The Glass Orchard cost together?",
         "Price: The Glass Harbour: 24.00 EUR; The Glass Orchard: 12.90 EUR; together: 36.90 EUR."),
        ("How many grams more than the small one does the large Pocket Ledger weigh?",
         "Weight: Pocket Ledger S: 120 g; Pocket Ledger L: 260 g; difference: 140 g."),
        ("what is the weight of the medium Pocket Ledger?",
         "The weight of Pocket Ledger M is 180 g."),
        ("L size Pocket Ledger, how many pages?", "Pocket Ledger L: pages: 200."),
        ("What do I pay on top for Northern Atlas 4 over Northern Atlas 3?",
         "Price: Northern Atlas 4: 75.25 EUR; Northern Atlas 3: 60.00 EUR; difference: 15.25 EUR."),
        ("what would The Glass Harbour plus The Glass Orchard come to?",
         "Price: The Glass Harbour: 24.00 EUR; The Glass Orchard: 12.90 EUR; together: 36.90 EUR."),
        # Either row may be called so: both are told of, but for what one has no value of; beside
        # another row the one of its kind is meant.
        ("how heavy is the Fjord 20?",
         "The weight of Fjord 20 Guide is 120 g. The weight of Fjord 20 Map-Case is 80 g."),
        ("how many pages has the Fjord 20?", "Fjord 20 Guide: pages: 90."),
        ("how many more pages does the Fjord 30 Guide have than the Fjord 20?",
         "Pages: Fjord 30 Guide: 130; Fjord 20 Guide: 90; difference: 40."),
        ("does the Fjord 30 Guide weigh the same as the Fjord 20?",
         "Yes: weight of Fjord 30 Guide: 120 g; Fjord 20 Guide: 120 g."),
        ("Is Northern Atlas 4 as heavy as Northern Atlas 3?",
         "No: weight of Northern Atlas 4: 2250 g; Northern Atlas 3: 2100 g."),
        ("are The Glass Harbour and The Glass Orchard by the same author?",
         "Yes: author of The Glass Harbour: Ada Morel; The Glass Orchard: Ada Morel."),
        ("Which is heavier and by how much: Northern Atlas 4 or Northern Atlas 3?", HEAVIER),
        ("how much does the 4 Northern Atlas cost?", "The price of Northern Atlas 4 is 75.25 EUR."),
    ],
)  # fmt: skip
async def test_what_two_rows_differ_by_and_come_to(
    shelf: library.Library, question: str, text: str
) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    "question",
    [
        "how much louder is Northern Atlas 4 than Northern Atlas 3?",
        "how much longer is Northern Atlas 4 than Northern Atlas 3?",
        "how much more does it cost to rent Northern Atlas 4 than Northern Atlas 3?",
        "What is the difference between Northern Atlas 4 and Northern Atlas 3?",
        "Do The Glass Harbour and The Glass Orchard go together?",
        "Is The Glass Harbour the same as The Glass Orchard?",
        "Is the cover of The Glass Harbour the same as that of The Glass Orchard?",
        "How many books are heavier than Northern Atlas 4 and Northern Atlas 3?",
        "how much heavier is Northern Atlas 4 than Northern Atlas 9?",
    ],
)
async def test_what_no_column_of_both_says(shelf: library.Library, question: str) -> None:
    text = await said(shelf, question) or ""
    assert "difference" not in text
    assert "together" not in text


async def test_a_row_without_the_value_is_told(shelf: library.Library) -> None:
    question = "how much more does the large Pocket Ledger cost than the small one?"
    assert await said(shelf, question) == "no_value"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("is Northern Atlas 4 under 2 kg?", "No: the weight of Northern Atlas 4 is 2250 g."),
        ("would Northern Atlas 3 fit in a 2.5 kg budget?",
         "Yes: the weight of Northern Atlas 3 is 2100 g."),
        ("Are 70 euros enough for Northern Atlas 4?",
         "No: the price of Northern Atlas 4 is 75.25 EUR."),
        ("can I get The Glass Harbour for less than 30 euros?",
         "Yes: the price of The Glass Harbour is 24.00 EUR."),
        ("does The Glass Harbour have more than 300 pages?",
         "Yes: The Glass Harbour: pages: 320."),
        ("is it cheaper to ship Northern Atlas 4 for under 10 euros?", None),
        ("can I rent Northern Atlas 4 for under 10 euros?", None),
        ("is Northern Atlas 4 under 2 metres?", None),
        ("would Northern Atlas 4 fit in a 20 litre bag?", None),
    ],
)  # fmt: skip
async def test_whether_a_row_keeps_to_a_limit(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text
