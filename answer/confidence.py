"""How sure an extractive answer is: features of question, passages and quotes into one number.

Two things must hold, and the confidence is the product of their probabilities: that what was found
is near enough to what is asked (`NEAR`), and that it is not the answer to another question, told by
what a single word changes (`SAME`: a negation, an opposite, a name or a number, another of the
family) and by what is asked for and not told (an amount, a thing). The weights are those that make
both together most likely (logistic, ridge, no weight against the sense of its feature) over the
calibration half and the development set of the sample shop's questions and over questions made
from encyclopedia text, each also with its passage left out and with a word changed: what
`scripts/fit_confidence.py` prints. No threshold on
it is certified: the number orders answers, it promises no rate of error.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from answer.asked_for import amount_missing, feature_missing
from answer.contrast import negated, opposed
from answer.extract import Extract, Quote
from answer.question import Analysis, stems_of
from answer.siblings import of_sibling
from nescio.text import words
from nescio.types import Passage

NEAR: Mapping[str, float] = {
    "sentence_cosine": 3.52,
    "own_coverage": 0.45,
    "coverage": 1.88,
    "score_margin": 2.76,
    "score_gap": 2.43,
    "cosine_gap": 2.87,
    "question_length": 1.45,
}
NEAR_BIAS = -4.54
SAME: Mapping[str, float] = {
    "negation": -2.92,
    "opposite": -3.16,
    "numbers_missing": -0.53,
    "numbers_absent": -0.91,
    "names_missing": -1.09,
    "names_absent": -0.81,
    "sibling": -2.37,
    "amount_missing": -3.39,
    "feature_missing": -2.57,
}
SAME_BIAS = 1.56
ODDS = 2.1
"""By which the odds are multiplied, for the questions that are asked are seldom made up to have no
answer: chosen on the shop's questions, so that one half is a threshold to begin with."""
BESIDE = 20
"""Of the other sentences, best first, as many make up what is found anyway."""
LONG_QUESTION = 15
REPEATED = 0.6
INFLECTED = 0.6
LEAST_SHARED = 4


def features(
    analysis: Analysis,
    quotes: Sequence[Quote],
    *,
    others: Sequence[Quote] = (),
    scored: Sequence[Quote] = (),
) -> dict[str, float]:
    """Each feature is between 0 and 1. `quotes` are those chosen, at least one, the first of which
    counts most; `others` the runners-up; `scored` every sentence considered.

    Near in meaning and in words, and apart from what else was found, speaks for an answer: from
    the next best, and from the mean of the sentences that any question about the subject finds.
    What makes it another question speaks against: a name or a number that the quote lacks, a
    negation that it does not share, an opposite in a word's place. A long question, of which no
    sentence can hold every word, is given for that what it loses by its length.
    """
    first = quotes[0]
    said = {w.form for q in quotes for w in words(f"{q.text} {q.passage.title}")}
    around = said | {w.form for w in words(first.passage.chunk.text)}
    near = first.stems | first.context
    scores = [q.score for q in (*quotes[1:], *others) if not _repeats(first, q)]
    beside = sorted(
        (q for q in scored if not _repeats(first, q)), key=lambda q: q.score, reverse=True
    )
    return {
        "sentence_cosine": max(0.0, *(q.cosine for q in quotes)),
        "own_coverage": analysis.coverage(first.stems),
        "coverage": analysis.coverage({s for s in analysis.weights if _inflected(s, near)}),
        "score_margin": max(0.0, first.score - max(scores, default=first.score)),
        "score_gap": _gap(first.score, [q.score for q in beside[:BESIDE]]),
        "cosine_gap": _gap(first.cosine, sorted((q.cosine for q in beside), reverse=True)[:BESIDE]),
        "names_missing": _share(analysis.names - near, analysis.names),
        "names_absent": _share(analysis.names - _stems(first.passage), analysis.names),
        "numbers_missing": float(any(n not in said for n in analysis.numbers)),
        "numbers_absent": float(any(n not in around for n in analysis.numbers)),
        "negation": float(negated(analysis.text) and not negated(first.text)),
        "opposite": float(bool(opposed(analysis.text, first.text))),
        "sibling": float(of_sibling(analysis.text, first.text)),
        "amount_missing": float(amount_missing(analysis, quotes)),
        "feature_missing": float(feature_missing(analysis, first)),
        "question_length": min(1.0, len(analysis.weights) / LONG_QUESTION),
    }


def of_extract(analysis: Analysis, extract: Extract) -> dict[str, float]:
    """The features of what was chosen, which is at least one quote."""
    return features(analysis, extract.chosen, others=extract.others, scored=extract.scored)


def _repeats(first: Quote, other: Quote) -> bool:
    """Whether a sentence says what another says: that a fact is found twice is no doubt of it."""
    return len(first.stems & other.stems) > REPEATED * len(first.stems | other.stems)


def _gap(first: float, others: Sequence[float]) -> float:
    """By how much a value exceeds the mean of others; 0 where there are none."""
    return max(0.0, first - sum(others) / len(others)) if others else 0.0


def _inflected(asked: str, said: Collection[str]) -> bool:
    """Whether a stem is among others, or has most letters in common with one from its start, as
    `decid` and `decis` have. A code or number must be there as it is."""
    if asked in said or any(c.isdigit() for c in asked):
        return asked in said
    return any(_alike(asked, other) for other in said)


def _alike(one: str, other: str) -> bool:
    most = max(LEAST_SHARED, math.ceil(INFLECTED * max(len(one), len(other))))
    return one[:most] == other[:most]


def _share(part: Collection[str], whole: Collection[str]) -> float:
    return len(part) / len(whole) if whole else 0.0


def _stems(passage: Passage) -> frozenset[str]:
    return stems_of(passage.chunk.text, passage.title, *passage.chunk.heading_path)


def confidence(values: Mapping[str, float]) -> float:
    """Of the features that `features` gives; 0 to 1."""
    near = NEAR_BIAS + sum(weight * values[name] for name, weight in NEAR.items())
    same = SAME_BIAS + sum(weight * values[name] for name, weight in SAME.items())
    both = _logistic(near) * _logistic(same)
    return ODDS * both / (1 + (ODDS - 1) * both)


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))
