"""nescio bench: retrieval on public data beside plain baselines."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from server.cli.common import Config, check_writable, load_settings, run, say, write

if TYPE_CHECKING:
    from evals.bench_data import BenchSet
    from nescio.settings import Settings
    from retrieval.vectors import Vector


def bench(
    name: Annotated[
        Literal["2wiki", "squad2", "rgb", "golden"],
        typer.Argument(help="Which benchmark; `golden`: a golden set, over what is ingested."),
    ],
    data: Annotated[
        Path,
        typer.Option("--data", metavar="PATH", help="Folder of the data set, or the golden set."),
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
        bool, typer.Option("--fresh", help="Build that index anew: after a change of ingestion.")
    ] = False,
    tag: Annotated[
        list[str] | None,
        typer.Option(metavar="TAG", help="Only golden items with this tag; may be repeated."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Only the first N questions.")
    ] = None,
    config: Config = None,
) -> None:
    """Measure retrieval on public data or a golden set, beside plain searches and LlamaIndex.

    `rgb` measures answers where documents disagree.

    Passages of public data are ingested once and kept for the next run; of a configuration only
    `embedding`, `retrieval` and `reader` are used for them. `golden` asks for the evidence of each
    item from the installation that the configuration describes. Example: nescio bench 2wiki --data
    DIR
    """
    check_writable(json_file)
    if name == "golden":
        _refuse(name, {"--state": state is not None, "--fresh": fresh})
        text, result = _golden(data, tuple(tag or ()), limit, config)
    elif name == "rgb":
        _refuse(name, {"--tag": bool(tag)})
        text, result = _rgb(data, limit, state, fresh, config)
    else:
        _refuse(name, {"--tag": bool(tag)})
        text, result = _public(name, data, limit, state, fresh, config)
    say(text)
    if json_file is not None:
        write(json_file, json.dumps(result, ensure_ascii=False, indent=1) + "\n")


def _refuse(name: str, given: Mapping[str, bool]) -> None:
    """Raises UsageError for options that mean nothing to a benchmark."""
    from nescio.errors import UsageError

    for option, there in given.items():
        if there:
            raise UsageError(f"{option} has no meaning for `bench {name}`")


def _golden(
    data: Path, tags: tuple[str, ...], limit: int | None, config: Path | None
) -> tuple[str, dict[str, Any]]:
    from evals.bench_golden import report
    from evals.golden import load
    from ingest.progress import open_progress
    from server import bench_golden

    settings = load_settings(config)
    items = load(data / "golden.jsonl" if data.is_dir() else data, tags=tags)
    result = run(bench_golden.run(items[:limit], settings, open_progress(sys.stderr)))
    return report(result), result


def _rgb(
    data: Path, limit: int | None, state: Path | None, fresh: bool, config: Path | None
) -> tuple[str, dict[str, Any]]:
    from evals.bench_rgb import load, report
    from ingest.progress import open_progress
    from server import bench_rgb

    settings = load_settings(config) if config is not None else None
    questions = load(data)
    progress = open_progress(sys.stderr)
    result = run(
        bench_rgb.run(questions, settings, progress, limit=limit, folder=state, fresh=fresh)
    )
    return report(result), result


def _public(
    name: Literal["2wiki", "squad2"],
    data: Path,
    limit: int | None,
    state: Path | None,
    fresh: bool,
    config: Path | None,
) -> tuple[str, dict[str, Any]]:
    from evals.bench_data import load
    from evals.bench_result import report

    settings = load_settings(config) if config is not None else None
    found = load(name, data)
    published = {system: ids[:limit] for system, ids in found.published.items()}
    part = replace(found, questions=found.questions[:limit], published=published)
    result = run(_measure(part, settings, state, fresh))
    return report(result), result


async def _measure(
    data: BenchSet, settings: Settings | None, state: Path | None, fresh: bool
) -> dict[str, Any]:
    from evals.bench_result import with_answers
    from ingest.progress import open_progress
    from server import bench_answers, bench_index, benchmarks

    folder = state or bench_index.default_folder(data)
    own = bench_index.settings_of(folder, settings)
    progress = open_progress(sys.stderr)
    index = await bench_index.prepare(data, folder, own, fresh=fresh, progress=progress)
    vectors: dict[str, Vector] = {}
    found = await benchmarks.run(data, index, progress, vectors)
    if data.name == "squad2":
        # Inside the work folder: what is there is a benchmark's.
        part = folder / "part"
        return with_answers(found, await bench_answers.run(data, index, part, progress, vectors))
    return found
