"""Markdown to plain text with sections and links, each at its exact place in that text.

Mark-up goes, words stay: emphasis and link targets are dropped, list items and table rows become
lines (a row as `header: cell; header: cell`). HTML in Markdown keeps its visible words only.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.visible import VisibleHtml
from nescio.types import Section

_PARSER = MarkdownIt("commonmark").enable("table")
_TAG = re.compile(r"<[^>]*>")
_BLOCK_TAG = re.compile(r"</?(address|article|aside|blockquote|br|dd|div|dl|dt|h[1-6]|hr|li|ol|p"
                        r"|pre|section|table|td|th|tr|ul)\b[^>]*>", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link to `target` (as written, percent-decoded) that stands at `offset` of the text."""

    target: str
    offset: int


@dataclass(frozen=True, kw_only=True)
class Plain:
    """Text with its sections (the bodies under the headings) and links. `title`: first heading."""

    text: str
    title: str = ""
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()


def plain_text(markdown: str) -> Plain:
    """The readable text of a Markdown document without front matter."""
    return _Writer().write(_PARSER.parse(markdown))


def table_row(header: Sequence[str], cells: Sequence[str]) -> str:
    """A row as a line that can be read alone: `zone: 1; price: 4.95`. Empty cells are left out."""
    parts = []
    for place, cell in enumerate(cells):
        name = header[place].strip() if place < len(header) else ""
        value = " ".join(cell.split())
        if value:
            parts.append(f"{name}: {value}" if name else value)
    return "; ".join(parts)


@dataclass
class _Writer:
    """Walks the tokens of a document once."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    title: str = ""
    path: list[tuple[int, str]] = field(default_factory=list)
    opened: int = 0
    has_body: bool = False
    tight: bool = False
    sections: list[Section] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    html: VisibleHtml = field(default_factory=VisibleHtml)
    lists: list[int | None] = field(default_factory=list)
    item: str | None = None
    header: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    cell_links: list[str] = field(default_factory=list)

    def write(self, tokens: Sequence[Token]) -> Plain:
        for place, token in enumerate(tokens):
            self._token(token, tokens[place - 1] if place else None)
        self._close_section()
        return Plain(
            text="".join(self.parts),
            title=self.title,
            sections=tuple(self.sections),
            links=tuple(self.links),
        )

    def _token(self, token: Token, before: Token | None) -> None:
        match token.type:
            case "inline" if before is not None:
                self._inline(token, before)
            case "html_block":
                self._html(token.content)
            case "fence" | "code_block" if not self.html.hidden:
                self._block(token.content.strip("\n"))
            case "bullet_list_open" | "ordered_list_open":
                start = int(token.attrs.get("start", 1)) if token.tag == "ol" else None
                self.lists.append(start)
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
                self.item = None
            case "list_item_open":
                self._open_item()
            case "thead_open":
                self.header = []
            case "tr_open":
                self.cells = []
            case "tr_close":
                self._row()
            case _:
                pass

    def _open_item(self) -> None:
        number = self.lists[-1]
        self.item = "" if number is None else f"{number}. "
        if number is not None:
            self.lists[-1] = number + 1

    def _inline(self, token: Token, before: Token) -> None:
        text, links = self._flatten(token.children or [])
        if before.type in ("th_open", "td_open"):
            (self.header if before.type == "th_open" else self.cells).append(text)
            self.cell_links += [target for target, _ in links]
            return
        if not text.strip():
            return
        if before.type == "heading_open":
            self._heading(int(before.tag[1]), " ".join(text.split()))
            return
        marker = self.item or ""
        start = self._block(marker + text, tight=self.item is not None)
        self.item = None
        self.links += [Link(target=t, offset=start + len(marker) + at) for t, at in links]

    def _row(self) -> None:
        line = table_row(self.header, self.cells) if self.cells else ""
        if line:
            start = self._block(line, tight=True)
            self.links += [Link(target=target, offset=start) for target in self.cell_links]
        self.cell_links = []

    def _heading(self, level: int, text: str) -> None:
        self._close_section()
        while self.path and self.path[-1][0] >= level:
            self.path.pop()
        self.path.append((level, text))
        self.title = self.title or text
        self._block(text)
        self.opened = self.length
        self.has_body = False

    def _close_section(self) -> None:
        if self.has_body:
            path = tuple(text for _, text in self.path)
            self.sections.append(Section(heading_path=path, start=self.opened, end=self.length))
        self.opened = self.length
        self.has_body = False

    def _block(self, text: str, *, tight: bool = False) -> int:
        """Append a block on lines of its own; returns where it starts."""
        if self.length:
            self._append("\n" if tight and self.tight else "\n\n")
        self.tight = tight
        self.has_body = True
        start = self.length
        self._append(text)
        return start

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _html(self, content: str) -> None:
        self.html.feed(content)
        shown = _BLOCK_TAG.sub("\n", self.html.take())
        text = html.unescape(_TAG.sub("", shown))
        lines = [" ".join(line.split()) for line in text.splitlines()]
        if any(lines):
            self._block("\n".join(line for line in lines if line))

    def _flatten(self, children: Sequence[Token]) -> tuple[str, list[tuple[str, int]]]:
        """The words of inline tokens, and link targets with their offsets in them."""
        parts: list[str] = []
        links: list[tuple[str, int]] = []
        depth = self.html.depth
        for token in children:
            if token.type == "html_inline":
                self.html.feed(token.content)
                if re.match(r"<br\b", token.content, re.IGNORECASE):
                    parts.append("\n")
                self.html.take()
            elif self.html.hidden:
                continue
            elif token.type in ("text", "code_inline", "text_special"):
                parts.append(token.content)
            elif token.type == "softbreak":
                parts.append(" ")
            elif token.type == "hardbreak":
                parts.append("\n")
            elif token.type == "link_open":
                links.append((unquote(str(token.attrs.get("href", ""))), len("".join(parts))))
        self.html.close_to(max(depth, 0))
        return "".join(parts), links
