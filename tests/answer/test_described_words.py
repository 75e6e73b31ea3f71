"""The words of a description: where it starts, how it is asked, which part of a sentence tells."""

from __future__ import annotations

import pytest

from answer.descriptions import (
    asked_before,
    clause,
    denied,
    descriptions,
    lacking,
    questions,
    told_before,
)


def test_the_innermost_description_comes_first() -> None:
    text = "Where does the firm sit that makes the bow with a weight of 61 grams?"
    inner, outer = descriptions(text)
    assert inner.said == "the bow with a weight of 61 grams"
    assert (outer.noun, outer.verb) == ("firm", " sit")


def test_a_description_is_asked_without_what_is_told_by_the_way() -> None:
    asked = list(questions("cello ", "that came after the discontinued Corvin 7"))
    assert asked == ["which cello came after the Corvin 7?", "what came after the Corvin 7?"]


def test_a_verb_before_the_description_is_kept() -> None:
    (described,) = descriptions("what does the bow cost that came after the Corvin?")
    assert (described.noun, described.verb) == ("bow", " cost")


@pytest.mark.parametrize(
    ("text", "said", "whole"),
    [
        ("till when is the hall that has the organ open on Sundays?", "the hall that has the organ",
         "till when is Lantern open on Sundays?"),
        ("when does the hall with the organ close at the weekend?", "the hall with the organ",
         "when does Lantern close at the weekend?"),
        ("what time closes the hall with the organ (sunday)?", "the hall with the organ",
         "what time closes Lantern (sunday)?"),
        # All that is told of it.
        ("where is the hall that is open on Sundays?", "the hall that is open on Sundays", None),
        ("where is the hall with an organ in the cellar?", "the hall with an organ in the cellar",
         None),
    ],
)  # fmt: skip
def test_the_day_of_the_question_is_no_part_of_what_is_told(
    text: str, said: str, whole: str | None
) -> None:
    described = next(descriptions(text))
    assert described.said.rstrip("?") == said
    assert whole is None or described.of("Lantern", described.ends[0]) == whole


@pytest.mark.parametrize(
    ("text", "told", "whole"),
    [
        ("How many kilos can the stool take that came after the Corvin?",
         "that came after the Corvin", "How many kilos can Lantern take?"),
        ("How many hours does the lamp last that blinks at night?", "that blinks at night",
         "How many hours does Lantern last?"),
        ("What are the mutes made of that came after the Corvin?", "that came after the Corvin",
         "What are Lantern made of?"),
        ("Where is the maker located that swaps what is broken?", "that swaps what is broken",
         "Where is Lantern located?"),
        ("since when has the hall with the organ been open?", "with the organ",
         "since when has Lantern been open?"),
        ("what does the lute with class 15 strings cost right now?", "with class 15 strings",
         "what does Lantern cost right now?"),
        ("what is kept in the hall that has been open?", "that has been open", None),
    ],
)  # fmt: skip
def test_what_a_thing_does_may_stand_before_or_after_what_is_told(
    text: str, told: str, whole: str | None
) -> None:
    described = next(descriptions(text))
    assert described.told.rstrip("?") == told
    assert whole is None or described.of("Lantern", described.ends[0]) == whole


def test_what_belongs_to_something_is_asked_as_its_relation() -> None:
    assert "order of RC-7?" in list(questions("order ", "that RC-7 belongs to"))


def test_what_the_question_before_described_is_meant_by_a_pronoun() -> None:
    before = "Do you have the bow with a weight of 61 grams?"
    (described,) = asked_before(before, "How much is it?")
    assert (described.said, described.of("Tarog Bow", described.ends[0])) == (
        "the bow with a weight of 61 grams", "How much is Tarog Bow?",
    )  # fmt: skip
    assert not list(asked_before(before, "How much is the Corvin?"))


def test_what_is_told_may_follow_its_noun_without_a_pronoun() -> None:
    (described,) = descriptions("What does the bow you keep telling cellists to buy cost?")
    assert (described.noun, described.told[:8]) == ("bow", "you keep")
    assert not list(descriptions("What does the bow you sell cost?"))


def test_the_word_before_what_is_told_may_belong_to_the_question() -> None:
    both = descriptions("Until when is the hall open where the organ stands?")
    assert [(one.noun, one.verb) for one in both] == [("hall open", ""), ("hall", " open")]


@pytest.mark.parametrize(
    ("sentence", "told", "expected"),
    [
        ("The bow of the Tarog weighs 58 g, and that of the Corvin 61 g.", "with 61 g",
         "that of the Corvin 61 g."),
        ("Tarog and Corvin weigh 61 g.", "with 61 g", "Tarog and Corvin weigh 61 g."),
        ("The Tarog, the Bodo and the Corvin weigh 61 g.", "with 61 g", ""),
        ("The Tarog has a case.", "with a case", ""),
        ("The Tarog has 90 g. Not above 22 Hz with the Bodo and above 25 Hz with the Corvin.",
         "you shouldn't tune beyond 25 Hz", "above 25 Hz with the Corvin."),
        ("The Tarog has a case, and the Corvin plays in rain, which is rare.", "that plays in rain",
         "the Corvin plays in rain, which is rare."),
        ("The Tarog plays in rain, and the Corvin in snow and rain.", "that plays in rain", ""),
    ],
)  # fmt: skip
def test_what_is_told_tells_which_part_of_a_sentence_is_meant(
    sentence: str, told: str, expected: str
) -> None:
    assert clause(sentence, told) == expected


@pytest.mark.parametrize(
    ("sentence", "told", "other"),
    [
        ("The Tarog has a case of oak.", "with the case", False),
        ("The Tarog has an oak case.", "with the oak case open", False),
        ("The Tarog has an oak case.", "with the oak stand", True),
        ("The Tarog has a case of oak.", "with a stand", True),
        # Only what it has is looked for word by word.
        ("The Tarog is kept in oak.", "you keep in a wooden box", False),
        ("The Corvin 7 takes gut strings.", "that takes the B-2 string", True),
        ("B-2 strings are not made anywhere, because nobody asks.", "that makes B-2 strings", True),
        ("Strings are handed out here, because we do not post them.", "that hands out strings",
         False),
        ("The hall has no organ.", "without an organ", False),
    ],
)  # fmt: skip
def test_a_near_sentence_may_tell_of_another_thing(sentence: str, told: str, other: bool) -> None:
    assert (denied(sentence, told) or lacking(sentence, "", told)) is other


def test_what_was_told_before_describes_what_the_question_points_at() -> None:
    told = told_before("One of your halls has an organ.", "Where is it?")
    assert told is not None
    assert (told.said, told.text[: told.start]) == ("One of your halls has an organ.", "Where is ")
    assert told_before("", "Where is it?") is None
    assert told_before("One of your halls has an organ.", "How late is it open") is None
