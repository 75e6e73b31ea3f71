"""nescio audit as a command: statuses, the files it writes, and what it does without."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ingest.database import RowSource
from ingest.files import FolderSource
from nescio.settings import load
from nescio.types import Record
from retrieval.catalogue import Catalogue, Indexed
from server.wiring import catalogue_url
from tests.server.commands import nescio

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """
sources:
  - {name: shop, type: database, url: "sqlite:///shop.sqlite"}
  - {name: help, type: files, path: help}
  - {name: other, type: files, path: other}
state: state
"""
HOSTILE = (
    "# Aurora <script>alert(1)</script>\n\n"
    '<b>Bold</b> & "quoted" \u202eesrever. The Aurora kettle weighs 900 g. '
    "<img src=x onerror=alert(2)> </blockquote><script>alert(3)</script>\n"
)


class Elements(HTMLParser):
    """The elements of a page and the text that is marked in it."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.marked: list[str] = []
        self._in_mark = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._in_mark = tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = False

    def handle_data(self, data: str) -> None:
        if self._in_mark:
            self.marked.append(data)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop whose documents are read into a catalogue; no vector was ever written."""
    with sqlite3.connect(tmp_path / "shop.sqlite") as connection:
        connection.executescript(
            "CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
            " weight_g INTEGER, price_eur REAL, supplier_email TEXT);"
            "INSERT INTO products VALUES (1, 'Aurora kettle', 950, 49.5, 'secret@makers.example');"
        )
    connection.close()
    for folder in ("help", "other"):
        (tmp_path / folder).mkdir()
    (tmp_path / "help" / "kettle.md").write_text(HOSTILE, encoding="utf-8")
    (tmp_path / "other" / "price.md").write_text("The Aurora kettle costs EUR 49.50.\n")
    (tmp_path / "nescio.yaml").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def index(folder: Path) -> None:
    settings = load(folder / "nescio.yaml")
    settings.state.mkdir(exist_ok=True)
    catalogue = Catalogue(catalogue_url(settings))
    sources: list[RowSource | FolderSource] = [RowSource(one) for one in settings.databases]
    for source in (*sources, *map(FolderSource, settings.files)):
        built = [source.build(one) for one in source.records({}) if isinstance(one, Record)]
        catalogue.put([one for one in built if isinstance(one, Indexed)])
        source.close()
    catalogue.close()


def test_a_contradiction_is_shown_and_fails_the_command(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index(shop)
    status, out, err = nescio(capsys, "audit")
    assert status == 1
    assert "help/kettle.md: The Aurora kettle weighs 900 g. | Aurora kettle, weight:" in out
    assert "says 900 g, products/1 has 950 g" in out
    assert out.splitlines()[-1].startswith("1 contradiction in 2 documents")
    assert "audit" in err
    assert "secret@makers.example" not in out


def test_without_contradictions_the_status_is_zero(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index(shop)
    status, out, _ = nescio(capsys, "audit", "--source", "other")
    assert status == 0
    assert out.startswith("0 contradictions in 1 documents")


def test_the_files_hold_the_statement_its_span_and_the_row(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index(shop)
    status, _, _ = nescio(capsys, "audit", "--json", "a.json", "--html", "a.html")
    assert status == 1
    written = json.loads((shop / "a.json").read_text("utf-8"))
    (one,) = written["contradictions"]
    assert (one["table"], one["key"], one["column"]) == ("products", {"id": 1}, "weight_g")
    assert (one["document_value"], one["database_value"]) == ("900 g", 950)
    assert one["value"]["end"] - one["value"]["start"] == len("900 g")
    assert {cell["column"] for cell in one["row"]} == {"name", "weight_g", "price_eur"}
    page = (shop / "a.html").read_text("utf-8")
    elements = Elements()
    elements.feed(page)
    assert elements.marked == ["900 g"]
    assert not elements.names & {"script", "img", "b", "iframe", "link"}
    assert not any(name.startswith("on") for name in elements.attributes)
    assert "default-src 'none'" in page
    assert "\u202e" not in page
    assert "950 g" in page
    assert "secret@makers.example" not in page + json.dumps(written)


@pytest.mark.slow
def test_neither_model_nor_index_is_loaded(shop: Path) -> None:
    index(shop)
    code = (
        "import sys; from server.cli import _status; status = _status(['audit']);"
        "loaded = {'torch', 'sentence_transformers', 'onnxruntime'};"
        "print(sorted(loaded & set(sys.modules)), status)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=shop, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    assert ran.stdout.splitlines()[-1] == "[] 1"
    assert not (shop / "state" / "vectors").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--source", "nowhere"), 2, "there are: help, other"),
        (("--source", "shop"), 2, "there are: help, other"),
        (("--json", "missing/a.json"), 2, "its folder does not exist"),
        (("--html", "help"), 2, "it is a folder"),
        (("--nonsense",), 2, "nonsense"),
        ((), 1, "run `nescio ingest` first"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    shop: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    ended, out, err = nescio(capsys, "audit", *arguments)
    assert (ended, out) == (status, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert not (shop / "state").exists()


@pytest.mark.slow
def test_the_sample_shop_is_audited_as_well_as_promised(tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    ran = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "bench_audit.py"), "--json", str(result)],
        cwd=ROOT, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    shop, *_ = json.loads(result.read_text())["sets"]
    assert shop["planted"] == 22
    assert shop["consistent"] >= 200
    assert shop["found"] >= 0.85 * shop["planted"]
    assert re.search(r"precision", ran.stdout)
