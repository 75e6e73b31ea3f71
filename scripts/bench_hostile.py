"""Files made to do harm, read by a real ingest: one line each, bounded memory, nothing stops.

A folder is filled with the small hostile files of the tests, larger ones of the kind (archives and
PDF files that unpack to much, 500 MB of text, 100,000 tiny files), and good files of every type
beside them. `cases` reads them one by one and says how long each took; `sync` is one ingest of
everything with a made-up embedder, in a process of its own, whose peak of memory is reported.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from evals.hash_embedder import HashEmbedder
from ingest.files import FolderSource
from ingest.progress import QuietProgress
from ingest.records import Problem
from ingest.sync import sync
from nescio.settings import Settings, parse
from nescio.settings_sources import FilesSource
from nescio.types import Record
from retrieval.catalogue import Catalogue
from retrieval.edge import EdgeVectorIndex
from tests.ingest.hostile import LARGE, SMALL, excel, pdf, word, words_of, write_cases, write_names

TINY = 100_000
HUGE = 500_000_000
MOST_MEMORY_MB = 2_000
"""Of the ingest itself; the parsing child has its own limit."""
GOOD: dict[str, bytes] = {
    "good.md": b"# Good\n\nGood words stand here.",
    "good.txt": b"Good words stand here.",
    "good.csv": b"what,where\nGood words,here\n",
    "good.html": b"<h1>Good</h1><p>Good words stand here.</p>",
    "good.jsonl": b'{"title": "Good", "text": "Good words stand here."}\n',
    "good.eml": b"Subject: Good\nFrom: A B <a@b.example>\n\nGood words stand here.\n",
    "good.docx": word(words_of("Good words stand here.")),
    "good.xlsx": excel(
        "<row><c t='str'><v>what</v></c><c t='str'><v>where</v></c></row>"
        "<row><c t='str'><v>Good words</v></c><c t='str'><v>here</v></c></row>"
    ),
    "good.pdf": pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 600 800]"
            b"/Resources<</Font<</F 5 0 R>>>>>>",
            b"<</Length 55>>stream\nBT /F 12 Tf 50 700 Td (Good words stand here.) Tj ET     \n"
            b"endstream",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    ),
}
COPIES = ("aaa", "mmm", "zzz")


def main() -> int:
    options = _options()
    if options.measure:
        sys.stdout.write(json.dumps(asyncio.run(_sync(Path(options.measure)))) + "\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="nescio-hostile-") as made:
        folder = Path(made)
        started = time.monotonic()
        named = _write(folder, options.tiny, options.huge)
        _say(f"made in {time.monotonic() - started:.0f} s")
        cases = _cases(folder / "docs")
        _say(f"{'seconds':>7}  line")
        for name, (seconds, line) in cases.items():
            _say(f"{seconds:7.2f}  {line or f'{name}: indexed'}")
        report = _child(folder)
    report["cases"] = cases
    _say(
        f"sync: {report['seen']} files seen, {report['indexed']} indexed, "
        f"{len(report['lines'])} lines, {report['seconds']:.0f} s; peak memory "
        f"{report['peak_mb']} MB, of its largest child {report['child_peak_mb']} MB"
    )
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=2), encoding="utf-8")
    return _judge(report, named, options.tiny)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--tiny", type=int, default=TINY, help="how many tiny files")
    parser.add_argument("--huge", type=int, default=HUGE, help="bytes of the huge text file")
    parser.add_argument("--json", metavar="FILE", help="write everything there")
    parser.add_argument("--measure", metavar="FOLDER", help=argparse.SUPPRESS)
    return parser.parse_args()


def _write(folder: Path, tiny: int, huge: int) -> dict[str, str]:
    """Fill the folder; words of the lines about links and names."""
    docs = folder / "docs"
    write_cases(docs / "small", SMALL)
    write_cases(docs / "large", LARGE)
    with open(docs / "large" / "huge.txt", "wb") as file:
        for _ in range(huge // 1_000_000):
            file.write(b"Forty words of text that go on and on. " * 25_641 + b"\n")
    for place in range(tiny):
        path = docs / "tiny" / f"{place // 1000:03}" / f"{place}.txt"
        if place % 1000 == 0:
            path.parent.mkdir(parents=True)
        path.write_text(f"Tiny file number {place}.")
    for copy in COPIES:
        for name, data in GOOD.items():
            path = docs / copy / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
    return write_names(docs / "names", folder / "outside.md")


def _cases(docs: Path) -> dict[str, tuple[float, str]]:
    """Each hostile file read alone: seconds, and its line if it is not indexed."""
    source = FolderSource(
        FilesSource(name="docs", path=docs, exclude=("tiny/**", *(f"{c}/**" for c in COPIES)))
    )
    found: dict[str, tuple[float, str]] = {}
    records = source.records({})
    started = time.monotonic()
    for each in records:
        built = source.build(each) if isinstance(each, Record) else each
        line = built.line if isinstance(built, Problem) else ""
        if not line and not getattr(built, "passages", ()):
            line = f"docs/{each.key}: holds no text"
        found[each.key] = (time.monotonic() - started, line)
        started = time.monotonic()
    source.close()
    return found


class _Lines(QuietProgress):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def line(self, text: str) -> None:
        self.lines.append(text)


def _settings(folder: Path) -> Settings:
    return parse(
        {"sources": [{"name": "docs", "type": "files", "path": "docs"}], "state": "state"},
        where="bench",
        folder=folder,
    )


async def _sync(folder: Path) -> dict[str, Any]:
    """One ingest of everything."""
    told = _Lines()
    catalogue = Catalogue(f"sqlite:///{folder}/state/catalogue.sqlite")
    vectors = EdgeVectorIndex(folder / "state" / "vectors")
    started = time.monotonic()
    try:
        report = await sync(_settings(folder), catalogue, vectors, HashEmbedder(), progress=told)
        seconds = time.monotonic() - started
        indexed = sorted(catalogue.versions("docs"))
    finally:
        await vectors.aclose()
        catalogue.close()
    return {
        "seen": report.sources[0].seen,
        "indexed": len(indexed),
        "good": [key for key in indexed if key.split("/")[-1] in GOOD],
        "tiny": sum(key.startswith("tiny/") for key in indexed),
        "lines": told.lines,
        "seconds": seconds,
        "peak_mb": _peak_mb(),
        "child_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def _peak_mb() -> int:
    """Of this process. (`getrusage` would tell the parent's: that survives fork and exec.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def _child(folder: Path) -> dict[str, Any]:
    run = subprocess.run(  # noqa: S603 - this very script
        [sys.executable, "-m", "scripts.bench_hostile", "--measure", str(folder)],
        stdout=subprocess.PIPE,
        check=True,
    )
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def _judge(report: dict[str, Any], named: dict[str, str], tiny: int) -> int:
    """Say what is not as promised; the exit status."""
    lines = report["lines"]
    wrong = []
    if len(report["good"]) != len(GOOD) * len(COPIES):
        wrong.append(f"only {len(report['good'])} good files are indexed")
    if report["tiny"] != tiny:
        wrong.append(f"only {report['tiny']} tiny files are indexed")
    if report["peak_mb"] > MOST_MEMORY_MB:
        wrong.append(f"memory went over {MOST_MEMORY_MB} MB")
    expected = {f"small/{case.name}": case.words for case in SMALL}
    expected |= {f"large/{case.name}": case.words for case in LARGE if case.words != ""}
    expected |= {f"names/{name}": words for name, words in named.items()}
    expected["large/huge.txt"] = "over max_bytes"
    for name, words in expected.items():
        about = [line for line in lines if f"docs/{name}" in line]
        if words is None and about:
            wrong.append(f"{name} should be indexed: {about[0]}")
        elif words is not None and (len(about) != 1 or words not in about[0]):
            wrong.append(f"{name} should have one line with {words!r}: {about}")
    wrong += [f"not one line: {line!r}" for line in lines if "\n" in line or len(line) > 300]
    for problem in wrong:
        _say(f"WRONG: {problem}")
    return 1 if wrong else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
