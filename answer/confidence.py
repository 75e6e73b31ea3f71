"""How sure an extractive answer is: features of question, passages and quotes into one number.

The weights are those of a logistic regression on the calibration half and the development set of
the sample shop's questions. The bias is set a third above the fitted one (-6.66): more is answered
on both, at little cost in answers to what has none. No threshold on it is certified: the number
orders answers, it promises no rate of error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from answer.extract import Quote
from answer.question import Analysis
from nescio.text import words
from nescio.types import Evidence

FEATURES: Mapping[str, float] = {
    "sentence_cosine": 2.32,
    "passage_cosine": 0.44,
    "top_cosine": -10.9,
    "cosine_margin": 5.57,
    "coverage": 0.66,
    "own_coverage": -2.61,
    "best_score": 16.28,
    "numbers_missing": -1.75,
    "question_length": 4.29,
}
BIAS = -6.36
MARGIN_RANK = 5
LONG_QUESTION = 15


def features(
    analysis: Analysis, quotes: Sequence[Quote], evidence: Sequence[Evidence]
) -> dict[str, float]:
    """Each feature is between 0 and 1.

    A quote that is nearer to the question than the passages are, and passages that stand out
    from the sixth, speak for an answer. A long question, of which no sentence can hold every
    word, is given for that what it loses by its length.
    """
    covered = frozenset().union(*(q.stems | q.context for q in quotes))
    said = {w.form for q in quotes for w in words(f"{q.text} {q.passage.title}")}
    cosine = {e.id: e.scores.get("dense", 0.0) for e in evidence}
    ranked = sorted(cosine.values(), reverse=True)
    far = ranked[min(MARGIN_RANK, len(ranked) - 1)]
    return {
        "sentence_cosine": max(q.cosine for q in quotes),
        "passage_cosine": max(cosine.get(q.passage.id, 0.0) for q in quotes),
        "top_cosine": ranked[0],
        "cosine_margin": ranked[0] - far,
        "coverage": analysis.coverage(covered),
        "own_coverage": analysis.coverage(quotes[0].stems),
        "best_score": quotes[0].score,
        "numbers_missing": float(any(n not in said for n in analysis.numbers)),
        "question_length": min(1.0, len(analysis.weights) / LONG_QUESTION),
    }


def confidence(values: Mapping[str, float]) -> float:
    """The logistic of the weighted features, 0 to 1."""
    z = BIAS + sum(FEATURES[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-z))
