"""Files made to do harm, each with the words of the line that a reader of the report should see."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="{kind}" Target="{target}"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@dataclass(frozen=True)
class Case:
    """A file; `words` of its line; none when it is indexed like any other."""

    name: str
    data: Callable[[], bytes]
    words: str | None


def zipped(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def word(body: str, more: dict[str, bytes | str] | None = None, before: str = "") -> bytes:
    """A Word file around the mark-up of its body."""
    main = f'{before}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATION.format(
                kind=f"{_OFFICE}/officeDocument", target="word/document.xml"
            ),
            "word/document.xml": main,
            **(more or {}),
        }
    )


def words_of(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def excel(rows: str, before: str = "") -> bytes:
    """An Excel file around the mark-up of the rows of its sheet."""
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATION.format(
                kind=f"{_OFFICE}/officeDocument", target="xl/workbook.xml"
            ),
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Prices" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _RELATION.format(
                kind=f"{_OFFICE}/worksheet", target="worksheets/sheet1.xml"
            ),
            "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{_SHEET}"><sheetData>{rows}'
            "</sheetData></worksheet>",
        }
    )


def bomb(megabytes: int) -> bytes:
    """A Word file that is small and unpacks to that much."""
    out = io.BytesIO(word(words_of("x")))
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/media/a.bin", "w", force_zip64=True) as entry,
    ):
        for _ in range(megabytes):
            entry.write(bytes(1_000_000))
    return out.getvalue()


def lying(megabytes: int) -> bytes:
    """The same, but the archive declares that the entry has ten bytes."""
    data = bytearray(bomb(megabytes))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(data)


def pdf(objects: list[bytes]) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF"
    return out + head + table + tail % (len(objects) + 1, len(out))


def pdf_bomb(megabytes: int) -> bytes:
    """A page whose drawing is small and unpacks to that much."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"q " * 500_000) for _ in range(megabytes)) + packer.flush()
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 600 800]>>",
            b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        ]
    )


def aliases(depth: int) -> str:
    """Front matter whose title is ten times ten times ... a word."""
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for level in range(1, depth):
        again = ", ".join(f"*a{level - 1}" for _ in range(10))
        lines.append(f"a{level}: &a{level} [{again}]")
    return "---\n" + "\n".join([*lines, f"title: *a{depth - 1}"]) + "\n---\nWords.\n"


def _mail(depth: int) -> bytes:
    parts = "".join(
        f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n'
        for level in range(depth)
    )
    return ("Subject: deep\n" + parts + "Content-Type: text/plain\n\nx\n").encode()


_FORM = b"<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</F 4 0 R>>>>/Length 12>>"
_NO_TEXT = "holds no text"

SMALL = [
    Case("many-entries.docx",
         lambda: word(words_of("x"), {f"x/{n}.xml": "" for n in range(10_001)}), "entries"),
    Case("dense.docx", lambda: word(words_of("A" * 20_000_000)), "bomb"),
    Case("nested.docx",
         lambda: word(words_of("x"), {"word/embeddings/a.docx": word(words_of("B" * 9_000_000))}),
         None),
    Case("leads-out.docx", lambda: word(words_of("x"), {"../../etc/cron.d/x": "x"}), "leads out"),
    Case("leads-out-windows.xlsx", lambda: zipped({"..\\..\\x": "x"}), "leads out"),
    Case("entities.docx",
         lambda: word(words_of("&i;"), before=f'<?xml version="1.0"?>{LAUGHS}]>'), _NO_TEXT),
    Case("entities.xlsx",
         lambda: excel("<row><c t='str'><v>&i;</v></c></row>", before=f"{LAUGHS}]>"),
         "declares a document type"),
    Case("deep.xlsx", lambda: excel("<row>" * 50_000), "nested more than"),
    Case("deep.docx", lambda: word("<w:tbl><w:tr><w:tc>" * 50_000), "parsing failed"),
    Case("cut.xlsx", lambda: excel("<row/>")[:-30], "archive is broken"),
    Case("encrypted.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "encrypted"),
    Case("deep.html", lambda: b"<div>" * 100_000 + b"x", "nested more than"),
    Case("deep-quotes.md", lambda: b"> " * 100_000 + b"x", _NO_TEXT),
    Case("deep-list.md", lambda: "".join(" " * 2 * n + "- a\n" for n in range(500)).encode(), None),
    Case("brackets.md", lambda: b"[" * 20_000, None),
    Case("deep.jsonl", lambda: b"[" * 100_000 + b"]" * 100_000, "nested too deep"),
    Case("cut.jsonl", lambda: b'{"text": "one"}\n{"text": "two', "line 2 is not JSON"),
    Case("number.jsonl", lambda: b'{"n": ' + b"9" * 100_000 + b"}", "line 1 is not JSON"),
    Case("aliases.md", lambda: aliases(12).encode(), None),
    Case("front.md", lambda: b"---\naccess: [a\n---\nsecret", "front matter"),
    Case("front-map.md", lambda: b"---\naccess: {a: b}\n---\nsecret", "`access`"),
    Case("deep.eml", lambda: _mail(3_000), "not a message"),
    Case("no-headers.eml", lambda: b"\n\njust words", "no headers"),
    Case("cut.pdf", lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>"])[:60], ""),
    Case("circle.pdf",
         lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>",
                      b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>"]), ""),
    Case("circle-form.pdf",
         lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                      b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 600 800]"
                      b"/Resources<</XObject<</F 4 0 R>>>>>>",
                      _FORM + b"stream\n/F Do /F Do \nendstream"]), _NO_TEXT),
    Case("deep.pdf", lambda: b"%PDF-1.4\n1 0 obj" + b"[" * 200_000, ""),
    Case("picture.md", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "holds a picture"),
    Case("pdf.txt", lambda: b"%PDF-1.7\n1 0 obj", "holds a PDF file"),
    Case("zip.csv", lambda: zipped({"a": "b"}), "holds a ZIP or Office file"),
    Case("binary.csv", lambda: bytes(range(1, 256)) * 40, "binary"),
    Case("nulls.txt", lambda: b"a\x00b\x00c\x00", "binary"),
    Case("page.pdf", lambda: b"<html><p>not a PDF</p></html>", "not a PDF file"),
    Case("words.docx", lambda: b"just words", "not a Word file"),
    Case("field.csv", lambda: b'a,b\n"' + b"x" * 1_100_000 + b'",2\n', "not a table"),
    Case("formulas.csv", lambda: b'name,link\nx,"=HYPERLINK(""http://evil/"",""go"")"\n', None),
    Case("not-utf8.md", lambda: b"# Gr\xf6\xdfen\n\nF\xfc\xdfe \xff\xfe messen", None),
    Case("surrogate.jsonl", lambda: b'{"text": "half \\ud800 of it"}', None),
    Case("bidi.md", lambda: "Pay \u202e0001\u202c now".encode(), None),
    Case("up.md", lambda: b"See [it](../../../../etc/passwd) and [that](//[x).", None),
    Case("empty.pdf", lambda: b"", "not a PDF file"),
    Case("empty.md", lambda: b"", _NO_TEXT),
]  # fmt: skip
LARGE = [
    Case("bomb.docx", lambda: bomb(600), "unpacked it is larger than"),
    Case("lying.docx", lambda: lying(600), "archive is broken"),
    Case("bomb.xlsx", lambda: excel("<row><c><v>1</v></c></row>" * 12_000_000), "larger than"),
    Case("cells.xlsx", lambda: excel("<row><c><v>1</v></c></row>" * 3_000_000), ""),
    Case("bomb.pdf", lambda: pdf_bomb(600), _NO_TEXT),
    Case("brackets-many.md", lambda: b"[" * 200_000, ""),
    Case("stars.md", lambda: b"*a " * 300_000, ""),
    Case("deep-list-many.md",
         lambda: "".join(" " * 2 * n + "- a\n" for n in range(2000)).encode(), None),
    Case("rows.jsonl", lambda: b"".join(b'{"text": "Row %d of it."}\n' % n for n in range(20_000)),
         None),
    Case("object.jsonl", lambda: json.dumps({str(n): n for n in range(500_000)}).encode(), ""),
]  # fmt: skip


def write_cases(folder: Path, cases: list[Case]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        (folder / case.name).write_bytes(case.data())


def write_names(folder: Path, outside: Path) -> dict[str, str]:
    """Links, pipes and names that do harm; part of a file's name to the words of its line."""
    folder.mkdir(parents=True, exist_ok=True)
    outside.write_text("secret outside")
    (folder / "out.md").symlink_to(outside)
    (folder / "out-relative.md").symlink_to(os.path.relpath(outside, folder))
    (folder / "folder").symlink_to(outside.parent)
    (folder / "round.md").symlink_to(folder / "round.md")
    (folder / "up").symlink_to(folder)
    (folder / "nowhere.md").symlink_to(folder / "not-there.md")
    (folder / "device.md").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.md")
    (folder / "two\nlines.md").write_text("x")
    (folder / "turned\u202emd.exe.md").write_text("x")
    with open(os.fsencode(folder) + b"/not-utf8-\xff.md", "wb") as file:
        file.write(b"x")
    return {
        "out.md": "out of the folder", "out-relative.md": "out of the folder",
        "device.md": "out of the folder", "folder/": "link to a folder", "up/": "link to a folder",
        "round.md": "cannot be read", "nowhere.md": "a link to nothing", "pipe.md": "not a plain",
        "two\\nlines.md": "rename it", "turned\\u202emd": "rename it",
        "not-utf8-\\udcff": "rename it",
    }  # fmt: skip
