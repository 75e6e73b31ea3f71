"""Reading a source once through: bounded batches, and what was seen of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.records import Problem
from nescio.types import Record

RECORDS = 64
BYTES = 16_000_000
"""Records are taken from a source until one of these is reached: the bound of what is in memory
at a time, but for one file."""


@dataclass
class Tally:
    """Counts while a source is read."""

    seen: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    deleted: int = 0
    unchanged: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unavailable: bool = False

    def note(self, problem: Problem) -> None:
        """Keep the line of what could not be read, and what is to stay as it was."""
        (self.skipped if problem.skipped else self.failed).append(problem.line)
        if problem.keep:
            self.kept.append(problem.key)

    def stays(self, key: str) -> bool:
        """Whether a known key was seen, or could not be looked at."""
        return key in self.seen or any(
            key == kept or (kept.endswith("/") and key.startswith(kept)) for kept in self.kept
        )


def take(records: Iterator[Record | Problem]) -> list[Record | Problem]:
    """The next records, as many as the bounds of memory allow."""
    taken: list[Record | Problem] = []
    size = 0
    for found in records:
        taken.append(found)
        if isinstance(found, Record) and isinstance(found.payload["content"], bytes):
            size += len(found.payload["content"])
        if len(taken) >= RECORDS or size >= BYTES:
            break
    return taken
