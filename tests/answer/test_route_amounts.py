"""How many of a thing are kept in a place, and how many were bought on one order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answer.routed import said
from tests.retrieval import library

pytestmark = pytest.mark.anyio
EXTRA = """
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, order_number TEXT NOT NULL UNIQUE,
    member_id INTEGER REFERENCES members (member_id));
CREATE TABLE order_lines (order_line_id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (order_id),
    book_id INTEGER NOT NULL REFERENCES books (book_id), quantity INTEGER);
INSERT INTO orders VALUES (1, 'OR-7001', 1), (2, 'OR-7002', 2);
INSERT INTO order_lines VALUES (1, 1, 3, 2), (2, 1, 1, 1), (3, 2, 3, 7);
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.Library]:
    opened = library.build(tmp_path_factory.mktemp("db") / "l.sqlite", extra=EXTRA)
    yield opened
    opened.close()


KEPT = "The Glass Harbour in Old Mill: stock quantity 4."


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many of The Glass Harbour do we hold in Old Mill?", KEPT),
        ("how many copies of The Glass Harbour do you keep at Old Mill?", KEPT),
        ("how many pieces of The Glass Harbour does Old Mill still have?", KEPT),
        ("how many of The Glass Harbour are left in Old Mill?", KEPT),
        ("how many of The Glass Harbour do you have left for me in Old Mill?", KEPT),
        ("how many of The Glass Harbour have left Old Mill?", None),
        ("how many of The Glass Harbour left the branch Old Mill?", None),
        ("how many of The Glass Harbour were taken from Old Mill?", None),
        ("how many readers does The Glass Harbour have in Old Mill?", None),
    ],
)
async def test_what_a_place_keeps(shelf: library.Library, question: str, text: str | None) -> None:
    assert await said(shelf, question) == text


BOUGHT = "The quantity of Northern Atlas 3 in order OR-7001 is 2."


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many of Northern Atlas 3 were bought in order OR-7001?", BOUGHT),
        ("how many copies of Northern Atlas 3 did the member buy on OR-7001?", BOUGHT),
        ("how many Northern Atlas 3 did I purchase with OR-7001", BOUGHT),
        ("how many Northern Atlas 3 were returned from OR-7001?", None),
        ("how many of The Glass Harbour were bought in Old Mill?", None),
        ("how many of The Glass Harbour were bought in order OR-7002?", None),
    ],
)
async def test_what_an_order_holds(shelf: library.Library, question: str, text: str | None) -> None:
    assert await said(shelf, question) == text
