"""How fast ingestion is, as ratios within one run, and how much memory it takes.

Every measurement is a process of its own: `nescio` is `ingest.sync` over a folder with one Markdown
file a passage; `bare` is the same model on the same chunks, sorted by length, and nothing else;
`llama-index` is its IngestionPipeline with the same model, the same vector store and a docstore.
Loading the model is left out of all of them. `bare` runs before and after `nescio`, so that a
machine that slows down shows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from nescio.settings import EmbeddingSettings, Settings, parse

BATCH = 32
SIZES = (1_000, 6_000, 50_000)
Result = dict[str, Any]


def main() -> int:
    options = _options()
    if options.measure:
        result = asyncio.run(MEASURES[options.measure](Path(options.folder), options))
        sys.stdout.write(json.dumps(result) + "\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="nescio-bench-") as folder:
        report = _speed(Path(folder) / "speed", options)
        if not options.no_memory:
            report["memory"] = _memory(Path(folder), options)
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=2), encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--data", help="folder with corpus.json of [{title, text}]; else made up")
    parser.add_argument("--limit", type=int, help="only so many passages")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    parser.add_argument("--no-memory", action="store_true", help="leave out the memory runs")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="of the memory runs")
    parser.add_argument("--model", action="store_true", help="the real model in the memory runs")
    parser.add_argument("--measure", choices=sorted(MEASURES), help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


def _speed(folder: Path, options: argparse.Namespace) -> Result:
    passages = _passages(options)
    _write(folder / "docs", passages)
    first = _child("nescio", folder, options)
    before = _child("bare", folder, options)
    again = _child("nescio", folder, options)
    changed = _change(folder / "docs", random.Random(7))  # noqa: S311
    after_change = _child("changed", folder, options)
    llama = _child("llama", folder, options)
    # Once more into an empty state, between two runs of the bare model.
    (folder / "state").rename(folder / "state-1")
    second = _child("nescio", folder, options)
    after = _child("bare", folder, options)
    bare = (before["per_s"] + after["per_s"]) / 2
    rate = (first["per_s"] + second["per_s"]) / 2
    report = {
        "passages": len(passages),
        "chunks": first["chunks"],
        "nescio_per_s": [first["per_s"], second["per_s"]],
        "bare_per_s": [before["per_s"], after["per_s"]],
        "llama_index_per_s": llama["per_s"],
        "share_of_bare": rate / bare,
        "ratio_to_llama_index": rate / llama["per_s"],
        "first_s": first["seconds"],
        "unchanged_s": again["seconds"],
        "unchanged_ratio": first["seconds"] / again["seconds"],
        "unchanged_embedded": again["embedded"],
        "files_changed": changed,
        "chunks_changed": after_change["chunks_changed"],
        "chunks_embedded": after_change["embedded"],
        "changed_s": after_change["seconds"],
        "peak_mb": {
            "nescio": first["peak_mb"],
            "bare": before["peak_mb"],
            "llama": llama["peak_mb"],
        },
    }
    for name, value in report.items():
        _say(f"{name:24} {_shown(value)}")
    return report


def _memory(folder: Path, options: argparse.Namespace) -> list[Result]:
    found = []
    _say("documents  seconds  peak MB of the process  of the index's process  index on disk MB")
    for size in options.sizes:
        place = folder / f"memory-{size}"
        _write(place / "docs", _made_up(size))
        measure = "nescio" if options.model else "hashed"
        result = _child(measure, place, options)
        found.append({"documents": size, **result})
        _say(
            f"{size:9}  {result['seconds']:7.1f}  {result['peak_mb']:22.0f}  "
            f"{result['child_mb']:22.0f}  {result['disk_mb']:16.0f}"
        )
    return found


def _child(measure: str, folder: Path, options: argparse.Namespace) -> Result:
    arguments = [sys.executable, __file__, "--measure", measure, "--folder", str(folder)]
    done = subprocess.run(arguments, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    result: Result = json.loads(done.stdout.splitlines()[-1])
    return result


def settings_of(folder: Path) -> Settings:
    """A folder `docs` as the only source, and the state beside it."""
    raw = {"sources": [{"name": "wiki", "type": "files", "path": "docs"}], "state": "state"}
    return parse(raw, where="benchmark", folder=folder)


async def _measure_nescio(folder: Path, _: argparse.Namespace) -> Result:
    from server.wiring import open_ingest

    async with open_ingest(settings_of(folder)) as stores:
        if not (folder / "state" / "vectors").exists():
            await stores.embedder.load()
        return await _sync(folder, stores.embedder, stores)


async def _measure_hashed(folder: Path, _: argparse.Namespace) -> Result:
    from evals.hash_embedder import HashEmbedder
    from server.wiring import open_ingest

    async with open_ingest(settings_of(folder)) as stores:
        return await _sync(folder, HashEmbedder(), stores)


async def _measure_changed(folder: Path, options: argparse.Namespace) -> Result:
    from server.wiring import open_ingest

    async with open_ingest(settings_of(folder)) as stores:
        before = set(_texts(stores.catalogue))
        await stores.embedder.load()
        result = await _sync(folder, stores.embedder, stores)
        result["chunks_changed"] = len(set(_texts(stores.catalogue)) - before)
        return result


async def _sync(folder: Path, embedder: Any, stores: Any) -> Result:
    from ingest.sync import sync

    started = time.perf_counter()
    report = await sync(settings_of(folder), stores.catalogue, stores.index, embedder)
    seconds = time.perf_counter() - started
    chunks = stores.catalogue.chunk_count()
    pid = stores.index.pid
    return {
        "seconds": seconds,
        "chunks": chunks,
        "embedded": report.chunks_embedded,
        "per_s": report.chunks_embedded / seconds,
        "peak_mb": _peak_mb(),
        "child_mb": _peak_of(pid),
        "disk_mb": sum(f.stat().st_size for f in (folder / "state").rglob("*")) / 1e6,
    }


async def _measure_bare(folder: Path, _: argparse.Namespace) -> Result:
    from retrieval.catalogue import Catalogue
    from server.wiring import choose_embedder

    catalogue = Catalogue(f"sqlite:///{folder}/state/catalogue.sqlite")
    texts = _texts(catalogue)
    catalogue.close()
    embedder = choose_embedder(EmbeddingSettings(batch_size=BATCH))
    await embedder.load()
    started = time.perf_counter()
    await embedder.embed(texts)
    seconds = time.perf_counter() - started
    embedder.close()
    return {"seconds": seconds, "per_s": len(texts) / seconds, "peak_mb": _peak_mb()}


async def _measure_llama(folder: Path, _: argparse.Namespace) -> Result:
    from llama_pipeline import run_pipeline

    seconds, nodes = await asyncio.to_thread(run_pipeline, folder)
    return {"seconds": seconds, "nodes": nodes, "per_s": nodes / seconds, "peak_mb": _peak_mb()}


MEASURES: dict[str, Callable[[Path, argparse.Namespace], Coroutine[Any, Any, Result]]] = {
    "nescio": _measure_nescio,
    "hashed": _measure_hashed,
    "changed": _measure_changed,
    "bare": _measure_bare,
    "llama": _measure_llama,
}


def _texts(catalogue: Any) -> list[str]:
    """What is embedded of every chunk."""
    from ingest.chunk import embedding_text
    from retrieval import linkage

    ids = list(catalogue.all_chunk_ids())
    return [embedding_text(p) for p in linkage.passages_by_id(catalogue, ids).values()]


def _passages(options: argparse.Namespace) -> list[tuple[str, str]]:
    if not options.data:
        return _made_up(options.limit or 2_000)
    corpus = json.loads((Path(options.data) / "corpus.json").read_text(encoding="utf-8"))
    return [(each["title"], each["text"]) for each in corpus][: options.limit]


def _made_up(count: int) -> list[tuple[str, str]]:
    """Short documents of random words: about 60 words each, all different."""
    random_ = random.Random(3)  # noqa: S311
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(random_.choices(letters, k=random_.randint(3, 9))) for _ in range(5_000)]
    found = []
    for number in range(count):
        sentences = [" ".join(random_.choices(words, k=12)).capitalize() + "." for _ in range(5)]
        found.append((f"{random_.choice(words).capitalize()} {number}", " ".join(sentences)))
    return found


def _write(folder: Path, passages: Sequence[tuple[str, str]]) -> None:
    for number, (title, text) in enumerate(passages):
        file = folder / f"{number // 1000:03}" / f"{number:06}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {title}\n\n{text}\n", encoding="utf-8")


def _change(folder: Path, random_: random.Random) -> int:
    """Change one word of 1 % of the files. Returns how many."""
    files = sorted(folder.rglob("*.md"))
    chosen = random_.sample(files, max(1, len(files) // 100))
    for number, file in enumerate(chosen):
        with file.open("a", encoding="utf-8") as out:
            out.write(f"\nRevision {number} of this page.\n")
    return len(chosen)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _peak_of(pid: int | None) -> float:
    """Peak resident memory of a living process, by /proc; 0 where there is none."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration, ValueError):
        return 0.0


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list):
        return " ".join(_shown(each) for each in value)
    return str(value)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
