"""What a follow-up takes back, and numbers of names said in words."""

from __future__ import annotations

import pytest

from nescio.types import Entity, EntityName, Scope, Turn
from retrieval.corrected import corrected
from retrieval.follow_ups import standalone
from retrieval.linking import EntityLinker

NAMES = (
    "Corvin 4-String Bass", "Corvin 5-String Bass", "Orla 3 Harp", "Orla 7 Harp", "Orla 3 Stool",
    "Tilde One Tuner", "Tilde Two Tuner",
)  # fmt: skip


@pytest.fixture(scope="module")
def linker() -> EntityLinker:
    def named(name: str) -> tuple[EntityName, Entity]:
        entity = Entity(id=name, source="m", label=name, table="goods", key=(("id", name),))
        return EntityName(name=name, entity_id=name, kind="name"), entity

    return EntityLinker([named(name) for name in NAMES])


@pytest.mark.parametrize(
    ("earlier", "text", "whole"),
    [
        ("What do you charge for a new bridge?", "no, not a bridge, a whole new fingerboard",
         "What do you charge for a whole new fingerboard?"),
        ("What do you charge for a new bridge?", "sorry not a bridge, I meant a bow",
         "What do you charge for a bow?"),
        ("What do you charge for a new bridge?", "I mean a bow, not a bridge",
         "What do you charge for a bow?"),
        ("What does a hire bow cost?", "not a hire, a student", "What does a student bow cost?"),
        ("How long do repairs take in May?", "no, I meant in June",
         "How long do repairs take in June?"),
        ("What does the Orla 3 Harp weigh?", "not the harp, the stool",
         "What does the Orla 3 Stool weigh?"),
        ("weight of the Corvin 4-String Bass?", "and the five string one?",
         "weight of the Corvin 5-String Bass?"),
        ("weight of the Tilde Two Tuner?", "and the One?", "weight of the Tilde One Tuner?"),
        ("price of the Orla 3 Harp?", "and the seven?", "price of the Orla 7 Harp?"),
        # None is called so: that one is asked for, and not the one named before.
        ("price of the Orla 3 Harp?", "and the nine?", "price of the Orla 9 Harp?"),
        ("price of the Corvin 4-String Bass?", "and the six string one?",
         "price of the Corvin 6-String Bass?"),
    ],
)  # fmt: skip
def test_a_follow_up_takes_back_or_counts(
    linker: EntityLinker, earlier: str, text: str, whole: str
) -> None:
    assert standalone(text, [Turn(question=earlier)], linker, Scope()) == whole


@pytest.mark.parametrize("text", ["not a bad idea, thanks", "not a string, a pin", "in June?"])
def test_nothing_is_taken_back(linker: EntityLinker, text: str) -> None:
    turns = [Turn(question="What do you charge for a new bridge?")]
    assert corrected(text, turns, linker, Scope()) is None
