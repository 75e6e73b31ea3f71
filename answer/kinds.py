"""The kinds of answer that questions ask for by their form, and what in a sentence is of a kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from nescio.text import stem, words

AnswerType = Literal[
    "duration", "money", "temperature", "frequency", "number", "time", "place", "person", "yes_no",
    "procedure", "any",
]  # fmt: skip

_TYPES: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        "duration",
        re.compile(
            r"\bhow (?:long|soon|quick\w*|fast (?:do|does|can|could|will|would) (?:you|we|they))\b"
            r"|\b(?:until|till|by) when\b"
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
            r"\bhow (?:much (?:does|do|is|are|will|would|must|for)\b(?! (?:too|enough|left|allowed"
            r"|needed)\b)|(?:expensive|cheap)\b)"
            r"|\bwhat (?:does|do|would|will|did) .{1,60} costs?\b"
            r"|\b(?:what|how much) (?:is|are) the charge\b"
            r"|\bwhat (?:do|would|will|must|did|should) (?:i|we|you) (?:(?:have|need) to )?"
            r"(?:pay|charge|owe|spend|take for)\b"
            r"|\bhow much (?:[\w-]+ ){0,3}(?:do|does|did|will|would|must|should) (?:i|we|you|they) "
            r"(?:(?:have|need) to )?(?:pay|charge|owe|spend|earn)\b"
            r"|\bwhat (?:do|would|will|did) you take to\b|\bhow much\W*$"
            r"|\b(?:hourly|daily|weekly|monthly|yearly|hour|day|week) rates?\b",
            re.IGNORECASE,
        ),
    ),
    (
        "frequency",
        re.compile(r"\bhow (?:often|frequently|many times|regularly)\b", re.IGNORECASE),
    ),
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|far|fast|big|large|small|heavy|light|tall|wide|deep|old|thick|"
            r"thin|strong|bright|loud|low|high|close|near|few|little|steep|full|empty|hard|narrow|short|"
            r"slow|young|powerful)\b"
            r"|\b(?:what|which) (?:\w+ )?(?:size|percentage|percent|number|amount|weight|pressure|"
            r"voltage|code|level|length|width|height|depth|speed|torque|age|capacity|volume|"
            r"distance|thickness|diameter)\b|\b(?:maximum|minimum)\b"
            r"|^\W*(?:the )?(?:[\w-]+ )?(?:weight|length|width|height|depth|speed|capacity|volume|"
            r"thickness|diameter|size|range|number|pressure|voltage|torque|resolution) of\b"
            r"|\bwhat(?:'?s| is| are)? the (?:smallest|largest|biggest|lowest|highest|shortest|"
            r"longest|least|most|heaviest|lightest)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "time",
        re.compile(r"^\W*(?:and |so |but )?when\b|\b(?:since|from) when\b", re.IGNORECASE),
    ),
    (
        "money",
        re.compile(
            r"\b(?:costs?|prices?|fees?|deposit)\b"
            r"|\bwhat (?:is|are|will|would) (?!.*\b(?:limit|maximum|minimum|number|allowance|dose"
            r"|amount|consumption|mileage|range|average|weight)\b)(?:[\w-]+ ){1,4}?"
            r"(?:be )?(?:per|each) (?:month|year|week|night|person|head)\b",
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
    (
        "place",
        re.compile(
            r"\bwhere\b|\b(?:what|which) (?:of (?:your|the|our|these|those) )?(?:\w+ )?"
            r"(?:cit(?:y|ies)|countr(?:y|ies)|(?:store|town|shop|branche?|place|region|warehouse|office)s?)\b",
            re.IGNORECASE,
        ),
    ),
    ("person", re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)),
    (
        "procedure",
        re.compile(
            r"\bhow (?:do|does|can|should|to|would|must|shall)\b"
            r"|\bwhat (?:should|do|must|can) (?:i|we) do\b|\bsteps?\b|\bprocedure\b",
            re.IGNORECASE,
        ),
    ),
)
AMOUNTS: frozenset[AnswerType] = frozenset(
    {"duration", "money", "temperature", "frequency", "number"}
)
ANY_KIND: frozenset[AnswerType] = frozenset({"any", "yes_no"})
"""Of which every sentence is."""
_WHETHER = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|can|could|may|must|should|will|has|have|am)\b"
    r"(?! (?:you|anyone|anybody|someone|i) (?:please )?(?:tell|know|say|show|explain|ask)\b)",
    re.IGNORECASE,
)
_CLAUSES: frozenset[AnswerType] = frozenset({"time", "place", "person"})
"""Asked whether something is so, words of these kinds begin a clause (`where I live`)."""
_TIME = re.compile(
    r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:january|february|march|april|may|"
    r"june|july|august|september|october|november|december|spring|summer|autumn|winter|morning|"
    r"evening|noon|midnight|daily|weekly|monthly|yearly|annually|season|before|after|dates?|since|"
    r"until|as soon as)\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"(?<!\bonce )(?<!\btwice )(?<!\btimes )"
    r"(?:\d[\s-]*|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|"
    r"fifteen|eighteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|dozen|half|few|same)[\s-]+)"
    r"(?:to \d+ )?(?:more |working |business |calendar |full )*"
    r"(?:years?|months?|weeks?|days?|nights?|hours?|minutes?|seconds?|h|min|s)\b"
    r"|\buntil\b|\bsince \d{4}\b|\b\d{1,2}:\d{2}\b|\bunlimited\b|\bfor ever\b|\blifetime\b"
    r"|\bannual\w*\b",
    re.IGNORECASE,
)
_FREQUENCY = re.compile(
    r"\b(?:every|each|always|whenever|once|twice|times|per|daily|weekly|monthly|yearly|annual(?:ly)?"
    r"|regularly|rarely|seldom|never|(?:after|before) (?:a|any|all|use|\d+)|an? (?:day|week|month"
    r"|year|season))\b",
    re.IGNORECASE,
)
# `Silicone-free` is no price.
_MONEY = re.compile(
    r"[€$£]|\b(?:eur|euros?|usd|dollars?|(?<!\w-)free|gratis|price\w*)\b", re.IGNORECASE
)
_TEMPERATURE = re.compile(r"°|\bdegrees?\b|\b(?:cold|hot|warm|frost|freez\w+)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|once|twice|half|dozens?|never|no limit|unlimited|(?<!\w-)free|zero|hundreds?|"
    r"thousands?|millions?|billions?|couple|pair)\b",
    re.IGNORECASE,
)
# `CI-2`, `C7`, and `Corvin 7` inside a sentence: a name, and no number of anything.
_CODE = re.compile(
    r"(?<![\w.,-])[A-Za-z]{1,4}-?\d+\b(?![.,]\d)"
    r"|(?<=[a-z,] )(?!(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December|EUR|USD|GBP|CHF)\b)[A-Z][\w-]+ \d+\b"
    r"(?![.,:]\d| ?(?:[%€$£°]|(?:percent|euros?|kg|g|mm|cm|m|km|l|ml|hours?|days?|minutes?|years?)"
    r"\b))"
)
_PRICE = re.compile(
    r"(?:[€$£]|\b(?:eur|usd|gbp|chf):?) ?\d[\d.,]*"
    r"|\b\d[\d.,]* ?(?:[€$£]|(?:eur|euros?|usd|dollars?)\b)",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"^(?:first|then|next|finally|always|never|do not|don't|to|press|hold|turn|remove|wash|rinse|"
    r"dry|use|open|close|clean|check|place|put|apply|unplug|charge|reset|switch|wait|store|contact|"
    r"send|fill|pull|push|insert|replace|tighten|loosen|lubricate|soak|hang|wipe|select|tap|"
    r"email|bring|print|pack|attach|log|go|keep|let|set|start|stop|make|take)\b",
    re.IGNORECASE,
)


_COUNTED = re.compile(r"\bhow many (?:more |other |different )?(\w+)", re.IGNORECASE)
_CLEAR: Mapping[AnswerType, re.Pattern[str]] = {
    "money": re.compile(
        r"[€$£]|\d ?(?:eur|euros?|usd|dollars?)\b|\b(?:eur|usd):? \d|\b(?<!\w-)free\b",
        re.IGNORECASE,
    ),
    "temperature": re.compile(r"°|\bdegrees?\b", re.IGNORECASE),
    "number": re.compile(
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|"
        r"hundred|thousand)\b",
        re.IGNORECASE,
    ),
}
WEAK = 0.5
GUESSED = 0.25


def expected(text: str) -> AnswerType:
    """The kind of answer the question's form asks for."""
    whether = _WHETHER.search(text) is not None
    for kind, pattern in _TYPES:
        if pattern.search(text) and not (whether and kind in _CLAUSES):
            return kind
    return "yes_no" if whether else "any"


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
            return bool(_NUMBER.search(_CODE.sub("", sentence)))
        case "time":
            return bool(_TIME.search(sentence) or _DURATION.search(sentence))
        case "procedure":
            return bool(_IMPERATIVE.search(sentence))
        case "person" | "place":
            return bool(re.search(r"(?<!^)\b[A-Z]\w+", sentence))
        case _:
            return True


def closeness(kind: AnswerType, question: str, sentence: str) -> float:
    """How well a sentence holds what a question of that kind asks for, 0 to 1.

    `WEAK` is given for words about it (`cold`, `prices`) without a value, and for a number of
    other things than those that are counted in the question. That an amount is missing is plain,
    that a name or an instruction is, only guessed (`GUESSED`).
    """
    if not fits(kind, sentence):
        return 0.0 if kind in AMOUNTS else GUESSED
    counted = _COUNTED.search(question) if kind == "number" else None
    if counted is not None:
        return 1.0 if _counts(sentence, stem(counted[1].casefold())) else WEAK
    if kind == "number" and _only_prices(sentence):
        return WEAK
    clear = _CLEAR.get(kind)
    return 1.0 if clear is None or clear.search(sentence) else WEAK


def _only_prices(sentence: str) -> bool:
    """Whether all that a sentence has of numbers is money, of which no number is asked so."""
    rest = _CODE.sub("", _PRICE.sub("", sentence))
    return rest != sentence and not _NUMBER.search(rest)


def _counts(sentence: str, thing: str) -> bool:
    """Whether a number stands before the thing, at most one word between."""
    said = words(sentence)
    return any(
        stem(word.form) == thing
        and any(_NUMBER.match(before.form) for before in said[max(0, at - 2) : at])
        for at, word in enumerate(said)
    )
