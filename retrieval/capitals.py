"""Words that look like a name by their capitals or digits, whether or not one is known."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from nescio.text import STOP_WORDS, Word
from retrieval.name_index import token_key

# Units that are written with a digit: `350 m2` and `in m2` name nothing.
_UNITS = frozenset("m2 m3 cm2 cm3 km2 ft2 mm2 co2 h2o".split())


def shouts(text: str, tokens: Sequence[Word]) -> bool:
    """Whether capitals say nothing because nearly every word has one."""
    letters = [text[word.start] for word in tokens if text[word.start].isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) > 3 and capitals > 0.7 * len(letters)


def loose_names(
    text: str, tokens: Sequence[Word], used: AbstractSet[int], ordinary: AbstractSet[str]
) -> list[tuple[int, int]]:
    """Spans (code points) of capital words and model numbers, not at a sentence's start, of which
    no word is `used` (places in `tokens`); words in `ordinary` begin no name."""
    if shouts(text, tokens):
        return []
    runs: list[list[int]] = []
    for place in range(len(tokens)):
        if place in used or not _namelike(text, tokens, place, ordinary):
            continue
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    found = []
    for run, before in zip(runs, [[0], *runs], strict=False):
        if all(tokens[place].form.isdigit() for place in run):
            continue
        first = run[0]
        while (
            first - 1 > before[-1] and first - 1 not in used and _capital(text, tokens[first - 1])
        ):
            first -= 1
        found.append((tokens[first].start, tokens[run[-1]].end))
    return found


def _namelike(text: str, tokens: Sequence[Word], place: int, ordinary: AbstractSet[str]) -> bool:
    word = tokens[place]
    if word.form in ordinary or token_key(word.form) in ordinary:
        return False
    if word.form.isdigit():
        return place > 0 and text[tokens[place - 1].start].isupper()
    if any(c.isdigit() for c in word.form):
        if word.form in _UNITS and text[word.start].islower():
            return False
        return word.form.replace(".", "").replace(",", "").isalnum() and word.form[0].isalpha()
    before = text[: word.start].rstrip()
    return text[word.start].isupper() and bool(before) and before[-1] not in ".!?:"


def _capital(text: str, word: Word) -> bool:
    """`Silver` before `Compass`: an ordinary word that a capital makes part of a name."""
    return text[word.start].isupper() and word.form not in STOP_WORDS
