"""Bytes that should be text to text; bytes that are something else are named."""

from __future__ import annotations

import codecs
import re

from ingest.parsed import DOCX, EPUB, ODT, PDF, PPTX, XLSX, ParseFailed
from ingest.visible import without_unseen

_LOOKED_AT = 8_192
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_MOST_CONTROL = 0.05
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = {
    b"%PDF-": "a PDF file", b"PK\x03\x04": "a ZIP or Office file", b"\x89PNG": "a picture",
    b"GIF8": "a picture", b"\xff\xd8\xff": "a picture", b"\x1f\x8b": "a compressed file",
    b"\x7fELF": "a program", _OLD_OFFICE: "an old Office file",
    b"SQLite format 3\x00": "a SQLite database",
}  # fmt: skip
_ZIPPED = {DOCX: "a Word file", PPTX: "a PowerPoint file", XLSX: "an Excel file",
           ODT: "an OpenDocument file", EPUB: "an EPUB file"}  # fmt: skip


def decode(data: bytes, charset: str | None = None) -> str:
    """Text in UTF-8, in UTF-16 with its mark, in `charset`, else in Windows-1252.

    Line ends are made plain; characters that show nothing are dropped. Raises ParseFailed.
    """
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise ParseFailed(f"it holds {what}, not text")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode(_text_codec(charset), "replace")
    head = text[:_LOOKED_AT]
    if "\x00" in head or len(_CONTROL.findall(head)) > 4 + len(head) * _MOST_CONTROL:
        raise ParseFailed("it is binary, not text")
    return without_unseen(text.replace("\r\n", "\n").replace("\r", "\n"))


def check_kind(data: bytes, kind: str) -> None:
    """Raise ParseFailed when the bytes are plainly not of the type that the name says."""
    if kind == PDF and b"%PDF-" not in data[:1024]:
        raise ParseFailed("it is not a PDF file")
    expected = _ZIPPED.get(kind)
    if expected is None or data.startswith(b"PK\x03\x04"):
        return
    if data.startswith(_OLD_OFFICE):
        raise ParseFailed("it is encrypted, or an old Office file: save it anew without a password")
    raise ParseFailed(f"it is not {expected}")


def _text_codec(charset: str | None) -> str:
    """The codec that was named, if there is one and it is one of text."""
    try:
        found = codecs.lookup(charset or "cp1252")
    except (LookupError, ValueError):
        return "cp1252"
    return found.name if getattr(found, "_is_text_encoding", True) else "cp1252"
