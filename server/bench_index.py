"""The passages of a data set, through the ingest that a user's files go through.

A work folder holds one Markdown file a passage (`docs`), the state that `ingest.sync` makes of
them (`state`), and a mark that tells of which data and whether all files are written. A second run
finds the index as it was left and embeds nothing; one that was interrupted goes on. Passages can be
left out, and come back with the next run that wants them.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.bench_data import BenchPassage, BenchSet
from evals.bench_metrics import RANKED
from ingest.progress import Progress
from ingest.sync import sync
from nescio.errors import ConfigError, StoreFailed
from nescio.settings import Settings
from nescio.settings import parse as parse_settings
from server.wiring import open_ingest

MARK = "benchmark"
_MARKUP = re.compile(r"([\\`*_\[\]<>&#|~])")
_OPENS = re.compile(r"^(\d+(?=[.)])|(?=[-+=]))", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class BenchIndex:
    """Where the passages are; `keys` are the ids of passages by the key of their file."""

    settings: Settings
    keys: dict[str, str]


def default_folder(data: BenchSet) -> Path:
    """In the user's cache, named by the data set and its content."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "nescio" / "bench" / f"{data.name}-{data.fingerprint[:8]}"


def settings_of(folder: Path, given: Settings | None = None) -> Settings:
    """The files of a work folder as the only source; how they are embedded, found and read is as
    `given`, or as it is by default."""
    raw = {"sources": [{"name": "docs", "type": "files", "path": "docs"}], "state": "state"}
    plain = parse_settings(raw, where=str(folder), folder=folder)
    # A long document is several passages, and as many documents as are ranked are wanted.
    own = given or plain
    wanted = max(own.retrieval.passages, 2 * RANKED)
    roomy = own.retrieval.model_copy(update={"passages": wanted})
    return plain.model_copy(
        update={"embedding": own.embedding, "retrieval": roomy, "reader": own.reader}
    )


async def prepare(
    data: BenchSet,
    folder: Path,
    settings: Settings,
    *,
    fresh: bool = False,
    without: Collection[str] = (),
    progress: Progress,
) -> BenchIndex:
    """Bring the index of the data set up to date, `without` the passages of these ids; `fresh`
    builds it anew.

    Raises ConfigError when the folder holds something else, StoreFailed when a passage could not
    be read, and what `ingest.sync` raises.
    """
    keys = {_key(number): passage.id for number, passage in enumerate(data.passages)}
    try:
        await asyncio.to_thread(_write, data, folder, fresh)
        await asyncio.to_thread(_leave_out, data, folder, without)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}"
        raise ConfigError(str(folder), problem, "name another with --state") from None
    async with open_ingest(settings) as stores:
        report = await sync(
            settings, stores.catalogue, stores.index, stores.embedder, progress=progress
        )
    lost = sum(len(s.failed) + len(s.skipped) + s.waiting for s in report.sources)
    if lost or not report.complete:
        raise StoreFailed("benchmark", f"{lost} passages could not be indexed: try --fresh")
    return BenchIndex(settings=settings, keys=keys)


def _write(data: BenchSet, folder: Path, fresh: bool) -> None:
    """The passages as files, unless they are there. Blocks."""
    mark = folder / MARK
    if folder.exists() and not folder.is_dir():
        raise ConfigError(str(folder), "is not a folder", "name another with --state")
    if not mark.exists() and folder.exists() and any(folder.iterdir()):
        raise ConfigError(
            str(folder), "holds something else than a benchmark", "name another with --state"
        )
    if not fresh and mark.exists() and mark.read_text(encoding="utf-8") == data.fingerprint:
        return
    for inner in ("docs", "state"):
        shutil.rmtree(folder / inner, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text("", encoding="utf-8")
    _write_files(data.passages, folder / "docs")
    mark.write_text(data.fingerprint, encoding="utf-8")


def _leave_out(data: BenchSet, folder: Path, without: Collection[str]) -> None:
    """The files of all passages but some, whichever an earlier run has left out. Blocks."""
    for number, passage in enumerate(data.passages):
        file = folder / "docs" / _key(number)
        if passage.id in without:
            file.unlink(missing_ok=True)
        elif not file.exists():
            _write_file(passage, file)


def _write_files(passages: Sequence[BenchPassage], folder: Path) -> None:
    for number, passage in enumerate(passages):
        _write_file(passage, folder / _key(number))


def _write_file(passage: BenchPassage, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(markdown(passage), encoding="utf-8")


def _key(number: int) -> str:
    return f"{number // 1000:03}/{number:06}.md"


def markdown(passage: BenchPassage) -> str:
    """A passage as a Markdown document that reads as the same title, if any, and text."""
    lines = [line.strip() for line in passage.text.splitlines()]
    body = _OPENS.sub(r"\1\\", _escaped("\n".join(lines)))
    if not passage.title:
        return f"{body}\n"
    return f"# {_escaped(passage.title)}\n\n{body}\n"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
