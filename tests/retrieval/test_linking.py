"""Which entities a text names, and which names the database does not have."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nescio.types import Access, Entity, EntityName, Scope, stable_id
from retrieval.linking import EntityLinker, Mention

SCOPE = Scope()


def named(*names: str, tenant: str = "default") -> Iterator[tuple[EntityName, Entity]]:
    for name in names:
        entity = Entity(
            id=stable_id("entity", "s", "t", name), source="s", label=name, table="t",
            key=(("id", name),), access=Access(tenant=tenant),
        )  # fmt: skip
        yield EntityName(entity_id=entity.id, name=name, kind="name"), entity


NAMES = (
    "Kestrel 1 Tent", "Kestrel 2 Tent", "Kestrel 3 Tent", "Kestrel Ultra 2 Tent", "Tents",
    "Ember 2 Pro Stove", "Crème Brûlée Torch", "Fjellvik Textil", "AB-100-X", "Stoves",
    "Marmot Sleeping Bag", "Otter Sleeping Bag",
)  # fmt: skip
LINKER = EntityLinker(named(*NAMES))


def best(text: str, **options: bool) -> list[str]:
    return [m.best.entity.label for m in LINKER.link(text, SCOPE, **options) if not m.ambiguous]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("How much is the Kestrel 2 Tent?", ["Kestrel 2 Tent"]),
        ("kestrel 2 tents, please", ["Kestrel 2 Tent"]),
        ("what's the Kestrel Ultra 2's price?", ["Kestrel Ultra 2 Tent"]),
        ("is the creme brulee torch safe", ["Crème Brûlée Torch"]),
        ("the Ember 2 Pro and Fjellvik Textil's city", ["Ember 2 Pro Stove", "Fjellvik Textil"]),
        ("ab-100-x", ["AB-100-X"]),
        ("how many tents", ["Tents"]),
        ("Fjelvik Textil", ["Fjellvik Textil"]),
        ("the Marmot", ["Marmot Sleeping Bag"]),
        ("nothing of the kind", []),
        # Parted and joined otherwise than the name is.
        ("the marmot sleepingbag", ["Marmot Sleeping Bag"]),
        ("fjell vik textil", ["Fjellvik Textil"]),
        ("the Kestrel 2 house boat", ["Kestrel 2 Tent"]),
    ],
)
def test_names_are_found(text: str, labels: list[str]) -> None:
    assert best(text) == labels


def test_a_unit_with_a_capital_before_a_number_may_be_a_name() -> None:
    linker = EntityLinker(named("Lumen 400 Headlamp", "Lumen 1000 Headlamp"))

    def linked(text: str) -> list[str]:
        return [m.best.entity.label for m in linker.link(text, SCOPE)]

    assert linked("price of the Lumen 1000") == ["Lumen 1000 Headlamp"]
    assert not linked("is it brighter than 1000 lumen?")
    assert not linked("how many lumen 400 metres away?")


def test_a_part_of_several_names_is_ambiguous() -> None:
    (mention,) = LINKER.link("the Kestrel tent", SCOPE)
    assert mention.ambiguous
    assert {"Kestrel 1 Tent", "Kestrel 2 Tent"} <= {c.entity.label for c in mention.candidates}


@pytest.mark.parametrize("text", ["the Kestrel 9", "Kestrel 4 tent", "Ember 3 Pro", "Otter 7"])
def test_a_number_is_never_guessed(text: str) -> None:
    linked = LINKER.analyse(text, SCOPE)
    assert not any("Kestrel" in m.text or "Ember" in m.text for m in linked.mentions)
    assert linked.near_misses
    assert linked.near_misses[0].candidates


def test_an_unknown_name_is_a_near_miss_without_candidates() -> None:
    (miss,) = LINKER.near_misses("What does the Thunderbolt 5000 cost?", SCOPE)
    assert (miss.text, miss.candidates) == ("Thunderbolt 5000", ())


def test_a_number_with_a_unit_belongs_to_no_name() -> None:
    assert best("Is the Ember 2 Pro Stove 300 g?") == ["Ember 2 Pro Stove"]


def test_misspelling_can_be_switched_off() -> None:
    assert best("kestral 2 tent") == ["Kestrel 2 Tent"]
    assert "Kestrel 2 Tent" not in best("kestral 2 tent", fuzzy=False)


def test_the_scope_is_applied_before_scoring() -> None:
    linker = EntityLinker([*named("Kestrel 2 Tent", tenant="a"), *named("Otter Tent", tenant="b")])
    assert linker.link("the Kestrel 2 Tent", Scope(tenant="b")) == ()
    (mention,) = linker.link("the Kestrel 2 Tent", Scope(tenant="a"))
    assert mention.best.score == 1.0


@example("a;B:B;Æ:a")
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_mentions_are_spans_of_the_text_that_do_not_overlap(text: str) -> None:
    linked = LINKER.analyse(f"{text} Kestrel 2 Tent {text}", SCOPE)
    whole = f"{text} Kestrel 2 Tent {text}"
    found: list[Mention] = sorted((*linked.mentions, *linked.near_misses), key=lambda m: m.start)
    assert all(whole[m.start : m.end] == m.text and m.start < m.end for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.slow
def test_what_is_kept_of_a_text_is_kept_by_asker() -> None:
    linker = EntityLinker([*named("Kestrel 2 Tent"), *named("Kestrel 2 Tent", tenant="other")])
    for scope in (SCOPE, Scope(tenant="other"), SCOPE):
        found = linker.link("the Kestrel 2 Tent", scope)
        assert [m.best.entity.access.tenant for m in found] == [scope.tenant]
    assert linker.link("the Kestrl 2 Tent", SCOPE, fuzzy=False) != linker.link(
        "the Kestrl 2 Tent", SCOPE
    )


@pytest.mark.slow
def test_many_names_stay_fast() -> None:
    words = [f"{a}{b}" for a in ("bra", "tor", "mil", "sen", "vok") for b in ("den", "lix", "mor")]
    names = [f"{words[i % 15]} {words[(i // 15) % 15]} {i}" for i in range(60_000)]
    linker = EntityLinker(named(*names))
    began = time.perf_counter()
    for asked in range(20):
        question = "what does the bradne mildne 54315 cost, and who makes it" + "?" * asked
        (mention,) = linker.link(question, SCOPE)
        assert mention.best.entity.label == "braden milden 54315"
    assert (time.perf_counter() - began) / 20 < 0.1


def test_a_word_that_shares_but_its_stem_with_a_name_is_no_part_of_it() -> None:
    linker = EntityLinker(named("Providence", "Tourtiere"))
    linked = linker.analyse("which supplier provides Tourtiere", SCOPE)
    assert [m.text for m in linked.mentions] == ["Tourtiere"]
    assert linked.near_misses == ()


def test_a_strange_capital_word_before_a_whole_name_makes_another_name() -> None:
    linker = EntityLinker(named("Trisomin", "Puffin"))
    linked = linker.analyse("what is the dose of Vexfrol Trisomin?", SCOPE)
    assert linked.mentions == ()
    assert [m.text for m in linked.near_misses] == ["Vexfrol Trisomin"]
    plain = linker.analyse("how fast is Captain Puffin?", SCOPE)
    assert [m.text for m in plain.mentions] == ["Puffin"]


def test_a_whole_name_beside_the_noun_of_its_table_is_not_a_longer_name() -> None:
    ((name, entity),) = named("Trevanna")
    port = (name, replace(entity, table="ports"))
    linker = EntityLinker([port, *named("Trevanna - Port Ellery")])
    mentions = linker.link("the country of the port Trevanna", SCOPE)
    assert [(m.text, m.best.entity.label) for m in mentions] == [("Trevanna", "Trevanna")]


def test_the_opening_of_a_question_is_no_part_of_a_name() -> None:
    linker = EntityLinker(named("QUICK-Stop", "Tofu"))
    mentions = linker.link("Quick question: how much is Tofu?", SCOPE)
    assert [m.text for m in mentions] == ["Tofu"]


def test_a_code_ends_with_no_noun() -> None:
    (moss,) = named("Moss Vest Fleece")
    code = (EntityName(entity_id=moss[1].id, name="MOFL-VEST", kind="name"), moss[1])
    linker = EntityLinker([moss, code, *named("Teal 50 Buoyancy Vest", "Teal 70 Vest XL")])
    assert [row.label for row in linker.headed("vests", SCOPE)] == [
        "Teal 50 Buoyancy Vest", "Teal 70 Vest XL"
    ]  # fmt: skip
