"""Files made to do harm: one clear line each, and the files beside them are indexed."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from ingest.files import FolderSource
from ingest.parsed import ParseFailed
from ingest.records import Problem
from ingest.sandbox import Sandbox
from nescio.settings_sources import FilesSource
from nescio.types import Record
from retrieval.catalogue import Indexed
from tests.ingest.hostile import SMALL, lying, write_cases, write_names


def results(source: FolderSource) -> dict[str, str | Indexed]:
    """What became of each file, by its name: a document or a line."""
    found: dict[str, str | Indexed] = {}
    try:
        for each in source.records({}):
            built = source.build(each) if isinstance(each, Record) else each
            if isinstance(built, Problem):
                found[built.key] = built.line
            elif isinstance(built, Indexed):
                found[built.document.key] = built
    finally:
        source.close()
    return found


def folder(path: Path) -> FolderSource:
    return FolderSource(FilesSource(name="help", path=path))


@pytest.fixture(scope="module")
def harmed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | Indexed]:
    """All small cases in one folder with two good files, read once, with one source."""
    path = tmp_path_factory.mktemp("hostile")
    write_cases(path, SMALL)
    (path / "aaa.md").write_text("Good words before.")
    (path / "zzz.html").write_text("<p>Good words after.")
    return results(folder(path))


@pytest.mark.slow
def test_good_files_beside_hostile_ones_are_indexed(harmed: dict[str, str | Indexed]) -> None:
    for name, words in (("aaa.md", "Good words before."), ("zzz.html", "Good words after.")):
        built = harmed[name]
        assert isinstance(built, Indexed)
        assert built.document.text == words


@pytest.mark.parametrize("case", SMALL, ids=lambda case: case.name)
def test_each_hostile_file_is_one_line_or_plain_text(
    harmed: dict[str, str | Indexed], case: object
) -> None:
    name, words = case.name, case.words  # type: ignore[attr-defined]
    result = harmed[name]
    if isinstance(result, str):
        assert words is not None, result
        assert words in result
        assert name in result
        assert "\n" not in result
        assert len(result) < 250
    elif words is None:
        assert result.passages
    else:
        assert words == "holds no text"  # said by sync, which sees that nothing is in it
        assert not result.passages


def test_text_is_shown_as_text(harmed: dict[str, str | Indexed]) -> None:
    texts = {
        key: built.document.text for key, built in harmed.items() if isinstance(built, Indexed)
    }
    assert texts["formulas.csv"] == 'name: x; link: =HYPERLINK("http://evil/","go")'
    assert texts["bidi.md"] == "Pay 0001 now"
    assert texts["surrogate.jsonl"] == "half \ufffd of it"
    assert "Größen" in texts["not-utf8.md"]
    built = harmed["up.md"]
    assert isinstance(built, Indexed)
    assert {edge.kind for edge in built.edges} == {"contains"}


def test_links_pipes_and_names_are_one_line_each(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "good.md").write_text("Good words.")
    (tmp_path / "docs" / "good-link.md").symlink_to("good.md")
    expected = write_names(tmp_path / "docs", tmp_path / "outside.md")
    found = results(folder(tmp_path / "docs"))
    lines = [line for line in found.values() if isinstance(line, str)]
    assert {key for key, built in found.items() if isinstance(built, Indexed)} == {
        "good.md",
        "good-link.md",
    }
    for name, words in expected.items():
        (line,) = [line for line in lines if f"help/{name}" in line]
        assert words in line
        assert "\n" not in line
    assert "secret" not in "".join(lines)


def test_sizes_that_lie_are_found_out() -> None:
    sandbox = Sandbox()
    with pytest.raises(ParseFailed, match="archive is broken"):
        sandbox.parse(lying(3), "a.docx")
    sandbox.close()


def test_a_file_that_goes_away_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    (tmp_path / "b.md").write_text("y")
    source = folder(tmp_path)
    assert source.count() == 2
    (tmp_path / "a.md").unlink()
    gone, there = source.records({})
    source.close()
    assert isinstance(gone, Problem)
    assert "it went away" in gone.line
    assert isinstance(there, Record)


class _Growing(FolderSource):
    """Another program writes to the file each time after it was looked at."""

    def _check(self, seen: os.stat_result) -> None:
        super()._check(seen)
        with open(self.settings.path / "log.txt", "ab") as file:
            file.write(b"another line\n" * 20)


def test_a_file_that_grows_while_it_is_read_is_read_again_next_time(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("first line\n")
    source = _Growing(FilesSource(name="help", path=tmp_path, max_bytes=600))
    (record,) = source.records({})
    assert isinstance(record, Record)
    assert record.fingerprint == ""
    (problem,) = source.records({})
    source.close()
    assert isinstance(problem, Problem)
    assert "max_bytes" in problem.line


def test_a_parser_that_takes_too_long_is_ended() -> None:
    sandbox = Sandbox(deadline_s=0.3)
    with pytest.raises(ParseFailed, match=r"took more than 0\.3 s"):
        sandbox.parse(b"[" * 400_000, "slow.md")
    sandbox.deadline_s = 60
    assert sandbox.parse(b"Words.", "a.md").text == "Words."
    sandbox.close()
    assert sandbox.pid is None


def test_a_parser_that_eats_memory_is_ended() -> None:
    sandbox = Sandbox(memory=120_000_000)
    with pytest.raises(ParseFailed, match="memory"):
        sandbox.parse("\U0001f600 ".encode() * 4_900_000, "a.txt")
    assert sandbox.parse(b"Words.", "a.md").text == "Words."
    sandbox.close()


def test_a_parser_that_dies_is_one_line_and_the_next_file_is_read() -> None:
    sandbox = Sandbox()
    sandbox.warm()
    child = sandbox.pid
    assert child is not None
    timer = threading.Timer(0.5, os.kill, (child, signal.SIGKILL))
    timer.start()
    with pytest.raises(ParseFailed, match="crashed"):
        sandbox.parse(b"[" * 400_000, "slow.md")
    timer.join()
    assert sandbox.parse(b"Words.", "a.md").text == "Words."
    assert sandbox.pid not in (None, child)
    sandbox.close()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc")
def test_the_parser_is_given_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-do-not-tell")
    sandbox = Sandbox()
    sandbox.parse(b"x", "a.txt")
    environment = Path(f"/proc/{sandbox.pid}/environ").read_bytes()
    sandbox.close()
    assert b"PYTHONPATH" in environment
    assert b"sk-do-not-tell" not in environment
