"""The one value by which two sentences differ, if the question asks for it.

The sentences are aligned word by word; dates and amounts are one unit each, whatever the format.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from answer.answer_spans import WANTED, Span, compatible, joined, spans
from answer.question import Analysis, stems_of
from nescio.text import STOP_WORDS, stem, words

SHARED = 0.6
"""Share of the content words of the longer sentence that both must have, in the same order."""
LEAST_SHARED = 3
FILLER = 3
"""Content words, none of them a value, by which the sentences may differ besides."""
BESIDE = 2
"""Words that may stand beside a value where it is exchanged for the other."""
_MANY = re.compile(
    r"\b(?:who|what|which) (?:all )?(?:are|were)\b"
    r"|\b(?:what|which) (?!does\b|was\b|is\b|has\b)\w+(?<![su'’])s\b"
    r"|\b(?:what|which) \w+ \w+(?<![su'’])s (?:are|were|do|did|can|could|have|will|may|must)\b"
    r"|^\W*(?:list|name)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Contest:
    """The values by which two aligned sentences differ, and how many content words they share."""

    one: Span
    other: Span
    shared: int = 0


def contested(analysis: Analysis, one: str, other: str, *, known: int = 0) -> Contest | None:
    """The value that is all by which two sentences differ, if it is what the question asks for.

    `known` content words stand before both.
    """
    first, second = _units(one), _units(other)
    matcher = SequenceMatcher(None, [u.key for u in first], [u.key for u in second], autojunk=False)
    shared = sum(
        unit.content for a, _, size in matcher.get_matching_blocks() for unit in first[a : a + size]
    )
    contests: list[Contest] = []
    filler = values = 0
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        mine, theirs = _touched(first[a:b]), _touched(second[c:d])
        if not mine and not theirs:
            filler += max(_content(first[a:b]), _content(second[c:d]))
            continue
        contest = _contest(mine, theirs)
        if contest is None or max(_beside(first[a:b]), _beside(second[c:d])) > BESIDE:
            return None
        contests.append(contest)
        values += max(_content(first[a:b]), _content(second[c:d]))
    longest = max(_content(first), _content(second)) - values
    if not contests or filler > FILLER or shared < SHARED * longest:
        return None
    shared += known
    if shared < LEAST_SHARED:
        return None
    main = max(contests, key=lambda c: len(c.one.forms) + len(c.other.forms))
    if any(not _repeats(contest, main) for contest in contests):
        return None
    aimed = _aimed(analysis, one, main.one) and _aimed(analysis, other, main.other)
    return replace(main, shared=shared) if aimed and _asked_for(analysis, main) else None


@dataclass(frozen=True, kw_only=True)
class _Unit:
    """A word, or a date or an amount as a whole; the value that it is, or is a word of."""

    key: object
    content: bool
    span: Span | None = None


@lru_cache(maxsize=4_096)
def _units(text: str) -> tuple[_Unit, ...]:
    found: list[_Unit] = []
    values = spans(text)
    for word in words(text):
        span = next((s for s in values if word.start < s.end and s.start < word.end), None)
        whole = span is not None and span.kind not in ("name", "negation")
        if whole and found and found[-1].span == span:
            continue
        key: object = span.canonical if span is not None and whole else stem(word.form)
        found.append(_Unit(key=key, content=word.form not in STOP_WORDS or whole, span=span))
    return tuple(found)


def _touched(units: Sequence[_Unit]) -> list[Span]:
    """The values of which a word is among the units; names in a row (`Oslo, Norway`) are one."""
    found = list(dict.fromkeys(unit.span for unit in units if unit.span is not None))
    if len(found) > 1 and all(s.kind == "name" for s in found) and all(u.span for u in units):
        return [joined(found)]
    return found


def _beside(units: Sequence[_Unit]) -> int:
    """Words of any kind that are of no value."""
    return sum(unit.span is None for unit in units)


def _content(units: Sequence[_Unit]) -> int:
    return sum(unit.content for unit in units)


def _contest(mine: Sequence[Span], theirs: Sequence[Span]) -> Contest | None:
    """One value on each side that cannot both be true; what is only negated is contested too."""
    negated = [s for s in (*mine, *theirs) if s.kind == "negation"]
    if len(negated) == 1 and len(mine) + len(theirs) == 1:
        return Contest(one=negated[0], other=negated[0])
    if len(mine) != 1 or len(theirs) != 1:
        return None
    return Contest(one=mine[0], other=theirs[0])


def _repeats(contest: Contest, main: Contest) -> bool:
    """Whether a contest is the main one in other words, or none: the same values are compared."""
    return (
        compatible(contest.one, main.one) is True and compatible(contest.other, main.other) is True
    ) or compatible(contest.one, contest.other) is True


def _aimed(analysis: Analysis, text: str, value: Span) -> bool:
    """Whether no other amount or date of a sentence is nearer to what is asked.

    Each has the words from the last one of its kind to itself, or from itself to the next.
    """
    if value.kind in ("name", "negation"):
        return True
    asked = stems_of(analysis.text)
    kin = [s for s in spans(text) if s.kind == value.kind and not stems_of(*s.forms) <= asked]
    ends = [0, *(s.end for s in kin)]
    starts = [*(s.start for s in kin), len(text)]

    def said(place: int) -> float:
        before = text[ends[place] : starts[place]]
        after = text[ends[place + 1] : starts[place + 1]]
        return max(analysis.coverage(stems_of(before)), analysis.coverage(stems_of(after)))

    own = max((said(i) for i, s in enumerate(kin) if s == value), default=0.0)
    return all(said(i) <= own for i, s in enumerate(kin) if compatible(s, value) is False)


def _asked_for(analysis: Analysis, contest: Contest) -> bool:
    one, other = contest.one, contest.other
    if one.kind not in WANTED[analysis.expects]:
        return False
    if one.kind == "negation":
        return True
    if compatible(one, other) is not False:
        return False
    asked = stems_of(analysis.text)
    if stems_of(*one.forms) - stems_of(*other.forms) <= asked:
        return False
    if stems_of(*other.forms) - stems_of(*one.forms) <= asked:
        return False
    if one.kind != "name":
        return True
    if _MANY.search(analysis.text):
        return False
    return analysis.expects in ("person", "place") or not (one.initial or other.initial)
