"""What makes it another question, and how sure an answer is for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from answer.confidence import NEAR, SAME, confidence, features
from answer.contrast import denied, negated, opposed, other_number
from answer.question import analyse, stems_of
from answer.quotes import Quote
from nescio.types import Chunk, Passage
from retrieval.corpus import count_terms

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TEXTS = (
    "In 1903 the Brandt mill at Orlow increased its output of rye flour.",
    "The harbour of Tarn freezes in January.",
    "Barley is grown in the hills of Tarn.",
)
TERMS = count_terms(TEXTS)


def quote(text: str, score: float = 0.7) -> Quote:
    chunk = Chunk(document_id="d", source="docs", key="mill.md", start=0, end=len(text), text=text)
    passage = Passage(chunk=chunk, title="Mills", uri="mill.md", kind="file", as_of=NOW)
    return Quote(
        passage=passage, start=0, end=len(text), text=text, block=0, stems=stems_of(text),
        context=stems_of("Mills"), cosine=0.6, coverage=0.8, score=score,
    )  # fmt: skip


def sure(question: str, *others: Quote, text: str = TEXTS[0]) -> float:
    return confidence(features(analyse(question, TERMS), [quote(text)], others=others))


ASKED = "When did the Brandt mill increase its output?"


@pytest.mark.parametrize(
    "changed",
    [
        "When did the Brandt mill decrease its output?",
        "When did the Brandt mill not increase its output?",
        "When did the Kessler mill increase its output?",
        "When did the Brandt mill increase its output after 1911?",
    ],
)
def test_a_word_that_makes_it_another_question_makes_less_sure(changed: str) -> None:
    assert sure(changed) < sure(ASKED)


def test_the_features_that_a_changed_word_moves() -> None:
    def moved(question: str) -> set[str]:
        found = features(analyse(question, TERMS), [quote(TEXTS[0])])
        return {name for name in SAME if found[name] and name != "read"}

    assert moved(ASKED) == set()
    assert moved("Did the mill not increase its output?") == {"negation"}
    assert moved("Did the mill decrease its output?") == {"opposite"}
    assert moved("Did the mill increase its output in 1911?") == {"numbers_untold"}
    assert moved("Did the Kessler mill increase output?") == {"names_untold"}
    assert moved("How many sacks did the mill increase its output by?") == {"kind_untold"}


def test_a_negation_before_what_is_asked_is_none_of_the_question() -> None:
    analysis = analyse("I'm not a miller, but did the mill increase its output?", TERMS)
    assert not features(analysis, [quote(TEXTS[0])])["negation"]


def test_what_stands_apart_is_surer_and_what_is_found_twice_no_less() -> None:
    rival = quote("In 1911 the Kessler mill doubled its output of oats.", 0.69)
    twin = quote("The Brandt mill at Orlow increased its output of rye flour in 1903.", 0.69)
    far = quote("Barley is grown in the hills.", 0.2)
    assert sure(ASKED, rival, far) < sure(ASKED, far)
    assert sure(ASKED, twin, far) == pytest.approx(sure(ASKED, far), abs=0.05)
    assert sure(ASKED, rival, far) < sure(ASKED, twin, far)


def test_what_a_reader_finds_makes_surer_and_what_was_not_read_is_no_doubt() -> None:
    analysis = analyse(ASKED, TERMS)

    def read(margin: float | None) -> float:
        return confidence(features(analysis, [replace(quote(TEXTS[0]), margin=margin)]))

    assert read(-8.0) < read(0.0) < read(8.0)
    assert read(None) == read(0.0)
    assert read(-1e9) <= read(-8.0)


def test_features_and_confidence_are_shares() -> None:
    found = features(analyse(ASKED, TERMS), [quote(TEXTS[0])])
    assert set(found) == {*NEAR, *SAME}
    assert all(0 <= value <= 1 for value in found.values())
    assert 0 < confidence(found) < 1


def test_a_question_without_content_words_has_features_too() -> None:
    assert 0 <= sure("What is it?") < 1


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("What did exports do in 1990?", "Imports fell in 1990.", ("export",)),
        ("Why is the northern coast dry?", "The southern coast is wet.", ("northern", "dri")),
        ("Which river is longer?", "The Tarn is shorter than the Olm.", ("longer",)),
        ("Who was the unknown author?", "The author is known as Brandt.", ("unknown",)),
        ("What is the heaviest rope?", "The lightest rope weighs 2 kg.", ("heaviest",)),
        ("Did it start before or after noon?", "It started after noon.", ()),
        ("Where does the road end?", "The road ends in Tarn; it begins in Olm.", ()),
        ("Who built the bridge?", "Brandt built the bridge.", ()),
    ],
)
def test_opposites(question: str, sentence: str, words: tuple[str, ...]) -> None:
    assert opposed(question, sentence) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Which rivers do not freeze?", True),
        ("Which rivers don’t freeze?", True),
        ("He never returned.", True),
        ("All but one arrived without a guide.", True),
        ("Which rivers freeze in November?", False),
        ("A notable knot.", False),
    ],
)
def test_negations(text: str, expected: bool) -> None:
    assert negated(text) is expected


def test_what_any_question_about_the_subject_finds_makes_less_sure() -> None:
    """Though the next best is no nearer: many sentences as good as the first are its subject."""
    analysis = analyse(ASKED, TERMS)
    first, near, far = quote(TEXTS[0]), quote(TEXTS[1], 0.6), quote(TEXTS[2], 0.1)

    def found(*scored: Quote) -> dict[str, float]:
        return features(analysis, [first], others=[near], scored=[first, *scored])

    apart, among = found(near, far, far), found(near, near, near)
    assert apart["score_margin"] == among["score_margin"]
    assert confidence(apart) > confidence(among)
    assert found()["score_gap"] == found()["cosine_gap"] == 0.0


@pytest.mark.parametrize(
    ("asked", "covered"),
    [("What is a decision?", True), ("What is a decade?", False), ("What is 1903a?", False)],
)
def test_another_form_of_a_word_covers_it(asked: str, covered: bool) -> None:
    text = "It was decided in 1903 and again in 1903b."
    found = features(analyse(asked, TERMS), [quote(text)])
    assert (found["coverage"] > 0) == covered


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Why don't the Tarn fishers need the harbour?", TEXTS[1], True),
        (
            "Why don't millers need permits?",
            "While the mill may not be new, millers need permits.",
            True,
        ),
        (
            "What was not similar to the treaty?",
            "It was very similar to the treaty, but did not replace it.",
            True,
        ),
        ("Which pots are not safe on gas?", "Glazed pots are not safe on gas.", False),
        ("Which stoves must not be used indoors?", "No stove is ever used indoors.", False),
        ("What cannot be exchanged?", "All vases can be exchanged, except for seconds.", False),
        ("Which pots are safe on gas?", "Glazed pots are not safe on gas.", False),
        ("What does the deposit not cover?", "The deposit covers no broken glass.", False),
    ],
)
def test_what_is_asked_as_not_so_is_told_as_so(
    question: str, sentence: str, expected: bool
) -> None:
    assert denied(question, sentence) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Who taught the eight English lessons?", "Rao held seven English lessons.", True),
        ("Who taught the seven English lessons?", "Rao held seven English lessons.", False),
        ("What are the two gates?", "Of three gates two are open.", False),
        ("When did Anna II open the bridge?", "Anna III opened the bridge in May.", True),
        ("When did Anna II open the bridge?", "Anna II opened the bridge in May.", False),
        ("Which lamp do I need for two nights?", "The lamp lasts for one charge.", False),
    ],
)
def test_another_number_of_the_same(question: str, sentence: str, expected: bool) -> None:
    assert other_number(question, sentence) is expected


def test_what_is_not_something_is_another() -> None:
    assert opposed("Where do the non-Muslims live?", "Muslims live in the hills.") == ("nonmuslim",)
    assert not opposed("Where do the non-Muslims live?", "Non-Muslims live by the river.")


def test_without_tokens_the_words_tell_the_match() -> None:
    asked = analyse(ASKED, TERMS)
    compared = replace(quote(TEXTS[0]), matched=0.9)
    told = features(asked, [compared])["token_match"]
    assert told == 0.9
    estimated = features(asked, [quote(TEXTS[0])])
    assert estimated["token_match"] == pytest.approx(0.33 + 0.52 * estimated["coverage"])
