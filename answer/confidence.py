"""How sure an extractive answer is: features of question, passages and quotes into one number.

The weights are those of a logistic regression on the calibration half of the sample shop's golden
set. No threshold on it is certified: the number orders answers but promises no rate of error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from answer.extract import Quote
from answer.question import Analysis, fits
from nescio.text import words
from nescio.types import Evidence

FEATURES: Mapping[str, float] = {
    "sentence_cosine": 2.9,
    "passage_cosine": 0.9,
    "coverage": 2.2,
    "best_score": 3.4,
    "type_fits": 0.5,
    "numbers_missing": -2.0,
    "names_missing": -0.7,
}
BIAS = -6.1


def features(
    analysis: Analysis,
    quotes: Sequence[Quote],
    evidence: Sequence[Evidence],
    *,
    names_missing: float,
) -> dict[str, float]:
    """Each feature is between 0 and 1.

    `names_missing` is the share of the names in the question that no quote mentions.
    """
    covered = frozenset().union(*(q.stems | q.context for q in quotes))
    said = {w.form for q in quotes for w in words(f"{q.text} {q.passage.title}")}
    cosine = {e.id: e.scores.get("dense", 0.0) for e in evidence}
    return {
        "sentence_cosine": max(q.cosine for q in quotes),
        "passage_cosine": max(cosine.get(q.passage.id, 0.0) for q in quotes),
        "coverage": analysis.coverage(covered),
        "best_score": quotes[0].score,
        "type_fits": float(any(fits(analysis.expects, q.text) for q in quotes)),
        "numbers_missing": float(any(n not in said for n in analysis.numbers)),
        "names_missing": names_missing,
    }


def confidence(values: Mapping[str, float]) -> float:
    """The logistic of the weighted features, 0 to 1."""
    z = BIAS + sum(FEATURES[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-z))
