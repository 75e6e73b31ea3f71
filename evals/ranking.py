"""Metrics of a confidence: does it tell right answers from wrong ones, and is it honest?

All take `confidence` and `correct` (0 or 1) of the items that were answered, as arrays of equal
length, and give NaN where the metric is not defined. Ties count as drawn at random.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BINS = 10


def auroc(confidence: Floats, correct: Floats) -> float:
    """Area under the ROC curve of the confidence, positive = correct (Mann-Whitney U)."""
    positives = float(correct.sum())
    negatives = len(correct) - positives
    if not positives or not negatives:
        return float("nan")
    _, inverse, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    middle_rank = np.cumsum(counts) - (counts - 1) / 2
    rank_sum = float((middle_rank[inverse] * correct).sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def aurc(confidence: Floats, correct: Floats) -> float:
    """Area under the risk-coverage curve (Geifman & El-Yaniv 2017): mean risk of the k surest."""
    count = len(correct)
    if not count:
        return float("nan")
    # Within a tie each item takes the tie's mean loss: the expectation over random orders.
    _, inverse, counts = np.unique(-confidence, return_inverse=True, return_counts=True)
    losses = np.bincount(inverse, weights=1 - correct) / counts
    in_order = np.repeat(losses, counts)
    return float(np.mean(np.cumsum(in_order) / np.arange(1, count + 1)))


def e_aurc(confidence: Floats, correct: Floats) -> float:
    """AURC above that of the best order of the same items (Geifman et al. 2019)."""
    if not len(correct):
        return float("nan")
    return aurc(confidence, correct) - aurc(correct, correct)


def ece(confidence: Floats, correct: Floats) -> float:
    """Expected calibration error over 10 bins of equal width (Naeini et al. 2015)."""
    if not len(correct):
        return float("nan")
    bins = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    gaps = np.bincount(bins, weights=confidence - correct, minlength=BINS)
    return float(np.abs(gaps).sum() / len(correct))


def brier(confidence: Floats, correct: Floats) -> float:
    """Mean squared distance of the confidence from the outcome."""
    if not len(correct):
        return float("nan")
    return float(np.mean((confidence - correct) ** 2))
