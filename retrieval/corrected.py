"""A follow-up that takes a part of the question back: `no, not a patch, a new zip`, `I meant a
jacket, not a bag`, `sorry, in September I mean`. The question is asked again with what is meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.text import STOP_WORDS, words
from nescio.types import Scope, Turn
from retrieval.exchanged import exactly, with_phrase
from retrieval.linking import EntityLinker

_LEAD = (
    r"^\W*(?:(?:no|nope|nah|sorry|oh|oops|hm+|well|wait|but|and|actually|ok(?:ay)?|pardon"
    r"|excuse me|my mistake)\b[\s,.!:;-]*)*"
)
_MEAN = (
    r"(?:i (?:mean|meant|was (?:asking|thinking) (?:about|of)|am asking (?:about|for))|rather|but"
    r"|make that|it(?:'s| is))"
)
_THING = (
    r"(?!(?:it|that|this|so|what|how|which|who|when|where|why|i|we|you|is|are|do|does|can)\b)"
    r"[^,;.?!]+?"
)
_NOT_FIRST = re.compile(
    rf"{_LEAD}not (?:(?:for|in|on|at|of|about) )?(?P<old>{_THING})(?:\s*[,;.–-]\s*|\s+(?=but\b))"
    rf"(?:{_MEAN}\s+)*(?P<new>{_THING})(?: instead)?\W*$",
    re.IGNORECASE,
)
_NOT_LAST = re.compile(
    rf"{_LEAD}(?:{_MEAN}\s+)+(?P<new>{_THING})(?:,?\s+(?:and )?not|,?\s+(?:instead of|rather than))"
    rf" (?P<old>{_THING})\W*$",
    re.IGNORECASE,
)
_MEANT = re.compile(
    rf"{_LEAD}(?:{_MEAN}\s+(?P<after>{_THING})|(?P<before>{_THING}),? i mean(?:t)?)\W*$",
    re.IGNORECASE,
)
# "Sorry, wrong number, it's NF-7", "I meant order NF-7": another code of the same sort.
_OTHER_CODE = re.compile(
    rf"{_LEAD}(?:(?:that was (?:the )?)?wrong (?:one|number|order|code|case)\b[\s,.:;-]*)?"
    rf"(?:{_MEAN}\s+)?(?:(?:the|my|order|case|number|no\.?)\s+)*"
    r"(?P<code>[a-z]{1,4}-?\d{2,})\W*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:a|an|the|my|our|your|any|some|one)\s+", re.IGNORECASE)
_MOST_WORDS = 9
_MOST_OF_THING = 3


def corrected(text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str | None:
    """The last question with what was not meant replaced by what is; None when nothing is taken
    back, or the question has no such part."""
    match = _NOT_FIRST.match(text) or _NOT_LAST.match(text)
    if match is not None and len(words(match["new"])) <= _MOST_WORDS:
        earlier = history[-1].question
        return _in_name(match, earlier, linker, scope) or _replaced(match, earlier)
    code = _OTHER_CODE.match(text)
    if code is not None:
        return _of_code(code["code"], history[-1].question)
    meant = _MEANT.match(text)
    phrase = meant and (meant["after"] or meant["before"])
    if not phrase or any(not m.text.islower() for m in linker.link(phrase, scope)):
        return None  # another name takes the place of the one before
    return with_phrase(phrase, history[-1].question, linker, scope)


def _of_code(code: str, earlier: str) -> str | None:
    """The question of another code that begins alike."""
    begins = re.escape(re.sub(r"\d+$", "", code))
    before = re.search(rf"(?<![\w-]){begins}\d+(?![\w-])", earlier, re.IGNORECASE)
    return f"{earlier[: before.start()]}{code}{earlier[before.end() :]}" if before else None


def _in_name(match: re.Match[str], earlier: str, linker: EntityLinker, scope: Scope) -> str | None:
    """`Not the tent, the footprint` of the Kestrel 3 Tent: what else is called Kestrel 3."""
    old, new = (_ARTICLE.sub("", match[part]).strip() for part in ("old", "new"))
    for mention in linker.link(earlier, scope, fuzzy=False):
        name = earlier[mention.start : mention.end]
        changed = re.sub(rf"\b{re.escape(old)}\b", lambda _: new, name, flags=re.IGNORECASE)
        label = exactly(changed, linker, scope) if changed != name else None
        if label is not None:
            return f"{earlier[: mention.start]}{label}{earlier[mention.end :]}"
    return None


def _replaced(match: re.Match[str], earlier: str) -> str | None:
    """The part as it was said; else the whole thing of which it is the last word."""
    old, new = match["old"].strip(), match["new"].strip()
    found = re.search(rf"\b{re.escape(old)}\b", earlier, re.IGNORECASE)
    if found is not None:
        return f"{earlier[: found.start()]}{new}{earlier[found.end() :]}"
    head = words(old)[-1:]
    if not head or head[0].form in STOP_WORDS:
        return None
    thing = re.search(
        rf"\b(?:a|an|the|my|our|your) (?:(?!(?:of|in|on|at|to|by|from|with|for|and|or)\b)[\w'-]+ )"
        rf"{{0,{_MOST_OF_THING}}}{re.escape(head[0].form)}\b|\b{re.escape(head[0].form)}\b",
        earlier,
        re.IGNORECASE,
    )
    return f"{earlier[: thing.start()]}{new}{earlier[thing.end() :]}" if thing else None
