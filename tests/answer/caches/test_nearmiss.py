"""Which questions may share an answer by the rules, and which must not."""

from __future__ import annotations

import pytest

from answer.caches.nearmiss import Meaning, meaning, same

NAMES = {"Heron 2": "heron", "Kestrel 3": "kestrel", "Oslo": "oslo", "Bergen": "bergen"}


def read(text: str) -> Meaning:
    found = [(text.find(name), name) for name in NAMES if name in text]
    return meaning(text, [(at, at + len(name), NAMES[name]) for at, name in found])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is the price of the Heron 2?", "Hi, could you tell me the Heron 2's price please?"),
        ("How much does the Heron 2 cost?", "What is the price of the Heron 2?"),
        ("How much is the Heron 2?", "what's the cost of a Heron 2, thanks"),
        ("How heavy is the Heron 2?", "What does the Heron 2 weigh?"),
        ("How do I clean the varnish?", "What is the best way to clean the varnish?"),
        ("How should I wax a jacket?", "how to wax my jacket"),
        ("What is the opening time of the store in Oslo?", "the store's opening time in Oslo?"),
        ("Can I return a used tent?", "May I return used tents?"),
        ("Is it permitted to return a tent?", "Is it ok to return the tent?"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert same(read(one), read(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is the price of the Heron 2?", "What is the price of the Kestrel 3?"),
        ("What is the price of the Heron 2?", "What is the price of the Heron 3?"),
        ("What is the price of the Heron 2?", "What is the weight of the Heron 2?"),
        ("What is the price of the Heron 2?", "What was the price of the Heron 2?"),
        (
            "Is the Heron 2 lighter than the Kestrel 3?",
            "Is the Kestrel 3 lighter than the Heron 2?",
        ),
        ("Is the Heron 2 lighter than it?", "Is the Heron 2 heavier than it?"),
        ("Can I wash the jacket?", "Can't I wash the jacket?"),
        ("Can I wash the jacket?", "Must I wash the jacket?"),
        ("Can I wash the jacket?", "Can I dry the jacket?"),
        ("Do you ship from Oslo to Bergen?", "Do you ship from Bergen to Oslo?"),
        ("Do you ship to Oslo?", "Do you ship from Oslo?"),
        ("Tents with poles?", "Tents without poles?"),
        ("Does the warranty cover a repair?", "Does a repair cover the warranty?"),
        ("Orders before 12 May", "Orders after 12 May"),
        ("Orders before 12 May", "Orders before 12 June"),
        ("When did NF-7 arrive?", "Where did NF-7 arrive?"),
        ("Was NF-7 shipped?", "Was NF-7 delivered?"),
        ("Which tent is the lightest?", "Which tents are lightest and dry?"),
        ("How many tents are there?", "How much are the tents?"),
        ("Is it 5 m long?", "Is it 5 km long?"),
        ("Who bought it and when?", "Who bought it and where?"),
        ("May I borrow two?", "May I borrow three?"),
        ("Do all stores rent tents?", "Do some stores only rent tents?"),
    ],
)
def test_one_thing_that_counts_is_another(one: str, other: str) -> None:
    assert not same(read(one), read(other))
