"""Codes as links between documents that have nothing else in common."""

from __future__ import annotations

import datetime as dt

import pytest

from nescio.types import Chunk, Passage
from retrieval.codes import LINKED, PLACE, codes, held, new_codes, with_linked


def passage(key: str, text: str, start: int = 0) -> Passage:
    chunk = Chunk(
        document_id=key, source="help", key=key, start=start, end=start + len(text), text=text
    )
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return Passage(chunk=chunk, title=key, uri=f"help/{key}", kind="file", as_of=at)


def test_codes_of_a_question() -> None:
    assert codes("My E-17 says 508 since 2024, part GX-2?") == ["E-17", "508", "GX-2"]


@pytest.mark.parametrize(
    "text", ["in 1998", "the 20th day", "12-month guarantee", "the 1990s", "400 euro", "COVID-2019"]
)
def test_what_stands_everywhere_links_nothing(text: str) -> None:
    assert new_codes("anything", [passage("a", text)]) == {}


def test_only_what_the_question_lacks_is_new() -> None:
    found = new_codes(
        "what is 508", [passage("a", "508: replace VB-14"), passage("b", "vb-14, GX-2")]
    )
    assert [*found] == ["VB-14", "vb-14", "GX-2"]
    assert found["VB-14"].title == "a"


def test_a_code_is_a_whole_word() -> None:
    assert held(passage("a", "the cheap vb-14 again"), ["GX-2", "VB-14"]) == "VB-14"
    assert held(passage("a", "the VB-140"), ["VB-14"]) is None


def test_linked_passages_come_after_the_best() -> None:
    first = [passage(f"d{i}", f"text {i}") for i in range(6)]
    linked = [passage("d1", "other text", 50), *(passage(f"n{i}", "VB-14") for i in range(4))]
    order = with_linked(first, linked)
    assert order[:PLACE] == first[:PLACE]
    assert [p.chunk.key for p in order[PLACE : PLACE + LINKED]] == ["n0", "n1"]
    assert order[PLACE + LINKED :] == first[PLACE:]
    assert with_linked(first, []) == first
