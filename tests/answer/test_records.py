"""Records of a table in a document: which one is asked for, and when none is."""

from __future__ import annotations

import datetime as dt

import pytest

from answer.question import analyse, stems_of
from answer.quotes import Quote
from answer.records import codes_of, matching, of_another, record_of, told_better
from nescio.types import Chunk, Passage
from retrieval.corpus import count_terms

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
PARTS = (
    "part: BH-1; name: bow hair; fits: Corvin 1 to 4; price eur: 8.50",
    "part: BH-2; name: bow hair; fits: Tarog, all models; price eur: 11.90",
    "part: KC-7; name: key cork; fits: Tarog Alto; price eur: 2.40",
)
RATES = (
    "zone: 1; countries: Norway, Sweden; standard eur: 9.95; standard days: 3 to 5; refill: no",
    "zone: 2; countries: Italy, Spain; standard eur: 12.95; standard days: 4 to 8; refill: yes",
)
WORK = ("Work: Workshop, per hour; Price: 58 euro", "Work: New strings; Price: 9 euro")
TEXTS = (*PARTS, *RATES, *WORK)
TERMS = count_terms(TEXTS)


def quote(text: str) -> Quote:
    document = text.partition(":")[0]
    chunk = Chunk(
        document_id=document, source="help", key=document, text=text, start=0, end=len(text),
    )  # fmt: skip
    passage = Passage(chunk=chunk, title=document, uri=f"help/{document}", kind="file", as_of=NOW)
    return Quote(
        passage=passage, start=0, end=len(text), text=text, block=0, stems=stems_of(text),
        context=frozenset(), cosine=0.5, coverage=0.5, score=0.5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how much is bow hair for my Tarog?", PARTS[1]),
        ("price of bow hair for the Corvin 3?", PARTS[0]),  # 1 to 4
        ("how much is bow hair for the Corvin 5?", None),
        ("how much is bow hair?", None),  # two say so
        ("what does delivery to Rome (Italy) cost?", RATES[1]),
        ("what does delivery to Rome in Italy cost?", RATES[1]),
        ("what does delivery to Norway in Italy cost?", None),
        ("what does delivery to Rome cost?", None),
        ("what does delivery to Vienna, the capital, cost?", None),
        ("how many days to Sweden?", RATES[0]),
        ("is a refill possible in Italy?", None),  # a flag answers no such question
        ("what would new strings cost?", WORK[1]),
        ("what do you pay people per hour?", None),
    ],
)
def test_a_record_is_looked_up_by_what_tells_it_apart(question: str, text: str | None) -> None:
    match = matching(analyse(question, TERMS), [quote(t) for t in TEXTS], TERMS)
    assert (match.quote.text if match else None) == text


EXPRESS = (
    "place: Oslo; normal eur: 5; urgent eur: 9; normal days: 3; ferry: Corvin; remark: pilot",
    "place: Rome; normal eur: 6; urgent eur: 12; normal days: 4; ferry: none; remark: harbour",
)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many days does it take to Rome?", EXPRESS[1]),
        ("how many days does a normal letter to Rome take?", EXPRESS[1]),
        ("how many days does an urgent letter to Rome take?", None),
        ("what does an urgent letter to Rome cost?", EXPRESS[1]),
        ("what is the name of the pilot at the place Oslo?", None),  # the place is told
        ("which place has a pilot?", EXPRESS[0]),
        ("what is the remark for Rome?", EXPRESS[1]),
    ],
)
def test_a_column_of_another_sort_or_one_that_is_told_is_not_asked_for(
    question: str, text: str | None
) -> None:
    terms = count_terms(EXPRESS)
    asked, quotes = analyse(question, terms), [quote(t) for t in EXPRESS]
    match = matching(asked, quotes, terms)
    assert (match.quote.text if match else None) == text
    if " letter " in question:
        assert of_another(quotes[1], asked) is (text is None)


def test_a_sentence_is_no_record() -> None:
    assert record_of(quote("Standard parcels cost 4.95 euro; express is dearer.")) is None
    assert record_of(quote("Note: keep it dry.")) is None


FAULTS = (
    "code: 522; meaning: no contact; what to do: wipe the pins",
    "code: P-ER; meaning: sensor blocked; what to do: rinse it",
    "code: 900; meaning: too hot; what to do: wait",
)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("my pump shows 522, what now?", FAULTS[0]),
        ("P-ER on the pump, can I mend it?", FAULTS[1]),
        ("my pump shows 522 and P-ER, what now?", None),  # which of the two?
        ("my pump shows X-ER, what now?", None),
        ("my pump for 900 ml is loud, what now?", None),
        ("my Corvin 900 is loud, what now?", None),
        ("how many pumps show 522?", None),
    ],
)
def test_a_record_that_is_called_by_a_code_is_asked_for_by_it(
    question: str, text: str | None
) -> None:
    codes = codes_of(question, ["Corvin 900"])
    match = matching(analyse(question, TERMS), [quote(t) for t in FAULTS], TERMS, codes=codes)
    assert (match.quote.text if match else None) == text


def test_a_record_that_the_question_has_no_word_of_is_of_another_thing() -> None:
    asked = analyse("how much is new bow hair?", TERMS)
    assert not of_another(quote(PARTS[0]), asked)
    assert of_another(quote(WORK[0]), asked)
    assert not of_another(quote("A workshop costs 58 euro."), asked)


@pytest.mark.parametrize(
    ("question", "another"),
    [
        ("how much is a bell cork for the Tarog Alto?", True),
        ("how much is a key cork for the Tarog Alto?", False),
        ("how much is a new cork for the Tarog Alto?", False),
        ("how much is a Tarog cork?", False),
    ],
)
def test_a_record_of_another_sort_of_the_same_noun(question: str, another: bool) -> None:
    assert of_another(quote(PARTS[2]), analyse(question, TERMS)) == another


def test_a_sentence_that_has_much_more_of_the_question_stays_before_a_record() -> None:
    asked = analyse("What does the violin bow cost at your counter?", TERMS)
    told = (quote("The violin bow costs 40 euro at our counter."),)
    assert told_better(asked, told, quote(PARTS[0]))
    assert not told_better(
        asked, (quote("The violin bow is sold at our counter."),), quote(PARTS[0])
    )
    assert not told_better(asked, (quote("A bow costs 40 euro."),), quote(PARTS[0]))
