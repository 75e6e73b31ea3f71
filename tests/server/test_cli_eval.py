"""nescio eval as a command: what it writes, and the gate's exit status."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from nescio.settings import load
from server.certification import NONE, Certification
from server.cli.ingest import bring_up_to_date
from server.cli.serve import show_certificate
from tests.fake_provider import FakeProvider, Reply
from tests.server.commands import nescio

pytestmark = pytest.mark.slow
ROWS = [("Velmora Kettle", 700), ("Torusko Kettle", 713), ("Quimandel Kettle", 726)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("eval")
    with sqlite3.connect(folder / "shop.sqlite") as connection:
        connection.execute(
            "CREATE TABLE kettles (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, weight_g INT,"
            " contact_email TEXT)"
        )
        connection.executemany("INSERT INTO kettles (name, weight_g) VALUES (?, ?)", ROWS)
    connection.close()
    (folder / "nescio.yaml").write_text(
        'sources:\n  - {name: shop, type: database, url: "sqlite:///shop.sqlite"}\nstate: state\n'
    )
    asyncio.run(bring_up_to_date(load(folder / "nescio.yaml"), full=False))
    return folder


def golden(folder: Path, name: str, add_g: int) -> str:
    items = [
        {"id": kettle, "question": f"How heavy is the {kettle}?", "answers": [f"{g + add_g} g"]}
        for kettle, g in ROWS
    ]
    file = folder / name
    file.write_text("".join(json.dumps(item) + "\n" for item in items))
    return str(file)


def test_a_run_is_written_shown_and_held_against_an_earlier_one(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ("--config", str(shop / "nescio.yaml"))
    right, wrong = golden(shop, "right.jsonl", 0), golden(shop, "wrong.jsonl", 1)
    baseline, page = shop / "baseline.json", shop / "page.html"
    status, out, err = nescio(
        capsys, "eval", right, "--json", str(baseline), "--report", str(page), *config
    )
    assert status == 0, err
    assert "3 questions" in out
    assert "No failures" in page.read_text(encoding="utf-8")
    written = json.loads(baseline.read_text(encoding="utf-8"))
    assert [item["correct"] for item in written["items"]] == [True] * 3
    status, out, _ = nescio(capsys, "eval", right, "--gate", str(baseline), *config)
    assert (status, out.splitlines()[-1]) == (0, "no regression")
    status, out, err = nescio(
        capsys, "eval", wrong, "--gate", str(baseline), "--report", str(page), *config
    )
    assert status == 1
    assert "nescio: regression: answer_accuracy: 1.000 -> 0.000, difference -1.000" in err
    assert "3 failures" in page.read_text(encoding="utf-8")


def test_a_judge_is_reported_apart(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judged, config, page = shop / "judged.json", shop / "judged.yaml", shop / "judged.html"
    wrong = golden(shop, "wrong.jsonl", 1)
    agrees = Reply('{"reason": "As good as the same.", "verdict": "correct"}')
    with FakeProvider(then=agrees) as fake:
        config.write_text(
            (shop / "nescio.yaml").read_text()
            + f'models:\n  providers: [{{name: fake, base_url: "{fake.url}"}}]\n'
            + "  tiers: [{name: small, provider: fake, model: fake-model}]\n"
        )
        options = ("--json", str(judged), "--report", str(page), "--config", str(config))
        status, out, err = nescio(capsys, "eval", wrong, "--judge", "small", *options)
        assert status == 0, err
        assert fake.calls == 3
        status, _, err = nescio(capsys, "eval", wrong, "--judge", "huge", *options)
        assert (status, err.count("\n")) == (2, 1)
        assert "there are: small" in err
        assert fake.calls == 3
    written = json.loads(judged.read_text(encoding="utf-8"))
    assert written["metrics"]["answer_accuracy"]["value"] == 0.0
    assert written["metrics"]["judged_accuracy"]["value"] == 1.0
    assert written["metrics"]["judge_agreement"] is None  # nothing is right: nothing to go by
    assert [item["judged"]["right"] for item in written["items"]] == [True] * 3
    assert "judged_accuracy" in out
    assert "right: As good as the same." in page.read_text(encoding="utf-8")


def test_what_cannot_be_written_or_read_is_said_before_the_work(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = golden(shop, "right.jsonl", 0)
    for option in ("--json", "--report"):
        status, _, err = nescio(capsys, "eval", right, option, str(shop))
        assert (status, err.count("\n")) == (2, 1)
    status, _, err = nescio(capsys, "eval", right, "--gate", str(shop / "absent.json"))
    assert (status, err.count("\n")) == (2, 1)
    assert "absent.json" in err


def test_serve_says_how_the_threshold_stands(capsys: pytest.CaptureFixture[str]) -> None:
    def stands(line: str, *, refused: bool) -> Certification:
        return Certification(
            fallback=0.5,
            catalogue=None,  # type: ignore[arg-type]
            line=line,
            refused=refused,
        )

    show_certificate(stands(NONE, refused=False))
    show_certificate(stands("of 2026-01-31 refused: the corpus has changed", refused=True))
    out, err = capsys.readouterr()
    assert out == f"certificate {NONE}\n"
    assert err == "nescio: certificate of 2026-01-31 refused: the corpus has changed\n"
