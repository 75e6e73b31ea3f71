"""Words within a spelling mistake or two, found among very many."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_END = 2


class NearWords:
    """Words by their length, their first two letters and their last two. Built once.

    One slip (a letter more, less, other, or two swapped) leaves one of the two ends of a word of
    five letters or more as it was. A word of which both ends are wrong is not looked for.
    """

    def __init__(self, forms: Iterable[str]) -> None:
        self._by_end: dict[tuple[int, str, str], list[str]] = {}
        for form in forms:
            for end in _ends(form, len(form)):
                self._by_end.setdefault(end, []).append(form)

    def within(self, form: str, limit: int) -> dict[str, int]:
        """The words at most `limit` edits from `form`, and how many edits each is away."""
        found: dict[str, int] = {}
        for length in range(len(form) - limit, len(form) + limit + 1):
            for end in _ends(form, length):
                near = process.extract(
                    form,
                    self._by_end.get(end, ()),
                    scorer=OSA.distance,
                    score_cutoff=limit,
                    limit=None,
                )
                found.update((other, int(distance)) for other, distance, _ in near)
        return found


def _ends(form: str, length: int) -> tuple[tuple[int, str, str], tuple[int, str, str]]:
    return (length, "first", form[:_END]), (length, "last", form[-_END:])
