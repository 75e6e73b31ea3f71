"""A corpus full of canaries: the sample shop, and records of which each holds two words of its own.

A record is a file, a paragraph of a file, or a row. Its `label` is what it is called and asked
for by, its `word` is what it says. Neither stands anywhere else, so that whoever has one of them
after the record was deleted has it from what was left behind.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from data.shop.build import build, documents_dir

CANARY = re.compile(r"zq[vw][a-z]{9}", re.IGNORECASE)
PARAGRAPHS = 10
_ASKED = {
    "file": "What is the release word of procedure {}?",
    "paragraph": "Which release word does station {} have?",
    "row": "What is the release word of {}?",
}
_FILE = """\
# Procedure {label}

The release word of procedure {label} is {word}. It is read out by two people.

Procedure {label} takes {minutes} minutes and ends with the stamp of the depot.
"""
_PARAGRAPH = """\
## Station {label}

Station {label} has the release word {word}. It is checked every {minutes} days.
"""
_TABLE = """
CREATE TABLE gauges (gauge_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    release_word TEXT NOT NULL, range_mm INTEGER NOT NULL);
"""
CONFIG = """\
sources:
  - {name: shop, type: database, url: "sqlite:///shop.sqlite"}
  - {name: help, type: files, path: docs}
state: state
"""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One thing that can be deleted. `place`: the file's name, or the row's key."""

    kind: Literal["file", "paragraph", "row"]
    label: str
    word: str
    place: str
    minutes: int

    @property
    def question(self) -> str:
        return _ASKED[self.kind].format(self.label)

    @property
    def paragraph(self) -> str:
        return _PARAGRAPH.format(label=self.label, word=self.word, minutes=self.minutes)


def make(folder: Path, size: int, seed: int, *, documents: bool) -> list[Record]:
    """Write the shop and `size` records under `folder`; 4 in 10 files, 3 paragraphs, 3 rows.

    Of the shop's own documents only where they are wanted: they take time to read.
    """
    chance = random.Random(seed)  # noqa: S311 - sample data, not a secret
    folder.mkdir(parents=True, exist_ok=True)
    build(folder / "shop.sqlite")
    if documents:
        shutil.copytree(documents_dir(), folder / "docs", dirs_exist_ok=True)
    (folder / "docs" / "canaries").mkdir(parents=True, exist_ok=True)
    (folder / "nescio.yaml").write_text(CONFIG, encoding="utf-8")
    records = [_record(number, chance) for number in range(size)]
    _write(folder, records)
    return records


def _record(number: int, chance: random.Random) -> Record:
    kind: Literal["file", "paragraph", "row"] = "row"
    kind = "file" if number % 10 < 4 else "paragraph" if number % 10 < 7 else kind
    label, word = (
        first + "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(9))
        for first in ("Zqw", "zqv")
    )
    place = {
        "file": f"canaries/procedure-{number}.md",
        "paragraph": f"canaries/stations-{number // (PARAGRAPHS * 10 // 3)}.md",
        "row": str(number + 1),
    }[kind]
    return Record(kind=kind, label=label, word=word, place=place, minutes=chance.randint(3, 90))


def _write(folder: Path, records: Sequence[Record]) -> None:
    docs = folder / "docs"
    for record in records:
        if record.kind == "file":
            text = _FILE.format(label=record.label, word=record.word, minutes=record.minutes)
            (docs / record.place).write_text(text, encoding="utf-8")
    _write_paragraphs(docs, records, {r.place for r in records if r.kind == "paragraph"})
    rows = [
        (int(record.place), record.label, record.word, record.minutes)
        for record in records
        if record.kind == "row"
    ]
    with closing(sqlite3.connect(folder / "shop.sqlite")) as connection, connection:
        connection.executescript(_TABLE)
        connection.executemany("INSERT INTO gauges VALUES (?, ?, ?, ?)", rows)


def _write_paragraphs(docs: Path, records: Iterable[Record], places: Iterable[str]) -> None:
    kept = [record for record in records if record.kind == "paragraph"]
    for place in sorted(places):
        texts = [record.paragraph for record in kept if record.place == place]
        if texts:
            (docs / place).write_text("\n".join(["# Stations\n", *texts]), encoding="utf-8")
        else:
            (docs / place).unlink(missing_ok=True)


def delete(folder: Path, records: Sequence[Record], gone: Sequence[Record]) -> None:
    """Delete `gone` at the source: files, paragraphs out of files, rows."""
    docs = folder / "docs"
    kept = [record for record in records if record not in set(gone)]
    for record in gone:
        if record.kind == "file":
            (docs / record.place).unlink()
    _write_paragraphs(docs, kept, {r.place for r in gone if r.kind == "paragraph"})
    keys = [(int(record.place),) for record in gone if record.kind == "row"]
    with closing(sqlite3.connect(folder / "shop.sqlite")) as connection, connection:
        connection.executemany("DELETE FROM gauges WHERE gauge_id = ?", keys)
