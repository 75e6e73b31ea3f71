"""A thing without a name of its own that was asked about by where it is: `does the Lyon store have
a climbing wall?`, `can I hire a trailer in Ghent?` What is said of `it` is then said of that thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.types import Scope, Turn
from retrieval.antecedent import clear
from retrieval.linking import EntityLinker

_LEAD = r"^\W*(?:(?:and|but|so|ok(?:ay)?|then|also|hi|hello)\b[\s,]*)*"
_NOUN = (
    r"(?:an?|any) (?P<noun>[a-z][a-z-]+(?: (?!(?:in|at|from|near|of|for|with|to|on|by|and|or|there"
    r"|that|which|where|is|are|i|we|you|before|after|while|when|if|without|first)\b)[a-z][a-z-]+){0,2})"
)
_MORE = r"(?: (?:for|of|with) (?:(?!in\b|at\b)[a-z-]+ ?){1,3}?)?"
_AT = r"(?:in|at|from|near|inside|behind|beside)"
# What stands where the name does.
_PLACE = "\x00"
_HAS = re.compile(
    rf"{_LEAD}(?:do|does|did|has|have)\b[^.?!]*{_PLACE}[^.?!]*?\b(?:have|has|got|offer|run|keep)? ?"
    rf"{_NOUN}{_MORE}\W*$",
    re.IGNORECASE,
)
_THERE = re.compile(
    rf"{_LEAD}(?:is|was) there {_NOUN}{_MORE} ?{_AT} (?:\w+ ){{0,2}}?{_PLACE}", re.IGNORECASE
)
_DONE = re.compile(
    rf"{_LEAD}(?:(?:(?:where|when|how) )?(?:can|could|may|do|should) (?:i|we|you|one)"
    r"|(?:i|we)(?:'d| would)? (?:like|want|plan|wish|hope|need|love)(?: to)?)"
    rf" (?:\w+ ){{1,2}}?{_NOUN}{_MORE} ?{_AT} (?:\w+ ){{0,2}}?{_PLACE}",
    re.IGNORECASE,
)


def housed(history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str | None:
    """What the last question that named anything asked about, by the one name it has: `climbing
    wall in Lyon`; None when it asked about what it named."""
    spoken: list[str] = []
    for turn in reversed(history):
        text = turn.question
        named = [m for m in clear(linker.link(text, scope)) if not m.text.islower()]
        if not named:
            continue
        if len(named) > 1:
            return None
        name = text[named[0].start : named[0].end]
        masked = f"{text[: named[0].start]}{_PLACE}{text[named[0].end :]}"
        match = _HAS.match(masked) or _THERE.match(masked) or _DONE.match(masked)
        if match is not None:
            thing = f"{match['noun']} in {name}"
            return thing if all(thing in one for one in spoken) else None
        spoken.append(text)  # it may go on about what was asked about before
    return None
