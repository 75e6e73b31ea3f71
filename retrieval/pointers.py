"""Words that point back in other ways than a pronoun: `in that` of what the question before found,
`the maker of the Kestrel 3` in place of a maker, `there` of a place that no row is called by.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.text import stem, words
from nescio.types import Scope, Turn
from retrieval.antecedent import clear, found_names, listed_in
from retrieval.linking import EntityLinker
from retrieval.nouns_again import row_of

_LEAD = r"^\W*(?:(?:and|but|so|then|now|ok(?:ay)?|also|what about|how about)\b[\s,]*)*"
# "In which category is it?", "which depot supplies Ghent?": asks for a thing, which it then found.
_FOR_ONE = re.compile(
    rf"{_LEAD}(?:(?:in|from|at|to|by|of|under) )?(?:which|what) "
    r"(?!(?:is|are|was|were|does|do|did|will|would|can|could|has|have)\b)[a-z-]{3,}\b",
    re.IGNORECASE,
)
_MADE_BY = (
    r"(?:people|folks|company|firm|ones?|guys|somebody|lot) (?:who|that|which|behind)"
    r"(?: (?:makes?|made|builds?|built|produces?|sews?|suppl(?:y|ies)))?"
)
# "And the people who make the Kestrel 3?"
_BY_RELATION = re.compile(
    rf"{_LEAD}(?:the )?(?:(?P<noun>[a-z]{{4,}}) of|(?P<makes>{_MADE_BY})) (?:the |your )?"
    r"(?P<name>[^\s].*?)\W*$",
    re.IGNORECASE,
)
# "How many of the jackets?"
_HOW_MANY_OF = re.compile(
    rf"{_LEAD}how many (?:of (?:the|those|these) )?(?P<noun>[a-z]{{3,}}s)"
    r"(?: (?:are (?:there|in it|in there)|in it|is that))?\W*$",
    re.IGNORECASE,
)
# "Was the Corvin 9 earlier or later than that?": when it was.
_SOONER = re.compile(
    rf"{_LEAD}(?:is|was|are|were|did|does) (?:the )?(?P<name>.+?) (?:come |start |open )?(?:any )?"
    r"(?:earlier|later|sooner|before|after)(?: or (?:earlier|later|sooner|before|after))?"
    r"(?: than)?(?: (?:that|it|this))?\W*$",
    re.IGNORECASE,
)
_WHEN = re.compile(r"^\W*(?:(?:and|so|but)\s+)?(?:since )?when\b", re.IGNORECASE)
# "Do you ship to Poland?"
_TO_PLACE = re.compile(
    r"\b(?:to|in|into|within) (?:the )?(?P<place>[A-Z][^\W\d_]+(?:[ -][A-Z][^\W\d_]+)*)\W*$"
)


def just_found(history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str | None:
    """The one name that the last turn found when it asked which thing; None when it found none or
    several, or asked for something else."""
    turn = history[-1]
    if _FOR_ONE.match(turn.question.strip()) is None:
        return None
    asked = clear(linker.link(turn.question, scope))
    names = {
        m.text: m.best.entity.id for m in found_names(turn, asked, linker, scope) if not m.ambiguous
    }
    return next(iter(names)) if len(set(names.values())) == 1 else None


def by_relation(
    text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> str | None:
    """The last question, asked of a row that this one tells by another: `and the maker of the
    Kestrel 3?` after `which country is Brenta in?`, where Brenta is a maker itself."""
    match, earlier = _BY_RELATION.match(text), history[-1].question
    if match is None:
        return None
    named = clear(linker.link(match["name"], scope, fuzzy=False))
    old = clear(linker.link(earlier, scope))
    if len(named) != 1 or len(old) != 1 or old[0].ambiguous or named[0].ambiguous:
        return None
    noun = (match["noun"] or "maker").casefold()
    if not row_of(old[0].best.entity, noun) or row_of(named[0].best.entity, noun):
        return None
    whole = f"the {noun} of the {match['name']}"
    return f"{earlier[: old[0].start]}{whole}{earlier[old[0].end :]}"


def some_listed(
    text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> str | None:
    """`How many of the jackets?` of the one jacket that the last answer listed of what it was asked
    about."""
    match = _HOW_MANY_OF.match(text)
    if match is None:
        return None
    noun = stem(match["noun"].casefold())
    labels = listed_in(history[-1].answer, linker, scope)
    called = [label for label in labels if stem(words(label)[-1].form) == noun]
    named = clear(linker.link(history[-1].question, scope))
    if len(labels) < 2 or len(called) != 1 or len(named) != 1 or named[0].ambiguous:
        return None
    return f"how many {called[0]} are in {named[0].best.entity.label}?"


def sooner(text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str | None:
    """`Was the Corvin 9 earlier?` after it was asked when the Corvin 7 was: when that was."""
    match, earlier = _SOONER.match(text), history[-1].question
    if match is None or not _WHEN.match(earlier):
        return None
    named = clear(linker.link(match["name"], scope, fuzzy=False))
    old = clear(linker.link(earlier, scope))
    if len(named) != 1 or len(old) != 1 or named[0].text != match["name"]:
        return None
    if named[0].best.entity.table != old[0].best.entity.table:
        return None
    return f"{earlier[: old[0].start]}{match['name']}{earlier[old[0].end :]}"


def place_without_row(earlier: str, linker: EntityLinker, scope: Scope) -> str | None:
    """Where the last question ends, when no row is called so: `to Poland`."""
    match = _TO_PLACE.search(earlier)
    if match is None or linker.link(match["place"], scope, fuzzy=False):
        return None
    return match.group().rstrip(" ?.!")
