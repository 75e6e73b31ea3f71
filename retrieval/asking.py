"""The words of a question about facts: what is asked, and which words are left to explain.

Words that carry no condition are dropped (a closed list: words such as `before`, `not` or `old`
change what is asked and stay); set phrases become one term; names are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nescio.text import fold, stem, words

Asks = Literal[
    "how_many", "how_much", "how_long", "when", "who", "where", "why", "what", "yes_no", "list",
    "other",
]  # fmt: skip

GLUE = frozenset(
    """a an the of in on at by to for from with and or is are was were be been being am do does did
    has have had having i we you me us my our your it its it's they them their this that these those
    there here he she his her what which who whom whose when where how many much please just tell
    know give show list name find say me exactly actually currently current now today right moment
    present so then also both each per as into onto about out up any all every some get got can
    could would like want need let's let hi hello hey thanks thank ok okay value info information
    detail details data database record records according what's who's where's when's how's
    'em ones one kind type sort long i'd i'll i'm i've you'd we'd whats hows wheres whos pls plz
    nowadays today's will u im there's you're they're anyone anybody someone quick question yet""".split()
)
WEAK = frozenset(
    """come comes belong belongs sit located based live lives work works sold sell sells offer
    offers stocked last lasts take takes use uses used make made makes provide
    provides apply applies exist exists total overall altogether different various distinct
    number amount count called named named go goes keep kept think happen stand stands
    article item thing store shop catalogue catalog range assortment system place placed
    responsible look currently official full exact option options choice choices available version
    present""".split()
)
WEAK_STEMS = frozenset(stem(word) for word in WEAK)
# Verbs of what rows do to each other: they may link two rows, but never explain a value.
LINKING_STEMS = frozenset(
    stem(word)
    for word in """handle process manage serve supply run cover buy purchase produce work list
    belong teach write own hold rent borrow book attend visit win lead join publish manufacture
    import distribute leave left ship shipped dispatch dispatched send sent bought sold ordered
    placed source sourced start travel""".split()
)
_PHRASES: tuple[tuple[str, str], ...] = (
    ("most expensive", "priciest"), ("least expensive", "cheapest"), ("lowest priced", "cheapest"),
    ("lowest price", "cheapest"), ("highest price", "priciest"), ("more expensive", "pricier"),
    ("less expensive", "cheaper"), ("highest priced", "priciest"), ("most recent", "latest"),
    ("most recently", "latest"), ("made of", "madeof"), ("made from", "madeof"),
    ("made out of", "madeof"), ("come out", "launched"), ("came out", "launched"),
    ("in stock", "stock"), ("on hand", "stock"), ("on the market", "launched"),
    ("still sold", "stillsold"), ("still being sold", "stillsold"), ("still sell", "stillsold"),
    ("still make", "stillsold"), ("still made", "stillsold"), ("still produced", "stillsold"),
    ("still being made", "stillsold"), ("still in production", "stillsold"),
    ("phased out", "discontinued"), ("job title", "jobtitle"), ("sign up", "signup"),
    ("signed up", "signedup"), ("api key", "apikey"), ("at least", "atleast"),
    ("at most", "atmost"), ("more than", "above"), ("less than", "under"), ("fewer than", "under"),
    ("up to", "atmost"), ("no more than", "atmost"), ("not more than", "atmost"),
    ("or more", "atleast"), ("or less", "atmost"), ("e mail", "email"), ("how old", "born"),
    ("set me back", "pay"), ("sets me back", "pay"), ("going for", "pay"), ("have to pay", "pay"),
    ("go for these days", "pay"), ("much money", "pay"), ("saving up for", ""), ("these days", ""),
    ("stop making", "stillsold"), ("stopped making", "stillsold"), ("stop selling", "stillsold"),
    ("stopped selling", "stillsold"), ("stop producing", "stillsold"), ("came after", "successor"),
    ("comes after", "successor"), ("fabric or stuff", "material"), ("if my", ""),
    ("am i covered", "warranty"), ("are we covered", "warranty"), ("how far along", "status"),
    ("far along", "status"),
    ("news on", "status"), ("news about", "status"), ("news of", "status"), ("at my door", "eta"),
    ("on my doorstep", "eta"), ("who delivers", "carrier"), ("who delivered", "carrier"),
    ("who is delivering", "carrier"), ("who ships", "carrier"), ("who shipped", "carrier"),
    ("start its trip", ""), ("start its journey", ""), ("started its journey", ""),
    ("the customer send back", "item"), ("the customer return", "item"), ("drop by", "hours"),
    ("come by", "hours"), ("on a weekday", ""), ("on weekdays", ""), ("during the week", ""),
    ("until when", "until"), ("till when", "until"), ("sent back", "sendback"),
    ("go on sale", "launched"), ("went on sale", "launched"), ("been on sale", "launched"),
    ("been sold", "launched"), ("been around", "launched"), ("hit the shelves", "launched"),
    ("hit the shops", "launched"), ("hit the stores", "launched"), ("hit the market", "launched"),
    ("first sold", "launched"), ("first sell", "launched"), ("start selling", "launched"),
    ("started selling", "launched"), ("been out", "launched"), ("been selling", "launched"),
    ("become available", "launched"), ("first available", "launched"),
    ("still available", "stillsold"), ("still carry", "stillsold"), ("still offer", "stillsold"),
    ("still in the range", "stillsold"), ("still in your range", "stillsold"),
    ("still in range", "stillsold"), ("still stock", "stillsold"), ("still on sale", "stillsold"),
    ("still selling", "stillsold"), ("still exist", "stillsold"), ("still buy", "stillsold"),
    ("still get", "stillsold"), ("still order", "stillsold"), ("still purchase", "stillsold"),
    ("still have", "stillsold"), ("still for sale", "stillsold"), ("still around", "stillsold"),
    ("no longer sold", "discontinued"), ("no longer made", "discontinued"),
    ("no longer available", "discontinued"), ("newer version", "successor"),
    ("newer model", "successor"), ("new version", "successor"), ("new model", "successor"),
    ("next generation", "successor"), ("follow up model", "successor"),
    ("superseded by", "successor"), ("replaced by", "successor"), ("take over from", "successor"),
    ("took over from", "successor"), ("take to deliver", "lead"), ("takes to deliver", "lead"),
    ("need to deliver", "lead"), ("needs to deliver", "lead"), ("delivery time", "lead"),
    ("take to supply", "lead"), ("type of product", "category"), ("kind of product", "category"),
    ("sort of product", "category"), ("in charge of", "manager"), ("in charge", "manager"),
    ("people work", "staff"), ("people working", "staff"), ("money back", "refund"),
    ("get back", "refund"), ("got back", "refund"), ("what's in", "contents"),
    ("whats in", "contents"), ("what is in", "contents"), ("what was in", "contents"),
    ("whats inside", "contents"), ("what's inside", "contents"),
    ("square metres", "m2"), ("square meters", "m2"), ("sq m", "m2"), ("made out of", "madeof"),
    ("article no", "sku"), ("item no", "sku"), ("art no", "sku"), ("order deadline", "cutoff"),
    ("till what time", "until"), ("until what time", "until"), ("up to what time", "until"),
    ("article number", "sku"), ("item number", "sku"), ("product number", "sku"),
    ("product code", "sku"), ("item code", "sku"), ("look like", "looklike"), ("how come", "why"),
)  # fmt: skip
_PHRASE_WORDS = sorted(((tuple(a.split()), b) for a, b in _PHRASES), key=lambda pair: -len(pair[0]))
_POLITE = re.compile(
    r"^\W*(?:(?:hi|hello|hey|good (?:morning|day|evening)|please|and|so|ok|okay)\b[\s,!.]*)*"
    r"(?:(?:can|could|would|will) (?:you|someone|anyone) (?:please )?"
    r"(?:tell|give|show|list|let|say|name|find)\b(?: me| us)?(?: know)?"
    r"|do you (?:happen to )?know|i(?:'d| would) (?:like|want|love) to know|i (?:want|need) to know"
    r"|i'?m (?:wondering|looking for)|i was wondering|(?:please )?tell (?:me|us)|any idea)?[\s,]*",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(
    r"^(?:how (?:do|can|should|would|could|to|does one|am i|are you|is it)\b|why\b"
    r"|what (?:happens|if|should|would|do i|can i|must)\b|should\b|may i\b|must\b|would\b"
    r"|(?:can|could|do|am|must|will|when can|where can|where do|when do|how long do) (?:i|we)\b"
    r"|is it (?:ok|okay|safe|possible|allowed|worth)\b|what(?:'s| is) the (?:best way|difference)\b"
    r"|explain\b|describe\b|compare\b|help\b)",
    re.IGNORECASE,
)
# A price asked for in words of a procedure: `what would it set me back`, `what do I pay for it`.
_PRICED = re.compile(
    r"^what (?:would|do i|must i|should i)\b.*\b(?:set me back|cost(?: me)?|pay for|pay)\b",
    re.IGNORECASE,
)
# A yes/no question about the range, in words of a procedure: `can I still get it`.
_STILL_SOLD = re.compile(
    r"^(?:can|could) (?:i|we|you|one|people) still (?:buy|get|order|purchase|find)\b", re.IGNORECASE
)
# What is told by the way: `I ordered last week`.
_CHATTER = re.compile(
    r"\b(?:i|we)(?:'ve| have)? (?:ordered|bought|got|placed)(?: (?:it|this|that|one|them))?"
    r" (?:last (?:week|month|year|night)|yesterday|\w+ (?:days|weeks|months) ago)\b",
    re.IGNORECASE,
)
_HOW_IS = re.compile(r"how(?:'?s| is| are)\b", re.IGNORECASE)
_WHY_DONE = re.compile(r"why (?:was|were|did|has|is)\b", re.IGNORECASE)
# Two questions in one: whatever answers the first would pass for an answer to both.
_SEVERAL = re.compile(
    r"\?\s*\S+.*\?|\b(?:and|also|but)[,]?\s+(?:for\s+)?(?:how|what|which|when|who|where|why)\b",
    re.IGNORECASE,
)
_OPENERS: tuple[tuple[str, Asks], ...] = (
    (r"how many\b", "how_many"), (r"how much\b", "how_much"),
    (r"(?:since |for )?how long (?:has|have|had)\b", "when"),
    (r"(?:for )?how (?:long|old)\b", "how_long"),
    (r"why\b", "why"),
    (r"(?:since |until |till )?when\b|(?:(?:until|till|from|at|by) )?(?:what|which) time\b|(?:on|in|since) (?:what|which) "
     r"(?:date|day|year|month)\b|(?:what|which) (?:date|day|year|month)\b", "when"),
    (r"(?:by |from |to |for )?who(?:m|se)?\b", "who"), (r"(?:from )?where\b", "where"),
    (r"(?:list|show|name|enumerate|give)\b", "list"),
    (r"(?:the )?(?:number|count|amount) of\b", "how_many"),
    (r"count\b", "how_many"),
    (r"(?:in |at |on |from |by |for |of |to |under )?(?:what|which)\b|how \w+\b", "what"),
    (r"(?:is|are|was|were|does|do|did|has|have|had|can|will)(?:n't)?\b", "yes_no"),
)  # fmt: skip

_WHEN_WORDS = frozenset("should day year month".split())
# Who does this to a store is its manager.
_MANAGES = frozenset("manages runs heads leads managing running run manage".split())


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word left to explain. A set phrase is one term."""

    form: str
    stem: str
    start: int
    end: int

    @property
    def linking(self) -> bool:
        """A verb that may link two rows; `manager` is none, whatever its stem."""
        agent = self.form.removesuffix("s").endswith(("er", "or"))
        return self.stem in LINKING_STEMS and (not agent or self.form in ("cover", "covers"))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as this module reads it."""

    text: str
    asks: Asks
    terms: tuple[Term, ...]
    procedure: bool
    """It asks how, why or whether one may, or several things: not a question about one fact."""
    how: bool = False
    """`how` stands before an adjective: `how heavy`."""


def read(text: str, taken: Sequence[tuple[int, int]] = ()) -> Asked:
    """Read a question; `taken` are spans (of names) that need no further explanation."""
    start = match.end() if (match := _POLITE.match(text)) else 0
    rest = text[start:].lstrip()
    taken = [*taken, *(m.span() for m in _CHATTER.finditer(text))]
    several = bool(_SEVERAL.search(rest))
    plain = any(p.match(rest) for p in (_HOW_IS, _WHY_DONE, _PRICED, _STILL_SOLD))
    procedure = several or (bool(_PROCEDURE.match(rest)) and not plain)
    asks: Asks = "other"
    for pattern, name in _OPENERS:
        if re.match(pattern, rest, re.IGNORECASE):
            asks = name
            break
    if asks == "other":
        asks = _inner(rest)
    left = terms(text, taken, start)
    if asks == "when":  # "when should it be here" advises nothing; "what day" is when
        left = tuple(term for term in left if term.form not in _WHEN_WORDS)
    if asks == "who":
        left = tuple(replace(t, form="manager") if t.form in _MANAGES else t for t in left)
    return Asked(
        text=text,
        asks=asks,
        terms=left,
        procedure=procedure,
        how=bool(re.match(r"how \w+", rest, re.IGNORECASE)),
    )


def _inner(rest: str) -> Asks:
    """What is asked when the question word does not come first (`Kestrel: how much is it?`)."""
    for pattern, name in _OPENERS[:8]:
        if re.search(rf"\b(?:{pattern})", rest, re.IGNORECASE):
            return name
    return "other"


def terms(text: str, taken: Sequence[tuple[int, int]] = (), start: int = 0) -> tuple[Term, ...]:
    """The words of `text` from `start` on that are neither glue nor inside a taken span."""
    tokens = [
        token
        for token in words(text)
        if token.start >= start
        and not any(a <= token.start < b or a < token.end <= b for a, b in taken)
    ]
    found: list[Term] = []
    place = 0
    while place < len(tokens):
        size, form = _phrase(tokens, place)
        first, last = tokens[place], tokens[place + size - 1]
        place += size
        form = fold(form).removesuffix("'s").removesuffix("n't")
        if size == 1 and form in GLUE and not _negated(first.form):
            continue
        if not form:
            continue
        if _negated(first.form):
            form = "not"
        found.append(Term(form=form, stem=stem(form), start=first.start, end=last.end))
    if any(term.form == "warranty" for term in found):
        # "Covered if it breaks" says no more than covered.
        found = [term for term in found if term.form not in ("break", "breaks", "fails")]
    return tuple(found)


def _negated(form: str) -> bool:
    return form.endswith("n't") or form in ("not", "no", "never", "without", "except", "cannot")


def _phrase(tokens: Sequence[object], place: int) -> tuple[int, str]:
    forms = [getattr(token, "form", "") for token in tokens[place : place + 4]]
    for phrase, form in _PHRASE_WORDS:
        if tuple(forms[: len(phrase)]) == phrase:
            return len(phrase), form
    return 1, str(forms[0])
