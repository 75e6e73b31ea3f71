"""Whether documents answer a question differently.

Two sentences of different documents disagree when they say the same but for one value that the
question asks for: aligned word by word, all else that counts (names, numbers, dates) is equal. A
further name or year makes it another edition or another thing, and several values in one sentence
are a list: neither is a disagreement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answer.answer_spans import WANTED, Span, spans
from answer.contest import Contest, contested
from answer.question import Analysis, stems_of
from answer.quotes import Quote
from nescio.types import Passage

COMMON = 0.25
"""Share of the stems of two sentences that both have, in any order: cheap to tell."""
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
    if apart(one, other.passage, other.stems):
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


def apart(one: Quote, passage: Passage, stems: frozenset[str]) -> bool:
    """Whether a sentence of `passage` with these stems cannot disagree with a quote: it stands in
    the same document, or has too little in common."""
    if one.passage.chunk.document_id == passage.chunk.document_id:
        return True
    common = len(one.stems & stems)
    return common < COMMON * (len(one.stems) + len(stems) - common)


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


def _subject(quote: Quote, value: Span, subjects: Subjects) -> frozenset[str]:
    """The known things that a quote speaks of, besides the value itself."""
    rest = f"{quote.text[: value.start]} {quote.text[value.end :]}"
    heading = ". ".join((quote.passage.title, *quote.passage.chunk.heading_path))
    return subjects.named(rest) | subjects.named(heading)
