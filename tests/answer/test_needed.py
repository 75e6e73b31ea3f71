"""Which further quotes an answer keeps: those of its own document, and those that add to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from answer.extract import Quote
from answer.needed import needed
from answer.question import Analysis, stems_of
from nescio.types import Chunk, Passage

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
QUESTION = "Which canister does the stove take and what does refilling cost?"
WEIGHTS = dict.fromkeys(stems_of("canister stove refilling cost"), 1.0)
ANALYSIS = Analysis(text=QUESTION, weights=WEIGHTS, numbers=frozenset(), expects="any")


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


def test_the_first_quote_stays() -> None:
    assert needed(ANALYSIS, ()) == ()
    alone = quote("news", "Nothing of the kind.")
    assert needed(ANALYSIS, (alone,)) == (alone,)
