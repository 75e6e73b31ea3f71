"""What one run of ingestion did, per source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SourceReport:
    """Counts of records, the lines about what failed or was left out, and the work done.

    `waiting` records failed before and are not due to be tried again. `unavailable`: the source
    could not be read to its end, so nothing of it was deleted; `stopped`: the same, on request.
    """

    name: str
    seen: int = 0
    added: int = 0
    changed: int = 0
    deleted: int = 0
    unchanged: int = 0
    waiting: int = 0
    failed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    chunks_embedded: int = 0
    seconds: float = 0.0
    unavailable: bool = False
    stopped: bool = False


@dataclass(frozen=True, kw_only=True)
class SyncReport:
    """The whole run.

    `relinked`: documents that got other edges; `repaired`: vectors mended; `reused`: chunks whose
    vector was there already.
    """

    sources: tuple[SourceReport, ...]
    relinked: int = 0
    repaired: int = 0
    reused: int = 0
    seconds: float = 0.0

    @property
    def chunks_embedded(self) -> int:
        """Of all sources, repairs included."""
        return sum(source.chunks_embedded for source in self.sources) + self.repaired

    @property
    def complete(self) -> bool:
        """Whether every source could be read to its end."""
        return not any(source.unavailable or source.stopped for source in self.sources)
