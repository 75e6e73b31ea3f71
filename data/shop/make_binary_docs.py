"""Makes the PDF and DOCX documents of the shop from Markdown; run it after a source was changed.

The results are committed, so that nobody needs fpdf2 and python-docx to use the shop. Both kinds
are written with a fixed date. A source `doc_sources/a/b.pdf.md` becomes `docs/a/b.pdf`.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import docx
from fpdf import FPDF

HERE = Path(__file__).parent
DATE = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)
ZIP_DATE = (2026, 9, 30, 12, 0, 0)
# Leaflets with the same text as a page: shops have them, and an index must cope with them.
DUPLICATES = {
    "policies/returns-leaflet.pdf": "policies/returns.md",
    "policies/shipping-leaflet.pdf": "policies/shipping.md",
    "care/down-card.docx": "care/down.md",
}


@dataclass(frozen=True, kw_only=True)
class Block:
    """A piece of Markdown: a heading of a level, a paragraph, a list item or a table's rows."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(markdown: str) -> Iterator[Block]:
    """The few forms that the sources use; emphasis is not among them."""
    for part in re.split(r"\n\s*\n", markdown.strip()):
        lines = part.splitlines()
        if heading := re.match(r"(#+) (.*)", part):
            yield Block(kind="heading", level=len(heading[1]), text=heading[2])
        elif part.startswith("|"):
            cells = (tuple(c.strip() for c in line.strip("|").split("|")) for line in lines)
            yield Block(kind="table", rows=tuple(row for row in cells if not set(row[0]) <= {"-"}))
        elif re.match(r"(\d+\.|-) ", part):
            for line in lines:
                kind = "bullet" if line.startswith("-") else "step"
                yield Block(kind=kind, text=re.sub(r"^(\d+\.|-) ", "", line))
        else:
            yield Block(kind="paragraph", text=" ".join(lines))


def write_pdf(markdown: str, target: Path) -> None:
    """A plain A4 document with a text layer in a core font."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(DATE)
    pdf.set_margin(20)
    pdf.add_page()
    step = 0
    for block in blocks(markdown):
        step = step + 1 if block.kind == "step" else 0
        text = {"step": f"{step}. {block.text}", "bullet": f"- {block.text}"}.get(
            block.kind, block.text
        )
        heading = block.kind == "heading"
        size = {1: 18, 2: 13}.get(block.level, 11)
        pdf.set_font("Helvetica", style="B" if heading else "", size=size)
        pdf.multi_cell(0, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(1 if step else 2)
    pdf.output(str(target))


def write_docx(markdown: str, target: Path) -> None:
    """A document with real headings, lists and tables."""
    document = docx.Document()
    properties = document.core_properties
    properties.author = "Northfold Outfitters"
    properties.created = properties.modified = DATE
    styles = {"step": "List Number", "bullet": "List Bullet"}
    for block in blocks(markdown):
        if block.kind == "heading":
            document.add_heading(block.text, level=block.level)
        elif block.kind == "table":
            table = document.add_table(rows=0, cols=len(block.rows[0]))
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        else:
            document.add_paragraph(block.text, style=styles.get(block.kind))
    buffer = io.BytesIO()
    document.save(buffer)
    with_fixed_dates(buffer, target)


def with_fixed_dates(source: io.BytesIO, target: Path) -> None:
    """Write the archive again with one date for all members, so that it is the same every time."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))


def source_of(document: str) -> Path:
    """The Markdown that a binary document (a path relative to `docs/`) was made from."""
    if document in DUPLICATES:
        return HERE / "docs" / DUPLICATES[document]
    return HERE / "doc_sources" / f"{document}.md"


def main() -> None:
    """Make every binary document."""
    root = HERE / "doc_sources"
    made = [path.relative_to(root).as_posix()[:-3] for path in sorted(root.rglob("*.md"))]
    for document in [*made, *DUPLICATES]:
        target = HERE / "docs" / document
        target.parent.mkdir(parents=True, exist_ok=True)
        write = write_pdf if target.suffix == ".pdf" else write_docx
        write(source_of(document).read_text(encoding="utf-8"), target)


if __name__ == "__main__":
    main()
