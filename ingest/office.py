"""Word and PowerPoint files without what their readers hide, which the parser would read.

Runs of a Word file that are marked hidden or too small to see, and hidden slides. White text is
not told from white text on a dark ground, and stays.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from ingest.parsed import DOCX, PPTX

_PARTS = {
    DOCX: re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$"),
    PPTX: re.compile(r"ppt/slides/slide\d+\.xml$"),
}
_RUN_TAG = re.compile(rb"<w:r(?:\s[^>]*)?>|</w:r>")
_PROPERTIES = re.compile(rb"<w:rPr(?:\s[^>]*)?>(.*?)</w:rPr>", re.DOTALL)
_HIDDEN = re.compile(
    rb'<w:(?:vanish|webHidden)(?:\s*/>|\s+w:val="(?:1|true|on)"\s*/>)|<w:sz\s+w:val="[0-2]"\s*/>'
)
_HIDDEN_SLIDE = re.compile(rb'<p:sld\s(?:[^>]*\s)?show="(?:0|false)"')
_PROPERTIES_WITHIN = 20_000
_MAX_PART = 100_000_000
"""A larger part is not looked at: the parser refuses it."""
_SLIDE_WORDS = re.compile(rb"<a:t>[^<]*</a:t>")


def without_hidden(data: bytes, kind: str) -> bytes:
    """The same file without what is hidden in it.

    What cannot be opened is given back as it is: the parser will say what is wrong with it.
    """
    if kind not in _PARTS:
        return data
    shown = _shown_runs if kind == DOCX else _shown_slide
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            changed = _changed(archive, _PARTS[kind], shown)
            return _rewritten(archive, changed) if changed else data
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError):
        return data


def _changed(
    archive: zipfile.ZipFile, part: re.Pattern[str], shown: Callable[[bytes], bytes]
) -> dict[str, bytes]:
    changed: dict[str, bytes] = {}
    for info in archive.infolist():
        if part.match(info.filename) and info.file_size <= _MAX_PART:
            before = archive.read(info)
            after = shown(before)
            if after != before:
                changed[info.filename] = after
    return changed


def _shown_runs(part: bytes) -> bytes:
    """Runs are looked at one by one: an expression over whole runs needs memory for each byte."""
    kept: list[bytes] = []
    done = 0
    start: int | None = None
    for tag in _RUN_TAG.finditer(part):
        if not tag.group().startswith(b"</"):
            start = tag.start()
        elif start is not None:
            if _is_hidden(part[start : min(tag.end(), start + _PROPERTIES_WITHIN)]):
                kept.append(part[done:start])
                done = tag.end()
            start = None
    return b"".join([*kept, part[done:]]) if kept else part


def _is_hidden(run: bytes) -> bool:
    properties = _PROPERTIES.search(run)
    return properties is not None and _HIDDEN.search(properties.group(1)) is not None


def _shown_slide(slide: bytes) -> bytes:
    return _SLIDE_WORDS.sub(b"<a:t></a:t>", slide) if _HIDDEN_SLIDE.search(slide[:4096]) else slide


def _rewritten(archive: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in archive.infolist():
            copy.writestr(info.filename, changed.get(info.filename) or archive.read(info))
    return out.getvalue()
