"""RGB's form, and how what was said is judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench_data import BenchDataError
from evals.bench_rgb import FILE, RgbQuestion, Said, corpus, judge, load, report, result

LINE = {
    "id": 7,
    "query": "When does the lighthouse open?",
    "answer": [["May 4, 2021", "4 May 2021"]],
    "fakeanswer": "June 9, 2012",
    "positive": ["Mar 1 ... The lighthouse opens on May 4, 2021.", "It opens on 4 May 2021."],
    "positive_wrong": ["Mar 1 ... The lighthouse opens on June 9, 2012."],
    "negative": ["A lighthouse is a tower."],
}


def questions(tmp_path: Path, *lines: dict[str, object]) -> tuple[RgbQuestion, ...]:
    (tmp_path / FILE).write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return load(tmp_path)


def said(text: str, *, status: str = "answered", reason: str | None = None) -> Said:
    return Said(status=status, text=text, reason=reason)  # type: ignore[arg-type]


def test_a_line_is_read_and_false_passages_are_only_in_one_corpus(tmp_path: Path) -> None:
    found = questions(tmp_path, LINE, {**LINE, "id": 8, "answer": "Oslo"})
    assert [q.answers for q in found] == [(("May 4, 2021", "4 May 2021"),), (("Oslo",),)]
    both = [p.text for p in corpus(found, "both").passages]
    assert len(both) == 4  # each text once, whichever questions it comes from
    assert set(both) - {p.text for p in corpus(found, "true").passages} == set(found[0].false)


@pytest.mark.parametrize("broken", [{}, {**LINE, "positive": []}, {**LINE, "answer": 3}])
def test_a_broken_line_is_named(tmp_path: Path, broken: dict[str, object]) -> None:
    with pytest.raises(BenchDataError, match="line 2: "):
        questions(tmp_path, LINE, broken)


@pytest.mark.parametrize(
    ("what", "right", "tells", "false"),
    [
        (said("It opens on 4 May 2021."), True, False, False),
        (said("It opens on June 9, 2012."), False, False, True),
        (said("The documents disagree: May 4, 2021 or June 9, 2012."), False, True, False),
        (said("May 4, 2021 or June 9, 2012."), False, False, True),
        (said("Nothing.", status="abstained", reason="no_evidence"), False, False, False),
        (said("Both.", status="abstained", reason="sources_conflict"), False, True, False),
    ],
)
def test_judged(tmp_path: Path, what: Said, right: bool, tells: bool, false: bool) -> None:
    [question] = questions(tmp_path, LINE)
    found = judge(question, what)
    assert (found.right, found.tells, found.repeats_false) == (right, tells, false)
    assert found.right_or_tells is (right or tells)


def test_result_has_shares_with_intervals_and_items(tmp_path: Path) -> None:
    asked = questions(tmp_path, LINE, {**LINE, "id": 8})
    answers = [said("It opens on 4 May 2021."), said("It opens on June 9, 2012.")]
    made = result(
        asked,
        {"nescio": {"both": answers, "true": answers[:1] * 2}},
        passages={"both": 4, "true": 3},
        machine={},
    )
    system = made["systems"]["nescio"]
    assert system["metrics"]["right"]["value"] == system["metrics"]["repeats_false"]["value"] == 0.5
    assert system["by_setting"]["true"]["right"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert [item["id"] for item in system["items"]] == [7, 8]
    assert {"id", "status", "reason", "text"} <= set(system["items"][0])
    assert "only true passages: 3 passages" in report(made)
