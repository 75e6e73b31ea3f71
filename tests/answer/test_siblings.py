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
