"""Whether two questions ask the same, by rules: what keeps near misses out of the semantic cache.

Vectors of two questions that differ in a number, a name or a `not` are nearly the same. So a kept
answer is only given to another wording when everything that can change the meaning is equal: names,
codes and numbers with the preposition before them, in their order; negations; words that compare,
limit or count; tense; what is permitted and what is required; what kind of thing is asked for; and
all other words that carry meaning, but for their inflection and a few synonyms. What may differ is
politeness, articles and pronouns, and the order of the rest. Two words that are not known to mean
the same count as different: a paraphrase may be missed, which costs an answer made anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nescio.text import STOP_WORDS, stem, words

Span = tuple[int, int, str]
"""Start and end of a name in a text, and the id of what it is the name of."""

_LEAD = re.compile(
    r"^(?:\W*(?:hi|hello|hey|good (?:morning|day|evening|afternoon)|please|excuse me|sorry"
    r"|(?:just )?a? ?quick question|(?:can|could|would|will) (?:you|someone|anyone)"
    r"(?: please| kindly)? (?:tell|inform|let)(?: me| us)?(?: know)?|(?:please )?tell (?:me|us)"
    r"|i(?:'d| would) (?:like|love) to know|i (?:want|need|wish) to know|do you (?:happen to )?know"
    r"|i(?:'m| am| was) (?:just )?wondering|any idea|may i ask|can i ask)\b[\s,:;.!-]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,.!?-]+(?:please|thanks|thank you|thx|cheers|thanks in advance|many thanks"
    r"|do you know|can you tell me|could you tell me))+[\s.!?]*$",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"^(?:what(?:'s| is) the (?:best |right |proper |correct )?way (?:to|of)|how to"
    r"|how (?:do|does|can|could|should|would|must) (?:i|we|you|one|people|someone))\b",
    re.IGNORECASE,
)
_ASKS: tuple[tuple[str, str], ...] = (
    (r"how many\b", "how many"), (r"how much\b", "how much"), (r"how long\b", "how long"),
    (r"how often\b", "how often"), (r"how far\b", "how far"), (r"how old\b", "how old"),
    (r"(?:why|how come)\b", "why"), (r"(?:what|which) (?:time|date|day|year|month)\b", "when"),
    (r"when\b", "when"), (r"where\b", "where"), (r"who(?:m|se)?\b", "who"),
    (r"(?:what|which)\b", "what"), (r"how\b", "how"),
)  # fmt: skip
_YES_NO = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|may|must|should|will|would|am)\b",
    re.IGNORECASE,
)
_INNER = {
    "when": "when", "where": "where", "why": "why", "who": "who", "whom": "who", "whose": "whose",
}  # fmt: skip
_PERMITTED = frozenset("can could may might able possible allowed permitted ok okay".split())
_REQUIRED = frozenset("must should required need needs obliged mandatory necessary".split())
_PAST = frozenset("was were did had wasn't weren't didn't hadn't".split())
_FUTURE = frozenset("will won't shall".split())
_NOT = frozenset("not no never without none neither nor cannot except unless non".split())
# Function words that change what is asked. Those of direction only matter beside what they govern.
_TELLING = frozenset(
    """after again against all also alone always another any anymore already as at back before below
    above between beyond both but by down during each either else enough even ever every few fewer
    first from further half if into last least less many more most next off once only or other out
    over own per previous same since some still than then through till to together too twice under
    until up very when while with within would yet""".split()
)
_NEUTRAL = frozenset(
    "to at as with when would some any also then there while".split()
)  # a matter of wording, where they do not stand before a name or a number
_FILLING = frozenset(
    stem(word)
    for word in """exactly actually really current currently know information info detail details
    question simply kindly""".split()
)
_SYNONYMS = {
    stem(word): stem(group.split()[0])
    for group in (
        "price cost costs priced pricing", "weight weigh weighs heavy", "warranty guarantee",
        "colour color", "buy purchase", "begin start", "repair fix mend", "phone telephone",
        "delivery deliver", "tall height", "wide width", "deep depth",
    )
    for word in group.split()
}  # fmt: skip
_NUMBERS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve dozen fifteen twenty
    thirty forty fifty sixty hundred thousand million second third fourth fifth double
    triple""".split()
)
_ARTICLES = frozenset("the a an my your our its their his her this that these those".split())


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a question must have in common with another one to ask the same. `inner` are all its
    question words but `what`. `content` is in order, where `the A of B` is read as `B A`."""

    asks: str
    inner: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    telling: tuple[tuple[str, int], ...]
    negations: int
    past: int
    future: int
    permitted: bool
    required: bool
    content: tuple[str, ...]


def meaning(text: str, names: Sequence[Span] = ()) -> Meaning:
    """The meaning of a question as far as rules tell; `names` are those of known things in it."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    end = tail.start() if (tail := _TAIL.search(text)) else len(text)
    body = text[start:end]
    way = _WAY.match(body)
    asks = "how" if way else _asks(body)
    from_ = start + (way.end() if way else 0)
    found = _Found()
    spans = sorted(names)
    seen: list[str] = []
    for word in words(text[:end]):
        if word.start < from_:
            continue
        while spans and spans[0][1] <= word.start:
            spans.pop(0)
        if spans and spans[0][0] <= word.start:
            id_ = spans[0][2]
            if found.last_span != spans[0]:
                found.last_span = spans[0]
                found.names.append((_before(seen), id_))
                found.pause()
            continue
        raw = text[word.start : word.end]
        _take(raw, word.form, word.start == start, seen, found)
        seen.append(word.form)
    found.pause()
    content = found.content
    if asks == "how much" and set(content) <= {stem("price")}:
        asks, content = "what", [stem("price")]
    elif asks == "how" and not way:
        asks = "what"  # `how heavy is it`: the adjective says what
    return Meaning(
        asks=asks,
        names=tuple(found.names),
        telling=tuple(sorted(found.telling.items())),
        negations=found.negations,
        inner=tuple(found.inner),
        past=found.past,
        future=found.future,
        permitted=found.permitted and not way,
        required=found.required and not way,
        content=tuple(content),
    )


def same(one: Meaning, other: Meaning) -> bool:
    """Whether nothing is known by which two questions could differ."""
    return one == other


class _Found:
    """What was met so far on the way through a question."""

    def __init__(self) -> None:
        self.names: list[tuple[str, str]] = []
        self.telling: Counter[str] = Counter()
        self.content: list[str] = []
        self.negations = 0
        self.inner: list[str] = []
        self.past = self.future = 0
        self.permitted = self.required = False
        self.last_span: Span | None = None
        self._owned: list[str] = []
        self._run = 0

    def add(self, word: str) -> None:
        self.content.append(word)

    def pause(self) -> None:
        """A function word or a name: what was said to be `of` the words before it follows them."""
        self.content += self._owned
        self._owned = []
        self._run = len(self.content)

    def of(self) -> None:
        self._owned = self.content[self._run :] + self._owned
        del self.content[self._run :]


def _take(raw: str, form: str, first: bool, seen: Sequence[str], found: _Found) -> None:
    """One word that is no part of a known name."""
    if form in _NOT or form.endswith("n't"):
        found.negations += 1
    found.past += form in _PAST
    found.future += form in _FUTURE
    asking = form.removesuffix("'s")
    if asking in _INNER:
        found.inner.append(_INNER[asking])
    named = raw[:1].isupper() and not first and raw not in ("I", "I'm", "I'd", "I've")
    named = named or (raw.isupper() and len(raw) > 1)
    if named or form in _NUMBERS or any(c.isdigit() for c in raw):
        found.names.append((_before(seen), form))
        found.pause()
    elif form == "of":
        found.of()
    elif form in _PERMITTED:
        found.permitted = True
    elif form in _REQUIRED:
        found.required = True
    elif form in _TELLING:
        found.pause()
        if form not in _NEUTRAL:
            found.telling[form] += 1
    elif form not in STOP_WORDS and form not in _NOT and len(form) > 1:
        stemmed = stem(form.removesuffix("'s"))
        if stemmed not in _FILLING:
            found.add(_SYNONYMS.get(stemmed, stemmed))
    elif form not in _ARTICLES:
        found.pause()


def _before(seen: Sequence[str]) -> str:
    """The word that governs a name: `from Oslo` is another place than `to Oslo`."""
    for form in reversed(seen[-2:]):
        if form in _TELLING or form in _NOT:
            return form
        if form not in _ARTICLES:
            break
    return ""


def _asks(body: str) -> str:
    """The kind of answer that is asked for."""
    if _YES_NO.match(body):
        return "yes or no"
    found = [
        (match.start(), place, kind)
        for place, (pattern, kind) in enumerate(_ASKS)
        if (match := re.search(rf"\b{pattern}", body, re.IGNORECASE))
    ]
    return min(found)[2] if found else "what"
