"""Does a certified threshold keep its promise on questions that it was not fitted to?

The promise is about the true risk: fitted on n items drawn like the questions to come, the shipped
threshold has P(wrong | answered) > alpha with probability at most delta, over the draw of the
items. A random split imitates that draw: the threshold is fitted on one half, and

* `risk above alpha` is the promise. The whole set stands for the population: in which share of the
  splits is the risk of the whole set, at the threshold that was shipped, above alpha? It must be at
  most delta plus the sampling error of a share over so many splits.
* `refuted` asks the other half alone, as a test: in which share of the splits are there so many
  wrong answers that a risk of at most alpha is rejected at level 0.05 (exact binomial)? Where the
  risk is exactly alpha throughout, this happens in 5 % of the splits by chance.
* `other half above` is the naive count: how often is the share of wrong answers in the other half
  above alpha? That is not promised: the other half has a sampling error of its own, and since what
  the first half happens to hold is missing in the second, one looks worse when the other looks
  better. It shows how far one may be off on a set of that size.

Splits in which no threshold is certified count as kept: nothing is promised then. Their share is
`none`. Coverage is over all items of the other half, in splits with a threshold.

Items are asked once, at all thresholds, and kept in `--results FILE` (ids, tags, confidences and
whether they were right; no text), from which the splits are drawn. Remove that file after a change
of the corpus, the settings or the code.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import binom

from data.shop.build import documents_dir
from evals.golden import load as load_golden
from evals.report import aligned
from evals.risk import GRID, Fit, Table, fit
from evals.trials import Trial
from nescio.settings import load
from server.calibrating import try_all

SHOP = documents_dir().parent
SETS = (SHOP / "golden.jsonl", SHOP / "development.jsonl")
ALPHAS = (0.02, 0.05, 0.1)
LEVEL = 0.05
SEED = 20_260_131


@dataclass(frozen=True, kw_only=True)
class Splits:
    """Shares of splits, and the mean coverage and threshold of those that have one."""

    none: float
    above: float
    refuted: float
    naive: float
    coverage: float
    threshold: float


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def split(trials: Sequence[Trial], *, alpha: float, delta: float, splits: int) -> Splits:
    """Fit on one half, measure on the other, `splits` times."""
    table = Table.of(trials)
    answered, wrong = table.counts()
    rng = np.random.default_rng(SEED)
    above = refuted = naive = 0
    coverages: list[float] = []
    thresholds: list[float] = []
    for _ in range(splits):
        order = rng.permutation(len(trials))
        half = len(trials) // 2
        found = fit(table.rows(order[:half]), alpha=alpha, delta=delta)
        if not isinstance(found, Fit):
            continue
        at = GRID.index(found.threshold)
        other = table.rows(order[half:])
        k, m = int(other.wrong[:, at].sum()), int(other.answered[:, at].sum())
        above += wrong[at] > alpha * answered[at]
        naive += k > alpha * m
        refuted += bool(binom.sf(k - 1, m, alpha) <= LEVEL)
        coverages.append(m / (len(trials) - half))
        thresholds.append(found.threshold)
    return Splits(
        none=1 - len(thresholds) / splits,
        above=above / splits,
        refuted=refuted / splits,
        naive=naive / splits,
        coverage=float(np.mean(coverages)) if coverages else math.nan,
        threshold=float(np.mean(thresholds)) if thresholds else math.nan,
    )


def report(name: str, trials: Sequence[Trial], *, delta: float, splits: int) -> bool:
    """Print a table for a set of items; whether the promise was kept at every alpha."""
    limit = delta + 1.645 * math.sqrt(delta * (1 - delta) / splits)
    say(
        f"\n{name}: {len(trials)} items, {splits} splits; delta and its sampling error: {limit:.3f}"
    )
    head = ["alpha", "risk above alpha", "refuted", "other half above", "none", "coverage"]
    rows = [[*head, "threshold"]]
    kept = True
    for alpha in ALPHAS:
        found = split(trials, alpha=alpha, delta=delta, splits=splits)
        kept = kept and found.above <= limit
        shares = (found.above, found.refuted, found.naive, found.none)
        means = (found.coverage, found.threshold)
        rows.append(
            [f"{alpha:g}", *(f"{share:.3f}" for share in shares)]
            + ["-" if math.isnan(mean) else f"{mean:.3f}" for mean in means]
        )
    say("\n".join(aligned(rows)))
    for alpha in ALPHAS:
        whole = fit(Table.of(trials), alpha=alpha, delta=delta)
        said = (
            f"threshold {whole.threshold:.2f}, {whole.wrong} of {whole.answered} wrong, coverage "
            f"{whole.coverage:.3f}"
            if isinstance(whole, Fit)
            else f"no certified threshold: {whole.why}"
        )
        say(f"all items, alpha {alpha:g}: {said}")
    return kept


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--config", type=Path, default=Path(".nescio/demo/nescio.yaml"))
    parser.add_argument("--golden", type=Path, action="append", help="default: the sample shop's")
    parser.add_argument("--results", type=Path, default=Path(".nescio/trials.json"))
    parser.add_argument("--splits", type=int, default=200)
    parser.add_argument("--delta", type=float, default=0.05)
    options = parser.parse_args()
    sets = tuple(options.golden or SETS)
    if not options.results.exists():
        options.results.parent.mkdir(parents=True, exist_ok=True)
        options.results.write_text(json.dumps(_ask(options.config, sets)), encoding="utf-8")
    found = json.loads(options.results.read_text(encoding="utf-8"))
    kept = True
    everything: list[Trial] = []
    for name, items in found.items():
        trials = [Trial.of_json(item) for item in items]
        everything += trials
        kept = report(name, trials, delta=options.delta, splits=options.splits) and kept
    if len(found) > 1:
        kept = report("all", everything, delta=options.delta, splits=options.splits) and kept
    say("\nthe promise was kept" if kept else "\nTHE PROMISE WAS NOT KEPT")
    return 0 if kept else 1


def _ask(config: Path, sets: Sequence[Path]) -> dict[str, list[object]]:
    """All items at all thresholds, by the name of their set."""
    items = {path.name: load_golden(path) for path in sets}
    flat = [item for group in items.values() for item in group]
    tried = iter(asyncio.run(try_all(load(config), flat, _progress)).trials)
    return {name: [next(tried).as_json() for _ in group] for name, group in items.items()}


def _progress(done: int, total: int) -> None:
    if done % 50 == 0 or done == total:
        sys.stderr.write(f"{done}/{total}\n")


if __name__ == "__main__":
    sys.exit(main())
