"""Other names of what a document is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.aliases import MOST, aliases


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("David Bradley (director)", "A film-maker.", ("David Bradley",)),
        ("Frederick I", "Frederick Barbarossa (1122-1190) was emperor.", ("Frederick Barbarossa",)),
        ("Return Slip", "The slip, also known as Form RS-1, goes into the box.", ("Form RS-1",)),
        ("Wool", "Wool\n\nMerino Soft Wool is washed cold.", ("Merino Soft Wool",)),
        ("Volta 400", "Volta 400\n\nVolta 400 is a battery.", ()),
        ("Opening hours", "Opening hours\n\nOpening is at nine.", ()),
        ("Tank", "It was also called it.", ()),
        ("A (b)", "", ()),
        ("", "", ()),
    ],
)
def test_examples(title: str, text: str, found: tuple[str, ...]) -> None:
    assert aliases(title, text) == found


def test_a_later_mention_is_not_what_the_text_is_about() -> None:
    assert aliases("Kettles", "x " * 400 + "also known as Steam Pots") == ()


@given(st.text(max_size=60), st.text(max_size=600))
def test_any_text(title: str, text: str) -> None:
    found = aliases(title, text)
    assert len(found) == len(set(found)) <= MOST
    assert all(name == name.strip() and name for name in found)
    assert all(name in title or name in text for name in found)
