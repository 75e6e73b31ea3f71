"""Wordings of statements, general English: denials, what is gone, comparisons, idle talk."""

from __future__ import annotations

import re

from answer import audit_words as say


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


NOT_SO = re.compile(
    r"\bit(?:'s| is) (?:not (?:true|correct|right|the case)"
    r"|(?:false|wrong|incorrect|untrue)) that\b"
    r"|\bit(?:'s| is)n't (?:true|correct|right|the case) that\b",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\b(?:not|never|no longer|cannot|neither|nor|without|lacks?|lacking|missing|none of)\b"
    r"|n['’]t\b"
    r"|\bno\b(?!\.? ?\d|-)",
    re.IGNORECASE,
)
# `no more than 5` limits, `not only` adds, `no longer discontinued` denies.
NO_DENIAL = re.compile(
    r"\bnot (?:only|just|merely|even|hard|bad|difficult)\b"
    r"|\b(?:no|not) (?:more|less|fewer|later|earlier|longer|heavier|lighter) than\b"
    r"|\bno (?:doubt|problem|wonder|matter)\b"
    r"|\b(?:do(?: not|n['’]t)|never|must(?: not|n['’]t)|should(?: not|n['’]t)|can(?:not|['’]t))"
    r" (?:\w+ ){0,2}(?:more|longer|heavier) than\b",
    re.IGNORECASE,
)
GONE = re.compile(
    say.GONE.pattern + r"|\b(?:we|you|one|they|the shop|our shops?)\b[^,;]{0,12}?"
    r"(?:no longer|do(?: not|n['’]t)|does(?: not|n['’]t)|stopped|ceased(?: to)?"
    r"|w(?:ill |o)n(?:o|['’])t)\s+(?:be\s+)?"
    r"(?:sell(?:ing)?|stock(?:ing)?|carry(?:ing)?|offer(?:ing)?|mak(?:e|ing)|produc(?:e|ing))(?!\w)"
    r"(?!.*\b(?:for|at)\s+(?:[€$£]|\d|[A-Z]{3}\b))"
    r"|\b(?:can(?:not|['’]t| no longer)|can not) (?:be )?"
    r"(?:buy|bought|get|order(?:ed)?|purchased?)\b"
    r"|\b(?:no longer|not any ?more) (?:on sale|for sale|in (?:stock|production))\b",
    re.IGNORECASE,
)
KEPT = re.compile(
    say.KEPT.pattern
    + r"|\bstill (?:sell|stock|carry|offer|buy|get|order|make|produce|on sale|for sale|current)\b"
    r"|\b(?:is|are) (?:not a|no|not an) (?:discontinued|phased[ -]out)\b"
    r"|\b(?:has|have|is|was)(?: not|n['’]t) (?:yet )?(?:been )?(?:discontinued|phased out|withdrawn"
    r"|taken out)\b"
    r"|\b(?:no longer|not|n['’]t) discontinued\b",
    re.IGNORECASE,
)
IDLE = re.compile(
    rf"{say.UNREAL.pattern}|\b(?:claims?|claimed|rumou?rs?|allegedly|supposedly|reportedly|myth"
    r"|some (?:say|people)|people (?:say|think|believe)|asked whether)\b",
    re.IGNORECASE,
)
# `No tent is lighter than A`: A is the lightest.
_LEAD = r"^\W*(?:[^,:;]{0,40}[,:] )?"
NONE_MORE = re.compile(
    _LEAD
    + r"(?:no(?: other)?(?! longer)|none of|nothing)\b.*?\b(?:is|are|has|have|costs?|weighs?)\b"
    r".*\bthan\b",
    re.IGNORECASE,
)
NONE = re.compile(
    _LEAD + r"(?:no(?: other| one)?|none of|nothing|nobody)\b(?! longer|-)", re.IGNORECASE
)
COURTESY = re.compile(
    r"\b(?:thanks?|thank you|sorry|apologi[sz]e|welcome|please|hope (?:this|that|it)"
    r"|let (?:me|us) know|feel free|happy to|glad to|regards|best wishes|cheers|dear|hello|hi"
    r"|good (?:morning|day|news|evening|afternoon|question)|great question|of course|sure"
    r"|no problem|enjoy|take care|yours)\b",
    re.IGNORECASE,
)
FORMERLY = _any(
    r"used to|formerly|previously|originally|once (?:was|were|had|cost)|back then|at first"
    r"|in the past|until recently|last (?:year|season|winter|summer|spring|autumn|month)"
)
ONLY = _any(r"only|solely|nothing but|exclusively")
SOME = _any(r"(?:one|some|two|three|many|several|most) of|among|such as|for example|including|like")
# Nouns that a figure of a row goes by, whatever the column is called.
MEASURE_NOUNS = frozenset(
    """price tag cost date day time period term figure level rating value amount number life
    status name size total sum quantity unit units piece pieces copy copies area space weight
    length rest stock list lists rate range limit duration maximum max minimum capacity job
    position team customer owner company firm product item model article maker country city town
    home seat section department category catalogue shop store delivery shipment parcel package
    case record file copy pair""".split()
)
PREDICATES = say.VERBS | frozenset(
    """isn't aren't wasn't weren't doesn't don't didn't hasn't haven't cannot can will won't had
    work works lives live belongs belong comes dates amounts left arrived joined worked placed
    shipped delivered ordered bought bring brings brought consist consists consisted sells sell
    sold find meet visit hired supplied replaces replaced stands stand retails retail guarantee
    came began became took gave got ran fell sits
    employs resides uses contains used made based reads runs run leaves leave dispatched sent
    carries carry works employ bears bear withstands withstand keeps keep introduced opened opens
    closes closed founded costs cost weighs weigh breaks offers offer refunded refund
    goes""".split()
)
POINTING = frozenset(
    "it its they their this these which who whose where also not both still".split()
)
COMPARED = re.compile(
    r"\b(?:(?P<more>more|less|fewer)(?: (?P<quality>[\w-]+))?"
    r"|(?P<er>[a-z]{2,}(?:er|ier))(?: (?P<noun>[\w-]+(?: [\w-]+)?))?)"
    r" than\b"
    r"|\b(?P<late>[a-z]{2,}(?:er|ier)|(?:more|less) [a-z]+)\W*$",
    re.IGNORECASE,
)
SAME = re.compile(r"\b(?:as (?P<as>\w+) as|the same (?P<same>\w+) as)\b", re.IGNORECASE)
OBJECT = re.compile(
    r"\b(?:than|with|to|as)\s+(?:(?:that|those|the one|the \w+) of\s+)?(?:the |our |a )?$",
    re.IGNORECASE,
)
COPULA = re.compile(r"\b(?:is|are|was|were)(?:n['’]t| not)?\b", re.IGNORECASE)
SYNONYMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("cancelled", _any(r"canceled|called off")),
    (
        "in transit",
        _any(r"on (?:its|the|their) way|under way|en route|being (?:shipped|delivered)"),
    ),
    ("delivered", _any(r"arrived|handed over")),
    ("shipped", _any(r"dispatched|sent off|sent out")),
    ("refunded", _any(r"reimbursed|paid back")),
    ("completed", _any(r"complete|finished|done")),
    ("rejected", _any(r"refused|declined|turned down")),
    ("approved", _any(r"accepted|granted")),
)
"""Other words for states, where a column holds the first."""
