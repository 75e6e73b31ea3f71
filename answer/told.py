"""What of a question a quote does not tell, by form: its names and numbers, and the kind of thing
that it asks for.

`How many pegs` wants pegs beside the number, `how deep` a length, `at what time` a time of day. A
name or a number of the question that nothing found of the quote's document has is another's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from rapidfuzz.distance import OSA

from answer.amounts import for_another
from answer.answer_spans import spans
from answer.asked_for import amount_missing
from answer.figures import measured, said_otherwise
from answer.kinds import fits
from answer.lacking import lacks
from answer.question import Analysis
from answer.quotes import Quote
from answer.siblings import of_sibling
from nescio.text import STOP_WORDS, Word, stem, words
from retrieval.senses import same_sense
from retrieval.values import UNITS

LEAST_SLIPPED = 6
"""Letters of a name that may be written with a slip and still be the same."""

COUNTED = 4
"""Words after a number among which is what it counts."""

BESIDES, LEAST_BESIDES = 0.5, 0.1
"""Of the share of the question that the first quote has, with its names or without, and of the
question: for another quote to tell what the first lacks."""

_NUMBERS = frozenset(
    """no zero half one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
    ninety hundred hundreds thousand thousands million millions billion billions dozen dozens pair
    couple single several both unlimited""".split()
)
SHARE_OF_UNIT = 0.1
"""Of a unit that is asked for: 14 days are no answer to `how many years`."""

LEAST_COUNTED = 3
"""Letters of a word for what is counted: of `giftcards` the `cards`."""

_PLURALS = frozenset("people children men women feet teeth mice fish sheep cattle aircraft".split())
COUNTS = _NUMBERS - {"no", "zero", "half", "one", "single", "several", "both", "unlimited"}
OTHER_KIND = 0.4
"""For a quote that counts another thing than the one asked for, which may be a word for it."""

_ALL = re.compile(r"\b(?:all|any|both|each|every|either)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MANY = re.compile(r"\bhow many (?P<counted>(?:[\w'/-]+ ?){1,4})", re.IGNORECASE)
_END = re.compile(
    r"\b(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have|had|of|in|on|"
    r"at|for|from|to|till|until|with|that|which|who|when|if|as|like|by|per|there|you|i|we|they|"
    r"he|she|it|the|a|an|my|your|our|their)\b",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"\bhow (?P<much>deep|thick|wide|tall|high|far|broad|big|large|heavy|long)\b(?! ago\b)",
    re.IGNORECASE,
)
# What is high in units of its own.
_LEVEL = re.compile(
    r"\b(?:pressure|temperature|voltage|current|charge|power|speed|price|fee|fine|deposit|cost|rate"
    r"|rent|tax|share|limit|level|load|dose|risk|chance|interest|humidity|rating|score|value)s?\b",
    re.IGNORECASE,
)
_IN = {
    "weight": "gram", "mass": "gram", "length": "meter", "width": "meter", "height": "meter",
    "depth": "meter", "thickness": "meter", "distance": "meter", "diameter": "meter",
}  # fmt: skip
_ANY_SORT = frozenset(("length", "distance"))
"""Measures that any length may be."""
_MEASURE = re.compile(
    rf"\b(?:what|which)(?:'s|’s| is| are| was)?(?: (?:the|its|their))?(?: (?!of\b)[a-z-]+){{0,2}}?"
    rf" (?P<measure>{'|'.join(_IN)})s?\b",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b(?:what|which) (?:day|date|month|year)s?\b(?! of\b)", re.IGNORECASE)
_YEAR_ASKED = re.compile(r"\b(?:what|which) (?:calendar )?years?\b(?! of\b)", re.IGNORECASE)
_YEAR_TOLD = re.compile(
    r"\b\d{4}\b|['’]\d\d\b|\byears?\b|\b\d+ ?(?:A\.?D|B\.?C|C\.?E)\b|\b(?:AD|CE) ?\d"
    r"|\b(?i:in|since|from|by|until|around|about) \d{3}\b(?! ?(?:[%€$£]|[a-z]))"
)
_CLOCK = re.compile(
    r"\b(?P<at>(?:at|by|from|until|till|before|after) )?(?:what|which) (?:time|hour)\b"
    r"(?! (?:of (?:the )?year|periods?|frame|span|zone|scale|limit)\b)",
    re.IGNORECASE,
)
_OF_DAY = re.compile(
    r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\bo['’]clock\b|\bnoon\b|\bmidnight\b|\bhalf past\b"
    r"|\b(?:at|from|until|before|after) (?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|"
    r"ten|eleven|twelve)\b(?! [a-z]*(?:days?|weeks?|months?|years?)\b)",
    re.IGNORECASE,
)
# `For Corvin 1 and 2.`: what a document is about.
_SCOPE = re.compile(
    r"For (?:the )?(?=[A-Z]|(?:[a-z-]+ ){1,3}\d)(?:(?!\b(?:we|you|i|they|he|she|it|there|is|are|was"
    r"|were|be|do|does|did|has|have|had|can|could|may|must|should|will|would|shall|costs?|takes?"
    r"|needs?|use|gets?|pays?)\b)[^:;!?])*\.?$"
)


def numbers_untold(analysis: Analysis, first: Quote, scored: Sequence[Quote] = ()) -> bool:
    """Whether nothing found of the quote's document has a number of the question.

    A quote that speaks of all may mean that one too, and so may a document whose title has the
    name before it without a number: `Corvin boats`, for the Corvin 5.
    """
    asked = analysis.numbers | frozenset(_YEAR.findall(analysis.text))
    if not asked or _ALL.search(first.text):
        return False
    texts = _of_document(first, scored)
    said = {w.form for text in texts for w in words(text)} | set(_YEAR.findall(" ".join(texts)))
    of_family = _of_family(analysis.text, first.passage.title)
    missing = asked - said - of_family - _of_family(analysis.text, first.text)
    return any(not said_otherwise(number, said) for number in missing)


def names_untold(analysis: Analysis, first: Quote) -> float:
    """Share of the question's names that neither the quote nor its headings have; a long name may
    be written with a slip."""
    near = first.stems | first.context
    missing = [name for name in analysis.names if not _named(name, near)]
    return len(missing) / len(analysis.names) if missing else 0.0


def kind_untold(analysis: Analysis, quotes: Sequence[Quote]) -> float:
    """How far the first quote lacks what the form of a question asks for, 0 to 1: things counted,
    a measure, a time, money. Another of its document that has as much of the question may tell it.
    """
    first, document = quotes[0], quotes[0].passage.chunk.document_id
    named = analysis.names | analysis.numbers
    others = [
        q
        for q in quotes[1:]
        if q.passage.chunk.document_id == document
        and not tells_scope(q)
        and any(_as_much(analysis, q, first, less=gone) for gone in (frozenset[str](), named))
    ]
    return min(_untold(analysis, q) for q in (first, *others))


def _as_much(analysis: Analysis, quote: Quote, first: Quote, *, less: frozenset[str]) -> bool:
    """Whether a quote has about as much of the question as the first, some words left out."""
    enough = BESIDES * analysis.coverage(first.stems - less)
    return analysis.coverage(quote.stems - less) >= max(enough, LEAST_BESIDES)


def _untold(analysis: Analysis, quote: Quote) -> float:
    text = analysis.text
    if amount_missing(analysis, (quote,)):
        return 1.0
    if analysis.expects in ("money", "duration") and for_another(analysis, quote):
        return 1.0
    if lacking := lacks(text, quote.text):
        return lacking
    if (clock := _CLOCK.search(text)) and not _OF_DAY.search(quote.text):
        return OTHER_KIND if fits("time", quote.text) and not clock["at"] else 1.0
    missing = False
    if match := _MEASURE.search(text):
        measure = match["measure"].lower()
        sort = "" if measure in _ANY_SORT else measure
        return 0.0 if measured(quote.text, _IN[measure], sort=sort) else 1.0
    if match := _HOW.search(text):
        missing = _unmeasured(match["much"].lower(), quote, text)
        if missing and match["much"].lower() not in ("long", "far"):
            return 1.0
    elif match := _MANY.search(text):
        missing = _uncounted(_END.split(match["counted"], maxsplit=1)[0], quote)
    elif _YEAR_ASKED.search(text):
        return 0.0 if _YEAR_TOLD.search(quote.text) else 1.0
    elif _DAY.search(text):
        missing = not fits("time", quote.text)
    if not missing:
        return 0.0
    return OTHER_KIND if _counts(analysis, quote) else 1.0


def _counts(analysis: Analysis, quote: Quote) -> bool:
    """Whether a quote counts anything: a number that is no date and no amount, is not the
    question's and is no part of a name."""
    text = quote.text
    values = [(s.start, s.end) for s in spans(text) if s.kind not in ("number", "name")]
    asked = {w.form for w in words(analysis.text)}
    said = words(text)
    return any(
        (word.form in COUNTS or word.form.replace(",", "").isdigit())
        and word.form not in asked
        and not any(a <= word.start < b for a, b in values)
        and not (at and text[word.start].isdigit() and _names(text, said[at - 1]))
        for at, word in enumerate(said)
    )


def tells_scope(quote: Quote) -> bool:
    """Whether a quote only says what its document is for."""
    return bool(_SCOPE.match(quote.text))


def tells_sibling(analysis: Analysis, quote: Quote, told: str = "") -> bool:
    """Whether a quote, or the title over it, tells of another of the family than the one asked,
    which may be `told` before the question."""
    chunk = quote.passage.chunk
    asked = f"{told} {analysis.text}".strip()
    return of_sibling(asked, quote.text, quote.passage.title, chunk.text)


def _names(text: str, word: Word) -> bool:
    return text[word.start].isupper() and word.form not in STOP_WORDS and word.form[-2:] != "ly"


def _named(name: str, said: Collection[str]) -> bool:
    if name in said or len(name) < LEAST_SLIPPED or any(c.isdigit() for c in name):
        return name in said
    return any(OSA.distance(name, other, score_cutoff=1) <= 1 for other in said)


def _of_family(question: str, title: str) -> frozenset[str]:
    """The numbers in a question that follow a name which a title, or a quote, has without one."""
    said, asked = words(title), words(question)
    numbered = {one.form for one, two in pairwise(said) if two.form[:1].isdigit()}
    bare = {word.form for word in said} - numbered
    return frozenset(
        two.form
        for one, two in pairwise(asked)
        if question[one.start].isupper() and one.form in bare and not _YEAR.fullmatch(two.form)
    )


def _of_document(first: Quote, scored: Sequence[Quote]) -> list[str]:
    document = first.passage.chunk.document_id
    quotes = [first, *(q for q in scored if q.passage.chunk.document_id == document)]
    chunks = {q.passage.chunk.id: q.passage.chunk for q in quotes}.values()
    headings = (heading for chunk in chunks for heading in chunk.heading_path)
    return [first.text, first.passage.title, *headings, *(chunk.text for chunk in chunks)]


def _uncounted(counted: str, quote: Quote) -> bool:
    """Whether no number stands before the last plural of `spare oars come`, which is not measured
    either if it is a unit."""
    said = [w.form for w in words(counted) if w.form not in STOP_WORDS]
    if not said:
        return False
    plural = (form for form in reversed(said) if form.endswith("s") or form in _PLURALS)
    noun = next(plural, said[-1])
    if noun == "times" and fits("frequency", quote.text):
        return False
    unit = _unit(said, noun)
    if unit is not None and measured(quote.text, unit, least=SHARE_OF_UNIT):
        return False
    forms = [w.form for w in words(quote.text)]
    near = (forms[n + 1 : n + 1 + COUNTED] for n, form in enumerate(forms) if _number(form))
    counted_there = {stem(form) for after in near for form in after}
    if same_sense(stem(noun)) & counted_there:
        return False
    return not any(stem(noun).endswith(one) for one in counted_there if len(one) >= LEAST_COUNTED)


def _unit(said: Sequence[str], noun: str) -> str | None:
    """The unit that a noun is, alone or with the word before it: `watt hours`."""
    before = said[said.index(noun) - 1] if said.index(noun) else noun
    both = f"{UNITS.get(before)}_{UNITS.get(noun)}"
    return both if both in UNITS.values() else UNITS.get(noun)


def _number(form: str) -> bool:
    return form[:1].isdigit() or form in _NUMBERS


def _unmeasured(much: str, quote: Quote, question: str) -> bool:
    """Whether there is no such measure; one without a unit beside the word itself counts too."""
    match much:
        case "long":
            return not (fits("duration", quote.text) or measured(quote.text, "meter"))
        case "big" | "large":
            return not fits("number", quote.text)
        case "heavy":
            return not measured(quote.text, "gram")
        case "high" if _LEVEL.search(question):
            return not re.search(r"\d", quote.text)
        case _:
            return stem(much) not in quote.stems and not measured(quote.text, "meter", sort=much)
