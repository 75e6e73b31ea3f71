"""Which further quotes an answer keeps: those of its own document, and those that add to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from answer.needed import needed
from answer.question import Analysis, stems_of
from answer.quotes import Quote
from nescio.types import Chunk, Passage

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
QUESTION = "Which canister does the stove take and what does refilling cost?"
WEIGHTS = dict.fromkeys(stems_of("canister stove refilling cost"), 1.0)
ANALYSIS = Analysis(text=QUESTION, weights=WEIGHTS, numbers=frozenset(), expects="money")


def quote(document: str, text: str) -> Quote:
    chunk = Chunk(
        document_id=document, source="help", key=document, text=text, start=0, end=len(text),
    )  # fmt: skip
    passage = Passage(chunk=chunk, title=document, uri=f"help/{document}", kind="file", as_of=NOW)
    return Quote(
        passage=passage, start=0, end=len(text), text=text, block=0, stems=stems_of(text),
        context=frozenset(), cosine=0.5, coverage=0.5, score=0.5,
    )  # fmt: skip


FIRST = quote("stoves", "The stove takes the canister GX-2 alone.")


@pytest.mark.parametrize(
    ("further", "kept"),
    [
        (quote("stoves", "Let the flame burn yellow first."), True),
        (quote("news", "The stove was in the news again."), False),
        (quote("shops", "Refilling costs half the price."), True),
        (quote("parts", "part: GX-2; price: 5.95"), True),
        (quote("parts", "part: GX-5; price: 7.95"), False),
    ],
)
def test_another_document_has_to_earn_its_place(further: Quote, kept: bool) -> None:
    assert needed(ANALYSIS, (FIRST, further)) == ((FIRST, further) if kept else (FIRST,))


def test_a_name_or_a_number_of_the_question_is_looked_up() -> None:
    first = quote("shipping", "Standard parcels cost 4.95 euro.")
    rates = quote("rates", "countries: Austria, Poland; standard eur: 9.95")
    for text, kept in (("what does a parcel to Poland cost?", 2), ("what does a parcel cost?", 1)):
        weights = dict.fromkeys([*stems_of(text), *"abcdefgh"], 1.0)
        analysis = Analysis(text=text, weights=weights, numbers=frozenset(), expects="money")
        assert len(needed(analysis, (first, rates))) == kept


@pytest.mark.parametrize(("score", "kept"), [(0.44, True), (0.40, False)])
def test_what_is_less_near_the_question_has_one_word_of_it_by_chance(
    score: float, kept: bool
) -> None:
    further = replace(quote("shops", "Refilling takes an hour."), score=score)
    assert needed(ANALYSIS, (FIRST, further)) == ((FIRST, further) if kept else (FIRST,))


def test_a_name_is_looked_up_whole_and_near_and_a_number_wherever_it_stands() -> None:
    text = "Does the Corvin 7 from Lund take the code 508?"
    weights = dict.fromkeys([*stems_of(text), *"abcdefgh"], 1.0)
    analysis = Analysis(text=text, weights=weights, numbers=frozenset(), expects="yes_no")
    first = quote("corvin", "The Corvin 9 shows codes.")
    for further, score, kept in (
        ("The Corvin 7 is light.", 0.5, False),
        ("Lund has a shop.", 0.5, True),
        ("Lund has a shop.", 0.4, False),
        ("code: 508; meaning: contacts", 0.4, True),
    ):
        quotes = (first, replace(quote("other", further), score=score))
        assert (needed(analysis, quotes) == quotes) == kept, further


def test_a_code_is_followed_only_to_what_is_still_asked() -> None:
    price = quote("parts", "part: PX-9; price: 5.95")
    hinge = quote("manual", "A broken hinge is part PX-9.")
    for expects, text, first, further, kept in (
        ("money", "What does a hinge cost?", hinge, price, True),
        ("money", "What does a hinge cost?", price, hinge, False),
        ("any", "Which part is the hinge?", hinge, price, True),
        ("any", "Which part is PX-9?", hinge, price, False),
    ):
        weights = dict.fromkeys([*stems_of(text), *"abcdefgh"], 1.0)
        analysis = Analysis(text=text, weights=weights, numbers=frozenset(), expects=expects)
        assert (len(needed(analysis, (first, further))) == 2) == kept, (text, first.text)


def test_another_code_than_the_one_asked_about_is_left_out() -> None:
    quotes = (
        quote("manual", "E-40 means a fault."),
        quote("manual", "E-03 means a card that cannot be read."),
        quote("manual", "Format it in the device."),
        quote("manual", "The codes E-03 and E-40 are stored."),
    )
    for text, kept in (("And E-03?", [1, 2, 3]), ("And E-99?", [0, 1, 2, 3])):
        weights = dict.fromkeys(stems_of(text), 1.0)
        analysis = Analysis(text=text, weights=weights, numbers=frozenset(), expects="any")
        assert needed(analysis, quotes) == tuple(quotes[i] for i in kept)


def test_the_first_quote_stays() -> None:
    assert needed(ANALYSIS, ()) == ()
    alone = quote("news", "Nothing of the kind.")
    assert needed(ANALYSIS, (alone,)) == (alone,)
