"""Misspelt words of a question, mended towards the words of the corpus.

Only a word is touched that is no English word and that neither the corpus nor a name knows, only
when one known word is near (one edit, two for long words) and stands out from the others, and
never a word with a digit: "Trail 40" must not become another. A question of mostly unknown words
is in another language, or about something else, and stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from nescio.text import STOP_WORDS, Word, stem, words
from retrieval.attribute import ALSO_CALLED_WORDS, STATE_WORDS
from retrieval.concepts import VOCABULARY
from retrieval.lexicon import ORDINARY_WORDS, UNIT_WORDS
from retrieval.phrases import PHRASE_WORDS

SHORTEST = 4
LONG = 8
"""Words from this length on may be two edits away."""

MARGIN = 4
"""As many times must the word chosen be more frequent than another that is as near."""

# Words that questions are understood by are spelt right, whether or not a document has them.
_UNDERSTOOD = VOCABULARY | ALSO_CALLED_WORDS | STATE_WORDS | PHRASE_WORDS | UNIT_WORDS
_WITHOUT_APOSTROPHE = frozenset(word.replace("'", "") for word in STOP_WORDS)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A word of a text (`start:end`, code points) and the word that it is taken for."""

    start: int
    end: int
    written: str
    read: str


class Spelling:
    """The words of a corpus by their first letter and length. Built once, shared by threads."""

    def __init__(self, forms: Mapping[str, int], stems: Collection[str]) -> None:
        """`forms` are the corpus's words with how often they occur, `stems` theirs."""
        self._forms = forms
        self._stems = stems
        self._near: dict[tuple[str, int], list[str]] = {}
        for form in sorted({*forms, *_UNDERSTOOD}):
            if len(form) >= SHORTEST and form.isalpha():
                self._near.setdefault((form[0], len(form)), []).append(form)

    def corrections(
        self, text: str, protected: Collection[tuple[int, int]] = ()
    ) -> tuple[Correction, ...]:
        """What is misspelt in `text`, in order; spans in `protected` (names) are right."""
        plain = [
            w for w in words(text) if not any(start <= w.start < end for start, end in protected)
        ]
        unknown = [w for w in plain if not self.knows(w.form)]
        if 2 * len(unknown) > max(4, len([w for w in plain if len(w.form) >= SHORTEST])):
            return ()
        return tuple(self._corrected(text, unknown))

    def _corrected(self, text: str, unknown: list[Word]) -> Iterator[Correction]:
        for word in unknown:
            better = self._better(word.form)
            if better is not None:
                yield correction(text, word, better)

    def knows(self, form: str) -> bool:
        """Whether a word is spelt right, or cannot be said to be spelt wrong."""
        return (
            len(form) < SHORTEST
            or not form.isalpha()
            or form in self._forms
            or form in STOP_WORDS
            or form in _WITHOUT_APOSTROPHE
            or form in ORDINARY_WORDS
            or form in _UNDERSTOOD
            or stem(form) in self._stems
            or form in _english()
        )

    def _better(self, form: str) -> str | None:
        better = self._nearest(form)
        if better is None and form.endswith("s") and len(form) > 5:
            one = self._nearest(form[:-1])
            return f"{one}s" if one is not None and not one.endswith("s") else None
        return better

    def _nearest(self, form: str) -> str | None:
        """The one known word that is near enough, if one stands out."""
        found = sorted(self._candidates(form))
        if not found:
            return None
        distance, often, best = found[0]
        for other_distance, other_often, other in found[1:]:
            if other_distance > distance:
                break
            if stem(other) != stem(best) and MARGIN * -other_often > -often:
                return None
        return best

    def _candidates(self, form: str) -> Iterator[tuple[int, int, str]]:
        """Known words near `form`: edits, minus the frequency, the word."""
        limit = 1 if len(form) < LONG else 2
        for length in range(max(SHORTEST, len(form) - limit), len(form) + limit + 1):
            near = process.extract(
                form,
                self._near.get((form[0], length), ()),
                scorer=OSA.distance,
                score_cutoff=limit,
                limit=None,
            )
            for other, distance, _ in near:
                if len(form) > 5 or not _other_letter(form, other):
                    yield int(distance), -self._often(other), other
        for other in self._other_start(form):
            yield 1, -self._often(other), other

    def _other_start(self, form: str) -> Iterator[str]:
        """Known words that differ in their first letter alone, which long words may."""
        if len(form) < 6:
            return
        swapped = form[1] + form[0] + form[2:]
        added = (letter + form for letter in _LETTERS)
        for other in (swapped, form[1:], *added):
            if other in self._forms and other[0] != form[0]:
                yield other

    def _often(self, form: str) -> int:
        return max(1, self._forms.get(form, 0))


def correction(text: str, word: Word, better: str) -> Correction:
    """`word` of `text` taken for `better`, which gets its capitals."""
    written = text[word.start : word.end]
    if written.isupper():
        better = better.upper()
    elif written[0].isupper():
        better = better[0].upper() + better[1:]
    return Correction(start=word.start, end=word.end, written=written, read=better)


def corrected(text: str, corrections: Collection[Correction]) -> str:
    """The text with what was misspelt replaced."""
    for one in sorted(corrections, key=lambda c: -c.start):
        text = text[: one.start] + one.read + text[one.end :]
    return text


@lru_cache(maxsize=1)
def _english() -> SpellChecker:
    """English words by frequency; only asked whether a word is one."""
    return SpellChecker(language="en")


def _other_letter(form: str, other: str) -> bool:
    """Whether one letter stands for another: of short words that is mostly another word (`loud`
    and `load`), while letters left out, doubled or swapped are slips."""
    return len(form) == len(other) and sorted(form) != sorted(other)
