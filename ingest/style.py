"""What style rules make invisible: inline styles, and simple rules of a page's style elements.

Of style elements only rules for plain tags, classes and ids are read, outside of `@media` and its
like; of what hides, only what no design of a readable page does by colour: text in the colour of
the paper counts there only when the same rules also give the paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_WHITE = frozenset("white #fff #ffffff #ffff #ffffffff rgb(255,255,255) transparent".split())
_ZERO = re.compile(r"[+-]?0*\.?0*(px|pt|em|rem|%|ex|ch|vw|vh)?$")
_AWAY = re.compile(r"-\d{3,}(\.\d+)?(px|pt|em|rem|%|vw|vh)?$")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_RULE = re.compile(r"([^{}]*)([{}])")
_SIMPLE = re.compile(r"([a-z][a-z0-9-]*)?((?:[.#][\w-]+)*)$", re.IGNORECASE)
_PART = re.compile(r"[.#][\w-]+")
_MAX_CSS = 200_000
_MAX_RULES = 2_000

Rules = dict[str, str]


def style_rules(style: str) -> Rules:
    """The declarations of an inline style, in lower case and without spaces."""
    rules: Rules = {}
    for rule in style.split(";"):
        name, _, value = rule.partition(":")
        rules[name.strip().lower()] = value.lower().replace("!important", "").replace(" ", "")
    return rules


def hides(rules: Rules, paper: str = "white") -> bool:
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


def background(rules: Rules) -> str:
    """The colour (or picture) that rules put behind an element, if they do."""
    return (
        rules.get("background-color")
        or rules.get("background")
        or rules.get("background-image")
        or ""
    )


def _is_zero(value: str | None) -> bool:
    return bool(value) and _ZERO.match(value or "") is not None


def _paper_on_paper(rules: Rules, paper: str) -> bool:
    """Text in the colour of what it stands on."""
    colour = rules.get("color")
    if not colour:
        return False
    back = background(rules) or paper
    return colour == "transparent" or colour == back or (colour in _WHITE and back in _WHITE)


@dataclass
class StyleSheet:
    """The rules of a page's style elements, found by the last part of their selector."""

    _rules: dict[str, list[tuple[int, int, str, frozenset[str], Rules]]] = field(
        default_factory=dict
    )
    _count: int = 0

    def add(self, css: str) -> None:
        """Read the text of a style element."""
        depth = 0
        skipped = False
        selector, start = "", 0
        css = _COMMENT.sub(" ", css[:_MAX_CSS])
        for found in _RULE.finditer(css):
            before, brace = found.groups()
            if brace == "{":
                depth += 1
                if depth == 1:
                    selector = before.rpartition(";")[2].strip()
                    skipped = selector.startswith("@")
                    start = found.end()
            elif depth:
                depth -= 1
                if depth == 0 and not skipped:
                    self._rule(selector, style_rules(css[start : found.start(2)]))

    def of(self, tag: str, classes: str, id_: str) -> Rules:
        """What the sheet says of an element; later and narrower rules win."""
        if not self._rules:
            return {}
        marks = {f".{name}" for name in classes.split()} | ({f"#{id_}"} if id_ else set())
        found = [
            rule
            for mark in (*marks, tag)
            for rule in self._rules.get(mark, ())
            if rule[2] in ("", tag) and rule[3] <= marks
        ]
        said: Rules = {}
        for *_, rules in sorted(found, key=lambda rule: rule[:2]):
            said |= rules
        if not background(said):
            said.pop("color", None)
        said.pop("opacity", None)  # what fades in is seen in the end
        return said

    def _rule(self, selectors: str, rules: Rules) -> None:
        for selector in selectors.split(","):
            simple = _SIMPLE.match(selector.strip())
            if simple is None or not simple.group() or self._count >= _MAX_RULES:
                continue
            tag = (simple.group(1) or "").lower()
            marks = _PART.findall(simple.group(2))
            weight = sum(100 if mark[0] == "#" else 10 for mark in marks) + bool(tag)
            self._count += 1
            self._rules.setdefault(marks[-1] if marks else tag, []).append(
                (weight, self._count, tag, frozenset(marks), rules)
            )
