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
from retrieval.idioms import idioms_in
from retrieval.phrases import GLUE, WEAK, WEAK_STEMS, phrase_at

__all__ = [
    "GLUE",
    "LINKING_STEMS",
    "WEAK",
    "WEAK_STEMS",
    "Asked",
    "Asks",
    "Term",
    "opens",
    "read",
    "terms",
]

Asks = Literal[
    "how_many", "how_much", "how_long", "when", "who", "where", "why", "what", "yes_no", "list",
    "other",
]  # fmt: skip

# Verbs of what rows do to each other: they may link two rows, but never explain a value.
LINKING_STEMS = frozenset(
    stem(word)
    for word in """handle process manage serve supply run cover buy purchase produce work list
    belong teach write own hold rent borrow book attend visit win lead join publish manufacture
    import distribute feed fed leave left ship shipped dispatch dispatched send sent bought sold
    ordered placed source sourced start travel take took""".split()
)
_POLITE = re.compile(
    r"^\W*(?:(?:hi|hello|hey|good (?:morning|day|evening)|please|and|so|ok|okay)\b[\s,!.]*)*"
    r"(?:(?:can|could|would|will) (?:you|someone|anyone) (?:please )?"
    r"(?:tell|give|show|list|let|say|name|find)\b(?: me| us)?(?: know)?"
    r"|(?:can|could|may|might) (?:i|we) (?:please )?(?:get|have|see|know|find out|ask(?: for)?)"
    r"(?= (?:the|its|their|his|her|what|which|who|when|how|where)\b)"
    r"|(?:can|could|would|will) (?:you|someone|anyone) (?:please )?(?=count\b)"
    r"|(?:i(?:'ll| will)? )?need(?= (?:the|its|a list|to have the)\b)"
    r"|do you (?:happen to )?know|i(?:'d| would) (?:like|want|love) to know|i (?:want|need) to know"
    r"|i(?:'d| would) (?:like|love)(?= (?:the|a list|to have the)\b)|i(?:'d| would) be curious"
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
PERMITTED = re.compile(
    r"\bhow many (?:\w+ ){0,3}(?:can|may|could|should|must) (?:i|we|one)"
    r" (?:have|take|bring|carry|keep|return|send|put|use|hire|rent|borrow)\b", re.IGNORECASE,
)  # fmt: skip
"""What somebody may have is no number of rows: `how many can I have delivered in one order`."""
NOT_WHETHER = re.compile(
    r"\W*(?:(?:on|in|at|from|for|to|by|of|with|and|so) )*"
    r"(?:(?:what|how)(?! about)|which|who|whose|where|when|why)\b", re.IGNORECASE,
)  # fmt: skip
"""How no question begins that a yes or no answers: `on what street is the one with the workshop`.
"""
# A price asked for in words of a procedure: `what would it set me back`, `what do I pay for it`.
_PRICED = re.compile(
    r"^what (?:would|do i|must i|should i)\b.*\b(?:set me back|cost(?: me)?|pay(?:ing)?|owe|"
    r"(?:fork|shell|lay|cough|hand|dish) (?:out|up|over|down)|put (?:down )?on the \w+) ?",
    re.IGNORECASE,
)
# A time of a partner's, asked for as what one has to do: `how long must we wait for a reorder`.
_WAITING = re.compile(r"^how long (?:do|must|should|would|will) (?:i|we) (?:\w+ to )?wait\b", re.I)
# A yes/no question about the range, in words of a procedure: `can I still get it`.
_STILL_SOLD = re.compile(
    r"^(?:can|could) (?:i|we|you|one|people) still (?:buy|get|order|purchase|find)\b", re.IGNORECASE
)
# What is told by the way: `I ordered last week`, `I can't find it on the site`.
_CHATTER = re.compile(
    r"\b(?:i am|i'm|we are|we're)(?: still)? waiting (?:for|on)(?: my| the| a| our)?\b|"
    r"\(\d+[- ](?:digits?|characters?|letters?|figures?)\)|,? \ball(?: the)? \d+ digits\b|"
    r"[\s,;(-]*\b(?:i|we) (?:can't|cannot|can not|couldn't|could not|don't|do not) (?:find|see|tell"
    r"|remember|decide|make out|know|understand)\b[^,;.?!]*"
    r"|\b(?:when|once|if|whenever) [^,;.?!]{1,60}? (?:runs?|sells?|is|are)"
    r" (?:out of stock|sold out|out)\b"
    r"|\b(?:and |but )?(?:it|they) seems? to (?:be|have)[^,;.?!]*"
    r"|\s*:[^?:]*\bwhatever you (?:have|know)\b|,?\s*\b(?:and )?i(?:'ve| have)? lost (?:the|my) "
    r"(?:bill|receipt|invoice|order confirmation)\b"
    r"|\b(?:i am|i'm|we are|we're)(?: \w+)? on (?:holidays?|vacation|a trip)\b"
    r"|^\W*(?:[a-z]+ ){1,3}here\s*[:,.!](?=\s)"
    r"|[,;]?\s*\b\w+ or \w+,? (?:(?:it |that )?(?:doesn't|does not) matter|no matter"
    r"|(?:it's |is )?all the same|either is fine)(?: which| to me)?\b"
    r"|\bwhat(?:'?s| is) new(?: (?:this|the) (?:year|season|month))?(?=\s*[?:,.!]\s*\w)"
    r"|,\s*what(?:'?s| is) new(?: (?:this|the) (?:year|season|month))?(?=\W*$)"
    r"|[,;]?\s*(?:and |but )?\bno need (?:for|to)\b[^,.;?!]*(?:, just [^,.;?!]*)?"
    r"|,?\s+\bor (?:is|are|has|have) (?:it|they) (?:\w+ )?(?:gone|not|out|discontinued|sold out"
    r"|been|no longer)\b[^,;.?!]*"
    r"|[,;]? \bis it true that\b|^\W*(?:is it true|is it right|is it correct) that\b"
    r"|\b(?:i|we)(?:'ve| have)? (?:ordered|bought|got|placed)(?: (?:it|this|that|one|them))?"
    r" (?:last (?:week|month|year|night)|yesterday|\w+ (?:days|weeks|months) ago)\b",
    re.IGNORECASE,
)
# Whether a place is open.
_VISIT = re.compile(
    r"^(?:can|could|may) (?:i|we) (?:(?:still|just|also) )?"
    r"(?:(?:come|drop|stop|pop|call|swing|nip) (?:by|in|into|round|over|around)|visit"
    r"|come(?= (?:on|before|after) )|(?:come|go|walk|get) (?:in|into|to) (?:the|your))\b",
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
    (r"how often (?:did|was|were|has|have)\b", "how_many"),
    (r"(?:for |in |within |after |with |at |from |to |by |of |on )?how many\b", "how_many"),
    (r"how much\b", "how_much"),
    (r"(?:since |for )?how long (?:(?:has|have|had)\b"
     r"|(?:is|are|am)\b.*\b(?:already|with (?:you|us))\b)", "when"),
    (r"(?:for )?how (?:long|old)\b", "how_long"),
    (r"why\b", "why"),
    (r"(?:since |until |till )?when\b|(?:(?:until|till|from|at|by) )?(?:what|which) time\b"
     r"|(?:on|in|since) (?:what|which) (?:date|day|year|month)\b"
     r"|(?:what|which) (?:date|day|year|month)\b", "when"),
    (r"(?:by |from |to |for )?who(?:m|se)?\b", "who"), (r"(?:from )?where\b", "where"),
    (r"(?:list|show|names?|enumerate|give)\b", "list"),
    (r"(?:what(?:'s| is) )?(?:the )?(?:total )?(?:number|count|amount) of\b"
     r"|total of (?:all )?[a-z]{3,}s\b|what number (?:of|lives?|are|have)\b|count\b", "how_many"),
    (r"(?:rundown|overview|roundup) of\b", "list"),
    (r"(?:what(?:'s| is) )?(?:the |your |our )?(?:total |overall )?head ?count\b", "how_many"),
    (r"(?:everybody|everyone|everything|all(?: the)? people)\b", "list"),
    (r"(?:every|all|each)(?: of)?(?: the| your| our)? [a-z]{3,}(?!.*\b(?:how|what|which|who|when"
     r"|where|why|is|are|was|were|do|does|did|can|has|cost|costs|weigh|come)\b)", "list"),
    (r"(?:in |at |on |from |by |for |out of |of |to |under |about |with |through |via )?"
     r"(?:what|which)\b"
     r"|how \w+\b", "what"),
    (r"(?:is|are|was|were|does|do|did|has|have|had|can|will)(?:n't)?\b", "yes_no"),
)  # fmt: skip

_INNER = 9
# `The shop where she works`, `the person who bought it`: no question word.
_RELATIVE = re.compile(
    r"(\b(?:shop|store|branch|outlet|place|office|warehouse|depot|city|town|person|people|customer"
    r"|client|buyer|employee|colleague|one|those|anyone|everyone|everybody|company|firm) )"
    r"(?:where|who)\b",
    re.IGNORECASE,
)
# `... gets its goods from which warehouse?`
_AT_LAST = re.compile(
    r"\b(?:from|in|at|to|of|by|with|under|is|about) (?:which|what) \w+"
    r"(?: (?!(?:is|are|was|do|does|did|has|have|can)\b)\w+)?\W*$",
    re.IGNORECASE,
)
# What is counted, said after a name.
_NUMBER_OF = re.compile(r"(?:the )?(?:total )?number of [a-z]{3,}s\b", re.IGNORECASE)
# `Order no. 7`: no negation.
_NUMBER_SIGN = re.compile(r"no\.?\s*[:#]?\s*(?=[A-Z]{0,6}[-#]?\d)|no\.(?=\s*[:#]|$)", re.IGNORECASE)
# What such things are filled with is not what they are made of.
_VESSEL = re.compile(
    r"\b(?:canisters?|cartridges?|bottles?|tanks?|cans?|flasks?|cylinders?|tins?|kits?|boxe?s?|tubes?)\b",
    re.IGNORECASE,
)
# `Which tents do you stock?` asks for no quantity.
_CARRYING = re.compile(r"\b(?:do |does |did )? *(?:you|we)(?: all| still)? $", re.IGNORECASE)
_STOCKING = re.compile(
    r"^(?!.*\bhow (?:many|much)\b).*\b(?:do|does|did) +(?:you|we|they|i)(?: all| still)? $",
    re.IGNORECASE,
)
_HELPER = re.compile(r"\b(?:do|does|did|has|have) $", re.IGNORECASE)
_WHEN_WORDS = frozenset("should day year month already".split())
# Who does this to a store is its manager.
_MANAGES = frozenset("manages runs heads leads managing running run manage boss".split())


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
        if self.form == "shipping":  # a noun: its price is another
            return False
        return self.stem in LINKING_STEMS and (not agent or self.form in ("cover", "covers"))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as this module reads it."""

    text: str
    asks: Asks
    terms: tuple[Term, ...]
    procedure: bool
    """It asks how, why or whether one may, or several things: not a question about one fact."""
    several: bool = False
    """It asks several things, each with a question word of its own."""
    how: bool = False
    """`how` stands before an adjective: `how heavy`."""


def read(text: str, taken: Sequence[tuple[int, int]] = ()) -> Asked:
    """Read a question; `taken` are spans (of names) that need no further explanation."""
    start = match.end() if (match := _POLITE.match(text)) else 0
    rest = text[start:].lstrip()
    chatter = [m.span() for m in _CHATTER.finditer(text)]
    taken = [*taken, *chatter]
    several = bool(_SEVERAL.search(rest))
    plain = any(p.match(rest) for p in (_HOW_IS, _WHY_DONE, _PRICED, _STILL_SOLD, _VISIT, _WAITING))
    procedure = several or (bool(_PROCEDURE.match(rest)) and not plain)
    asks: Asks = "other"
    for pattern, name in _OPENERS:
        if re.match(pattern, rest, re.IGNORECASE):
            asks = name
            break
    if asks == "other" and _NUMBER_OF.match(_unnamed(text, taken, start)):
        asks = "how_many"
    if asks == "other":
        asks = _inner(_without(text, chatter, start))
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
        several=several,
        how=bool(re.match(r"how \w+", rest, re.IGNORECASE)),
    )


def _without(text: str, spans: Sequence[tuple[int, int]], start: int) -> str:
    """The text from `start` on, blank where the spans are."""
    for first, end in spans:
        text = text[:first] + " " * (end - first) + text[end:]
    return text[start:].lstrip()


def as_we(text: str, names: Sequence[tuple[int, int]]) -> str:
    """The text with what the business calls itself (`does Northfold carry`) as `we`, all places as
    they were."""
    for start, end in names:
        if _HELPER.search(text[:start]) and end - start > 1:
            text = f"{text[:start]}{' ' * (end - start - 2)}we{text[end:]}"
    return text


def _unnamed(text: str, taken: Sequence[tuple[int, int]], start: int) -> str:
    """The text from `start` on without the names that it begins with: `RC-7: number of pairs`."""
    for first, end in sorted(taken):
        if first >= start and not text[start:first].strip(" ,:;-–—"):
            start = end
    return text[start:].lstrip(" ,:;-–—")


def opens(text: str) -> bool:
    """Whether the text begins as a question, or as a request for something, does."""
    start = match.end() if (match := _POLITE.match(text)) else 0
    rest = text[start:].lstrip()
    return any(re.match(pattern, rest, re.IGNORECASE) for pattern, _ in _OPENERS)


def _inner(rest: str) -> Asks:
    """What is asked when the question word does not come first (`Kestrel: how much is it?`)."""
    rest = _RELATIVE.sub(r"\1", rest)
    for pattern, name in _OPENERS[:_INNER]:
        if re.search(rf"\b(?:{pattern})", rest, re.IGNORECASE):
            return name
    return "what" if _AT_LAST.search(rest) else "other"


def terms(text: str, taken: Sequence[tuple[int, int]] = (), start: int = 0) -> tuple[Term, ...]:
    """The words of `text` from `start` on that are neither glue nor inside a taken span."""
    tokens = [
        token
        for token in words(text)
        if token.start >= start
        and not any(a <= token.start < b or a < token.end <= b for a, b in taken)
    ]
    numbered = any(token.form[0].isdigit() for token in tokens)
    found: list[Term] = []
    place = 0
    forms = [token.form for token in tokens]
    idioms = idioms_in(forms)
    while place < len(tokens):
        size, form = idioms.get(place) or phrase_at(forms[place:])
        first, last = tokens[place], tokens[place + size - 1]
        if form == "madeof" and first.form == "filled" and _VESSEL.search(text):
            size, form = 1, first.form  # not what it is made of
            last = first
        place += size
        form = fold(form).removesuffix("'s").removesuffix("n't")
        if size == 1 and form in GLUE and not _negated(first.form) and place - 1 not in idioms:
            continue
        if not form or (size == 1 and _idle(form, first.start, text, numbered=numbered)):
            continue
        if size == 1 and _negated(first.form):
            if _NUMBER_SIGN.match(text, first.start):
                continue
            form = "not"
        found.append(Term(form=form, stem=stem(form), start=first.start, end=last.end))
    if any(term.form == "warranty" for term in found):
        # "Covered if it breaks" says no more than covered.
        found = [term for term in found if term.form not in _BROKEN]
    return tuple(found)


def in_idioms(text: str, names: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where idioms of several words stand; `names` are spans that are surely names."""
    tokens = [t for t in words(text) if not any(a <= t.start < b for a, b in names)]
    return [
        (tokens[first].start, tokens[first + size - 1].end)
        for first, (size, _) in idioms_in([t.form for t in tokens]).items()
        if size > 1
    ]


_BROKEN = frozenset("if break breaks broke fail fails".split())


def _idle(form: str, start: int, text: str, *, numbered: bool) -> bool:
    """Words that say something only in company: `under` before a number, `stock` as a noun."""
    if form in ("under", "within", "over"):
        return not numbered
    if form in ("stock", "carry"):
        selling = form == "carry" and _CARRYING.search(text[:start])
        return bool(selling) or _STOCKING.search(text[:start]) is not None
    return False


_NOT = frozenset("not no never without except excluding neither nor cannot".split())


def _negated(form: str) -> bool:
    return form.endswith("n't") or form in _NOT
