"""One page over HTTP: redirects followed by hand, size and time limited, nothing else believed.

Everything is asked of the server itself: proxies of the environment are not used, because a proxy
would resolve names on its own and the guard of addresses would guard nothing.
"""

from __future__ import annotations

import functools
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx

from ingest.web_guard import GuardedBackend, Refused, Resolver, check_url, resolve

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GZIP = 31
_ANY_ZLIB = 47


class FetchFailed(Exception):
    """A page that did not come; `str()` is one short line. `down`: its server does not answer."""

    def __init__(self, problem: str, *, down: bool = False) -> None:
        super().__init__(problem)
        self.down = down


class TooLarge(FetchFailed):
    """A page is larger than is read."""

    def __init__(self) -> None:
        super().__init__("it is larger than is read")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A response. `url`: where redirects have led."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass
class Fetcher:
    """Fetches pages one at a time, over connections that are kept. Not thread-safe."""

    user_agent: str
    timeout_s: float
    max_bytes: int
    allow_private: bool = False
    resolver: Resolver = resolve
    _client: httpx.Client = field(init=False)
    _backend: GuardedBackend = field(init=False)

    def __post_init__(self) -> None:
        self._backend = GuardedBackend(self.allow_private, self.resolver)
        self._client = httpx.Client(
            transport=_Transport(self._backend),
            trust_env=False,
            follow_redirects=False,
            timeout=self.timeout_s,
            headers={
                "user-agent": self.user_agent,
                "accept": "text/html, text/*;q=0.9, */*;q=0.5",
                "accept-encoding": "gzip, deflate",
            },
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def fetch(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        most: int | None = None,
        allowed: Callable[[str], None] | None = None,
    ) -> Page:
        """The response of the last redirect; its body only when its status is 200.

        `most`: bytes, in place of `max_bytes`. `allowed` is asked before each step; it raises what
        it likes, and may fetch. Raises FetchFailed (TooLarge) and Refused.
        """
        deadline = time.monotonic() + self.timeout_s
        try:
            for _ in range(MAX_REDIRECTS + 1):
                check_url(url)
                if allowed is not None:
                    asked = time.monotonic()
                    allowed(url)
                    deadline += time.monotonic() - asked
                self._backend.deadline = deadline
                page = self._once(url, headers or {}, most or self.max_bytes)
                if page.status not in _REDIRECTS or "location" not in page.headers:
                    return page
                url = _joined(url, page.headers["location"])
        except (httpx.TimeoutException, httpcore.TimeoutException):
            raise FetchFailed(f"no answer within {self.timeout_s:g} s", down=True) from None
        except (httpx.ConnectError, httpcore.ConnectError) as error:
            raise FetchFailed(_short(error), down=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.ProtocolError, OSError) as error:
            raise FetchFailed(_short(error)) from None
        except (httpcore.NetworkError, httpcore.UnsupportedProtocol) as error:
            raise FetchFailed(_short(error)) from None
        raise FetchFailed(f"more than {MAX_REDIRECTS} redirects")

    def _once(self, url: str, headers: Mapping[str, str], most: int) -> Page:
        with self._client.stream("GET", url, headers=dict(headers)) as response:
            body = b"".join(_body(response, most)) if response.status_code == 200 else b""
            return Page(
                url=url, status=response.status_code, headers=dict(response.headers), body=body
            )


def _body(response: httpx.Response, most: int) -> Iterator[bytes]:
    """The body, unpacked; never more than one step beyond the limit is held."""
    said = response.headers.get("content-length", "")
    if said.isdigit() and int(said) > most:
        raise TooLarge
    inflate = _decoder(response.headers.get("content-encoding", "").strip().lower())
    size = 0
    for packed in response.iter_raw():
        for step in inflate(packed, most + 1):
            size += len(step)
            if size > most:
                raise TooLarge
            yield step
    inflate.finish()


def _decoder(encoding: str) -> _Inflate:
    if encoding in ("", "identity"):
        return _Inflate(None)
    if encoding in ("gzip", "x-gzip"):
        return _Inflate(_GZIP)
    if encoding == "deflate":
        return _Inflate(_ANY_ZLIB)
    raise FetchFailed(f"it is packed as {encoding[:40]!r}, which was not asked for")


class _Inflate:
    """Unpacks in steps of bounded size."""

    _STEP = 1 << 20

    def __init__(self, window: int | None) -> None:
        self._stream = zlib.decompressobj(window) if window is not None else None

    def __call__(self, data: bytes, most: int) -> Iterator[bytes]:
        if self._stream is None:
            yield data
            return
        try:
            while data and most > 0 and not self._stream.eof:
                step = self._stream.decompress(data, self._STEP)
                data = self._stream.unconsumed_tail
                most -= len(step)
                yield step
        except zlib.error:
            raise FetchFailed("its compression is broken") from None

    def finish(self) -> None:
        """Raise FetchFailed when the end is missing."""
        if self._stream is not None and not self._stream.eof:
            raise FetchFailed("its compression is broken")


def gunzip(data: bytes, most: int) -> bytes:
    """Unpack a file of one gzip member. Raises FetchFailed (TooLarge)."""
    inflate = _Inflate(_GZIP)
    unpacked = b"".join(inflate(data, most + 1))
    if len(unpacked) > most:
        raise TooLarge
    inflate.finish()
    return unpacked


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise Refused("it redirects to what is not a URL") from None


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


class _Stream(httpx.SyncByteStream):
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        self._inner.close()


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted, read once: it takes a while."""
    return httpx.create_ssl_context()


class _Transport(httpx.BaseTransport):
    """httpx over connections of the guard. httpx's own transport takes no network backend."""

    def __init__(self, backend: GuardedBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(),
            network_backend=backend,
            max_connections=4,
            keepalive_expiry=10.0,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Stream(response.stream),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._pool.close()

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self.close()
