"""How far ingestion is: a bar on a terminal, plain lines in a pipe, a table at the end."""

from __future__ import annotations

import time
from typing import Protocol, TextIO

from rich import progress as bars
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.report import SyncReport

_PLAIN_INTERVAL_S = 5.0
_COLUMNS = ("source", "seen", "added", "changed", "deleted", "unchanged", "failed", "embedded", "s")


class Progress(Protocol):
    """Told by `sync` what happens. Calls are cheap and come from one task."""

    def start(self, source: str, total: int) -> None:
        """A source of about `total` records begins."""

    def advance(self, records: int) -> None:
        """So many more of its records are done."""

    def line(self, text: str) -> None:
        """Something a person should know: one line."""

    def stop(self) -> None:
        """The source, or the run, has ended."""


class QuietProgress:
    """Says nothing."""

    def start(self, source: str, total: int) -> None: ...
    def advance(self, records: int) -> None: ...
    def line(self, text: str) -> None: ...
    def stop(self) -> None: ...


class BarProgress:
    """A bar with count, rate and time left."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar: bars.Progress | None = None
        self._task = bars.TaskID(0)

    def start(self, source: str, total: int) -> None:
        self.stop()
        self._bar = bars.Progress(
            bars.TextColumn("{task.description}"),
            bars.BarColumn(),
            bars.MofNCompleteColumn(),
            _Rate(),
            bars.TimeRemainingColumn(),
            console=self._console,
        )
        self._task = self._bar.add_task(escape(source), total=max(total, 1))
        self._bar.start()

    def advance(self, records: int) -> None:
        if self._bar is not None:
            self._bar.advance(self._task, records)

    def line(self, text: str) -> None:
        self._console.print(escape(text), highlight=False, soft_wrap=True)

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


class LineProgress:
    """A line when a source begins, one every few seconds, and one when it ends."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._source = ""
        self._total = 0
        self._done = 0
        self._started = 0.0
        self._told = 0.0

    def start(self, source: str, total: int) -> None:
        self.stop()
        self._source, self._total, self._done = source, total, 0
        self._started = self._told = time.monotonic()
        self.line(f"{source}: about {total} records")

    def advance(self, records: int) -> None:
        self._done += records
        now = time.monotonic()
        if now - self._told >= _PLAIN_INTERVAL_S:
            self._told = now
            rate = self._done / (now - self._started)
            left = max(self._total - self._done, 0) / rate if rate else 0.0
            self.line(
                f"{self._source}: {self._done} of {self._total}, {rate:.1f}/s, {left:.0f} s left"
            )

    def line(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()

    def stop(self) -> None:
        if self._source:
            seconds = time.monotonic() - self._started
            self.line(f"{self._source}: {self._done} records in {seconds:.1f} s")
            self._source = ""


class _Rate(bars.ProgressColumn):
    """Records per second."""

    def render(self, task: bars.Task) -> str:
        speed = task.finished_speed or task.speed
        return f"{speed:.1f}/s" if speed else ""


def open_progress(stream: TextIO) -> BarProgress | LineProgress:
    """A bar when `stream` is a terminal, plain lines when it is not."""
    if stream.isatty():
        return BarProgress(Console(file=stream))
    return LineProgress(stream)


def write_summary(report: SyncReport, stream: TextIO) -> None:
    """The table of a run, then one line for all of it."""
    rows = [
        (
            source.name,
            *map(str, (source.seen, source.added, source.changed, source.deleted)),
            *map(str, (source.unchanged, len(source.failed), source.chunks_embedded)),
            f"{source.seconds:.1f}",
        )
        for source in report.sources
    ]
    if stream.isatty():
        table = Table(title="ingested")
        for place, name in enumerate(_COLUMNS):
            table.add_column(name, justify="right" if place else "left", no_wrap=not place)
        for row in rows:
            table.add_row(escape(row[0]), *row[1:])
        Console(file=stream).print(table)
    else:
        lines = [_COLUMNS, *rows]
        widths = [max(len(line[place]) for line in lines) for place in range(len(_COLUMNS))]
        for line in lines:
            first, *rest = (
                cell.rjust(width) if place else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            stream.write("  ".join([first, *rest]).rstrip() + "\n")
    stream.write(
        f"{report.chunks_embedded} chunks embedded, {report.relinked} documents linked anew, "
        f"{report.seconds:.1f} s\n"
    )
    if report.repaired:
        stream.write(f"{report.repaired} vectors were missing or left over, and were mended\n")
    stream.flush()
