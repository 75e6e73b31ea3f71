"""A message as questions that can be understood on their own, with what is known besides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nescio.text import words
from nescio.types import Scope, Turn
from retrieval import follow_ups, topics
from retrieval.alternatives import alternatives
from retrieval.antecedent import clear, for_a_thing, last_name
from retrieval.exchanged import numbered, sibling
from retrieval.families import of_family
from retrieval.framed import supposes
from retrieval.housed import housed
from retrieval.kin import of_kin, sized
from retrieval.linking import EntityLinker
from retrieval.narrowing import of_several, pointed_most
from retrieval.nouns_again import noun_again
from retrieval.pieces import Piece, is_phrase

MOST_POINTING = 9
"""Words of what only points at a thing."""

# "Back to the tent", "about that tent again": one that was named before.
_BACK_TO = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|so|and|now|but|then|anyway|right|thanks)\b[\s,]*)*"
    r"(?:(?:(?:going|coming|getting|(?:let(?:'s| us|s)|to) (?:go|get)) )?back (?:to|on)"
    r"|about|regarding|as for|concerning) (?:the|that|this) (?P<noun>[a-z]+)\b(?: again)?",
    re.IGNORECASE,
)
# "My two parcels A-1 and A-2": the names say which things, and how many.
_COUNTED = re.compile(
    r"(?P<whose>^(?:(?:my|our|the|your|these|those) )?)(?:two|both|three|four|[2-4]) [a-z]+s\b"
    r"(?=:? (?:(?-i:[A-Z])|\S*\d|the ))",
    re.IGNORECASE,
)


# "The one that came after it", "the model that replaced that": after what was named before.
_AFTER_IT = re.compile(
    r"\b(?:(?:came|comes|come) after|replaced|replaces|superseded|supersedes|succeeded|succeeds"
    r"|followed|follows|took over from) (?P<it>it|them|that(?: one)?|this(?: one)?)\b",
    re.IGNORECASE,
)
# "What would that be?", "what is that one?": what was asked before, of what is told now;
# "how much is that?" asks for its price.
_WOULD_BE = re.compile(
    r"^\W*(?:(?:and|so|then)\s+)?what(?:(?:'s|'d)| is| would| will)?"
    r" (?:that|this|it)(?: one)?(?: be)?(?: then)?\W*$",
    re.IGNORECASE,
)


_POINTS_AT = re.compile(
    r"\b(?:that (?:one|model|version)|this one|the (?:new|newer) (?:one|model|version)|it|that)\b"
    r"(?! (?:is|was|has|will)\b)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b(?! (?:tours?|trips?|paper|school)\b)", re.I
)
_FOR_HOURS = re.compile(
    r"\b(?:opening|business|shop|what) (?:hours|times)\b|\b(?:the|your|its) (?:hours|times)\b"
    r"|\b(?:is|are) (?:somebody|someone|anybody|anyone) (?:there|in|at|around)\b"
    r"|\b(?:is|are|be|will|when)\b[^?]*\b(?:open|shut|closed)\b"
    r"|\bwhen\b[^?]*\b(?:opens?|closes?|shuts?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One question of a message.

    `question` is self-contained, for the database; `wording` is what is looked for in documents
    and `background` what was told with it and what the conversation was about: what was told in
    the same breath stands there as it was said, a pronoun may mean more than the one name in it.
    `others` are further readings of the question, for the database alone. `thing` is a noun
    without a row of its own, of which the question asks by where it is: what stands in a document
    of that place is then said of other things there, unless it names this one. `asked` is the
    question as it was put, `last` the one before it.
    """

    question: str
    wording: str
    background: str = ""
    others: tuple[str, ...] = ()
    thing: str = ""
    asked: str = ""
    last: str = ""


def read_piece(
    piece: Piece,
    history: Sequence[Turn],
    answered: Sequence[Turn],
    linker: EntityLinker,
    scope: Scope,
) -> Reading:
    """A question with its names and pronouns resolved from the conversation (`history`), from
    what was told with it and from the questions of the same message already `answered`."""
    asked = piece.question
    piece = _of_later(piece, linker, scope)
    piece = _of_told(piece, [*history, *answered], linker, scope)
    piece = _pointed_out(piece, [*history, *answered], linker, scope)
    told = [Turn(question=piece.told)] if piece.told else []
    own = follow_ups.standalone(
        piece.question, [*history, *told, *_in_order(piece, answered)], linker, scope
    )
    if piece.told:
        own = follow_ups.with_names(own, piece.told, linker, scope)
    if piece.topic:
        # The order of `order 7: when is it here?` is in the name of the row already.
        named = [m for m in linker.link(own, scope, fuzzy=False) if not m.ambiguous]
        labels = " ".join(m.best.entity.label for m in named)
        told_of = {m.best.entity.id for m in linker.link(piece.topic, scope, fuzzy=False)}
        pointing = answered and named and follow_ups.pointing(piece.question)
        gone_on = pointing and not told_of & {m.best.entity.id for m in named}
        if not (gone_on and told_of):  # what is pointed at was given by the question before
            topic = _COUNTED.sub(r"\g<whose>", piece.topic) if len(named) > 1 else piece.topic
            own = topics.with_topic(own, topic, labels)
    own = on_the_day(own, piece.told)
    alone = bool(answered) and not clear(linker.link(own, scope, fuzzy=False))
    earlier = [*history, *answered]
    leans = alone or follow_ups.depends(piece.question, own)
    topic = ""
    bare = topics.without_topic(own, piece.question)
    whole = _settled(piece, answered) or supposes(own, piece.question)
    if earlier and leans and not whole:
        topic = topics.topic(bare, earlier[-1].question, linker, scope)
    wording = piece.question if piece.told and not answered else bare if topic else own
    thing = housed([*history, *told, *answered], linker, scope) or ""
    return Reading(
        question=own,
        thing=thing.partition(" in ")[0] if thing in own else "",
        asked=asked,
        last=earlier[-1].question if earlier else "",
        wording=wording,
        background=" ".join(filter(None, (piece.told, topic))),
        others=tuple(
            dict.fromkeys(
                dated
                for other in alternatives(piece, own, history, answered, linker, scope)
                if (dated := on_the_day(other, piece.told)) != own
            )
        ),
    )


def _of_later(piece: Piece, linker: EntityLinker, scope: Scope) -> Piece:
    """`The Trail 2 is gone, I take whatever replaced it. What does that cost?` asks of the later
    one."""
    after, points = _AFTER_IT.search(piece.told), _POINTS_AT.search(piece.question)
    if after is None or points is None or clear(linker.link(piece.question, scope, fuzzy=False)):
        return piece
    named = clear(linker.link(piece.told[: after.start()], scope, fuzzy=False))
    if len(named) != 1 or named[0].ambiguous:
        return piece
    later = f"the one that replaced {named[0].best.entity.label}"
    whole = f"{piece.question[: points.start()]}{later}{piece.question[points.end() :]}"
    return replace(piece, question=whole, told="", topic="")


def _of_told(piece: Piece, earlier: Sequence[Turn], linker: EntityLinker, scope: Scope) -> Piece:
    """What is told beside a question with what it leans on: `the third is the Trio, what would that
    be?`, `the one that came after it, what does it cost?`"""
    if not earlier or not piece.told:
        return piece
    told = of_family(piece.told, earlier, linker, scope) or piece.told
    after = _AFTER_IT.search(told)
    if after is not None and (name := last_name(earlier, linker, scope)) is not None:
        told = f"{told[: after.start('it')]}{name}{told[after.end('it') :]}"
    named = clear(linker.link(told, scope, fuzzy=False))
    again = _WOULD_BE.match(piece.question) is not None and len(named) == 1
    if again and not named[0].ambiguous and after is None:
        return replace(piece, question=f"and the {named[0].best.entity.label}?", told="", topic="")
    return replace(piece, told=told, topic=told if piece.topic == piece.told else piece.topic)


def on_the_day(own: str, told: str) -> str:
    """A question for hours, on the day of the week that was told with it: `we come on Sunday. Is
    somebody there?`"""
    days = {match.group().casefold() for match in _WEEKDAY.finditer(told)}
    if len(days) != 1 or _WEEKDAY.search(own) or not _FOR_HOURS.search(own):
        return own
    return f"{own.rstrip(' ?.!')} on {days.pop()}?"


def _pointed_out(
    piece: Piece, earlier: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> Piece:
    """`Then the smaller one, what does it cost?`: a thing that is only pointed at before the
    question, by its name. Where it is another one and none is called so, that is asked of nothing
    that was named before."""
    back = _back_to(piece, earlier, linker, scope)
    if back is not None:
        return back
    most = pointed_most(piece.told, piece.question, earlier) if earlier and piece.told else None
    if most is not None:
        return replace(piece, question=most, told="", topic="")
    told = piece.told
    if not earlier or not told or len(words(told)) > MOST_POINTING or not is_phrase(told):
        return piece
    said = linker.link(told, scope, fuzzy=False)
    if any(m.best.match == "exact" or not m.text.islower() for m in said):
        return piece
    whole = of_several(told, earlier, linker, scope) or of_kin(told, earlier, linker, scope)
    whole = whole or sibling(told, earlier, linker, scope)
    whole = whole or numbered(told, earlier, linker, scope)
    named = clear(linker.link(whole, scope, fuzzy=False)) if whole else []
    if len(named) == 1 and not named[0].ambiguous:
        return replace(piece, told=f"the {named[0].best.entity.label}", topic="")
    if sized(told):
        return replace(piece, question=f"{told}, {piece.question}", told="", topic="")
    return piece


def _in_order(piece: Piece, answered: Sequence[Turn]) -> list[Turn]:
    """The questions of the message before this one, and a topic told after some of them."""
    if not piece.before:
        return list(answered)
    topic = Turn(question=piece.topic)
    return [*answered[: piece.before], topic, *answered[piece.before :]]


def _back_to(
    piece: Piece, earlier: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> Piece | None:
    """`Back to the tent, how waterproof is it?`, `and the tent, is it new?`: the tent by its name;
    None when no noun stands there for a name."""
    lead = _BACK_TO.match(piece.told)
    told = _BACK_TO.sub(r"that \g<noun>", piece.told)
    if not earlier or len(words(told)) > MOST_POINTING or not (lead or is_phrase(told)):
        return None
    if any(not m.text.islower() for m in linker.link(told, scope, fuzzy=False)):
        return None
    whole = noun_again(told, earlier, linker, scope)
    named = clear(linker.link(whole, scope, fuzzy=False)) if whole else []
    if len(named) != 1 or named[0].ambiguous:
        return None
    return replace(piece, told=f"the {named[0].best.entity.label}", topic="")


def _settled(piece: Piece, answered: Sequence[Turn]) -> bool:
    """Whether what a question is about was told, and the one before it asked for a value of that:
    then it is about nothing that the one before asked for."""
    return bool(piece.told and answered) and not for_a_thing(answered[-1])
