"""How easily one word is written for another: a noisy channel of slips at a keyboard.

The numbers compare one slip with another and are no probabilities. A letter may be exchanged for
25 others and left out in one way only, so that any one exchange is rarer than that omission, but
for the keys beside the right one, which fingers hit by mistake.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

Slip = Literal["swapped", "doubled", "omitted", "key", "vowel", "letter", "further"]

EASE: Final[dict[Slip, float]] = {
    "swapped": 4.0,
    "doubled": 4.0,
    "omitted": 4.0,
    "key": 1.0,
    "vowel": 0.5,
    "letter": 0.1,
    "further": 0.1,
}
"""How much likelier one slip of a kind is than one of another."""

WRONG_FIRST = 5
"""As many times rarer is a slip in the first letter: it is written with care."""

_ROWS = (("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75))
_PLACES = {key: (row, shift + column) for row, (keys, shift) in enumerate(_ROWS)
           for column, key in enumerate(keys)}  # fmt: skip
_VOWELS = frozenset("aeiouy")


def ease(form: str, other: str) -> float:
    """How easily `form` is written for `other`. Only good for comparing."""
    easy = EASE[slip(form, other)]
    return easy / WRONG_FIRST if form[:1] != other[:1] else easy


@lru_cache(maxsize=50_000)
def slip(form: str, other: str) -> Slip:
    """What happened to `other` that made `form` of it: `further` if more than one thing."""
    start = 0
    while start < min(len(form), len(other)) and form[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(form), len(other)) - start and form[-1 - end] == other[-1 - end]:
        end += 1
    wrote, meant = form[start : len(form) - end], other[start : len(other) - end]
    if len(wrote) == len(meant) == 2 and wrote == meant[::-1]:
        return "swapped"
    if len(wrote) == len(meant) == 1:
        return _exchange(wrote, meant)
    if (len(wrote), len(meant)) == (0, 1):
        return "omitted"
    if (len(wrote), len(meant)) == (1, 0):
        beside = form[max(0, start - 1) : start] + form[start + 1 : start + 2]
        if wrote in beside:
            return "doubled"
        return "key" if any(_neighbours(wrote, letter) for letter in beside) else "letter"
    return "further"


def of_i_and_e(form: str, other: str) -> bool:
    """Whether two words differ by `ie` and `ei` alone: many never learn which it is."""
    return slip(form, other) == "swapped" and {"ie", "ei"} <= {
        pair for one in (form, other) for pair in map("".join, pairwise(one))
    }


_AS_HEARD = (("lite", "light"), ("nite", "night"), ("rite", "right"), ("thru", "through"))


def as_heard(form: str) -> str:
    """A word written as it sounds, as it is spelt: `ultralite` as `ultralight`."""
    for heard, spelt in _AS_HEARD:
        if form.endswith(heard):
            return form.removesuffix(heard) + spelt
    return form


_SUBJECTS = frozenset(
    "i we you he she they it one the a an my our your his her their this that there to".split()
)


def conjunction(form: str, after: str) -> str | None:
    """`Wether` before who or what does something is no weather."""
    return "whether" if form in ("wether", "wheter") and after in _SUBJECTS else None


def _exchange(wrote: str, meant: str) -> Slip:
    if _neighbours(wrote, meant):
        return "key"
    return "vowel" if wrote in _VOWELS and meant in _VOWELS else "letter"


def _neighbours(one: str, other: str) -> bool:
    """Whether two letters lie side by side on a keyboard."""
    if one not in _PLACES or other not in _PLACES:
        return False
    (row, column), (other_row, other_column) = _PLACES[one], _PLACES[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1 and one != other


_SMALL = frozenset("how who why the and are can for you was".split())
_LONGER = frozenset("what when where which does have".split())
_HOW_MUCH = frozenset("much many long far often old heavy big tall high wide deep late do".split())


def small_word(form: str, after: str) -> str | None:
    """The small word of questions that one is with two letters swapped (`hwo`, `waht`); the word
    `after` it tells `how` from `who`."""
    if len(form) > len("how"):
        swapped = {form[:i] + form[i + 1] + form[i] + form[i + 2 :] for i in range(len(form) - 1)}
        longer = swapped & _LONGER
        return longer.pop() if len(longer) == 1 else None
    if len(form) != len("how"):
        return None
    meant = {form[1] + form[0] + form[2], form[0] + form[2] + form[1]} & _SMALL
    if len(meant) > 1 and after in _HOW_MUCH:
        meant &= {"how"}
    return meant.pop() if len(meant) == 1 else None
