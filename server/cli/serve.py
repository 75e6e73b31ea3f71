"""nescio serve: the HTTP server and the page."""

from __future__ import annotations

import contextlib
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.common import Config, load_settings, one_line, run, say, warn, warn_refused

if TYPE_CHECKING:
    import uvicorn

    from answer.pipeline import Pipeline
    from nescio.settings import Settings
    from server.batches import Batches
    from server.certification import Certification
    from server.jobs import Jobs
    from server.models import Models
    from server.readiness import Readiness
    from server.stores import Stores

GRACE_S = 10


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address; default: server.host of the configuration.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port, 0 for a free one; default: server.port."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Also ingest, at the start and whatever changes.")
    ] = False,
    config: Config = None,
) -> None:
    """Serve questions over HTTP, and a chat page at /.

    Example: nescio serve --port 8080
    """
    settings = load_settings(config)
    run(serve_until_stopped(settings, host or settings.server.host, port, watch=watch))


async def serve_until_stopped(
    settings: Settings, host: str, port: int | None, *, watch: bool = False
) -> None:
    """Listen at once, get ready in the background, serve until a signal.

    Raises ServiceError when it cannot listen or cannot become ready.
    """
    import uvicorn

    from server.app import create_app
    from server.batches import Batches
    from server.cli.owner import announced, new_token
    from server.estimates import Estimates
    from server.jobs import Jobs
    from server.metrics import Metrics

    listening = _listen(host, settings.server.port if port is None else port)
    url = _url(host, listening.getsockname()[1])
    began = time.monotonic()
    settled: list[Readiness] = []

    def on_settled(readiness: Readiness) -> None:
        settled.append(readiness)
        if readiness.error is None:
            say(f"ready after {time.monotonic() - began:.1f} s")
        else:
            server.should_exit = True

    jobs, token, metrics = Jobs(settings), new_token(), Metrics(settings)
    estimates = Estimates(settings)
    batches = Batches(settings, jobs, estimates)

    def on_models(models: Models) -> None:
        metrics.use(models)
        estimates.use(models)

    app = create_app(
        settings,
        partial(_opened, settings, jobs, batches, on_models, watch=watch),
        on_settled=on_settled,
        jobs=jobs,
        batches=batches,
        admin_token=token,
        metrics=metrics,
    )
    server = uvicorn.Server(_config(app))
    say(f"nescio listens on {url}")
    # uvicorn raises the signal that stopped it once more; clearing up must come first.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    with announced(settings.state, url, token):
        await server.serve([listening])
    if settled and settled[0].error is not None:
        raise settled[0].error


def show_certificate(found: Certification) -> None:
    """How the threshold stands, in one line."""
    warn_refused(found)
    if not found.refused:
        say(one_line(f"certificate {found.line}"))


@contextlib.asynccontextmanager
async def _opened(
    settings: Settings,
    jobs: Jobs,
    batches: Batches,
    on_models: Callable[[Models], None],
    *,
    watch: bool,
) -> AsyncIterator[Pipeline]:
    """The pipeline, and the work beside the answers."""
    from server.wiring import open_pipeline

    beside = partial(_beside, settings, jobs, watch)
    async with (
        open_pipeline(
            settings, beside, show_certificate, cached=True, on_models=on_models
        ) as pipeline,
        batches.over(pipeline),
    ):
        yield pipeline


@contextlib.asynccontextmanager
async def _beside(
    settings: Settings, jobs: Jobs, watch: bool, stores: Stores
) -> AsyncIterator[None]:
    """What works over the stores beside the answers: jobs and, if wished, a watch."""
    async with contextlib.AsyncExitStack() as stack:
        runner = await stack.enter_async_context(jobs.over(stores))
        if watch:
            from server.watch import watching

            await stack.enter_async_context(runner.following())
            await stack.enter_async_context(watching(settings, runner.sync, warn))
        yield


def _config(app: object) -> uvicorn.Config:
    import uvicorn

    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=GRACE_S,
    )


def _listen(host: str, port: int) -> socket.socket:
    from nescio.errors import ServiceError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        problem = error.strerror or str(error)
        raise ServiceError(f"cannot listen on {host} port {port}: {problem}") from None


def _url(host: str, port: int) -> str:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
    if ":" in reachable and not reachable.startswith("["):
        reachable = f"[{reachable}]"
    return f"http://{reachable}:{port}"
