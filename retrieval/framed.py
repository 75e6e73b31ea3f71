"""Follow-ups to a question about no row, by how that question is built: another verb (`and dry
it?`), another thing (`and the photos?`), what its pronoun means (`if I lose it`, `new ones`).
"""

from __future__ import annotations

import re

from nescio.text import STOP_WORDS, words
from nescio.types import Scope
from retrieval.linking import EntityLinker

_LEAD = r"^\W*(?:(?:and|but|so|then|ok(?:ay)?|or|also|what about|how about)\b[\s,]*)*"
_MODAL = r"(?:do|does|did|can|could|should|shall|may|must|would|will|have to|need to)"
# "How long do you | hang on to | invoices", "where may I | wash | a down bag".
_FRAME = re.compile(
    r"^(?P<asks>\W*(?:[\w' ,]+\s)??"
    rf"(?P<wh>how long|how often|how many times|how much|when|where|how)\s+{_MODAL}"
    r"\s+(?:i|you|we|they|one)(?:\s+(?:have|need)\s+to)?)\s+"
    r"(?P<verb>[a-z]{3,}(?:\s+(?:off|up|out|on to|on|onto|in|away))*)\s+"
    r"(?P<object>\S.*?)\W*$",
    re.IGNORECASE,
)
_OTHER_VERB = re.compile(
    rf"{_LEAD}(?:to )?(?P<verb>[a-z]{{3,}}) (?:it|them|that|those|one)\W*$", re.IGNORECASE
)
_OTHER_THING = re.compile(
    rf"{_LEAD}(?P<thing>(?:the|my|your|our|a|an) [a-z-]+(?: [a-z-]+){{0,7}}|[a-z]{{4,}}s)\W*$",
    re.IGNORECASE,
)
_NO_VERB = frozenset("what how who where when why which does must could should would about".split())
_VALUES = frozenset(
    """price cost costs weight size colour color name number date time day address warranty length
    height fee deposit deadline status reason maker""".split()
)
_THING = re.compile(r"\b(?:a|an|the|my|our|your)\s+(?P<noun>[a-z-]+(?:\s+[a-z-]+)*)", re.IGNORECASE)
_PREDICATE = re.compile(r"\b(?:is|are|was|were)\s*$", re.IGNORECASE)
IS_THERE = re.compile(r"\b(?:is|are|was|were)\s+there\b", re.IGNORECASE)
_OBJECT = re.compile(r"\b(?P<word>it|them)\b", re.IGNORECASE)
_THOSE = re.compile(r"\b(?:those|these|them)\b(?!\s+[a-z])", re.IGNORECASE)
_ONES = re.compile(r"\b(?:(?:a )?(?P<like>new|old|used|spare|second|third) )(?P<one>ones?)\b", re.I)
_SORTED_ONE = re.compile(
    r"(?<!\bthe )(?<!\bthis )(?<!\bthat )\b(?P<like>[a-z]{3,}) (?P<one>ones?)\b(?! of\b)",
    re.IGNORECASE,
)
# "Could you mend one?" mends a thing, "two spare ones" are of a sort.
_DONE_TO_ONE = re.compile(
    r"\b(?:can|could|do|does|did|will|would|may|must|should) (?:i|you|we|they) (?:\w+ly )?[a-z]+ $",
    re.IGNORECASE,
)
_NO_SORT = frozenset(
    """another other same such right wrong different last next first second third only lose lost
    buy get use have give send order rent need want take than with for like say""".split()
)
_SUPPOSED = re.compile(rf"{_LEAD}(?:what )?(?P<clause>if .+?)\W*$", re.IGNORECASE)
_STATES = frozenset("good valid free open available allowed due needed included fit".split())
_MOST_NOUN = 3
"""Words of a thing."""

_SHORT = 3
"""Letters of a word that shows no ending."""


def in_frame(text: str, earlier: str, linker: EntityLinker, scope: Scope) -> str | None:
    """`text` made whole by how the question before it was built; None when it was not so built."""
    return (
        of_frame(text, earlier)
        or ones_meant(text, earlier, linker, scope)
        or plural_meant(text, earlier, linker, scope)
        or of_its_sort(text, earlier, linker, scope)
    )


def what_if(text: str, earlier: str) -> str | None:
    """`And if I lose it?` of the thing spoken of: it asks something else of that."""
    match = _SUPPOSED.match(text)
    meant = with_thing(match["clause"], earlier) if match else None
    return f"what {meant}?" if meant else None


def supposes(own: str, asked: str) -> bool:
    """Whether a question was made whole by `what_if`: it needs nothing of the one before."""
    return own != asked and own.startswith("what if ")


def of_frame(text: str, earlier: str) -> str | None:
    """The earlier question with another verb or another thing in it; None when none is said."""
    frame = _FRAME.match(earlier)
    if frame is None:
        return None
    verb = _OTHER_VERB.match(text)
    if verb is not None and verb["verb"].casefold() not in _NO_VERB | STOP_WORDS:
        return f"{frame['asks']} {verb['verb']} {frame['object']}?"
    other = _OTHER_THING.match(text)
    how = frame["wh"].casefold() == "how"  # "how do I wash it" has no other thing's price
    if other is None or how or any(w.form in _VALUES for w in words(other["thing"])):
        return None
    return f"{frame['asks']} {frame['verb']} {other['thing']}?"


def thing_of(earlier: str) -> str | None:
    """The first thing that a question speaks of with an article: `my down bag`."""
    for match in _THING.finditer(earlier):
        forms = match["noun"].split()
        size = next(
            (i for i, f in enumerate(forms) if f.casefold() in STOP_WORDS - {"down"}), len(forms)
        )
        verb = next((i for i, f in enumerate(forms[:size]) if i and _past(f)), size)
        size = min(size, verb)
        whole = size == len(forms) and not earlier[match.end() :].strip(" ?.!")
        said_of_it = size > 1 and forms[size - 1].casefold() in _STATES
        if (whole or said_of_it) and _PREDICATE.search(earlier[: match.start()]):
            size -= 1  # "is a gift card valid", "is a gift card good for"
        if 1 <= size <= _MOST_NOUN:
            return " ".join([*match.group().split()[:1], *forms[:size]])
    return None


def plural_meant(text: str, earlier: str, linker: EntityLinker, scope: Scope) -> str | None:
    """`What helps against those?` after `does the filter remove viruses?`: the last noun, when it
    is a plural and no part of a name."""
    match = _THOSE.search(text)
    last = words(earlier)[-1:]
    if match is None or not last or not _plural(last[0].form):
        return None
    named = linker.link(earlier, scope)
    if any(m.start <= last[0].start < m.end for m in named):
        return None
    return f"{text[: match.start()]}{last[0].form}{text[match.end() :]}"


def ones_meant(text: str, earlier: str, linker: EntityLinker, scope: Scope) -> str | None:
    """`New ones` after `can it get new soles?`: new soles."""
    match = _ONES.search(text)
    if match is None:
        return None
    many = match["one"].casefold() == "ones"
    named = linker.link(earlier, scope)
    for word in reversed(words(earlier)):
        before = earlier[: word.start].casefold().rstrip()
        if any(m.start <= word.start < m.end for m in named) or _plural(word.form) != many:
            continue
        if before.endswith((" new", " old", " spare", " used")):
            return f"{text[: match.start('one')]}{word.form}{text[match.end('one') :]}"
    return None


def of_its_sort(text: str, earlier: str, linker: EntityLinker, scope: Scope) -> str | None:
    """`30 printed ones` after `how long is a gift card valid?`: gift cards; of a thing that was
    spoken of as one of a sort, or as mine."""
    match, thing = _SORTED_ONE.search(text), thing_of(earlier)
    if match is None or thing is None or match["like"].casefold() in STOP_WORDS | _NO_SORT:
        return None
    article, _, noun = thing.partition(" ")
    if _DONE_TO_ONE.search(text[: match.start("one")]):
        return f"{text[: match.start('one')]}{thing}{text[match.end('one') :]}"
    if article.casefold() not in ("a", "an", "my", "our"):
        return None
    if any(not m.text.islower() for m in linker.link(text, scope, fuzzy=False)):
        return None
    many = match["one"].casefold() == "ones" and not _plural(noun)
    return f"{text[: match.start('one')]}{noun}{'s' if many else ''}{text[match.end('one') :]}"


def _past(form: str) -> bool:
    return len(form) > _SHORT + 1 and form.endswith("ed")


def _plural(form: str) -> bool:
    return len(form) > _SHORT and form.endswith("s") and not form.endswith("ss")


def with_thing(text: str, earlier: str) -> str | None:
    """`What if I lose it?` with the thing that the question before spoke of."""
    match, thing = _OBJECT.search(text), thing_of(earlier)
    if match is None or thing is None or IS_THERE.search(earlier):
        return None  # of "is there a cafe in the hall" it may be either
    if (match["word"].casefold() == "them") != _plural(thing.split()[-1]):
        return None
    return f"{text[: match.start()]}{thing}{text[match.end() :]}"
