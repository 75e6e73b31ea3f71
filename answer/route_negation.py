"""Which words of a question a negation is for: `not from Germany`, `without a bike workshop`."""

from __future__ import annotations

from collections.abc import Collection

from nescio.text import words
from retrieval.asking import GLUE, WEAK, Asked, Term

_PASSED = (GLUE | WEAK) - {"and"}
"""What may stand between a negation and the words that it is for."""


def negation(asked: Asked, start: int, terms: Collection[Term] = ()) -> Term | None:
    """The `not`, `without` or `except` that stands right before a place of the text; `terms` are
    words that say the same as what stands there (`not made by`)."""
    before = [t for t in asked.terms if t.form == "not" and t.end <= start]
    if not before:
        return None
    between = [word for word in words(asked.text) if before[-1].end <= word.start < start]
    plain = all(
        word.form in _PASSED or any(t.start <= word.start < t.end for t in terms)
        for word in between
    )
    return before[-1] if plain else None
