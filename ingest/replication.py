"""Changes from PostgreSQL's log: a logical replication slot that is read over SQL.

1. The log gives keys only; the rows are read live afterwards, so what comes twice does no harm.
2. The slot is only peeked at. It moves on in `confirm`, when the index and the position are
   durably written: whatever is interrupted comes again.
3. A look takes whole transactions until there are enough changes. One transaction that changes
   more rows than are worth following row by row is a reason to read everything.
4. What the log cannot tell row by row (TRUNCATE, another schema, a slot that is gone or was left
   too far behind) is a FeedLost with its reason. `position` then makes good what can be made good.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg

from ingest import position
from ingest.database import RowSource
from ingest.log_keys import LogKeys
from ingest.pgoutput import Malformed, parse
from ingest.position import held
from ingest.records import Changes, FeedLost, Found, Problem
from ingest.slot import Slot, SlotState
from nescio.errors import ConfigError, SourceUnavailable
from nescio.settings_sources import DatabaseSource
from retrieval.database import one_line

POLL_S = 0.5
AT_ONCE = 1_000
"""Messages of one look, but for the last transaction of it."""
MOST_ROWS = 200_000
_IDLE_BYTES = 16_000_000
"""The slot is moved on over that much log that is about other things."""
_WAKE_S = 0.5
_LONGEST_PAUSE_S = 5.0


@dataclass
class LogFeed:
    """See `ingest.records.Feed`."""

    settings: DatabaseSource
    at_once: int = AT_ONCE
    most_rows: int = MOST_ROWS
    _rows: RowSource = field(init=False)
    _slot: Slot = field(init=False)
    _closed: threading.Event = field(default_factory=threading.Event)
    _told: set[str] = field(default_factory=set)
    _notes: list[str] = field(default_factory=list)
    _tables: str = ""
    _published: bool = False
    _last: str = ""
    _looked: int = 0
    _confirmed: int = 0

    def __post_init__(self) -> None:
        self._rows = RowSource(self.settings)
        self._slot = Slot(source=self.settings, stopping=self._closed)

    def position(self) -> str:
        with self._failures():
            # Who reads everything now looks at the schema anew, and may guess otherwise of it.
            self._rows.close()
            of = self._made_of()
            self._publish()
            state = self._usable()
            if state is None:
                self._slot.create()
                state = self._slot.state()
            reached = max(self._slot.flushed(), state.confirmed if state else 0)
            self._slot.settle()
            return position.write(of, lsn=reached)

    def changes(self, since: str) -> Changes:
        with self._failures():
            of = self._made_of()
            lsn = _lsn(position.read(since, of))
            state = self._slot.state()
            self._check(state, lsn)
            if not self._published:
                self._publish()
            if since != self._last:
                self._rows.forget()
            upto = self._slot.flushed()
            seen = self._slot.ask(lambda _: self._look(upto))
        more = seen.messages >= self.at_once
        reached = seen.end if more else max(upto, seen.end)
        self._looked = reached
        self._last = position.write(of, lsn=reached)
        return Changes(found=self._found(seen), position=self._last, more=more)

    def confirm(self, position: str) -> None:
        """See the protocol. A lost connection is no matter: the next look makes up for it."""
        with contextlib.suppress(SourceUnavailable, FeedLost, psycopg.Error):
            self._confirmed = _lsn(held(position))
            self._slot.advance(self._confirmed)

    def wait(self, timeout_s: float) -> bool:
        until = time.monotonic() + timeout_s
        pause = _WAKE_S
        lost: SourceUnavailable | None = None
        while not self._closed.is_set():
            left = until - time.monotonic()
            try:
                with self._failures():
                    if self._moved() or lost is not None:
                        return True
                    nap = min(self.settings.poll_s or POLL_S, _WAKE_S, max(0.0, left))
                    if left > 0 and self._slot.nap(nap):
                        return True
            except SourceUnavailable as error:
                lost = error
                self._closed.wait(min(pause, max(0.0, left)))
                pause = min(2 * pause, _LONGEST_PAUSE_S)
            if left <= 0:
                if lost is not None:
                    raise lost
                return False
        return False

    def behind(self) -> int | None:
        """How many bytes of log wait for this feed; None when there is no slot."""
        with self._failures():
            state = self._slot.state()
            return max(0, self._slot.flushed() - state.confirmed) if state is not None else None

    def close(self) -> None:
        self._closed.set()
        self._slot.close()
        self._rows.close()

    def _made_of(self) -> str:
        """A hash of settings and tables; tables that changed are reflected again."""
        if not self.settings.url.startswith("postgres"):
            where = f"sources.{self.settings.name}.capture"
            raise ConfigError(where, "`log` needs PostgreSQL", "use `poll` or `snapshot`")
        tables = self._slot.tables_hash()
        if tables != self._tables:
            self._rows.close()
            self._tables = tables
        described = f"{self._slot.name} {tables} {self._rows.layout.signature}"
        return position.made_of(self.settings, described)

    def _publish(self) -> None:
        self._notes += self._slot.publish(list(self._rows.layout.tables))
        self._published = True

    def _usable(self) -> SlotState | None:
        """The slot if it can be read; what cannot is removed. Raises ConfigError."""
        state = self._slot.state()
        if state is None:
            return None
        if not state.usable:
            where = f"sources.{self.settings.name}.slot"
            raise ConfigError(where, f"the slot {self._slot.name!r} is not ours", "name another")
        if state.wal_status != "lost":
            try:
                self._slot.pending()
                return state
            except psycopg.errors.UndefinedObject:
                # The log begins before the publication was made: it can never be read.
                pass
        self._slot.drop()
        return None

    def _check(self, state: SlotState | None, lsn: int) -> None:
        """Whether the slot still holds all since `lsn`. Raises FeedLost."""
        name = self._slot.name
        if state is None or not state.usable:
            raise FeedLost(f"the slot {name!r} is gone; made again")
        if state.wal_status == "lost":
            raise FeedLost(f"the slot {name!r} was left so far behind that its log is lost")
        # What this feed confirmed is indexed, though an older position may have been stored since.
        if state.confirmed > max(lsn, self._confirmed):
            raise FeedLost(f"the slot {name!r} was read further by someone else")
        if state.confirmed < lsn:
            self._slot.advance(lsn)
        if state.wal_status == "unreserved":
            behind = (self._slot.flushed() - state.confirmed) // 1_000_000
            self._notes.append(
                f"{self.settings.name}: the slot {name!r} is {behind} MB behind and may be lost; "
                "ingest more often, or raise max_slot_wal_keep_size"
            )

    def _look(self, upto: int) -> LogKeys:
        """Read keys from the slot, bounded. Raises FeedLost."""
        seen = LogKeys(
            layout=self._rows.layout,
            schema=self._slot.schema_name(),
            loader=self._slot.loader,
            most_rows=self.most_rows,
        )
        # This streams: nothing else may be asked over the connection meanwhile.
        for data in self._slot.peek(upto, self.at_once):
            seen.take(parse(data))
        return seen

    def _found(self, seen: LogKeys) -> Iterator[Found]:
        lines = [*self._notes, *seen.notes]
        self._notes.clear()
        for line in lines:
            if line not in self._told:
                self._told.add(line)
                yield Problem(key="", line=line, keep=False, skipped=True)
        yield from self._rows.rows_at(seen.keys)

    def _moved(self) -> bool:
        """Whether the log has grown by something of ours, or by very much of anything."""
        flushed = self._slot.flushed()
        if flushed <= self._looked:
            return False
        state = self._slot.state()
        if state is None or flushed - state.confirmed > _IDLE_BYTES or self._slot.pending():
            return True
        self._looked = flushed
        return False

    def _failures(self) -> _Failures:
        return _Failures(self.settings.name)


@dataclass(frozen=True)
class _Failures:
    """What psycopg says, in our words."""

    source: str

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, psycopg.errors.UndefinedObject):
            raise FeedLost(f"{one_line(error)}; made again") from None
        if isinstance(error, psycopg.errors.InsufficientPrivilege):
            where, mend = f"sources.{self.source}.capture", "run ALTER ROLE ... REPLICATION"
            raise ConfigError(where, one_line(error), mend) from None
        if isinstance(error, (psycopg.Error, Malformed)):
            raise SourceUnavailable(self.source, one_line(error)) from None


def _lsn(held: dict[str, Any]) -> int:
    lsn = held.get("lsn")
    if not isinstance(lsn, int) or lsn < 0:
        raise FeedLost("the stored position cannot be read")
    return lsn
