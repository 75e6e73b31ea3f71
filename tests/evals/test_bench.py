"""Data sets, metrics of rankings by hand-computed values, and what a benchmark comes to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals import bench_golden, bench_result
from evals.bench_data import BenchDataError, BenchSet, load
from evals.bench_metrics import NAMES, by_group, means, percentiles, scores, table
from evals.golden import GoldenItem
from evals.outcome import CitedSource

CORPUS = [{"title": t, "text": f"About {t}."} for t in "ABCDEFGHIJ"]
QUESTIONS = [
    {
        "question": "Where is A's B?",
        "supporting_titles": ["A", "B"],
        "multihop": True,
        "published": {"other": ["A", "B"]},
    },
    {
        "question": "Where is C?",
        "supporting_titles": ["C"],
        "multihop": False,
        "published": {"other": ["D"]},
    },
]
SQUAD = {
    "data": [
        {
            "title": "Steam_engine",
            "paragraphs": [
                {
                    "context": "Steam moves it.",
                    "qas": [
                        {"id": "q1", "question": "What moves it?", "is_impossible": False},
                        {"id": "q2", "question": "Who sells it?", "is_impossible": True},
                    ],
                },
                {"context": "It has a valve.", "qas": []},
            ],
        }
    ]
}


def wiki(folder: Path, corpus: object = CORPUS, questions: object = QUESTIONS) -> Path:
    (folder / "corpus.json").write_text(json.dumps(corpus), encoding="utf-8")
    (folder / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
    return folder


def squad(folder: Path, content: object = SQUAD) -> Path:
    (folder / "squad2.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def paragraphs() -> Any:
    return SQUAD["data"][0]["paragraphs"]


def by_name(values: list[float]) -> dict[str, float]:
    return dict(zip(NAMES, values, strict=True))


def test_scores_of_a_question_that_needs_three_passages() -> None:
    ranked = ["x", "a", "y", "b", "z", "c", "v", "w"]
    found = by_name(scores(ranked, {"a", "b", "c"}))
    assert found == {
        "recall@2": pytest.approx(1 / 3),
        "recall@5": pytest.approx(2 / 3),
        "recall@8": 1.0,
        "all_recall@5": 0.0,
        "all_recall@8": 1.0,
        "hits@1": 0.0,
        "hits@5": 1.0,
        "mrr": 0.5,
        "map": pytest.approx((1 / 2 + 2 / 4 + 3 / 6) / 3),
    }
    assert by_name(scores(["a", "x"], {"a", "b"}))["map"] == pytest.approx(1 / 2)
    assert set(scores([], {"a"})) == {0.0}
    assert set(scores(["a"], {"a"})) == {1.0}


@settings(deadline=None)
@given(st.permutations("abcdefgh"), st.sets(st.sampled_from("abcdefghij"), min_size=1))
def test_scores_are_ordered_as_their_definitions_are(ranked: list[str], needed: set[str]) -> None:
    found = by_name(scores(ranked, needed))
    assert all(0 <= value <= 1 for value in found.values())
    assert found["recall@2"] <= found["recall@5"] <= found["recall@8"]
    assert found["all_recall@8"] <= found["recall@8"] <= found["mrr"] * len(ranked)
    assert found["hits@1"] <= found["mrr"]
    assert found["map"] <= found["recall@8"] + 1e-12
    if len(needed) == 1:
        assert found["map"] == found["mrr"]
        assert found["recall@5"] == found["all_recall@5"] == found["hits@5"]


def test_means_have_intervals_and_groups_their_own() -> None:
    rows = table([["a"], ["x", "b"], ["c"], []], [{"a"}, {"b"}, {"c"}, {"d"}])
    metrics = means(rows)
    hits, mrr = metrics["hits@1"], metrics["mrr"]
    assert isinstance(hits, dict)
    assert isinstance(mrr, dict)
    assert hits["value"] == 0.5
    assert 0 <= hits["low"] < 0.5 < hits["high"] <= 1
    assert mrr["value"] == pytest.approx(2.5 / 4)
    groups = by_group(rows, ["one", "one", "two", "two"])
    assert groups["one"]["n"] == groups["two"]["n"] == 2
    assert groups["two"]["hits@5"] == {"value": 0.5, "low": 0.0, "high": 1.0}
    assert means(rows[:0]) == {}
    constant = means(rows[:1])["hits@1"]
    assert constant == {"value": 1.0, "low": 1.0, "high": 1.0}


def test_percentiles_of_times() -> None:
    found = percentiles("ms", [float(n) for n in range(101)])
    assert found == {"ms_p50": 50.0, "ms_p95": 95.0}
    assert percentiles("ms", []) == {"ms_p50": None, "ms_p95": None}


def test_2wiki_by_its_folder_or_the_folder_above(tmp_path: Path) -> None:
    inner = tmp_path / "2wikimultihopqa"
    inner.mkdir()
    found = load("2wiki", wiki(inner))
    assert load("2wiki", tmp_path) == found
    assert [p.id for p in found.passages] == list("ABCDEFGHIJ")
    first, second = found.questions
    assert (first.needed, first.group, second.group) == ({"A", "B"}, "multihop", "other")
    assert found.published == {"other": [("A", "B"), ("D",)]}
    changed = load("2wiki", wiki(inner, [{**CORPUS[0], "text": "Else."}, *CORPUS[1:]]))
    assert changed.fingerprint != found.fingerprint


def test_2wiki_without_what_only_some_copies_have(tmp_path: Path) -> None:
    plain = [{k: q[k] for k in ("question", "supporting_titles")} for q in QUESTIONS]
    found = load("2wiki", wiki(tmp_path, [*CORPUS, {"title": "A", "text": "More."}], plain))
    assert [q.group for q in found.questions] == ["multihop", "other"]
    assert [p.id for p in found.passages].count("A") == 2
    assert found.published == {}


def test_squad_paragraphs_are_named_by_article_and_place(tmp_path: Path) -> None:
    found = load("squad2", squad(tmp_path))
    assert [(p.id, p.title) for p in found.passages] == [
        ("Steam_engine/0", "Steam engine"),
        ("Steam_engine/1", "Steam engine"),
    ]
    split = {"data": [{**SQUAD["data"][0], "paragraphs": [p]} for p in paragraphs()]}
    assert load("squad2", squad(tmp_path, split)) == found
    assert [(q.id, q.needed, q.group) for q in found.questions] == [
        ("q1", {"Steam_engine/0"}, "answerable"),
        ("q2", {"Steam_engine/0"}, "unanswerable"),
    ]


@pytest.mark.parametrize(
    ("corpus", "questions", "problem"),
    [
        ([{"title": "A"}], QUESTIONS, "corpus.json: 0.text: Field required"),
        (CORPUS[1:], QUESTIONS, "needs 'A', which is not in the corpus"),
        (CORPUS, [], "holds no question"),
        (CORPUS, {"question": 1}, "questions.json: the file"),
    ],
)
def test_what_is_wrong_with_a_data_set_is_one_line(
    tmp_path: Path, corpus: object, questions: object, problem: str
) -> None:
    with pytest.raises(BenchDataError) as raised:
        load("2wiki", wiki(tmp_path, corpus, questions))
    assert problem in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.exit_status == 2


def test_missing_and_broken_files(tmp_path: Path) -> None:
    with pytest.raises(BenchDataError, match=r"corpus\.json: cannot be read: No such file"):
        load("2wiki", tmp_path)
    (tmp_path / "squad2.json").write_bytes(b'{"data": [')
    with pytest.raises(BenchDataError, match=r"squad2\.json: not JSON"):
        load("squad2", tmp_path)
    (tmp_path / "squad2.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BenchDataError, match=r"squad2\.json: not JSON"):
        load("squad2", tmp_path)


def wiki_result(data: BenchSet) -> dict[str, Any]:
    rankings = {
        "nescio": [["B", "A"], list("DEFGHIJABC")],
        "fusion": [["B", "D"], ["C"]],
        "nescio_no_walk": [["B", "A"], ["D"]],
    }
    return bench_result.result(
        data, rankings, measured={"nescio": {"llm_tokens": 0}}, machine={"cpus": 2}
    )


def test_the_result_of_2wiki(tmp_path: Path) -> None:
    found = wiki_result(load("2wiki", wiki(tmp_path)))
    assert json.loads(json.dumps(found)) == found
    assert (found["name"], found["n"], found["passages"]) == ("2wiki", 2, 10)
    ours = found["systems"]["nescio"]
    # The second ranking is cut at eight, before what it needs.
    assert ours["items"] == [
        {"question": "Where is A's B?", "ranked": ["B", "A"]},
        {"question": "Where is C?", "ranked": list("DEFGHIJA")},
    ]
    assert ours["metrics"]["all_recall@8"]["value"] == 0.5
    assert ours["metrics"]["llm_tokens"] == 0
    assert ours["by_group"]["multihop"]["all_recall@5"]["value"] == 1.0
    assert ours["by_group"]["other"]["recall@8"]["value"] == 0.0
    assert found["systems"]["fusion"]["metrics"]["recall@5"]["value"] == 0.75
    paired = found["differences"]["nescio - fusion"]["recall@5"]
    assert paired == {"value": -0.25, "low": -1.0, "high": 0.5}
    assert found["order_changed_by_walk"] == 1
    assert found["published"]["other"]["all_recall@8"]["value"] == 0.5
    shown = bench_result.report(found)
    assert "other (published, smaller corpus)" in shown
    assert "the walk changed the first 8 of 1 of 2 questions" in shown


def test_the_headline_of_squad_is_of_answerable_questions(tmp_path: Path) -> None:
    data = load("squad2", squad(tmp_path))
    rankings = {"nescio": [["Steam_engine/1", "Steam_engine/0"], []]}
    found = bench_result.result(data, rankings, measured={}, machine={})
    ours = found["systems"]["nescio"]
    assert ours["metrics"]["hits@5"]["value"] == 1.0
    assert ours["metrics"]["hits@1"]["value"] == 0.0
    assert ours["by_group"]["unanswerable"]["hits@5"]["value"] == 0.0
    assert ours["items"][0] == {
        "id": "q1",
        "setting": "present",
        "answerable": True,
        "ranked": ["Steam_engine/1", "Steam_engine/0"],
    }
    assert found["differences"] == {}
    assert found["order_changed_by_walk"] is None
    assert "unanswerable: 1 questions" in bench_result.report(found)


def piece(uri: str, quote: str = "") -> CitedSource:
    return CitedSource(kind="passage", uri=uri, locator={}, quote=quote)


def item(**given: Any) -> GoldenItem:
    return GoldenItem.model_validate({"id": "i", "question": "q?", "answers": [], **given})


def test_a_golden_item_needs_all_its_sources_or_its_answers() -> None:
    two = item(answers=["x"], sources=["products/7", "docs/a.md"])
    there = [piece("shop/products/7"), piece("help/docs/a.md")]
    assert bench_golden.missing(two, there) == []
    assert bench_golden.missing(two, there[:1]) == ["docs/a.md"]
    # The ninth piece is too late.
    assert bench_golden.missing(two, [there[0], *[piece("p")] * 7, there[1]]) == ["docs/a.md"]
    assert bench_golden.missing(item(sources=["products/7"]), [piece("shop/products/77")])
    either = item(answers=["24 months", "two years"], all_of=["EUR 1,299", "Utrecht"])
    texts = [piece("a", "It is covered for two years."), piece("b", "It costs 1299 euro.")]
    assert bench_golden.missing(either, texts) == ["Utrecht"]
    assert bench_golden.needs(item()) == []


def test_the_result_of_a_golden_set() -> None:
    items = [
        item(id="one", answers=["x"], sources=["a", "b"], tags=["multi-hop"]),
        item(id="two", answers=["red"], tags=["lookup"]),
    ]
    rankings = {"nescio": [[piece("a")], [piece("c", "it is red")]], "dense": [[], []]}
    found = bench_golden.result(items, rankings, measured={}, machine={})
    ours = found["systems"]["nescio"]
    assert ours["metrics"]["recall@8"]["value"] == 0.75
    assert ours["metrics"]["all_recall@8"]["value"] == 0.5
    assert ours["by_tag"]["multi-hop"]["n"] == 1
    assert ours["by_tag"]["needs: answers"]["all_recall@8"]["value"] == 1.0
    assert ours["missed"] == ["one"]
    assert ours["items"][0] == {"id": "one", "ranked": ["a"], "missing": ["b"]}
    assert found["systems"]["dense"]["missed"] == ["one", "two"]
    assert "missed: one: b" in bench_golden.report(found)


def test_paired_differences_are_narrower_than_unpaired() -> None:
    random = np.random.default_rng(1)
    easy = random.integers(0, 2, size=(200, len(NAMES))).astype(float)
    harder = easy.copy()
    harder[:5] = 0
    paired = means(easy - harder)["recall@5"]
    alone = means(easy)["recall@5"]
    assert isinstance(paired, dict)
    assert isinstance(alone, dict)
    assert paired["high"] - paired["low"] < alone["high"] - alone["low"]
