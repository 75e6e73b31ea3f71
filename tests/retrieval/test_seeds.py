"""Where the walk begins: names that are rare and said in full."""

from __future__ import annotations

from nescio.types import Entity, EntityName, Scope, stable_id
from retrieval.corpus import count_terms
from retrieval.linking import EntityLinker
from retrieval.seeds import seeds

TITLES = ("Billy Elliot", "Didi (footballer, born 1985)", "Place of birth", "Kestrel 3 Tent")
TEXTS = [
    "He was born in Leeds.",
    "She was born there; her place of birth is unknown.",
    "The place of birth of the saint.",
    "Born to be a tent maker at that place.",
    "Billy Elliot is a film.",
    "The Kestrel 3 Tent is green.",
    *(f"Born and bred, number {i}, place {i}, a birth." for i in range(30)),
]


def start(question: str, titles: tuple[str, ...] = TITLES) -> dict[str, float]:
    names = []
    for title in titles:
        entity = Entity(id=stable_id("entity", title), source="wiki", label=title)
        names.append((EntityName(entity_id=entity.id, name=title, kind="title"), entity))
    linker = EntityLinker(names)
    found = seeds(linker.link(question, Scope(), fuzzy=False), count_terms(TEXTS))
    labels = {stable_id("entity", title): title for title in titles}
    return {labels[id_]: weight for id_, weight in found.items()}


def test_a_name_said_in_full_is_a_start() -> None:
    found = start("Where was the composer of Billy Elliot born?")
    assert [*found] == ["Billy Elliot"]
    assert 0.5 < found["Billy Elliot"] <= 1


def test_common_words_are_none_even_where_they_are_a_title() -> None:
    assert start("what is her place of birth") == {}
    assert start("when was he born") == {}


def test_most_of_a_name_is_a_weaker_start() -> None:
    whole, part = start("the Kestrel 3 Tent"), start("the Kestrel 3")
    assert part.get("Kestrel 3 Tent", 0) < whole["Kestrel 3 Tent"]


def test_names_that_fit_equally_share_the_weight() -> None:
    one = start("who is Billy Elliot", ("Billy Elliot",))
    two = start("who is Billy Elliot", ("Billy Elliot", "billy elliot"))
    assert len(two) == 2
    assert sum(two.values()) <= one["Billy Elliot"] * 1.01
