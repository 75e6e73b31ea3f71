"""What a question asks for: its weighted words, the kind of answer it expects, its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from nescio.text import STOP_WORDS, content_stems, stem, words
from retrieval.corpus import Terms
from retrieval.values import parse

AnswerType = Literal[
    "duration", "money", "temperature", "frequency", "number", "time", "place", "person", "yes_no",
    "procedure", "any",
]  # fmt: skip

_TYPES: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        "duration",
        re.compile(
            r"\bhow (?:long|soon|fast|quick\w*)\b|\b(?:until|by|since) when\b"
            r"|\bhow many (?:years?|months?|weeks?|days?|hours?|minutes?|seconds?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "temperature",
        re.compile(
            r"\bhow (?:hot|cold|warm|many degrees)\b"
            r"|\b(?:what|which|at what|below what|above what)\b.{0,20}"
            r"\b(?:temp(?:erature)?s?|degrees)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "money",
        re.compile(
            r"\bhow (?:much (?:does|do|is|are|will|would|must|for)|expensive|cheap)\b"
            r"|\b(?:costs?|prices?|fees?|deposit)\b|\b(?:what|how much) (?:is|are) the charge\b"
            r"|\bwhat (?:do|would|will|must|did) (?:i|we|you) (?:pay|charge|owe|take for)\b"
            r"|\bhow much\W*$",
            re.IGNORECASE,
        ),
    ),
    ("frequency", re.compile(r"\bhow (?:often|frequently)\b", re.IGNORECASE)),
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|long|far|big|large|heavy|hot|warm|cold|tall|wide|deep|fast|"
            r"soon|old|thick|strong|bright|loud)\b|\b(?:what|which) (?:temperature|size|"
            r"percentage|number|amount|weight|pressure|voltage|code)\b|\bmaximum|minimum\b",
            re.IGNORECASE,
        ),
    ),
    (
        "time",
        re.compile(
            r"\bwhen\b|\b(?:what|which) (?:time|date|day|year|month|hour)s?\b"
            r"|\bwhat (?:is|was|will be) the (?:[\w'-]+ ){0,3}(?:date|day|year)\b",
            re.IGNORECASE,
        ),
    ),
    ("place", re.compile(r"\bwhere\b|\bwhich (?:city|country|store|town)\b", re.IGNORECASE)),
    ("person", re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)),
    (
        "procedure",
        re.compile(
            r"\bhow (?:do|does|can|should|to|would|must|shall)\b|\bwhat (?:should|do|must) i do\b"
            r"|\bsteps?\b|\bprocedure\b",
            re.IGNORECASE,
        ),
    ),
    (
        "yes_no",
        re.compile(
            r"^\W*(?:is|are|was|were|do|does|did|can|could|may|must|should|will|has|have|am)\b",
            re.IGNORECASE,
        ),
    ),
)
_TIME = re.compile(
    r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:january|february|march|april|may|"
    r"june|july|august|september|october|november|december|spring|summer|autumn|winter|morning|"
    r"evening|noon|midnight|daily|weekly|monthly|yearly|annually|season|before|after)\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"(?:\d|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|few|same))"
    r"[\s-]*(?:to \d+ )?(?:more |working |business |calendar |full )*"
    r"(?:years?|months?|weeks?|days?|nights?|hours?|minutes?|seconds?|h|min|s)\b"
    r"|\buntil\b|\b\d{1,2}:\d{2}\b|\bunlimited\b|\bfor ever\b|\blifetime\b|\bannual\w*\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[€$£]|\b(?:eur|euros?|usd|dollars?|free|gratis|price\w*)\b", re.IGNORECASE)
_TEMPERATURE = re.compile(r"°|\bdegrees?\b|\b(?:cold|hot|warm|frost|freez\w+)\b", re.IGNORECASE)
_FREQUENCY = re.compile(
    r"\b(?:every|each|always|whenever|once|twice|times|per|daily|weekly|monthly|yearly|annual(?:ly)?"
    r"|regularly|rarely|seldom|never|(?:after|before) (?:a|any|all|use|\d+)|an? (?:day|week|month"
    r"|year|season))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|once|twice|half|dozen|"
    r"never|no limit|unlimited|free|zero|hundred)\b",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"^(?:first|then|next|finally|always|never|do not|don't|to|press|hold|turn|remove|wash|rinse|"
    r"dry|use|open|close|clean|check|place|put|apply|unplug|charge|reset|switch|wait|store|contact|"
    r"send|fill|pull|push|insert|replace|tighten|loosen|lubricate|soak|hang|wipe|select|tap|"
    r"email|bring|print|pack|attach|log|go|keep|let|set|start|stop|make|take)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """The words of a question that an answer must account for, with their weights.

    `names` are stems of words that are written with a capital inside the question.
    """

    text: str
    weights: dict[str, float]
    numbers: frozenset[str]
    expects: AnswerType
    names: frozenset[str] = frozenset()

    def coverage(self, stems: frozenset[str] | set[str]) -> float:
        """Share (0 to 1) of the weight of the question's words that `stems` holds."""
        if not self._total:
            return 0.0
        return sum([w for s, w in self.weights.items() if s in stems]) / self._total

    @cached_property
    def _total(self) -> float:
        return sum(self.weights.values())


_LIGHT = frozenset(
    stem(word)
    for word in """something anything everything nothing somebody anybody thing things long mean
    means put use used make made take takes need needs want go going come comes back work works
    say says let possible allowed one two become becomes send happen happens still already really
    exactly actually right maybe soon often kind sort way lot bit long much""".split()
)
LIGHT_WEIGHT = 0.35
BACKGROUND_WEIGHT = 0.6


def analyse(text: str, terms: Terms, *, background: str = "") -> Analysis:
    """Weigh the content words of a question by how rare they are in the corpus.

    Everyday words that say little about the subject weigh less, however rare they are there;
    so do the words of the background.
    """

    def weighed(words_of: str) -> dict[str, float]:
        return {
            s: terms.idf(s) * (LIGHT_WEIGHT if s in _LIGHT else 1.0)
            for s in content_stems(words_of)
        }

    around = {s: BACKGROUND_WEIGHT * w for s, w in weighed(background).items()}
    weights = around | weighed(text)
    amounts = [v for v in parse(text) if v.kind in ("quantity", "money", "time", "percent")]
    numbers = frozenset(
        w.form
        for w in words(text)
        if any(c.isdigit() for c in w.form) and not any(v.start <= w.start < v.end for v in amounts)
    )
    names = frozenset(
        stem(w.form)
        for w in words(text)[1:]
        if text[w.start].isupper() and w.form not in STOP_WORDS and w.form not in numbers
    )
    return Analysis(
        text=text, weights=weights, numbers=numbers, expects=expected(text), names=names
    )


def expected(text: str) -> AnswerType:
    """The kind of answer the question's form asks for."""
    for kind, pattern in _TYPES:
        if pattern.search(text):
            return kind
    return "any"


def fits(kind: AnswerType, sentence: str) -> bool:
    """Whether a sentence holds something of the expected kind."""
    match kind:
        case "duration":
            return bool(_DURATION.search(sentence))
        case "money":
            return bool(_MONEY.search(sentence))
        case "temperature":
            return bool(_TEMPERATURE.search(sentence))
        case "frequency":
            return bool(_FREQUENCY.search(sentence))
        case "number":
            return bool(_NUMBER.search(sentence))
        case "time":
            return bool(_TIME.search(sentence))
        case "procedure":
            return bool(_IMPERATIVE.search(sentence))
        case "person" | "place":
            return bool(re.search(r"(?<!^)\b[A-Z]\w+", sentence))
        case _:
            return True


def stems_of(*texts: str) -> frozenset[str]:
    """All stems of some texts, stop words left out."""
    return frozenset[str]().union(*map(_stems, texts))


@lru_cache(maxsize=20_000)
def _stems(text: str) -> frozenset[str]:
    """Sentences of a passage are looked at for many questions, and several times for one."""
    return frozenset(stem(w.form) for w in words(text) if w.form not in STOP_WORDS)
