"""`nescio bench` from the command line, over tiny data, with the real model and stores."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from evals.bench_data import BenchPassage
from ingest.markdown import plain_text
from nescio.settings import ReaderSettings
from server.bench_index import markdown, settings_of
from server.bench_systems import documents
from tests.server.commands import nescio

SYSTEMS = ["nescio", "nescio_no_walk", "dense", "bm25", "fusion", "llamaindex"]
CORPUS = [
    {"title": "The Copper Lantern (1931 film)", "text": "A silent film directed by Ada Brink."},
    {"title": "Ada Brink", "text": "Ada Brink was born in Gdansk and made films about harbours."},
    {"title": "Gdansk", "text": "Gdansk is a port on the Baltic Sea."},
    {"title": "Baltic herring", "text": "A small fish, eaten salted or smoked."},
    {"title": "Steam crane", "text": "A crane that is driven by steam lifts loads in ports."},
]
QUESTIONS = [
    {
        "question": "Where was the director of The Copper Lantern (1931 film) born?",
        "supporting_titles": ["The Copper Lantern (1931 film)", "Ada Brink"],
        "multihop": True,
        "published": {},
    },
    {
        "question": "How is Baltic herring eaten?",
        "supporting_titles": ["Baltic herring"],
        "multihop": False,
        "published": {},
    },
]
SQUAD = {
    "data": [
        {
            "title": "Steam_engine",
            "paragraphs": [
                {
                    "context": "Pressure in the boiler is limited by a safety valve.",
                    "qas": [{"id": "q1", "question": "What limits the pressure in the boiler?"}],
                },
                {
                    "context": "Coal is shovelled into the firebox by the stoker.",
                    "qas": [
                        {"id": "q2", "question": "Who shovels coal?"},
                        {"id": "q3", "question": "Who sells coal?", "is_impossible": True},
                    ],
                },
            ],
        },
        {
            "title": "Sundial",
            "paragraphs": [
                {
                    "context": "A sundial tells the time. Its gnomon casts a shadow.",
                    "qas": [
                        {
                            "id": "q4",
                            "question": "What casts the shadow of a sundial?",
                            "answers": [{"text": "gnomon"}, {"text": "Its gnomon"}],
                        }
                    ],
                },
            ],
        },
    ]
}


@pytest.mark.slow
def test_2wiki_ranks_titles_and_keeps_its_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus.json").write_text(json.dumps(CORPUS), encoding="utf-8")
    (tmp_path / "questions.json").write_text(json.dumps(QUESTIONS), encoding="utf-8")
    work, file = tmp_path / "work", tmp_path / "out.json"
    run = ("bench", "2wiki", "--data", str(tmp_path), "--state", str(work), "--json", str(file))
    status, out, err = nescio(capsys, *run)
    assert status == 0, err
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    assert list(found["systems"]) == SYSTEMS
    assert (found["name"], found["n"], found["passages"]) == ("2wiki", 2, 5)
    ours = found["systems"]["nescio"]
    assert [i["question"] for i in ours["items"]] == [q["question"] for q in QUESTIONS]
    # Five passages: every system that ranks all of them has all that is needed.
    assert ours["metrics"]["all_recall@8"]["value"] == 1.0
    assert set(ours["items"][0]["ranked"][:2]) == set(QUESTIONS[0]["supporting_titles"])
    assert ours["items"][1]["ranked"][0] == "Baltic herring"
    assert ours["metrics"]["llm_tokens"] == ours["metrics"]["degraded"] == 0
    assert ours["metrics"]["retrieve_ms_p50"] > 0
    # The same vectors over the same chunks, by two programs.
    dense, llama = (found["systems"][name]["items"] for name in ("dense", "llamaindex"))
    assert [i["ranked"] for i in dense] == [i["ranked"] for i in llama]
    assert "multihop: 1 questions" in out

    written = (work / "docs" / "000" / "000000.md").stat().st_mtime_ns
    status, _, _ = nescio(capsys, *run, "--limit", "1")
    assert status == 0
    again = json.loads(file.read_text(encoding="utf-8"))
    assert again["n"] == 1
    assert again["systems"]["nescio"]["items"] == ours["items"][:1]
    assert (work / "docs" / "000" / "000000.md").stat().st_mtime_ns == written
    # Other data in the same folder takes the place of what was there.
    (tmp_path / "corpus.json").write_text(json.dumps(CORPUS[:4]), encoding="utf-8")
    assert nescio(capsys, *run)[0] == 0
    fewer = json.loads(file.read_text(encoding="utf-8"))
    assert fewer["passages"] == len(fewer["systems"]["dense"]["items"][0]["ranked"]) == 4


@pytest.mark.slow
def test_squad2_ranks_paragraphs_and_reports_unanswerable_ones_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "squad2.json").write_text(json.dumps(SQUAD), encoding="utf-8")
    work, file = tmp_path / "work", tmp_path / "out.json"
    status, _, err = nescio(
        capsys, "bench", "squad2", "--data", str(tmp_path), "--state", str(work),
        "--json", str(file),
    )  # fmt: skip
    assert status == 0, err
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    ours, naive = found["systems"]["nescio"], found["systems"]["llamaindex"]
    items = {(i["setting"], i["id"]): i for i in ours["items"]}
    asked = ["q1", "q2", "q3", "q4"]
    assert [i["id"] for i in ours["items"] if i["setting"] == "present"] == asked
    for setting in ("removed", "not_indexed"):  # of the answerable ones, each once
        assert sorted(i["id"] for i in ours["items"] if i["setting"] == setting) == [
            "q1", "q2", "q4",
        ]  # fmt: skip
    assert [i["id"] for i in naive["items"]] == [i["id"] for i in ours["items"]]
    assert items["present", "q1"]["ranked"][:2] == ["Steam_engine/0", "Steam_engine/1"]
    assert "Steam_engine/0" not in items["removed", "q1"]["ranked"]
    assert items["not_indexed", "q1"]["ranked"] == ["Sundial/0"]
    assert items["present", "q4"]["quote"] == "Its gnomon casts a shadow."
    assert items["present", "q4"]["confidence"] > items["not_indexed", "q4"]["confidence"]
    assert not items["present", "q3"]["answerable"]
    assert {i["status"] for i in naive["items"]} == {"answered"}
    assert ours["metrics"]["hits@1"]["value"] == 1.0
    assert set(ours["answers"]) <= set(ours["metrics"])
    # Only q4 tells its answers, so only its quote can be right.
    assert ours["answers"]["quote_accuracy"]["value"] == pytest.approx(1 / 3)
    assert ours["answers"]["auroc_not_indexed"]["value"] > 0.5
    assert ours["by_group"]["answerable"]["n"] == 3
    assert ours["by_group"]["unanswerable"]["n"] == 1

    # What was left out last is there again, and the whole index as it was.
    status, out, _ = nescio(
        capsys, "bench", "squad2", "--data", str(tmp_path), "--state", str(work),
        "--json", str(file),
    )  # fmt: skip
    assert status == 0
    again = json.loads(file.read_text(encoding="utf-8"))["systems"]["nescio"]["items"]
    assert [i["ranked"] for i in again] == [i["ranked"] for i in ours["items"]]
    assert "nescio: not_indexed" in out


@pytest.mark.slow
def test_golden_counts_live_rows_and_passages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(tmp_path / "shop.sqlite") as connection:
        connection.executescript(
            "CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
            " price_eur NUMERIC(10, 2));"
            "INSERT INTO products VALUES (1, 'Aurora Kettle', 49), (2, 'Borealis Toaster', 35);"
        )
    connection.close()
    (tmp_path / "docs").mkdir()
    text = "# Care\n\nDescale the Aurora Kettle every month with vinegar.\n"
    (tmp_path / "docs" / "care.md").write_text(text, encoding="utf-8")
    (tmp_path / "nescio.yaml").write_text(
        "sources:\n"
        '  - {name: shop, type: database, url: "sqlite:///shop.sqlite"}\n'
        "  - {name: help, type: files, path: docs}\n"
        "state: state\n",
        encoding="utf-8",
    )
    lines: list[dict[str, Any]] = [
        {"id": "row", "question": "What does the Aurora Kettle cost?", "answers": ["52"]},
        {"id": "key", "question": "What does the Borealis Toaster cost?", "answers": ["35"],
         "sources": ["products/2"], "tags": ["t"]},
        {"id": "text", "question": "How do I descale the Aurora Kettle?", "answers": ["vinegar"],
         "sources": ["care.md"], "tags": ["t"]},
        {"id": "live", "question": "How do I descale the Aurora Kettle?", "answers": [],
         "all_of": ["vinegar", "52.00 EUR"]},
        {"id": "never", "question": "Who is the king of the moon?", "answers": []},
        {"id": "lost", "question": "What does the Aurora Kettle cost?", "answers": ["1234"]},
    ]  # fmt: skip
    golden = tmp_path / "golden.jsonl"
    golden.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    config = ("--config", str(tmp_path / "nescio.yaml"))
    assert nescio(capsys, "ingest", *config)[0] == 0
    with sqlite3.connect(tmp_path / "shop.sqlite") as connection:
        connection.execute("UPDATE products SET price_eur = 52 WHERE id = 1")
    connection.close()
    file = tmp_path / "out.json"
    status, out, err = nescio(
        capsys, "bench", "golden", "--data", str(tmp_path), "--json", str(file), *config
    )
    assert status == 0, err
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    ours = found["systems"]["nescio"]
    assert found["n"] == 5
    assert ours["missed"] == ["lost"]
    assert "missed: lost: 1234" in out
    # The reply's row comes before any passage.
    assert ours["items"][1]["ranked"][0] == "products/2"
    assert ours["by_tag"]["t"]["all_recall@8"]["value"] == 1.0
    assert ours["metrics"]["all_recall@8"]["value"] == 0.8
    # A row is one piece, its live facts and its passage together.
    live = next(item for item in ours["items"] if item["id"] == "live")["ranked"]
    assert live[0] == "products/1"
    assert "shop/products/1" not in live


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("2wiki", "--data", "."), "corpus.json: cannot be read"),
        (("squad2", "--data", "nowhere"), "squad2.json: cannot be read"),
        (("squad2", "--data", ".", "--tag", "x"), "--tag has no meaning for `bench squad2`"),
        (("golden", "--data", ".", "--fresh"), "--fresh has no meaning for `bench golden`"),
        (("2wiki", "--data", ".", "--json", "no/such/f.json"), "its folder does not exist"),
        (("trec", "--data", "."), "'trec'"),
        (("2wiki",), "--data"),
    ],
)
def test_bad_usage_is_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    problem: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = nescio(capsys, "bench", *arguments)
    assert (status, out) == (2, "")
    assert problem in err
    assert len(err.splitlines()) == 1


def test_a_folder_that_holds_something_else_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "squad2.json").write_text(json.dumps(SQUAD), encoding="utf-8")
    work = tmp_path / "work"
    (work / "docs").mkdir(parents=True)
    (work / "docs" / "mine.md").write_text("mine", encoding="utf-8")
    for further in ((), ("--fresh",)):
        status, _, err = nescio(
            capsys, "bench", "squad2", "--data", str(tmp_path), "--state", str(work), *further
        )
        assert status == 2
        assert "holds something else than a benchmark" in err
    assert (work / "docs" / "mine.md").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("M*A*S*H (film)", "It costs 5 * 3 * 2 and is `raw` [sic] <b>bold</b> &amp; more."),
        ("C# & F#", "# not a heading\n- nor a list\n1. nor this\n1942 was a year"),
        ("Under_score_d", "a_b_c | d ~~e~~ \\ f"),
    ],
)
def test_markdown_of_a_passage_reads_as_it_was(title: str, text: str) -> None:
    found = plain_text(markdown(BenchPassage(id="x", title=title, text=text)))
    assert found.title == title
    assert " ".join(found.text.split()).endswith(" ".join(text.split()))


def test_documents_stand_where_their_first_chunk_does() -> None:
    keys = {"c1": "A", "c2": "B", "c3": "A", "c4": "C"}
    assert documents(["c2", "c3", "unknown", "c1", "c4"], keys) == ["B", "A", "C"]


def test_a_work_folder_is_read_as_the_configuration_says(tmp_path: Path) -> None:
    plain = settings_of(tmp_path)
    given = plain.model_copy(update={"reader": ReaderSettings(model="large")})
    assert plain.reader == ReaderSettings()
    assert settings_of(tmp_path, given).reader == given.reader
    assert settings_of(tmp_path, given).retrieval == plain.retrieval
