"""Answers to questions over an index that may lack what they need, and what a confidence is worth.

Each question is asked in up to three settings: `present`, all passages are indexed; `removed`, the
passage that holds its answer is not; `not_indexed`, nor is any other of its article. A confidence
is judged by how well it tells the answerable questions of `present` from those of another pool: the
questions that their passage does not answer (`adversarial`), or the same ones without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from evals.bench_data import BenchQuestion
from evals.bench_metrics import means
from evals.bootstrap import Metrics, draw, interval
from evals.normalise import holds
from evals.ranking import Floats, aurc, auroc, e_aurc
from evals.report import aligned, long, short

Setting = Literal["present", "removed", "not_indexed"]
POOLS = ("removed", "adversarial", "not_indexed")
_RANKINGS: Mapping[str, Callable[[Floats, Floats], float]] = {"aurc": aurc, "e_aurc": e_aurc}


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What a system said to a question in a setting.

    `quote` is the sentence that it quotes first, or would if it were sure enough; `ranked` are ids
    of passages, best first.
    """

    question: BenchQuestion
    setting: Setting
    ranked: tuple[str, ...]
    quote: str
    confidence: float
    status: str

    @property
    def answerable(self) -> bool:
        return self.question.group == "answerable"

    @property
    def right(self) -> bool:
        """Whether the quote holds an accepted answer, after normalisation."""
        return any(holds(self.quote, answer) for answer in self.question.answers)

    @property
    def pool(self) -> str:
        if self.setting != "present":
            return self.setting
        return "present" if self.answerable else "adversarial"

    def item(self) -> dict[str, Any]:
        """As `nescio bench --json FILE` writes it."""
        return {
            "id": self.question.id,
            "setting": self.setting,
            "answerable": self.answerable,
            "ranked": list(self.ranked),
            "quote": self.quote,
            "confidence": self.confidence,
            "status": self.status,
        }


def measure(attempts: Iterable[Attempt]) -> Metrics:
    """Metrics of one system, with intervals drawn over attempts.

    `quote_accuracy`: share of the answerable questions of `present` whose first quote is right;
    `answered_POOL`: share that is answered; `auroc_POOL`: positive = answerable and present;
    `aurc_POOL`, `e_aurc_POOL`: over both pools together, as if all were answered.
    """
    pools: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        pools.setdefault(attempt.pool, []).append(attempt)
    present = pools.get("present", [])
    right = np.array([[float(attempt.right)] for attempt in present]).reshape(-1, 1)
    metrics: Metrics = means(right, ("quote_accuracy",))
    for name, pool in pools.items():
        answered = np.array([[float(attempt.status != "abstained")] for attempt in pool])
        metrics |= means(answered, (f"answered_{name}",))
    for name in POOLS:
        if present and name in pools:
            metrics |= _told_apart(name, present, pools[name])
    return metrics


def _told_apart(name: str, present: Sequence[Attempt], others: Sequence[Attempt]) -> Metrics:
    both = [*present, *others]
    confidence = np.array([attempt.confidence for attempt in both])
    positive = np.array([1.0] * len(present) + [0.0] * len(others))
    right = np.array([float(a.right) for a in both])
    draws = draw(len(both))
    found: Metrics = {
        f"auroc_{name}": interval(
            auroc(confidence, positive),
            np.array([auroc(confidence[drawn], positive[drawn]) for drawn in draws]),
        )
    }
    for metric, of in _RANKINGS.items():
        spread = np.array([of(confidence[drawn], right[drawn]) for drawn in draws])
        found[f"{metric}_{name}"] = interval(of(confidence, right), spread)
    return found


def report(systems: Mapping[str, Metrics]) -> list[str]:
    """Lines for a terminal: what is quoted first, then a table of the pools."""
    lines = ["the sentence quoted first holds an accepted answer (answerable, present)"]
    lines += [
        f"  {name} {long(metrics.get('quote_accuracy'))}" for name, metrics in systems.items()
    ]
    rows = [["", *(f"{name}: {pool}" for name in systems for pool in POOLS)]]
    rows += [
        [metric, *(short(m.get(f"{metric}_{pool}")) for m in systems.values() for pool in POOLS)]
        for metric in ("auroc", "aurc", "e_aurc", "answered")
    ]
    lines += ["", *aligned([list(row) for row in zip(*rows, strict=True)])]
    return lines
