"""Whether documents answer a question differently.

Two sentences of different documents disagree when they say the same but for one value that the
question asks for: aligned word by word, all else that counts (names, numbers, dates) is equal. A
further name or year makes it another edition or another thing, and several values in one sentence
are a list: neither is a disagreement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from answer.answer_spans import WANTED, Span, compatible, joined, spans
from answer.extract import Quote
from answer.question import Analysis, stems_of
from nescio.text import STOP_WORDS, stem, words
from nescio.types import Passage

SHARED = 0.6
"""Share of the content words of the longer sentence that both must have, in the same order."""
LEAST_SHARED = 3
COMMON = 0.25
"""Share of the stems of two sentences that both have, in any order: cheap to tell."""
FILLER = 3
"""Content words, none of them a value, by which the sentences may differ besides."""
BESIDE = 2
"""Words that may stand beside a value where it is exchanged for the other."""
LEAST_COVERAGE = 0.45
"""Share of the question's weight that each of two sentences has to hold, with its context."""
LEAST_COVERAGE_LONG = 0.3
LONG = 5
"""The same for sentences that share so many content words."""
SAME_CONTEXT = 0.6
UNLIKE = 0.15
"""Share of the question's weight that only one of two sentences may hold."""
BEHIND = 0.24
"""Share of the question's weight by which the best sentence may say more of it than others do."""
BEHIND_TYPED = 0.35
"""The same where one kind of value is asked for."""
LEAST_COVERAGE_LOOSE = 0.5
NEAR = 0.6
"""How much of the best sentence's score others need to be held against each other."""

_LOOSE = frozenset({"any", "yes_no", "procedure"})
_MANY = re.compile(
    r"\b(?:who|what|which) (?:all )?(?:are|were)\b"
    r"|\b(?:what|which) (?!does\b|was\b|is\b|has\b)\w+(?<![su'’])s\b"
    r"|\b(?:what|which) \w+ \w+(?<![su'’])s (?:are|were|do|did|can|could|have|will|may|must)\b"
    r"|^\W*(?:list|name)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_POINTS_BACK = re.compile(
    r"(?:it|they|he|she|this|that|these|those|both|there|its|their|his|her)\b", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """What tells documents about different things apart: `named` gives the ids of the known things
    that a text names. `editions`: documents whose titles differ by a year are of one thing."""

    named: Callable[[str], frozenset[str]]
    editions: bool = False


@dataclass(frozen=True, kw_only=True)
class Contest:
    """The values by which two aligned sentences differ, and how many content words they share."""

    one: Span
    other: Span
    shared: int = 0


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """Two quotes that answer the same question with different values."""

    one: Quote
    other: Quote
    contest: Contest


def among(analysis: Analysis, quotes: Sequence[Quote], subjects: Subjects) -> Disagreement | None:
    """The first two of `quotes` (best first) that disagree."""
    for end in range(1, len(quotes)):
        for start in range(end):
            found = between(analysis, quotes[start], quotes[end], subjects)
            if found is not None:
                return found
    return None


def comparable(analysis: Analysis, quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes (best first) that say about as much of what is asked as the best one does.

    Where several kinds of value may answer, one that leaves out what the best one speaks of is
    about something else.
    """
    if not quotes:
        return []
    best = quotes[0]
    least = least_coverage(analysis, best) if analysis.expects in _LOOSE else 0.0
    return [q for q in quotes if q.score >= NEAR * best.score and _coverage(analysis, q) >= least]


def least_coverage(analysis: Analysis, best: Quote) -> float:
    """What share of the question's weight others have to hold beside the best quote."""
    behind = BEHIND if analysis.expects in _LOOSE else BEHIND_TYPED
    return max(_coverage(analysis, best) - behind, LEAST_COVERAGE_LOOSE)


def answers(analysis: Analysis, text: str) -> bool:
    """Whether a sentence holds a value of the kind asked for that the question does not."""
    asked = stems_of(analysis.text)
    wanted = WANTED[analysis.expects]
    return any(s.kind in wanted and not stems_of(*s.forms) <= asked for s in spans(text))


def between(
    analysis: Analysis, one: Quote, other: Quote, subjects: Subjects
) -> Disagreement | None:
    """Whether two quotes disagree over what is asked."""
    if one.passage.chunk.document_id == other.passage.chunk.document_id:
        return None
    if len(one.stems & other.stems) < COMMON * len(one.stems | other.stems):
        return None
    known = 0
    if _POINTS_BACK.match(one.text):
        known = _same_before(one, other)
        if not known:
            return None
    contest = contested(analysis, one.text, other.text, known=known)
    if contest is None or not _covers(analysis, one, other, contest.shared):
        return None
    if _unlike(analysis, one, other) or _siblings(one.passage, other.passage, subjects.editions):
        return None
    if _subject(one, contest.one, subjects) != _subject(other, contest.other, subjects):
        return None
    return Disagreement(one=one, other=other, contest=contest)


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


def _units(text: str) -> list[_Unit]:
    found: list[_Unit] = []
    values = spans(text)
    for word in words(text):
        span = next((s for s in values if word.start < s.end and s.start < word.end), None)
        whole = span is not None and span.kind not in ("name", "negation")
        if whole and found and found[-1].span == span:
            continue
        key: object = span.canonical if span is not None and whole else stem(word.form)
        found.append(_Unit(key=key, content=word.form not in STOP_WORDS or whole, span=span))
    return found


def _coverage(analysis: Analysis, quote: Quote) -> float:
    return analysis.coverage(quote.stems | quote.context)


def _covers(analysis: Analysis, one: Quote, other: Quote, shared: int) -> bool:
    """Whether both are about what is asked; long sentences that agree need to say less of it."""
    least = LEAST_COVERAGE if shared < LONG else LEAST_COVERAGE_LONG
    return all(_coverage(analysis, quote) >= least for quote in (one, other))


def _unlike(analysis: Analysis, one: Quote, other: Quote) -> bool:
    """Whether one is about something of the question that the other does not speak of."""
    said, also = one.stems | one.context, other.stems | other.context
    return analysis.coverage(said ^ also) > UNLIKE


def _siblings(one: Passage, other: Passage, editions: bool) -> bool:
    """Whether titles name two of a kind, told apart by numbers: `Lamp X1`, `Lamp Z2`."""
    first, second = stems_of(one.title), stems_of(other.title)
    if not first & second:
        return False
    codes = [
        {s for s in stems if any(c.isdigit() for c in s)}
        for stems in (first - second, second - first)
    ]
    if editions and all(_YEAR.fullmatch(code) for some in codes for code in some):
        return False
    return bool(codes[0] or codes[1])


def _same_before(one: Quote, other: Quote) -> int:
    """How many words stand before both sentences, if nearly all do: `it` is then the same."""
    common = len(one.context & other.context)
    return common if common >= SAME_CONTEXT * len(one.context | other.context) else 0


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


def _subject(quote: Quote, value: Span, subjects: Subjects) -> frozenset[str]:
    """The known things that a quote speaks of, besides the value itself."""
    rest = f"{quote.text[: value.start]} {quote.text[value.end :]}"
    heading = ". ".join((quote.passage.title, *quote.passage.chunk.heading_path))
    return subjects.named(rest) | subjects.named(heading)
