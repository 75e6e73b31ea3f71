"""Reading a source once through: bounded batches, and what was seen of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.records import Found, Known, Problem
from nescio.types import Record
from retrieval.ingest_state import Failure

RECORDS = 64
BYTES = 16_000_000
"""Records are taken from a source until one of these is reached: the bound of what is in memory
at a time, but for one file."""
_FIRST_RETRY = dt.timedelta(minutes=1)
_LAST_RETRY = dt.timedelta(days=1)


@dataclass
class Tally:
    """Counts while a source is read."""

    seen: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    deleted: int = 0
    unchanged: int = 0
    waiting: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    fingerprints: dict[str, str] = field(default_factory=dict)
    unavailable: bool = False
    stopped: bool = False

    def note(self, problem: Problem) -> None:
        """Keep the line of what could not be read, and what is to stay as it was."""
        (self.skipped if problem.skipped else self.failed).append(problem.line)
        if problem.keep:
            self.kept.append(problem.key)

    def saw_unchanged(self, key: str, known: Mapping[str, Known]) -> None:
        """A record that was not read: as it is indexed, or failed and not due to be tried again."""
        if key in known:
            self.seen.add(key)
            self.unchanged += 1
        else:
            self.waiting.add(key)

    def stays(self, key: str) -> bool:
        """Whether a known key was seen, or could not be looked at."""
        return key in self.seen or any(
            key == kept or (kept.endswith("/") and key.startswith(kept)) for kept in self.kept
        )


def take(records: Iterator[Found]) -> list[Found]:
    """The next records, as many as the bounds of memory allow."""
    taken: list[Found] = []
    size = 0
    for found in records:
        taken.append(found)
        if isinstance(found, Record) and isinstance(found.payload["content"], bytes):
            size += len(found.payload["content"])
        if len(taken) >= RECORDS or size >= BYTES:
            break
    return taken


def waiting(failures: Mapping[str, Failure], now: dt.datetime) -> dict[str, Known]:
    """Failed records that are not due again: while they look the same they need not be read."""
    return {
        key: Known(version="", fingerprint=failure.fingerprint)
        for key, failure in failures.items()
        if failure.fingerprint and failure.retry_at > now
    }


def failed(record: Record, problem: Problem, before: Failure | None, now: dt.datetime) -> Failure:
    """A failure of a record, tried again after twice as long as the last time, within a day."""
    attempts = before.attempts + 1 if before else 1
    wait = min(_FIRST_RETRY * 2 ** min(attempts - 1, 20), _LAST_RETRY)
    return Failure(
        source=record.source,
        key=record.key,
        line=problem.line,
        fingerprint=record.fingerprint,
        attempts=attempts,
        first_at=before.first_at if before else now,
        retry_at=now + wait,
    )
