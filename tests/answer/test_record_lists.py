"""All records of a table that a question asks for; none where a word of it is left over."""

from __future__ import annotations

import datetime as dt

import pytest

from answer.question import stems_of
from answer.quotes import Quote
from answer.record_lists import Table, asks_for_list, listed, untold
from answer.records import record_of
from nescio.types import Chunk, Passage

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
DESKS = (
    "branch: Harwick; book return: yes; binding repair: paper and cloth; rental: no; remark: attic",
    "branch: Tolby; book return: no; binding repair: no; rental: yes; remark: reading circle",
    "branch: Sandve; book return: yes; binding repair: paper only; rental: yes",
)
RATES = (
    "zone: 1; countries: Norway, Sweden; standard eur: 9.95; express eur: 19.95; days: 3 to 5",
    "zone: 2; countries: Italy, Spain; standard eur: 12.95; express eur: not offered; days: 4 to 8",
    "zone: 3; countries: Poland; standard eur: 12.95; express eur: 29.95; days: 4 to 9",
)
PARTS = (
    "part: BH-1; name: bow hair; fits: Corvin, all models; price eur: 8.50",
    "part: BH-2; name: bow rosin; fits: Tarog, all models; price eur: 2.90",
    "part: KC-7; name: key cork; fits: Corvin Alto; price eur: 2.40",
)
TABLES = {"Branch services": DESKS, "Shipping rates": RATES, "Spare parts": PARTS}


def table(title: str) -> Table:
    records = []
    for text in TABLES[title]:
        chunk = Chunk(
            document_id=title, source="help", key=title, text=text, start=0, end=len(text)
        )
        passage = Passage(chunk=chunk, title=title, uri=f"help/{title}", kind="file", as_of=NOW)
        record = record_of(
            Quote(
                passage=passage, start=0, end=len(text), text=text, block=0, stems=stems_of(text),
                context=frozenset(), cosine=0.0, coverage=0.0, score=0.0,
            )
        )  # fmt: skip
        assert record is not None
        records.append(record)
    return Table(records=tuple(records), heading=stems_of(title), over=stems_of(title))


def found(question: str) -> list[str]:
    corvin = [stems_of("Corvin 3 Violin")]
    return [
        record.fields[0].value
        for title in TABLES
        for record in listed(question, table(title), corvin)
    ]


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        # a column that says yes or no, by its words or by others that mean the same
        ("which branches take books back?", []),  # `take back` is not what this table calls it
        ("which branches have a book return?", ["Harwick", "Sandve"]),
        ("which of your shops rent things out?", ["Tolby", "Sandve"]),
        ("where can I borrow equipment?", ["Tolby", "Sandve"]),
        ("which branches have no rental?", ["Harwick"]),
        ("which branches repair bindings?", ["Harwick", "Sandve"]),
        ("which branches repair cloth bindings?", ["Harwick"]),
        ("which branches repair leather bindings?", []),
        ("which branches repair shoes?", []),
        ("which branch has a reading circle?", ["Tolby"]),
        ("which branch has a reading lamp?", []),
        ("which branches rent things out on Sundays?", []),
        # values, numbers, ranges, and the column that they are in
        ("to which countries does the 12.95 standard rate with four to eight days apply?", ["2"]),
        ("which countries have a standard rate of 12.95?", ["2", "3"]),
        ("which countries have a standard rate of 19.95?", []),
        ("which countries get express for 19.95?", ["1"]),
        ("for which countries is express not offered?", ["2"]),
        ("to which countries do you ship by express?", ["1", "3"]),
        ("which countries are in zone 3?", ["3"]),
        ("which countries are in zone 8?", []),  # that of the days is no zone
        ("to which countries do you ship dogs?", []),
        # names, and what sort of thing they are
        ("which part numbers are there for Corvin violins?", ["BH-1", "KC-7"]),
        ("which spare parts fit the Tarog?", ["BH-2"]),
        ("which spare parts are there for the Okapi?", []),
        ("which spare parts cost less than 3 euro?", ["BH-2", "KC-7"]),
        ("list all parts over 3 euros", ["BH-1"]),
        ("which spare parts cost more than 50 euro?", []),
        ("which spare parts are there?", []),  # all of a table is no list of some
        ("how many spare parts fit the Corvin?", []),
    ],
)
def test_a_list_has_every_record_that_fits(question: str, keys: list[str]) -> None:
    assert found(question) == keys


def test_only_requests_for_lists_are_read() -> None:
    assert asks_for_list("in which towns can I rent a boat?")
    assert not asks_for_list("does the Tolby branch rent boats?")
    assert not asks_for_list("what does that part cost?")
    assert not asks_for_list("which stores have those?")
    assert not asks_for_list("which of them, and how many?")


@pytest.mark.parametrize(
    ("question", "said", "missing"),
    [
        ("which branches sell gas?", "Other shops sell gas by the bottle.", True),
        ("which branches sell gas?", "The Tolby branch sells gas.", False),
        ("in which shops can I skate?", "Skating is fun.", True),
        ("which gas do the branches sell?", "Gas is sold by the bottle.", False),
        ("what does the branch sell?", "Gas is sold by the bottle.", False),
        ("which remark is there on gas?", "Gas is sold by the bottle.", False),  # no names
    ],
)
def test_what_asks_for_one_of_the_listed_has_to_name_one(
    question: str, said: str, missing: bool
) -> None:
    places = {"Harwick", "Tolby", "Sandve"}
    assert (
        untold(question, table("Branch services"), stems_of(said), places.__contains__) == missing
    )
