"""nescio bench: retrieval on public data beside plain baselines."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from server.cli.common import Config, check_writable, load_settings, run, say, write

if TYPE_CHECKING:
    from evals.bench_data import BenchSet
    from nescio.settings import Settings


def bench(
    name: Annotated[Literal["2wiki", "squad2"], typer.Argument(help="Which benchmark.")],
    data: Annotated[
        Path, typer.Option("--data", metavar="PATH", help="Folder with the files of the data set.")
    ],
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write metrics and all rankings there."),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the index is kept; default: the user's cache."),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Build the index anew: after a change of ingestion.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Only the first N questions.")
    ] = None,
    config: Config = None,
) -> None:
    """Measure retrieval on public data, beside dense, BM25, their fusion and LlamaIndex.

    The passages are ingested once and kept for the next run. Of a configuration `embedding` and
    `retrieval` are used. Example: nescio bench 2wiki --data datasets/2wikimultihopqa
    """
    from evals.bench_data import load
    from evals.bench_result import report

    check_writable(json_file)
    found = load(name, data)
    if limit is not None:
        published = {system: ids[:limit] for system, ids in found.published.items()}
        found = replace(found, questions=found.questions[:limit], published=published)
    settings = load_settings(config) if config is not None else None
    result = run(_measure(found, settings, state, fresh))
    say(report(result))
    if json_file is not None:
        write(json_file, json.dumps(result, ensure_ascii=False, indent=1) + "\n")


async def _measure(
    data: BenchSet, settings: Settings | None, state: Path | None, fresh: bool
) -> dict[str, Any]:
    from ingest.progress import open_progress
    from nescio.settings import EmbeddingSettings, RetrievalSettings
    from server import bench_index, benchmarks

    folder = state or bench_index.default_folder(data)
    own = bench_index.settings_of(
        folder,
        settings.embedding if settings else EmbeddingSettings(),
        settings.retrieval if settings else RetrievalSettings(),
    )
    progress = open_progress(sys.stderr)
    index = await bench_index.prepare(data, folder, own, fresh=fresh, progress=progress)
    return await benchmarks.run(data, index, progress)
