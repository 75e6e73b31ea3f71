"""Descriptions in a question: a noun and what is told of it. Text only: which row is described is
for `answer.described` to find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from answer.contrast import negated
from answer.question import stems_of
from nescio.text import STOP_WORDS, words

MOST_DESCRIBED = 2
"""Descriptions in a question that are tried, the innermost first."""

MOST_TRIED = 6
"""Ends of a description that are tried: only the database tells where the question goes on."""

_DESCRIBED = re.compile(
    r"\b(?:the|that|this|your|our|my) "
    r"(?P<noun>(?:(?!(?:of|in|on|at|to|by|from|with|for|and|or|is|are|that|the)\b)[\w-]+ ){1,3}?)"
    r"(?P<rest>(?:that|which|who|with|where|whose|for|in which|has|the|my|your|our)\b.+"
    r"|(?:you|we|they|i) [a-z']+ (?=\S+ \S+ \S).+)$",
    re.IGNORECASE,
)
_POINTER = re.compile(r"\b(?:(?:that|this)(?: [a-z]+)?|it)\b(?=[^.?!]*\?)", re.IGNORECASE)
_RELATIVE = re.compile(r"^(?:that|which|who)\s+", re.IGNORECASE)
_HELPED = re.compile(r"\b(?:(does|do|did|can|will|would)|is|are|was|were) $", re.IGNORECASE)
_BELONGS = re.compile(
    r"^(?P<name>.+?) (?:belongs? to|is (?:part of|for|from|in)|was (?:for|in|from)|comes? from)$",
    re.IGNORECASE,
)
# What is told of a name by the way: `the discontinued Heron 5`.
_BY_THE_WAY = re.compile(
    r"\b(?:discontinued|former|previous|old|earlier|retired)\s+(?=[A-Z0-9])", re.IGNORECASE
)
_CLAUSES = re.compile(r"[,;]\s+(?!which\b|who\b|that is\b)(?:and |but |while )?")
_PARTS = re.compile(
    rf"{_CLAUSES.pattern}|(?<=[a-z])\.\s+"
    r"|\s+and\s+(?=(?:above|below|over|under|up|at|from|in|for|with)\b)"
)
# `That` after a noun begins what is told of it.
_STARTS = re.compile(
    r"\b(?:(?:of|in|on|at|to|by|from|with|for|does|did|is|are|can) (?=(?:that|this) )"
    r"|(?=(?:the|your|our|my) )|^(?=(?:that|this) ))",
    re.IGNORECASE,
)
# The topic of the conversation, where a question was made to stand by itself.
_TOPIC = re.compile(r" \([^()]*\)(?=\?*$)")
_HAS = re.compile(r"(?:(?:that|which|who) )?(?:with|has|have) (?P<thing>.+)", re.IGNORECASE)
_END = re.compile(
    # What follows the thing: more of it, or the question itself (`with the organ opened`).
    r"[,;]|\b(?:and|or|but|in|on|at|of|for|from|to|by|is|are|does|costs?|\w{3,}ed)\b",
    re.IGNORECASE,
)
_VALUED = re.compile(
    r"^\W*(?:(?:and|so|but|then)\s+)*(?:in|on|at) (?:which|what) (?P<value>[a-z]{3,})"
    r" (?P<rest>(?:can|could|may|do|does|did|is|are|was|were|will|would)\b.+)$",
    re.IGNORECASE,
)
# What follows what is told: `the hall with the organ open on Sundays`; the topic of the question.
_ON_DAY = re.compile(
    r"(?:,? (?:open(?:s|ed)?|clos(?:e|es|ed)|shut))?,? (?:on|at|during|over) (?:an? |the |every )?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun|week)days?|weekends?)\b"
    r"| \((?:on )?(?:an? )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun|week)days?|weekends?)\)",
    re.IGNORECASE,
)
# "How many kilos can the chair take that came after the Okapi?"
_CLAUSE_LAST = re.compile(
    r"^(?P<asked>.*?\bhow [a-z]+(?: [a-z]+)? (?:can|could|may|will|do|does|did|has|have|is|are)) "
    r"(?P<noun>(?:the|your|our) [\w-]+(?: [\w-]+)?) "
    r"(?P<verb>(?!(?:that|which|who|say|state|claim|mean|know|think|promise|require|recommend)\b)"
    r"[a-z]+) (?P<clause>(?:that|which|who) [^,;?]+?)(?P<end>\W*)$",
    re.IGNORECASE,
)
# "What are the boots made of that came after the Okapi?"
_CLAUSE_AFTER = re.compile(
    r"^(?P<asked>.*?\b(?:what|where|when|how [a-z]+|which [a-z]+|who) (?:is|are|was|were)) "
    r"(?P<noun>(?:the|your|our) [\w-]+(?: [\w-]+)?) "
    r"(?P<verb>(?:[a-z]{3,}ed|made|built|sewn|woven|spun|kept|sold|sent|held|worn|run|led|open)"
    r"(?: (?:out of|of|from|with|for|in|by|at|to))?) "
    r"(?P<clause>(?:that|which|who) [^,;?]+?)(?P<end>\W*)$",
    re.IGNORECASE,
)
# What is done by what is described: `when did the hall with the organ open`.
_HELPS = re.compile(r"\b(?:do|does|did|can|will|would|is|are|was|were|has|have) $", re.IGNORECASE)
_OPENS = re.compile(
    r" (?:been )?(?:open(?:s|ed)?|close[sd]?|shut|cost|weigh|last)"
    r"(?: (?:right now|now|today|currently|at the moment|exactly|please))?(?=[ ?]*$)",
    re.IGNORECASE,
)
_LEAST_TOLD = 3
_STOPS = re.compile(r"[,;:?!]|\s[-–—]\s|\.(?:\s|$)")


@dataclass(frozen=True, kw_only=True)
class Description:
    """A noun and what is told of it, both together from `start` on; `ends`: where it may end.

    `rest` is where what is told begins. `value`: the row is called by no noun, but has a value of
    that sort: `in which city can it be mended?` is asked of the shop that mends it. `verb` stands
    between both and belongs to neither: `what does the bow cost that came after the Corvin`.
    """

    text: str
    noun: str
    start: int
    said: str
    told: str
    ends: tuple[int, ...]
    rest: int
    verb: str = ""
    value: str = ""

    def of(self, name: str, end: int) -> str:
        """The text with a name in place of the description, which ends at `end`."""
        return f"{self.text[: self.start]}{name}{self.verb}{self.text[end:]}"


def descriptions(text: str) -> Iterator[Description]:
    """`The NOUN that ...`, `the NOUN with ...`, `the NOUN the stove needs`: the rest of the clause,
    and after it word by word less. The innermost comes first."""
    text, until = clause_first(text)
    starts = [m.end() for m in _STARTS.finditer(text)]
    matches = [m for m in (_DESCRIBED.match(text, start) for start in reversed(starts)) if m]
    for match in matches[:MOST_DESCRIBED]:
        last = min(_told_until(text, match.start("rest")), until)
        if _HELPS.search(text[: match.start()]):
            last = next((m.start() for m in _OPENS.finditer(text, match.start("rest"), last)), last)
        tokens = [w for w in words(text) if match.start("rest") <= w.start and w.end <= last]
        if len(tokens) < 2:
            continue
        ends = [last, *(w.end for w in reversed(tokens[1:-1]))]
        whole = match["noun"].strip()
        noun, _, verb = whole.rpartition(" ")
        readings = [(whole, "")]
        helped = _HELPED.search(text[: match.start()])
        if noun and helped:
            # `does the tent cost that ...`; `is the store open where ...`, or `is the winter tent`.
            apart = helped[1] and _RELATIVE.match(match["rest"])
            readings = [(noun, f" {verb}")] if apart else [*readings, (noun, f" {verb}")]
        for called, after in readings:
            yield Description(
                text=text,
                noun=called,
                verb=after,
                start=match.start(),
                said=text[match.start() : last],
                told=text[match.start("rest") : last],
                ends=tuple(dict.fromkeys(ends))[:MOST_TRIED],
                rest=match.start("rest"),
            )


def clause_first(text: str) -> tuple[str, int]:
    """The text with a clause that comes last put next to its noun, and where that clause ends."""
    match = _CLAUSE_LAST.match(text) or _CLAUSE_AFTER.match(text)
    if match is None:
        return text, len(text)
    first = f"{match['asked']} {match['noun']} {match['clause']}"
    return f"{first} {match['verb']}{match['end']}", len(first)


def _told_until(text: str, start: int) -> int:
    """Where what is told from `start` on ends at the latest: at a stop, or at a day on which the
    question asks, unless that is all that is told (`the hall that is open on Sundays`)."""
    stop = _STOPS.search(text, start)
    last = stop.start() if stop else len(text)
    day = _ON_DAY.search(text, start, last)
    before = words(text[start : day.start()]) if day else []
    if day is not None and len(before) > 1 and before[-1].form not in STOP_WORDS:
        return day.start()
    return last


def valued(question: str) -> Description | None:
    """`In which city can I have it refilled?`: what is done in the place whose city is asked."""
    match = _VALUED.match(question)
    if match is None or len(words(match["rest"])) < _LEAST_TOLD:
        return None
    start = match.start("rest")
    return Description(
        text=question, noun="", start=0, said=question[start:], told=question[start:],
        ends=(len(question),), rest=start, value=match["value"].casefold(),
    )  # fmt: skip


def told_before(told: str, question: str) -> Description | None:
    """What was told before a question that points at it: `One of your shops has a pool, the one
    that isn't in Lille. Where is it?`; any noun of it may be that of the row."""
    match = _POINTER.search(question)
    if not told or match is None:
        return None
    nouns = [w.form for w in words(f"{told} {match.group()}") if w.form.isalpha()]
    return Description(
        text=question,
        noun=" or ".join(nouns),
        start=match.start(),
        said=told,
        told=told,
        ends=(match.end(),),
        rest=-1,
    )


def asked_before(before: str, question: str) -> Iterator[Description]:
    """What the question before described and this one speaks of: `Do you have the bow with a weight
    of 61 grams? How much is it?`"""
    question = _TOPIC.sub("", question)
    for described in descriptions(before):
        head = re.escape(described.noun.split()[-1])
        match = re.search(
            rf"\b(?:(?:the|that|this) )?{head}\b|\b(?:it|(?:that|this) one)\b",
            question,
            re.IGNORECASE,
        )
        if match is not None:
            yield replace(
                described, text=question, start=match.start(), ends=(match.end(),), verb="", rest=-1
            )


def questions(noun: str, told: str) -> Iterator[str]:
    """The description asked as a question, also without its noun: the row found must fit it."""
    plain = _BY_THE_WAY.sub("", _RELATIVE.sub("", told)).strip()
    yield f"which {noun.strip()} {plain}?"
    if _RELATIVE.match(told):
        belongs = _BELONGS.match(plain)
        yield f"{noun.strip()} of {belongs['name']}?" if belongs else f"what {plain}?"


def clause(sentence: str, told: str) -> str:
    """The part of a sentence that alone has what a description tells, numbers before words: `the R
    of one is 4.2, and that of the other is 5.4`; nothing where it is told of all that is named."""
    numbers = {w.form for w in words(told) if any(c.isdigit() for c in w.form)}
    clauses = (_PARTS if numbers else _CLAUSES).split(sentence)
    if numbers:
        if not all(any(c.isdigit() for c in clause) for clause in clauses):
            return ""  # one number, told of all that is named
        having = [c for c in clauses if numbers <= {w.form for w in words(c)}]
    else:
        wanted = stems_of(told)
        having = [c for c in clauses if wanted & stems_of(c)] if len(clauses) > 1 else []
    return having[0] if len(having) == 1 else ""


def denied(sentence: str, told: str) -> bool:
    """Whether the part of a sentence that is nearest to a description denies it."""
    wanted = stems_of(told)
    nearest = max(_CLAUSES.split(sentence), key=lambda c: len(wanted & stems_of(c)))
    return negated(nearest) and not negated(told)


def lacking(sentence: str, heading: str, told: str) -> bool:
    """Whether a sentence and what stands over it lack a code or number of a description, or half
    of what the thing has: `with the swimming pool`, where the question may go on (`open`)."""
    said = stems_of(sentence, heading)
    exact = {s for s in stems_of(told) if any(c.isdigit() for c in s)}
    has = _HAS.match(told)
    had = stems_of(_END.split(has["thing"], maxsplit=1)[0]) if has else frozenset[str]()
    return bool(exact - said) or (bool(had) and 2 * len(had - said) >= len(had))
