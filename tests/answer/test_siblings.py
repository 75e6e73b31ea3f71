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
        (
            "Above what load do you advise against the Tarog 5?",
            "The Tarog 5 weighs 2 kg, the Tarog 6 weighs 3. We advise against loads above 20 kg in "
            "the Tarog 6.",
        ),
        ("How long does the 400 winch need?", "The Tarog 400 Lamp runs for 30 hours."),
        ("How long does the winch of the Corvin 40 need?", "Of the 50 winch it is four hours."),
        (
            "What does the Corvin Base weigh?",
            "The Corvin Base seats 2, and the Corvin Max weighs 90 kg.",
        ),
        (
            "How many men does the Tarog Alto need by night?",
            "The Tarog Alto sails with two; the Tarog Basso needs three men by night.",
        ),
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
        (
            "How heavy is the Tarog 5?",
            "The Tarog 5 is 2 kg heavy. Do not put loads on the Tarog 6.",
        ),
        ("How heavy is the Tarog 5?", "The Tarog 5 is in. It is heavy. The Tarog 6 is heavier."),
        ("What fits the Corvin 3?", "The clip of the Corvin 1 fits all of them."),
        ("What does the Corvin 3 weigh?", "The frame weighs 300 g."),
        ("What can I get for 20 euro?", "A clip costs 5 euro."),
        ("What does the Corvin weigh?", "The Corvin 3 weighs 300 g."),
        ("How long does the 400 lamp run?", "The Tarog 400 Lamp runs for 30 hours."),
        ("How long does the 400 light run?", "The Tarog 400 runs for 30 hours with its headlight."),
        ("What does the 400 cost?", "The Tarog 400 Lamp is 30 euro."),
        ("How bright is the 400 model?", "The Tarog 400 Lamp gives 400 lumens."),
        ("Is 519 an error code?", "Fault 519: the battery is too warm."),
        ("How long is the rope of the Corvin 40?", "It comes with 2 ropes."),
        (
            "What does the Corvin Max weigh?",
            "The Corvin Base seats 2, and the Corvin Max weighs 90 kg.",
        ),
        (
            "What does the Corvin Base need to be full?",
            "The Corvin Base needs 2 hours and the Corvin Max needs 3 hours to be full.",
        ),
        (
            "How long is a full tide for the Corvin 7?",
            "A full tide for the Corvin 5 is four hours, and for the Corvin 7 six hours.",
        ),
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
