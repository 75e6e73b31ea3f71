"""Rows that are named by one noun are asked for by another that means the same."""

from __future__ import annotations

import pytest

from answer.route_names import NameReader
from nescio.types import Entity, EntityName, Scope
from retrieval.linking import EntityLinker

NAMES = (
    "Backpacks",
    "Okapi 20 Bike",
    "Okapi 40 Bike",
    "Brook Cycling Cap",
    "Pine Sofa",
    "Fir Sofa",
)


@pytest.fixture(scope="module")
def linker() -> EntityLinker:
    def named(name: str) -> tuple[EntityName, Entity]:
        entity = Entity(id=name, source="s", label=name, table="goods", key=(("id", name),))
        return EntityName(name=name, entity_id=name, kind="name"), entity

    return EntityLinker([named(name) for name in NAMES])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("which rucksacks are new?", "which backpacks are new?"),
        ("how much is a bicycle?", "how much is a bike?"),
        ("how many couches are blue?", "how many sofas are blue?"),
        ("which backpacks are new?", "which backpacks are new?"),
        ("which torches are new?", "which torches are new?"),  # nothing is called a flashlight
        ("how light is it?", "how light is it?"),
    ],
)
def test_nouns_that_name_nothing(linker: EntityLinker, text: str, plain: str) -> None:
    assert NameReader({}).otherwise_called(text, linker, Scope()) == plain
