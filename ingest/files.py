"""A folder as a source: one Record per file, with the hash of its content as version.

Hidden files, links that leave the folder, files that the settings leave out and types without
text are passed over; what cannot be read is reported in one line and keeps what is indexed of it.
A file that looks as it did when it was indexed is not opened.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import posixpath
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from ingest.document import indexed
from ingest.listing import Listing
from ingest.parsed import ParseFailed, media_type
from ingest.records import PIPELINE, Found, Known, Problem, Unchanged
from ingest.sandbox import Sandbox
from nescio.settings_sources import FilesSource
from nescio.types import Access, Record, stable_id
from retrieval.catalogue import Indexed

_RACY_NS = 2_000_000_000
"""A file changed this short before it was read may change again with the same time stamp."""
_NOWHERE = (errno.ENOENT, errno.ENOTDIR)


class _PassedOver(Exception):
    """A file that is left out on purpose; `str()` says why."""


@dataclass
class FolderSource:
    """The files under the folder of `settings`. See `ingest.records.Source`."""

    settings: FilesSource
    _sandbox: Sandbox = field(default_factory=Sandbox)

    @property
    def name(self) -> str:
        return self.settings.name

    def count(self) -> int:
        return len(self._listing.keys)

    def close(self) -> None:
        self._sandbox.close()

    def records(self, known: Mapping[str, Known]) -> Iterator[Found]:
        listing = self._listing
        yield from listing.problems
        for key in listing.keys:
            yield self._look(key, known.get(key))

    def build(self, record: Record) -> Indexed | Problem:
        try:
            parsed = self._sandbox.parse(record.payload["content"], record.key)
            return indexed(record, parsed, lambda link: self._target(record.key, link))
        except ParseFailed as error:
            line = f"{self.name}/{record.key}: cannot be parsed: {error}"
            return Problem(key=record.key, line=line, keep=False)

    @cached_property
    def _listing(self) -> Listing:
        return Listing.read(self.settings)

    @cached_property
    def _root(self) -> str:
        return os.path.join(os.path.realpath(self.settings.path), "")

    @cached_property
    def _terms(self) -> str:
        """What besides the file decides what is indexed of it."""
        return stable_id("terms", PIPELINE, *sorted(self.settings.access))[:8]

    def _look(self, key: str, known: Known | None) -> Found:
        """The file as it is now, or that it is as known; it is opened only if it looks changed."""
        path = f"{self.settings.path}/{key}"
        try:
            seen = os.lstat(path)
            if stat.S_ISLNK(seen.st_mode):
                path = self._followed(path)
                seen = os.stat(path)
            self._check(seen)
            if known is not None and known.fingerprint == self._fingerprint(seen):
                return Unchanged(key=key)
            return self._read(key, path)
        except _PassedOver as error:
            line = f"{self.name}/{key}: {error}"
            return Problem(key=key, line=line, keep=False, skipped=True)
        except OSError as error:
            if error.errno in _NOWHERE:
                line = f"{self.name}/{key}: it went away, or is a link to nothing"
                return Problem(key=key, line=line, keep=False, skipped=True)
            line = f"{self.name}/{key}: cannot be read: {error.strerror or error}"
            return Problem(key=key, line=line, keep=True)

    def _followed(self, path: str) -> str:
        """Where a link leads. Raises OSError and _PassedOver."""
        real = os.path.realpath(path, strict=True)
        if not real.startswith(self._root):
            raise _PassedOver("a link out of the folder, not followed")
        return real

    def _check(self, seen: os.stat_result) -> None:
        if not stat.S_ISREG(seen.st_mode):
            raise _PassedOver("not a plain file")
        if seen.st_size > self.settings.max_bytes:
            raise _PassedOver(f"{seen.st_size} bytes, over max_bytes {self.settings.max_bytes}")

    def _fingerprint(self, seen: os.stat_result) -> str:
        times = f"{seen.st_mtime_ns:x}-{seen.st_ctime_ns:x}"
        return f"{seen.st_size:x}-{times}-{seen.st_ino:x}-{self._terms}"

    def _read(self, key: str, path: str) -> Record:
        # A pipe or a device that has taken the file's place must not block, nor a link be followed.
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(opened, "rb", buffering=0) as file:
            before = os.fstat(opened)
            self._check(before)
            content = file.read(before.st_size + 1) or b""
            while len(content) != before.st_size and (more := file.read(1 << 20)):
                content += more
                if len(content) > self.settings.max_bytes:
                    raise _PassedOver(f"it grew over max_bytes {self.settings.max_bytes}")
            after = os.fstat(opened)
        seen = self._fingerprint(before)
        age = time.time_ns() - max(before.st_mtime_ns, before.st_ctime_ns)
        sure = age > _RACY_NS and self._fingerprint(after) == seen
        labels = sorted(self.settings.access)
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        self._sandbox.warm()
        return Record(
            source=self.name,
            kind="file",
            key=key,
            version=stable_id("file", PIPELINE, digest, *labels),
            payload={"content": content},
            observed_at=dt.datetime.now(dt.UTC),
            access=Access(labels=frozenset(labels)),
            fingerprint=seen if sure else "",
        )

    def _target(self, key: str, link: str) -> str | None:
        """The file of this folder that a link in the file `key` leads to.

        It need not be there yet: the file with the link is not read again when it comes.
        """
        if "://" in link:
            return None
        try:
            path = urlsplit(link).path
        except ValueError:
            return None
        target = posixpath.normpath(posixpath.join(posixpath.dirname(key), path)).lstrip("/")
        return target if media_type(path) and not target.startswith("../") else None
