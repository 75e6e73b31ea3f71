"""Which of a set, and which of several things that were named."""

from __future__ import annotations

import pytest

from nescio.types import Entity, EntityName, Scope, Turn
from retrieval.linking import EntityLinker
from retrieval.narrowing import of_set, of_several, pointed_most

NAMES = ("Corvin 7 Cello", "Corvin 9 Cello", "Tarog Alto Recorder")


@pytest.fixture(scope="module")
def linker() -> EntityLinker:
    def named(name: str) -> tuple[EntityName, Entity]:
        entity = Entity(id=name, source="music", label=name, table="things", key=(("id", name),))
        return EntityName(name=name, entity_id=name, kind="name"), entity

    return EntityLinker([named(name) for name in NAMES])


@pytest.mark.parametrize(
    ("earlier", "text", "whole"),
    [
        ("which halls have a bar?", "and which of them are open on Sunday?",
         "which halls that have a bar are open on Sunday?"),
        ("which cellos do you have?", "only those under 100 euro", "which cellos under 100 euro?"),
        ("list your halls in Ghent", "which ones have a bar?", "which halls in Ghent have a bar?"),
        ("which halls are in Ghent?", "how many of them have a bar?",
         "how many halls that are in Ghent have a bar?"),
        ("how many halls do you have in Ghent?", "which ones?", "which halls in Ghent?"),
        ("how many cellos come from Brno?", "what are they called?",
         "which cellos come from Brno?"),
        ("which halls are in Ghent?", "which of those is bigger?",
         "which halls that are in Ghent is the biggest?"),
        ("list your halls in Ghent", "which one is more modern?",
         "which halls in Ghent is the most modern?"),
        ("which halls have a bar?", "and how many is that in total?",
         "how many halls have a bar?"),
        ("which halls are in Ghent?", "who of them has a bar?",
         "which halls that are in Ghent has a bar?"),
        ("which halls are in Ghent?", "who runs the oldest one?",
         "who runs the oldest of the halls in Ghent?"),
        ("which halls do you have in Ghent?", "who runs the oldest one?",
         "who runs the oldest of the halls in Ghent?"),
        ("list your bows", "and what does the lightest of them cost?",
         "and what does the lightest of the bows cost?"),
        ("which glass beads are there?", "which one is the smallest?",
         "which glass beads is the smallest?"),
        ("which halls have a bar?", "who runs the oldest one?", None),
        ("list your bows", "what is the lightest one for children?", None),
        ("list your bows", "what is the best one made of?", None),
        ("how heavy is the bow?", "what does the lightest one cost?", None),
        ("how heavy is the Corvin 7 Cello?", "which ones?", None),
        ("which halls have a bar?", "is there a lift?", None),
        ("what is the price of the cellos?", "and which of them is new?", None),
        ("what times do you have?", "which ones?", None),
    ],
)  # fmt: skip
def test_of_a_set(earlier: str, text: str, whole: str | None) -> None:
    assert of_set(text, [Turn(question=earlier)]) == whole


@pytest.mark.parametrize(
    ("told", "text", "whole"),
    [
        ("and the lightest", "what does it cost?", "what does the lightest of the bows cost?"),
        ("the oldest one of them", "which is that?", "which of the bows is the oldest?"),
        ("then the cheapest of those", "what's that one called?",
         "which of the bows is the cheapest?"),
        ("the guest", "what does it cost him?", None),
        ("the lightest is gone", "what does it cost?", None),
        ("the lightest", "how many do you have?", None),
    ],
)  # fmt: skip
def test_the_most_of_a_set_before_the_question(told: str, text: str, whole: str | None) -> None:
    assert pointed_most(told, text, [Turn(question="which bows do you have?")]) == whole


PAIR = ("how heavy are the Corvin 7 Cello and the Corvin 9 Cello?",)
ONE_BY_ONE = ("how heavy is the Corvin 7 Cello?", "how heavy is the Corvin 9 Cello?")


@pytest.mark.parametrize(
    ("turns", "text", "whole"),
    [
        (PAIR, "what does the second one cost?", "what does the Corvin 9 Cello cost?"),
        (PAIR, "what do both of them cost?",
         "what do the Corvin 7 Cello and the Corvin 9 Cello cost?"),
        (PAIR, "and the former?", "and the Corvin 7 Cello?"),
        (PAIR, "which of the two is lighter?",
         "which of the Corvin 7 Cello and the Corvin 9 Cello is lighter?"),
        (ONE_BY_ONE, "which one is cheaper?",
         "which of the Corvin 7 Cello and the Corvin 9 Cello is cheaper?"),
        (ONE_BY_ONE, "and what does the other one cost?", "and what does the Corvin 7 Cello cost?"),
        (PAIR, "what does the other one cost?", None),
        (PAIR, "what does the third one cost?", None),
        (ONE_BY_ONE[:1], "what does the second one cost?", None),
        (ONE_BY_ONE, "and what's the difference?",
         "how heavy is the difference between the Corvin 7 Cello and the Corvin 9 Cello?"),
        (PAIR, "by how much do they differ?",
         "how heavy are the difference between the Corvin 7 Cello and the Corvin 9 Cello?"),
        (ONE_BY_ONE, "how big is the difference in price between the two?",
         "what is the price difference between the Corvin 7 Cello and the Corvin 9 Cello?"),
        (PAIR, "and the age difference?",
         "what is the age difference between the Corvin 7 Cello and the Corvin 9 Cello?"),
        (ONE_BY_ONE[:1], "what's the difference?", None),
        (("who makes the Corvin 7 Cello?", "who makes the Corvin 9 Cello?"),
         "what's the difference?", None),
        (PAIR, "what is the difference between gut and nylon strings?", None),
        (PAIR, "is the first service free?", None),
        (PAIR, "which one is lighter than the Tarog Alto Recorder?", None),
    ],
)  # fmt: skip
def test_of_several(
    linker: EntityLinker, turns: tuple[str, ...], text: str, whole: str | None
) -> None:
    history = [Turn(question=turn) for turn in turns]
    assert of_several(text, history, linker, Scope()) == whole
