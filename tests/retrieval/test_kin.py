"""What is said by how it differs from what was named before."""

from __future__ import annotations

import pytest

from nescio.types import Entity, EntityName, Scope, Turn
from retrieval.alternatives import alternatives
from retrieval.follow_ups import standalone
from retrieval.linking import EntityLinker
from retrieval.pieces import Piece, pieces
from retrieval.reading import read_piece

NAMES = (
    ("Brook 5 Kettle", "goods"), ("Brook 8 Kettle", "goods"), ("Brook 8 Kettle EX", "goods"),
    ("Mallow S Cup", "goods"), ("Mallow M Cup", "goods"), ("Mallow L Cup", "goods"),
    ("Penn Cargo Cart", "goods"), ("Penn Kids Cart", "goods"), ("Ostler Cargo 9 Sack", "goods"),
    ("Kiln Yard", "depots"), ("Quay Yard", "depots"), ("Ostler Kids Hat", "goods"),
)  # fmt: skip


@pytest.fixture(scope="module")
def linker() -> EntityLinker:
    def named(name: str, table: str) -> tuple[EntityName, Entity]:
        entity = Entity(id=name, source="shed", label=name, table=table, key=(("id", name),))
        return EntityName(name=name, entity_id=name, kind="name"), entity

    return EntityLinker([named(*pair) for pair in NAMES])


CARTS = "2 goods (called carts): Penn Cargo Cart; Penn Kids Cart."


@pytest.mark.parametrize(
    ("earlier", "answer", "text", "whole"),
    [
        ("How heavy is the Brook 5 Kettle?", "", "what does the bigger one cost?",
         "what does the Brook 8 Kettle cost?"),
        ("How heavy is the Brook 8 Kettle?", "", "and the small one?",
         "How heavy is the Brook 5 Kettle?"),
        ("How heavy is the Mallow S Cup?", "", "and the large one?",
         "How heavy is the Mallow L Cup?"),
        ("How heavy is the Brook 8 Kettle EX?", "", "and without the EX?",
         "How heavy is the Brook 8 Kettle?"),
        ("How heavy is the Brook 8 Kettle EX?", "", "what does the normal one cost?",
         "what does the Brook 8 Kettle cost?"),
        ("Do you sell carts?", CARTS, "what does the Cargo one cost?",
         "what does the Penn Cargo Cart cost?"),
        ("Do you sell carts?", CARTS, "how heavy is the kids version?",
         "how heavy is the Penn Kids Cart?"),
        ("Do you sell carts?", CARTS, "which one is lighter?",
         "which of the Penn Cargo Cart and the Penn Kids Cart is lighter?"),
        ("what replaced the Brook 5 Kettle?", "The successor is Brook 8 Kettle.",
         "is it dearer than the old one?",
         "is the Brook 8 Kettle dearer than the Brook 5 Kettle?"),
        ("What do the Penn Cargo Cart and the Kids cost?", "", "which one is lighter?",
         "which of the Penn Cargo Cart and the Penn Kids Cart is lighter?"),
        ("How big is the Kiln yard?", "", "Which one is the smallest?",
         "which yard is the smallest?"),
        ("How heavy is the Brook 5 Kettle?", "", "is there a bigger one?",
         "is there the Brook 8 Kettle?"),
        ("How heavy is the Brook 8 Kettle?", "", "there's a smaller version too, isn't there?",
         "there's the Brook 5 Kettle too, isn't there?"),
        ("How heavy is the Mallow S Cup?", "", "there's a bigger one, right?",
         "there's a bigger one, right?"),  # M or L
        ("How heavy is the Brook 5 Kettle?", "", "is there a bigger lid for it?",
         "is there a bigger lid for Brook 5 Kettle?"),
        ("How big is the Kiln depot?", "", "and which is the largest one?",
         "which depot is the largest?"),
        ("How heavy is the Brook 5 Kettle?", "", "hm, and what does the really big 8 one cost?",
         "hm, and what does the Brook 8 Kettle cost?"),
        ("How heavy is the Brook 5 Kettle?", "", "and the 8, heavier one?",
         "How heavy is the Brook 8 Kettle?"),
    ],
)  # fmt: skip
def test_the_one_that_differs_is_named(
    linker: EntityLinker, earlier: str, answer: str, text: str, whole: str
) -> None:
    turn = Turn(question=earlier, answer=answer)
    assert standalone(text, [turn], linker, Scope()) == whole


@pytest.mark.parametrize(
    ("earlier", "answer", "text"),
    [
        ("How heavy is the Mallow S Cup?", "", "what does the bigger one cost?"),  # M or L
        ("How heavy is the Mallow L Cup?", "", "what does the bigger one cost?"),
        ("Do you sell carts?", CARTS, "what does the Cart one cost?"),
        ("Do you sell carts?", CARTS, "what does the delivery cost me?"),
    ],
)
def test_no_name_is_guessed(linker: EntityLinker, earlier: str, answer: str, text: str) -> None:
    turn = Turn(question=earlier, answer=answer)
    whole = standalone(text, [turn], linker, Scope())
    assert not any(name in whole for name, _ in NAMES)


def test_another_one_is_not_read_as_the_one_named(linker: EntityLinker) -> None:
    turns = [Turn(question="How heavy is the Mallow S Cup?")]
    text = "what does the bigger one cost?"
    found = alternatives(Piece(question=text), text, turns, (), linker, Scope())
    assert not any("Mallow S" in reading for reading in found)


def test_a_letter_of_a_hyphened_word_is_no_name(linker: EntityLinker) -> None:
    turns = [Turn(question="What is the S-value of the Mallow M Cup?")]
    assert standalone("and the L?", turns, linker, Scope()) == (
        "What is the S-value of the Mallow L Cup?"
    )


def test_what_is_asked_of_another_one_is_not_asked_of_the_one_named(linker: EntityLinker) -> None:
    turns = [
        Turn(question="How heavy is the Mallow S Cup?"),
        Turn(question="is there a larger one?"),
    ]
    for text in ("what does it cost?", "how much is that?"):
        whole = standalone(text, turns, linker, Scope())
        found = alternatives(Piece(question=text), whole, turns, (), linker, Scope())
        assert not any("Mallow S" in reading for reading in (whole, *found))
    known = [
        Turn(question="How heavy is the Brook 5 Kettle?"),
        Turn(question="is there the Brook 8 Kettle?"),
    ]
    assert (
        standalone("what does it cost?", known, linker, Scope()) == "what does Brook 8 Kettle cost?"
    )


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
def test_what_replaced_the_one_told_of_is_meant(
    linker: EntityLinker, text: str, asked: str
) -> None:
    (piece,) = pieces(text)
    assert read_piece(piece, (), (), linker, Scope()).question == asked
