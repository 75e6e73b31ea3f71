"""Misspelt words: mended towards the corpus when one word stands out, left alone otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nescio.text import words
from retrieval.corpus import count_terms
from retrieval.spelling import Spelling, corrected

TEXTS = [
    "Wash the tent by hand with soap.",
    "The warranty covers the zipper of the Kestrel tent.",
    "Refunds take a week. A refund needs the receipt.",
    "The marlin and the merlin are drawn on the lid.",
    "Charge the battery overnight; a flat battery is not covered by the warranty.",
]
TERMS = count_terms(TEXTS)
SPELLING = Spelling(TERMS.forms, TERMS.frequency)


def mend(text: str, spelling: Spelling = SPELLING) -> str:
    return corrected(text, spelling.corrections(text))


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("waranty on the ziper?", "warranty on the zipper?"),
        ("Is the Batttery covered", "Is the Battery covered"),
        ("what does the RECIEPT need", "what does the RECEIPT need"),
        ("how long do refunnds take", "how long do refunds take"),
        ("is the abttery covered", "is the battery covered"),
        ("hwo much is teh tent", "how much is the tent"),
        ("hwo washed it", "hwo washed it"),
        ("the totel of it", "the total of it"),
        ("my Totel lamp", "my Totel lamp"),
        ("and waht tent is that", "and what tent is that"),
    ],
)
def test_a_misspelt_word_is_mended_towards_the_corpus(text: str, mended: str) -> None:
    assert mend(text) == mended


@pytest.mark.parametrize(
    "text",
    [
        "kayak warranty",  # an English word that the corpus does not have
        "the mxrlin on the lid",  # marlin or merlin
        "Trail 41 w4rranty",  # a digit
        "theres no zipper, dont you think",  # apostrophes left out
        "Wie schwer ist das Zelt und wasche ich den Zippper",  # another language
        "tint by hand",
        "is the toilet bateau covered",  # further away than one edit
    ],
)
def test_what_is_right_or_unclear_stays(text: str) -> None:
    assert mend(text) == text


def test_an_english_word_that_is_likelier_leaves_it_unclear() -> None:
    spelling = Spelling({"fitter": 1, "tent": 100_000}, {"fitter", "tent"})
    assert mend("where is the fillter", spelling) == "where is the fillter"
    assert mend("where is the fittter", spelling) == "where is the fitter"


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("is the yent flat", "is the tent flat"),  # beside the first key, and common here
        ("whar does the zipoer cost", "what does the zipper cost"),
        ("is the gernan tent covered", "is the german tent covered"),  # common in English
        ("is the Gernan tent covered", "is the Gernan tent covered"),  # may be a name
        ("is the taent covered", "is the tent covered"),
        ("is the tetn flat, and the zippeer", "is the tent flat, and the zipper"),
    ],
)
def test_the_key_beside_the_right_one_is_a_slip(text: str, mended: str) -> None:
    assert mend(text) == mended


def test_of_a_short_word_another_letter_makes_another_word() -> None:
    assert mend("is the tont covered") == "is the tont covered"
    rare = Spelling({"tent": 1, "zipper": 1_000_000}, {"tent", "zipper"})
    assert mend("is the trnt covered", rare) == "is the trnt covered"


def test_of_forms_of_one_word_the_easier_slip_is_meant() -> None:
    spelling = Spelling({"tent": 300, "tents": 50}, {"tent"})
    assert mend("how many tenst are there", spelling) == "how many tents are there"


def test_an_ending_written_twice_is_no_other_form_of_a_word() -> None:
    assert mend("are the ziperss and refundd right") != "are the ziperss and refundd right"
    assert mend("is the refundd right") == "is the refund right"


def test_a_rare_word_is_only_mended_when_another_is_far_likelier() -> None:
    spelling = Spelling({"driver": 2, "managers": 2, "tent": 100_000}, {"driver", "tent"})
    assert mend("is the tumble drier there", spelling) == "is the tumble drier there"
    assert mend("who are the store mangers", spelling) == "who are the store managers"


def test_protected_spans_keep_their_spelling() -> None:
    assert SPELLING.corrections("the ziper", [(4, 9)]) == ()


def test_a_correction_says_what_was_written_and_where() -> None:
    (found,) = SPELLING.corrections("the Ziper?")
    assert (found.start, found.end, found.written, found.read) == (4, 9, "Ziper", "Zipper")


def test_in_a_sample_of_the_corpus_an_unknown_capital_word_may_be_a_name() -> None:
    sample = Spelling(TERMS.forms, TERMS.frequency, whole=False)
    assert mend("the Ziper and the ziper", sample) == "the Ziper and the zipper"


@given(
    st.lists(
        st.one_of(
            st.sampled_from(sorted(TERMS.forms)),
            st.from_regex(r"\A[a-z]{1,8}[0-9][a-z0-9]{0,4}\Z"),
        ),
        max_size=12,
    )
)
def test_known_words_and_words_with_digits_are_never_touched(said: list[str]) -> None:
    text = " ".join(said)
    assert mend(text) == text


@given(st.text(max_size=200) | st.text("abertwyz wW1'.", max_size=60))
def test_mending_is_idempotent_and_only_what_it_reports_changes(text: str) -> None:
    found = SPELLING.corrections(text)
    once = corrected(text, found)
    assert mend(once) == once
    assert all(text[c.start : c.end] == c.written and c.written != c.read for c in found)
    assert not any(any(d.isdigit() for d in c.written) for c in found)
    assert len(words(once)) == len(words(text))


@given(st.sampled_from(["warranty", "zipper", "receipt", "battery"]), st.data())
def test_one_slip_in_a_word_of_the_corpus_is_undone(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(word) - 2))
    doubled = word[:place] + word[place] + word[place:]
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert mend(f"the {doubled} and the tent") == f"the {word} and the tent"
    assert mend(f"the {swapped} and the tent") == f"the {word} and the tent"


def test_ie_and_ei_are_mixed_up_however_often_another_word_is_used() -> None:
    terms = count_terms([*TEXTS, "Our prices: all prices of tents, low prices."] * 4)
    spelling = Spelling(terms.forms, terms.frequency)
    assert mend("how many peices are left", spelling) == "how many pieces are left"
    assert mend("how many prises are left", spelling) != "how many pieces are left"


def test_whether_is_told_from_the_weather_by_what_follows() -> None:
    terms = count_terms([*TEXTS, "In wet weather, in any weather, weather is weather."] * 4)
    spelling = Spelling(terms.forms, terms.frequency)
    assert mend("I forgot wether I washed it", spelling) == "I forgot whether I washed it"
    assert mend("is it good in wet wether", spelling) == "is it good in wet weather"


def test_a_word_written_as_it_sounds_is_the_one_of_the_corpus() -> None:
    terms = count_terms([*TEXTS, "The ultralight pack weighs little."])
    spelling = Spelling(terms.forms, terms.frequency)
    assert mend("is the ultralite pack covered", spelling) == "is the ultralight pack covered"
    assert mend("is the dendrite covered", spelling) == "is the dendrite covered"
