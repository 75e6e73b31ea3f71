"""nescio eval: a golden set through the pipeline, and the metrics."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.common import Config, load_settings, run, say

if TYPE_CHECKING:
    from evals.outcome import Outcome
    from evals.runner import EvalResult
    from nescio.settings import Settings


def evaluate(
    golden: Annotated[Path, typer.Argument(help="Golden set, JSON lines.")],
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write metrics and all items there."),
    ] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option(metavar="TAG", help="Only items with this tag; may be repeated."),
    ] = None,
    config: Config = None,
) -> None:
    """Ask every question of a golden set and print the metrics.

    Example: nescio eval golden.jsonl --tag test --json result.json
    """
    result = run(_evaluate(load_settings(config), golden, tuple(tag or ())))
    from evals.report import summary

    say(summary(result))
    if json_file is not None:
        text = json.dumps(result.as_json(), ensure_ascii=False, indent=1)
        json_file.write_text(text, encoding="utf-8")


async def _evaluate(settings: Settings, golden: Path, tags: tuple[str, ...]) -> EvalResult:
    from evals import runner
    from evals.golden import load
    from server.wiring import open_pipeline

    await asyncio.to_thread(load, golden, tags=tags)  # a bad file fails before models are loaded
    async with open_pipeline(settings) as pipeline:
        return await runner.run(
            golden,
            pipeline.stream,
            tags=tags,
            on_progress=_progress,
            open_source=pipeline.source,
        )


def _progress(done: int, total: int, outcome: Outcome) -> None:
    if done == total or done % 10 == 0:
        typer.echo(f"{done}/{total}", err=True)
