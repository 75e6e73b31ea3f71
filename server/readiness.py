"""The service behind the HTTP server: opened in the background, held, closed in the same task."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from answer.caches.cache import AnswerCache
from nescio.answers import SourceDetail, SourceState
from nescio.errors import NescioError, ServiceError
from nescio.events import Event, Start
from nescio.types import Fact, Question, Scope
from nescio.verification import Verification
from retrieval.freshness import Freshness
from retrieval.kept_turns import Given

_log = logging.getLogger(__name__)


class Answerer(Protocol):
    """What the HTTP server asks of the pipeline."""

    @property
    def cache(self) -> AnswerCache | None:
        """The answers that are kept, if any are."""

    async def start(self, question: Question) -> Start:
        """The event that an answer begins with which is given from the cache."""

    def stream(self, question: Question) -> AsyncIterator[Event]:
        """start, ..., one of final or failed, done."""

    async def source(self, source_id: str, scope: Scope) -> SourceDetail | None:
        """A source that was given out, or None when it is gone or not for this asker."""

    async def given(self, source_ids: Sequence[str], scope: Scope) -> Mapping[str, Given]:
        """What is to be kept of sources just given out; those that are gone are left out."""

    async def states(
        self, source_ids: Sequence[str], scope: Scope, known: Mapping[str, Fact] | None = None
    ) -> Mapping[str, SourceState]:
        """Of sources that were given out, whether they are still there and say the same.

        `known` are facts that may have been given out before this process began.
        """

    async def verify(self, text: str, scope: Scope) -> Verification:
        """A verdict for each claim of a text. Raises UsageError when it is too long."""

    async def freshness(self) -> Freshness:
        """How old the index of each source is."""


Opener = Callable[[], AbstractAsyncContextManager[Answerer]]


class NotReady(ServiceError):
    """The models are loading, or could not be loaded."""

    code = "not_ready"
    retryable = True


class Readiness:
    """Opens the service in one task and keeps it until `stop`."""

    def __init__(
        self, opener: Opener, on_settled: Callable[[Readiness], None] | None = None
    ) -> None:
        self._opener = opener
        self._on_settled = on_settled
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._answerer: Answerer | None = None
        self.settled = asyncio.Event()
        """Set once the service is ready or has failed."""
        self.error: NescioError | None = None

    @property
    def ready(self) -> bool:
        return self._answerer is not None

    @property
    def reason(self) -> str:
        """Why it is not ready."""
        return str(self.error) if self.error else "loading the model and opening the index"

    def answerer(self) -> Answerer:
        """The open service. Raises NotReady."""
        if self._answerer is None:
            raise NotReady(self.reason)
        return self._answerer

    def start(self) -> None:
        self._task = asyncio.create_task(self._hold(), name="service")

    async def stop(self) -> None:
        """Close the service, however far it has come."""
        self._stopping.set()
        if self._task is not None:
            if not self.settled.is_set():
                self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _hold(self) -> None:
        try:
            async with self._opener() as answerer:
                self._answerer = answerer
                self._settle()
                await self._stopping.wait()
        except NescioError as error:
            self.error = error
        except Exception as error:
            _log.error("the service did not start", exc_info=error)
            self.error = ServiceError(f"the service did not start: {type(error).__name__}")
        finally:
            self._answerer = None
            self._settle()

    def _settle(self) -> None:
        first = not self.settled.is_set()
        self.settled.set()
        if first and self._on_settled is not None:
            self._on_settled(self)
