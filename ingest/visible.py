"""HTML without what a human reader does not see: comments, scripts, hidden elements.

Hidden is what the page itself says: the `hidden` attribute, or a style that hides, empties, moves
away or paints the text in the colour of the paper (`ingest.style`). Style sheets in files of their
own are not read. Everything else stays, word for word: visible text is never removed here.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from ingest.style import StyleSheet, background, hides, style_rules

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_NEVER_TEXT = frozenset("script style template noscript nav head object iframe".split())
_ENDS_AT_SIBLING = {
    "p": frozenset({"p"}), "li": frozenset({"li"}), "option": frozenset({"option"}),
    "dt": frozenset({"dt", "dd"}), "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th"}), "th": frozenset({"td", "th"}), "tr": frozenset({"tr"}),
}  # fmt: skip
_P_ENDS_AT = frozenset(
    "address article aside blockquote div dl fieldset footer form h1 h2 h3 h4 h5 h6 header hr "
    "main nav ol p pre section table ul".split()
)
MAX_DEPTH = 1_000
_UNSEEN = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def without_unseen(text: str) -> str:
    """`text` without characters that show nothing: they can carry words past a reader."""
    return _CONTROL.sub("", _UNSEEN.sub("", text))


class TooDeep(ValueError):
    """Elements are nested deeper than any page that people wrote."""

    def __init__(self) -> None:
        super().__init__(f"its elements are nested more than {MAX_DEPTH} deep")


class VisibleHtml(HTMLParser):
    """Feed it HTML, whole or in pieces; `take` gives back the visible part as clean HTML.

    `hidden` tells whether what comes next would be inside a hidden element. `title` is the text
    of the title element.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self._open: list[tuple[str, bool, str]] = []
        self._parts: list[str] = []
        self._in_title = False
        self._css: list[str] | None = None
        self._sheet = StyleSheet()
        self._hidden = 0
        self._names: dict[str, int] = {}

    @property
    def hidden(self) -> bool:
        return self._hidden > 0

    @property
    def depth(self) -> int:
        """Number of elements open now."""
        return len(self._open)

    def close_to(self, depth: int) -> None:
        """Forget the elements opened since `depth`: their block has ended."""
        while len(self._open) > depth:
            self._pop()

    def take(self) -> str:
        """The visible HTML since the last call."""
        text = "".join(self._parts)
        self._parts.clear()
        return text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = not self.title
            self._push(tag, True, "white")
            return
        if tag == "body":  # whatever the head left open
            self.close_to(0)
        self._css = [] if tag == "style" else None
        self._close_implied(tag)
        values = {name: value or "" for name, value in attrs}
        rules = self._sheet.of(tag, values.get("class", ""), values.get("id", ""))
        if "style" in values:
            rules |= style_rules(values["style"])
        paper = self._open[-1][2] if self._open else "white"
        hidden = tag in _NEVER_TEXT or "hidden" in values or hides(rules, paper)
        if tag not in _VOID:
            paper = background(rules) or values.get("bgcolor", "").lower() or paper
            self._push(tag, hidden, paper)
            hidden = False
        if not hidden and not self.hidden:
            kept = "".join(
                f' {name}="{escape(values[name])}"'
                for name in ("href", "colspan", "rowspan", "start")
                if name in values
            )
            self._parts.append(f"<{tag}{kept}>" if tag != "img" else "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and tag not in ("div", "span", "p"):
            # Browsers ignore the slash of these; for the rest there is nothing inside.
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if self._css is not None:
            self._sheet.add("".join(self._css))
            self._css = None
        if not self._names.get(tag):
            return
        shown = not self.hidden
        while self._pop() != tag:
            pass
        if shown:
            self._parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        if self._css is not None:
            self._css.append(data)
        if not self.hidden:
            self._parts.append(escape(data, quote=False))

    def _close_implied(self, tag: str) -> None:
        """HTML ends a paragraph, list item or cell where the next begins."""
        ended = _ENDS_AT_SIBLING.get(tag, frozenset())
        if tag in _P_ENDS_AT:
            ended |= {"p"}
        if self._open and self._open[-1][0] in ended:
            self.handle_endtag(self._open[-1][0])

    def _push(self, tag: str, hidden: bool, paper: str) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise TooDeep
        self._open.append((tag, hidden, paper))
        self._hidden += hidden
        self._names[tag] = self._names.get(tag, 0) + 1

    def _pop(self) -> str:
        tag, hidden, _ = self._open.pop()
        self._hidden -= hidden
        self._names[tag] -= 1
        return tag
