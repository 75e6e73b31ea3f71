"""How soon a commit is in the index, and whether the index ends up as the database is.

Northwind in a private PostgreSQL; a process that changes it at a steady rate; another that follows
its log (`ingest.sync` with `capture: log`). In between the server is restarted and the follower is
killed with SIGKILL and started again. This process watches from outside: a change counts as indexed
when the catalogue says that the index durably holds the log up to its commit. At the end the index
is held against a fresh one of the same database, and the vectors against the chunks.
"""

from __future__ import annotations

import argparse
import asyncio
import bisect
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ingest.capture import open_feed
from ingest.sync import sync
from nescio.errors import NescioError
from retrieval.catalogue import Catalogue
from retrieval.edge import EdgeVectorIndex
from retrieval.embedding import Embedder
from tests.fresh_index import compare, embedder_of, read_only, settings_of
from tests.servers import PrivatePostgres

DUMP = Path(__file__).resolve().parents[2] / "shared" / "datasets" / "northwind" / "northwind.sql"
LOOK_S = 0.02
FIRST_WITHIN_S = 600.0
LAST_WITHIN_S = 600.0
WAIT_S = 2.0
TRIGGERS = """
CREATE FUNCTION nescio_wake() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('nescio_northwind', ''); RETURN NULL; END $$;
DO $$ DECLARE t regclass; BEGIN
  FOR t IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  LOOP EXECUTE format('CREATE TRIGGER nescio_wake AFTER INSERT OR UPDATE OR DELETE ON %s '
                      'FOR EACH STATEMENT EXECUTE FUNCTION nescio_wake()', t);
  END LOOP;
END $$;
"""


async def follow(folder: Path, url: str, embedder: Embedder) -> None:
    """Follow the log until SIGTERM; what cannot be reached is tried again."""
    settings = settings_of(folder, url, "log")
    catalogue = Catalogue(f"sqlite:///{folder}/state/catalogue.sqlite")
    vectors = EdgeVectorIndex(folder / "state" / "vectors")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    feed = open_feed(settings.sources[0])
    if feed is None:
        raise RuntimeError("no feed")
    feeds = {settings.sources[0].name: feed}
    try:
        while not stop.is_set():
            report = await sync(
                settings, catalogue, vectors, embedder, link=False, feeds=feeds, stop=stop
            )
            for line in [line for source in report.sources for line in source.failed]:
                sys.stderr.write(f"{line}\n")
            with contextlib.suppress(NescioError):
                await asyncio.to_thread(feed.wait, WAIT_S)
    finally:
        feed.close()
        await vectors.aclose()
        catalogue.close()


@dataclass
class Watched:
    """The follower's state, read from its catalogue."""

    catalogue: Path
    seen: list[tuple[float, int]] = field(default_factory=list)
    _connection: sqlite3.Connection | None = None

    def look(self) -> int:
        """The position in the log up to which everything is indexed."""
        with contextlib.suppress(sqlite3.Error):
            self._connection = self._connection or read_only(self.catalogue)
            row = self._connection.execute("SELECT position FROM source_states").fetchone()
            lsn = int(json.loads(row[0])["lsn"]) if row and row[0] else 0
            if not self.seen or self.seen[-1][1] < lsn:
                self.seen.append((time.time(), lsn))
        return self.seen[-1][1] if self.seen else 0

    def until(self, done: Any, within_s: float) -> None:
        """Look again and again. Raises TimeoutError."""
        deadline = time.monotonic() + within_s
        while not done():
            self.look()
            if time.monotonic() > deadline:
                raise TimeoutError(f"not done within {within_s:g} s")
            time.sleep(LOOK_S)

    def indexed_at(self, lsn: int) -> float | None:
        """When a commit at `lsn` was seen to be indexed."""
        place = bisect.bisect_left(self.seen, lsn, key=lambda each: each[1])
        return self.seen[place][0] if place < len(self.seen) else None


@contextlib.contextmanager
def child(*arguments: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours; killed when it is left running."""
    with log.open("ab") as out:
        process = subprocess.Popen([sys.executable, *arguments], stdout=out, stderr=out)  # noqa: S603
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def run(options: argparse.Namespace, folder: Path, server: PrivatePostgres) -> dict[str, Any]:
    """The whole of it; figures."""
    url = server.create("northwind")
    server.execute(options.dump.read_text(encoding="utf-8"), "northwind")
    if not options.no_notify:
        server.execute(TRIGGERS, "northwind")
    commits = folder / "commits"
    commits.touch()
    watched = Watched(folder / "state" / "catalogue.sqlite")
    began = time.monotonic()
    follower = ["-m", "scripts.bench_capture", "--follow", str(folder), "--url", url]
    follower += ["--embedder", options.embedder]
    with contextlib.ExitStack() as stack:
        following = stack.enter_context(child(*follower, log=folder / "log"))
        watched.until(lambda: watched.look() > 0, FIRST_WITHIN_S)
        first = time.monotonic() - began
        disturbed = disturb(options, folder, server, watched, following, follower)
    report = delays(watched, commits, disturbed)
    report["first_ingest_s"] = first
    report["load"] = os.getloadavg()[1]
    report["differences"] = compare(folder, url, embedder_of(options.embedder))
    return report


def disturb(
    options: argparse.Namespace,
    folder: Path,
    server: PrivatePostgres,
    watched: Watched,
    following: subprocess.Popen[bytes],
    follower: Sequence[str],
) -> dict[str, list[float]]:
    """Write, restart the server after a third, kill the follower after two; when that was."""
    commits, log = folder / "commits", folder / "log"
    address = server.conninfo.replace("dbname=postgres", "dbname=northwind")
    writer = ["-m", "scripts.northwind_writer", address, str(commits)]
    writer += ["--changes", str(options.changes), "--rate", str(options.rate)]
    writer += ["--seed", str(options.seed)]
    within = LAST_WITHIN_S + options.changes / options.rate
    disturbed: dict[str, list[float]] = {}
    with contextlib.ExitStack() as stack:
        writing = stack.enter_context(child(*writer, log=log))
        watched.until(lambda: written(commits) >= options.changes // 3, within)
        at = time.time()
        server.restart()
        disturbed["server restarted"] = [at, time.time()]
        watched.until(lambda: written(commits) >= 2 * options.changes // 3, within)
        at = time.time()
        following.kill()
        following.wait()
        following = stack.enter_context(child(*follower, log=log))
        before = len(watched.seen)
        watched.until(lambda: len(watched.seen) > before, within)
        disturbed["follower killed"] = [at, time.time()]
        watched.until(lambda: writing.poll() is not None, within)
        last = int(commits.read_text(encoding="utf-8").split()[-2])
        watched.until(lambda: watched.look() >= last, within)
        following.send_signal(signal.SIGTERM)
        following.wait(timeout=60)
    return disturbed


def written(commits: Path) -> int:
    """How many rows the writer has changed."""
    with commits.open("rb") as file:
        file.seek(max(0, commits.stat().st_size - 200))
        lines = file.read().split(b"\n")[:-1]
    return int(lines[-1].split()[0]) if lines else 0


def delays(watched: Watched, commits: Path, disturbed: dict[str, list[float]]) -> dict[str, Any]:
    """Milliseconds from commit to indexed: of all rows, and without the disturbed stretches."""
    every: list[float] = []
    quiet: list[float] = []
    done = 0
    begin = end = 0.0
    lines = [line.split() for line in commits.read_text(encoding="utf-8").splitlines()]
    # From a second before, when something was still on its way, until all that had to wait was
    # indexed.
    windows = []
    for low, high in disturbed.values():
        waited = [int(lsn) for _, lsn, at in lines if float(at) <= high][-1:]
        caught_up = [watched.indexed_at(lsn) or high for lsn in waited]
        windows.append((low - 1, max([high, *caught_up])))
    for count, lsn, at in lines:
        committed = float(at)
        begin, end = begin or committed, committed
        indexed = watched.indexed_at(int(lsn))
        if indexed is None:
            continue
        taken = max(0.0, indexed - committed) * 1000
        rows = int(count) - done
        done = int(count)
        every += [taken] * rows
        if not any(low <= committed <= high for low, high in windows):
            quiet += [taken] * rows
    return {
        "changes": done,
        "changes_per_s": done / max(end - begin, 1e-9),
        "batches": len(watched.seen),
        "all": _percentiles(every),
        "undisturbed": _percentiles(quiet),
        "away_s": {name: high - low for name, (low, high) in disturbed.items()},
    }


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {}
    p50, p95, p99 = np.percentile(values, [50, 95, 99])
    return {"p50": float(p50), "p95": float(p95), "p99": float(p99), "max": float(max(values))}


def show(report: dict[str, Any]) -> None:
    lines = [
        f"{report['changes']:,} changed rows at {report['changes_per_s']:.0f}/s, "
        f"indexed in {report['batches']:,} batches; first ingest {report['first_ingest_s']:.1f} s, "
        f"load of the machine {report['load']:.1f}",
        f"{'commit to indexed, ms':28} {'p50':>9} {'p95':>9} {'p99':>9} {'max':>9}",
    ]
    for name in ("undisturbed", "all"):
        figures = report[name]
        lines.append(f"{name:28} " + " ".join(f"{figures[p]:9.0f}" for p in figures))
    lines += [f"{name:28} {seconds:9.1f} s" for name, seconds in report["away_s"].items()]
    lines.append("rows that differ from a fresh index: " + str(report["differences"]))
    sys.stdout.write("\n".join(lines) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--dump", type=Path, default=DUMP, help="SQL file of Northwind")
    parser.add_argument("--changes", type=int, default=10_000, help="rows to change")
    parser.add_argument("--rate", type=float, default=20.0, help="rows a second")
    parser.add_argument("--no-notify", action="store_true", help="the log is only looked at")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--embedder", choices=("minilm", "hash"), default="minilm")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--follow", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.follow:
        asyncio.run(follow(options.follow, options.url, embedder_of(options.embedder)))
        return 0
    os.chdir(Path(__file__).resolve().parents[1])
    with tempfile.TemporaryDirectory(prefix="nescio-bench-") as folder, PrivatePostgres() as server:
        try:
            report = run(options, Path(folder), server)
        finally:
            sys.stderr.write((Path(folder) / "log").read_text(encoding="utf-8")[-2000:])
    show(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=2), encoding="utf-8")
    return int(any(report["differences"].values()))


if __name__ == "__main__":
    sys.exit(main())
