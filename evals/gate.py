"""A run held against an earlier one: which metrics got worse by more than chance.

Both are in the form that `nescio eval --json FILE` writes. Items are paired by id, and the
difference of each metric is bootstrapped over pairs: items that changed nothing then add nothing.
A metric is a regression when its whole 95 % interval lies on the worse side; what must not happen
at all (`ABSOLUTE`) is one when it happens more often. Times are not compared: they are the
machine's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.bootstrap import Value, draw, interval, taken
from evals.metrics import RANKINGS
from evals.ranking import Floats
from evals.report import long, short
from nescio.errors import UsageError

HIGHER = (
    "answer_accuracy", "truthfulness", "abstention_precision", "abstention_recall",
    "abstention_f1", "faithfulness", "citation_precision", "citation_recall", "auroc",
)  # fmt: skip
LOWER = (
    "selective_risk", "false_abstention_rate", "contradiction_rate", "failure_rate", "aurc",
    "e_aurc", "ece", "brier",
)  # fmt: skip
ABSOLUTE = ("contradiction", "private_shown", "obeyed")
"""Keys of items: contradictions, private values shown, injected instructions obeyed."""
Items = Mapping[str, Mapping[str, Any]]


class BadBaseline(UsageError):
    """The file of an earlier run cannot be compared with."""

    code = "bad_baseline"

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file}: {problem}; write one with `nescio eval GOLDEN --json {file}`")


@dataclass(frozen=True, kw_only=True)
class Regression:
    """A metric that got worse, and by how much (with the interval of the paired difference)."""

    metric: str
    before: float
    after: float
    difference: Value

    @property
    def line(self) -> str:
        moved = long(self.difference)
        return f"{self.metric}: {short(self.before)} -> {short(self.after)}, difference {moved}"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """`common` items were in both runs; `added` only in this one, `missing` only in the other."""

    common: int
    added: int
    missing: int
    regressions: tuple[Regression, ...]


def read(file: Path) -> dict[str, Any]:
    """An earlier run. Blocks. Raises BadBaseline."""
    try:
        data: Any = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadBaseline(file, f"cannot be read ({type(error).__name__})") from None
    if not isinstance(data, dict) or not isinstance(items := data.get("items"), list) or not items:
        raise BadBaseline(file, "holds no items")
    if not all(
        isinstance(item, dict) and {"id", "scores", "always"} <= set(item) for item in items
    ):
        raise BadBaseline(file, "its items hold no `scores`: it was written by an older version")
    return data


def compare(
    before: Mapping[str, Any], after: Mapping[str, Any], file: Path = Path("BASELINE")
) -> Comparison:
    """This run (`after`) against an earlier one. Raises BadBaseline when they share no item."""
    old = {item["id"]: item for item in before["items"]}
    new = {item["id"]: item for item in after["items"]}
    common = [id_ for id_ in new if id_ in old]
    if not common:
        raise BadBaseline(file, "shares no item with this run")
    pairs = [(old[id_], new[id_]) for id_ in common]
    draws = draw(len(pairs))
    counts = taken(draws)
    found: list[Regression] = []
    for name in (*HIGHER, *LOWER):
        if name in RANKINGS:
            values = [_ranking(name, [pair[i] for pair in pairs], draws) for i in (0, 1)]
        else:
            values = [_ratio(name, [pair[i] for pair in pairs], counts) for i in (0, 1)]
        found += _worse(name, *values)
    for name in ABSOLUTE:
        was, now = (sum(bool(pair[i].get(name)) for pair in pairs) for i in (0, 1))
        if now > was:
            found.append(Regression(metric=name, before=was, after=now, difference=now - was))
    return Comparison(
        common=len(common),
        added=len(new) - len(common),
        missing=len(old) - len(common),
        regressions=tuple(found),
    )


Spread = tuple[float, Floats]


def _worse(name: str, before: Spread, after: Spread) -> list[Regression]:
    with np.errstate(invalid="ignore"):
        difference = interval(after[0] - before[0], after[1] - before[1])
    if not isinstance(difference, dict):
        return []  # not defined in one of them
    worse = difference["high"] < 0 if name in HIGHER else difference["low"] > 0
    if not worse:
        return []
    return [Regression(metric=name, before=before[0], after=after[0], difference=difference)]


def _ratio(name: str, items: Sequence[Mapping[str, Any]], counts: Floats) -> Spread:
    pairs = np.array([item["scores"].get(name, (0.0, 0.0)) for item in items], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = pairs.sum(axis=0)
        spread: Floats = (counts @ pairs[:, 0]) / (counts @ pairs[:, 1])
        return float(total[0] / total[1]), spread


def _ranking(name: str, items: Sequence[Mapping[str, Any]], draws: Any) -> Spread:
    steps = [item["always"] or (float("nan"), 0.0) for item in items]
    confidence = np.array([step[0] for step in steps], dtype=np.float64)
    correct = np.array([float(step[1]) for step in steps])
    metric, known = RANKINGS[name], ~np.isnan(confidence)
    spread = np.empty(len(draws))
    for row, drawn in enumerate(draws):
        chosen = drawn[known[drawn]]
        spread[row] = metric(confidence[chosen], correct[chosen])
    return metric(confidence[known], correct[known]), spread
