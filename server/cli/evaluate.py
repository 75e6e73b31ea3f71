"""nescio eval: a golden set through the pipeline, and the metrics."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.common import (
    Config,
    check_writable,
    load_settings,
    one_line,
    run,
    say,
    warn,
    warn_refused,
    write,
)

if TYPE_CHECKING:
    from evals.gate import Comparison
    from evals.outcome import Outcome
    from evals.runner import EvalResult
    from nescio.settings import Settings
    from server.judging import ModelJudge


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
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE.html", help="Write a page there: charts, tags, each failure."),
    ] = None,
    gate: Annotated[
        Path | None,
        typer.Option(
            metavar="BASELINE.json",
            help="Exit with 1 if a metric is worse than in that earlier --json FILE.",
        ),
    ] = None,
    judge: Annotated[
        str | None,
        typer.Option(
            metavar="TIER",
            help="Ask that model of answers without an accepted string; reported apart.",
        ),
    ] = None,
    config: Config = None,
) -> int:
    """Ask every question of a golden set and print the metrics.

    A regression is a metric whose paired difference is worse by its whole 95 % interval.
    Example: nescio eval golden.jsonl --tag test --json result.json --gate baseline.json
    """
    from evals import gate as gates
    from evals.report import summary

    check_writable(json_file)
    check_writable(report)
    baseline = gates.read(gate) if gate is not None else None
    tags = tuple(tag or ())
    result = run(_evaluate(load_settings(config), golden, tags, judge))
    say(summary(result))
    written = result.as_json()
    if json_file is not None:
        write(json_file, json.dumps(written, ensure_ascii=False, indent=1))
    if report is not None:
        write(report, _page(result, golden, tags))
    if gate is None or baseline is None:
        return 0
    return _gated(gates.compare(baseline, written, gate), gate)


def _page(result: EvalResult, golden: Path, tags: tuple[str, ...]) -> str:
    from evals.question_only import baseline
    from server.eval_page import About, page

    about = About(golden=golden.name, tags=tags, at=dt.datetime.now(dt.UTC))
    return page(result, baseline(result.outcomes), about)


def _gated(found: Comparison, baseline: Path) -> int:
    """Say what got worse; the exit status."""
    say()
    say(f"{found.common} questions compared with {one_line(str(baseline))}")
    for count, what in ((found.added, "not in it"), (found.missing, "only in it")):
        if count:
            warn(f"{count} questions are {what}, and are not compared")
    for regression in found.regressions:
        warn(f"regression: {regression.line}")
    if not found.regressions:
        say("no regression")
    return 1 if found.regressions else 0


async def _evaluate(
    settings: Settings, golden: Path, tags: tuple[str, ...], tier: str | None
) -> EvalResult:
    from evals import runner
    from evals.golden import load
    from evals.private import private_values
    from server.judging import judge_settings, open_judge
    from server.wiring import choose_provider, open_pipeline

    await asyncio.to_thread(load, golden, tags=tags)  # a bad file fails before models are loaded
    private = await asyncio.to_thread(private_values, settings.databases)
    if tier is not None:
        judge_settings(settings, tier)
    async with AsyncExitStack() as stack:
        pipeline = await stack.enter_async_context(
            open_pipeline(settings, on_certificate=warn_refused)
        )
        judge = None
        if tier is not None:
            judge = await stack.enter_async_context(open_judge(settings, tier, choose_provider))
        result = await runner.run(
            golden,
            pipeline.stream,
            tags=tags,
            private_values=private,
            on_progress=_progress,
            open_source=pipeline.source,
            ask_at=lambda question, threshold: pipeline.stream(question, threshold=threshold),
        )
        return await _judged(result, judge) if judge is not None else result


async def _judged(result: EvalResult, judge: ModelJudge) -> EvalResult:
    from evals.judging import put_to

    found = await put_to(judge, result, on_progress=_judging)
    if judge.problem:
        warn(f"judge: {found.value('judge_failures')} without a verdict; {judge.problem}")
    return found


def _judging(done: int, total: int) -> None:
    if done == total or done % 10 == 0:
        typer.echo(f"judged {done}/{total}", err=True)


def _progress(done: int, total: int, outcome: Outcome) -> None:
    if done == total or done % 10 == 0:
        typer.echo(f"{done}/{total}", err=True)
