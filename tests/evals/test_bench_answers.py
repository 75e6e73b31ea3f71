"""What a confidence is worth where the answer may not be indexed: values by hand."""

from __future__ import annotations

from typing import Any

import pytest

from evals.bench_answers import Attempt, Setting, measure, report
from evals.bench_data import BenchQuestion


def attempt(
    quote: str,
    confidence: float,
    *,
    setting: Setting = "present",
    group: str = "answerable",
    status: str = "answered",
) -> Attempt:
    question = BenchQuestion(
        id="q", text="When was it built?", needed=frozenset({"A/0"}), group=group,
        answers=("1 March 1904", "1904") if group == "answerable" else (),
    )  # fmt: skip
    return Attempt(
        question=question, setting=setting, ranked=("A/0",), quote=quote, confidence=confidence,
        status=status,
    )  # fmt: skip


def values(metrics: Any) -> dict[str, float]:
    return {name: value["value"] for name, value in metrics.items()}


ATTEMPTS = [
    attempt("It was built in 1904.", 0.9),
    attempt("It was built of stone.", 0.6, status="abstained"),
    attempt("It was painted in 1930.", 0.7, group="unanswerable"),
    attempt("Nothing of it is left.", 0.2, setting="removed", status="abstained"),
    attempt("It opened in 1904.", 0.8, setting="removed"),
]


def test_pools_are_told_apart() -> None:
    found = values(measure(ATTEMPTS))
    assert found["quote_accuracy"] == 0.5
    assert found["answered_present"] == found["answered_removed"] == 0.5
    assert found["answered_adversarial"] == 1.0
    # Of the four pairs with `removed` .6 against .8 is wrong; with `adversarial` .6 against .7.
    assert found["auroc_removed"] == 0.75
    assert found["auroc_adversarial"] == 0.5
    assert "auroc_not_indexed" not in found
    # Surest first: right, wrong (adversarial), wrong. Risks 0, 1/2, 2/3.
    assert found["aurc_adversarial"] == pytest.approx((0 + 1 / 2 + 2 / 3) / 3)
    assert found["e_aurc_adversarial"] == pytest.approx(0.0)
    # A quote that holds the answer is right, wherever it was found.
    assert found["aurc_removed"] == pytest.approx((0 + 0 + 1 / 3 + 2 / 4) / 4)


def test_a_quote_is_right_when_it_holds_one_of_the_answers() -> None:
    assert attempt("Built 1904-03-01.", 1).right
    assert not attempt("Built in 19045.", 1).right
    assert not attempt("Built in 1904.", 1, group="unanswerable").right


def test_the_report_has_a_line_for_each_pool_of_each_system() -> None:
    metrics = measure(ATTEMPTS)
    lines = report({"ours": metrics, "theirs": metrics})
    assert any(line.startswith("ours: removed") and "0.750" in line for line in lines)
    assert any(line.startswith("theirs: not_indexed") and "-" in line for line in lines)


def test_nothing_asked_is_nothing_measured() -> None:
    assert measure([]) == {}
