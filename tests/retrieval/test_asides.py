"""The frame of a letter, occasions and days told before: no part of a question."""

from __future__ import annotations

import pytest

from retrieval.asides import plain


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Dear team, what is the price of the Okapi? Kind regards, Hanneke",
         "what is the price of the Okapi?"),
        ("hello all, is the Okapi sold?\nbest wishes\nKarl Otto", "is the Okapi sold?"),
        ("For the staff party: when did Per Dahl start?", "when did Per Dahl start?"),
        ("address of the mill for my satnav please", "address of the mill please"),
        ("he took it in... on which date was it", "he took it in. On which date was it"),
        ("He paid for it on 3 May 2024. What was the price that day?",
         "He paid for it on 3 May 2024. What was the price on 3 May 2024?"),
        ("Ordered 2024-05-03. What did it cost at the time?",
         "Ordered 2024-05-03. What did it cost on 2024-05-03?"),
    ],
)  # fmt: skip
def test_what_stands_around_a_question_goes(text: str, left: str) -> None:
    assert plain(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "what is the warranty for my bike",  # a thing, no occasion
        "what does the best cost?",
        "Thanks, Hanneke",
        "for the Okapi: what does it weigh?",
        "he came on 3 May 2024, she on 4 May 2024. What was the price that day?",
        "What was the price that day?",
        "Dear me, how much is the Okapi?",
        "which labels do you sell for parcels?",
    ],
)
def test_what_is_asked_stays(text: str) -> None:
    assert plain(text) == text
