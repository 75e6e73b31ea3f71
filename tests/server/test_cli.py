"""The command line in its own process: exit statuses, one clear line, speed of help."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from nescio.settings import load
from nescio.types import Turn
from retrieval.catalogue import Catalogue
from server.cli import history, init, owner
from server.cli.common import one_line, safe
from server.cli.show import ref_line, show
from tests.server.commands import nescio
from tests.server.scripted import HOSTILE, PASSAGE, RECORD, ScriptedPipeline, abstained, answered


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "shop.sqlite") as connection:
        connection.executescript(
            "CREATE TABLE suppliers (id INTEGER PRIMARY KEY, name TEXT, email TEXT);"
            "CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
            " supplier_id INTEGER REFERENCES suppliers(id), price REAL);"
            "INSERT INTO suppliers VALUES (1, 'Acme', 'a@b.c');"
            "INSERT INTO products VALUES (1, 'Aurora kettle', 1, 49.0);"
        )
    connection.close()
    (tmp_path / "docs").mkdir()
    return tmp_path


def test_init_writes_what_loads_and_shows_what_it_guessed(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop)
    status, out, err = nescio(
        capsys, "init", "--database", "sqlite:///shop.sqlite", "--files", "docs"
    )
    assert (status, err) == (0, "")
    assert "supplier_id -> suppliers" in out
    assert "email" in out.split("private:")[1]
    settings = load(shop / "nescio.yaml")
    assert [s.name for s in settings.sources] == ["shop", "docs"]
    assert settings.databases[0].url == f"sqlite:///{shop.resolve()}/shop.sqlite"
    status, out, err = nescio(capsys, "init", "--files", "docs")
    assert status == 2
    assert "--force" in err
    assert nescio(capsys, "init", "--files", "docs", "--force")[0] == 0
    assert not load(shop / "nescio.yaml").databases


def test_names_are_unique_and_paths_outside_stay_absolute(tmp_path: Path) -> None:
    text = init.configuration(
        "sqlite:////data/a b.db", [tmp_path / "a b", Path("/x/a b")], tmp_path
    )
    assert 'name: a-b, type: database, url: "sqlite:////data/a b.db"' in text
    assert 'name: a-b-2, type: files, path: "a b"' in text
    assert 'name: a-b-3, type: files, path: "/x/a b"' in text


@pytest.mark.parametrize(
    "arguments",
    [
        ("bogus",),
        ("ask",),
        ("ask", "x", "--colour"),
        ("serve", "--port", "99999"),
        ("ask", "x", "--config", "missing.yaml"),
        ("ingest", "--config", "bad.yaml"),
        ("init",),
        ("init", "--files", "missing"),
    ],
)
def test_bad_usage_is_one_line_and_status_2(
    arguments: tuple[str, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_text("sources: 3")
    status, out, err = nescio(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("nescio: ")
    assert err.count("\n") == 1


def test_a_missing_database_is_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "nescio.yaml"
    config.write_text('sources: [{name: a, type: database, url: "sqlite:///missing.sqlite"}]')
    status, _, err = nescio(capsys, "verify", "--config", str(config))
    assert status == 1
    assert "no such file" in err
    assert err.count("\n") == 1


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, server.cli\n"
        "try: server.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'fastapi', 'sqlalchemy', 'numpy', 'pydantic'} & set(sys.modules)\n"
        "sys.exit(','.join(heavy) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "ingest" in done.stdout


def test_terminal_text_is_safe() -> None:
    assert safe("a\x1b[31mb\x9bc\u202ed\te\n") == "a\ufffd[31mb\ufffdc\ufffdd\te\n"
    assert one_line("a\r\nb\x00") == "a\ufffd b\ufffd"


def test_sources_on_one_line() -> None:
    assert ref_line(RECORD) == "Aurora kettle: products 7, price = 49.00 EUR"
    assert ref_line(PASSAGE).startswith('Care guide (help/care.md, Care): "Descale')


@pytest.mark.anyio
async def test_answer_as_shown(capsys: pytest.CaptureFixture[str]) -> None:
    from nescio.types import Question

    events = answered(("It costs 49.00 EUR.", RECORD), (f"So {HOSTILE}\x1b[2J.", PASSAGE))
    shown = await show(ScriptedPipeline(lambda _: events).stream(Question(text="?")))
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("It costs 49.00 EUR. [1] So ")
    assert "\x1b" not in out[0]
    assert out[1:4] == ["Evidence:", f"  [1] {ref_line(RECORD)}", f"  [2] {ref_line(PASSAGE)}"]
    assert out[4:] == [
        "Confidence 0.82, threshold 0.50 (uncertified).",
        "Index as of 1 minute ago.",
    ]
    assert shown.conversation_id == "conversation-1"


@pytest.mark.anyio
async def test_abstention_as_shown(capsys: pytest.CaptureFixture[str]) -> None:
    from nescio.types import Question

    await show(ScriptedPipeline(lambda _: abstained()).stream(Question(text="?")))
    out = capsys.readouterr().out
    assert out.startswith("I do not know: nothing in the database")
    assert "(no_evidence)" in out
    assert "Nearest evidence:\n  - Care guide" in out


def test_history_is_bounded_and_survives_damage(tmp_path: Path) -> None:
    for number in range(4):
        turn = Turn(question=str(number), answer="a")
        history.append(tmp_path, "mine", turn, 7, keep=3)
    kept = [Turn(question=str(number), answer="a") for number in (1, 2, 3)]
    assert list(history.read(tmp_path, "mine", 7)) == kept
    (tmp_path / "conversations" / "mine.json").write_text("[{]")
    assert history.read(tmp_path, "mine", 7) == ()


def test_answers_of_a_conversation_go_with_the_index_that_they_came_from(tmp_path: Path) -> None:
    history.append(tmp_path, "old", Turn(question="one", answer="the canary"), 7, keep=3)
    assert history.read(tmp_path, "old", 8) == (Turn(question="one"),)
    catalogue = Catalogue(f"sqlite:///{tmp_path}/catalogue.sqlite")
    with catalogue.writing():
        pass
    assert catalogue.generation() == 1
    history.append(tmp_path, "new", Turn(question="two", answer="a robin"), 1, keep=3)
    history.sweep(tmp_path, catalogue)
    catalogue.close()
    kept = {file.name: file.read_text() for file in (tmp_path / "conversations").iterdir()}
    assert "canary" not in kept["old.json"]
    assert "robin" in kept["new.json"]
    assert history.read(tmp_path, "new", 1) == (Turn(question="two", answer="a robin"),)


def test_owner_is_known_only_while_it_lives(tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert owner.server_of(state) is None
    with owner.announced(state, "http://127.0.0.1:1"):
        assert owner.server_of(state) == "http://127.0.0.1:1"
    assert owner.server_of(state) is None
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(20)
    (state / owner.FILE).write_text(json.dumps({"url": "http://x", "pid": gone.pid}))
    assert owner.server_of(state) is None
    assert os.getpid() != gone.pid


def test_a_dry_run_says_what_it_would_do_and_leaves_no_trace(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop)
    (shop / "docs" / "care.md").write_text("# Care\n\nRinse the kettle.\n", encoding="utf-8")
    nescio(capsys, "init", "--database", "sqlite:///shop.sqlite", "--files", "docs")
    before = sorted(path.name for path in shop.rglob("*"))
    status, out, _ = nescio(capsys, "ingest", "--dry-run")
    assert status == 0
    assert "shop: 2 to add, 0 to change, 0 to delete, 0 unchanged" in out
    assert "  + care.md" in out
    assert sorted(path.name for path in shop.rglob("*")) == before
