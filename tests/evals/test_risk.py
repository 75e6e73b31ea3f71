"""The certified threshold: exact tests, the walk, and a guarantee that holds in simulation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapie.risk_control import BinaryClassificationController, BinaryRisk
from numpy.typing import NDArray

from evals.outcome import Step
from evals.risk import (
    GRID,
    SPARE_ERRORS,
    Fit,
    NoFit,
    Table,
    fit,
    items_needed,
    p_value,
    upper_bound,
)
from evals.trials import Trial

ALPHAS = st.sampled_from([0.02, 0.05, 0.1, 0.2])


@pytest.mark.parametrize(
    ("alpha", "needed"),
    [
        (0.10, (29, 46, 61, 76)),
        (0.05, (59, 93, 124, 153)),
        (0.02, (149, 236, 313, 386)),
    ],
)
def test_the_items_needed_are_those_of_the_design_page(
    alpha: float, needed: tuple[int, ...]
) -> None:
    assert tuple(items_needed(alpha, 0.05, errors) for errors in range(4)) == needed


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(1, 60), ALPHAS)
def test_p_values_are_exact(wrong: int, answered: int, alpha: float) -> None:
    a = Fraction(alpha)
    exact = sum(
        math.comb(answered, k) * a**k * (1 - a) ** (answered - k)
        for k in range(min(wrong, answered) + 1)
    )
    assert p_value(wrong, answered, alpha) == pytest.approx(float(exact), rel=1e-9)


@settings(deadline=None)
@given(st.integers(0, 30), st.integers(1, 200), ALPHAS)
def test_p_values_rise_with_errors_and_fall_with_answers_and_with_alpha(
    wrong: int, answered: int, alpha: float
) -> None:
    here = p_value(wrong, answered, alpha)
    assert p_value(wrong + 1, answered, alpha) >= here - 1e-12
    assert p_value(wrong, answered + 1, alpha) <= here + 1e-12
    assert p_value(wrong, answered, alpha + 0.05) <= here + 1e-12


@settings(deadline=None)
@given(ALPHAS, st.sampled_from([0.01, 0.05, 0.2]), st.integers(0, 12))
def test_items_needed_are_the_fewest(alpha: float, delta: float, errors: int) -> None:
    needed = items_needed(alpha, delta, errors)
    assert p_value(errors, needed, alpha) <= delta < p_value(errors, needed - 1, alpha)
    assert items_needed(alpha, delta, errors + 1) > needed


@settings(deadline=None)
@given(st.integers(0, 50), st.integers(1, 300), ALPHAS)
def test_the_upper_bound_is_below_alpha_exactly_when_the_test_passes(
    wrong: int, answered: int, alpha: float
) -> None:
    passes = p_value(min(wrong, answered), answered, alpha) <= 0.05
    assert (upper_bound(min(wrong, answered), answered, 0.05) <= alpha + 1e-9) == passes


def one(confidence: float, correct: bool) -> Trial:
    return Trial(id="x", steps=(Step(confidence=confidence, correct=correct),))


TRIALS = st.lists(
    st.builds(one, st.floats(0, 1), st.sampled_from([True] * 9 + [False])), max_size=300
)


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(TRIALS, ALPHAS)
def test_the_walk_ships_the_last_pass_before_the_first_failure(
    trials: list[Trial], alpha: float
) -> None:
    found = fit(Table.of(trials), alpha=alpha, delta=0.05)
    answered = [sum(t.steps[0].confidence >= g for t in trials) for g in GRID]
    wrong = [
        sum(t.steps[0].confidence >= g and not t.steps[0].correct for t in trials) for g in GRID
    ]
    passes = [p_value(k, m, alpha) <= 0.05 for k, m in zip(wrong, answered, strict=True)]
    if isinstance(found, NoFit):
        assert found.needed == items_needed(alpha, 0.05)
        assert answered[-1] < found.needed or not all(passes)
        return
    at = GRID.index(found.threshold)
    assert (found.items, found.answered, found.wrong) == (len(trials), answered[at], wrong[at])
    assert found.p_value <= 0.05
    assert found.upper <= alpha
    assert at == len(GRID) - 1 or not passes[at + 1]
    sizes = [items_needed(alpha, 0.05, errors) for errors in range(SPARE_ERRORS + 1)]
    enough = max(size for size in sizes if size <= answered[-1])
    assert all(passes[i] for i in range(at + 1) if answered[i] >= enough)


def test_too_few_items_and_too_many_errors_are_said() -> None:
    few = fit(Table.of([one(0.9, True)] * 58), alpha=0.05, delta=0.05)
    assert isinstance(few, NoFit)
    assert few.why == "58 answered items, and at least 59 are needed"
    assert isinstance(fit(Table.of([one(0.9, True)] * 59), alpha=0.05, delta=0.05), Fit)
    bad = fit(Table.of([one(0.9, i > 3) for i in range(160)]), alpha=0.05, delta=0.05)
    assert isinstance(bad, NoFit)
    assert bad.why == "4 of the 160 surest answers are wrong, and at most 3 may be"
    assert isinstance(fit(Table.of([]), alpha=0.05, delta=0.05), NoFit)


def test_what_is_never_answered_is_an_item_but_no_answer() -> None:
    trials = [one(0.8, True)] * 100 + [Trial(id="silent")] * 100
    found = fit(Table.of(trials), alpha=0.05, delta=0.05)
    assert isinstance(found, Fit)
    assert (found.items, found.answered, found.coverage, found.threshold) == (200, 100, 0.5, 0.5)


def test_what_is_likelier_wrong_than_right_is_never_certified() -> None:
    trials = [one(0.4, True)] * 400 + [one(0.6, True)] * 100
    found = fit(Table.of(trials), alpha=0.05, delta=0.05)
    assert isinstance(found, Fit)
    assert (found.answered, found.threshold) == (100, 0.5)


def test_a_message_of_two_questions_has_two_steps() -> None:
    # Below .4 both parts are said, one of them wrong; up to .7 only the right one.
    steps = (Step(confidence=0.4, correct=False), Step(confidence=0.7, correct=True))
    trial = Trial(id="x", tags=("t",), steps=steps)
    table = Table.of([trial], grid=(0.8, 0.7, 0.5, 0.4, 0.0))
    assert table.answered.tolist() == [[False, True, True, True, True]]
    assert table.wrong.tolist() == [[False, False, False, True, True]]
    assert Trial.of_json(trial.as_json()) == trial


@pytest.mark.slow
def test_the_promise_holds_in_simulation() -> None:
    """Items are drawn anew 1,000 times; the risk at the shipped threshold is known exactly."""
    alpha, delta, runs = 0.1, 0.05, 1_000
    rng = np.random.default_rng(11)
    # Wrong with probability (1 - c) / 2 at confidence c: at t and above on average (1 - t) / 4.
    over = shipped = 0
    for _ in range(runs):
        confidence = rng.random(1000)
        answered = confidence[:, None] >= np.array(GRID)
        wrong = answered & (rng.random(1000) < (1 - confidence) / 2)[:, None]
        found = fit(Table(answered, wrong), alpha=alpha, delta=delta)
        if isinstance(found, Fit):
            shipped += 1
            over += (1 - found.threshold) / 4 > alpha
    assert shipped > 0.8 * runs
    assert over / runs <= delta + 3 * math.sqrt(delta * (1 - delta) / runs)
    assert over  # the walk does go near alpha


def _as_mapie(X: NDArray[np.float64]) -> NDArray[np.float64]:  # noqa: N803
    return np.stack([1 - X[:, 0], X[:, 0]], axis=1)


@pytest.mark.filterwarnings("ignore:Fixed sequence testing requires")
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("alpha", [0.05, 0.1])
def test_mapie_finds_the_same_threshold(seed: int, alpha: float) -> None:
    """Their p-value is the smaller of the exact one and Hoeffding's, which is never smaller. They
    count errors as the ceiling of items times share: where floating point makes that one more
    than there were, theirs is up to the p-value of one error more.
    """
    rng = np.random.default_rng(seed)
    confidence = rng.beta(4, 1, size=500)
    correct = rng.random(500) > 20 * alpha * (1 - confidence) ** 2
    trials = [one(float(c), bool(r)) for c, r in zip(confidence, correct, strict=True)]
    ours = fit(Table.of(trials), alpha=alpha, delta=0.05)
    assert isinstance(ours, Fit)
    answered, wrong = Table.of(trials).counts()
    start = int(np.argmax(answered >= items_needed(alpha, 0.05, SPARE_ERRORS)))
    theirs = _mapie(confidence, correct, alpha, GRID[start:])
    answered, wrong = answered[start:], wrong[start:]
    counted = np.ceil(answered * (wrong / answered)).astype(int)
    assert theirs.p_values is not None
    found = theirs.p_values[:, 0]
    exact = np.array([p_value(k, m, alpha) for k, m in zip(wrong, answered, strict=True)])
    more = np.array([p_value(k, m, alpha) for k, m in zip(counted, answered, strict=True)])
    assert np.all((found >= exact - 1e-9) & (found <= more + 1e-9))
    assert found[counted == wrong] == pytest.approx(exact[counted == wrong], abs=1e-9)
    walked = counted[: GRID.index(ours.threshold) - start + 1]
    if np.all(walked == wrong[: len(walked)]):
        assert min(theirs.valid_predict_params) == ours.threshold
    else:
        assert min(theirs.valid_predict_params) >= ours.threshold


def _mapie(
    confidence: NDArray[np.float64], correct: NDArray[np.bool_], alpha: float, grid: Sequence[float]
) -> BinaryClassificationController:
    wrong_if_answered = BinaryRisk(
        risk_occurrence=lambda y_true, y_pred: y_pred != y_true,
        risk_condition=lambda _, y_pred: y_pred == 1,
        higher_is_better=False,
    )
    controller = BinaryClassificationController(
        predict_function=_as_mapie,
        risk=wrong_if_answered,
        target_level=alpha,
        confidence_level=0.95,
        best_predict_param_choice="recall",
        list_predict_params=np.array(grid),
        fwer_method="fixed_sequence",
    )
    return controller.calibrate(confidence[:, None], correct.astype(int))
