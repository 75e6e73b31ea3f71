"""Places in an order: `the second heaviest`, `the three cheapest`, `top 5`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.asking import Asked, Term
from retrieval.concepts import CONCEPTS

ORDER = frozenset("highest lowest most least maximum minimum max min greatest".split())
"""Superlatives of whatever is named beside them."""
SUPERLATIVES = ORDER.union(*(c.lowest | c.highest for c in CONCEPTS))
_ORDINALS = {
    word: place
    for place, words in enumerate(
        ("second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th"), start=2
    )
    for word in words.split()
}
_NUMBERS = {
    word: number
    for number, word in enumerate("two three four five six seven eight nine ten".split(), start=2)
}
_MOST = 10


@dataclass(frozen=True, kw_only=True)
class Rank:
    """The place asked for, or how many from the first on; the words that say so."""

    place: int = 1
    many: int = 0
    terms: frozenset[Term] = frozenset()


def rank(asked: Asked) -> Rank:
    """The rank told beside a superlative; by default the first place."""
    for place, term in enumerate(asked.terms):
        if term.form not in SUPERLATIVES:
            continue
        before, after = asked.terms[:place], asked.terms[place + 1 :]
        if before and before[-1].form in _ORDINALS:
            return Rank(place=_ORDINALS[before[-1].form], terms=frozenset(before[-1:]))
        for beside in (before[-1:], after[:1]):
            number = _number(beside, asked.text)
            if 1 < number <= _MOST:
                top = [t for t in before if t.form == "top"]
                return Rank(many=number, terms=frozenset((*beside, *top)))
    return Rank()


def _number(beside: Sequence[Term], text: str) -> int:
    """The number that a word is, where it is not a part of another one."""
    if not beside:
        return 0
    form = beside[0].form
    if form.isdigit() and text[beside[0].end : beside[0].end + 1] in ("", " ", "?", "."):
        return int(form)
    return _NUMBERS.get(form, 0)
