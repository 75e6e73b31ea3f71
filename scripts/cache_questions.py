"""Questions for the cache benchmark, about the documents and rows of the sample shop.

Paraphrases: ten questions in two wordings each, inside 25 ways to address somebody. Rewordings: the
same questions in other words altogether. Near misses: pairs that differ in one number, name,
negation or attribute. They were written apart from the pairs that the cache's threshold was fitted
on, but after its rules, and ways to address somebody may be in both.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, get_args

Kind = Literal["number", "name", "negation", "attribute"]

TOPICS: tuple[tuple[str, ...], ...] = (
    (
        "how often must an unused power bank be charged",
        "how often must a power bank be charged that is unused",
        "at which intervals do I recharge a power bank nobody uses",
        "my power bank just lies in a drawer, when does it want topping up",
        "charging rhythm for a power bank in storage",
    ),
    (
        "how long must a new Spring cartridge be soaked",
        "for how long must the new Spring cartridge be soaked",
        "what soaking time does a fresh Spring cartridge need",
        "before I first use a Spring cartridge, for how many minutes does it go in water",
        "Spring cartridge brand new, minutes in the water bath?",
    ),
    (
        "how near may a campfire be to a Kestrel tent",
        "how near to the Kestrel tent may a campfire be",
        "what distance do I keep between the fire and my Kestrel",
        "can I light a fire right beside the Kestrel or should I step away from it",
        "safe distance Kestrel and open flames",
    ),
    (
        "which oven temperature is needed to season a Fireside pan",
        "what oven temperature is needed to season the Fireside pan",
        "how hot do I set the oven for re-seasoning my Fireside pan",
        "degrees for burning in a Fireside pan",
        "I want to season my Fireside again, what do I turn the oven to",
    ),
    (
        "how many uses does the lamp in the Clarity last",
        "how many uses does the lamp of the Clarity last",
        "when is the bulb of my Clarity worn out, in treatments",
        "what is the life of the Clarity's UV lamp",
        "after how many litres of treated water does the Clarity need another lamp",
    ),
    (
        "how high does the pressure drop have to be for the storm alarm of the watch",
        "for the storm alarm of the watch, how high does the pressure drop have to be",
        "my watch beeps for a storm: by how many hPa has the air fallen",
        "what triggers the storm warning on the watch",
        "hPa fall that sets the weather alarm off",
    ),
    (
        "how long does it take to inspect a parcel that was sent back",
        "how long does it take to inspect the parcel that was sent back",
        "I returned something by post, when will you have checked it",
        "working days until my return is looked at",
        "how quickly do you process returned packages",
    ),
    (
        "how much is parking near the shop in Lyon",
        "how much is parking near the Lyon shop",
        "what do I pay for leaving the car by your Lyon branch",
        "Lyon: parking fee per hour",
        "is there a charge for the car park around the store in Lyon, and which",
    ),
    (
        "how many pegs come with a Kestrel tent",
        "how many pegs come with the Kestrel tent",
        "number of stakes in the bag of the Kestrel",
        "what is the count of pegs that I get when I buy a Kestrel",
        "are there enough pegs with the Kestrel, how many exactly",
    ),
    (
        "how thick may the tube be for the Badger bracket",
        "for the Badger bracket, how thick may the tube be",
        "which tube diameters does the mount of the Badger fit",
        "min and max frame tube for a Badger lock holder",
        "does the Badger's holder go round a thick tube, up to what",
    ),
)
"""Of each the first two are its wordings, the others its rewordings."""

FRAMES: tuple[str, ...] = (
    "{Q}?",
    "{q}",
    "{q}??",
    "{Q}, please?",
    "{Q}? Thanks!",
    "{Q}? Thank you.",
    "Hi, {q}?",
    "Hello, {q}?",
    "Hello! {Q}?",
    "Hey, {q}?",
    "Good morning, {q}?",
    "Good evening! {Q}? Many thanks!",
    "Please tell me: {q}?",
    "Can you tell me: {q}?",
    "Could you please tell me {q}?",
    "Quick question: {q}?",
    "Just a quick question, {q}?",
    "I'd like to know: {q}?",
    "I would like to know {q}.",
    "I want to know {q}",
    "Excuse me, {q}?",
    "Sorry, {q}?",
    "Do you know {q}?",
    "I was wondering {q}.",
    "Hi, could you tell me {q}? Thanks in advance!",
)

ATTRIBUTES: tuple[str, ...] = (
    "What is the weight of the {name}?",
    "What is the price of the {name}?",
    "How long is the warranty of the {name}?",
    "Which material is the {name} made of?",
    "When was the {name} launched?",
    "Who supplies the {name}?",
)
NUMBERS: tuple[str, ...] = (
    "Can a parcel be returned after {n} days?",
    "Is shipping free for an order of {n} euro?",
    "Is it fine to wash a rain jacket at {n} degrees?",
    "Do you give a discount on {n} pairs of socks?",
    "Can I collect my parcel within {n} days of the email?",
    "Is a shop voucher of {n} euro sold online?",
    "Does a deposit of {n} euro cover a rented packraft?",
    "May a child of {n} years ride along on a cargo bike?",
)
AMOUNTS = (3, 5, 7, 10, 12, 14, 15, 20, 21, 25, 30, 35, 40, 45, 50, 60, 70, 75, 80, 90, 100, 120)
NEGATIONS: tuple[tuple[str, str], ...] = (
    ("May the {name} be washed in a machine?", "May the {name} never be washed in a machine?"),
    ("Is the {name} covered by the guarantee?", "Is the {name} not covered by the guarantee?"),
    ("Can the {name} be repaired in Hamburg?", "Can't the {name} be repaired in Hamburg?"),
    ("Is the {name} sold with a bag?", "Is the {name} sold without a bag?"),
    ("Does the {name} need oil every year?", "Does the {name} need no oil every year?"),
)


@dataclass(frozen=True)
class Pair:
    """Two questions that must not share an answer."""

    kind: Kind
    one: str
    other: str


def paraphrases(topics: int = 10) -> list[tuple[int, str]]:
    """Topic and question: each topic 50 times."""
    return [
        (number, framed(frame, wording))
        for number, topic in enumerate(TOPICS[:topics])
        for wording in topic[:2]
        for frame in FRAMES
    ]


def rewordings() -> list[tuple[int, str]]:
    """Topic and question in other words."""
    return [
        (number, framed("{Q}?", wording))
        for number, topic in enumerate(TOPICS)
        for wording in topic[2:]
    ]


def framed(frame: str, wording: str) -> str:
    """A question in a way of asking it."""
    return frame.format(q=wording, Q=wording[0].upper() + wording[1:])


def near_misses(names: Sequence[str], count: int, seed: int) -> list[Pair]:
    """As many pairs of each kind; no question comes twice, nor means the same as another."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    used: set[str] = set()
    kinds = get_args(Kind)
    return [
        pair
        for kind in kinds
        for pair in islice(_unused(_endless(kind, names, chance), used), count // len(kinds))
    ]


def _unused(pairs: Iterator[Pair], used: set[str]) -> Iterator[Pair]:
    for pair in pairs:
        if not {pair.one, pair.other} & used:
            used |= {pair.one, pair.other}
            yield pair


def _neighbour(name: str, names: Sequence[str]) -> str:
    """Another name, of the same family if there is one."""
    others = [other for other in names if other != name]
    return min(others, key=lambda other: other.split()[0] != name.split()[0])


def _endless(kind: Kind, names: Sequence[str], chance: random.Random) -> Iterator[Pair]:
    while True:
        name = chance.choice(names)
        match kind:
            case "number":
                template = chance.choice(NUMBERS)
                one, other = chance.sample(AMOUNTS, 2)
                yield Pair("number", template.format(n=one), template.format(n=other))
            case "name":
                template = chance.choice(ATTRIBUTES)
                near = _neighbour(name, names)
                yield Pair("name", template.format(name=name), template.format(name=near))
            case "negation":
                said, denied = chance.choice(NEGATIONS)
                yield Pair("negation", said.format(name=name), denied.format(name=name))
            case "attribute":
                first, second = chance.sample(ATTRIBUTES, 2)
                yield Pair("attribute", first.format(name=name), second.format(name=name))
