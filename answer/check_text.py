"""A text as claims: its sentences, and of a sentence the clauses that state something each.

Spans are code points of the text that was given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer import audit_words as say
from answer.audit_text import AFTER_UNIT
from answer.check_words import COURTESY, PREDICATES
from nescio.sentences import RECORD, split
from nescio.text import content_stems, words

_JOINT = re.compile(
    r"\s*;\s*(?:and|but|while|whereas|however,?)?\s*"
    r"|\s+[–—-]{1,2}\s+(?:and|but)?\s*"
    r"|\s*,?\s+(?:and|but|while|whereas|although|though|yet)\s+"
    r"|\s*,\s*(?=(?:which|who|whose|where)\b)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?:which|who|whose|where)\b", re.IGNORECASE)
_PARTICIPLE = re.compile(
    r"\s*\w+(?:ed|en)\s+(?:by|on|in|with|for|at|from|to|of|as)\b", re.IGNORECASE
)
# What follows a name in this form is a verb.
_VERB = re.compile(r"\s+(?:also |still |now )?[a-z]{3,}(?:s|ed)\b")
_PAST = re.compile(r"\b[a-z]{3,}ed\b")
_LABEL = re.compile(r"\w: ?\S")
_FIELD = re.compile(r"\s*[^\s:;.!?][^:;.!?]{0,40}: ?\S.*", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A part of a sentence that states something; `joined` when it hangs on the one before, by
    `which` or the like (`relative`) or by `and`."""

    start: int
    end: int
    text: str
    joined: bool = False
    relative: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """A sentence of the text; `block` numbers its paragraph or list item."""

    start: int
    end: int
    text: str
    block: int


def lines(text: str) -> list[Line]:
    """The sentences of a text, in order."""
    found = []
    for sentence in split(text):
        start = sentence.start
        for cut in AFTER_UNIT.finditer(text, sentence.start, sentence.end):
            found.append(_line(text, start, cut.end("unit"), sentence.block))
            start = cut.end()
        if start < sentence.end:
            found.append(_line(text, start, sentence.end, sentence.block))
    return _joined(text, found)


def _joined(text: str, found: list[Line]) -> list[Line]:
    """Without cuts after an abbreviation: no sentence begins with a small letter or a bracket,
    though a record may."""
    kept: list[Line] = []
    for line in found:
        last = kept[-1] if kept else None
        goes_on = last is not None and last.block == line.block and (
            (line.text[0].islower() or line.text[0] == "(") and last.text.endswith(".")
            and not RECORD.match(line.text)
        )  # fmt: skip
        if last is not None and goes_on and not text[last.end : line.start].strip():
            kept[-1] = _line(text, last.start, line.end, line.block)
        else:
            kept.append(line)
    return kept


def _line(text: str, start: int, end: int, block: int) -> Line:
    return Line(start=start, end=end, text=text[start:end], block=block)


def clauses(text: str, names: Sequence[tuple[int, int]]) -> list[Clause]:
    """A sentence cut where a further predicate begins; names and quotations are not cut."""
    cuts: list[tuple[int, int]] = []
    start = 0
    joints = [
        m.span() for m in _JOINT.finditer(text)
        if not any(a < m.end() and m.start() < b for a, b in names) and m.start() > 0
    ]  # fmt: skip
    for number, (first, last) in enumerate(joints):
        after = joints[number + 1][0] if number + 1 < len(joints) else len(text)
        following = [text[last:end] for end in (after, len(text))]
        left = _predicate(text, start, first, names) or bool(_PAST.search(text, start, first))
        if left and any(_predicate(text, last, last + len(one), names) for one in following[:1]):
            cuts.append((first, last))
            start = last
    found, begin, joined, relative = [], 0, False, False
    for first, last in [*cuts, (len(text), len(text))]:
        found.append(
            Clause(start=begin, end=first, text=text[begin:first], joined=joined, relative=relative)
        )
        begin, joined = last, True
        relative = bool(_RELATIVE.match(text, last))
    return [one for one in found if one.text.strip(" .,;:!")]


def is_record(parts: Sequence[Clause]) -> bool:
    """Whether clauses are the fields of one record: `column: value; column: value`."""
    return len(parts) > 1 and all(_FIELD.fullmatch(part.text) for part in parts)


def _predicate(text: str, start: int, end: int, names: Sequence[tuple[int, int]]) -> bool:
    """Whether a stretch of a sentence has a verb of its own."""
    if _PARTICIPLE.match(text, start, end) or _LABEL.search(text, start, end):
        return True
    if any(start <= a and b <= end and _VERB.match(text, b, end) for a, b in names):
        return True
    return any(
        word.form in PREDICATES
        for word in words(text[start:end])
        if not any(a <= start + word.start < b for a, b in names)
    )


def says_nothing(text: str) -> bool:
    """Whether a sentence is a courtesy, or next to nothing."""
    return bool(COURTESY.search(text)) or len(set(content_stems(text))) < 2


def idle(text: str) -> bool:
    """Whether a sentence asks or requests instead of stating."""
    return text.rstrip(' "”)').endswith("?") or bool(say.UNREAL.search(text))
