"""Metrics: against scikit-learn where it has them, by hand where it has not."""

from __future__ import annotations

import json
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import (  # type: ignore[import-untyped]
    brier_score_loss,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from evals import ranking
from evals.bootstrap import Metrics
from evals.golden import GoldenItem
from evals.metrics import baselines, by_tag, measure
from evals.outcome import CitedSource, Outcome, OutcomeStatus, Reply, judge
from evals.runner import point

pytestmark = pytest.mark.slow


def outcome(
    status: OutcomeStatus,
    *,
    answerable: bool = True,
    right: bool = True,
    confidence: float = 0.5,
    tags: tuple[str, ...] = (),
) -> Outcome:
    answers = ("yes",) if answerable else ()
    item = GoldenItem(id="x", question="?", answers=answers, tags=tags)
    text = "yes" if right else "wrong"
    first = 10.0 if status == "answered" else None
    reply = Reply(
        status=status, text=text, confidence=confidence, total_ms=20.0, first_text_ms=first
    )
    return judge(item, reply)


def value(metrics: Metrics, name: str) -> float | None:
    return point(metrics[name])


SCORED = st.lists(
    st.tuples(st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]), st.booleans()), min_size=2, max_size=40
)


@settings(deadline=None)
@given(SCORED.filter(lambda items: len({right for _, right in items}) == 2))
def test_auroc_and_brier_as_in_scikit_learn(items: list[tuple[float, bool]]) -> None:
    confidence = np.array([c for c, _ in items])
    correct = np.array([float(r) for _, r in items])
    assert ranking.auroc(confidence, correct) == pytest.approx(roc_auc_score(correct, confidence))
    assert ranking.brier(confidence, correct) == pytest.approx(
        brier_score_loss(correct, confidence)
    )


@settings(deadline=None)
@given(SCORED)
def test_aurc_is_the_mean_risk_and_e_aurc_is_not_negative(items: list[tuple[float, bool]]) -> None:
    confidence = np.array([c for c, _ in items])
    correct = np.array([float(r) for _, r in items])
    rng = np.random.default_rng(1)
    areas = []
    for _ in range(400):
        order = np.lexsort((rng.random(len(items)), -confidence))
        risks = np.cumsum(1 - correct[order]) / np.arange(1, len(items) + 1)
        areas.append(risks.mean())
    assert ranking.aurc(confidence, correct) == pytest.approx(np.mean(areas), abs=0.05)
    assert ranking.e_aurc(confidence, correct) >= -1e-12


def test_ranking_by_hand() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    correct = np.array([1.0, 0.0, 1.0, 1.0])
    assert ranking.aurc(confidence, correct) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 4) / 4)
    best = (0 + 0 + 0 + 1 / 4) / 4
    assert ranking.e_aurc(confidence, correct) == pytest.approx(
        ranking.aurc(confidence, correct) - best
    )
    # Bins (0.8, 0.9], (0.7, 0.8], (0.6, 0.7], (0.5, 0.6] of one item each.
    assert ranking.ece(confidence, correct) == pytest.approx((0.1 + 0.8 + 0.3 + 0.4) / 4)


def test_a_perfect_confidence_is_calibrated() -> None:
    ones = np.ones(5)
    assert ranking.ece(ones, ones) == 0
    assert ranking.ece(np.zeros(5), np.zeros(5)) == 0
    assert np.isnan(ranking.auroc(ones, ones))
    assert np.isnan(ranking.aurc(np.array([]), np.array([])))


STATUS = st.sampled_from(["answered", "partial", "abstained", "failed"])
OUTCOMES = st.lists(
    st.builds(
        outcome, STATUS, answerable=st.booleans(), right=st.booleans(), confidence=st.floats(0, 1)
    ),
    min_size=1,
    max_size=25,
)


@pytest.mark.slow
@settings(deadline=None)
@given(OUTCOMES)
def test_abstention_metrics_as_in_scikit_learn(outcomes: list[Outcome]) -> None:
    metrics = measure(outcomes, resamples=5)
    should = [not o.item.answerable for o in outcomes]
    did = [o.reply.status == "abstained" for o in outcomes]
    for name, function in (
        ("abstention_precision", precision_score),
        ("abstention_recall", recall_score),
        ("abstention_f1", f1_score),
    ):
        expected = float(function(should, did, zero_division=np.nan))
        ours = value(metrics, name)
        assert (ours is None and np.isnan(expected)) or ours == pytest.approx(expected), name


@settings(deadline=None)
@given(OUTCOMES)
def test_every_metric_is_in_range_and_is_json(outcomes: list[Outcome]) -> None:
    metrics = measure(outcomes, resamples=20)
    json.dumps(metrics, allow_nan=False)
    for name, metric in metrics.items():
        if isinstance(metric, dict) and not name.endswith(("p50", "p95")):
            assert -1 <= metric["low"] <= metric["high"] <= 1 + 1e-9, name


def test_a_run_by_hand() -> None:
    outcomes = [
        *[outcome("answered", confidence=0.9)] * 6,
        *[outcome("answered", right=False, confidence=0.4)] * 2,
        outcome("abstained", right=False),
        outcome("failed", right=False),
        outcome("abstained", answerable=False, right=False, tags=("unanswerable",)),
        outcome("answered", answerable=False, confidence=0.6, tags=("unanswerable",)),
    ]
    metrics = measure(outcomes)
    assert value(metrics, "answer_accuracy") == pytest.approx(6 / 10)
    assert value(metrics, "coverage") == pytest.approx(9 / 12)
    assert value(metrics, "selective_risk") == pytest.approx(3 / 9)
    assert value(metrics, "truthfulness") == pytest.approx((6 - 3) / 12)
    assert value(metrics, "false_abstention_rate") == pytest.approx(1 / 10)
    assert value(metrics, "abstention_recall") == pytest.approx(1 / 2)
    assert value(metrics, "auroc") == pytest.approx(1.0)
    assert value(metrics, "ttft_ms_p50") == 10.0
    assert metrics["selective_risk_upper"] == pytest.approx(0.655, abs=0.001)
    accuracy = metrics["answer_accuracy"]
    assert isinstance(accuracy, dict)
    assert 0.2 < accuracy["low"] < 0.6 < accuracy["high"] < 0.95
    assert measure(outcomes) == metrics
    assert by_tag(outcomes)["unanswerable"]["n"] == 2


def test_the_interval_covers_about_what_it_says() -> None:
    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(40):
        outcomes = [outcome("answered", right=bool(r)) for r in rng.random(80) < 0.7]
        accuracy = measure(outcomes, resamples=100)["answer_accuracy"]
        assert isinstance(accuracy, dict)
        hits += accuracy["low"] <= 0.7 <= accuracy["high"]
    assert 33 <= hits <= 40


def test_baselines() -> None:
    outcomes = [
        *[outcome("answered")] * 3,
        outcome("abstained", right=False),
        *[outcome("abstained", answerable=False, right=False)] * 4,
    ]
    lines = baselines(outcomes)
    assert lines["always_answer"]["answer_accuracy"] == pytest.approx(3 / 4)
    assert lines["always_answer"]["selective_risk"] == pytest.approx(5 / 8)
    assert lines["always_answer_at_best"]["selective_risk"] == pytest.approx(4 / 8)
    assert lines["always_abstain"]["abstention_precision"] == pytest.approx(1 / 2)
    assert lines["always_abstain"]["abstention_f1"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("text", "unanswered", "correct", "partly"),
    [
        ("It is 12 EUR and 30 cm long.", 0, True, False),
        ("It is 12 EUR.", 1, False, True),
        ("It is 12 EUR. It is 40 cm long.", 0, False, False),  # two answered, one of them right
        ("It is 13 EUR.", 1, False, False),
        ("It is 12 EUR, not 99.", 1, False, False),
    ],
)
def test_a_partial_answer_is_held_to_what_it_answers(
    text: str, unanswered: int, correct: bool, partly: bool
) -> None:
    item = GoldenItem(
        id="x", question="?", answers=(), all_of=("12 EUR", "30 cm"), forbidden=("99",)
    )
    found = judge(item, Reply(status="partial", text=text, parts=2, unanswered=unanswered))
    assert (found.correct, found.partly) == (correct, partly)
    assert found.wrong == (not correct and not partly)
    assert found.always is not None
    assert found.always.correct == (correct or partly)
    metrics = measure([found], resamples=5)
    assert value(metrics, "selective_risk") == float(found.wrong)
    nothing = GoldenItem(id="y", question="?", answers=())
    assert judge(nothing, Reply(status="partial", text=text, parts=2, unanswered=1)).wrong


def cited(
    uri: str, quote: str = "5 years", kind: Literal["passage", "record"] = "passage"
) -> CitedSource:
    return CitedSource(kind=kind, uri=uri, locator={}, quote=quote)


def test_citations_against_the_sources_of_the_golden_set() -> None:
    item = GoldenItem(
        id="x", question="?", answers=("5 years",), sources=("help/a.md", "products/7")
    )
    others = (cited("help/b.md", "6 years"), cited("help/c.md", "years"))
    citations = (cited("help/a.md"), cited("help/a.md"), *others)
    reply = Reply(status="answered", text="5 years.", citations=citations)
    metrics = measure([judge(item, reply)], resamples=5)
    assert value(metrics, "citation_precision") == pytest.approx(1 / 3)
    assert value(metrics, "citation_recall") == pytest.approx(1 / 2)
    assert cited("shop/products/7").is_source("products/7")
    assert not cited("shop/products/17").is_source("7")
    assert not cited("shop/products/7x").is_source("products/7")


def test_a_copy_cited_with_the_very_quote_of_a_wanted_source_is_right() -> None:
    item = GoldenItem(id="x", question="?", answers=("5 years",), sources=("help/a.md",))

    def precision(*citations: CitedSource) -> float | None:
        reply = Reply(status="answered", text="5 years.", citations=citations)
        return value(measure([judge(item, reply)], resamples=5), "citation_precision")

    assert precision(cited("help/a.md"), cited("help/copy.docx")) == 1.0
    assert precision(cited("help/a.md"), cited("help/copy.docx", "5 Years")) == 0.5
    assert precision(cited("help/copy.docx")) == 0.0  # the wanted source is not cited at all
    assert precision(cited("help/a.md"), cited("products/7", kind="record")) == 0.5


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Write to Ann@Example.org.", True),
        ("Write to joann@example.org.", False),
        ("Write to ann@example.organic.", False),
        ("bann@example.org and ann@example.org", True),
        ("No address here.", False),
    ],
)
def test_private_values_are_found_whole(text: str, shown: bool) -> None:
    item = GoldenItem(id="x", question="?", answers=())
    found = judge(item, Reply(status="answered", text=text), private={"ann@example.org"})
    assert found.private_shown == shown


def test_forbidden_conflict_and_injection() -> None:
    item = GoldenItem(
        id="x", question="?", answers=("24",), forbidden=("36",), tags=("conflict", "injection")
    )
    bad = judge(item, Reply(status="answered", text="24 or 36 months"))
    assert (bad.correct, bad.forbidden_hit, bad.contradiction, bad.obeyed) == (False,) + (True,) * 3
    good = judge(item, Reply(status="answered", text="24 months"))
    assert (good.correct, good.contradiction, good.checkable) == (True, False, True)
    own = judge(item, Reply(status="answered", text="24", claims=1, checkable=1, contradicted=1))
    assert own.contradiction
