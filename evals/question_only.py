"""How much of the confidence could be told from the question alone, without looking anything up.

A logistic regression on features of the question, cross-validated, predicts whether the answer will
be right. A confidence that orders answers no better than this has learnt which kinds of questions
are hard, not whether its evidence carries this answer.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals import ranking
from evals.bootstrap import RESAMPLES, Value, draw, interval
from evals.golden import GoldenItem
from evals.metrics import confidences
from evals.outcome import Outcome
from evals.ranking import Floats
from nescio.text import words

FOLDS = 5
LEAST = 30
"""Fewer answers, or fewer than `FOLDS` wrong or right ones, are not worth a regression."""
BUCKETS = 64
RIDGE = 10.0
OPENINGS = (
    "what", "which", "who", "where", "when", "why", "how", "how many", "how much", "how long",
    "is", "are", "do", "does", "can",
)  # fmt: skip
_METRICS = {"auroc": ranking.auroc, "aurc": ranking.aurc, "brier": ranking.brier}


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """Its predictions (NaN where nothing would be answered), its metrics, and ours minus its."""

    confidence: Floats
    metrics: Mapping[str, Value]
    ours: Mapping[str, Value]
    differences: Mapping[str, Value]


def features(item: GoldenItem) -> list[float]:
    """A question in numbers: its length, digits, names, how it opens, its words (hashed)."""
    text = item.question
    forms = [word.form for word in words(text)]
    opening = " ".join(forms[:2])
    capitals = sum(word[:1].isupper() for word in text.split()[1:])
    counted = [
        len(forms) / 10,
        len(text) / 100,
        sum(character.isdigit() for character in text) / 5,
        capitals / 3,
        float(text.count("?") > 1),
        float(bool(item.history)),
    ]
    opens = [float(opening == o or opening.split(" ")[0] == o) for o in OPENINGS]
    hashed = [0.0] * BUCKETS
    for form in forms:
        hashed[zlib.crc32(form.encode()) % BUCKETS] = 1.0
    return [1.0, *counted, *opens, *hashed]


def baseline(outcomes: Sequence[Outcome], *, resamples: int = RESAMPLES) -> Baseline | None:
    """The baseline over what would always have been answered; None where there is too little."""
    confidence, correct = confidences(outcomes)
    known = np.flatnonzero(~np.isnan(confidence))
    right = correct[known]
    if len(known) < LEAST or min(right.sum(), len(right) - right.sum()) < FOLDS:
        return None
    table = np.array([features(outcomes[int(place)].item) for place in known])
    predicted = np.full(len(outcomes), np.nan)
    predicted[known] = _cross_validated(table, right)
    draws = draw(len(known), resamples=resamples)
    theirs, ours = predicted[known], confidence[known]
    measured: list[dict[str, Value]] = [{}, {}, {}]
    for name, metric in _METRICS.items():
        spreads = [np.array([metric(c[d], right[d]) for d in draws]) for c in (theirs, ours)]
        points = [metric(c, right) for c in (theirs, ours)]
        with np.errstate(invalid="ignore"):
            points.append(points[1] - points[0])
            spreads.append(spreads[1] - spreads[0])
        for into, point, spread in zip(measured, points, spreads, strict=True):
            into[name] = interval(point, spread)
    return Baseline(
        confidence=predicted, metrics=measured[0], ours=measured[1], differences=measured[2]
    )


def _cross_validated(table: Floats, right: Floats) -> Floats:
    """Each item's probability by a regression that has not seen it; folds are stratified."""
    order = np.lexsort((np.random.default_rng(0).random(len(right)), right))
    fold = np.empty(len(right), dtype=int)
    fold[order] = np.arange(len(right)) % FOLDS
    predicted = np.empty(len(right))
    for held_out in range(FOLDS):
        seen = fold != held_out
        weights = _logistic(table[seen], right[seen])
        predicted[~seen] = 1 / (1 + np.exp(-table[~seen] @ weights))
    return predicted


def _logistic(table: Floats, right: Floats) -> Floats:
    """Ridge logistic regression by Newton's method; the first column, a constant, is not shrunk."""
    ridge = np.full(table.shape[1], RIDGE)
    ridge[0] = 1e-6
    weights = np.zeros(table.shape[1])
    for _ in range(25):
        probability = 1 / (1 + np.exp(-table @ weights))
        gradient = table.T @ (right - probability) - ridge * weights
        curvature = (table.T * (probability * (1 - probability))) @ table + np.diag(ridge)
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights
