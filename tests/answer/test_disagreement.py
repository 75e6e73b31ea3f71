"""Two sentences that answer a question differently, and those that only look so."""

from __future__ import annotations

import pytest

from answer.contest import contested
from answer.question import analyse
from retrieval.corpus import count_terms

NO_TERMS = count_terms([])


def contest(question: str, one: str, other: str) -> tuple[str, str] | None:
    found = contested(analyse(question, NO_TERMS), one, other)
    again = contested(analyse(question, NO_TERMS), other, one)
    assert (found is None) is (again is None)
    return None if found is None else (found.one.text, found.other.text)


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        (
            "How long may goods be returned?",
            "Goods may be returned within 30 days of delivery.",
            "Goods may be returned within 14 days of the delivery.",
            ("30 days", "14 days"),
        ),
        (
            "Which city hosts the winter fair?",
            "The winter fair is hosted by Bergen each year.",
            "The winter fairs are hosted by Lund each year.",
            ("Bergen", "Lund"),
        ),
        (
            "Who designed the Alder bridge?",
            "The Alder bridge was designed by Mary Doe.",
            "The Alder bridge was designed by Erik Holm.",
            ("Mary Doe", "Erik Holm"),
        ),
        (
            "When does the ferry season start?",
            "The ferry season starts on 15 May 2021.",
            "The ferry season starts on June 2, 2021.",
            ("15 May 2021", "June 2, 2021"),
        ),
        (
            "What is the opening date of Hall 2040?",
            "The town opened Hall 2040 for visitors on 15 May 2021.",
            "The town opened Hall 2040 for visitors on 2 June 2021.",
            ("15 May 2021", "2 June 2021"),
        ),
        (
            "Where is the head office?",
            "The head office moved to Bergen, Norway last spring.",
            "The head office moved to Lund, Sweden last spring.",
            ("Bergen, Norway", "Lund, Sweden"),
        ),
        (
            "Can worn boots be exchanged?",
            "Worn boots can be exchanged in a store.",
            "Worn boots can not be exchanged in a store.",
            ("not", "not"),
        ),
    ],
)
def test_a_value_that_is_asked_for_is_contested(
    question: str, one: str, other: str, values: tuple[str, str]
) -> None:
    assert contest(question, one, other) == values


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        # the same in other words
        (
            "How long may goods be returned?",
            "Goods may be returned within 2 weeks of delivery.",
            "Goods may be returned within 14 days of delivery.",
        ),
        # another edition
        (
            "Who won the Alder cup?",
            "Mary Doe won the Alder cup final in 2018.",
            "Erik Holm won the Alder cup final in 2019.",
        ),
        # the edition asked for beside another
        (
            "What was the revenue in 2020?",
            "The revenue of the ferry line in 2020 was high.",
            "The revenue of the ferry line in 2019 was high.",
        ),
        # another aspect
        (
            "How long does delivery take?",
            "Standard delivery to Norway takes 5 days.",
            "Express delivery to Norway takes 2 days.",
        ),
        # another thing
        (
            "How heavy is the Kestrel tent?",
            "The Kestrel tent weighs 2 kg when dry.",
            "The Corvin tent weighs 3 kg when dry.",
        ),
        # more said, not something else
        (
            "Who designed the Alder bridge?",
            "The Alder bridge was designed by Mary Doe.",
            "The Alder bridge was designed by Mary Doe and opened by Erik Holm.",
        ),
        # not the kind of answer that is asked for
        (
            "Who opened the Alder bridge?",
            "The Alder bridge was opened by Mary Doe in 1911.",
            "The Alder bridge was opened by Mary Doe in 1912.",
        ),
        # several are right
        (
            "Which stores repair boots?",
            "Boots are repaired in the store in Bergen.",
            "Boots are repaired in the store in Lund.",
        ),
        # all that is shared is what was asked
        (
            "Where are the Alder games?",
            "The Alder games are held in Lund this year.",
            "Alder games - Medal Tracker.",
        ),
    ],
)
def test_no_disagreement(question: str, one: str, other: str) -> None:
    assert contest(question, one, other) is None


@pytest.mark.parametrize(("asked", "told"), [("standard", False), ("express", True)])
def test_of_several_amounts_the_one_asked_for_counts(asked: str, told: bool) -> None:
    found = contest(
        f"How long does {asked} delivery take?",
        "Standard delivery takes 5 days, express delivery takes 2 days.",
        "Standard delivery takes 5 days, express delivery takes 3 days.",
    )
    assert (found == ("2 days", "3 days")) is told
