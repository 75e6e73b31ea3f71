"""Keys of kept answers: one for questions that nobody could tell apart, another for all else."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.caches.keys import Variant, answer_key, normal_question
from nescio.types import Question, Scope, Turn

TODAY = Variant(fingerprint="f", day=dt.date(2026, 3, 4))
WORDS = st.lists(
    st.sampled_from("the Heron 2 tent May may US us not cost 1.5 15 A-7 a order €".split())
    | st.text(st.characters(categories=("L", "N")), min_size=1, max_size=6),
    min_size=1,
    max_size=8,
)


def key(question: Question, variant: Variant = TODAY) -> str:
    return answer_key(question, variant, history_turns=4).exact


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What does the Heron 2 cost?", "  what does the\tHeron 2   cost  ?"),
        ("What does the Heron 2 cost?", "what does the Heron 2 cost"),
        ("Where’s order “N-7”?", 'where\'s order "N-7"'),
        ("The Heron 2, please", "the Heron 2, please"),
    ],
)
def test_what_makes_no_difference(one: str, other: str) -> None:
    assert normal_question(one) == normal_question(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is the pay of May?", "What is the pay of may?"),
        ("Do you ship to US?", "Do you ship to us?"),
        ("WHO rules for masks?", "Who rules for masks?"),
        ("Polish wax?", "polish wax?"),
        ("May I return it?", "may I return it?"),
        ("Is it 1.5 m?", "Is it 15 m?"),
        ("Is it 10 m²?", "Is it 10 m2?"),
        ("The tent is waterproof", "The tent is waterproof?"),
        ("What is A-7?", "What is A 7?"),
        ("What is it? The tent.", "What is it. The tent?"),
    ],
)
def test_what_may_make_a_difference(one: str, other: str) -> None:
    assert normal_question(one) != normal_question(other)


@given(WORDS, st.sampled_from([" ", "  ", "\t", "\n"]), st.sampled_from(["", "?", " ?", "??", "."]))
def test_space_and_marks_at_the_end_of_a_question(words: list[str], space: str, end: str) -> None:
    plain = normal_question("what is " + " ".join(words))
    assert normal_question("What is " + space.join(words) + end) == plain
    assert normal_question(plain) == plain


@given(WORDS, WORDS)
def test_other_words_have_another_key(one: list[str], other: list[str]) -> None:
    def said(words: list[str]) -> list[str]:
        return re.findall(r"\S+", normal_question("What is " + " ".join(words)))

    same = key(Question(text="What is " + " ".join(one))) == key(
        Question(text="what is " + " ".join(other))
    )
    assert same == (said(one) == said(other))


@pytest.mark.parametrize(
    "change",
    [
        {"scope": Scope(tenant="other")},
        {"scope": Scope(labels=frozenset({"staff"}))},
        {"history": (Turn(question="And the Heron 3?", answer="It is green."),)},
        {"max_staleness_s": 60.0},
        {"text": "What costs the Heron 3?"},
    ],
)
def test_who_asks_and_what_was_said_before(change: dict[str, Any]) -> None:
    question = Question(text="What costs the Heron 2?")
    assert key(question) == key(replace(question, conversation_id="c"))
    assert key(question) != key(replace(question, **change))


def test_only_the_turns_that_are_read_count() -> None:
    turns = tuple(Turn(question=f"q{n}", answer="a") for n in range(5))
    question = Question(text="And it?", history=turns)
    assert key(question) == key(replace(question, history=turns[1:]))
    assert key(question) != key(replace(question, history=turns[2:]))
    with_other = (*turns[:4], Turn(question="q4", answer="b"))
    assert key(question) != key(replace(question, history=with_other))


@pytest.mark.parametrize(
    "change",
    [
        {"fingerprint": "g"},
        {"threshold": 0.5},
        {"certified": True},
        {"day": dt.date(2026, 3, 5)},
        {"left_out": frozenset({"help"})},
    ],
)
def test_what_it_is_answered_with(change: dict[str, Any]) -> None:
    question = Question(text="What costs the Heron 2?")
    one, other = (
        answer_key(question, v, history_turns=4) for v in (TODAY, replace(TODAY, **change))
    )
    assert one.exact != other.exact
    assert one.family != other.family
