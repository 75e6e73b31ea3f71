"""What is asked of the thing that came after one that was told of before the question."""

from __future__ import annotations

import pytest

from nescio.types import Entity, EntityName, Scope
from retrieval.linking import EntityLinker
from retrieval.pieces import pieces
from retrieval.reading import read_piece

NAMES = ("Brook 5 Kettle", "Brook 8 Kettle")


@pytest.fixture(scope="module")
def linker() -> EntityLinker:
    def named(name: str) -> tuple[EntityName, Entity]:
        entity = Entity(id=name, source="shed", label=name, table="goods", key=(("id", name),))
        return EntityName(name=name, entity_id=name, kind="name"), entity

    return EntityLinker([named(name) for name in NAMES])


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Brook 5 Kettle is gone, I take whatever replaced it. What does that one cost?",
         "What does the one that replaced Brook 5 Kettle cost?"),
        ("Brook 5 Kettle is gone, something replaced it. What does the Brook 8 Kettle cost?",
         "What does the Brook 8 Kettle cost?"),
        ("Brook 5 Kettle is gone. What does that one cost?", "What does Brook 5 Kettle cost?"),
    ],
)  # fmt: skip
def test_the_later_one_is_meant(linker: EntityLinker, text: str, asked: str) -> None:
    (piece,) = pieces(text)
    assert read_piece(piece, (), (), linker, Scope()).question == asked
