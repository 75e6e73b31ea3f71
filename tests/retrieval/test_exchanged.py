"""A question asked again with one part exchanged, or not at all."""

from __future__ import annotations

import pytest

from nescio.types import Entity, EntityName, Scope, Turn
from retrieval.exchanged import asked_again
from retrieval.linking import EntityLinker


@pytest.fixture(scope="module")
def linker() -> EntityLinker:
    entity = Entity(
        id="c", source="music", label="Corvin 7 Cello", table="instruments", key=(("id", "c"),)
    )
    return EntityLinker([(EntityName(name="Corvin 7 Cello", entity_id="c", kind="name"), entity)])


@pytest.mark.parametrize(
    ("earlier", "text", "whole"),
    [
        ("what does code E-09 mean?", "and E-21?", "what does code E-21 mean?"),
        ("why was RC-7385 returned?", "and 7413?", "why was RC-7413 returned?"),
        ("when does RC-7385 arrive?", "oops, RC-7413 I mean", "when does RC-7413 arrive?"),
        ("which teacher has the longest tour?", "and the shortest?",
         "which teacher has the shortest tour?"),
        ("what is the most expensive bow?", "and the cheapest one?", "what is the cheapest bow?"),
        ("what does it cost to hire a bow for a day?", "and for a week?",
         "what does it cost to hire a bow for a week?"),
        ("how long does a bow last if I use it daily?", "but if I don't?",
         "how long does a bow last if I don't?"),
        ("how much wind does the marquee stand?", "and with double poles?",
         "how much wind does the marquee stand with double poles?"),
        ("is there a discount for the Corvin 7 Cello?", "and for students?",
         "is there a discount for the Corvin 7 Cello for students?"),
        ("which bows weigh less than 1 kg in Ghent?", "and less than 800 g?",
         "which bows weigh less than 800 g in Ghent?"),
        ("which bows are there under 50 euro?", "and over 100 euro?",
         "which bows are there over 100 euro?"),
        ("what does error 503 mean?", "and 508?", "what does error 508 mean?"),
        ("what does code E-09 mean?", "and 09?", None),
        ("what does code E-09 mean?", "and how is E-21 mended?", None),
        ("how heavy is the bow?", "and the cheapest?", None),
        ("how heavy is the bow?", "for how long?", None),
        ("how heavy is the bow?", "from when to when?", None),
        ("how heavy is the bow?", "and on the small one?", None),
        ("how heavy is the bow?", "when is it due?", None),
    ],
)  # fmt: skip
def test_a_part_is_exchanged(
    linker: EntityLinker, earlier: str, text: str, whole: str | None
) -> None:
    assert asked_again(text, [Turn(question=earlier)], linker, Scope()) == whole
