"""The docs say what is there: commands, files, modules, settings."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from nescio.settings import parse
from server.cli import app
from server.wiring import choose_provider

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("nescio", "ingest", "retrieval", "answer", "server", "evals", "scripts", "data")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?://)([^)#\s]*)(#[^)\s]*)?\)")


def blocks(language: str) -> list[str]:
    """The code blocks of that language in all pages."""
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    return [code for text in texts for lang, code in _BLOCK.findall(text) if lang == language]


def commands() -> list[str]:
    """The lines of the console blocks."""
    return [line for block in blocks("console") for line in block.splitlines() if line.strip()]


def test_the_two_commands_are_there() -> None:
    assert {"make demo", "make test"} <= set(commands())


@pytest.mark.parametrize("line", [c for c in commands() if c.startswith("make ")])
def test_make_targets_exist(line: str) -> None:
    targets = [word for word in shlex.split(line)[1:] if "=" not in word]
    phony = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets
    assert set(targets) <= set(phony)


@pytest.mark.parametrize("line", [c for c in commands() if c.startswith("nescio ")])
def test_nescio_commands_parse(line: str) -> None:
    command: Any = typer.main.get_command(app)
    arguments = shlex.split(line)[1:]
    while inner := getattr(command, "commands", None):
        assert arguments[0] in inner, f"no command {arguments[0]}"
        command = inner[arguments.pop(0)]
    command.make_context("nescio", arguments)  # raises on an option that is not there


@pytest.mark.parametrize("line", [c for c in commands() if c.startswith("curl ")])
def test_requests_are_of_the_api(line: str) -> None:
    words = shlex.split(line)
    url = next(word for word in words if word.startswith("http"))
    body = yaml.safe_load(words[words.index("-d") + 1])
    assert url == "http://127.0.0.1:8080/v1/ask"
    assert set(body) == {"question"}


def test_nothing_else_is_shown_as_a_command() -> None:
    assert {line.split()[0] for line in commands()} <= {"make", "nescio", "curl"}


@pytest.mark.parametrize("block", [b for b in blocks("yaml") if "sources:" in b])
def test_configurations_are_valid(block: str) -> None:
    assert parse(yaml.safe_load(block), where="docs", folder=ROOT).sources


@pytest.mark.parametrize("block", [b for b in blocks("yaml") if b.startswith("models:")])
def test_examples_of_models_are_valid(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in re.findall(r"\$\{(\w+)\}", block):
        monkeypatch.setenv(name, "key")
    folder = {"name": "docs", "type": "files", "path": "."}
    settings = parse({"sources": [folder], **yaml.safe_load(block)}, where="docs", folder=ROOT)
    for provider in settings.models.providers:
        assert choose_provider(provider).name == provider.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in _LINK.findall(page.read_text(encoding="utf-8")):
        file = page.parent / target if target else page
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor[1:] in {slug(heading) for heading in headings}, anchor


def slug(heading: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"[^\w -]", "", heading.casefold()).replace(" ", "-")


def modules_of_the_design() -> list[str]:
    """The paths in the table of modules, with `*` as written."""
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    section = text.split("\n## Modules\n")[1].split("\n## ")[0]
    found = []
    for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE):
        folder = ""
        for name in re.findall(r"`([^`]+)`", row):
            path = name if "/" in name.rstrip("/") else f"{folder}/{name}"
            folder = path.rstrip("/").rpartition("/")[0]
            found.append(path.rstrip("/"))
    return found


def test_modules_of_the_design_exist() -> None:
    assert [path for path in modules_of_the_design() if not any(ROOT.glob(path))] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_module_is_in_the_design(folder: str) -> None:
    listed = {file for path in modules_of_the_design() for file in ROOT.glob(path)}
    modules = [m for m in (ROOT / folder).rglob("*.py") if m.name != "__init__.py"]
    missing = [m for m in modules if not listed & {m, *m.parents}]
    assert modules
    assert [str(m.relative_to(ROOT)) for m in missing] == []


def test_generated_parts_are_in_step() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/docs.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_container_files_name_what_exists() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert set(compose["services"]) == {"nescio", "qdrant"}
    copied = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name
