"""What the form of a question asks for and a quote has to have: a name, a person, an age, a share,
a value in the unit that is named.
"""

from __future__ import annotations

import re

from answer.figures import is_rate
from answer.kinds import fits
from answer.question import CALENDAR
from answer.values import in_unit
from nescio.text import STOP_WORDS, words
from retrieval.values import UNITS, parse

ROLE_ONLY = 0.4
"""For a quote that tells of somebody (`the skipper`) where it is asked who."""

# What is called by a name or a number: `what insurance class does it have`.
_CALLED = re.compile(
    r"\b(?:what|which|whose)(?:'s|’s|s| is| are| was)?(?: (?!of\b|another\b)[\w'’-]+){0,3}? "
    r"(?:name|number|code|class|rating|version|model|brand|address|street|date|year)s?\b"
    r"|(?<!\bin the )(?<!\bby the )\bnames? of (?:the|an?|your|our|my|his|her|its|their|this)\b"
    r"|\b(?:what|how) (?:is|are|was|were|do|does|did) .{1,60}\bcall(?:ed)?\b"
    r"(?! (?:you|us|for|in|on)\b)",
    re.IGNORECASE,
)
_DESIGNATION = re.compile(r"(?<=\s)(?:[^\w\s]*(?:[A-Z]|\w*\d)\w*|[\w.+-]+@[\w.-]+|https?://\S+)")
_WHO = re.compile(r"^\W*(?:and |so |but |hi |hello )*(?:who|whom)(?:'s|’s|s)?\b", re.IGNORECASE)
# Where somebody is: `in Ghent`, `behind the Ghent store`.
_AT = re.compile(r"\b(?:in|at|near|behind|around|inside|on)(?: (?:the|our))?(?: [A-Z][\w'’-]*)+")
_IDENTITY = re.compile(
    r"^\W*(?:and |so |but |hi |hello )*who(?:'s|’s|s| is| are| was| were) "
    r"(?:the|your|our|his|her|its|their)\b(?! \w+ing\b)",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:we|us|our|you|your|they|he|she|i|my|his|her|their|people|persons?|men|man|women|woman|"
    r"child(?:ren)?|adults?|staff|team|crew|every(?:one|body)|some(?:one|body)|any(?:one|body)|"
    r"no(?:body| one)|whoever|those|members?|friends?|famil(?:y|ies)|compan(?:y|ies)|clubs?|"
    r"agents?|students?|presidents?|assistants?|accountants?|tenants?|merchants?|clerks?|cooks?|"
    r"guards?|"
    r"(?!(?:after|other|over|under|n?ever|water|number|order|whether|either|rather|together|however|"
    r"letter|paper|winter|summer|offer|enter|cover|power|poor|door|floor|color|major|minor|later|"
    r"earlier|former|longer|tier|river|center)s?\b)[a-z]{2,}(?:er|or|ist|ian|eer|ee|man|men)s?)\b",
    re.IGNORECASE,
)
_WHICH_PLACE = re.compile(
    r"\b(?:which|what)(?: of (?:the|your|our|their|these|those))?(?: \w+)?? (?:stores?|shops?"
    r"|branch(?:es)?|cit(?:y|ies)|towns?|countr(?:y|ies)|regions?|states?|places?|hotels?"
    r"|museums?|stations?|schools?|offices?|warehouses?|hospitals?|clinics?|librar(?:y|ies)|ports?|harbou?rs?)\b",
    re.IGNORECASE,
)
_AGE = re.compile(r"\bhow old\b|\b(?:what|which) (?:\w+ )?age\b(?! (?:group|of)\b)", re.IGNORECASE)
_OF_AGE = re.compile(
    r"\b(?:years?|months?|weeks?|days?|age[ds]?|born|centur(?:y|ies)|decades?|adults?|minors?"
    r"|child(?:ren)?)\b|\bbe (?:at least |over |under )?\d+\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:1\d|20)\d\d\b|\bold(?:est|er)\b", re.IGNORECASE)
# `How old must I be`: an age, and no year.
_TO_BE = re.compile(r"\bold (?:do|does|must|should|need|has|have) |\bage\b", re.IGNORECASE)
_SHARE = re.compile(
    r"\b(?:what|which|how (?:high|big|large|small) an?) (?:\w+ ){0,2}(?:percent(?:age)?|proportion|"
    r"fraction)\b",
    re.IGNORECASE,
)
_OF_SHARE = re.compile(
    r"%|\bper ?cent\b|\bpercentage\b|\bpercentile\b|\b(?:half|third|quarter|fifth|tenth|all|none|"
    r"most|majority|minority|two thirds|one in)\b",
    re.IGNORECASE,
)
_IN_UNIT = re.compile(r"\bin (?P<unit>[a-zA-Z]+)\W*$")
_FAST = re.compile(r"\bhow (?:fast|quick|quickly|slow|slowly)\b", re.IGNORECASE)
_SEEKS = re.compile(
    r"\b(?:are|is) (?:\w+ ){1,3}?(?:hiring|recruiting|(?:looking|searching|advertising) for|seeking"
    r"|taking on)\b(?! out\b)"
    r"|\b(?:vacanc(?:y|ies)|job (?:openings?|offers?)|(?:open|free) (?:positions?|jobs?)"
    r"|(?:jobs?|positions?) (?:open|going|available|vacant|as an?)|apply (?:as|for a job))\b",
    re.IGNORECASE,
)
_OF_WORK = re.compile(
    r"\b(?:appl(?:y|ies|ications?)|vacanc\w+|jobs?|hir(?:e|ing)|recruit\w*|positions?|cv|careers?"
    r"|employ\w*|(?:work|working) (?:for|with) us|join (?:us|our|the team)|openings?|trainees?"
    r"|apprentice\w*)\b",
    re.IGNORECASE,
)
_HOLIDAY = re.compile(
    r"\b(?:christmas|xmas|easter|whitsun|pentecost|new year(?:['’]?s)?|boxing day|thanksgiving"
    r"|(?:public|bank|national) holidays?|good friday|ascension)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\b(?:open|opens|close[sd]?|closing|opening|shut|hours|when)\b", re.IGNORECASE
)
_OF_HOLIDAY = re.compile(
    r"holidays?\b|\d(?:st|nd|rd|th)? (?:december|january|march|april|may|june|november)\b"
    r"|\b(?:december|all year|every day|each day|seven days|daily|always)\b",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"\bwhen (?:do|does|will|is|are) .*\b(?:open|opens|close[sd]?|shut|shuts)\b", re.IGNORECASE
)
_OF_OPENING = re.compile(
    r"\d[:.]\d\d|\b\d{1,2} ?[ap]\.?m\b|o['’]clock|\b(?:noon|midnight|open\w*|clos\w+|shut|hours?|by"
    r"|before|till|deadline|last day|ends?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?"
    r"|until|from)\b",
    re.IGNORECASE,
)
_MUCH = re.compile(
    r"\bhow much (?!(?:[a-z-]+ )?(?:time|longer|earlier|sooner|later|older|younger|notice|delay|in"
    r"|leave|battery|charge|warranty|guarantee|rest|sleep|practice|experience|training)\b)"
    r"(?:[a-z-]+ ){1,2}(?:do|does|did|can|could|is|are|has|have|will)\b",
    re.IGNORECASE,
)
_TIMES = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))
_FAR = re.compile(r"\bhow far\b", re.IGNORECASE)
_PER = re.compile(r" ?/|p?h\b| (?:per|an?|each|every) ", re.IGNORECASE)
_DIMENSIONS = frozenset(("gram", "meter", "watt", "watt_hour", "volt", "lumen", "gigabyte"))


def lacks(question: str, sentence: str) -> float:
    """How far a sentence lacks what the question's form asks for, 0 to 1."""
    if _CALLED.search(question) and unnamed(question, sentence):
        return 1.0
    if _WHO.match(question) and unnamed(question, _AT.sub(" ", sentence), numbers=False):
        known = _SOMEBODY.search(sentence) and not _IDENTITY.match(question)
        return ROLE_ONLY if known else 1.0
    return float(lacks_value(question, sentence))


def lacks_value(question: str, sentence: str) -> bool:
    """Whether a sentence lacks the age, the share, the speed, the unit, the work that is to be had
    or the holiday that is asked for."""
    if _AGE.search(question) and not _OF_AGE.search(sentence):
        return bool(_TO_BE.search(question)) or not _SINCE.search(sentence)
    if _SHARE.search(question) and not _OF_SHARE.search(sentence):
        return True
    if _FAST.search(question) and _of_other_dimension(sentence):
        return True
    if seeks_staff(question) and not _OF_WORK.search(sentence):
        return True
    if _HOLIDAY.search(question) and _OPENING.search(question):
        return not (_HOLIDAY.search(sentence) or _OF_HOLIDAY.search(sentence))
    if _CLOSES.search(question) and not _OF_OPENING.search(sentence):
        return True
    if _MUCH.search(question) and _only_spans(sentence):
        return True
    if _FAR.search(question) and _only_speeds(sentence):
        return True
    return _not_in_unit(question, sentence)


def seeks_staff(text: str) -> bool:
    """Whether it is asked for work that is to be had (`are you hiring mechanics?`): those who have
    it are no answer."""
    return bool(_SEEKS.search(text))


def unnamed(question: str, sentence: str, *, numbers: bool = True) -> bool:
    """Whether a sentence has no name (and no number) but the question's own. Days and months are
    names only where numbers are."""
    found = [text for text in _DESIGNATION.findall(sentence) if numbers or text.upper() != text]
    said = {w.form for text in found for w in words(text)}
    said -= frozenset() if numbers else CALENDAR
    return not said - STOP_WORDS - {w.form for w in words(question)}


def unplaced(question: str, sentence: str) -> bool:
    """Whether it is asked which place, and a sentence names none: `the store has a wall`."""
    return bool(_WHICH_PLACE.search(question)) and unnamed(question, sentence, numbers=False)


def _of_other_dimension(sentence: str) -> bool:
    """Whether a sentence has measures, all of them of what is no speed: weights, months, prices."""
    values = [v for v in parse(sentence) if v.kind in ("quantity", "money")]
    if any(_PER.match(sentence, v.end) for v in values):
        return False
    return bool(values) and all(
        v.kind == "money"
        or v.unit in ("month", "year")
        or any(v.unit and in_unit(1.0, v.unit, one) is not None for one in _DIMENSIONS)
        for v in values
    )


def _only_spans(sentence: str) -> bool:
    """Whether all quantities of a sentence are spans of time: no amount of anything."""
    values = [v for v in parse(sentence) if v.kind in ("quantity", "money", "percent")]
    return bool(values) and all(v.unit in _TIMES for v in values)


def _only_speeds(sentence: str) -> bool:
    """Whether all lengths of a sentence are per time: no distance."""
    lengths = [
        v for v in parse(sentence)
        if v.kind == "quantity" and v.unit and in_unit(1.0, v.unit, "meter") is not None
    ]  # fmt: skip
    return bool(lengths) and all(is_rate(sentence, v.end) for v in lengths)


def _not_in_unit(question: str, sentence: str) -> bool:
    """Whether a value in a unit is asked for (`in watts`) and there is none that could be."""
    match = _IN_UNIT.search(question)
    unit = UNITS.get(match["unit"].casefold()) if match else None
    if match is None or unit is None or len(match["unit"]) == 1:
        return False
    values = [v for v in parse(sentence) if v.kind == "quantity" and v.unit]
    return not any(
        v.unit == unit or in_unit(1.0, str(v.unit), unit) is not None for v in values
    ) and not fits("money", sentence)
