"""What a question asks for: its weighted words, and the kind of answer it expects."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

from answer.kinds import AnswerType, expected
from nescio.text import STOP_WORDS, content_stems, stem, words
from retrieval.corpus import Terms
from retrieval.senses import same_sense
from retrieval.values import parse


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """The words of a question that an answer must account for, with their weights.

    `names` are stems of words that are written with a capital inside the question, but for those
    of the calendar: `Monday to Saturday` answers for Thursday too.
    """

    text: str
    weights: dict[str, float]
    numbers: frozenset[str]
    expects: AnswerType
    names: frozenset[str] = frozenset()

    def coverage(self, stems: frozenset[str] | set[str]) -> float:
        """Share (0 to 1) of the weight of the question's words that `stems` holds."""
        if not self._total:
            return 0.0
        return sum([w for s, w in self.weights.items() if s in stems]) / self._total

    def near(self, stems: frozenset[str] | set[str]) -> float:
        """The same share, with words that begin alike (`decid`, `decis`) taken for the same, and
        those of one meaning for most of it."""
        if not self._total:
            return 0.0
        by_start: dict[str, list[str]] = {}
        for one in stems:
            by_start.setdefault(one[:LEAST_SHARED], []).append(one)
        held = 0.0
        for s, weight in self.weights.items():
            if s in stems or any(_alike(s, o) for o in by_start.get(s[:LEAST_SHARED], ())):
                held += weight
            elif not stems.isdisjoint(same_sense(s)):
                held += SAME_SENSE * weight
        return held / self._total

    @cached_property
    def _total(self) -> float:
        return sum(self.weights.values())


SAME_SENSE = 0.8
"""Of a word's weight, for another of the same meaning."""
LEAST_SHARED = 4
SHARED = 0.6
"""Of the letters of the longer of two stems that have to be common for them to be one word."""


def _alike(one: str, other: str) -> bool:
    """Whether two stems begin alike, most of them. A code or number must be the same."""
    if any(c.isdigit() for c in one):
        return one == other
    most = max(LEAST_SHARED, math.ceil(SHARED * max(len(one), len(other))))
    return one[:most] == other[:most]


_LIGHT = frozenset(
    stem(word)
    for word in """something anything everything nothing somebody anybody thing things long mean
    means put use used make made take takes need needs want go going come comes back work works
    hasnt havent hadnt doesnt dont didnt cant couldnt isnt arent wasnt werent wont wouldnt shouldnt
    ive im youre theyre thats theres since may must shall help please guys okay anyway
    say says let possible allowed one two become becomes send happen happens still already really
    exactly actually right maybe soon often kind sort way lot bit long much""".split()
)
LIGHT_WEIGHT = 0.35
BACKGROUND_WEIGHT = 0.6


CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays
    thursdays fridays saturdays sundays january february march april june july august september
    october november december christmas easter whitsun pentecost halloween thanksgiving""".split()
)


def analyse(text: str, terms: Terms, *, background: str = "") -> Analysis:
    """Weigh the content words of a question by how rare they are in the corpus.

    Everyday words that say little about the subject weigh less, however rare they are there;
    so do the words of the background.
    """

    def weighed(words_of: str) -> dict[str, float]:
        return {
            s: terms.idf(s) * (LIGHT_WEIGHT if s in _LIGHT else 1.0)
            for s in content_stems(words_of)
        }

    around = {s: BACKGROUND_WEIGHT * w for s, w in weighed(background).items()}
    weights = around | weighed(text)
    amounts = [v for v in parse(text) if v.kind in ("quantity", "money", "time", "percent")]
    numbers = frozenset(
        w.form
        for w in words(text)
        if any(c.isdigit() for c in w.form) and not any(v.start <= w.start < v.end for v in amounts)
    )
    no_name = STOP_WORDS | numbers | CALENDAR
    names = frozenset(
        stem(w.form) for w in words(text)[1:] if text[w.start].isupper() and w.form not in no_name
    )
    return Analysis(
        text=text, weights=weights, numbers=numbers, expects=expected(text), names=names
    )


def stems_of(*texts: str) -> frozenset[str]:
    """All stems of some texts, stop words left out."""
    return frozenset[str]().union(*map(_stems, texts))


@lru_cache(maxsize=20_000)
def _stems(text: str) -> frozenset[str]:
    """Sentences of a passage are looked at for many questions, and several times for one."""
    return frozenset(stem(w.form) for w in words(text) if w.form not in STOP_WORDS)
