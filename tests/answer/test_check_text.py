"""Sentences and clauses of a text: exact spans, and where a further statement begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.check_flags import denied
from answer.check_text import clauses, idle, lines

ODD = st.sampled_from(
    ["The tent weighs 2 kg.", "🫖", "é", "\u0301", "\U0001f468\u200d\U0001f469", "\r\n", "\n\n",
     " ", "It costs 5 €, and it is red.",
     "- a\r\n- b", "\ud83d", "\u200f", "weighs 2 kg. The other"]
)  # fmt: skip


@given(st.lists(ODD, max_size=12).map("".join))
def test_spans_of_sentences_are_exact_in_code_points(text: str) -> None:
    end = 0
    for line in lines(text):
        assert text[line.start : line.end] == line.text
        assert end <= line.start < line.end
        end = line.end
        for clause in clauses(line.text, ()):
            assert line.text[clause.start : clause.end] == clause.text


@given(st.text())
def test_any_text_can_be_cut(text: str) -> None:
    for line in lines(text):
        assert all(0 <= c.start <= c.end <= len(line.text) for c in clauses(line.text, ()))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It weighs 2 kg and costs 300 EUR.", ["It weighs 2 kg", "costs 300 EUR."]),
        ("A and B weigh 2 kg.", ["A and B weigh 2 kg."]),
        ("It comes in sand, grey and moss green.", ["It comes in sand, grey and moss green."]),
        ("It is red; the other one is blue.", ["It is red", "the other one is blue."]),
        ("It is made by X, which is based in Y.", ["It is made by X", "which is based in Y."]),
        ("It was placed by A and shipped with B.", ["It was placed by A", "shipped with B."]),
        ("It costs 5 EUR, while that costs 6.", ["It costs 5 EUR", "that costs 6."]),
    ],
)
def test_a_clause_begins_with_a_further_predicate(sentence: str, expected: list[str]) -> None:
    assert [clause.text for clause in clauses(sentence, ())] == expected


def test_a_name_is_not_cut() -> None:
    sentence = "Black and Decker is based in Towson and makes drills."
    assert clauses(sentence, [(0, 16)])[0].text == "Black and Decker is based in Towson"


def test_a_unit_with_a_full_stop_ends_a_sentence() -> None:
    assert [line.text for line in lines("It weighs 2 kg. The other weighs 3 kg.")] == [
        "It weighs 2 kg.",
        "The other weighs 3 kg.",
    ]


def test_a_sentence_may_begin_with_a_picture() -> None:
    found = lines("🫖 It weighs 1207 g. 👩‍🔧 Never use bleach.")
    assert [line.text for line in found] == ["🫖 It weighs 1207 g.", "👩‍🔧 Never use bleach."]


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "International Marketing Mgr. is her title. It weighs 2 kg."
    assert [line.text for line in lines(text)] == [
        "International Marketing Mgr. is her title.",
        "It weighs 2 kg.",
    ]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("it does not weigh 2 kg", True),
        ("it isn’t waterproof", True),
        ("it has no bike workshop", True),
        ("it weighs no more than 2 kg", False),
        ("order no. 7 costs 2 EUR", False),
        ("it is not only red", False),
        ("it is without a workshop", True),
    ],
)
def test_denials(clause: str, expected: bool) -> None:
    assert denied(clause) is expected


def test_questions_and_imagined_cases_state_nothing() -> None:
    assert idle("Does it weigh 2 kg?")
    assert idle("It would cost 5 EUR.")
    assert not idle("It costs 5 EUR.")
