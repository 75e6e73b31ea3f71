"""nescio batch: many questions from a file, answered in this process or by a server."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from server.cli.common import Config, check_writable, load_settings, run, warn, warn_refused, write

if TYPE_CHECKING:
    from nescio.batches import BatchEstimate, BatchStatus
    from nescio.settings import Settings
    from retrieval.batch_results import BatchQuestion
    from server.stores import Stores

TIMEOUT_S = 60.0
_AGAIN = "the same command goes on with it"
Lines = list[dict[str, Any]]


def batch(
    questions: Annotated[
        Path, typer.Argument(metavar="QUESTIONS.jsonl", help="A JSON object a line.")
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Results; default: standard output.")
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Ask this server; default: the one that has the index."),
    ] = None,
    config: Config = None,
) -> int:
    """Answer many questions; the results are lines of JSON, in their order.

    A line is {"question": "...", "id": "...", "history": [...]}, all but the question optional.
    What was interrupted goes on where it was: give the same command again. Exits with 1 when a
    question failed. Example: nescio batch questions.jsonl --out results.jsonl
    """
    settings = load_settings(config)
    asked = read_questions(questions)
    check_writable(out)
    try:
        status, lines = run(_answered(settings, asked, server))
    except KeyboardInterrupt:
        warn(f"stopped; {_AGAIN}")
        raise
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write(out, text)
    told = ", ".join(f"{number} {name}" for name, number in status.counts.items() if number)
    warn(f"{status.total} questions: {told or 'none done'}; {status.state} {status.problem}")
    return 0 if status.state == "done" and not status.counts.get("failed") else 1


def read_questions(file: Path) -> list[BatchQuestion]:
    """The questions of a file. Raises UsageError, which names the line."""
    from pydantic import ValidationError

    from nescio.errors import NotFound, UsageError
    from server.batch_routes import BatchRequest, QuestionIn, as_questions

    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NotFound("file", str(file), error.strerror or "") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file}: not UTF-8") from None
    found: list[QuestionIn] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(QuestionIn.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            problem = f"{where}: {first['msg']}" if where else first["msg"]
            raise UsageError(f"{file}, line {number}: {problem}") from None
    if not found:
        raise UsageError(f"{file}: no question in it")
    return as_questions(BatchRequest(questions=tuple(found)))


async def _answered(
    settings: Settings, asked: list[BatchQuestion], server: str | None
) -> tuple[BatchStatus, Lines]:
    from server.cli.owner import server_of

    url = server or server_of(settings.state)
    return await (_remote(url, asked) if url else _local(settings, asked))


async def _remote(url: str, asked: list[BatchQuestion]) -> tuple[BatchStatus, Lines]:
    from nescio.batches import BatchItem
    from nescio.client import Client
    from nescio.errors import ServerUnreachable

    items = [BatchItem(id=one.id, question=one.text, history=one.history) for one in asked]
    async with Client(url, timeout_s=TIMEOUT_S) as client:
        batch = await client.batches.submit(items)
        shown = _Shown()
        try:
            async for status in client.batches.follow(batch.id):
                shown.show(status)
        except ServerUnreachable as error:
            problem = f"{error} (the batch goes on once it runs again; {_AGAIN})"
            raise ServerUnreachable(url, problem) from None
        finally:
            shown.stop()
        return status, [line async for line in client.batches.lines(batch.id)]


async def _local(settings: Settings, asked: list[BatchQuestion]) -> tuple[BatchStatus, Lines]:
    from nescio.batches import decode_status
    from nescio.types import Scope
    from server.batches import Batches
    from server.estimates import Estimates
    from server.jobs import Jobs
    from server.wiring import open_pipeline

    jobs, estimates, scope = Jobs(settings), Estimates(settings), Scope()
    batches = Batches(settings, jobs, estimates)

    @asynccontextmanager
    async def beside(stores: Stores) -> AsyncIterator[None]:
        async with jobs.over(stores):
            yield

    opening = open_pipeline(settings, beside, warn_refused, on_models=estimates.use)
    async with opening as pipeline, batches.over(pipeline):
        batch = await batches.submit(scope, asked)
        shown = _Shown()
        try:
            async for event in batches.follow(scope, batch.id):
                status = decode_status(event.data)
                shown.show(status)
        finally:
            shown.stop()
        return status, [line async for line in batches.results(scope, batch.id)]


class _Shown:
    """Progress on standard error."""

    def __init__(self) -> None:
        from ingest.progress import open_progress

        self._progress = open_progress(sys.stderr)
        self._done: int | None = None

    def show(self, status: BatchStatus) -> None:
        if self._done is None:
            if status.estimate is not None:
                warn(f"models: {_most(status.estimate)}")
            self._progress.start("questions", status.total)
            self._done = 0
        if status.done > self._done:
            self._progress.advance(status.done - self._done)
            self._done = status.done

    def stop(self) -> None:
        self._progress.stop()


def _most(estimate: BatchEstimate) -> str:
    """In words."""
    tokens = estimate.prompt_tokens + estimate.completion_tokens
    return f"at most {tokens:,} tokens, {estimate.cost:.4f} {estimate.currency}"
