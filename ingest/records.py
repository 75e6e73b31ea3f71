"""What every kind of source offers to `ingest.sync`, and what can go wrong with one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from nescio.types import Record
from retrieval.catalogue import Indexed

PIPELINE = "2"
"""Part of every version: raise it when the same record would become something else."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One line about something that could not be read.

    `key` is the record, or a prefix of several that ends in `/`. With `keep`, what is indexed of
    it stays: nobody knows what the source holds now. Without, its old text is gone at the source.
    `skipped` marks what was left out on purpose (a type that has no text, a size limit).
    """

    key: str
    line: str
    keep: bool
    skipped: bool = False


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the manifest holds of a key; see `nescio.types.Record` for the two."""

    version: str
    fingerprint: str = ""


@dataclass(frozen=True, kw_only=True)
class Unchanged:
    """A record that is surely as it was indexed: its fingerprint is the same, it was not read."""

    key: str


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A record that the source no longer has, said by a feed."""

    key: str


Found = Record | Problem | Unchanged | Gone


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What changed, and the position up to which it is complete once `found` is read to its end.

    With `more`, the bound of one reading was reached: ask again from `position` at once.
    """

    found: Iterator[Found]
    position: str
    more: bool = False


class FeedLost(Exception):
    """The feed cannot tell what changed since a position; `str()` is one line that says why."""


class Source(Protocol):
    """Where records come from. All methods block; they run in worker threads, one at a time."""

    @property
    def name(self) -> str:
        """The name in the settings."""

    def count(self) -> int:
        """About how many records there are. Raises SourceUnavailable."""

    def records(self, known: Mapping[str, Known]) -> Iterator[Found]:
        """Every record as it is now, streamed. Raises SourceUnavailable.

        Those whose fingerprint is `known` may come as Unchanged, without being read.
        """

    def build(self, record: Record) -> Indexed | Problem:
        """What the record becomes."""

    def close(self) -> None:
        """Release connections."""


class Feed(Protocol):
    """A source that can say what changed, so that it need not be read whole each time.

    It gives keys, and the state of each key as it is when asked: changes that come twice or out of
    order do no harm. All methods block and raise SourceUnavailable.
    """

    def position(self) -> str:
        """Where the source is now. Asked before it is read whole, so that nothing is missed."""

    def changes(self, since: str) -> Changes:
        """What changed since a position. Raises FeedLost when only reading it whole can tell."""

    def confirm(self, position: str) -> None:
        """The index durably holds everything up to `position`: it need not be kept any longer."""

    def wait(self, timeout_s: float) -> bool:
        """Wait until something has probably changed; false when the time is over."""

    def close(self) -> None:
        """Release connections."""
