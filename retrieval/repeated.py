"""The last questions asked again of another thing: `same two questions for the Kestrel 3`, `now
both for the Kestrel 3`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.types import Scope, Turn
from retrieval.antecedent import clear
from retrieval.follow_ups import standalone
from retrieval.linking import EntityLinker
from retrieval.pieces import Piece

_LEAD = r"^\W*(?:(?:and|but|so|then|now|ok(?:ay)?|also|thanks|great|please)\b[\s,]*)*"
_AGAIN = re.compile(
    rf"{_LEAD}(?:(?P<many>both|all three|(?:(?:the )?same|those|these) (?:two|three|both))"
    r"(?: (?:again|now|questions?|things?|values?|figures?|numbers?))*"
    r"|(?:the )?same (?P<some>questions|things|values|figures|numbers))(?: again| now)?"
    r" (?:for|about|of|on) (?P<name>(?:the |your |my )?\S.*?)(?: (?:too|then|please|as well))*\W*$",
    re.IGNORECASE,
)
_MOST = 4


def repeated(
    text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> tuple[Piece, ...]:
    """Each of the last questions that is asked again, of what is named now; none when the text
    asks for something else, or the questions were not about one thing."""
    match = _AGAIN.match(text)
    if match is None:
        return ()
    many = _counted(match, history, linker, scope)
    found: list[str] = []
    for turn in history[-many:] if many else ():
        own = standalone(f"and {match['name']}?", [turn], linker, scope)
        new = _about(Turn(question=own), linker, scope)
        if new is None or new == _about(turn, linker, scope):
            return ()  # it is not known what is named now
        found.append(own)
    return tuple(Piece(question=own) for own in found) if many > 1 else ()


def _counted(
    match: re.Match[str], history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> int:
    """How many questions are asked again: as many as said, else all the last ones about the row
    that was asked about last. None when they were about several."""
    about = [_about(turn, linker, scope) for turn in reversed(history[-_MOST:])]
    same = 0
    while same < len(about) and about[same] is not None and about[same] == about[0]:
        same += 1
    if match["many"] is None:
        return same
    said = 3 if "three" in match["many"].casefold() else 2
    return said if said <= same else 0


def _about(turn: Turn, linker: EntityLinker, scope: Scope) -> str | None:
    """The one row that a question names."""
    named = clear(linker.link(turn.question, scope))
    return named[0].best.entity.id if len(named) == 1 and not named[0].ambiguous else None
