"""Does anything of one tenant, or behind a label, get into what another asker is told?

Random questions go to the stores of five tenants with overlapping names, and to stores that hold
only what the asker may read: both must say the same, to the last digit. Each process has stores of
its own. Prints how far it is, then one line of JSON; exits with 1 when anything leaked.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import platform
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from itertools import islice
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from tests.retrieval.leak_probe import leak, open_all, queries
from tests.retrieval.leak_world import make

REPORTED = 20
"""Leaks that are told in words."""
TELL_EVERY = 500

Message = tuple[str, Any]


async def ask(seed: int, count: int, said: Queue[Message]) -> None:
    """Ask so many questions of one world; tell how many are done, and what leaked."""
    world = make(seed)
    with tempfile.TemporaryDirectory(prefix="nescio-leaks-") as folder:
        async with AsyncExitStack() as stack:
            stores = await open_all(stack, Path(folder), world)
            said.put(("ready", len(world.items)))
            kinds: Counter[str] = Counter()
            for number, query in enumerate(islice(queries(world, seed), count), start=1):
                found = await leak(query, stores, world)
                kinds[query.kind] += 1
                if found is not None:
                    said.put(("leak", found))
                if number % TELL_EVERY == 0 or number == count:
                    said.put(("done", kinds))
                    kinds = Counter()


def work(seed: int, count: int, said: Queue[Message]) -> None:
    """One process. What breaks it is told, so that it is never taken for a clean run."""
    try:
        asyncio.run(ask(seed, count, said))
        said.put(("end", None))
    except Exception as error:
        said.put(("broken", f"{type(error).__name__}: {error}"))
        raise


def run(options: argparse.Namespace) -> dict[str, Any]:
    """All processes, until the last one has ended or one has broken."""
    said: Queue[Message] = multiprocessing.Queue()
    share = -(-options.queries // options.processes)
    processes = [
        multiprocessing.Process(target=work, args=(options.seed + n, share, said), daemon=True)
        for n in range(options.processes)
    ]
    begun = time.monotonic()
    for process in processes:
        process.start()
    kinds: Counter[str] = Counter()
    leaks: list[str] = []
    broken: list[str] = []
    running, leaked, ready_s = len(processes), 0, 0.0
    while running and not broken:
        what, value = said.get()
        if what == "ready":
            ready_s = time.monotonic() - begun
        elif what == "leak":
            leaked += 1
            sys.stderr.write(f"leak: {value[:300]}\n")
            leaks += [value] if len(leaks) < REPORTED else []
        elif what == "done":
            kinds.update(value)
            _tell(kinds.total(), options.queries, leaked, time.monotonic() - begun)
        elif what == "broken":
            broken.append(value)
        else:
            running -= 1
    seconds = time.monotonic() - begun
    return {
        "machine": platform.platform(),
        "processes": options.processes,
        "queries": kinds.total(),
        "by_kind": dict(sorted(kinds.items())),
        "leaks": leaked,
        "examples": leaks,
        "broken": broken,
        "ready_s": round(ready_s, 1),
        "seconds": round(seconds, 1),
        "queries_per_s": round(kinds.total() / max(seconds - ready_s, 0.001), 1),
    }


def _tell(done: int, of: int, leaked: int, seconds: float) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    sys.stderr.write(f"{done} of {of} questions, {leaked} leaks, {seconds:.0f} s{end}")
    sys.stderr.flush()


def main() -> int:
    """Run as asked; the exit status says whether nothing leaked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=200_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    report = run(options)
    sys.stdout.write(json.dumps(report) + "\n")
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 1 if report["leaks"] or report["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
