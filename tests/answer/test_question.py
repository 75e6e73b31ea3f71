from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.kinds import WEAK, closeness, expected, fits
from answer.question import SAME_SENSE, analyse
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
        ("What is the daily rate of a boat?", "money"),
        ("Till when is it open?", "duration"),
        ("At how many degrees does it melt?", "temperature"),
        ("When do you open?", "time"),
        ("How do I wash it?", "procedure"),
        ("Can I wash it?", "yes_no"),
        ("Who repairs zips?", "person"),
        ("warranty zipper", "any"),
        ("What would you take to glue it?", "money"),
        ("How fast may it spin?", "number"),
        ("How fast do you answer?", "duration"),
        ("How low may the charge drop?", "number"),
        ("What's the smallest sum?", "number"),
        ("At what charge level do I store it?", "number"),
        ("Can staff see where I live?", "yes_no"),
        ("Can you tell me when you open?", "time"),
        ("When do I get my deposit back?", "time"),
        ("What does it cost when I am late?", "money"),
        ("If the price is half, how far do you go down?", "number"),
        ("Which of your shops has a wall?", "place"),
        ("How full must the tank be?", "number"),
        ("At what age must a rope go?", "number"),
        ("How much is too much?", "number"),
        ("How much is the fee?", "money"),
        ("Capacity of the tank?", "number"),
        ("What do I have to spend to get silver?", "money"),
        ("How much rent do you pay?", "money"),
        ("How much water do you spill?", "number"),
    ],
)
def test_the_form_of_a_question_tells_the_kind_of_answer(text: str, kind: str) -> None:
    assert expected(text) == kind


def test_a_sentence_fits_the_kind_asked_for() -> None:
    assert fits("number", "It takes two weeks.")
    assert not fits("number", "It takes a while.")
    assert not fits("number", "The insert CI-2 turns the Corvin 7 into a stove.")
    assert fits("number", "Spin at 800, in May 2014, or for EUR 3.")
    assert fits("procedure", "Wash by hand.")
    assert fits("frequency", "Oil it after every trip.")
    assert not fits("frequency", "Three drops are enough.")


@pytest.mark.parametrize(
    ("question", "sentence", "close"),
    [
        ("How cold is it?", "The chamber is at -12 °C.", 1.0),
        ("How cold is it?", "The cold chamber is closed.", WEAK),
        ("How cold is it?", "It is closed.", 0.0),
        ("How many pegs are there?", "It comes with twelve steel pegs.", 1.0),
        ("How many pegs are there?", "It weighs 900 g with pegs.", WEAK),
        ("How much goes into it?", "It costs EUR 21.00.", WEAK),
        ("How much goes into it?", "It holds 60 ml and costs EUR 21.00.", 1.0),
        ("Since when does it run?", "It starts with the date of the invoice.", 1.0),
        ("How big may it be?", "Cards up to 128 GB fit.", 1.0),
        ("How big may it be?", "They work until half full.", WEAK),
        ("When do you ask?", "We ask after four days.", 1.0),
        ("How long does it last?", "It lasts a week.", 1.0),
        ("How long does it last?", "Rinse it twice a week.", 0.0),
        ("How often is it oiled?", "Oil it once a season.", 1.0),
        ("How often is it oiled?", "Oil is what it needs.", 0.0),
    ],
)
def test_a_value_of_the_kind_is_closer_than_words_about_it(
    question: str, sentence: str, close: float
) -> None:
    assert closeness(expected(question), question, sentence) == close


def test_words_that_begin_alike_are_near() -> None:
    analysis = analyse("inspecting a rented X12", TERMS)
    assert analysis.near({"inspect", "rental", "x12"}) == 1.0
    assert analysis.coverage({"inspect", "rental", "x12"}) < 1.0
    assert analysis.near({"x123"}) == 0.0


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


def test_days_are_no_names() -> None:
    asked = analyse("Is the Otterby shop open on a Monday in December or at Christmas?", TERMS)
    assert asked.names == {"otterbi"}


def test_a_word_of_the_same_meaning_counts_for_most_of_the_one_asked() -> None:
    analysis = analyse("guarantee", TERMS)
    assert analysis.near({"warranti"}) == SAME_SENSE
    assert analysis.near({"refund"}) == 0
    assert analysis.coverage({"warranti"}) == 0
