"""Misspelt words of a question, mended towards the vocabulary of the corpus.

Only a word that is no English word and that neither the corpus nor a name knows is touched, only
when a known word is one edit away (two for long words), and never a word with a digit: "Trail 40"
must not become another.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from nescio.text import STOP_WORDS, stem, words
from retrieval.attribute import ALSO_CALLED_WORDS, STATE_WORDS
from retrieval.concepts import VOCABULARY
from retrieval.corpus import Terms
from retrieval.lexicon import ORDINARY_WORDS, UNIT_WORDS
from retrieval.phrases import PHRASE_WORDS

# Words that questions are understood by are spelt right, whether or not a document has them.
_UNDERSTOOD = VOCABULARY | ALSO_CALLED_WORDS | STATE_WORDS | PHRASE_WORDS | UNIT_WORDS


def mend(text: str, terms: Terms, protected: Collection[tuple[int, int]] = ()) -> str:
    """`text` with its misspelt words replaced; spans in `protected` (names) stay as they are."""
    out: list[str] = []
    position = 0
    for word in words(text):
        if any(start <= word.start < end for start, end in protected):
            continue
        better = _better(word.form, terms)
        if better is not None:
            out += [text[position : word.start], better]
            position = word.end
    return "".join(out) + text[position:]


def _better(form: str, terms: Terms) -> str | None:
    if len(form) < 4 or form in STOP_WORDS or form in terms.forms or not form.isalpha():
        return None
    if form in ORDINARY_WORDS or form in _UNDERSTOOD or terms.known(stem(form)):
        return None
    if form in _english():
        return None
    better = _nearest(form, terms)
    if better is None and form.endswith("s") and len(form) > 5:
        one = _nearest(form[:-1], terms)
        return f"{one}s" if one is not None and not one.endswith("s") else None
    return better


@lru_cache(maxsize=1)
def _english() -> SpellChecker:
    """English words by frequency; only asked whether a word is one."""
    return SpellChecker(language="en")


def _nearest(form: str, terms: Terms) -> str | None:
    """The likeliest known word within an edit or two."""
    limit = 1 if len(form) < 8 else 2
    near = [
        one
        for known in (terms.forms.keys(), _UNDERSTOOD)
        for one in process.extract(form, known, scorer=OSA.distance, score_cutoff=limit, limit=20)
    ]
    likely = [(distance, -terms.forms.get(other, 0), other) for other, distance, _ in near
              if other.isalpha() and other[0] == form[0] and len(other) >= 4
              and (len(form) > 5 or not _other_letter(form, other))]  # fmt: skip
    return min(likely)[2] if likely else None


def _other_letter(form: str, other: str) -> bool:
    """Whether one letter stands for another: of short words that is mostly another word (`loud`
    and `load`), while letters left out, doubled or swapped are slips."""
    return len(form) == len(other) and sorted(form) != sorted(other)
