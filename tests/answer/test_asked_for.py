"""What a quote has to have for what is asked."""

from __future__ import annotations

import datetime as dt

import pytest

from answer.asked_for import amount_missing, feature_missing
from answer.question import Analysis, analyse, stems_of
from answer.quotes import Quote
from nescio.types import Chunk, Passage
from retrieval.corpus import count_terms

TERMS = count_terms(("The hall has a lift.",))


def asked(question: str) -> Analysis:
    return analyse(question, TERMS)


def quote(text: str, *, document: str = "hall", heading: str = "The hall") -> Quote:
    chunk = Chunk(
        document_id=document, source="docs", key=document, start=0, end=len(text), text=text,
        heading_path=(heading,),
    )  # fmt: skip
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    passage = Passage(chunk=chunk, title="Halls", uri=document, kind="file", as_of=now)
    return Quote(
        passage=passage, start=0, end=len(text), text=text, block=0, stems=stems_of(text),
        context=stems_of(heading), cosine=0.6, coverage=0.8, score=0.7,
    )  # fmt: skip


OPEN = quote("The hall is open from May.")


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("What does the hall cost?", "The hall is open from 1 May.", True),
        ("What does the hall cost?", "The hall costs 5 euro.", False),
        ("What does the hall cost?", "Entry to the hall is free.", False),
        ("How long does the tour take?", "The tour begins at the gate.", True),
        ("How long does the tour take?", "The tour takes an hour.", False),
        ("How long may a name be?", "A name has up to 40 characters.", False),
        ("How much must it fall?", "It warns when it falls by 4 hPa.", False),
        ("Where is the hall?", "The hall is open.", False),
        ("Torque of the bolt?", "Below -10 °C do not touch the bolt.", True),
        ("How many seats has the hall?", "The hall is heated to 19 degrees.", True),
        ("How low may the temperature be?", "The hall is closed at -5 degrees.", False),
        ("resolution of the screen", "The screen of the hall is off.", True),
        ("torque of the bolt", "Turn it with 8 Nm.", False),
    ],
)
def test_an_amount_that_is_asked_for_has_to_be_told(
    question: str, text: str, missing: bool
) -> None:
    assert amount_missing(asked(question), [quote(text)]) is missing


def test_an_amount_counts_in_a_further_quote_of_the_same_document() -> None:
    price = "Entry costs 5 euro."
    assert not amount_missing(asked("What does the hall cost?"), [OPEN, quote(price)])
    elsewhere = quote(price, document="bath")
    assert amount_missing(asked("What does the hall cost?"), [OPEN, elsewhere])


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Does the hall have a lift?", False),
        ("does the hall have a climbing wall", True),
        ("Is there a lift in the hall?", False),
        ("Is there a pool in the hall?", True),
        ("Is there a lift for wheelchairs?", True),
        ("Is there a lift for the hall?", False),
        ("Do I have to pay for the pool?", False),
        ("When does the pool open?", False),
    ],
)
def test_a_thing_that_is_asked_for_has_to_be_named(question: str, missing: bool) -> None:
    assert feature_missing(asked(question), quote("The hall has a lift.")) is missing


def test_a_thing_may_be_named_in_the_heading() -> None:
    closed = quote("Closed in winter.", heading="The pool")
    assert not feature_missing(asked("Is there a pool?"), closed)


def test_what_only_others_of_its_document_speak_of_is_missing() -> None:
    about, other = quote("The U-value of the hall is low."), quote("The hall has 40 seats.")
    far = quote("The U-value of the mill is low.", document="mill")
    question = asked("What U-value does the hall have?")
    assert feature_missing(question, other, [other, about])
    assert not feature_missing(question, about, [other, about])
    assert not feature_missing(question, other, [other, far])
    assert not feature_missing(asked("How many seats has it?"), other, [other, about])
