"""Data made safe to stand between the delimiters of a prompt.

Escaping, and not delimiters drawn at random: the same data then makes the same prompt, which
provider caches, our own and a replay need. What could open or close one of our tags, pass for a
citation mark of ours or for the role marker of a chat template is written in other characters;
all else stays as it is, so that a model can quote it.

1. A `<` stays only where a number, a sign or a currency follows (`< 5 kg`): no tag begins so. All
   others become `‹`, the look-alikes that normal forms turn into `<` too.
2. `[3]` in a document would read as a source number of ours: it becomes `(3)`.
3. Characters that nobody sees go first, so that nothing hides behind them.
"""

from __future__ import annotations

import re
import unicodedata

TAGS = (
    "accepted", "answered", "asked", "conversation", "evidence", "passage", "question", "record",
    "reply",
)  # fmt: skip
"""All tags of ours."""

_ALIKE = str.maketrans({
    "\uff1c": "<", "\ufe64": "<", "\u226e": "≥", "\u226f": "≤",
    "\uff3b": "[", "\ufe5d": "[", "\u3014": "[", "\u3010": "[",
    "\uff3d": "]", "\ufe5e": "]", "\u3015": "]", "\u3011": "]",
})  # fmt: skip
_RARE = re.compile(r"[^\n\t\x20-\x7e]")
_OPENS = re.compile(r"<(?![^\S\n]*[\d=.,+\-−±$€£¥])")
_MARK = re.compile(r"\[(\s*\d[\d\s,;–-]*)\]")
_ROLE = re.compile(
    r"\[([\s/]*(?:INST|SYS|SYSTEM|ASSISTANT|USER|HUMAN|AVAILABLE_TOOLS|TOOL_CALLS"
    r"|TOOL_RESULTS)\s*)\]",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"^([^\w\n]*)(system|assistant|user|human|developer)(\s*):(?=\s|$)",
    re.IGNORECASE | re.MULTILINE,
)
_HEADING = re.compile(
    r"^[^\S\n]*#+[^\S\n]*(?=(?:system|assistant|user|human|instructions?|input|response)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_BREAKS = re.compile(r"\n(?:[^\S\n]*\n)+")


def data(text: str) -> str:
    """The text as it may stand between two tags. Doing it twice changes nothing more."""
    seen = _RARE.sub(lambda match: _visible(match.group()), text.replace("\r\n", "\n"))
    plain = unicodedata.normalize("NFC", seen).translate(_ALIKE)
    safe = _OPENS.sub("‹", unicodedata.normalize("NFC", plain))
    safe = _MARK.sub(r"(\1)", safe)
    safe = _ROLE.sub(r"(\1)", safe)
    safe = _SPEAKER.sub(r"\1\2\3 -", safe)
    safe = _HEADING.sub("", safe)
    return _BREAKS.sub("\n\n", safe).strip()


def attribute(text: str) -> str:
    """The text as it may stand in the quotation marks of a tag: on one line, none of its own."""
    line = data(" ".join(data(text).split()))  # once more: a heading's mark may have stood apart
    return " ".join(line.replace('"', "'").replace("<", "‹").replace(">", "›").split())


def _visible(character: str) -> str:
    """The character, a line break or a space that it stands for, or nothing."""
    kind = unicodedata.category(character)
    if not kind.startswith(("C", "Z")):
        return character
    if character in "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
        return "\n"
    return " " if kind == "Zs" else ""


def tags(text: str) -> list[str]:
    """What a reader would take for a tag in a text, in order, as `<name` or `</name`."""
    return re.findall(
        r"<\s*/?\s*[^\s\d<>/=.,+\-−±$€£¥][^\s<>]*", unicodedata.normalize("NFKC", text)
    )
