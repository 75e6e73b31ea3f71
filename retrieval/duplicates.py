"""Passages that say the same thing: the best ranked one is enough."""

from __future__ import annotations

from collections.abc import Sequence

from nescio.text import normal_name, words
from nescio.types import Passage

SAME = 0.9
"""Share of common three-word runs from which two texts count as one."""


def without_duplicates(passages: Sequence[Passage], limit: int) -> list[Passage]:
    """The first `limit` passages of which none repeats an earlier one.

    Two passages are one when they are of files with the same title, differ in no number, and
    share nearly all runs of three words. The title counts because the same sentence in the
    manuals of two products is two facts; rows are never folded: each is a record of its own.
    """
    kept: list[Passage] = []
    shapes: list[tuple[str, frozenset[str], frozenset[tuple[str, ...]]]] = []
    for passage in passages:
        if len(kept) == limit:
            break
        if passage.kind == "file":
            shape = _shape(passage)
            if any(_same(shape, earlier) for earlier in shapes):
                continue
            shapes.append(shape)
        kept.append(passage)
    return kept


def _shape(passage: Passage) -> tuple[str, frozenset[str], frozenset[tuple[str, ...]]]:
    forms = [word.form for word in words(passage.chunk.text)]
    numbers = frozenset(form for form in forms if any(c.isdigit() for c in form))
    runs = frozenset(tuple(forms[i : i + 3]) for i in range(max(1, len(forms) - 2)))
    return normal_name(passage.title), numbers, runs


def _same(
    one: tuple[str, frozenset[str], frozenset[tuple[str, ...]]],
    other: tuple[str, frozenset[str], frozenset[tuple[str, ...]]],
) -> bool:
    if one[:2] != other[:2]:
        return False
    return len(one[2] & other[2]) >= SAME * len(one[2] | other[2])
