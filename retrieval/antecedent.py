"""What a pronoun stands for: the name that earlier turns were about, or the one they found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from nescio.sentences import split
from nescio.text import stem, words
from nescio.types import Scope, Turn
from retrieval.linking import EntityLinker, Mention

Sought = Literal["thing", "things", "somebody", "place"]
MOST_NAMES = 4
_LEAD = r"^(?:and |so |ok,? |but )*"
RELATIVES = "successor|replacement|predecessor|supplier|maker|manufacturer|manager"
_OF_RELATIVE = re.compile(rf"\b(?:{RELATIVES}) of (?:the )?$", re.IGNORECASE)
# A turn that asked for something by its relation to what was named before: `its successor`.
_RELATED = re.compile(
    rf"{_LEAD}(?:(?:what|who|which)(?: is|'s| are| was) (?:(?:its|their|his|her) ([\w -]{{3,30}}?)"
    rf"|the ({RELATIVES}) of .+?|\w.*?['’]s ({RELATIVES}))|(?:the )?({RELATIVES}) of .+?)\W*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"{_LEAD}(?:what|which \w+)(?: has| have)? (?:came|comes|come|replaced"
    r"|replaces|superseded|supersedes|succeeded|succeeds|followed|follows"
    r"|(?:took|takes|taken)(?= over\b| (?:\S+ )*?place\b))\b",
    re.IGNORECASE,
)
# After such a turn `they` are not the thing but those behind it.
_MADE = re.compile(
    rf"{_LEAD}(?:who|(?:what|which) \w+) (?:makes?|made|produces?|builds?|built|sews?|fills?"
    r"|suppl(?:y|ies|ied))\b",
    re.IGNORECASE,
)
# After such a turn `she` is whom it found, and so are `they`.
_WHO = re.compile(
    rf"{_LEAD}(?:who\b|(?:(?:what is|what's|tell me|give me) )?(?:the )?names? of (?:the|your)\b)",
    re.IGNORECASE,
)
_INSTEAD = re.compile(rf"{_LEAD}(?:what|which)\b.*\b(?:instead|in place) of\b", re.IGNORECASE)
# Told: another came after the thing that is named, whatever it is called.
_TOLD_AFTER = re.compile(
    r"\b(?:replaced|superseded|succeeded|followed) (?:by|with) (?:some|an)(?:thing|other)\b"
    r"|\b(?:replaced|superseded) (?P<old>.+) (?:by|with) (?:some|an)(?:thing|other)\b"
    r"|\b(?:has|have|got|gets|there(?:'s| is)) (?:now )?an? (?:\w+ )?(?:successor|replacement)\b",
    re.IGNORECASE,
)
# A turn that asks for a thing, not for a value of one: what it found is talked about next.
_FOR_A_THING = re.compile(
    rf"{_LEAD}(?:(?:which|what) (?!(?:is|are|was|were|does|do|did|will|would|can|could|has|have)\b)"
    r"|(?:is|are) there\b|do you (?:have|sell|make)\b)",
    re.IGNORECASE,
)
# What such a turn asks for does something to the thing that it names: `which depot supplies Ghent`.
_DOES = re.compile(
    rf"{_LEAD}(?:which|what) (?!(?:supplier|maker|manufacturer|company|firm|brand)\b)[a-z-]{{3,}}"
    r" (?:(?!(?:is|was|does|has|this|plus|less|towards|across)\b)[a-z]{3,}(?:s|ed)"
    r"|is (?:behind|responsible for|in charge of|assigned to)) ",
    re.IGNORECASE,
)
# The noun that such a turn asks for: `which of your [stoves]`, `which gas [canister] does`.
_NOUN = re.compile(
    rf"{_LEAD}(?:which|what) (?:ones? )?(?:of (?:your|the|our|these|those) )?"
    r"(?P<noun>[a-z-]+)(?: (?P<head>[a-z-]+)(?= (?:is|are|was|were|do|does|did|will|would|can|could"
    r"|has|have|may|must|should)\b))?",
    re.IGNORECASE,
)
_FOR_A_VALUE = re.compile(
    rf"{_LEAD}(?:(?:for|at|by|until|till|since|from|in|on|to) )?(?:how|when|what time|what does)\b",
    re.IGNORECASE,
)
# A turn that asks whether something is done; to be sold is no deed that costs apart.
_FOR_A_DEED = re.compile(
    rf"{_LEAD}(?:(?:can|could|may|should|must)\b|(?:do|will|would) you\b"
    r"|(?:where|how) (?:can|could|may|should|must|do|would) (?:i|we|one)\b)",
    re.IGNORECASE,
)
_ONLY_SOLD = re.compile(
    rf"{_LEAD}(?:(?:where |how )?(?:can|could|may|do) (?:i|we)|do you|will you) (?:still |also )?"
    r"(?:buy|order|get|have|find"
    r"|sell|carry|stock|make)\b",
    re.IGNORECASE,
)
_THAT = re.compile(
    r"\b(?:(?:does|will|would|is|for) that\b|that (?:costs?|takes?)\b"
    r"|that(?:['’]?s| is) how (?:much|many|long)\b)",
    re.IGNORECASE,
)
_BELONGS = re.compile(
    r"([\w-]+)\s+(?:for|on|onto|to|with)\s+(?:(?:a|an|the|my|our|your)\s+)?$", re.IGNORECASE
)
# "My Okapi needs a new strap": what is said next is said of the strap.
_LACKS = re.compile(
    r"^\s+(?:(?:now|also|really|badly) )*(?:(?:needs|requires|lacks|is missing|misses"
    r"|has (?:lost|broken|torn|snapped)|lost|broke|tore|snapped)"
    r" (?:a|an|another|its|one of its|(?:some|a) new)\b"
    r"|has (?:a|an) (?:broken|cracked|torn|worn|missing|damaged|bent|ripped|snapped|blocked)\b)"
    r" [a-z]",
    re.IGNORECASE,
)
# "The strap of my Okapi, what does it cost?" asks about the strap.
_PART_OF = re.compile(
    rf"\b(?!(?:{RELATIVES}|pair|set|pack|box|couple|piece|kind|type|sort|version|model|sizes?"
    r"|colou?rs?|one|all|most|some|any|each|both|price|weight|stock|range|line|name|owner|fan)\b)"
    r"[a-z]{3,} of (?:my|our) $",
    re.IGNORECASE,
)
_RULED_OUT = re.compile(
    r"\b(?:(?:is|are|was)(?:n't| not)|not|other than|except(?: for)?|excluding|besides|apart from"
    r"|aside from|instead of|rather than)\s+(?:(?:in|from|at|the|a|an|your|my|our)\s+)*$",
    re.IGNORECASE,
)
_ASKED_FOR = frozenset(
    stem(w)
    for w in """look looking ask asking search searching wait waiting shop shopping price cost
    status news info information detail question weight warranty guarantee discount rating stock
    interested tracking and do does is are what how about sale up saving""".split()
)


def hyphened(text: str, mention: Mention) -> bool:
    """The R of an R-value names nothing."""
    return "-" in (
        text[mention.end : mention.end + 1],
        text[max(0, mention.start - 1) : mention.start],
    )


def clear(mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions that a pronoun can stand for, whole names first: not a common word that happens
    to be a part of many names."""
    sure = [
        m for m in mentions if not m.ambiguous or any(c.isupper() or c.isdigit() for c in m.text)
    ]
    return sorted(sure, key=lambda m: (_small(m), m.best.match != "exact"))


def _small(mention: Mention) -> bool:
    """One word in small letters, such as a noun that a row happens to be called by."""
    return " " not in mention.text and mention.text.islower()


def last_name(
    history: Sequence[Turn],
    linker: EntityLinker,
    scope: Scope,
    sought: Sought = "thing",
) -> str | None:
    """The name last talked about, or all of them, of what a pronoun may stand for.

    What a turn asked for by relation (`its successor`), or as a thing (`is there a cover for
    it?`), is the name in its answer or, without one, the relation to the name before.
    """
    many = sought == "things"
    for place, turn in enumerate(reversed(history)):
        asked = clear(linker.link(turn.question, scope))
        topics = _topics(turn.question, asked, sought)
        named = [turn.question[m.start : m.end] for m in topics]
        earlier = history[: len(history) - place - 1]
        before = " and ".join(named[: None if many else 1]) or (
            last_name(earlier, linker, scope, sought) if earlier else None
        )
        found = found_names(turn, asked, linker, scope)
        found = [m for m in found if m.text not in (before or "")]
        if len({m.best.entity.id for m in found}) > 1:
            found = _new(found, earlier, linker, scope)
        called = _called(turn.question.strip(), found)
        if called is not None and sought != "somebody":
            return called
        if not many and len({m.best.entity.id for m in found}) > 1:
            found = []  # a list: none of them is the one
        text = turn.question.strip()
        if sought in ("things", "somebody") and found and _WHO.match(text):
            return _all_of(found)
        if many and before and _MADE.match(text):
            return found[-1].text if found else f"supplier of the {before}"
        related = _RELATED.match(text)
        relation = related and (
            related[2] or related[3] or related[4] or ("" if named else related[1])
        )
        if before and relation:
            return found[-1].text if found else f"{relation} of the {before}"
        if asked and _INSTEAD.match(text):
            before = asked[0].text
        told_after = _TOLD_AFTER.search(text) is not None and len(topics) == 1
        if before and (_AFTER.match(text) or _INSTEAD.match(text) or told_after):
            return found[-1].text if found else f"successor of the {before}"
        alike = [m for m in found if m.best.entity.table in {a.best.entity.table for a in asked}]
        does = _DOES.match(text) is not None and len(found) == 1 and sought == "thing"
        if _FOR_A_THING.match(text) and (alike or (found and (does or not asked))):
            return _all_of(alike or found)
        if named:
            return " and ".join(_as_said(turn.question, m) for m in topics[: None if many else 1])
        if found and before is None:
            return found[0].text
    return None


def _topics(question: str, named: Sequence[Mention], sought: Sought) -> list[Mention]:
    """Of the names in a question those that it is about."""
    return [
        m
        for m in named
        if not hyphened(question, m)
        and not ruled_out(question[: m.start])
        and (sought == "place" or not told_beside(question, m.start, m.end))
    ]


def _new(
    found: Sequence[Mention], earlier: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> list[Mention]:
    """Of the names in an answer those that nobody has asked about before: `the successor of A is
    B` found B, where A was spoken of. All of them where that leaves none."""
    spoken = {
        m.best.entity.id
        for turn in earlier[-MOST_NAMES:]
        for m in linker.link(turn.question, scope, fuzzy=False)
        if not m.ambiguous
    }
    return [m for m in found if m.best.entity.id not in spoken] or list(found)


def _as_said(text: str, mention: Mention) -> str:
    """The name as it is written, with the relation to it that is spoken of: `supplier of the A`."""
    relation = _OF_RELATIVE.search(text[: mention.start])
    return text[relation.start() if relation else mention.start : mention.end]


def _all_of(found: Sequence[Mention]) -> str | None:
    """All names of a list, if they are few enough to be asked about one by one."""
    return " and ".join(m.text for m in found) if len(found) <= MOST_NAMES else None


def _called(question: str, found: Sequence[Mention]) -> str | None:
    """The one name found that has the noun that was asked for: of `the Ember 3 Stove takes the GX-8
    canister` the stove, after `which stove takes it?`."""
    match = _NOUN.match(question) if _FOR_A_THING.match(question) else None
    if match is None:
        return None
    nouns = {stem(noun.casefold()) for noun in (match["noun"], match["head"]) if noun}
    names = {
        m.best.entity.label
        for m in found
        if not m.ambiguous and nouns & {stem(w.form) for w in words(m.best.entity.label)}
    }
    return next(iter(names)) if len(names) == 1 else None


def found_names(
    turn: Turn, asked: Sequence[Mention], linker: EntityLinker, scope: Scope
) -> list[Mention]:
    """The names in the first sentence of a turn's answer that its question does not have."""
    known = {c.entity.id for m in asked for c in m.candidates}
    first = split(turn.answer)[:1]
    answered = linker.link(first[0].text, scope, fuzzy=False) if first else ()
    found = [
        m for m in answered if m in clear([m]) and not known & {c.entity.id for c in m.candidates}
    ]
    # Of several, `use the Shell 45 cover for the Tarn 45` gives the one that is not there for it.
    own = [m for m in found if not beside(first[0].text[: m.start])]
    return own if len(own) == 1 else found


def listed_in(answer: str, linker: EntityLinker, scope: Scope) -> list[str]:
    """The rows of one table that the first sentence of an answer names in full, in its order."""
    first = split(answer)[:1]
    tables: dict[str | None, list[str]] = {}
    for mention in linker.link(first[0].text, scope, fuzzy=False) if first else ():
        if mention.best.match == "exact" and not mention.ambiguous:
            entity = mention.best.entity
            tables.setdefault(entity.table, []).append(entity.label)
    longest = max((len(labels) for labels in tables.values()), default=0)
    return next((list(dict.fromkeys(one)) for one in tables.values() if len(one) == longest), [])


def replaced_by(turn: Turn) -> bool:
    """Whether a turn asked what came after the thing that it named."""
    text = turn.question.strip()
    related = _RELATED.match(text)
    later = related and re.search("successor|replacement", related.group(), re.IGNORECASE)
    return bool(_AFTER.match(text) or _INSTEAD.match(text) or later)


def for_a_thing(turn: Turn) -> bool:
    """Whether a turn asked for a thing, or told of one, and not for a value of what it named."""
    return not _FOR_A_VALUE.match(turn.question.strip())


def of_deed(text: str, history: Sequence[Turn]) -> bool:
    """Whether `that` in a text is what the turn before asked to be done, and no thing: `can you
    mend my boat, and what does that cost?`"""
    return bool(
        history
        and _THAT.search(text)
        and not _ONLY_SOLD.match(history[-1].question.strip())
        and _FOR_A_DEED.match(history[-1].question.strip())
    )


def ruled_out(before: str) -> bool:
    """Whether a name is named as the one that is not meant: `the shop that isn't Lyon`."""
    return _RULED_OUT.search(before) is not None


def beside(before: str) -> bool:
    """Whether a name only says where another thing belongs: `a pump leather for my Polar One`; or
    which one is not meant."""
    if ruled_out(before):
        return True
    match = _BELONGS.search(before)
    if match is None or match[1].endswith("ed"):  # "refunded on RC-7" is about RC-7
        return False
    return stem(match[1].casefold()) not in _ASKED_FOR


def told_beside(text: str, start: int, end: int) -> bool:
    """Whether a name in a text only says where another thing belongs: before it (`beside`), or
    after it: `my Polar One needs a new pump leather`; or which it is a part of, if that is told."""
    if beside(text[:start]) or _LACKS.match(text[end:]):
        return True
    asks = "?" in text or _FOR_A_VALUE.match(text) or _FOR_A_THING.match(text)
    return not asks and _PART_OF.search(text[:start]) is not None
