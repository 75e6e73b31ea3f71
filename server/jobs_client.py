"""An ingest done by the server that owns the index: asked for and followed over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from ingest.progress import Progress
from ingest.report import SyncReport
from nescio.errors import (
    ProtocolError,
    ServerRefused,
    ServerUnreachable,
    ServiceError,
    UsageError,
)
from nescio.server_events import EventParser, ServerEvent, checked, event_data
from server.cli.owner import Owner
from server.jobs_view import sync_report

_AGAIN_S = 0.5
_SILENCE_S = 90.0
"""A server that follows a job says at least `: ping` now and then."""
_LOST = 5
"""A stream that breaks is taken up again that often in a row."""


class JobFailed(ServiceError):
    """The server could not do the job; the line is the server's."""

    code = "job_failed"


@dataclass
class JobClient:
    """Jobs at one server."""

    owner: Owner
    transport: httpx.AsyncBaseTransport | None = None
    accepted: bool = field(default=False, init=False)
    _after: int = field(default=0, init=False)

    async def ingest(
        self,
        sources: Collection[str] | None,
        *,
        progress: Progress,
        stop: asyncio.Event,
        full: bool = False,
        wait_s: float = 600.0,
    ) -> SyncReport:
        """Have it done, follow it to its end; setting `stop` cancels it.

        Waits up to `wait_s` for the server to be ready. Raises ServerUnreachable, ServerRefused,
        ProtocolError, JobFailed, and UsageError for sources that are not there.
        """
        async with self._open() as http:
            with self._failures():
                job = await self._submit(http, sources or (), full, wait_s)
            self.accepted, self._after = True, 0
            cancelling = asyncio.create_task(self._cancel(http, job["id"], stop))
            try:
                job = await self._follow(http, job["id"], progress)
            finally:
                cancelling.cancel()
                await asyncio.gather(cancelling, return_exceptions=True)
                progress.stop()
        if job.get("state") == "failed":
            raise JobFailed(str(job.get("problem")) or "the job failed; see the server's log")
        try:
            return sync_report(job)
        except (KeyError, TypeError) as error:
            raise ProtocolError("job", error) from None

    def _open(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.owner.url,
            headers={"authorization": f"Bearer {self.owner.token}"},
            timeout=httpx.Timeout(_SILENCE_S, connect=5.0),
            transport=self.transport,
            trust_env=False,
        )

    async def _submit(
        self, http: httpx.AsyncClient, sources: Collection[str], full: bool, wait_s: float
    ) -> dict[str, Any]:
        body = {"kind": "ingest", "sources": list(sources), "full": full}
        loop = asyncio.get_running_loop()
        give_up = loop.time() + wait_s
        while True:
            try:
                return checked(await http.post("/v1/jobs", json=body))
            except ServerRefused as error:
                if error.status == httpx.codes.UNPROCESSABLE_ENTITY:
                    raise UsageError(str(error)) from None
                if error.code != "not_ready" or loop.time() >= give_up:
                    raise
            await asyncio.sleep(_AGAIN_S)

    async def _cancel(self, http: httpx.AsyncClient, job_id: str, stop: asyncio.Event) -> None:
        await stop.wait()
        with contextlib.suppress(httpx.HTTPError):
            await http.delete(f"/v1/jobs/{job_id}")

    async def _follow(
        self, http: httpx.AsyncClient, job_id: str, progress: Progress
    ) -> dict[str, Any]:
        """Pass on what the job says; the ended job."""
        lost = 0
        while True:
            try:
                async for event in self._events(http, job_id):
                    lost = 0
                    data = event_data(event)
                    if event.event == "end":
                        return data
                    _pass_on(event.event, data, progress)
                problem = "the stream ended early"
            except httpx.HTTPError as error:
                problem = str(error) or type(error).__name__
            lost += 1
            if lost > _LOST:
                raise ServerUnreachable(
                    self.owner.url, f"{problem} (the job goes on once the server runs again)"
                )
            await asyncio.sleep(_AGAIN_S)

    async def _events(self, http: httpx.AsyncClient, job_id: str) -> AsyncIterator[ServerEvent]:
        headers = {"last-event-id": str(self._after)}
        parser = EventParser()
        async with http.stream("GET", f"/v1/jobs/{job_id}/events", headers=headers) as response:
            if not response.is_success:
                await response.aread()
                checked(response)
            async for piece in response.aiter_bytes():
                for event in parser.feed(piece):
                    self._after = int(event.id) if event.id.isdigit() else self._after
                    yield event

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            problem = str(error) or type(error).__name__
            raise ServerUnreachable(self.owner.url, problem) from None


def _pass_on(name: str, data: dict[str, Any], progress: Progress) -> None:
    try:
        match name:
            case "start":
                progress.start(str(data["source"]), int(data["total"]))
            case "advance":
                progress.advance(int(data["records"]))
            case "line":
                progress.line(str(data["text"]))
            case "stop":
                progress.stop()
    except (KeyError, ValueError, TypeError) as error:
        raise ProtocolError(f"event {name!r}", error) from None
