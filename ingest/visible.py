"""HTML without what a human reader does not see: comments, scripts, hidden elements.

Hidden is what the mark-up itself says: the `hidden` attribute, or an inline style that hides,
empties, moves away or paints the text in the colour of the paper. Style sheets are not read.
Everything else stays, word for word: visible text is never removed here.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

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
_WHITE = frozenset("white #fff #ffffff #ffff #ffffffff rgb(255,255,255) transparent".split())
_ZERO = re.compile(r"[+-]?0*\.?0*(px|pt|em|rem|%|ex|ch|vw|vh)?$")
_AWAY = re.compile(r"-\d{3,}(\.\d+)?(px|pt|em|rem|%|vw|vh)?$")
_UNSEEN = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def without_unseen(text: str) -> str:
    """`text` without characters that show nothing: they can carry words past a reader."""
    return _CONTROL.sub("", _UNSEEN.sub("", text))


def style_rules(style: str) -> dict[str, str]:
    """The declarations of an inline style, in lower case and without spaces."""
    rules: dict[str, str] = {}
    for rule in style.split(";"):
        name, _, value = rule.partition(":")
        rules[name.strip().lower()] = value.lower().replace("!important", "").replace(" ", "")
    return rules


def hides(rules: dict[str, str], paper: str = "white") -> bool:
    """Whether style rules make an element's text invisible on a background of colour `paper`."""
    if rules.get("display") == "none" or rules.get("visibility") in ("hidden", "collapse"):
        return True
    if any(rules.get(name) and _ZERO.match(rules[name]) for name in ("font-size", "opacity")):
        return True
    small = [n for n in ("width", "height", "max-height", "max-width") if _is_zero(rules.get(n))]
    if small and rules.get("overflow", "").startswith(("hidden", "clip")):
        return True
    moved = ("left", "top", "right", "bottom", "text-indent", "margin-left", "margin-top")
    if any(_AWAY.match(rules.get(name, "")) for name in moved):
        return True
    return _paper_on_paper(rules, paper)


def _is_zero(value: str | None) -> bool:
    return bool(value) and _ZERO.match(value or "") is not None


def _background(rules: dict[str, str]) -> str:
    return rules.get("background-color") or rules.get("background") or ""


def _paper_on_paper(rules: dict[str, str], paper: str) -> bool:
    """Text in the colour of what it stands on."""
    colour = rules.get("color")
    if not colour:
        return False
    back = _background(rules) or paper
    return colour == "transparent" or colour == back or (colour in _WHITE and back in _WHITE)


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

    @property
    def hidden(self) -> bool:
        return any(hidden for _, hidden, _ in self._open)

    @property
    def depth(self) -> int:
        """Number of elements open now."""
        return len(self._open)

    def close_to(self, depth: int) -> None:
        """Forget the elements opened since `depth`: their block has ended."""
        del self._open[depth:]

    def take(self) -> str:
        """The visible HTML since the last call."""
        text = "".join(self._parts)
        self._parts.clear()
        return text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = not self.title
            self._open.append((tag, True, "white"))
            return
        if tag == "body":  # whatever the head left open
            self._open.clear()
        self._close_implied(tag)
        values = {name: value or "" for name, value in attrs}
        rules = style_rules(values.get("style", ""))
        paper = self._open[-1][2] if self._open else "white"
        hidden = tag in _NEVER_TEXT or "hidden" in values or hides(rules, paper)
        if tag not in _VOID:
            paper = _background(rules) or values.get("bgcolor", "").lower() or paper
            self._open.append((tag, hidden, paper))
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
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                shown = not self.hidden
                del self._open[place:]
                if shown:
                    self._parts.append(f"</{tag}>")
                return

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        if not self.hidden:
            self._parts.append(escape(data, quote=False))

    def _close_implied(self, tag: str) -> None:
        """HTML ends a paragraph, list item or cell where the next begins."""
        ended = _ENDS_AT_SIBLING.get(tag, frozenset())
        if tag in _P_ENDS_AT:
            ended |= {"p"}
        if self._open and self._open[-1][0] in ended:
            self.handle_endtag(self._open[-1][0])
