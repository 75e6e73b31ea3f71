from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.question import analyse, expected, fits
from nescio.sentences import split
from retrieval.corpus import count_terms

TERMS = count_terms(
    ["Wash the tent by hand with soap.", "The warranty covers the zipper.", "Refunds take a week."]
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How long does a refund take?", "duration"),
        ("How many fit in a box?", "number"),
        ("What does it cost?", "money"),
        ("Which part is it, and how much?", "money"),
        ("How often must I oil it?", "frequency"),
        ("At how many degrees does it melt?", "temperature"),
        ("When do you open?", "time"),
        ("How do I wash it?", "procedure"),
        ("Can I wash it?", "yes_no"),
        ("Who repairs zips?", "person"),
        ("warranty zipper", "any"),
    ],
)
def test_the_form_of_a_question_tells_the_kind_of_answer(text: str, kind: str) -> None:
    assert expected(text) == kind


def test_a_sentence_fits_the_kind_asked_for() -> None:
    assert fits("number", "It takes two weeks.")
    assert not fits("number", "It takes a while.")
    assert fits("procedure", "Wash by hand.")
    assert fits("frequency", "Oil it after every trip.")
    assert not fits("frequency", "Three drops are enough.")


def test_rare_words_weigh_more() -> None:
    analysis = analyse("warranty of the submarine", TERMS)
    assert analysis.weights["submarin"] > analysis.weights["warranti"]
    assert 0 < analysis.coverage({"warranti"}) < 0.5


@given(st.text(max_size=300))
def test_sentences_are_exact_spans_in_order(text: str) -> None:
    sentences = split(text)
    assert all(text[s.start : s.end] == s.text and s.text.strip() for s in sentences)
    assert all(a.end <= b.start for a, b in pairwise(sentences))


def test_list_items_are_sentences_without_their_bullets() -> None:
    text = "Before use:\n- Unfold the poles 👍🏽.\n- Check the pegs.\n\n1. Pitch it"
    assert [s.text for s in split(text)] == [
        "Before use:",
        "Unfold the poles 👍🏽.",
        "Check the pegs.",
        "Pitch it",
    ]
