"""The name that a pronoun of the next question stands for."""

from __future__ import annotations

import pytest

from nescio.types import Entity, EntityName, Scope, Turn
from retrieval.antecedent import last_name
from retrieval.linking import EntityLinker


@pytest.fixture(scope="module")
def linker() -> EntityLinker:
    entity = Entity(
        id="c", source="music", label="Corvin 7 Cello", table="instruments", key=(("id", "c"),)
    )
    return EntityLinker([(EntityName(name="Corvin 7 Cello", entity_id="c", kind="name"), entity)])


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How long is the guarantee on a Corvin 7?", "Corvin 7"),
        ("What is the discount on the Corvin 7 Cello now?", "Corvin 7 Cello"),
        ("How many are in stock of the Corvin 7?", "Corvin 7"),
        # What is asked about belongs to it, and has another name.
        ("What does the hard case for a Corvin 7 cost?", None),
    ],
)
def test_what_is_asked_of_a_thing_is_no_other_thing(
    linker: EntityLinker, question: str, name: str | None
) -> None:
    assert last_name([Turn(question=question)], linker, Scope()) == name
