"""Progress is a bar on a terminal and plain lines elsewhere; the summary is a table in both."""

from __future__ import annotations

import io

from ingest.progress import BarProgress, LineProgress, open_progress, write_summary
from ingest.report import SourceReport, SyncReport

REPORT = SyncReport(
    sources=(
        SourceReport(name="shop", seen=12, added=3, chunks_embedded=4, seconds=1.25),
        SourceReport(name="help [docs]", seen=1, failed=("help/a.pdf: cannot be parsed",)),
    ),
    relinked=2,
    seconds=2.5,
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_plain_lines() -> None:
    out = io.StringIO()
    progress = open_progress(out)
    assert isinstance(progress, LineProgress)
    progress.start("shop", 10)
    progress.advance(10)
    progress.line("shop/a: cannot be read")
    progress.stop()
    progress.stop()
    first, second, third = out.getvalue().splitlines()
    assert (first, second) == ("shop: about 10 records", "shop/a: cannot be read")
    assert third.startswith("shop: 10 records in ")
    assert "\x1b" not in out.getvalue()


def test_a_terminal_gets_a_bar() -> None:
    out = Terminal()
    progress = open_progress(out)
    assert isinstance(progress, BarProgress)
    progress.start("help [docs]", 2)
    progress.advance(2)
    progress.line("[b]not mark-up[/b]")
    progress.stop()
    assert "2/2" in out.getvalue()
    assert "help [docs]" in out.getvalue()
    assert "[b]not mark-up[/b]" in out.getvalue()


def test_the_summary_lists_every_source() -> None:
    for out in (io.StringIO(), Terminal()):
        write_summary(REPORT, out)
        text = out.getvalue()
        assert "help [docs]" in text
        assert "1.2" in text
        assert "4 chunks embedded, 2 documents linked anew, 2.5 s" in text
