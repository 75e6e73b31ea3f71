"""What every kind of source offers to `ingest.sync`, and what can go wrong with one record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from nescio.types import Record
from retrieval.catalogue import Indexed

PIPELINE = "1"
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


class Source(Protocol):
    """Where records come from. All methods block; they run in worker threads, one at a time."""

    @property
    def name(self) -> str:
        """The name in the settings."""

    def count(self) -> int:
        """About how many records there are. Raises SourceUnavailable."""

    def records(self) -> Iterator[Record | Problem]:
        """Every record as it is now, streamed. Raises SourceUnavailable."""

    def build(self, record: Record) -> Indexed | Problem:
        """What the record becomes."""

    def close(self) -> None:
        """Release connections."""
