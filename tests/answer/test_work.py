"""What a sentence is to a question: about what was asked, or about another of its kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answer.question import analyse
from answer.work import Work, about_other
from nescio.types import Scope
from retrieval.acronyms import Acronyms
from retrieval.corpus import Snapshot, count_terms
from retrieval.linking import EntityLinker
from retrieval.spelling import Spelling
from tests.retrieval import samples

LABELS = (
    "Kestrel 1 Tent", "Kestrel 3 Tent", "Lock U", "Tents", "Depot Lyon", "Depot Ghent",
    "Tundra 2.5 Tent", "Dry Tent",
)  # fmt: skip
ROWS = [samples.entity(label, key=(("id", n),)) for n, label in enumerate(LABELS)]
TERMS = count_terms(["The Kestrel 1 Tent weighs 970 g."])
SNAPSHOT = Snapshot(
    generation=1,
    linker=EntityLinker([(samples.name(row), row) for row in ROWS]),
    titles=EntityLinker([]),
    terms=TERMS,
    spelling=Spelling(TERMS.forms, TERMS.frequency),
    acronyms=Acronyms([]),
)


def work(question: str) -> Work:
    return Work(
        question=question, search=question, scope=Scope(), snapshot=SNAPSHOT,
        mentions=SNAPSHOT.linker.link(question, Scope()), analysis=analyse(question, TERMS),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("The Kestrel 1 Tent weighs 970 g.", True),
        ("The Kestrel 3 Tent weighs 970 g, the Kestrel 1 Tent 900 g.", False),
        ("Dry the tent within 24 hours.", False),
        ("Spare poles fit Kestrel 1 to 4.", False),
        ("Take the key marked U.", False),
        ("The inner needs 2.5 hours in the sun.", False),
        ("Drying a wet one costs 15 euro.", False),
        ("Kestrel 1 is pitched first.", True),
        ("An hour for a Kestrel 1 and two for a 3.", False),
        ("The Kestrel 1 Tent weighs 3 kg.", True),
    ],
)
def test_a_name_of_another_and_words_that_are_none(sentence: str, other: bool) -> None:
    assert about_other(sentence, work("What does the Kestrel 3 Tent weigh?")) is other


def test_a_part_of_a_longer_name_is_not_what_is_asked_beside_a_row() -> None:
    asked = work("How thick is the dry part of the Kestrel 3 Tent?")
    assert about_other("The Kestrel 1 Tent is dry.", asked)


def test_a_word_that_names_a_row_of_another_kind_does_not_make_a_sentence_meant() -> None:
    wall, ghent = "The wall for climbing is high.", "How high is the climbing wall in Ghent?"
    store, sort = samples.entity("Depot Ghent", key=(("id", 1),)), samples.entity("Climbing")
    other = samples.entity("Depot Lyon", key=(("id", 2),))
    sort = replace(sort, table="sorts", id="sorts/1")
    linker = EntityLinker([(samples.name(row), row) for row in (store, other, sort)])
    snapshot = replace(SNAPSHOT, linker=linker)
    asked = replace(work(ghent), snapshot=snapshot, mentions=linker.link(ghent, Scope()))
    assert about_other(wall, asked, "Depot Lyon")
    assert not about_other(wall, asked, "Depot Ghent")


def test_a_sentence_without_a_name_is_about_the_row_that_its_document_is_called_by() -> None:
    asked = work("Does the Depot Ghent have a lift?")
    assert about_other("There is a lift.", asked, "Depot Lyon")
    assert not about_other("There is a lift.", asked, "Depot Ghent")
    assert not about_other("There is a lift, as in the Depot Ghent.", asked, "Depot Lyon")
    assert not about_other("There is a lift.", asked, "From Depot Lyon to the sea")


def test_what_stands_under_the_name_of_the_asked_row_is_about_it_whatever_it_names() -> None:
    asked = work("Does the Depot Ghent have a lift?")
    assert about_other("There is a lift, as in the Depot Lyon.", asked, "Depots")
    assert not about_other("There is a lift, as in the Depot Lyon.", asked, "Depot Ghent")


def test_other_rows_are_asked_for_by_a_noun_after_which() -> None:
    rows = [samples.entity(name, key=(("id", at),)) for at, name in enumerate(
        ("Spring Filter", "Clarity Tablets", "Aqua Tablets"), 1)]  # fmt: skip
    linker = EntityLinker([(samples.name(row), row) for row in rows])
    question = "My Spring Filter stops no virus. Which tablets help?"
    asked = replace(
        work(question), snapshot=replace(SNAPSHOT, linker=linker),
        mentions=linker.link(question, Scope()),
    )  # fmt: skip
    assert not about_other("The Clarity Tablets help against a virus.", asked)


def test_a_bare_noun_beside_a_name_is_not_what_is_asked_about() -> None:
    asked = work("Which depot sends parcels to Ghent, the Depot Ghent?")
    assert about_other("The Depot Lyon sends parcels.", asked)
    assert not about_other("The Depot Lyon sends parcels.", work("Which depot sends parcels?"))


def test_a_title_that_begins_with_others_of_the_kind_says_what_its_sentences_are_about() -> None:
    asked = work("What does the Kestrel 3 Tent weigh?")
    assert about_other("It weighs 900 g.", asked, "Tundra tents: manual")
    assert not about_other("It weighs 900 g.", asked, "Kestrel tents: manual")
    assert not about_other("It weighs 900 g.", asked, "Tundra and Kestrel tents: manual")
    assert not about_other("It weighs 900 g.", work("What does my tent weigh?"), "Tundra tents")
