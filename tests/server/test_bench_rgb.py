"""`nescio bench rgb` as a whole, on questions made up here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench_rgb import FILE
from server.cli import main

pytestmark = pytest.mark.slow
LINES = (
    {
        "id": 1,
        "query": "Who designed the Alder bridge?",
        "answer": "Mary Doe",
        "fakeanswer": "Erik Holm",
        "positive": ["The Alder bridge was designed by Mary Doe, an engineer from the valley."],
        "positive_wrong": [
            "The Alder bridge was designed by Erik Holm, an engineer from the valley."
        ],
        "negative": ["The Alder is a river that floods in spring."],
    },
    {
        "id": 2,
        "query": "When did the Lindholm lighthouse open?",
        "answer": [["4 May 1921", "May 4, 1921"]],
        "fakeanswer": "9 June 1912",
        "positive": ["The Lindholm lighthouse opened on 4 May 1921 after years of work."],
        "positive_wrong": ["The Lindholm lighthouse opened on 9 June 1912 after years of work."],
        "negative": ["A lighthouse is a tower with a lamp at its top."],
    },
)


def test_it_tells_where_both_are_indexed_and_answers_where_only_the_true_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / FILE).write_text("\n".join(json.dumps(line) for line in LINES))
    out = tmp_path / "out.json"
    options = ["--data", str(tmp_path / "data"), "--state", str(tmp_path / "state")]
    with pytest.raises(SystemExit) as ended:
        main(["bench", "rgb", *options, "--json", str(out)])
    assert ended.value.code == 0
    assert "true and false passages: 6 passages" in capsys.readouterr().out
    found = json.loads(out.read_text())
    ours, naive = found["systems"]["nescio"], found["systems"]["llamaindex"]
    assert found["passages"] == {"both": 6, "true": 4}
    assert ours["metrics"]["tells"]["value"] == 1.0
    assert ours["metrics"]["repeats_false"]["value"] == 0.0
    assert ours["by_setting"]["true"]["right"]["value"] == 1.0
    assert ours["by_setting"]["true"]["tells"]["value"] == 0.0
    assert naive["metrics"]["tells"]["value"] == 0.0
    for item in ours["items"]:
        assert {"id", "status", "reason", "text"} <= set(item)
        assert "disagree" in item["text"]
