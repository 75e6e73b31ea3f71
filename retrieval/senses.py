"""Words of one meaning, general English: a guarantee is a warranty, a voucher a card.

People ask in other words than documents tell in. Where a question's word is not there, one of the
same meaning stands for it. A word may be in several groups, for each of its meanings; two words
that only share a third have nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from nescio.text import content_stems, stem

_GROUPS = Path(__file__).with_name("senses.txt").read_text(encoding="utf-8")
"""A group a line."""


def _senses() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for line in _GROUPS.split("\n"):
        for word in line.split():
            found.setdefault(stem(word), {}).update(dict.fromkeys(line.split()))
    return {one: tuple(w for w in group if stem(w) != one) for one, group in found.items()}


_WORDS = _senses()
_STEMS = {one: frozenset(map(stem, group)) for one, group in _WORDS.items()}


def same_sense(stemmed: str) -> frozenset[str]:
    """Stems of words that mean the same, without the word itself."""
    return _STEMS.get(stemmed, frozenset())


def in_other_words(text: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """For the words of a text that no document has (`known` takes a stem) those of one meaning
    that some have."""
    found = (
        word
        for asked in dict.fromkeys(content_stems(text))
        if not known(asked)
        for word in _WORDS.get(asked, ())
        if known(stem(word))
    )
    return tuple(dict.fromkeys(found))
