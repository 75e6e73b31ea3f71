"""The baseline that looks nothing up: it finds what questions give away, and nothing else."""

from __future__ import annotations

import numpy as np

from evals.bootstrap import Value
from evals.golden import GoldenItem
from evals.outcome import Outcome, Reply, judge
from evals.question_only import baseline, features
from evals.runner import point


def outcome(number: int, question: str, right: bool, confidence: float) -> Outcome:
    item = GoldenItem(id=str(number), question=question, answers=("yes",))
    text = "yes" if right else "no"
    return judge(item, Reply(status="answered", text=text, confidence=confidence))


def value(found: Value) -> float:
    number = point(found)
    assert number is not None
    return number


def test_it_learns_which_kind_of_question_is_hard() -> None:
    rng = np.random.default_rng(3)
    outcomes = []
    for i in range(200):
        right = bool(rng.random() < (0.9 if i % 2 else 0.2))
        text = f"How many of them are there, number {i}?" if i % 2 else f"Why is {i} so?"
        outcomes.append(outcome(i, text, right, float(rng.random())))
    found = baseline(outcomes, resamples=100)
    assert found is not None
    assert value(found.metrics["auroc"]) > 0.75
    assert 0.35 < value(found.ours["auroc"]) < 0.65
    assert value(found.differences["auroc"]) < -0.1


def test_it_does_not_see_the_item_that_it_predicts() -> None:
    """Labels that nothing in the question tells are not predicted: no leak through the folds."""
    rng = np.random.default_rng(4)
    outcomes = [
        outcome(i, f"What is the weight of thing {i * 7919}?", bool(rng.random() < 0.5), 0.5)
        for i in range(200)
    ]
    found = baseline(outcomes, resamples=50)
    assert found is not None
    assert 0.3 < value(found.metrics["auroc"]) < 0.7


def test_too_little_is_no_baseline() -> None:
    few = [outcome(i, "Why?", i > 5, 0.5) for i in range(20)]
    all_right = [outcome(i, "Why?", True, 0.5) for i in range(100)]
    assert baseline(few) is None
    assert baseline(all_right) is None


def test_features_are_of_the_question_alone() -> None:
    one = GoldenItem(id="1", question="How heavy is it?", answers=("1 kg",), sources=("a",))
    other = GoldenItem(id="2", question="How heavy is it?", answers=(), tags=("unanswerable",))
    assert features(one) == features(other)
    assert features(one) != features(GoldenItem(id="3", question="Who is it?", answers=("x",)))
