"""How old the index is, per source: what ingestion last saw of each, read from the catalogue.

Facts are read live and have no such age: only passages do.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import sqlalchemy as sa

from nescio.types import SourceFreshness
from retrieval import ingest_state, tables
from retrieval.catalogue import Catalogue
from retrieval.ingest_tables import pushed

KEPT_S = 1.0
"""A reading of the catalogue serves all questions for that long."""


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """The sources at one moment, `at`; in the order of their names."""

    at: dt.datetime
    sources: tuple[SourceFreshness, ...] = ()

    def lag_ms(self, *, without: Collection[str] = ()) -> int | None:
        """Age of the source checked longest ago; None when one was never read, or there is none."""
        lags = [s.lag_ms for s in self.sources if s.source not in without]
        known = [lag for lag in lags if lag is not None]
        return max(known) if known and len(known) == len(lags) else None

    def older_than(self, seconds: float) -> frozenset[str]:
        """The sources checked longer ago than that, or never."""
        return frozenset(
            s.source for s in self.sources if s.lag_ms is None or s.lag_ms > seconds * 1000
        )


class FreshnessReader:
    """Reads the states of the sources, off the event loop and at most once a second."""

    def __init__(
        self, catalogue: Catalogue, sources: Iterable[str], *, pushed: Iterable[str] = ()
    ) -> None:
        """`sources` are those of the settings: one that was never read is known by that.

        `pushed` are those of them that hold nothing but what was pushed.
        """
        self._catalogue = catalogue
        self._sources = frozenset(sources)
        self._pushed = frozenset(pushed)
        self._current: frozenset[str] = frozenset()
        self._lock = asyncio.Lock()
        self._read_at = float("-inf")
        self._states: dict[str, ingest_state.SourceState] = {}

    async def read(self) -> Freshness:
        """How old each source is now. Raises StoreFailed."""
        async with self._lock:
            if time.monotonic() - self._read_at > KEPT_S:
                self._states, self._current = await asyncio.to_thread(self._load)
                self._read_at = time.monotonic()
            states, current = dict(self._states), self._current
        now = dt.datetime.now(dt.UTC)
        for name in current:
            states[name] = replace(states[name], checked_at=now)
        return Freshness(at=now, sources=tuple(_aged(states[n], now) for n in sorted(states)))

    def _load(self) -> tuple[dict[str, ingest_state.SourceState], frozenset[str]]:
        """By source, those of the settings and those that something is still indexed of; and the
        sources of which all that was pushed is indexed, whenever that was."""
        known = ingest_state.states(self._catalogue)
        names = self._sources | set(self._catalogue.sources())
        states = {name: known.get(name, ingest_state.SourceState(source=name)) for name in names}
        current = [name for name in sorted(self._pushed & names) if self._indexed(states[name])]
        return states, frozenset(current)

    def _indexed(self, state: ingest_state.SourceState) -> bool:
        manifest = tables.manifest
        checked = state.checked_at.isoformat() if state.checked_at else ""
        held = sa.select(pushed.c.key).where(pushed.c.source == state.source)
        later = sa.exists(held.where(pushed.c.received_at > checked))
        deleted = sa.exists(
            sa.select(manifest.c.key).where(
                manifest.c.source == state.source, manifest.c.key.not_in(held)
            )
        )
        with self._catalogue.reading() as connection:
            return not connection.scalar(sa.select(sa.or_(later, deleted)))


def _aged(state: ingest_state.SourceState, now: dt.datetime) -> SourceFreshness:
    lag = None if state.checked_at is None else max(dt.timedelta(), now - state.checked_at)
    return SourceFreshness(
        source=state.source,
        checked_at=state.checked_at,
        changed_at=state.changed_at,
        lag_ms=None if lag is None else round(lag.total_seconds() * 1000),
        problem=state.problem,
    )
