"""What the form of a question asks for, and its names and numbers, told by a quote or not."""

from __future__ import annotations

import datetime as dt

import pytest

from answer.question import Analysis, analyse, stems_of
from answer.quotes import Quote
from answer.told import (
    OTHER_KIND,
    kind_untold,
    names_untold,
    numbers_untold,
    tells_scope,
    tells_sibling,
)
from nescio.types import Chunk, Passage
from retrieval.corpus import count_terms

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TERMS = count_terms(["The Corvin is a boat."])


def quote(text: str, *, title: str = "Boats", chunk: str = "", document: str = "d") -> Quote:
    whole = chunk or text
    part = Chunk(document_id=document, source="docs", key="k", start=0, end=len(whole), text=whole)
    passage = Passage(chunk=part, title=title, uri="k", kind="file", as_of=NOW)
    return Quote(
        passage=passage, start=0, end=len(text), text=text, block=0, stems=stems_of(text),
        context=stems_of(title), cosine=0.6, coverage=0.8, score=0.7,
    )  # fmt: skip


def asked(question: str) -> Analysis:
    return analyse(question, TERMS)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many oars come with it?", "It has two masts."),
        ("How many ml does it burn?", "It burns diesel only."),
        ("How deep is the keel?", "The keel needs two coats."),
        ("How heavy is the mast?", "The mast is 9 metres high."),
        ("At what time does the race start?", "The race is on 4 May."),
        ("What does mooring cost?", "Mooring is along a wall six metres high."),
        ("What insurance class does it have?", "The insurance class is on the hull."),
        ("What's the name of the insurer?", "Our insurer pays at once."),
        ("How many years does the mast last?", "It may be returned within 14 days."),
        ("How high is the mast?", "The mast has nine steps."),
        ("How long does the mast last?", "As soon as the mast is old it is replaced."),
        ("What weight does the mast hold?", "The mast is 9 metres high."),
        ("Which day is the race?", "The race starts at the pier."),
        ("What is the standing height in the cabin?", "You can stand up in the cabin."),
        ("What does the sealer cost?", "Paint it with a solvent-free sealer."),
        ("How far does it sail in a day, in km?", "It makes 12 km/h in a breeze."),
        ("How deep is the bay?", "The wall of the bay is six metres high."),
        ("How wide is the lock?", "The ferry passes within 30 metres of the lock."),
        ("What is the depth of the lock?", "The lock is 8 m wide."),
    ],
)
def test_another_kind_of_thing_than_is_asked_for(question: str, sentence: str) -> None:
    assert kind_untold(asked(question), (quote(sentence),))


def test_at_what_time_is_not_answered_with_a_day() -> None:
    day = quote("The race is on 4 May.")
    assert kind_untold(asked("At what time does the race start on 4 May?"), (day,)) == 1
    assert kind_untold(asked("What time is the race?"), (day,)) == OTHER_KIND


@pytest.mark.parametrize(
    "sentence",
    ["It opened in 1894.", "It closed in 476.", "It fell in 43 BC.", "It burnt in the year 79."],
)
def test_a_year_is_told(sentence: str) -> None:
    assert kind_untold(asked("In which year did the mill open?"), (quote(sentence),)) == 0


@pytest.mark.parametrize(
    "sentence", ["It opens at 14:00.", "It has 24 doors, open from 10 to 12 h."]
)
def test_a_time_of_day_is_no_year(sentence: str) -> None:
    assert kind_untold(asked("In which year was the mill opened?"), (quote(sentence),)) == 1


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many oars come with it?", "Two oars are in the bag."),
        ("How many minutes does it take?", "It takes two hours."),
        ("How many hours does it take?", "It takes 45 minutes."),
        ("How deep is the keel?", "The keel reaches 80 cm down."),
        ("How deep is the keel?", "The keel goes two fathoms deep."),
        ("How long is the line?", "The line measures 3 m."),
        ("How long does it last?", "It lasts two weeks."),
        ("How heavy is the mast?", "The mast weighs 4 kg."),
        ("How high must the pressure be?", "It sounds when the pressure is above 4 hPa."),
        ("How high is the deposit?", "We ask for 40 euro as a deposit."),
        ("At what time does the race start?", "The race starts at seven in the evening."),
        ("What does mooring cost?", "Mooring is free."),
        ("What insurance class does it have?", "The hull has class 15."),
        ("What's the name of the insurer?", "It is insured with Brandt."),
        ("Which address do I write to?", "Letters go to crew@boats.example each week."),
        ("Can it sink?", "It does not sink."),
        ("How many times may it be painted?", "It may be painted twice."),
        ("How long has it been afloat?", "It has been afloat since 1981."),
        ("What is another name for the keel?", "The keel (or false keel) is of wood."),
        ("How many watt hours does it hold?", "It holds 74 Wh."),
        ("How high is the mast?", "The mast rises 90 feet above the deck."),
        ("What is the depth of the bay?", "The bay is some two miles across."),
        ("What is the weight of the anchor?", "It is a block of three tons."),
        ("How many children sail?", "Seventy kids are in the club."),
        ("At what time of the year is the race?", "The race is held in spring."),
        ("How many lifebelts are there?", "Two belts hang in the cabin."),
        ("What is the maximum weight?", "It carries 90 kg."),
        ("What's the length of the mast?", "The mast is 9 m high."),
        ("What does the sealer cost?", "The sealer is free for members."),
        ("How far does it sail in a day?", "It makes 12 km/h, some 200 km in a day."),
        ("How deep is the bay?", "The bay is 6 m deep at a wall 4 m high."),
        ("How tall is the mast?", "The mast is 9 m high."),
        ("How many km per hour does it make?", "It makes 12 km/h."),
    ],
)
def test_the_kind_that_is_asked_for(question: str, sentence: str) -> None:
    assert not kind_untold(asked(question), (quote(sentence),))


def test_what_counts_another_thing_may_count_what_is_asked_in_other_words() -> None:
    question = asked("How many oars come with it?")
    assert kind_untold(question, (quote("Two paddles are in the bag."),)) == OTHER_KIND
    assert kind_untold(question, (quote("Oars are sold from 1 May to 30 June for 20 euro."),)) == 1
    assert kind_untold(question, (quote("Nearly 900 paddles were sold."),)) == OTHER_KIND
    assert kind_untold(question, (quote("The oars of the Corvin 5 are blue."),)) == 1


def test_what_the_first_quote_lacks_another_may_tell_that_has_as_much_of_the_question() -> None:
    question = asked("What does a new mast for the Corvin cost?")
    first = quote("The mast of the Corvin can be replaced.")
    assert kind_untold(question, (first, quote("A mast costs 89 euro."))) == 0
    assert kind_untold(question, (first, quote("A berth is 2 euro an hour."))) == 1
    assert kind_untold(question, (first, quote("A mast costs 89 euro.", document="e"))) == 1
    code, scope = (
        asked("What class code has the Corvin mast?"),
        quote("For the Corvin mast, class code 15."),
    )
    assert kind_untold(code, (quote("The class code of a Corvin mast is on it."), scope)) == 1


def test_a_number_that_nothing_found_of_the_document_has() -> None:
    question = asked("What does the Corvin 5 carry?")
    first = quote("It carries 90 kg.")
    same = quote("For Corvin 5 and 7.")
    other = quote("The Corvin 5 is blue.", document="e")
    assert numbers_untold(question, first, [])
    assert numbers_untold(question, first, [other])
    assert not numbers_untold(question, first, [same])
    assert not numbers_untold(question, quote("It carries 90 kg.", title="Corvin 5"), [])
    assert not numbers_untold(question, quote("It carries 90 kg.", title="Corvin boats"), [])
    assert numbers_untold(question, quote("It carries 90 kg.", title="Corvin 7"), [])
    assert not numbers_untold(question, quote("All Corvins carry 90 kg."), [])
    assert not numbers_untold(question, quote("Corvin boats carry 90 kg."), [])
    assert numbers_untold(question, quote("The Corvin 7 carries 90 kg."), [])
    dated = asked("When is the race in December 2026?")
    assert numbers_untold(dated, quote("6 December: the race."), [])


def test_a_year_before_a_word_that_may_be_a_unit_is_a_number_too() -> None:
    question = asked("When is the race 2025 in Orlow?")
    assert numbers_untold(question, quote("The race is on 4 May.", title="Races 2024"), [])
    assert not numbers_untold(question, quote("The race is on 4 May.", title="Races 2025"), [])


@pytest.mark.parametrize(
    ("question", "sentence", "untold"),
    [
        ("Which 3 oars are spare?", "Three oars are spare.", False),
        (
            "Which boats of the 19th century are left?",
            "Boats of the nineteenth century rot.",
            False,
        ),
        ("Which of the 1000 boats are left?", "Of 1,000 boats none is left.", False),
        ("Which 3 oars are spare?", "Four oars are spare.", True),
        ("Which boats of the 19th century are left?", "Nineteen boats are left.", True),
    ],
)
def test_a_number_may_be_written_as_a_word(question: str, sentence: str, untold: bool) -> None:
    assert numbers_untold(asked(question), quote(sentence)) is untold


def test_a_long_name_may_be_written_with_a_slip() -> None:
    said = quote("The Meridian is a boat.")
    assert names_untold(asked("Where was the Meredian built?"), said) == 0
    assert names_untold(asked("Where was the Corvin built?"), said) == 1
    assert names_untold(asked("where was it built?"), said) == 0


def test_what_a_document_is_for_answers_nothing() -> None:
    assert tells_scope(quote("For Corvin 5, 7 and RW, and for the oars."))
    assert tells_scope(quote("For the Corvin 5."))
    assert tells_scope(quote("For the folding boats 70 and 90 and the dinghies 14 and 16."))
    assert not tells_scope(quote("For Ghent we charge 4 euro."))
    assert not tells_scope(quote("For gifts bought in May the period ends in June."))


def test_the_one_told_before_a_question_is_the_one_asked_of() -> None:
    said = quote("The Corvin 7 has class 15.")
    question = asked("Which class is it?")
    assert not tells_sibling(question, said)
    assert tells_sibling(question, said, "Corvin 9, the red one.")
    assert not tells_sibling(question, said, "Corvin 7, the red one.")
