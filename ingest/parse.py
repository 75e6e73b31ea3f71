"""Bytes of a file to a title, plain text, sections and links. Blocks: call it in a worker thread.

Markdown, text, CSV and HTML are read here; xberg reads the rest (PDF, DOCX, PPTX, ...) and hands
over Markdown. Two settings of xberg are deliberate: it gets bytes, because it would fetch a URI,
and it is told to keep headers and footers, because it takes headings for running headers.
"""

from __future__ import annotations

import asyncio
import csv
import io
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import xberg
import yaml

from ingest.markdown import Link, Plain, plain_text, table_row
from ingest.office import DOCX, without_hidden_runs
from ingest.visible import VisibleHtml, without_unseen
from nescio.types import Section

DEADLINE_S = 60
"""For one file. xberg stops its own work at the same time."""

MEDIA_TYPES = {
    ".md": "text/markdown", ".markdown": "text/markdown", ".mdx": "text/markdown",
    ".txt": "text/plain", ".text": "text/plain", ".log": "text/plain", ".rst": "text/plain",
    ".csv": "text/csv", ".tsv": "text/tab-separated-values",
    ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html",
    ".pdf": "application/pdf", ".rtf": "application/rtf", ".epub": "application/epub+zip",
    ".docx": DOCX,
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".eml": "message/rfc822",
}  # fmt: skip
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_SNIFFED = 8_192
_MAX_FIELD = 1_000_000


class ParseFailed(Exception):
    """A file that cannot be read as what it seems to be; the message is one short line."""


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """What a file says. Spans of `sections` and offsets of `links` are code points of `text`."""

    title: str
    text: str
    media_type: str
    sections: tuple[Section, ...]
    links: tuple[Link, ...]


def media_type(key: str) -> str | None:
    """The media type by suffix; None for files that hold no text that is read."""
    return MEDIA_TYPES.get(PurePosixPath(key).suffix.lower())


def parse_file(data: bytes, key: str) -> Parsed:
    """Read a file. `key` is its path: the suffix gives the type, the name a title of last resort.

    Raises ParseFailed.
    """
    try:
        return _parse(data, key)
    except (AssertionError, RecursionError, ValueError) as error:
        # The parsers of HTML and Markdown raise these on input that is broken enough.
        raise ParseFailed(_line(error)) from None


def _parse(data: bytes, key: str) -> Parsed:
    kind = media_type(key)
    match kind:
        case None:
            raise ParseFailed("not a type of file that is read")
        case "text/markdown":
            title, plain = _markdown(_decode(data))
        case "text/plain":
            title, plain = "", Plain(text=_decode(data).strip())
        case "text/csv" | "text/tab-separated-values":
            title, plain = "", _table(_decode(data))
        case "text/html":
            title, plain = _html(_decode(data))
        case _:
            visible = without_hidden_runs(data) if kind == DOCX else data
            title, plain = _extract(visible, kind)
            plain = replace(plain, title=plain.title or title)
    return Parsed(
        title=" ".join((plain.title or title).split()) or name_of(key),
        text=plain.text,
        media_type=kind,
        sections=plain.sections,
        links=plain.links,
    )


def name_of(key: str) -> str:
    """A title from a file name: `care/cast-iron.pdf` gives `Cast iron`."""
    stem = re.sub(r"[-_\s]+", " ", PurePosixPath(key).stem).strip() or key
    return stem[0].upper() + stem[1:]


def _decode(data: bytes) -> str:
    """Text in UTF-8, in UTF-16 with its mark, else in Windows-1252; line ends made plain."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    if "\x00" in text[:_SNIFFED]:
        raise ParseFailed("it is binary, not text")
    return without_unseen(text.replace("\r\n", "\n").replace("\r", "\n"))


def _markdown(text: str) -> tuple[str, Plain]:
    title = ""
    front = _FRONT_MATTER.match(text)
    if front:
        try:
            fields = yaml.safe_load(front.group(1))
        except yaml.YAMLError:
            fields = None
        if isinstance(fields, dict):
            title = str(fields.get("title") or "")
            text = text[front.end() :]
    return title, plain_text(text)


def _html(text: str) -> tuple[str, Plain]:
    visible = VisibleHtml()
    visible.feed(text)
    visible.close()
    # The mark says UTF-8: without it xberg would guess the encoding.
    body = f'<meta charset="utf-8"><body>{visible.take()}</body>'
    _, plain = _extract(body.encode("utf-8", "replace"), "text/html")
    return visible.title.strip(), plain


def _table(text: str) -> Plain:
    """Each row becomes a line that names its columns."""
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:_SNIFFED], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    csv.field_size_limit(_MAX_FIELD)
    try:
        rows = list(csv.reader(io.StringIO(text), dialect))
    except csv.Error as error:
        raise ParseFailed(f"not a table: {error}") from None
    if not rows:
        return Plain(text="")
    header = [" ".join(name.replace("_", " ").split()) for name in rows[0]]
    lines = [table_row(header, row) for row in rows[1:]]
    if len(rows) == 1:
        lines = ["; ".join(header)]
    return Plain(text="\n".join(line for line in lines if line))


def _extract(data: bytes, kind: str) -> tuple[str, Plain]:
    """What xberg finds: the title of the metadata, and the text by way of Markdown."""
    try:
        found = asyncio.run(_xberg(data, kind))
    except TimeoutError:
        raise ParseFailed(f"reading it took more than {DEADLINE_S} s") from None
    except (xberg.XbergError, RuntimeError, ValueError, OSError) as error:
        raise ParseFailed(_line(error)) from None
    except BaseException as error:
        # A panic of the Rust side derives from BaseException and has no importable name.
        if type(error).__name__ != "PanicException":
            raise
        raise ParseFailed("the parser crashed on it") from None
    if found.errors or not found.results:
        problem = str(found.errors[0].message) if found.errors else "nothing came back"
        raise ParseFailed(_line(ValueError(problem)))
    result = found.results[0]
    return str(result.metadata.title or ""), plain_text(without_unseen(result.content))


async def _xberg(data: bytes, kind: str) -> xberg.ExtractionResult:
    config = xberg.ExtractionConfig(
        output_format="markdown",
        use_cache=False,
        disable_ocr=True,
        extraction_timeout_secs=DEADLINE_S,
        content_filter=xberg.ContentFilterConfig(
            include_headers=True,
            include_footers=True,
            include_footnotes=True,
            strip_repeating_text=False,
        ),
        html_options=xberg.ConversionOptions(
            extract_metadata=False,
            preprocessing=xberg.PreprocessingOptions(
                enabled=False, remove_navigation=False, remove_forms=False
            ),
        ),
    )
    source = xberg.ExtractInput(kind="bytes", bytes=data, mime_type=kind)
    return await asyncio.wait_for(xberg.extract(source, config), DEADLINE_S)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:160].rstrip(".") or type(error).__name__
