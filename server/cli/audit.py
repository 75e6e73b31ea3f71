"""nescio audit: which sentences of the documents contradict the database?"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.common import (
    Config,
    check_writable,
    load_settings,
    one_line,
    run,
    safe,
    say,
    write,
)

if TYPE_CHECKING:
    from answer.audit import Contradiction
    from server.auditing import AuditReport

SHOWN_CHARS = 160


def audit(
    source: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Only documents of this source.", show_default=False),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write all findings there.")
    ] = None,
    html_file: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write a page with each row beside its text."),
    ] = None,
    config: Config = None,
) -> int:
    """Compare what indexed documents say of rows with the live database.

    Exits with 0 when nothing contradicts it, with 1 when something does. Needs neither the model
    nor the index, so it runs beside a server. Example: nescio audit --html audit.html
    """
    from server.audit_page import as_json, page
    from server.auditing import audit as compare

    settings = load_settings(config)
    for file in (json_file, html_file):
        check_writable(file)
    told = _Told()
    try:
        report = run(compare(settings, source, told.progress))
    finally:
        told.stop()
    if json_file is not None:
        write(json_file, json.dumps(as_json(report), ensure_ascii=False, indent=1) + "\n")
    if html_file is not None:
        write(html_file, page(report))
    _show(report)
    return 1 if report.contradictions else 0


class _Told:
    """Progress on standard error: a bar on a terminal, a line now and then in a pipe."""

    def __init__(self) -> None:
        from ingest.progress import open_progress

        self._progress = open_progress(sys.stderr)
        self._started = False

    def progress(self, done: int, total: int) -> None:
        if not self._started:
            self._progress.start("audit", total)
            self._started = True
        self._progress.advance(1)

    def stop(self) -> None:
        self._progress.stop()


def _show(report: AuditReport) -> None:
    found = report.contradictions
    if found and sys.stdout.isatty():
        _table(found)
    else:
        for one in found:
            say(_line(one))
    count = len(found)
    say(
        f"{count} contradiction{'' if count == 1 else 's'} in {report.documents} documents "
        f"({report.statements} statements, {report.compared} values compared)"
    )


def _line(one: Contradiction) -> str:
    fact = one.facts[0]
    return (
        f"{one_line(one.document.uri)}: {_short(one.statement)} | {one_line(one.entity.label)}, "
        f"{one.attribute}: says {_short(one.said)}, {fact.uri} has {_short(fact.display)}"
    )


def _table(found: Sequence[Contradiction]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_lines=True, expand=True)
    for title, style, share in (
        ("document", "dim", 3), ("statement", "", 6), ("says", "red", 2), ("database", "green", 3),
        ("row", "dim", 3),
    ):  # fmt: skip
        table.add_column(title, style=style, ratio=share, overflow="fold")
    for one in found:
        fact = one.facts[0]
        cells = (
            one.document.uri, _short(one.statement), _short(one.said),
            f"{one.attribute}: {_short(fact.display)}", f"{fact.uri}\n{one.entity.label}",
        )  # fmt: skip
        table.add_row(*(Text(safe(cell)) for cell in cells))
    Console(file=sys.stdout, highlight=False).print(table)


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= SHOWN_CHARS else line[: SHOWN_CHARS - 1] + "…"
