"""Follow-ups made whole by how the question before them was built."""

from __future__ import annotations

import pytest

from nescio.types import Entity, EntityName, Scope, Turn
from retrieval.asking import read
from retrieval.follow_ups import standalone
from retrieval.linking import EntityLinker
from retrieval.pieces import Piece, pieces
from retrieval.reading import read_piece
from retrieval.topics import topic

NAMES = ("Brook 5 Kettle", "Alder Clogs", "Kiln Filter")


@pytest.fixture(scope="module")
def linker() -> EntityLinker:
    def named(name: str) -> tuple[EntityName, Entity]:
        entity = Entity(id=name, source="shed", label=name, table="goods", key=(("id", name),))
        return EntityName(name=name, entity_id=name, kind="name"), entity

    return EntityLinker([named(name) for name in NAMES])


@pytest.mark.parametrize(
    ("earlier", "text", "whole"),
    [
        ("How do I wash a quilt?", "and dry it?", "How do I dry a quilt?"),
        ("How long do you keep letters?", "and the photos I sent?",
         "How long do you keep the photos I sent?"),
        ("How long do you keep letters?", "and tapes?", "How long do you keep tapes?"),
        ("How do I wash a quilt?", "and the price?", "the price (wash quilt)?"),
        ("How often do you clean the hall?", "and the price?", "the price (often clean hall)?"),
        ("How long is a voucher valid?", "and if I lose it?", "what if I lose a voucher?"),
        ("How must I dry my curtains?", "can I put them on a line?",
         "can I put my curtains on a line?"),
        ("How must I dry my curtains?", "is it dear?", "is it dear (must dry curtains)?"),
        ("Can the Alder Clogs get new soles?", "what do I pay for new ones?",
         "what do I pay for new soles?"),
        ("How long is a voucher good for?", "how fast do 30 printed ones arrive?",
         "how fast do 30 printed vouchers arrive?"),
        ("How do I wash my quilt?", "what does a new one cost?", "what does a new quilt cost?"),
        ("How do I wash the quilt?", "what does a new one cost?", "what does a new one cost?"),
        ("Does the Kiln Filter stop germs?", "so what helps against those?",
         "so what helps against germs?"),
        ("What do the Alder Clogs cost?", "how do I clean those?",
         "how do I clean Alder Clogs?"),
        ("which kettles are under 50 euro?", "and under 30?",
         "which kettles are under 30 euro?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_built_like_the_question_before(
    linker: EntityLinker, earlier: str, text: str, whole: str
) -> None:
    assert standalone(text, [Turn(question=earlier)], linker, Scope()) == whole


def test_what_is_supposed_needs_nothing_of_the_question_before(linker: EntityLinker) -> None:
    turns = [Turn(question="How long is a voucher valid?")]
    reading = read_piece(Piece(question="and if I lose it?"), turns, (), linker, Scope())
    assert (reading.wording, reading.background) == ("what if I lose a voucher?", "")


def test_a_topic_keeps_an_adjective_that_may_be_a_particle(linker: EntityLinker) -> None:
    found = topic("why not in a sack?", "How do I store my down bag?", linker, Scope())
    assert found == "store down bag"


def test_an_aside_tells_nothing() -> None:
    assert pieces("hm ok. How hot may it be?") == (Piece(question="How hot may it be?"),)


@pytest.mark.parametrize(
    ("said", "terms"),
    [
        ("since when does ### work for you?", ["hired"]),
        ("how many did I get of the ###?", ["quantity"]),
        ("what came back in ###?", ["item"]),
        ("when did ### get to him?", ["delivered"]),
        ("where is ### seat?", []),
        ("what happened with ### in the end?", ["status"]),
        ("what does ### carry at most?", ["load"]),
        ("how fast could ### deliver?", ["lead"]),
        ("how quickly is ### delivered?", ["quickly", "delivered"]),
        ("how soon do you deliver to ###?", ["soon", "deliver"]),
        ("how many canisters do you deliver at most?", ["canisters", "deliver", "atmost"]),
    ],
)
def test_what_is_asked_of_a_name_in_everyday_words(said: str, terms: list[str]) -> None:
    start = said.find("###")
    taken = [(start, start + 3)] if start >= 0 else []
    assert [term.form for term in read(said, taken).terms] == terms
