"""A thing asked about by where it is, and what is only pointed at before a question."""

from __future__ import annotations

import pytest

from nescio.types import Entity, EntityName, Scope, Turn
from retrieval.follow_ups import standalone
from retrieval.linking import EntityLinker
from retrieval.pieces import pieces
from retrieval.reading import Reading, read_piece

GOODS = ("Brook 5 Kettle", "Brook 8 Kettle", "Penn Cargo Cart", "Penn Kids Cart")
SHOPS = ("Ghent", "Lille")


@pytest.fixture(scope="module")
def linker() -> EntityLinker:
    def named(name: str, table: str) -> tuple[EntityName, Entity]:
        entity = Entity(id=name, source="shed", label=name, table=table, key=(("id", name),))
        return EntityName(name=name, entity_id=name, kind="name"), entity

    return EntityLinker(
        [*(named(name, "goods") for name in GOODS), *(named(name, "shops") for name in SHOPS)]
    )


def read(linker: EntityLinker, text: str, *before: str) -> Reading:
    turns = [Turn(question=one) for one in before]
    return read_piece(pieces(text)[0], turns, (), linker, Scope())


@pytest.mark.parametrize(
    ("earlier", "text", "whole"),
    [
        ("Does the Ghent shop have a rowing basin?", "how deep is it?",
         "how deep is the rowing basin in Ghent?"),
        ("Is there a pump for tyres in the Lille shop?", "what does it cost?",
         "what does the pump in Lille cost?"),
        ("Can I hire a bike trailer in Ghent?", "and if it breaks?", "and if it breaks?"),
        ("Can I hire a bike trailer in Ghent?", "how much is it for a week?",
         "how much is the bike trailer in Ghent for a week?"),
        ("Can I buy the Brook 5 Kettle in Ghent?", "how heavy is it?",
         "how heavy is Brook 5 Kettle?"),
        ("When does the Ghent shop open?", "who runs it?", "who runs Ghent?"),
        ("Does the Ghent shop have a rope maker?", "what does he charge?",
         "what does the rope maker in Ghent charge?"),
        ("Can I hire a bike trailer in Ghent?", "and the deposit?",
         "the deposit of the bike trailer in Ghent?"),
        ("We'd like to hire a bike trailer in Ghent.", "how much is it?",
         "how much is the bike trailer in Ghent?"),
        ("Which part do I need for the cart?", "what does it cost?", "what does the part cost?"),
    ],
)  # fmt: skip
def test_it_is_the_thing_at_a_place(
    linker: EntityLinker, earlier: str, text: str, whole: str
) -> None:
    found = standalone(text, [Turn(question=earlier)], linker, Scope())
    assert found == whole or text == whole


def test_the_thing_stays_the_thing(linker: EntityLinker) -> None:
    before = ("Does the Ghent shop have a rowing basin?", "How deep is the rowing basin in Ghent?")
    reading = read(linker, "what does an hour in it cost?", *before)
    assert reading.question == "what does an hour in the rowing basin in Ghent cost?"
    assert reading.thing == "rowing basin"
    assert not reading.others  # what is asked of it is not asked of the shop
    assert read(linker, "is Lille bigger?", *before).thing == ""


@pytest.mark.parametrize(
    ("earlier", "text", "whole"),
    [
        ("Is the Brook 8 Kettle still sold?", "hm ok. then the smaller one, whats the price?",
         "whats the price (Brook 5 Kettle)?"),
        ("How heavy is the Brook 5 Kettle?", "Too small. The 8 then: what does it cost?",
         "what does Brook 8 Kettle cost?"),
        ("How heavy is the Penn Cargo Cart?", "and the kids one, how much is that?",
         "how much is Penn Kids Cart?"),
        ("Are the Brook 5 Kettle or the Brook 8 Kettle in stock?",
         "ok the second one then. How heavy is it?", "How heavy is Brook 8 Kettle?"),
        # None is bigger: nothing is asked of the one that was named.
        ("Is the Brook 8 Kettle still sold?", "then the bigger one, what does it cost?",
         "then the bigger one, what does it cost?"),
    ],
)  # fmt: skip
def test_what_is_pointed_at_before_a_question(
    linker: EntityLinker, earlier: str, text: str, whole: str
) -> None:
    assert read(linker, text, earlier).question == whole


@pytest.mark.parametrize(
    ("told", "text", "whole"),
    [
        ("The Brook 5 Kettle was replaced by something.", "What would I pay for that?",
         "What would I pay for successor of the Brook 5 Kettle?"),
        ("You replaced the Brook 5 Kettle with another.", "What does that one cost?",
         "What does successor of the Brook 5 Kettle cost?"),
        ("The Brook 5 Kettle has a successor.", "How heavy is it?",
         "How heavy is successor of the Brook 5 Kettle?"),
        ("The Brook 5 Kettle was replaced.", "How heavy was it?",
         "How heavy was Brook 5 Kettle?"),
        ("The Brook 5 Kettle was replaced.", "How heavy is what took its place?",
         "How heavy is what replaced the Brook 5 Kettle?"),
    ],
)  # fmt: skip
def test_what_was_told_to_come_after_a_thing_is_meant(
    linker: EntityLinker, told: str, text: str, whole: str
) -> None:
    assert read(linker, f"{told} {text}").question == whole
