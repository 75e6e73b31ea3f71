"""A folder as a source: one Record per file, with the hash of its content as version.

Hidden files, links that leave the folder, files that the settings leave out and types without
text are passed over; what cannot be read is reported in one line and keeps what is indexed of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from ingest.chunk import passages
from ingest.markdown import Link
from ingest.parse import ParseFailed, media_type, parse_file
from ingest.records import PIPELINE, Found, Known, Problem
from nescio.errors import SourceUnavailable
from nescio.settings import FilesSource
from nescio.types import Access, Document, Edge, Entity, EntityName, Passage, Record, stable_id
from retrieval.catalogue import Indexed

HREF = "link"
"""Label of an edge that an author made, as opposed to a title that was mentioned."""


def glob_pattern(glob: str) -> re.Pattern[str]:
    """A glob over `/` paths: `*` and `?` within a name, `**` over folders, `dir/` for a folder."""
    glob = glob.removeprefix("./")
    if glob.endswith("/"):
        glob += "**"
    out: list[str] = []
    for part in re.split(r"(\*\*/|/\*\*$|\*\*|\*|\?)", glob):
        match part:
            case "**/":
                out.append("(?:.*/)?")
            case "/**":
                out.append("/.+")
            case "**":
                out.append(".*")
            case "*":
                out.append("[^/]*")
            case "?":
                out.append("[^/]")
            case _:
                out.append(re.escape(part))
    return re.compile("".join(out))


@dataclass
class FolderSource:
    """The files under the folder of `settings`. See `ingest.records.Source`."""

    settings: FilesSource

    @property
    def name(self) -> str:
        return self.settings.name

    def count(self) -> int:
        return len(self._listing[0])

    def close(self) -> None:
        """Nothing is held open."""

    def records(self, known: Mapping[str, Known]) -> Iterator[Found]:
        keys, problems = self._listing
        yield from problems
        for key in keys:
            yield self._read(key)

    def build(self, record: Record) -> Indexed | Problem:
        try:
            parsed = parse_file(record.payload["content"], record.key)
        except ParseFailed as error:
            line = f"{self.name}/{record.key}: cannot be parsed: {error}"
            return Problem(key=record.key, line=line, keep=False)
        document = Document(
            source=record.source,
            kind="file",
            key=record.key,
            version=record.version,
            title=parsed.title,
            text=parsed.text,
            media_type=parsed.media_type,
            observed_at=record.observed_at,
            sections=parsed.sections,
            access=record.access,
        )
        found = passages(document)
        entity = Entity(
            id=document.id, source=self.name, label=document.title, access=document.access
        )
        return Indexed(
            document=document,
            passages=found,
            entities=(entity,),
            names=(EntityName(entity_id=entity.id, name=document.title, kind="title"),),
            edges=(*contains(document, found), *self._links(document, found, parsed.links)),
        )

    @cached_property
    def _listing(self) -> tuple[list[str], list[Problem]]:
        """Keys in order, and what was passed over or could not be listed."""
        root = self.settings.path
        try:
            with os.scandir(root):
                pass
        except OSError as error:
            problem = f"folder {str(root)!r}: {error.strerror or error}"
            raise SourceUnavailable(self.name, problem) from None
        problems: list[Problem] = []

        def unreadable(error: OSError) -> None:
            folder = Path(error.filename).relative_to(root).as_posix()
            line = f"{self.name}/{folder}/: cannot be listed: {error.strerror}"
            problems.append(Problem(key=f"{folder}/", line=line, keep=True))

        keys: list[str] = []
        others: dict[str, int] = {}
        for folder, folders, files in os.walk(root, onerror=unreadable):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                key = (Path(folder) / name).relative_to(root).as_posix()
                if name.startswith(".") or not self._wanted(key):
                    continue
                if media_type(key) is None:
                    suffix = Path(name).suffix.lower() or "no suffix"
                    others[suffix] = others.get(suffix, 0) + 1
                    continue
                keys.append(key)
        if others:
            kinds = ", ".join(f"{count} x {suffix}" for suffix, count in sorted(others.items()))
            line = f"{self.name}: not a type that is read: {kinds}"
            problems.append(Problem(key="", line=line, keep=False, skipped=True))
        return keys, problems

    def _wanted(self, key: str) -> bool:
        included = any(glob_pattern(glob).fullmatch(key) for glob in self.settings.include)
        return included and not any(
            glob_pattern(glob).fullmatch(key) for glob in self.settings.exclude
        )

    def _read(self, key: str) -> Record | Problem:
        path = self.settings.path / key
        try:
            if not path.resolve(strict=True).is_relative_to(self.settings.path.resolve()):
                line = f"{self.name}/{key}: a link out of the folder, not followed"
                return Problem(key=key, line=line, keep=False, skipped=True)
            size = path.stat().st_size
            if size > self.settings.max_bytes:
                line = f"{self.name}/{key}: {size} bytes, over max_bytes {self.settings.max_bytes}"
                return Problem(key=key, line=line, keep=False, skipped=True)
            if not path.is_file():
                return Problem(
                    key=key, line=f"{self.name}/{key}: not a plain file", keep=False, skipped=True
                )
            content = path.read_bytes()
        except FileNotFoundError:
            line = f"{self.name}/{key}: it went away, or is a link to nothing"
            return Problem(key=key, line=line, keep=False, skipped=True)
        except (OSError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or error
            return Problem(key=key, line=f"{self.name}/{key}: cannot be read: {reason}", keep=True)
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        labels = sorted(self.settings.access)
        return Record(
            source=self.name,
            kind="file",
            key=key,
            version=stable_id("file", PIPELINE, digest, *labels),
            payload={"content": content},
            observed_at=dt.datetime.now(dt.UTC),
            access=Access(labels=frozenset(labels)),
        )

    def _links(
        self, document: Document, found: tuple[Passage, ...], links: tuple[Link, ...]
    ) -> Iterator[Edge]:
        """Edges to the files of this folder that the document links to."""
        known = set(self._listing[0])
        for link in links:
            path = urlsplit(link.target).path if "://" not in link.target else ""
            here = posixpath.dirname(document.key)
            target = posixpath.normpath(posixpath.join(here, path)).lstrip("/")
            if not path or target == document.key or target not in known:
                continue
            proof = next((p.id for p in found if p.chunk.end > link.offset), None)
            if proof is not None:
                yield Edge(
                    start_id=document.id,
                    end_id=stable_id("document", self.name, target),
                    kind="links",
                    proof=proof,
                    label=HREF,
                )


def contains(document: Document, found: tuple[Passage, ...]) -> Iterator[Edge]:
    """An edge from a document to each of its chunks; the chunk proves it."""
    for passage in found:
        yield Edge(start_id=document.id, end_id=passage.id, kind="contains", proof=passage.id)
