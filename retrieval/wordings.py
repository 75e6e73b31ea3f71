"""Wordings that ask for an attribute, or rule one out, by a verb and its company."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from nescio.text import stem
from retrieval.asking import Asked, Term
from retrieval.attribute import BUYING, MAKERS, Attribute, concept_names, noun_stems

_PAST = re.compile(
    r"\b(?:when|(?:what|which) (?:day|date)) (?:[\w-]+ ){0,2}?(?:did|was|were|has|had)\b",
    re.IGNORECASE,
)
_OPEN_NOW = re.compile(r"\bwhen (?:is|are|can|does|do)\b.*\bopen\b", re.IGNORECASE)
_IS_OPEN = re.compile(r"\b(?:is|are|will)\b[^?]*\b(?:open|shut|closed)\b", re.IGNORECASE)
_FUTURE = re.compile(
    r"\b(?:when|day|date) (?:\w+ ){0,2}?(?:will|should|can|is|are|does|do)\b", re.IGNORECASE
)
BEARING = frozenset(
    stem(w) for w in "take withstand support supports bear carry hold handle cope sustain".split()
)
MASSES = frozenset(
    "kg kilo kilos kilograms kilogram lb lbs pounds weight tonnes tons g grams gram".split()
)
_LASTING = frozenset(stem(w) for w in "run hold valid good cover".split())
_SERVING = frozenset(stem(w) for w in "work worked working employed company team".split())
_REACHING = frozenset(stem(w) for w in "reach arrive come get in go out".split())
_DEALING = frozenset(
    stem(w)
    for w in """buy buying work working deal dealing trade trading supply supplying order
    ordering purchase get getting cooperate cooperating business partner with""".split()
)
_AWAY = re.compile(
    r"\b(?:ship\w*|sent|send|go|goes|going|deliver\w*|dispatch\w*|bound)\b[^?]*\b(?:to|for)\b"
    r"|\bto (?:which|what)\b",
    re.IGNORECASE,
)
_TAKING = re.compile(
    r"^\W*(?:what|which) (?!weight|load)\w+(?: \w+)? (?:do|does|did|will|can)\b.*"
    r"\b(?:take|use|need|require|run on|work with)\W*$",
    re.IGNORECASE,
)
# What has left a place is no longer kept there; what we have left still is.
_GONE_AWAY = re.compile(
    r"\b(?:has|have|had)(?: \w+ly)? left\b"
    r"(?! (?:in|at|on|of|over|there|here|for|to|now|right|today|with)\b|\W*$)"
    r"|\bleft (?:(?:from|the|our|your)\b|(?-i:[A-Z]))",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\b(?:did|does|do|has|have|had|was|were|to|by)\s+(?:(?:the|a|an|my|our|your|this|that)\s+)?$",
    re.IGNORECASE,
)


def bearing(asked: Asked, attribute: Attribute, said: AbstractSet[str]) -> float | None:
    """`How many kilos does it take?` asks for the load; 0 for the weight, None where no verb of
    bearing is said."""
    if not said & BEARING or asked.asks not in ("how_many", "how_much", "what"):
        return None
    heavy = any(term.form in MASSES for term in asked.terms)
    names = concept_names(attribute)
    if "load" in names and (heavy or asked.asks == "how_much"):
        return 0.95 if not attribute.path else 0.0
    return 0.0 if heavy and names & {"weight", "amount", "price"} else None


def serving(asked: Asked, attribute: Attribute, said: AbstractSet[str]) -> float:
    """`How long has she worked here?` asks a person's row for the day of joining."""
    asking = asked.asks == "when" and bool(said) and not said - _SERVING
    joined = concept_names(attribute) & {"hired", "joined"} and not attribute.path
    return 0.88 if asking and joined else 0.0


def elsewhen(asked: Asked, attribute: Attribute) -> bool:
    """`When will it arrive` asks for the day expected, `when did it` for the day it did;
    `when is it open` for no day."""
    names = concept_names(attribute)
    if asked.asks == "when" and "opened" in names and _OPEN_NOW.search(asked.text):
        return True
    if "opened" in names and is_open(asked):
        return True
    if asked.asks != "when" or not names & {"delivered", "expected"}:
        return False
    if "expected" in names:
        return _PAST.search(asked.text) is not None
    return _FUTURE.search(asked.text) is not None


def is_open(asked: Asked) -> bool:
    """`Is the mill open`, `is it shut by then`: told by the hours, and by no day of opening."""
    return asked.asks == "yes_no" and _IS_OPEN.search(asked.text) is not None


def placed(attribute: Attribute) -> bool:
    """Whether it is a country, a city or another place."""
    return attribute.column is not None and bool(
        concept_names(attribute) & {"country", "city", "place"}
    )


def leads_away(asked: Asked) -> bool:
    """`Ship to`, `sent to`: the place where something goes, not where it is from."""
    return _AWAY.search(asked.text) is not None


def not_bound_for(asked: Asked, attribute: Attribute) -> bool:
    """`To which countries do you ship it`: not to that of its maker."""
    made = bool(attribute.path) and placed(attribute) and noun_stems(attribute.end) & MAKERS
    return bool(made) and leads_away(asked)


def needs(asked: Asked, attribute: Attribute) -> bool:
    """`What batteries does it take?` asks for things, not for a number of the row; what has left
    a place is no stock of it."""
    column = attribute.column
    number = column is not None and column.kind in ("number", "money")
    if "stock" in concept_names(attribute) and gone_away(asked.text):
        return True
    return number and _TAKING.search(asked.text) is not None


def gone_away(text: str) -> bool:
    """Whether things have left a place (`have left the depot`), and are not what is left."""
    return _GONE_AWAY.search(text) is not None


def actor(term: Term, asked: Asked, people: AbstractSet[str]) -> bool:
    """Whether the term is who did it, by the way: `why did the customer send it back`."""
    return term.stem in people and _DOES.search(asked.text[: term.start]) is not None


def goes_with(term: Term, attribute: Attribute) -> bool:
    """Verbs that such a date or time is the time of: since when one buys from a partner."""
    names = concept_names(attribute)
    if names & {"warranty", "battery"} and not attribute.path and term.stem in _LASTING:
        return True
    return ("since" in names and term.stem in _DEALING) or (
        ("cutoff" in names and (term.linking or term.stem in BUYING | _REACHING))
        or (bool(names & {"hired", "joined"}) and term.stem in _SERVING)
    )
