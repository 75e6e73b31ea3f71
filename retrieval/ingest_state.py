"""What ingestion remembers between runs: per source how far it is, and which records failed.

All functions block, and none moves the generation of the catalogue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from retrieval import tables
from retrieval.catalogue import Catalogue
from retrieval.catalogue_writes import in_batches
from retrieval.ingest_tables import failures, push_receipts, pushed, source_states


@dataclass(frozen=True, kw_only=True)
class SourceState:
    """How far a source is indexed.

    `position`: of its feed, empty without one. `checked_at`: everything that the source held then
    is indexed. `read_whole_at`: when it was last read from end to end. `changed_at`: when a change
    was last found. `problem`: why the last run did not come to its end, or empty.
    """

    source: str
    position: str = ""
    checked_at: dt.datetime | None = None
    read_whole_at: dt.datetime | None = None
    changed_at: dt.datetime | None = None
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A record that could not be read: one line, and when it is tried again."""

    source: str
    key: str
    line: str
    fingerprint: str
    attempts: int
    first_at: dt.datetime
    retry_at: dt.datetime


def source_state(catalogue: Catalogue, source: str) -> SourceState:
    """The state of a source; an empty one when it was never read."""
    return states(catalogue).get(source, SourceState(source=source))


def states(catalogue: Catalogue) -> dict[str, SourceState]:
    """All states, by source."""
    with catalogue.reading() as connection:
        return {
            row.source: SourceState(
                source=row.source,
                position=row.position,
                checked_at=_time(row.checked_at),
                read_whole_at=_time(row.read_whole_at),
                changed_at=_time(row.changed_at),
                problem=row.problem,
            )
            for row in connection.execute(sa.select(source_states))
        }


def put_state(catalogue: Catalogue, state: SourceState) -> None:
    """Replace the state of a source."""
    row = {
        "source": state.source,
        "position": state.position,
        "checked_at": _text(state.checked_at),
        "read_whole_at": _text(state.read_whole_at),
        "changed_at": _text(state.changed_at),
        "problem": state.problem,
    }
    with catalogue.writing(moves=False) as connection:
        connection.execute(sa.delete(source_states).where(source_states.c.source == state.source))
        connection.execute(sa.insert(source_states), row)


def forget_source(catalogue: Catalogue, source: str) -> None:
    """Drop all that is kept for a source that the settings no longer have."""
    with catalogue.writing(moves=False) as connection:
        for table in (source_states, failures, pushed, push_receipts):
            connection.execute(sa.delete(table).where(table.c.source == source))


def known_failures(catalogue: Catalogue, source: str | None = None) -> list[Failure]:
    """The records that could not be read, of one source or of all, in order."""
    query = sa.select(failures).order_by(failures.c.source, failures.c.key)
    if source is not None:
        query = query.where(failures.c.source == source)
    with catalogue.reading() as connection:
        return [
            Failure(
                source=row.source,
                key=row.key,
                line=row.line,
                fingerprint=row.fingerprint,
                attempts=row.attempts,
                first_at=dt.datetime.fromisoformat(row.first_at),
                retry_at=dt.datetime.fromisoformat(row.retry_at),
            )
            for row in connection.execute(query)
        ]


def replace_failures(
    catalogue: Catalogue, source: str, cleared: Iterable[str], found: Sequence[Failure]
) -> None:
    """Forget the failures of the keys `cleared`, and keep those of `found`."""
    gone = [*cleared, *(failure.key for failure in found)]
    if not gone:
        return
    rows = [
        {
            "source": source,
            "key": failure.key,
            "line": failure.line,
            "fingerprint": failure.fingerprint,
            "attempts": failure.attempts,
            "first_at": failure.first_at.isoformat(),
            "retry_at": failure.retry_at.isoformat(),
        }
        for failure in {failure.key: failure for failure in found}.values()
    ]
    with catalogue.writing(moves=False) as connection:
        for batch in in_batches(gone):
            where = sa.and_(failures.c.source == source, failures.c.key.in_(batch))
            connection.execute(sa.delete(failures).where(where))
        if rows:
            connection.execute(sa.insert(failures), rows)


def set_fingerprints(catalogue: Catalogue, source: str, found: Mapping[str, str]) -> None:
    """Remember new fingerprints of records whose content was found to be the same."""
    if not found:
        return
    manifest = tables.manifest
    statement = (
        sa.update(manifest)
        .where(manifest.c.source == source, manifest.c.key == sa.bindparam("of_key"))
        .values(fingerprint=sa.bindparam("to"))
    )
    rows = [{"of_key": key, "to": fingerprint} for key, fingerprint in found.items()]
    with catalogue.writing(moves=False) as connection:
        connection.execute(statement, rows)


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _text(time: dt.datetime | None) -> str | None:
    return time.isoformat() if time else None
