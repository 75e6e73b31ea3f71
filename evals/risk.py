"""The certified threshold: Learn-then-Test with a fixed sequence and exact binomial tests.

Of items that are drawn like the questions to come, let m be answered at a threshold and k of them
be wrong. If the risk P(wrong | answered) there were above alpha, so few wrong ones would be seen
with probability at most BinomCDF(k; m, alpha): the p-value of that hypothesis. Thresholds are
tested from strict to loose, each at level delta, and the first that cannot be rejected ends it.
The loosest that was rejected is shipped: its risk is at most alpha, with confidence 1 - delta over
the draw of the items (Angelopoulos, Bates, Candes, Jordan, Lei 2021: Learn then Test).

1. The grid is fixed here. Which of its points is tested first depends on how many items are
   answered, never on whether they are right: where so few are that no outcome could pass, nothing
   is tested. That keeps the level exact if the risk does not fall as the threshold is loosened,
   which is what a confidence is for: among the answers that a threshold adds below the point where
   the risk reaches alpha, each is then wrong with probability alpha or more, whatever number of
   items happens to be there.
2. The walk begins where up to `SPARE_ERRORS` wrong answers can be borne (or as many as the items
   suffice for): with fewer answers, one bad one at the top would end it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, binom

from evals.trials import Trial

GRID: tuple[float, ...] = tuple(round(1 - step / 10, 1) for step in range(6))
"""Thresholds from strict to loose. Each further point is another chance for the walk to end, and a
walk in small steps ends where hardly anything is to spare: on other questions than those it was
fitted to, the share of wrong answers is then oftener above alpha, though the risk is not. Below one
half an answer is likelier wrong than right by its own confidence."""
SPARE_ERRORS = 2
Counts = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A threshold with its guarantee. `wrong` of `answered` of `items` were wrong at it."""

    threshold: float
    alpha: float
    delta: float
    items: int
    answered: int
    wrong: int
    p_value: float

    @property
    def coverage(self) -> float:
        return self.answered / self.items

    @property
    def upper(self) -> float:
        """Exact upper bound of the risk at this threshold, with confidence 1 - delta."""
        return upper_bound(self.wrong, self.answered, self.delta)


@dataclass(frozen=True, kw_only=True)
class NoFit:
    """No threshold can be certified, and why; `answered` items at most, `needed` at least."""

    why: str
    answered: int
    needed: int


@dataclass(frozen=True)
class Table:
    """Of each trial (row) at each threshold of `GRID` (column): is it answered, is it wrong?"""

    answered: NDArray[np.bool_]
    wrong: NDArray[np.bool_]

    @staticmethod
    def of(trials: Sequence[Trial], grid: Sequence[float] = GRID) -> Table:
        shape = (len(trials), len(grid))
        answered, wrong = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        for row, trial in enumerate(trials):
            for column, threshold in enumerate(grid):
                step = trial.at(threshold)
                answered[row, column] = step is not None
                wrong[row, column] = step is not None and not step.correct
        return Table(answered, wrong)

    def rows(self, chosen: NDArray[np.int64]) -> Table:
        """Of some of the trials."""
        return Table(self.answered[chosen], self.wrong[chosen])

    def counts(self) -> tuple[Counts, Counts]:
        """How many are answered, and how many of them wrong, by threshold."""
        return self.answered.sum(axis=0), self.wrong.sum(axis=0)


def p_value(wrong: int, answered: int, alpha: float) -> float:
    """P(at most `wrong` of `answered` are wrong) if each were with probability `alpha`, exact."""
    return float(binom.cdf(wrong, answered, alpha)) if answered else 1.0


def upper_bound(wrong: int, answered: int, delta: float) -> float:
    """Upper bound of a risk with confidence 1 - delta (Clopper & Pearson 1934, one-sided)."""
    if wrong >= answered:
        return 1.0
    return float(beta.ppf(1 - delta, wrong + 1, answered - wrong))


def items_needed(alpha: float, delta: float, errors: int = 0) -> int:
    """The fewest answered items with which `errors` wrong ones still pass."""
    low, high = errors, max(errors, 1)
    while p_value(errors, high, alpha) > delta:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if p_value(errors, middle, alpha) <= delta else (middle, high)
    return high


def fit(table: Table, *, alpha: float, delta: float, grid: Sequence[float] = GRID) -> Fit | NoFit:
    """The loosest threshold of `grid` (the columns of `table`) that can be certified."""
    answered, wrong = table.counts()
    most = int(answered.max(initial=0))
    sizes = [items_needed(alpha, delta, errors) for errors in range(SPARE_ERRORS + 1)]
    if most < sizes[0]:
        why = f"{most} answered items, and at least {sizes[0]} are needed"
        return NoFit(why=why, answered=most, needed=sizes[0])
    start = int(np.argmax(answered >= max(size for size in sizes if size <= most)))
    p_values = binom.cdf(wrong, answered, alpha)
    failures = np.flatnonzero(p_values[start:] > delta)
    shipped = start + int(failures[0] if len(failures) else len(grid) - start) - 1
    if shipped < start:
        bad, of = int(wrong[start]), int(answered[start])
        borne = _borne(of, alpha, delta)
        why = f"{bad} of the {of} surest answers are wrong, and at most {borne} may be"
        return NoFit(why=why, answered=most, needed=sizes[0])
    return Fit(
        threshold=float(grid[shipped]),
        alpha=alpha,
        delta=delta,
        items=len(table.answered),
        answered=int(answered[shipped]),
        wrong=int(wrong[shipped]),
        p_value=float(p_values[shipped]),
    )


def _borne(answered: int, alpha: float, delta: float) -> int:
    """How many of `answered` may be wrong at most, for a test to pass; at least 0 may."""
    return int(np.argmax(binom.cdf(np.arange(answered + 1), answered, alpha) > delta)) - 1


def tagged(trials: Iterable[Trial], tag: str) -> list[Trial]:
    """Those that carry a tag."""
    return [trial for trial in trials if tag in trial.tags]
