"""Pages of the web as a source: one Record per URL of a list or of a sitemap.

Pages are asked for one at a time, with a pause, and only where robots.txt allows it. A page that
has not changed, by its ETag or its Last-Modified, is not sent again. One that cannot be had now
keeps what is indexed of it; one that is not there any more (404, 410) is gone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import posixpath
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote, urljoin, urlsplit

from ingest.document import indexed
from ingest.listing import Chosen, shown
from ingest.parsed import JSON_LINES, MEDIA_TYPES, ParseFailed, media_type
from ingest.records import PIPELINE, Found, Known, Problem, Unchanged
from ingest.robots import MAX_BYTES as MAX_ROBOTS
from ingest.robots import Robots, read_robots
from ingest.sandbox import Sandbox
from ingest.web_fetch import Fetcher, FetchFailed, Page, TooLarge
from ingest.web_guard import Refused, Resolver, resolve
from ingest.web_urls import Sitemap, form, normal, origin
from nescio.errors import SourceUnavailable
from nescio.settings_sources import WebSource
from nescio.types import Access, Record, stable_id
from retrieval.catalogue import Indexed

_DOWN_AFTER = 3
"""Pages in a row that a server does not answer for, after which its others are not asked for."""
_GONE = (404, 410)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_HEADER_VALUE = re.compile(r"[\x20-\x7e]{1,300}")
_ALIASES = {
    "application/xhtml+xml": "text/html", "text/x-markdown": "text/markdown",
    "application/x-ndjson": JSON_LINES, "application/ndjson": JSON_LINES,
    "application/json-lines": JSON_LINES, "application/x-pdf": "application/pdf",
}  # fmt: skip


class Forbidden(Refused):
    """A page that robots.txt asks not to fetch."""


@dataclass
class SiteSource:
    """The pages that `settings` name. See `ingest.records.Source`."""

    settings: WebSource
    resolver: Resolver = resolve
    _sandbox: Sandbox = field(default_factory=Sandbox)
    _robots: dict[str, Robots | FetchFailed] = field(default_factory=dict)
    _silent: Counter[str] = field(default_factory=Counter)
    _asked: float = float("-inf")

    @property
    def name(self) -> str:
        return self.settings.name

    def count(self) -> int:
        return len(self._listing[0])

    def close(self) -> None:
        self._sandbox.close()
        if "_fetcher" in self.__dict__:
            self._fetcher.close()

    def records(self, known: Mapping[str, Known]) -> Iterator[Found]:
        keys, problems = self._listing
        yield from problems
        told: set[str] = set()
        for key in keys:
            host = origin(key)
            if self._silent[host] < _DOWN_AFTER:
                yield self._look(key, known.get(key))
            elif host not in told:
                told.add(host)
                line = f"{self.name}: {host} does not answer; its other pages stay as they are"
                yield Problem(key=host, line=line, keep=True)

    def build(self, record: Record) -> Indexed | Problem:
        page = record.payload
        path = urlsplit(record.key).path
        name = unquote(posixpath.basename(path.rstrip("/"))) or urlsplit(record.key).netloc
        try:
            parsed = self._sandbox.parse(
                page["content"], name, kind=page["kind"], charset=page["charset"]
            )
            return indexed(record, parsed, lambda link: self._target(page["url"], link))
        except ParseFailed as error:
            line = f"{self.name}/{record.key}: cannot be parsed: {error}"
            return Problem(key=record.key, line=line, keep=False)

    @cached_property
    def _fetcher(self) -> Fetcher:
        return Fetcher(
            user_agent=self.settings.user_agent,
            timeout_s=self.settings.timeout_s,
            max_bytes=self.settings.max_bytes,
            allow_private=self.settings.allow_private,
            resolver=self.resolver,
        )

    @cached_property
    def _listing(self) -> tuple[list[str], list[Problem]]:
        """The URLs in order, and what was passed over. Raises SourceUnavailable."""
        chosen = Chosen.of(self.settings.include, self.settings.exclude)
        keys: dict[str, None] = {}
        over = strange = 0
        for url, listed in self._named():
            try:
                key = normal(url)
            except ValueError:
                strange += 1
                continue
            if not listed and not chosen(unquote(urlsplit(key).path).lstrip("/")):
                continue
            if key not in keys and len(keys) >= self.settings.max_pages:
                over += 1
                continue
            keys[key] = None
        lines = []
        if over:
            lines.append(f"{over} pages more than max_pages {self.settings.max_pages}, not read")
        if strange:
            lines.append(f"{strange} entries of the sitemap are not pages of its host, not read")
        return list(keys), [
            Problem(key="", line=f"{self.name}: {line}", keep=False, skipped=True) for line in lines
        ]

    def _named(self) -> Iterator[tuple[str, bool]]:
        """URLs, and whether the settings list them one by one."""
        yield from ((url, True) for url in self.settings.urls)
        if self.settings.sitemap is None:
            return
        sitemap = Sitemap(self._fetcher, self._pause)
        found = False
        try:
            for url in sitemap.pages(self.settings.sitemap):
                found = True
                here = urlsplit(url).netloc.lower() in sitemap.hosts
                yield (url if here else ""), False
        except (FetchFailed, Refused, ParseFailed, ValueError) as error:
            raise SourceUnavailable(self.name, f"sitemap: {shown(str(error))}") from None
        if not found:
            raise SourceUnavailable(self.name, "sitemap: it names no page")

    @cached_property
    def _by_form(self) -> dict[str, str]:
        return {form(key): key for key in self._listing[0]}

    @cached_property
    def _terms(self) -> str:
        """What besides the page decides what is indexed of it."""
        return stable_id("terms", PIPELINE, *sorted(self.settings.access))[:8]

    def _look(self, key: str, known: Known | None) -> Found:
        try:
            held = _held(known.fingerprint, self._terms) if known is not None else {}
            page = self._fetcher.fetch(key, held, allowed=self._allowed)
            self._silent[origin(key)] = 0
            if page.status == 304 and held:
                return Unchanged(key=key)
            if page.status != 200:
                return self._refusal(key, page.status)
            return self._record(key, page)
        except Forbidden as error:
            return self._problem(key, str(error), skipped=True)
        except TooLarge:
            return self._problem(key, f"over max_bytes {self.settings.max_bytes}", skipped=True)
        except (FetchFailed, Refused) as error:
            self._silent[origin(key)] += getattr(error, "down", False)
            return self._problem(key, f"cannot be read: {error}", keep=True)

    def _refusal(self, key: str, status: int) -> Problem:
        if status in _GONE:
            return self._problem(key, f"not there (status {status})", skipped=True)
        return self._problem(key, f"cannot be read: status {status}", keep=True)

    def _problem(
        self, key: str, line: str, *, keep: bool = False, skipped: bool = False
    ) -> Problem:
        return Problem(
            key=key, line=f"{self.name}/{key}: {shown(line)}", keep=keep, skipped=skipped
        )

    def _record(self, key: str, page: Page) -> Record | Problem:
        said = page.headers.get("content-type", "")
        kind = _kind(said, page.url)
        if kind is None:
            return self._problem(key, f"{said[:60]!r} is not a type that is read", skipped=True)
        charset = _CHARSET.search(said)
        labels = sorted(self.settings.access)
        digest = hashlib.blake2b(page.body, digest_size=16).hexdigest()
        self._sandbox.warm()
        return Record(
            source=self.name,
            kind="file",
            key=key,
            version=stable_id("page", PIPELINE, digest, kind, *labels),
            payload={
                "content": page.body,
                "kind": kind,
                "charset": charset.group(1) if charset else None,
                "url": page.url,
            },
            observed_at=dt.datetime.now(dt.UTC),
            access=Access(labels=frozenset(labels)),
            fingerprint=_fingerprint(page.headers, self._terms),
        )

    def _allowed(self, url: str) -> None:
        """Wait for the server's turn. Raises Forbidden, FetchFailed and Refused."""
        host = origin(url)
        if host not in self._robots:
            self._robots[host] = self._read_robots(host)
        robots = self._robots[host]
        if isinstance(robots, FetchFailed):
            raise FetchFailed(f"its robots.txt: {robots}", down=robots.down)
        if not robots.allows(url):
            raise Forbidden("robots.txt asks not to read it")
        self._pause(robots.delay_s)

    def _read_robots(self, host: str) -> Robots | FetchFailed:
        """As RFC 9309 says: none means that all is allowed, a broken server that nothing is."""
        self._pause()
        try:
            page = self._fetcher.fetch(f"{host}robots.txt", most=MAX_ROBOTS)
        except TooLarge:
            return Robots()
        except FetchFailed as error:
            return error
        if page.status == 200:
            return read_robots(page.body.decode("utf-8", "replace"), self.settings.user_agent)
        return FetchFailed(f"status {page.status}") if page.status >= 500 else Robots()

    def _pause(self, asked_for_s: float = 0.0) -> None:
        """Keep the distance between two requests."""
        left = self._asked + max(self.settings.delay_s, asked_for_s) - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._asked = time.monotonic()

    def _target(self, base: str, link: str) -> str | None:
        """The page of this source that a link on the page `base` leads to."""
        try:
            return self._by_form.get(form(urljoin(base, link)))
        except ValueError:
            return None


def _kind(said: str, url: str) -> str | None:
    """The media type to read a page as: what the server says, else what its name says."""
    said = said.partition(";")[0].strip().lower()
    said = _ALIASES.get(said, said)
    by_name = media_type(urlsplit(url).path)
    if said in ("", "application/octet-stream"):
        return by_name
    if said == "text/plain" and by_name is not None and by_name.startswith("text/"):
        return by_name
    return said if said in MEDIA_TYPES.values() else None


def _fingerprint(headers: Mapping[str, str], terms: str) -> str:
    """What tells this state of the page from another; empty when the server says nothing of it."""
    etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
    if modified == headers.get("date"):
        modified = ""  # made just now, or changed within this second
    values = [value if _HEADER_VALUE.fullmatch(value) else "" for value in (etag, modified)]
    return json.dumps([terms, *values]) if any(values) else ""


def _held(fingerprint: str, terms: str) -> dict[str, str]:
    """The headers that ask for a page only if it is not as it was; none when that is not enough."""
    try:
        before, etag, modified = json.loads(fingerprint)
    except ValueError:
        return {}
    if before != terms:
        return {}
    asked = {"if-none-match": etag, "if-modified-since": modified}
    return {name: value for name, value in asked.items() if value}
