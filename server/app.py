"""The HTTP server as an ASGI application. A factory: nothing is kept at module level."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

import nescio
from nescio.settings import Settings
from server.admission import Admission
from server.answers import Answers
from server.batch_routes import build_batches
from server.batches import Batches
from server.conversation_routes import build_conversations
from server.conversations import Conversations
from server.job_routes import build_jobs
from server.jobs import Jobs
from server.metrics import Metrics, build_metrics
from server.middleware import BodyLimit, SecurityHeaders
from server.optimizing import build_optimize
from server.page import build_page
from server.problems import install
from server.push_routes import build_push
from server.readiness import Opener, Readiness
from server.routes import Context, build_router

_ABOUT = (
    "Answers questions from a database of record and documents. Every answer cites its evidence, "
    "or abstains and says why."
)


def create_app(
    settings: Settings,
    opener: Opener,
    *,
    on_settled: Callable[[Readiness], None] | None = None,
    jobs: Jobs | None = None,
    batches: Batches | None = None,
    admin_token: str | None = None,
    metrics: Metrics | None = None,
) -> FastAPI:
    """The application over the service that `opener` opens (`server.wiring.open_pipeline`).

    It listens at once and opens the service in the background; `on_settled` is called when that
    has succeeded or failed. With `jobs`, which the opener has to open, it takes jobs from who has
    the admin token, and pushed records; with `batches`, likewise, batches of questions. `metrics`
    is told of the models by whoever opens them.
    """
    readiness = Readiness(opener, on_settled)
    metrics = metrics or Metrics(settings)
    conversations = Conversations(settings)
    admission = Admission(
        running=settings.server.max_concurrent,
        queued=settings.server.max_queued,
        wait_s=settings.answer.deadline_s,
    )
    answers = Answers(settings, admission)
    context = Context(
        settings=settings,
        readiness=readiness,
        admission=admission,
        answers=answers,
        metrics=metrics,
        conversations=conversations,
    )
    metrics.watch(admission, readiness, answers.counters)
    app = FastAPI(
        title="nescio",
        version=nescio.__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=lambda _: _serving(context),
    )
    app.state.answers = answers  # for those who read its counters
    app.add_middleware(BodyLimit, max_bytes=settings.server.max_body_bytes)
    app.add_middleware(SecurityHeaders)
    install(app)
    for router in _routers(context, jobs, batches, admin_token):
        app.include_router(router)
    return app


@asynccontextmanager
async def _serving(context: Context) -> AsyncIterator[None]:
    context.readiness.start()
    try:
        yield
    finally:
        await context.answers.aclose()
        await context.readiness.stop()
        await context.conversations.close()


def _routers(
    context: Context, jobs: Jobs | None, batches: Batches | None, admin_token: str | None
) -> Iterator[APIRouter]:
    settings = context.settings
    yield build_router(context)
    yield build_conversations(context.conversations, context.readiness)
    yield build_metrics(context.metrics, settings.server.metrics_token)
    if jobs is not None:
        yield build_jobs(jobs, admin_token, ping_s=settings.server.ping_s)
        yield build_push(settings, jobs)
        yield build_optimize(jobs, admin_token)
    if batches is not None:
        yield build_batches(batches, ping_s=settings.server.ping_s)
    yield build_page()
