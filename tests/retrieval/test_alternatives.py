"""Further readings of what leaves something out: the likely ones are offered, others are not."""

from __future__ import annotations

import pytest

from nescio.types import Entity, EntityName, Scope, Turn
from retrieval.alternatives import MOST, alternatives
from retrieval.linking import EntityLinker
from retrieval.pieces import Piece

NAMES = (
    ("Corvin 7 Cello", "instruments"), ("Corvin 9 Cello", "instruments"),
    ("Rosin", "instruments"), ("Lantern Hall", "halls"), ("Harbour Hall", "halls"),
    ("Ada Morel", "people"), ("Larsen 4 Strings", "strings"), ("Larsen 12 Strings", "strings"),
)  # fmt: skip


@pytest.fixture(scope="module")
def linker() -> EntityLinker:
    def named(name: str, table: str) -> tuple[EntityName, Entity]:
        entity = Entity(id=name, source="music", label=name, table=table, key=(("id", name),))
        return EntityName(name=name, entity_id=name, kind="name"), entity

    return EntityLinker([named(*pair) for pair in NAMES])


def read(
    linker: EntityLinker, text: str, *turns: Turn, told: str = "", own: str = ""
) -> tuple[str, ...]:
    piece = Piece(question=text, told=told)
    return alternatives(piece, own or text, turns, (), linker, Scope())


def test_a_question_alone_has_one_reading(linker: EntityLinker) -> None:
    assert read(linker, "how heavy is the Corvin 7 Cello?") == ()


def test_what_a_clause_tells_may_belong_to_the_question(linker: EntityLinker) -> None:
    found = read(linker, "how many days would that be?", told="If you reordered the Corvin 7 Cello")
    assert found[0] == "If you reordered the Corvin 7 Cello, how many days would that be?"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("which colours has the Corvin 7 Cello, for the wall display",
         ("which colours has the Corvin 7 Cello",)),
        ("price of the Corvin 7 Cello - customer on the line",
         ("price of the Corvin 7 Cello",)),
        ("Everything made by Ada Morel, names only.", ("Everything made by Ada Morel",)),
        ("what is the hire of a Corvin 7 Cello, for a weekend?", ()),
        ("what is the hire of a Corvin 7 Cello, for the Lantern Hall?", ()),
        ("hm, for the wall", ()),
    ],
)  # fmt: skip
def test_what_it_is_for_may_be_no_part_of_it(
    linker: EntityLinker, text: str, found: tuple[str, ...]
) -> None:
    assert read(linker, text) == found


@pytest.mark.parametrize(
    ("earlier", "answer", "text", "reading"),
    [
        ("Which hall keeps the Corvin 7 Cello?", "", "until what time is it open there?",
         "until what time is hall of the Corvin 7 Cello open there?"),
        ("Which hall keeps the Corvin 7 Cello?", "It is in Lantern Hall.", "when was it built?",
         "when was Lantern Hall built?"),
        ("Who made the Corvin 7 Cello?", "", "what about the weight?",
         "what about the weight of the Corvin 7 Cello?"),
        ("How many Corvin 7 Cello are in Lantern Hall?", "", "the same for Harbour Hall please",
         "How many Corvin 7 Cello are in Harbour Hall?"),
        ("How many Corvin 7 Cello are in Lantern Hall?", "", "How many are left in Harbour Hall?",
         "How many are left in Harbour Hall of the Corvin 7 Cello?"),
        ("Which strings last?", "Use Larsen strings then.", "what does the set of 4 cost?",
         "what does Larsen 4 Strings cost?"),
        ("How is the hire of a Corvin 7 Cello paid?", "As that of Lantern Hall.",
         "what does one cost?", "what does one cost of the Corvin 7 Cello?"),
    ],
)  # fmt: skip
def test_a_follow_up_may_be_about_each_name(
    linker: EntityLinker, earlier: str, answer: str, text: str, reading: str
) -> None:
    assert reading in read(linker, text, Turn(question=earlier, answer=answer))


def test_another_question_about_another_row_is_not_the_earlier_one(linker: EntityLinker) -> None:
    earlier = Turn(question="How heavy is the Corvin 7 Cello?")
    found = read(linker, "What rosin value suits the Corvin 9 Cello in winter?", earlier)
    assert not any(text.startswith("How heavy") for text in found)


def test_where_a_thing_belongs_is_not_what_is_asked_about(linker: EntityLinker) -> None:
    found = read(linker, "how much is that?", told="a strap for my Corvin 7 Cello")
    assert found == ("a strap for my Corvin 7 Cello, how much is that?",)


def test_readings_are_few(linker: EntityLinker) -> None:
    turn = Turn(question="the Corvin 7 Cello, Lantern Hall, Ada Morel and the Corvin 9 Cello?")
    assert len(read(linker, "how about it?", turn, told="so they say")) <= MOST


def test_how_many_more_are_counted_of_what_was_counted_before(linker: EntityLinker) -> None:
    before = Turn(question="How many concert halls are there")
    assert "how many concert halls have a bar?" in read(linker, "how many have a bar?", before)
    of_them = read(linker, "and how many of them are closed?", before)
    assert "and how many concert halls are closed?" in of_them
    assert read(linker, "how many seats are there?", before) == ()


def test_the_lowest_one_is_of_what_was_named_last(linker: EntityLinker) -> None:
    found = read(linker, "Which is the cheapest one there?", told="For an audition take a cello.")
    assert "Which is the cheapest cello?" in found
    turn = Turn(question="What do I tune?", answer="Tune the Larsen strings first.")
    found = read(linker, "what's the lightest of those you have?", turn)
    assert "what's the lightest Larsen strings you have?" in found


def test_where_the_asker_is_may_be_the_place_that_is_asked_about(linker: EntityLinker) -> None:
    told = "We're in lantern hall tonight."
    assert "until when are you open in lantern hall?" in read(
        linker, "until when are you open?", told=told
    )
    told = "The rosin is in lantern hall tonight."
    assert "until when are you open in lantern hall?" not in read(
        linker, "until when are you open?", told=told
    )


def test_of_a_list_the_one_with_the_number_is_picked(linker: EntityLinker) -> None:
    turn = Turn(question="What do I string it with?", answer="Larsen Strings, or ask Ada Morel.")
    assert "what does Larsen 12 Strings cost?" in read(linker, "what does the 12 cost?", turn)


def test_what_is_asked_of_no_name_may_be_asked_of_the_place_said_before(
    linker: EntityLinker,
) -> None:
    turn = Turn(question="Who tunes the organ in Lantern Hall")
    assert "when do you close on weekdays in Lantern Hall?" in read(
        linker, "when do you close on weekdays?", turn
    )
    named = read(linker, "when does Harbour Hall close?", turn)
    pointed = read(linker, "when is that closed?", turn)
    assert not any(text.endswith("in Lantern Hall?") for text in (*named, *pointed))


def test_what_you_do_for_it_is_not_asked_of_the_thing(linker: EntityLinker) -> None:
    turn = Turn(question="Can you mend the Corvin 7 Cello?")
    assert not any("Corvin" in text for text in read(linker, "what does that cost?", turn))


def test_a_question_word_alone_is_no_whole_question(linker: EntityLinker) -> None:
    before = Turn(question="do you hire out cellos?")
    own = "in which halls do you hire out cellos?"
    assert "in which halls?" not in read(linker, "in which halls?", before, own=own)
    assert "which halls do you have?" in read(linker, "which halls do you have?", before, own=own)
