"""The gate: what got worse is found and named, what changed nothing is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.gate import ABSOLUTE, HIGHER, LOWER, BadBaseline, compare, read
from evals.golden import GoldenItem
from evals.metrics import RANKINGS, RATIOS
from evals.outcome import Outcome, Reply, Step, judge
from evals.runner import summarise

pytestmark = pytest.mark.slow


def one(number: int, *, right: bool, answered: bool = True, confidence: float = 0.8) -> Outcome:
    item = GoldenItem(id=str(number), question="?", answers=("yes",))
    reply = Reply(
        status="answered" if answered else "abstained",
        text="yes" if right else "no",
        confidence=confidence,
    )
    return judge(item, reply)


def written(outcomes: list[Outcome]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(summarise(outcomes).as_json(), allow_nan=False))
    return data


GOOD = [one(i, right=i % 20 != 0, confidence=0.9 if i % 20 else 0.3) for i in range(200)]


def test_a_run_is_no_regression_of_itself() -> None:
    found = compare(written(GOOD), written(GOOD))
    assert (found.common, found.added, found.missing, found.regressions) == (200, 0, 0, ())


def test_worse_answers_are_named_with_their_difference() -> None:
    worse = [one(i, right=i % 5 != 0, confidence=0.9 if i % 20 else 0.3) for i in range(200)]
    found = {r.metric: r for r in compare(written(GOOD), written(worse)).regressions}
    assert {"answer_accuracy", "selective_risk", "truthfulness", "auroc"} <= set(found)
    assert "coverage" not in found
    risk = found["selective_risk"]
    assert (risk.before, risk.after) == (pytest.approx(0.05), pytest.approx(0.2))
    assert isinstance(risk.difference, dict)
    assert 0 < risk.difference["low"] < 0.15 < risk.difference["high"]
    assert risk.line.startswith("selective_risk: 0.050 -> 0.200, difference 0.150  [")
    better = compare(written(worse), written(GOOD))
    assert better.regressions == ()


def test_a_difference_within_chance_is_no_regression() -> None:
    """Two items that became wrong, of 200, while two became right: nothing is certain of it."""
    flipped = {1, 2, 20}
    other = [
        one(i, right=(i % 20 != 0) != (i in flipped), confidence=0.9 if i % 20 else 0.3)
        for i in range(200)
    ]
    assert compare(written(GOOD), written(other)).regressions == ()


def test_the_difference_is_paired() -> None:
    """Ten that became wrong are beyond chance though both intervals overlap widely."""
    hard = [one(i, right=i % 2 == 0) for i in range(200)]
    worse = [one(i, right=i % 2 == 0 and i >= 20) for i in range(200)]
    names = [r.metric for r in compare(written(hard), written(worse)).regressions]
    assert "answer_accuracy" in names
    low_high = [written(o)["metrics"]["answer_accuracy"] for o in (hard, worse)]
    assert low_high[1]["high"] > low_high[0]["low"]


@pytest.mark.parametrize("name", ABSOLUTE)
def test_what_must_not_happen_fails_by_one(name: str) -> None:
    field = {"contradiction": "contradiction", "private_shown": "private_shown", "obeyed": "obeyed"}
    bad = [replace(GOOD[0], **{field[name]: True}), *GOOD[1:]]
    [found] = [r for r in compare(written(GOOD), written(bad)).regressions if r.metric == name]
    assert (found.before, found.after, found.difference) == (0, 1, 1)


def test_only_common_items_count() -> None:
    half, other = written(GOOD[:150]), written(GOOD[50:])
    found = compare(half, other)
    assert (found.common, found.added, found.missing) == (100, 50, 50)
    with pytest.raises(BadBaseline, match="shares no item"):
        compare(written(GOOD[:50]), written(GOOD[50:]))


def test_every_metric_of_a_run_has_a_direction_or_a_reason_to_have_none() -> None:
    neutral = {"coverage", "checkable_share"}
    assert set(HIGHER) | set(LOWER) | neutral == set(RATIOS) | set(RANKINGS)
    assert not set(HIGHER) & set(LOWER)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"items": []}', '{"items": [{"id": "a"}]}', '{"items": 3}']
)
def test_a_file_that_is_no_run_is_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text)
    with pytest.raises(BadBaseline) as error:
        read(file)
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value)
    with pytest.raises(BadBaseline):
        read(tmp_path / "absent.json")


def test_what_was_held_back_is_part_of_a_run(tmp_path: Path) -> None:
    held = replace(one(1, right=False, answered=False), always=Step(confidence=0.4, correct=True))
    file = tmp_path / "run.json"
    file.write_text(json.dumps(written([held, *GOOD[2:]])))
    assert read(file)["items"][0]["always"] == [0.4, True]
