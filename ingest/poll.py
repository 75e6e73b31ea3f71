"""Changes by a watermark: a column that grows with every change of a row.

1. What is read again: rows whose watermark is not below the highest one seen, less an overlap (a
   transaction may commit after another that has a later time stamp). Once a minute has gone by
   without a higher one, only higher ones are read, so that a quiet table costs nothing.
2. What it cannot see: deletions, and tables without a watermark. They wait until everything is
   read again (`reconcile_s`); such tables are named once.
3. An index on the watermark is what makes a look cheap.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from ingest import position
from ingest.database import RowSource
from ingest.records import Changes, FeedLost, Found, Problem
from ingest.row_reading import PAGE, after, bound, selected
from nescio.errors import SourceUnavailable
from nescio.settings_sources import DatabaseSource, TableSettings
from nescio.types import Record
from retrieval import naming
from retrieval.database import one_line
from retrieval.schema import Table

POLL_S = 10.0
OVERLAP_S = 60.0
OVERLAP_NUMBERS = 1_000
"""How much later than its time stamp, or than a thousand numbers, a change may be committed."""
_NAME = re.compile(
    r"(?:last )?(?:updated?|modified|modification|modify|changed?|edited)"
    r"(?: at| on| time| date| ts| timestamp)?|mtime|row ?version"
)
_REMEMBERED = 20_000
_TYPES = {"int": int, "decimal": Decimal, "float": float, "text": str}


@dataclass
class PollFeed:
    """See `ingest.records.Feed`."""

    settings: DatabaseSource
    _rows: RowSource = field(init=False)
    _told: set[str] = field(default_factory=set)
    _closed: threading.Event = field(default_factory=threading.Event)
    _last: str = ""
    _looked_at: float = 0.0

    def __post_init__(self) -> None:
        self._rows = RowSource(self.settings)

    def position(self) -> str:
        self._looked_at = time.monotonic()
        # Who reads everything now looks at the schema anew, and may guess otherwise of it.
        self._rows.close()
        return self._write(self._highest({}))

    def changes(self, since: str) -> Changes:
        self._looked_at = time.monotonic()
        held = _checked(position.read(since, self._of()).get("marks"))
        if since != self._last:
            self._rows.forget()
        marks = self._highest(held)
        self._last = self._write(marks)
        return Changes(found=self._found(held, marks), position=self._last)

    def confirm(self, position: str) -> None:
        """Nothing is kept at the source."""

    def wait(self, timeout_s: float) -> bool:
        due = self._looked_at + (self.settings.poll_s or POLL_S) - time.monotonic()
        self._closed.wait(max(0.0, min(due, timeout_s)))
        return due <= timeout_s and not self._closed.is_set()

    def close(self) -> None:
        self._closed.set()
        self._rows.close()

    def _of(self) -> str:
        return position.made_of(self.settings, self._rows.layout.signature)

    def _write(self, marks: Mapping[str, Any]) -> str:
        return position.write(self._of(), marks=marks)

    def _watermarks(self) -> dict[str, str]:
        """The watermark of each table that has one."""
        found = {}
        for name, entry in self._rows.layout.tables.items():
            column = watermark(entry.table, self.settings.tables.get(name, TableSettings()))
            if column:
                found[name] = column
        return found

    def _highest(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """The highest watermarks now; where they did not grow, with the time they were seen."""
        marks: dict[str, Any] = {}
        now = time.time()
        for name, column in self._watermarks().items():
            source = sa.table(name, sa.column(column))
            value = self._scalar(sa.select(sa.func.max(source.c[column])))
            if value is None:
                continue
            mark = _mark(value)
            before = held.get(name)
            if before is not None and before["mark"] == mark:
                settled = before["settled"] or now - before["seen"] > OVERLAP_S
                marks[name] = {**before, "settled": settled}
            else:
                marks[name] = {"mark": mark, "seen": now, "settled": False}
        return marks

    def _scalar(self, statement: sa.Select[Any]) -> Any:
        try:
            with self._rows.engine.connect() as connection:
                return connection.scalar(statement)
        except SQLAlchemyError as error:
            # Whatever it was, the tables are looked at anew next time.
            self._rows.close()
            raise SourceUnavailable(self.settings.name, one_line(error)) from None

    def _found(self, held: Mapping[str, Any], marks: Mapping[str, Any]) -> Iterator[Found]:
        watermarks = self._watermarks()
        yield from self._unseen(watermarks)
        # A row that changed is often also one of those that point at a changed row.
        given: dict[str, str] = {}
        for name, mark in marks.items():
            table = self._rows.layout.tables[name].table
            for keys in self._keys(table, watermarks[name], held.get(name), mark):
                for found in self._rows.rows_at({name: keys}):
                    if isinstance(found, Record):
                        if given.get(found.key) == found.version:
                            continue
                        if len(given) >= _REMEMBERED:
                            given.clear()
                        given[found.key] = found.version
                    yield found

    def _unseen(self, watermarks: Mapping[str, str]) -> Iterator[Problem]:
        """A line, once, about the tables whose changes do not show."""
        bare = [name for name in self._rows.layout.tables if name not in watermarks]
        line = f"{self.settings.name}: no watermark in {', '.join(bare)}: read only as a whole"
        if bare and line not in self._told:
            self._told.add(line)
            yield Problem(key="", line=line, keep=False, skipped=True)

    def _keys(
        self, table: Table, column: str, held: Mapping[str, Any] | None, mark: Mapping[str, Any]
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Keys of the rows that may have changed, in pages by watermark."""
        source = selected(table, (column,))
        if column not in source.c:
            source = sa.table(table.name, *(sa.column(c) for c in (column, *table.primary_key)))
        order = [source.c[column], *(source.c[name] for name in table.primary_key)]
        # Only up to the mark: what comes later is found by the next look, whatever happens here.
        base = sa.select(*order).where(source.c[column] <= bound(_value(mark["mark"])))
        if held is not None and held["settled"]:
            base = base.where(source.c[column] > bound(_value(held["mark"])))
        elif held is not None:
            base = base.where(source.c[column] >= bound(_earlier(_value(held["mark"]))))
        base = base.order_by(*order).limit(PAGE)
        statement = base
        while True:
            try:
                with self._rows.engine.connect() as connection:
                    page = [tuple(row) for row in connection.execute(statement)]
            except SQLAlchemyError as error:
                raise SourceUnavailable(self.settings.name, one_line(error)) from None
            if page:
                yield [row[1:] for row in page]
            if len(page) < PAGE:
                return
            statement = base.where(after(order, page[-1]))


def watermark(table: Table, settings: TableSettings) -> str | None:
    """The column that grows with every change: by settings, else by its name."""
    if settings.watermark:
        return settings.watermark
    for column in table.columns:
        words = " ".join(naming.identifier_words(column.name))
        if _NAME.fullmatch(words) and column.kind in ("datetime", "date", "number"):
            return column.name
    return None


def _checked(marks: Any) -> dict[str, Any]:
    """The marks of a stored position. Raises FeedLost."""
    try:
        for held in marks.values():
            _value(held["mark"])
            float(held["seen"]), bool(held["settled"])
    except (AttributeError, TypeError, KeyError, ValueError):
        raise FeedLost("the stored position cannot be read") from None
    return dict(marks)


def _mark(value: Any) -> list[str]:
    """A watermark as JSON, with its type."""
    if isinstance(value, dt.datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, dt.date):
        return ["date", value.isoformat()]
    for name, kind in _TYPES.items():
        if isinstance(value, kind) and not isinstance(value, bool):
            return [name, str(value)]
    if isinstance(value, (bytes, memoryview)):
        return ["bytes", bytes(value).hex()]
    return ["text", str(value)]


def _value(mark: list[str]) -> Any:
    """What `_mark` was made of. Raises FeedLost."""
    try:
        kind, text = mark
        match kind:
            case "datetime":
                return dt.datetime.fromisoformat(text)
            case "date":
                return dt.date.fromisoformat(text)
            case "bytes":
                return bytes.fromhex(text)
            case _:
                return _TYPES[kind](text)
    except (ValueError, KeyError, ArithmeticError):
        raise FeedLost("the stored position cannot be read") from None


def _earlier(value: Any) -> Any:
    """The watermark less the overlap; itself where nothing can be subtracted."""
    if isinstance(value, dt.datetime):
        return value - dt.timedelta(seconds=OVERLAP_S)
    if isinstance(value, dt.date):
        return value - dt.timedelta(days=1)
    if isinstance(value, (int, float, Decimal)):
        return value - OVERLAP_NUMBERS
    if isinstance(value, str):
        return _earlier_text(value)
    return value


def _earlier_text(text: str) -> str:
    """The same for the ISO text that SQLite keeps, written as it was."""
    try:
        moment = dt.datetime.fromisoformat(text) - dt.timedelta(seconds=OVERLAP_S)
    except (ValueError, OverflowError):
        return text
    if len(text) == 10:
        return moment.date().isoformat()
    return moment.replace(tzinfo=None, microsecond=0).isoformat(sep="T" if "T" in text else " ")
