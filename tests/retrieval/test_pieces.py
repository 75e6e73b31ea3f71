"""Messages taken apart: what is asked, what is only told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.pieces import Piece, pieces


def asked(*questions: str, told: str = "", topic: str = "") -> tuple[Piece, ...]:
    return tuple(Piece(question=q, told=told, topic=topic) for q in questions)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kettle price", asked("kettle price")),
        (
            "How much is the Trail 2 and how heavy is the Trail 3?",
            asked("How much is the Trail 2", "how heavy is the Trail 3?"),
        ),
        ("How much is the Trail 2, and up to how many hours does it burn?",
         asked("How much is the Trail 2", "up to how many hours does it burn?")),
        ("What is the price? Is it in stock?", asked("What is the price?", "Is it in stock?")),
        ("Do you sell salt and pepper mills?", asked("Do you sell salt and pepper mills?")),
        ("Can I wash and dry the tent?", asked("Can I wash and dry the tent?")),
        ("Which is heavier and by how much: the Trail 2 or the Trail 3?",
         asked("Which is heavier and by how much: the Trail 2 or the Trail 3?")),
        # Things asked of one thing in a list.
        ("Trail 2: price + battery hours",
         asked("price of Trail 2?", "battery hours of Trail 2?")),
        ("for the Trail 2 - weigth, price and colour please",
         asked("weigth of the Trail 2?", "price of the Trail 2?", "colour of the Trail 2?")),
        ("Trail 2: price, run time, and who builds it?",
         (*asked("price of Trail 2?", "run time of Trail 2?"),
          Piece(question="who builds it", told="Trail 2", topic="Trail 2"))),
        ("weight, price, inner colour of the Trail 2?",
         asked("weight of the Trail 2?", "price of the Trail 2?", "inner colour of the Trail 2?")),
        ("Spare lid for the Trail 2: price, colour?",
         asked("price of the spare lid for the Trail 2?",
               "colour of the spare lid for the Trail 2?")),
        ("We go on Monday. Trail 2: price, weight?",
         asked("price of Trail 2?", "weight of Trail 2?", told="We go on Monday.")),
        ("Trail 2: red, blue or green?", asked("Trail 2: red, blue or green?")),
        ("Allowed in the parcel: gas, matches?", asked("Allowed in the parcel: gas, matches?")),
        ("Shops: Lyon, Ghent, price", asked("Shops: Lyon, Ghent, price")),
        (
            "My kettle leaks. How do I return it?",
            asked("How do I return it?", told="My kettle leaks."),
        ),
        (
            "What's the code of the Birch mug? Our purchase form asks.",
            asked("What's the code of the Birch mug?", told="Our purchase form asks."),
        ),
        ("Birch 6, how long does it burn and whats the price of it",
         asked("how long does it burn", "whats the price of it", told="Birch 6", topic="Birch 6")),
        ("What is the code of the Birch mug, a customer is on the phone",
         asked("What is the code of the Birch mug", told="a customer is on the phone")),
        (
            "Trail 2 - what category is that in, I can't find it on the site",
            asked(
                "what category is that in",
                told="Trail 2 I can't find it on the site",
                topic="Trail 2",
            ),
        ),
        (
            "if the battery is flat, how long must it charge",
            asked("how long must it charge", told="if the battery is flat"),
        ),
        # Without a mark at the end.
        ("can a kettle get a new cord, what's the price for that and how long is it off",
         asked("can a kettle get a new cord", "what's the price for that", "how long is it off")),
        ("Tell me what the Trail 2 weighs, how much it is and what it is made of",
         asked("Tell me what the Trail 2 weighs", "how much it is", "what it is made of")),
        ("Is it open on Sunday? At what time?", asked("Is it open on Sunday? At what time?")),
        ("I have a Volta. How long does it charge?",
         asked("How long does it charge?", told="I have a Volta.")),
        (
            "Sunday afternoon at the mill - what are the hours?",
            asked(
                "what are the hours?",
                told="Sunday afternoon at the mill",
                topic="Sunday afternoon at the mill",
            ),
        ),
        (
            "Good evening, could you tell me the price?",
            asked("could you tell me the price?", told="Good evening"),
        ),
        (
            "Who makes the filter, and after how many litres is it worn?",
            asked("Who makes the filter", "after how many litres is it worn?"),
        ),
        (
            "I'm after a Badger lock. Price? And what class does it have?",
            asked("Price?", "And what class does it have?", told="I'm after a Badger lock."),
        ),
        ("I want a Badger lock. Price, and what class has it?",
         asked("Price", "what class has it?", told="I want a Badger lock.")),
        ("I want a Badger lock. Sturdy, and what class has it?",
         asked("Sturdy, and what class has it?", told="I want a Badger lock.")),
        ("How much is the Badger lock? Plus weight of the Trail 2 itself.",
         asked("How much is the Badger lock?", "weight of the Trail 2 itself.")),
        ("How much is the Badger lock? Lots of people ask.",
         asked("How much is the Badger lock?", told="Lots of people ask.")),
        ("My mill shows E-03, hers E-21. Meaning of both?",
         (Piece(question="Meaning of E-03?", told="My mill shows E-03, hers ."),
          Piece(question="Meaning of E-21?", told="My mill shows , hers E-21."))),
        ("It says E-03, then E-21. What do they cost?",
         asked("What do they cost?", told="It says E-03, then E-21.")),
        ("who is the miller, and how quickly do I get flour?",
         asked("who is the miller", "how quickly do I get flour?")),
        ("I can't find the mill?! what is it called now",
         asked("what is it called now", told="I can't find the mill?!")),
        ("Is the mill gone?! what runs now", asked("Is the mill gone?!", "what runs now")),
        ("nice. does it run out?", asked("does it run out?")),
        (
            "opening hours of the mill, and who is the manager?",
            asked("opening hours of the mill", "who is the manager?"),
        ),
        ("When the war ended, who was king?", asked("When the war ended, who was king?")),
        ("When is it open, and who is there?", asked("When is it open", "who is there?")),
        (
            "What, along with toys, is sold here?",
            asked("What, along with toys, is sold here?"),
        ),
        (
            "What parts are used in it and are known to wear?",
            asked("What parts are used in it and are known to wear?"),
        ),
        (
            "price of the kettle plus what a new lid costs",
            asked("price of the kettle", "what a new lid costs"),
        ),
        (
            "How do I return it - how many days have I got?",
            asked("How do I return it", "how many days have I got?"),
        ),
        (
            "Sending back a mill: do you fetch it? How long do you take to look at it?",
            (
                *asked("do you fetch it?", told="Sending back a mill"),
                *asked("How long do you take to look at it?", told="Sending back a mill"),
            ),
        ),
        (
            "Who is the miller and till when is the mill open?",
            asked("Who is the miller", "till when is the mill open?"),
        ),
        ("Is it the Ah! or the Oh?", asked("Is it the Ah! or the Oh?")),
        (
            "Is it blamed both for the delay and what else?",
            asked("Is it blamed both for the delay and what else?"),
        ),
    ],
)  # fmt: skip
def test_questions_are_told_from_what_is_said_besides(
    text: str, expected: tuple[Piece, ...]
) -> None:
    assert pieces(text) == expected


WORDS = st.sampled_from("how what the kettle is 3 . ? , and - it : I so of\n!".split(" "))


@given(st.lists(WORDS, min_size=1, max_size=25).map(" ".join))
def test_nothing_is_invented_and_something_is_always_asked(text: str) -> None:
    found = pieces(text)
    assert found
    for piece in found:
        assert piece.question
        assert all(word in text for word in f"{piece.question} {piece.told}".split())


def test_a_sign_stands_for_and_between_questions() -> None:
    found = pieces("How heavy is the mill & what does it cost?")
    assert [piece.question for piece in found] == ["How heavy is the mill", "what does it cost?"]
