"""URLs in one form, and the pages that a sitemap names."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from ingest.parsed import ParseFailed
from ingest.web_fetch import Fetcher, FetchFailed, gunzip
from ingest.web_guard import Refused
from ingest.xml_events import tags

MAX_SITEMAP_BYTES = 50_000_000
_MAX_SITEMAPS = 200
_MAX_DEPTH = 3
_MAX_URL = 2_000
_PATH_SAFE = "/%:@!$&'()*+,;=~"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def normal(url: str) -> str:
    """A URL without fragment and default port, its host in lower case. Raises ValueError."""
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        raise ValueError(f"not a page's URL: {url[:100]!r}")
    scheme, host = parts.scheme.lower(), parts.hostname
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    place = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    return urlunsplit((scheme, place, path, quote(parts.query, safe=_PATH_SAFE + "?"), ""))


def form(url: str) -> str:
    """What two URLs of the same page have in common, however they are escaped."""
    return unquote(normal(url))


def origin(url: str) -> str:
    """Scheme, host and port, with a `/` at the end."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


@dataclass
class Sitemap:
    """The pages of a sitemap, with those it refers to."""

    fetcher: Fetcher
    pause: Callable[[], None]
    hosts: set[str] = field(default_factory=set)
    """Where the sitemaps were found: the only hosts whose pages they may name."""
    _read: set[str] = field(default_factory=set)

    def pages(self, url: str, depth: int = 0) -> Iterator[str]:
        """The URLs as they stand there. Raises FetchFailed, Refused and ParseFailed."""
        if url in self._read:
            return
        if len(self._read) >= _MAX_SITEMAPS or depth > _MAX_DEPTH:
            raise ParseFailed(f"more than {_MAX_SITEMAPS} sitemaps, or nested too deep")
        self._read.add(url)
        self.pause()
        page = self.fetcher.fetch(url, most=MAX_SITEMAP_BYTES)
        if page.status != 200:
            raise FetchFailed(f"{url}: status {page.status}")
        body = page.body
        if body.startswith(b"\x1f\x8b"):
            body = gunzip(body, MAX_SITEMAP_BYTES)
        self.hosts |= {urlsplit(url).netloc.lower(), urlsplit(page.url).netloc.lower()}
        for kind, location in _locations(body):
            if len(location) > _MAX_URL:
                continue
            if kind == "url":
                yield location
            elif urlsplit(location).netloc.lower() in self.hosts:
                yield from self.pages(location, depth + 1)
            else:
                raise Refused(f"it refers to a sitemap on another host: {location[:100]}")


def _locations(body: bytes) -> Iterator[tuple[str, str]]:
    """What a sitemap names: pages (`url`) and other sitemaps (`sitemap`)."""
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        for line in body.decode("utf-8", "replace").splitlines():
            if line.strip():
                yield "url", line.strip()
        return
    above: list[str] = []
    for tag in tags(io.BytesIO(body)):
        if tag.opens:
            above.append(tag.name)
            continue
        above.pop()
        if tag.name == "loc" and above and above[-1] in ("url", "sitemap") and tag.text.strip():
            yield above[-1], tag.text.strip()
