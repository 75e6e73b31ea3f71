"""What stands around a question, and questions that are two: pieces that are read one by one.

Text only: which pieces there are. Whether a piece can be answered is for the router to say.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from nescio.text import content_stems
from retrieval.antecedent import ruled_out, told_beside
from retrieval.asking import opens, terms

Span = tuple[int, int]
_BREAK = re.compile(
    r"(?<=[.!?])\s+|[:;]\s+|\s+[-–—]+\s+"
    r"|,\s+(?=(?:(?:and|so|but|then)\s+)?(?:(?:in|at|on|from|by|to|for|since|until|till|of)\s+)?"
    r"(?:what|which|who|whom|where|when|how|is|are|was|does|do|did|has|have|whats|what's)\b)",
    re.IGNORECASE,
)
_JOIN = re.compile(
    r",?\s+(?:and|plus|as well as)\s+(?:also\s+)?|\s*[+&]\s*|\s+/\s+|\s*,\s*", re.IGNORECASE
)
_LEADING = re.compile(r"^\W*(?:(?:and|also|so|but|then)\b[\s,]*)+", re.IGNORECASE)
# A condition, or another thing than the row itself: what is said here changes the question.
_SHIFTS = re.compile(
    r"^\W*(?:if|when|unless|after|before|once|while|with|without|given|assuming|suppos\w+|provided"
    r"|in case|for|on|in|at|by|until|as|instead|besides|apart|like|including|excluding)\b"
    r"|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|holidays?|christmas|easter"
    r"|tomorrow|today|tonight)\b"
    r"|\b(?:if|suppos\w+|imagine|rent\w*|hir(?:e|ing)|leas\w+|second-?\s?hand|used|refurbish\w*"
    r"|repair\w*|spare|parts?|replacement|deposit|insur\w*|discount\w*|vouchers?|student|ship\w*"
    r"|deliver\w*|return(?:ing|ed)?|exchang\w+|custom|gift|borrow\w*|lost|stolen)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:they|them|their|theirs|he|him|his|she|her|hers|there|that one|these|those)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:it|its|that|this|one|ones|they|them|those|these)\b", re.IGNORECASE)
# "My kid tore it. Will that cost us?" asks about what happened.
_EVENT = re.compile(r"^\W*(?:will|would) (?:that|this)\b", re.IGNORECASE)
_PERSON = frozenset("he him his she her hers".split())
_IT = re.compile(r"\b(?:it|its)\b", re.IGNORECASE)
_OPENER = re.compile(r"^\W*(how many|how much|which|what|who|when|where)\b", re.IGNORECASE)
_EITHER = re.compile(
    r"^(?:[\w-]+(?:,\s*| or ))+(?:or )?(?:someone|somebody|something|somewhere|anyone) else\W*$",
    re.I,
)
_OPEN_OR_SHUT = re.compile(r"\b(?:open|shut|closed?|somebody|someone|anybody|anyone)\b", re.I)
WEEKDAYS = frozenset(
    f"{day}day{s}" for day in "mon tues wednes thurs fri satur sun".split() for s in ("", "s")
)
_TAILS = frozenset("time times hours day days date".split())
MOST_JOINS = 4
MOST_BARE = 2
"""Words of a question that only names what it wants to know."""

_ANNOUNCED = re.compile(
    r"^\W*(?:(?:hi|hello|hey|please|so|ok(?:ay)?)\b[\s,!.]*)*"
    r"(?:(?:i|we)(?:'d| would)? (?:just )?(?:need|want|like|have)(?: to (?:know|ask))? |(?:just )?)"
    r"(?:a couple of|a few|two|three|four|both|[234]) (?:\w+ )?"
    r"(?:questions?|things?|numbers?|figures?|facts?|values?|points?|answers?)"
    r"(?: (?:from you|please|about|here|for me))?,?(?: please)?\s*(?:[:.;]|,|\s[-–—]+\s)\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """A part of a text and the names that stand in it; those of them that only say where another
    thing belongs: `a strap for the Okapi`."""

    text: str
    names: tuple[str, ...]
    question: bool
    beside: frozenset[str] = frozenset()


def unannounced(text: str) -> str:
    """The text without what says that several things are asked: `I need two numbers: ...`."""
    return _ANNOUNCED.sub("", text)


# "The price and the weight of the Okapi."
_TWO = re.compile(
    r"^(?P<asks>\W*(?:(?:what(?:'s| is| are)?|give me|tell me|i need|need|show me)\s+)?)"
    r"(?P<first>(?:the\s+)?[a-z]+(?: [a-z]+)?)\s+(?:and|&|\+|as well as)\s+(?:the\s+)?"
    r"(?P<second>[a-z]+(?: [a-z]+)?)(?=\s+(?:of|for|on)\b)",
    re.IGNORECASE,
)


def both_of(text: str, name: int) -> tuple[str, str] | None:
    """`The price and the weight of` what is named from `name` on, as two questions."""
    match = _TWO.match(text)
    if match is None or name < match.end("second"):
        return None
    rest = text[match.end("second") :]
    return (
        f"{match['asks']}{match['first']} {rest}",
        f"{match['asks']}the {match['second']} {rest}",
    )


# "..., and its town", "and the town it sits in".
_AND_ITS = re.compile(
    r",?\s+(?:and|plus|&|\+)\s+(?:also\s+)?(?:(?:its|their|his|her) [a-z]+(?: [a-z]+)?"
    r"|the [a-z]+(?: [a-z]+)? (?:it|they|he|she) [a-z]+(?: [a-z]+)?(?: in| at| from)?)\W*$",
    re.IGNORECASE,
)


def before_its(text: str, name: int) -> str | None:
    """What is asked before `and its town`, of what is named up to `name`."""
    match = _AND_ITS.search(text)
    return text[: match.start()] if match is not None and name <= match.start() else None


def focus(
    text: str,
    names: Sequence[Span],
    people: Container[str] = (),
    called: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> str | None:
    """The one question of a text of several pieces, with the names that only the rest has;
    `people` are the names that `he` and `she` may stand for, `called` the stems of all that the
    rows of a name are called."""
    pieces = _fragments(text, names)
    asking = [piece for piece in pieces if piece.question]
    if len(asking) > 1:  # "Does it last long? How long?"
        asking = [p for p in asking if p.names or not _is_tail(p.text)] or asking
    rest = [piece for piece in pieces if not piece.question]
    if len(asking) == 1 < len(pieces) and not rest and asking[0].names:
        return asking[0].text
    if len(asking) != 1 or not rest or any(_SHIFTS.search(piece.text) for piece in rest):
        return None
    (question,) = asking
    if question.names:
        return question.text
    if _EVENT.match(question.text):
        return None
    missing = tuple(name for piece in rest for name in piece.names)
    beside = {
        name for piece in rest for name in piece.beside
        if not _others(piece.text, name) & called.get(name, frozenset())
    }  # fmt: skip
    if missing and beside.issuperset(missing) and _of_what_was_told(question.text):
        return None
    # "My kid outgrew the Kestrel 2": a lone small word beside a full name is none.
    if _IT.search(question.text):
        missing = tuple(n for n in missing if not _small(n)) or missing
    others = _OTHERS.search(question.text)
    about = others is not None and others.group().casefold() in _PERSON
    if about:
        missing = tuple(n for n in missing if n in people) or missing
    if others and len(missing) == 1 and not (about and missing[0] in people):
        return None
    return _with(question.text, missing)


def hours_at_last(text: str, names: Sequence[Span]) -> str | None:
    """`Is the mill shut by then? What are its hours?`: whoever is told the hours knows both."""
    asking = [piece for piece in _fragments(text, names) if piece.question]
    if len(asking) < 2 or asking[-1].names or not _for_hours(asking[-1].text):
        return None
    if not all(_OPEN_OR_SHUT.search(piece.text) for piece in asking[:-1]):
        return None
    said = tuple(dict.fromkeys(name for piece in asking for name in piece.names))
    return _with(asking[-1].text, said) if len(said) == 1 else None


def _others(text: str, name: str) -> frozenset[str]:
    """The stems of a text without a name: the `battery` for a bike may have that in its own."""
    return frozenset(content_stems(text.replace(name, " ")))


def _of_what_was_told(question: str) -> bool:
    """Whether a question points at what was told before, or says hardly more than `price?`."""
    return _POINTS.search(question) is not None or len(question.split()) <= MOST_BARE


def _small(name: str) -> bool:
    return " " not in name and name.islower()


def _is_tail(text: str) -> bool:
    """`How long?`, `and at what time?`, `DHL or someone else?` add nothing to the question
    before."""
    if _EITHER.match(text):
        return True
    return all(term.form in _TAILS for term in terms(text))


def _for_hours(text: str) -> bool:
    """Whether a question asks for hours alone, be it on a day of the week."""
    said = [term.form for term in terms(text)]
    return bool(said) and all(form in _TAILS or form in WEEKDAYS for form in said)


def sides(text: str, names: Sequence[Span]) -> list[tuple[str, str, bool]]:
    """Ways to read a text as two questions; a side without a name takes the names of the other,
    a right side without a question word that of the left. The third value says whether a side
    without a name points (`their`) at what may be another row than the one named."""
    found = []
    for match in _JOIN.finditer(text):
        if any(a < match.end() and match.start() < b for a, b in names):
            continue
        left = _fragment(text, 0, match.start(), names)
        right = _fragment(text, match.end(), len(text), names)
        if not left.names and not right.names:
            continue
        pointing = any(_OTHERS.search(one.text) for one in (left, right) if not one.names)
        first = left.text if left.names else _with(left.text, right.names)
        second = right.text if right.names else _with(right.text, left.names)
        found.append((first, second, pointing))
        opener = _OPENER.match(first)
        if opener and not opens(second) and not right.names:
            found.append((first, f"{opener.group(1)} {second}", pointing))
    return found[:MOST_JOINS]


def _fragments(text: str, names: Sequence[Span]) -> list[Fragment]:
    found, start = [], 0
    for match in _BREAK.finditer(text):
        if not any(a < match.end() and match.start() < b for a, b in names):
            found.append(_fragment(text, start, match.start(), names))
            start = match.end()
    found.append(_fragment(text, start, len(text), names))
    return [piece for piece in found if piece.text]


def _fragment(text: str, start: int, end: int, names: Sequence[Span]) -> Fragment:
    spans = [(a, b) for a, b in names if start <= a and b <= end and not ruled_out(text[start:a])]
    beside = (text[a:b] for a, b in spans if told_beside(text[start:end], a - start, b - start))
    said = _LEADING.sub("", text[start:end]).strip(" ,;")
    asks = said.endswith("?") or opens(said)
    inside = tuple(text[a:b] for a, b in spans)
    return Fragment(text=said, names=inside, question=asks, beside=frozenset(beside))


def _with(text: str, names: Sequence[str]) -> str:
    if not names:
        return text
    return f"{text.rstrip(' ?.!')}: {' and '.join(names)}?"
