"""A part of a name and one said before it name a row together, where one row has both."""

from __future__ import annotations

import pytest

from nescio.types import Entity, EntityName, Scope, Turn
from retrieval.families import of_family
from retrieval.follow_ups import standalone
from retrieval.linking import EntityLinker

NAMES = ("Heron Solo Boat", "Heron Duo Boat", "Tarog Duo Stand", "Tarog Trio Stand", "Pelt Duo")


@pytest.fixture(scope="module")
def linker() -> EntityLinker:
    def named(name: str) -> tuple[EntityName, Entity]:
        entity = Entity(id=name, source="s", label=name, table="goods", key=(("id", name),))
        return EntityName(name=name, entity_id=name, kind="name"), entity

    return EntityLinker([named(name) for name in NAMES])


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        ("My Heron leaks", "what may the Duo carry?", "what may the Heron Duo Boat carry?"),
        ("a Tarog wobbles", "how tall is the Duo?", "how tall is the Tarog Duo Stand?"),
        # Nothing of the family has both, or nothing was said of one.
        ("My Heron leaks", "how tall is the Trio?", None),
        ("My boat leaks", "what may the Duo carry?", None),
        # All of them are still meant.
        ("My Heron leaks", "what may a Heron carry?", None),
    ],
)
def test_a_part_of_a_name_goes_with_the_one_said_before(
    linker: EntityLinker, before: str, text: str, whole: str | None
) -> None:
    assert of_family(text, [Turn(question=before)], linker, Scope()) == whole


def test_a_follow_up_has_the_whole_name(linker: EntityLinker) -> None:
    turns = [Turn(question="My Heron leaks")]
    found = standalone("what may the Duo carry?", turns, linker, Scope())
    assert found == "what may the Heron Duo Boat carry?"
