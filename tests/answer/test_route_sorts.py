"""Rows of a sort are counted and listed; one thing of a sort, and what it needs, is no set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
EXTRA = """
INSERT INTO genres VALUES (4, 'Covers', NULL), (5, 'Almanacs', 1);
INSERT INTO books VALUES
    (5, '978-1-4028-0005-5', 'Tide Almanac', 1, 1, 5, 90, 120, '2010-01-01', 0, NULL),
    (6, '978-1-4028-0006-6', 'Linen Jacket', 1, 2, 4, 0, 30, '2010-01-01', 0, NULL),
    (7, '978-1-4028-0007-7', 'Paper Jacket', 1, 2, 4, 0, 10, '2010-01-01', 0, NULL);
CREATE TABLE parcels (parcel_id INTEGER PRIMARY KEY, parcel_code TEXT UNIQUE,
    branch_id INTEGER NOT NULL REFERENCES branches (branch_id), shipped_on TEXT);
INSERT INTO parcels VALUES (1, 'PX-9001', 1, '2024-01-05'), (2, 'PX-9002', 1, '2024-03-05'),
    (3, 'PX-9003', 2, '2024-03-06');
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite", extra=EXTRA)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many covers does the atlas need?", None),
        ("how many covers do my atlases need?", None),
        ("which covers will an atlas take?", None),
        ("how many jackets does the atlas have?", None),
        ("does the atlas have covers?", None),
        ("Is Almanacs Fiction?", None),
        ("how many covers and atlases do you have?",
         "Number of books (genre: Covers or Atlases): 4."),
        ("how many atlases, covers do you have?",
         "Number of books (genre: Atlases or Covers): 4."),
        ("how many atlases does Nordlys Forlag publish?",
         "Number of books (genre: Atlases; publisher: Nordlys Forlag): 2."),
        ("how many atlases does the publisher Nordlys Forlag have?",
         "Number of books (genre: Atlases; publisher: Nordlys Forlag): 2."),
        ("how many jackets does Nordlys Forlag have?",
         "Number of books (publisher: Nordlys Forlag; called jacket): 2."),
    ],
)  # fmt: skip
async def test_one_thing_of_a_sort(shelf: library.Library, question: str, text: str | None) -> None:
    assert await said(shelf, question) == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many parcels have left Riverside so far?",
         "Number of parcels (branch: Riverside): 2."),
        ("how many parcels left Old Mill?", "Number of parcels (branch: Old Mill): 1."),
        ("How many parcels had already left the Riverside branch?",
         "Number of parcels (branch: Riverside): 2."),
        ("how many parcels are left in Riverside?", None),
        ("how many atlases have left the branch?", None),
        ("how many books have left Riverside?", None),
    ],
)  # fmt: skip
async def test_what_has_left_a_place(
    shelf: library.Library, question: str, text: str | None
) -> None:
    assert await said(shelf, question) == text
