"""Sentences that tell of another of the family than the one asked about."""

from __future__ import annotations

import pytest

from answer.siblings import of_sibling


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What does the Corvin XL weigh?", "The Corvin R weighs 300 g and the Corvin RW 410 g."),
        ("How long does the 400 battery charge?", "Of the 500 battery it takes four hours."),
        ("how long does the Corvin 400 battery charge", "It takes the 500 battery four hours."),
        ("When does gate 7 open?", "Gate 5 opens at nine."),
    ],
)
def test_another_designation_beside_the_same_word(question: str, sentence: str) -> None:
    assert of_sibling(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What does the Corvin R weigh?", "The Corvin R weighs 300 g and the Corvin RW 410 g."),
        ("What does the Corvin RW weigh?", "The Corvin R and RW weigh 300 g."),
        ("What fits the Corvin 3?", "The clip fits Corvin 1 to 4."),
        ("What fits the Corvin 3?", "The clip of the Corvin 1 fits all of them."),
        ("What does the Corvin 3 weigh?", "The frame weighs 300 g."),
        ("What can I get for 20 euro?", "A clip costs 5 euro."),
        ("What does the Corvin weigh?", "The Corvin 3 weighs 300 g."),
    ],
)
def test_the_one_asked_for_all_of_them_or_none(question: str, sentence: str) -> None:
    assert not of_sibling(question, sentence)


def test_a_document_about_the_one_asked_for_names_others_besides() -> None:
    asked, said = "When was Corvin 5.2 released?", "Released in May for Corvin 40 and 60."
    assert of_sibling(asked, said)
    assert not of_sibling(asked, said, "Corvin firmware 5.2")
    assert of_sibling(asked, said, "Corvin 40 and 5.2")
    assert of_sibling(asked, said, "Corvin firmware 5.3")


def test_a_title_with_another_number_says_what_its_sentences_are_about() -> None:
    asked, said = "Which day is the winter 2026 fair?", "6 December: the fair."
    assert of_sibling(asked, said, "Winter 2025: short days", "It is cold. 6 December: the fair.")
    assert not of_sibling(asked, said, "Winter 2026: short days", "6 December: the fair.")
    assert not of_sibling(asked, said, "Winter 2025: short days", "Until January 2026. The fair.")
    assert not of_sibling("What does the Corvin 5 carry?", said, "Corvin XL: manual", said)
