"""Word files without their hidden runs, which the parser would read like any other text."""

from __future__ import annotations

import io
import re
import zipfile

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PART = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$")
_RUN = re.compile(rb"<w:r(?:\s[^>]*)?>(?:(?!</?w:r[\s>]).)*</w:r>", re.DOTALL)
_PROPERTIES = re.compile(rb"<w:rPr(?:\s[^>]*)?>(.*?)</w:rPr>", re.DOTALL)
_HIDDEN = re.compile(
    rb'<w:(?:vanish|webHidden)(?:\s*/>|\s+w:val="(?:1|true|on)"\s*/>)|<w:sz\s+w:val="[0-2]"\s*/>'
)
_MAX_PART = 100_000_000


def without_hidden_runs(data: bytes) -> bytes:
    """The same DOCX without runs marked hidden or of a size that nobody can read.

    What cannot be opened is given back as it is: the parser will say what is wrong with it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            changed: dict[str, bytes] = {}
            for info in archive.infolist():
                if _PART.match(info.filename) and info.file_size <= _MAX_PART:
                    before = archive.read(info)
                    after = _RUN.sub(lambda match: _shown(match.group()), before)
                    if after != before:
                        changed[info.filename] = after
            return _rewritten(archive, changed) if changed else data
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError):
        return data


def _shown(run: bytes) -> bytes:
    properties = _PROPERTIES.search(run)
    return b"" if properties and _HIDDEN.search(properties.group(1)) else run


def _rewritten(archive: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in archive.infolist():
            copy.writestr(info.filename, changed.get(info.filename) or archive.read(info))
    return out.getvalue()
