"""Words, stems and normal forms: one notion of "the same word" for every part.

Nothing here changes offsets: `words` reports code-point spans of the text it was given.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

# The possessive of a number or a code is no part of it: `KP-87's price`, `the 750's weight`.
_WORD = re.compile(
    r"(?!(?<=\d['’])s\b)[^\W_]+(?:(?:[.,]|(?<!\d)['’]|['’](?!s\b))[^\W_]+)*", re.UNICODE
)
_local = threading.local()

STOP_WORDS = frozenset(
    """a about above after again all also am an and any are aren't as at be because been before
    being below between both but by can can't could couldn't did didn't do does doesn't doing
    don't down during each few for from further get gets got had hadn't has hasn't have haven't
    having he her here hers him his how i i'd i'll i'm i've if in into is isn't it it's its
    itself just let's like many me more most much my need no nor not of off on once only or
    other our ours out over own please same she should shouldn't so some such tell than that
    that's the their theirs them then there there's these they they're this those through to too
    under until up us very want was wasn't we we're were weren't what what's whats hows wheres
    when when's where where's which while who who's whom whose why will with won't would
    wouldn't you you'd you'll you're your yours know find give show anyone someone hi hello hey
    thanks thank""".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its span (code points) and its folded form."""

    start: int
    end: int
    form: str


def fold(text: str) -> str:
    """Case-folded, without accents, with plain quotes: for comparing, never for showing."""
    if text.isascii():  # most words, and nothing of the rest concerns them
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


_folded = lru_cache(maxsize=50_000)(fold)
"""For single words, most of which come again and again."""


def words(text: str) -> list[Word]:
    """The words of `text` with their spans; numbers such as 1,299.50 stay whole."""
    return [Word(m.start(), m.end(), _folded(m.group())) for m in _WORD.finditer(text)]


@lru_cache(maxsize=100_000)
def stem(form: str) -> str:
    """English Snowball stem of a folded word; codes and numbers are left alone."""
    form = form.removesuffix("'s")
    if any(c.isdigit() for c in form):
        return form
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = snowballstemmer.stemmer("english")
    return str(stemmer.stemWord(form))


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order, repeated ones included."""
    return [stem(w.form) for w in words(text) if w.form not in STOP_WORDS]


def normal_name(name: str) -> str:
    """A name for matching: folded words joined by single spaces."""
    return " ".join(w.form for w in words(name))


def duration(seconds: float) -> str:
    """`2 hours`, in the largest unit that fits."""
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        count = int(seconds // size)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{seconds:g} seconds"
