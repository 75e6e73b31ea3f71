"""Questions about a thing that a numbered row has, once its name is known."""

from __future__ import annotations

import pytest

from answer.held_wording import of_owner, pointed, unstated, without, wordings


@pytest.mark.parametrize(
    ("asked", "owner", "said", "label", "first"),
    [
        ("who runs that shop?", "RC-7434", "shop", "Mill Store", "who runs Mill Store?"),
        ("colour of the shoes in return case RC-7161?", "RC-7161", "shoes", "Fell Shoes",
         "colour of Fell Shoes?"),
        ("which carrier has the order that return case RC-7546 belongs to?", "RC-7546", "order",
         "order NF-1", "which carrier has order NF-1?"),
        ("what is the rating of the jacket that was sent back in case RC-7001", "RC-7001", "jacket",
         "Moor Jacket", "what is the rating of Moor Jacket"),
        ("how much would I pay for another one today", "NF-1", "compass", "Meridian C",
         "how much would I pay for Meridian C today"),
        ("which town is its maker in?", "NF-1", "lock", "Badger 90",
         "which town is Badger 90's maker in?"),
        ("which town is NF-1's maker in?", "NF-1", "lock", "Badger 90",
         "which town is Badger 90's maker in?"),
        ("what is in that parcel?", "898", "parcel", "order NF-1", "what is in order NF-1?"),
    ],
)  # fmt: skip
def test_the_name_stands_for_the_thing(
    asked: str, owner: str, said: str, label: str, first: str
) -> None:
    assert next(iter(wordings(asked, owner, said, label))) == first


def test_a_question_of_the_owner_itself_leaves_the_thing_out() -> None:
    asked = "colour and size of the shoes in return RC-7161?"
    assert of_owner(asked, "RC-7161", "shoes") == "colour and size of RC-7161?"
    assert of_owner("what do shoes cost, RC-7161?", "RC-7161", "boots") is None


def test_without_the_owner_nothing_is_left_that_ties_to_it() -> None:
    assert without("the tent I returned under RC-1, what is it?", "RC-1") == (
        "the tent, what is it?"
    )
    assert without("no such number", "RC-1") == "no such number"


def test_what_points_nowhere_is_asked_at_its_end() -> None:
    assert pointed("how heavy?", "Fell Shoes") == "how heavy of the Fell Shoes?"
    assert pointed("how heavy is it?", "Fell Shoes") == "how heavy is Fell Shoes?"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("who makes the item that was reported as too big in RT-302?",
         "who makes the item in RT-302?"),
        ("what does the mat cost which came back because of too big, RT-302",
         "what does the mat cost, RT-302"),
        # Another state, or one that is denied.
        ("who makes the item that was reported as torn in RT-302?", None),
        ("who makes the item that was not reported as too big in RT-302?", None),
        ("is the item in RT-302 too big?", None),
    ],
)  # fmt: skip
def test_a_clause_that_tells_what_the_row_says_itself(text: str, plain: str | None) -> None:
    assert unstated(text, ["closed", "too big"]) == plain
