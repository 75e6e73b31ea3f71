"""What a file says once it is read, which types are read, and why one was not.

Nothing heavy is imported here: the parsers themselves run in a child process (`ingest.sandbox`).
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.markdown import Link
from nescio.types import Section

DEADLINE_S = 60
"""For reading one file."""

MAX_TEXT = 10_000_000
"""Characters of text that are taken from one file: some thousand pages."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = _OFFICE + "wordprocessingml.document"
PPTX = _OFFICE + "presentationml.presentation"
XLSX = _OFFICE + "spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
EPUB = "application/epub+zip"
PDF = "application/pdf"
JSON_LINES = "application/jsonl"
MAIL = "message/rfc822"
MEDIA_TYPES = {
    ".md": "text/markdown", ".markdown": "text/markdown", ".mdx": "text/markdown",
    ".txt": "text/plain", ".text": "text/plain", ".log": "text/plain", ".rst": "text/plain",
    ".csv": "text/csv", ".tsv": "text/tab-separated-values",
    ".jsonl": JSON_LINES, ".ndjson": JSON_LINES,
    ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html",
    ".pdf": PDF, ".rtf": "application/rtf", ".epub": EPUB,
    ".docx": DOCX, ".pptx": PPTX, ".xlsx": XLSX, ".odt": ODT, ".eml": MAIL,
}  # fmt: skip
_SURROGATE = re.compile("[\ud800-\udfff]")


class ParseFailed(Exception):
    """A file that cannot be read as what it seems to be; the message is one short line."""


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """What a file says. Spans of `sections` and offsets of `links` are code points of `text`.

    `access`: the labels that the file itself asks for; None when it says nothing of them.
    """

    title: str
    text: str
    media_type: str
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    access: tuple[str, ...] | None = None


def media_type(key: str) -> str | None:
    """The media type by suffix; None for files that hold no text that is read."""
    return MEDIA_TYPES.get(posixpath.splitext(key)[1].lower())


def name_of(key: str) -> str:
    """A title from a file name: `care/cast-iron.pdf` gives `Cast iron`."""
    stem = re.sub(r"[-_\s]+", " ", PurePosixPath(key).stem).strip() or key
    return stem[0].upper() + stem[1:]


def encodable(text: str) -> str:
    """`text` without halves of characters, which no store could write; the length stays."""
    return _SURROGATE.sub("\ufffd", text)


def one_line(error: BaseException) -> str:
    """What an error says, short enough for a report."""
    said = encodable(" ".join(str(error).split()))[:160].rstrip(".")
    return said or type(error).__name__
