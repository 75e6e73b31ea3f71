"""Percentile bootstraps over items, at 95 %, the same draws for every metric of a run."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from evals.ranking import Floats

RESAMPLES = 1_000
SEED = 20_250_301
LEVEL = 0.95
Value = float | int | None | dict[str, float]
Metrics = dict[str, Value]
Draws = NDArray[np.int32]


def draw(items: int, *, resamples: int = RESAMPLES, seed: int = SEED) -> Draws:
    """Which items each resample takes: `resamples` rows of `items` places."""
    return np.random.default_rng(seed).integers(items, size=(resamples, items), dtype=np.int32)


def taken(draws: Draws) -> Floats:
    """How often each draw takes each item: the sums of all draws are then one matrix product."""
    counts = np.zeros(draws.shape)
    np.add.at(counts, (np.arange(len(draws))[:, None], draws), 1.0)
    return counts


def interval(point: float, spread: Floats) -> Value:
    """A value with the interval that its resamples span; None when it is not defined."""
    if math.isnan(point):
        return None
    known = spread[np.isfinite(spread)]
    if not len(known):
        return point
    low, high = np.percentile(known, [50 * (1 - LEVEL), 100 - 50 * (1 - LEVEL)])
    return {"value": point, "low": float(low), "high": float(high)}
