"""Excel files: every visible sheet a section, every row a line that names its columns.

The values are those that Excel stored with the file; formulas are not worked out. Hidden sheets,
rows and columns are left out. Dates, times and percentages are written as a reader sees them.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.markdown import Plain
from ingest.parsed import MAX_TEXT, ParseFailed, encodable
from ingest.visible import without_unseen
from ingest.xml_events import Tag, tags
from nescio.types import Section

_DAYS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_TIMES = {18, 19, 20, 21, 45, 46, 47}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_UNNAMED = re.compile(r"(sheet|blad|tabelle|feuil|hoja|foglio)\s*\d+", re.IGNORECASE)
_COLUMN = re.compile(r"([A-Z]{1,3})(\d*)$")
_SEEN = (None, "visible")
_LAST_SERIAL = 2_958_466
_MAX_STRINGS = 2_000_000

Row = dict[int, str]


def workbook(data: bytes) -> Plain:
    """The text of a workbook. Raises ParseFailed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Workbook(archive).plain()
    except (zipfile.BadZipFile, KeyError) as error:
        raise ParseFailed(f"not a workbook: {' '.join(str(error).split())[:100]}") from None


@dataclass
class _Workbook:
    archive: zipfile.ZipFile
    epoch: dt.datetime = dt.datetime(1899, 12, 30)
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)

    def plain(self) -> Plain:
        folder, sheets = self._visible()
        names = set(self.archive.namelist())
        if f"{folder}/sharedStrings.xml" in names:
            self.strings = list(self._shared(f"{folder}/sharedStrings.xml"))
        if f"{folder}/styles.xml" in names:
            self.formats = self._styles(f"{folder}/styles.xml")
        parts: list[str] = []
        sections: list[Section] = []
        length = 0
        alone = len(sheets) == 1 and _UNNAMED.fullmatch(sheets[0][0].strip())
        for name, path in sheets:
            if path not in names:
                continue
            body = "\n".join(self._lines(path, MAX_TEXT - length))
            if not body:
                continue
            heading = "" if alone else " ".join(without_unseen(encodable(name)).split())
            block = f"{heading}\n\n{body}" if heading else body
            start = length + len(block) - len(body)
            path_of = (heading,) if heading else ()
            sections.append(Section(heading_path=path_of, start=start, end=start + len(body)))
            parts.append(block)
            length += len(block) + 2
        return Plain(text="\n\n".join(parts), sections=tuple(sections))

    def _tags(self, path: str) -> Iterator[Tag]:
        with self.archive.open(path) as stream:
            yield from tags(stream)  # type: ignore[arg-type]

    def _visible(self) -> tuple[str, list[tuple[str, str]]]:
        """The workbook's folder, and name and path of each visible sheet, in order."""
        main = next(
            (
                tag.attributes.get("Target", "").lstrip("/")
                for tag in self._tags("_rels/.rels")
                if tag.opens and tag.attributes.get("Type", "").endswith("/officeDocument")
            ),
            "xl/workbook.xml",
        )
        folder, file = posixpath.split(main)
        targets = {
            tag.attributes.get("Id", ""): tag.attributes.get("Target", "")
            for tag in self._tags(f"{folder}/_rels/{file}.rels")
            if tag.opens and tag.name == "Relationship"
        }
        sheets = []
        for tag in self._tags(main):
            if tag.opens and tag.name == "workbookPr":
                if tag.attributes.get("date1904") in ("1", "true"):
                    self.epoch = dt.datetime(1904, 1, 1)
            elif tag.opens and tag.name == "sheet" and tag.attributes.get("state") in _SEEN:
                target = targets.get(tag.attributes.get("id", ""), "")
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                sheets.append((tag.attributes.get("name", ""), path))
        return folder, sheets

    def _shared(self, path: str) -> Iterator[str]:
        words: list[str] = []
        phonetic = False
        count = 0
        for tag in self._tags(path):
            if tag.name == "rPh":
                phonetic = tag.opens
            elif tag.name == "t" and not tag.opens and not phonetic:
                words.append(tag.text)
            elif tag.name == "si" and not tag.opens:
                count += 1
                if count > _MAX_STRINGS:
                    raise ParseFailed(f"it holds more than {_MAX_STRINGS} different texts")
                yield "".join(words)
                words.clear()

    def _styles(self, path: str) -> list[str]:
        """What each cell style shows: `day`, `time`, `both`, `percent` or a plain value."""
        own: dict[str, str] = {}
        kinds: list[str] = []
        inside = False
        for tag in self._tags(path):
            if tag.name == "numFmt" and tag.opens:
                own[tag.attributes.get("numFmtId", "")] = tag.attributes.get("formatCode", "")
            elif tag.name == "cellXfs":
                inside = tag.opens
            elif tag.name == "xf" and tag.opens and inside:
                kinds.append(_kind(tag.attributes.get("numFmtId", "0"), own))
        return kinds

    def _lines(self, path: str, room: int) -> Iterator[str]:
        """The rows as lines; the first with two cells or more names the columns."""
        header: Row = {}
        titles: list[Row] = []
        bare = True
        for row in self._rows(path):
            if not header and len(row) < 2:
                titles.append(row)
            elif not header:
                header = row
                yield from (" ".join(title.values()) for title in titles)
            else:
                bare = False
                line = "; ".join(
                    f"{header[place]}: {value}" if place in header else value
                    for place, value in row.items()
                )
                room -= len(line)
                if room < 0:
                    raise ParseFailed(f"it holds more than {MAX_TEXT} characters of text")
                yield line
        if header and bare:
            yield "; ".join(header.values())
        elif titles and not header:  # one column: its first cell names it, as in a CSV file
            name, *rest = ("".join(title.values()) for title in titles)
            yield from (f"{name}: {value}" for value in rest) if rest else (name,)

    def _rows(self, path: str) -> Iterator[Row]:
        """Rows that say something, as column number to text."""
        hidden: list[tuple[int, int]] = []
        row: Row = {}
        shown, place = True, 0
        cell: Mapping[str, str] = {}
        value: list[str] = []
        for tag in self._tags(path):
            match tag.name, tag.opens:
                case "col", True if tag.attributes.get("hidden") in ("1", "true"):
                    first, last = (_number(tag.attributes.get(key)) for key in ("min", "max"))
                    hidden.append((first, last))
                case "row", True:
                    row, place = {}, 0
                    shown = tag.attributes.get("hidden") not in ("1", "true")
                case "c", True:
                    cell, value = tag.attributes, []
                    place = _place(cell.get("r", "")) or place + 1
                case (("v" | "t"), False):
                    value.append(tag.text)
                case "c", False if shown and not any(a <= place <= b for a, b in hidden):
                    text = " ".join(without_unseen(encodable(self._text(cell, value))).split())
                    if text:
                        row[place] = text
                case "row", False if row:
                    yield row

    def _text(self, cell: Mapping[str, str], value: list[str]) -> str:
        said = "".join(value)
        match cell.get("t", "n"):
            case "s":
                place = _number(said)
                return self.strings[place] if said and place < len(self.strings) else ""
            case "b":
                return {"1": "yes", "0": "no"}.get(said, said)
            case "e":
                return ""
            case "n":
                style = _number(cell.get("s"))
                kind = self.formats[style] if style < len(self.formats) else ""
                return self._figure(said, kind)
            case _:
                return said

    def _figure(self, said: str, kind: str) -> str:
        try:
            figure = float(said)
        except ValueError:
            return said
        if kind == "percent":
            return f"{figure * 100:.12g}%"
        if kind and 0 <= figure < _LAST_SERIAL:
            moment = self.epoch + dt.timedelta(seconds=round(figure * 86_400))
            if kind == "time":
                return moment.strftime("%H:%M:%S").removesuffix(":00")
            if kind == "both" and moment.time() != dt.time():
                return moment.isoformat(" ").removesuffix(":00")
            return moment.date().isoformat()
        return f"{figure:.15g}" if "." in said or "e" in said.lower() else said


def _kind(id_: str, own: Mapping[str, str]) -> str:
    number = _number(id_)
    if id_ in own:
        code = _LITERAL.sub("", own[id_].split(";")[0]).lower()
        day = "y" in code or "d" in code or code.strip("-/. ") in ("m", "mm", "mmm", "mmmm")
        time = "h" in code or "s" in code
        if "general" in code or not (day or time):
            return "percent" if "%" in code else ""
        return "both" if day and time else "day" if day else "time"
    if number == 22:
        return "both"
    if number in (9, 10):
        return "percent"
    return "day" if number in _DAYS else "time" if number in _TIMES else ""


def _place(reference: str) -> int:
    """The number of a cell's column: `B7` is 2; 0 when it has none."""
    found = _COLUMN.match(reference)
    place = 0
    for letter in found.group(1) if found else "":
        place = place * 26 + ord(letter) - 64
    return place


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
