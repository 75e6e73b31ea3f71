"""The fault matrix of model providers: what a client of the real server sees of each.

Stores, embedding model, gateway, client libraries and server are the real ones; the providers are
scripted servers on loopback. See `tests/fault_matrix.py`. Exits with 1 if anything hung, was begun
twice, or was sent unchecked.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from server.answering import build_pipeline
from server.cli.ingest import bring_up_to_date
from server.wiring import open_stores
from tests.answer.drafting_world import workshop
from tests.fault_matrix import (
    TOTAL_S,
    Seen,
    Switch,
    cases,
    listening,
    model_settings,
    observe,
    open_providers,
)


async def run(folder: Path) -> list[Seen]:
    """Every case, one after the other."""
    found: list[Seen] = []
    with open_providers(folder) as providers:
        settings = workshop(folder, model_settings(providers.main, providers.spare))
        await bring_up_to_date(settings, full=False)
        switch = Switch()
        async with (
            open_stores(settings) as stores,
            build_pipeline(
                stores,
                gateway=switch,
            ) as pipeline,
            listening(pipeline) as client,
        ):
            for fault, setting in cases():
                seen = await observe(client, switch, providers, fault, setting)
                found.append(seen)
                sys.stdout.write(f"{seen.line}\n")
                sys.stdout.flush()
    return found


def summary(found: Sequence[Seen]) -> dict[str, Any]:
    """The counts that have to be 0, and how long the slowest took."""
    return {
        "cases": len(found),
        "hangs": sum(seen.hung for seen in found),
        "double_beginnings": sum(seen.begun_twice for seen in found),
        "unchecked_sentences": sum(seen.unchecked for seen in found),
        "failed": sum(bool(seen.failed) for seen in found),
        "slowest_s": round(max(seen.seconds for seen in found), 2),
        "deadline_of_models_s": TOTAL_S,
    }


def main() -> None:
    """Print a line for each case, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the counts to this file too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nescio-faults-") as folder:
        found = asyncio.run(run(Path(folder)))
    counts = summary(found)
    sys.stdout.write("".join(f"{name}: {value}\n" for name, value in counts.items()))
    if options.json:
        options.json.write_text(json.dumps(counts, indent=2))
    bad = ("hangs", "double_beginnings", "unchecked_sentences", "failed")
    sys.exit(any(counts[name] for name in bad))


if __name__ == "__main__":
    main()
