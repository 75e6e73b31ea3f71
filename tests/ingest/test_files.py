"""A folder as a source: what is read, what is not opened again, and who may see it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from ingest.files import FolderSource
from ingest.records import Known, Problem, Unchanged
from nescio.errors import SourceUnavailable
from nescio.settings_sources import FilesSource
from nescio.types import Record, stable_id
from retrieval.catalogue import Indexed
from tests.ingest.samples import Shop

LONG_AGO = time.time() - 1000


def write(folder: Path, name: str, text: str = "Words.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def source(folder: Path, **settings: Any) -> FolderSource:
    return FolderSource(FilesSource(name="help", path=folder, **settings))


def keys(folder: Path, **settings: Any) -> list[str]:
    opened = source(folder, **settings)
    found = [each.key for each in opened.records({}) if isinstance(each, Record)]
    opened.close()
    return found


def only(folder: Path, known: dict[str, Known] | None = None, **settings: Any) -> Any:
    opened = source(folder, **settings)
    (found,) = opened.records(known or {})
    opened.close()
    return found


def build(folder: Path, **settings: Any) -> Indexed | Problem:
    opened = source(folder, **settings)
    (record,) = opened.records({})
    assert isinstance(record, Record)
    built = opened.build(record)
    opened.close()
    return built


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files look as if they were written long ago: the clock is ahead."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 10_000_000_000)


def known_as(record: Record) -> dict[str, Known]:
    return {record.key: Known(version=record.version, fingerprint=record.fingerprint)}


@pytest.mark.usefixtures("settled")
def test_a_file_that_looks_the_same_is_not_opened(tmp_path: Path) -> None:
    path = write(tmp_path, "a.md")
    known = known_as(only(tmp_path))
    assert only(tmp_path, known) == Unchanged(key="a.md")
    path.unlink()
    os.mkfifo(path)
    assert isinstance(only(tmp_path, known), Problem)


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("how", ["same size, time put back", "another file in its place"])
def test_a_change_is_seen_whatever_the_times_say(tmp_path: Path, how: str) -> None:
    path = write(tmp_path, "a.md", "one")
    os.utime(path, (LONG_AGO, LONG_AGO))
    first = only(tmp_path)
    if how == "another file in its place":
        other = write(tmp_path, "b.txt.tmp", "two")
        other.replace(path)
    else:
        path.write_text("two")
    os.utime(path, (LONG_AGO, LONG_AGO))
    second = only(tmp_path, known_as(first))
    assert isinstance(second, Record)
    assert second.version != first.version


def test_a_file_that_has_just_changed_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    record = only(tmp_path)
    assert record.fingerprint == ""
    assert isinstance(only(tmp_path, known_as(record)), Record)


@pytest.mark.usefixtures("settled")
def test_other_access_labels_make_another_record(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    record = only(tmp_path)
    closed = only(tmp_path, known_as(record), access=("staff",))
    assert isinstance(closed, Record)
    assert closed.version != record.version


def test_globs_and_the_ignore_file_choose(tmp_path: Path) -> None:
    for name in ("a.md", "b.txt", "old/c.md", "old/keep.md", "deep/x/d.md", "draft.md", ".e.md"):
        write(tmp_path, name)
    assert keys(tmp_path) == [
        "a.md", "b.txt", "draft.md", "deep/x/d.md", "old/c.md", "old/keep.md",
    ]  # fmt: skip
    write(tmp_path, ".nescioignore", "# drafts\ndraft.*\nold/*\n!old/keep.md\n/deep/\n")
    assert keys(tmp_path) == ["a.md", "b.txt", "old/keep.md"]
    assert keys(tmp_path, include=("**/*.md",), exclude=("a.*",)) == ["old/keep.md"]


@pytest.mark.parametrize("what", ["folder", "link", "not text", "too large"])
def test_an_ignore_file_that_cannot_be_read_opens_nothing(tmp_path: Path, what: str) -> None:
    write(tmp_path, "a.md")
    path = tmp_path / ".nescioignore"
    match what:
        case "folder":
            path.mkdir()
        case "link":
            path.symlink_to("a.md")
        case "not text":
            path.write_bytes(b"\xff\xfe\xff")
        case _:
            path.write_text("x" * 1_000_001)
    with pytest.raises(SourceUnavailable, match=r"\.nescioignore"):
        source(tmp_path).count()


def test_types_that_are_not_read_are_counted_in_one_line(tmp_path: Path) -> None:
    for n in range(20):
        write(tmp_path, f"{n}.k{n}")
    write(tmp_path, "a.png")
    write(tmp_path, "b.PNG")
    problem = only(tmp_path)
    assert isinstance(problem, Problem)
    assert "2 x .png" in problem.line
    assert problem.line.endswith("and 13 more")


def test_links_lead_to_files_of_the_folder(tmp_path: Path) -> None:
    away = "[later](c.md), [me](a.md), [out](../../d.md), [picture](e.png)"
    write(tmp_path, "care/a.md", f"See [b](../b.md#top), [root](/b.md), {away}.")
    write(tmp_path, "b.md")
    opened = source(tmp_path)
    record = next(each for each in opened.records({}) if each.key == "care/a.md")
    assert isinstance(record, Record)
    built = opened.build(record)
    opened.close()
    assert isinstance(built, Indexed)
    ends = [edge.end_id for edge in built.edges if edge.kind == "links"]
    # A file that is not there yet is linked to: the link is not read again when it comes.
    assert set(ends) == {stable_id("document", "help", key) for key in ("b.md", "care/c.md")}


@pytest.mark.parametrize(
    ("ours", "theirs", "together"),
    [
        ((), None, set()),
        ((), "hr", {"hr"}),
        (("staff", "hr"), None, {"staff", "hr"}),
        (("staff", "hr"), "hr", {"hr"}),
        (("staff", "hr"), "[hr, customers]", {"hr"}),
    ],
)
def test_a_document_may_close_itself_further(
    tmp_path: Path, ours: tuple[str, ...], theirs: str | None, together: set[str]
) -> None:
    write(tmp_path, "a.md", f"---\naccess: {theirs}\n---\nWords." if theirs else "Words.")
    built = build(tmp_path, access=ours)
    assert isinstance(built, Indexed)
    assert built.document.access.labels == together
    assert all(passage.chunk.access.labels == together for passage in built.passages)
    assert all(entity.access.labels == together for entity in built.entities)


def test_a_document_may_not_open_itself_to_others(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\naccess: customers\n---\nWords.")
    problem = build(tmp_path, access=("staff",))
    assert isinstance(problem, Problem)
    assert not problem.keep
    assert "it asks for the access labels customers; its source gives staff" in problem.line


async def test_an_unchanged_folder_is_not_read_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 10_000_000_000)
    await shop.sync()
    opened: list[str] = []
    real = os.open

    def watched(path: Any, *rest: Any, **more: Any) -> int:
        opened.append(str(path))
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", watched)
    reports = await shop.reports()
    assert reports["help"].unchanged == 3
    assert not [path for path in opened if "/docs/" in path]
    shop.write("care.md", "# Caring\n\nOther words.")
    reports = await shop.reports()
    assert (reports["help"].changed, reports["help"].unchanged) == (1, 2)
    assert [path for path in opened if "/docs/" in path] == [f"{shop.folder}/docs/care.md"]
