"""No bytes of deleted text stay in a SQLite catalogue: its file is written anew, its log emptied.

`secure_delete` overwrites what is deleted, but not the copies that moving entries between pages
leaves in the unused parts of pages. PostgreSQL has its own housekeeping.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time

from sqlalchemy.engine import Engine

from retrieval import linkage
from retrieval.catalogue import Catalogue

MOST_BYTES = 1_000_000_000
"""A larger catalogue is not written anew: that is for its operator (`VACUUM`) to decide."""

SHARE = 20
"""It may take one part in so many of the time: who ingests all the time does it less often."""

_OWED, _AT, _TOOK = "residue", "residue_removed_at_ms", "residue_took_ms"


def remove_residue(catalogue: Catalogue, *, deleted: bool, now: bool = True) -> bool:
    """Remove what deleted text has left in the files. Blocks. Raises StoreFailed.

    `deleted` tells that something was deleted or changed since the last call; without `now` that
    is only noted. What cannot be done (somebody reads, it was done a moment ago) is done by a
    later call. Returns whether nothing is owed.
    """
    if catalogue.engine.dialect.name != "sqlite":
        return True
    if deleted:
        linkage.set_notes(catalogue, {_OWED: 1})
    elif not linkage.note(catalogue, _OWED):
        return True
    at = round(time.time() * 1000)
    since = at - (linkage.note(catalogue, _AT) or 0)
    if not now or 0 <= since < SHARE * (linkage.note(catalogue, _TOOK) or 0):
        return False
    began = time.monotonic()
    if not write_anew(catalogue.engine):
        return False
    took = round((time.monotonic() - began) * 1000)
    linkage.set_notes(catalogue, {_OWED: 0, _AT: at, _TOOK: took})
    return True


def write_anew(engine: Engine) -> bool:
    """Write a SQLite file anew and empty its log; False when that cannot be done now. Blocks."""
    try:
        with contextlib.closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            (pages,) = cursor.execute("PRAGMA page_count").fetchone()
            (size,) = cursor.execute("PRAGMA page_size").fetchone()
            if pages * size <= MOST_BYTES:
                cursor.execute("VACUUM")
            (busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.close()
            return bool(busy == 0)
    except sqlite3.Error:
        return False  # it is locked, or the disk is full: nothing is lost, only put off
