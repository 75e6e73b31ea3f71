"""A scripted provider of chat models on loopback: the real protocols over real sockets.

    with FakeProvider(Status(429, retry_after="1"), Reply("Fine.")) as fake:
        ...                              # an OpenAI client at fake.url, Anthropic's at fake.root
        assert fake.calls == 2
        assert fake.requests[0].messages[-1] == ("user", "How are you?")

Each request takes the next step of the script; when that is used up (or empty) `fake.then` is
played: a step, or a function of the request that gives one. Both can be changed at any time, from
any thread; `fake.script` is a deque. `POST /v1/chat/completions` speaks OpenAI's protocol,
`POST /v1/messages` Anthropic's, both streamed or not; `GET /v1/models` lists one model, and is no
call. The server runs in a thread of its own, so that clients may be of any kind, and functions
given to it must not block.

`faults(text)` names the ways to fail. Certificates: `FakeProvider(certificate=...)` speaks TLS.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from tests.certificates import Certificate
from tests.fake_http import Exchange, WatchedReader, read_request
from tests.fake_protocols import Tokens
from tests.fake_steps import (
    TICK_S,
    Behaviour,
    Hang,
    Reply,
    Request,
    Reset,
    Status,
    Step,
    faults,
    play,
)

__all__ = [
    "Behaviour",
    "FakeProvider",
    "Hang",
    "Reply",
    "Request",
    "Reset",
    "Status",
    "Step",
    "Tokens",
    "faults",
]

BACKLOG = 2048


class FakeProvider:
    """See the module's docstring."""

    def __init__(
        self,
        *script: Step,
        then: Step | Behaviour | None = None,
        certificate: Certificate | None = None,
        model: str = "fake-model",
    ) -> None:
        self.script: deque[Step] = deque(script)
        self.then: Step | Behaviour = then or Reply()
        self.model = model
        self.requests: list[Request] = []
        self.connections = 0
        self.running = 0
        self.peak = 0
        self._certificate = certificate
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    def __enter__(self) -> FakeProvider:
        self._thread.start()
        self._run(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def root(self) -> str:
        """The base URL as Anthropic's client wants it."""
        return f"http{'s' if self._certificate else ''}://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The base URL as OpenAI's client wants it."""
        return f"{self.root}/v1"

    @property
    def calls(self) -> int:
        """Requests so far, failed ones too."""
        return len(self.requests)

    @property
    def hang_ups(self) -> int:
        """Requests whose client left early."""
        return sum(request.hung_up for request in self.requests)

    async def until(self, condition: Callable[[], bool], within_s: float = 5.0) -> None:
        """Wait until something is true of this server. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while not condition():  # noqa: ASYNC110 - it changes in another thread
                await asyncio.sleep(TICK_S)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10.0)

    async def _listen(self) -> None:
        context = None
        if self._certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self._certificate.file, self._certificate.key)

        def protocol() -> asyncio.StreamReaderProtocol:
            return asyncio.StreamReaderProtocol(WatchedReader(), self._accept)

        self._server = await self._loop.create_server(
            protocol, "127.0.0.1", 0, ssl=context, backlog=BACKLOG
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert isinstance(reader, WatchedReader)
        self.connections += 1
        task = self._loop.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: WatchedReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (asked := await read_request(reader)) is not None:
                exchange = Exchange(writer)
                if asked.path.endswith("/models"):
                    models = {"object": "list", "data": [{"id": self.model, "object": "model"}]}
                    await exchange.json(200, models)
                    continue
                protocol: Any = "anthropic" if asked.path.endswith("/messages") else "openai"
                request = Request(protocol, asked.headers, asked.json(), time.monotonic())
                if not await self._answer(request, exchange, reader):
                    return
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()
            with suppress(OSError, ssl.SSLError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _answer(self, request: Request, exchange: Exchange, reader: WatchedReader) -> bool:
        """Whether the connection may be used again."""
        self.requests.append(request)
        self.running += 1
        self.peak = max(self.peak, self.running)
        step = self._next(request)
        work = asyncio.ensure_future(play(step, request, exchange))
        gone = asyncio.ensure_future(reader.gone.wait())
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                request.hung_up = True
                return False
            request.finished = True
            return work.result()
        except ConnectionError:
            request.finished, request.hung_up = False, True
            return False
        finally:
            self.running -= 1
            work.cancel()
            gone.cancel()

    def _next(self, request: Request) -> Step:
        if self.script:
            return self.script.popleft()
        return self.then(request) if callable(self.then) else self.then
