"""Pairs of questions that ask the same in other words, and pairs that only look as if they did.

Both are made by templates of general English from the questions of a set and from the rows of a
database, always the same ones from a seed. A near miss differs in one thing that counts: a number,
a name, a negation, the direction of a comparison, what is asked for, the attribute, the status, the
tense, or what is permitted and what required.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from answer.caches.likeness import spans
from nescio.types import Scope
from retrieval.linking import EntityLinker


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two questions; `same` if one answer serves both. `how` is what was done to the first."""

    one: str
    other: str
    same: bool
    how: str


_LEADS = (
    "Hi, {}", "Hello! {}", "Could you tell me {}", "Please tell me: {}", "Hey, {}",
    "Can you please tell me, {}", "I'd like to know {}", "Quick question: {}", "Do you know {}",
    "I was wondering, {}",
)  # fmt: skip
_TAILS = ("{} please", "{}, thanks", "{} Thank you!", "{}, please?", "{} Thanks in advance.")
_SHORT = {"what is": "what's", "where is": "where's", "when is": "when's", "who is": "who's"}
_ASKED = (
    "What is the {a} of the {n}?", "What's the {a} of {n}", "what is the {n}'s {a}?",
    "Tell me the {a} of the {n}", "Could you tell me what the {a} of the {n} is?",
    "{n}: what is its {a}?", "the {a} of the {n}, please", "I need to know the {a} of {n}.",
)  # fmt: skip
_SWAPS: Mapping[str, Sequence[tuple[str, str]]] = {
    "comparison": (
        ("more", "less"), ("before", "after"), ("over", "under"), ("above", "below"),
        ("first", "last"), ("longest", "shortest"), ("heaviest", "lightest"),
        ("cheapest", "most expensive"), ("highest", "lowest"), ("largest", "smallest"),
        ("biggest", "smallest"), ("latest", "earliest"), ("oldest", "newest"),
        ("longer", "shorter"), ("heavier", "lighter"), ("cheaper", "dearer"), ("most", "least"),
        ("minimum", "maximum"), ("fastest", "slowest"), ("at least", "at most"),
        ("up to", "from"), ("warmer", "colder"), ("since", "until"),
    ),
    "asked for": (
        ("when", "where"), ("who", "when"), ("how many", "how much"), ("how long", "how often"),
        ("why", "when"), ("where", "why"),
    ),
    "attribute": (
        ("weight", "price"), ("cost", "weigh"), ("price", "warranty"), ("heavy", "long"),
        ("warranty", "weight"), ("guarantee", "price"), ("material", "colour"),
        ("colour", "size"), ("capacity", "weight"), ("battery", "bulb"), ("sku", "price"),
        ("supplier", "store"), ("city", "country"), ("opening hours", "address"),
        ("email", "phone"), ("carrier", "status"), ("deposit", "fee"), ("length", "width"),
        ("temperature", "pressure"), ("category", "supplier"), ("wash", "dry"), ("clean", "store"),
    ),
    "status": (
        ("shipped", "delivered"), ("delivered", "cancelled"), ("sent", "paid"),
        ("ordered", "returned"), ("open", "closed"), ("returned", "exchanged"),
        ("placed", "paid"), ("refunded", "rejected"), ("bought", "rented"), ("opened", "closed"),
        ("in stock", "sold out"), ("arrive", "leave"), ("return", "exchange"),
        ("repair", "replace"),
    ),
    "permitted or required": (
        ("can i", "must i"), ("may i", "must i"), ("do i have to", "am i allowed to"),
        ("should i", "may i"), ("do i need to", "can i"), ("can you", "must you"),
    ),
    "tense": (
        ("is", "was"), ("are", "were"), ("does", "did"), ("do", "did"), ("will", "did"),
        ("has", "had"),
    ),
    "direction": (
        ("from", "to"), ("with", "without"), ("including", "excluding"), ("inside", "outside"),
        ("on", "off"), ("up", "down"), ("in", "out of"),
    ),
    "negation": (
        ("is", "is not"), ("are", "are not"), ("can", "can't"), ("does", "doesn't"),
        ("do", "don't"), ("should", "should not"), ("has", "has not"), ("did", "didn't"),
        ("will", "won't"),
    ),
}  # fmt: skip


def paraphrases(questions: Iterable[str], draw: random.Random) -> Iterator[Pair]:
    """Each question in a few other wordings that leave its meaning alone."""
    for text in questions:
        bare = text.rstrip("?. !")
        small = bare[:1].lower() + bare[1:] if re.match(r"[A-Z][a-z']* ", bare) else bare
        made = {
            "lead": draw.choice(_LEADS).format(small) + "?",
            "tail": draw.choice(_TAILS).format(bare),
            "both": draw.choice(_TAILS).format(draw.choice(_LEADS).format(small)),
            "case": small,
        }
        for long, short in _SHORT.items():
            if small.startswith(long + " "):
                made["contraction"] = short + small[len(long) :]
        for how, other in made.items():
            if other != text:
                yield Pair(one=text, other=other, same=True, how=how)


def about_rows(
    names: Sequence[str], attributes: Sequence[str], draw: random.Random, count: int
) -> Iterator[Pair]:
    """Questions about an attribute of a row: in two wordings; of another row; of another
    attribute; with another number in the name."""
    for _ in range(count):
        name, other_name = draw.sample(list(names), 2)
        attribute, other = draw.sample(list(attributes), 2)
        first, second = draw.sample(_ASKED, 2)
        one = first.format(a=attribute, n=name)
        yield Pair(one=one, other=second.format(a=attribute, n=name), same=True, how="wording")
        yield Pair(one=one, other=second.format(a=attribute, n=other_name), same=False, how="name")
        yield Pair(one=one, other=second.format(a=other, n=name), same=False, how="attribute")
        changed = _other_number(name)
        if changed != name:
            text = second.format(a=attribute, n=changed)
            yield Pair(one=one, other=text, same=False, how="number")


def near_misses(
    questions: Iterable[str], names: Mapping[str, Sequence[tuple[str, str]]],
    linker: EntityLinker, draw: random.Random,
) -> Iterator[Pair]:  # fmt: skip
    """Each question with one thing changed that counts, in every way that it allows. `names`
    are, by the id of a row, those of the rows of its table with their ids."""
    for text in questions:
        for how, swaps in _SWAPS.items():
            for pair in swaps:
                changed = _swapped(text, pair) or _swapped(text, pair[::-1])
                if how == "negation":  # with it taken away, the other way round
                    changed = _swapped(text, pair)
                if changed:
                    yield Pair(one=text, other=changed, same=False, how=how)
                    break
        if (changed := _other_number(text)) != text:
            yield Pair(one=text, other=changed, same=False, how="number")
        for start, end, ids in list(spans(text, linker, Scope()))[:1]:
            meant = ids.split(",")
            others = [name for name, id_ in names.get(meant[0], ()) if id_ not in meant]
            if others:
                changed = text[:start] + draw.choice(others) + text[end:]
                yield Pair(one=text, other=changed, same=False, how="name")


def _swapped(text: str, pair: tuple[str, str]) -> str:
    """The text with the first of a pair put in the place of the second, or nothing."""
    old, new = pair
    changed, count = re.subn(rf"\b{old}\b(?!')", new, text, count=1, flags=re.IGNORECASE)
    return changed if count else ""


def _other_number(text: str) -> str:
    """The text with its last whole number raised by one."""
    found = list(re.finditer(r"\d+", text))
    if not found:
        return text
    last = found[-1]
    number = str(int(last.group()) + 1).zfill(len(last.group()))
    return text[: last.start()] + number + text[last.end() :]
