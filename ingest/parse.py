"""Bytes of a file to a title, plain text, sections and links. Blocks, and may crash or hang.

Nothing here is called on files of others but in the child process of `ingest.sandbox`, which has
limits of memory and time. Markdown, text, CSV, HTML, JSON lines, mail and Excel are read by own
code, the rest by xberg (`ingest.extract`), which hands over Markdown.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import yaml

from ingest.archives import check_archive
from ingest.decode import check_kind, decode
from ingest.json_lines import json_lines
from ingest.mail import letter
from ingest.markdown import Plain, plain_text, table_row
from ingest.office import without_hidden
from ingest.parsed import (
    DOCX,
    EPUB,
    JSON_LINES,
    MAIL,
    MAX_TEXT,
    ODT,
    PPTX,
    XLSX,
    Parsed,
    ParseFailed,
    encodable,
    media_type,
    name_of,
    one_line,
)
from ingest.sheets import workbook
from ingest.visible import VisibleHtml, without_unseen

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MAX_FRONT_MATTER = 20_000
_NAMES_ACCESS = re.compile(r"^\s*['\"]?access['\"]?\s*:", re.MULTILINE)
_META_CHARSET = re.compile(rb"<meta[^>]*charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_SNIFFED = 8_192
_MAX_FIELD = 1_000_000
_ARCHIVES = frozenset({DOCX, PPTX, XLSX, ODT, EPUB})


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What the reader of one format gives back; `title` is of the metadata."""

    plain: Plain
    title: str = ""
    access: tuple[str, ...] | None = None


def parse_file(
    data: bytes, key: str, *, kind: str | None = None, charset: str | None = None
) -> Parsed:
    """Read a file. `key` is its path: its name is a title of last resort, its suffix the type.

    `kind` and `charset` are what a web server said of them. Raises ParseFailed.
    """
    kind = kind or media_type(key)
    if kind is None:
        raise ParseFailed("not a type of file that is read")
    try:
        found = _parse(data, kind, charset)
    except (AssertionError, RecursionError, ValueError) as error:
        # The parsers of HTML and Markdown raise these on input that is broken enough.
        raise ParseFailed(one_line(error)) from None
    if len(found.plain.text) > MAX_TEXT:
        raise ParseFailed(f"it holds more than {MAX_TEXT} characters of text")
    title = found.plain.title or found.title
    return Parsed(
        title=encodable(" ".join(title.split())) or name_of(key),
        text=encodable(found.plain.text),
        media_type=kind,
        sections=tuple(
            replace(each, heading_path=tuple(map(encodable, each.heading_path)))
            for each in found.plain.sections
        ),
        links=found.plain.links,
        access=found.access,
    )


def _parse(data: bytes, kind: str, charset: str | None) -> _Found:
    check_kind(data, kind)
    if kind in _ARCHIVES:
        check_archive(data)
    match kind:
        case "text/markdown":
            return _markdown(decode(data, charset))
        case "text/plain":
            return _Found(plain=Plain(text=decode(data, charset).strip()))
        case "text/csv" | "text/tab-separated-values":
            return _Found(plain=_table(decode(data, charset)))
        case "text/html":
            return _html(decode(data, charset or _named_charset(data)))
        case str() if kind == JSON_LINES:
            return _Found(plain=json_lines(decode(data, charset)))
        case str() if kind == MAIL:
            return _mail(data)
        case str() if kind == XLSX:
            return _Found(plain=workbook(data))
        case _:
            title, text = _extract(without_hidden(data, kind), kind)
            return _Found(plain=plain_text(without_unseen(text)), title=title)


def _markdown(text: str) -> _Found:
    """Front matter gives a title and access labels, and is no text."""
    front = _FRONT_MATTER.match(text, 0, _MAX_FRONT_MATTER)
    if front is None:
        return _Found(plain=plain_text(text))
    try:
        fields = yaml.safe_load(front.group(1))
    except (yaml.YAMLError, ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        if _NAMES_ACCESS.search(front.group(1)):
            raise ParseFailed("its front matter names `access` and is not valid YAML")
        return _Found(plain=plain_text(text))
    return _Found(
        plain=plain_text(text[front.end() :]),
        title=_title(fields.get("title")),
        access=_labels(fields["access"]) if "access" in fields else None,
    )


def _title(value: object) -> str:
    """Plain values only: YAML can make a short file into a list without end."""
    return str(value)[:1000] if isinstance(value, str | int | float | dt.date) else ""


def _labels(value: object) -> tuple[str, ...]:
    """Access labels of front matter. What cannot be understood must not open the document."""
    given = value if isinstance(value, list) else [value]
    labels = {encodable(label.strip()) for label in given if isinstance(label, str)}
    if not labels or "" in labels or not all(isinstance(label, str) for label in given):
        raise ParseFailed("`access` of its front matter must be a label or a list of labels")
    return tuple(sorted(labels))


def _named_charset(data: bytes) -> str | None:
    """The encoding that a page names in its head."""
    named = _META_CHARSET.search(data[:2048])
    return named.group(1).decode("ascii") if named else None


def _html(text: str) -> _Found:
    visible = VisibleHtml()
    visible.feed(text)
    visible.close()
    # The mark says UTF-8: without it xberg would guess the encoding.
    body = f'<meta charset="utf-8"><body>{visible.take()}</body>'
    _, markdown = _extract(body.encode("utf-8", "replace"), "text/html")
    return _Found(plain=plain_text(without_unseen(markdown)), title=visible.title.strip())


def _extract(data: bytes, kind: str) -> tuple[str, str]:
    # Imported when it is needed: it takes half a second, and most folders hold Markdown.
    from ingest.extract import extract

    return extract(data, kind)


def _mail(data: bytes) -> _Found:
    """Sender, day and the names of attachments stand around the words as lines of text."""
    mail = letter(data)
    body = _html(mail.body).plain if mail.html else Plain(text=mail.body)
    head = mail.head + "\n\n" if mail.head else ""
    text = (head + body.text + ("\n\n" + mail.tail if mail.tail else "")).strip()
    return _Found(plain=Plain(text=text), title=mail.subject)


def _table(text: str) -> Plain:
    """Each row becomes a line that names its columns."""
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:_SNIFFED], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    csv.field_size_limit(_MAX_FIELD)
    try:
        lines = [line for line in _rows(csv.reader(io.StringIO(text), dialect)) if line]
    except csv.Error as error:
        raise ParseFailed(f"not a table: {one_line(error)}") from None
    return Plain(text="\n".join(lines))


def _rows(reader: Iterator[list[str]]) -> Iterator[str]:
    header = [" ".join(name.replace("_", " ").split()) for name in next(reader, [])]
    bare = True
    for row in reader:
        bare = False
        yield table_row(header, row)
    if bare:
        yield "; ".join(header)
