"""How sure an extractive answer is: features of question, passages and quotes into one number.

The weights are those of a logistic regression (see `FEATURES`); until `nescio calibrate` has
certified a threshold for them, the number orders answers but promises no rate of error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from answer.extract import Quote
from answer.question import Analysis, fits
from nescio.text import words
from nescio.types import Evidence
from retrieval.corpus import Terms

FEATURES: Mapping[str, float] = {
    "sentence_cosine": 5.0,
    "passage_cosine": 3.0,
    "coverage": 3.2,
    "sentence_coverage": 1.2,
    "rarest_missing": -1.6,
    "unknown_words": -1.8,
    "numbers_missing": -2.0,
    "type_fits": 0.5,
}
BIAS = -5.2


def features(
    analysis: Analysis, quotes: Sequence[Quote], evidence: Sequence[Evidence], terms: Terms
) -> dict[str, float]:
    """Each feature is between 0 and 1."""
    sentence = frozenset().union(*(q.stems for q in quotes))
    covered = sentence.union(*(q.context for q in quotes))
    missing = {s: w for s, w in analysis.weights.items() if s not in covered}
    top = max(1e-9, max(analysis.weights.values(), default=1.0))
    said = {w.form for q in quotes for w in words(f"{q.text} {q.passage.title}")}
    cosine = {e.id: e.scores.get("dense", 0.0) for e in evidence}
    return {
        "sentence_cosine": max(q.cosine for q in quotes),
        "passage_cosine": max(cosine.get(q.passage.id, 0.0) for q in quotes),
        "coverage": analysis.coverage(covered),
        "sentence_coverage": analysis.coverage(sentence),
        "rarest_missing": max(missing.values(), default=0.0) / top if missing else 0.0,
        "unknown_words": min(1.0, sum(not terms.known(s) for s in analysis.weights) / 2),
        "numbers_missing": float(any(n not in said for n in analysis.numbers)),
        "type_fits": float(any(fits(analysis.expects, q.text) for q in quotes)),
    }


def confidence(values: Mapping[str, float]) -> float:
    """The logistic of the weighted features, 0 to 1."""
    z = BIAS + sum(FEATURES[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-z))
