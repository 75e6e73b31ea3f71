"""Other ways to read a question that leaves something out, for the database to choose among.

A rule picks one reading of a follow-up (`retrieval.follow_ups`), and a rule can pick the wrong
name: "until when can I order there" may mean the store named or the warehouse that was asked for.
The rows answer only what they understand word for word, so they may be asked several readings in
turn: the first that means something to them is the one. Documents are never searched with these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nescio.text import content_stems, words
from nescio.types import Scope, Turn
from retrieval.antecedent import (
    clear,
    for_a_thing,
    found_names,
    hyphened,
    last_name,
    of_deed,
    told_beside,
)
from retrieval.follow_ups import TOO, leans
from retrieval.housed import housed
from retrieval.kin import differs, left_open
from retrieval.linking import EntityLinker, Mention
from retrieval.pieces import PERSON, Piece
from retrieval.question_words import fragment

MOST = 6
MOST_WORDS = 60
FEWEST = 3
"""Words of a question without what is said after it."""
MOST_NEW = 1
"""Content words, beside the name, by which a question may differ from the one asked anew."""

# A turn that asked for a thing by what it is to the one named: `which warehouse supplies Lille`.
_RELATION = re.compile(
    r"\b(?:which|what|whose)\s+(?P<noun>(?!(?:is|are|was|were|does|do|did|will|would|can|could|has"
    r"|have|of)\b)[^\W\d]+)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:it|its|it's|they|them|their|he|she|him|her|his|there(?!['’]?s\b)|those|these"
    r"|(?:that|this|the (?:same|new|old))(?: one)?)\b",
    re.IGNORECASE,
)
# "How many stores are there, and how many have a workshop?"
_COUNTED = re.compile(
    r"\bhow many (?P<noun>(?:[\w-]+ ){1,3}?)(?=(?:are|is|do|does|did|have|has|were|was)\b)",
    re.IGNORECASE,
)
_MORE_COUNTED = re.compile(
    r"^(?P<asks>\W*(?:(?:and|but|so|then|also)\s+)*how many)(?: of (?:them|these|those|which))? "
    r"(?P<rest>(?:are|do|did|have|has|were|in|with|from)\b.*)$",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"[^\W\d]{3,}s")
_SAID_AGAIN = re.compile(
    r"^\W*(?:(?:so |and )?(?:i|we) mean(?:t)?|that is|i\.?e\.?|namely|just|only)?[\s,:]*(?:the )?"
    r"(?P<noun>(?!i\b|we\b|it\b|is\b|not\b|no\b|please\b|thanks?\b)[^\W\d][\w-]*(?: [\w-]+)*)\W*$",
    re.IGNORECASE,
)
MOST_NOUNS = 3
MOST_SAID = 4
# `The pack of` before a number.
_SIZED = re.compile(r"(?:\b(?:the|a|an) )?(?:\b[\w-]+ (?:of|with|for) )?$", re.IGNORECASE)
# `The cheapest one of those`, `the lightest of them`.
_ONE_OF = re.compile(
    r"(?P<most>\b(?:[a-z]{3,}est|(?:most|least) [a-z]+)) (?:ones?(?: of (?:those|these|them))?"
    r"|of (?:those|these|them))\b(?: there)?",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\b(?:in|at|to|near|from) (?:the |your )?$", re.IGNORECASE)
# "We're in ghent": a place, though it has no capital.
_WE_ARE = re.compile(
    r"\b(?:i|we)(?:['’](?:re|m|ll be)| are| am| will be| live| stay)(?: \w+ly)? (?:in|near) $", re.I
)
# "..., for the shelf card", "..., names please", "... - customer on the line".
_TAIL = re.compile(
    r"^(?P<asked>.{8,}?)\s*(?:,|;|\.{2,}| [-–—]+)\s+(?:for (?:a|an|the|my|our|his|her|their) "
    r"(?!(?:[a-z]+ )?(?:minute|hour|day|night|week|weekend|month|season|year|person|child)s?\b)"
    r"(?:(?-i:[a-z]+) ){0,2}(?-i:[a-z]+)|names?(?: only)?(?: please)?"
    rf"|(?:the |a )?{PERSON}"
    r"(?-i: [a-z' ]+)?)\W*$",
    re.IGNORECASE,
)
_POSSESSIVE = frozenset("its it's their his".split())


def alternatives(
    piece: Piece,
    own: str,
    history: Sequence[Turn],
    answered: Sequence[Turn],
    linker: EntityLinker,
    scope: Scope,
) -> tuple[str, ...]:
    """Further readings of a piece that was read as `own`, the likeliest first; at most six."""
    earlier = [*history, *answered]
    found: list[str] = []
    if piece.told:
        found += _with_told(piece, linker, scope)
        found += _told_of_names(piece, linker, scope)
    if earlier:
        found += _counted_again(piece.question, earlier[-1].question)
    thing = housed(earlier, linker, scope)
    apart = thing is not None and thing in own  # what is asked of it is not asked of the place
    if (piece.told or earlier) and not apart and not of_deed(piece.question, earlier):
        told = [Turn(question=piece.told)] if piece.told else []
        turns = [*history, *told, *answered]
        found += _one_of(piece.question, turns, linker, scope)
        found += _of_names(piece.question, turns, linker, scope, told=piece.told)
        found += _at_place(piece.question, turns, linker, scope)
    if earlier and not leans(piece.question) and not fragment(piece.question):
        found.append(piece.question)  # short, and yet whole: `How many teachers do you have?`
    tail = _TAIL.match(piece.question)
    if tail is not None and len(words(tail["asked"])) >= FEWEST:
        found.append(tail["asked"])
    short = (text for text in found if len(words(text)) <= MOST_WORDS)
    return tuple(text for text in dict.fromkeys(short) if text != own)[:MOST]


def _with_told(piece: Piece, linker: EntityLinker, scope: Scope) -> Iterator[str]:
    """The sentence as it was written: what a clause tells may be a part of the question, unless it
    is a name alone. `How many of them` may be of any noun in the plural that was told."""
    again = _MORE_COUNTED.match(piece.question)
    if again is not None:
        nouns = [w.form for w in words(piece.told) if _PLURAL.fullmatch(w.form)]
        for noun in nouns[:MOST_NOUNS]:
            yield f"{again['asks']} {noun} {again['rest']}"
    if not _named_only(piece.told, linker, scope):
        yield f"{piece.told.rstrip(' .,:;')}, {piece.question}"


def _named_only(text: str, linker: EntityLinker, scope: Scope) -> bool:
    """Whether a text has no word that is not in the name that it gives: `order 7`."""
    named = [m for m in linker.link(text, scope, fuzzy=False) if not m.ambiguous]
    said = {w.form for w in words(text)}
    return bool(named) and said <= {w.form for w in words(named[0].best.entity.label)}


def _told_of_names(piece: Piece, linker: EntityLinker, scope: Scope) -> Iterator[str]:
    """`How big is the Brenta range? Number of products`: what is asked, said once more by a noun,
    of what the question names."""
    match = _SAID_AGAIN.match(piece.told)
    named = [
        m for m in linker.link(piece.question, scope, fuzzy=False)
        if " " in m.text or not m.text.islower()
    ]  # fmt: skip
    if match is None or len(named) != 1 or named[0].ambiguous:
        return
    if len(words(match["noun"])) <= MOST_SAID and not linker.link(match["noun"], scope):
        name = piece.question[named[0].start : named[0].end]
        yield f"what is the {match['noun']} of the {name}?"


def _one_of(text: str, turns: Sequence[Turn], linker: EntityLinker, scope: Scope) -> Iterator[str]:
    """`You say to wear a vest. Which is the cheapest one?`: of what was named last, by the noun
    that several rows share, or by the name that the answer gave."""
    match = _ONE_OF.search(text)
    if match is None:
        return
    for turn in reversed(turns):
        said = (turn.answer, turn.question)
        names = [m.text for one in said for m in linker.link(one, scope, fuzzy=False)]
        for name in names[:MOST_NOUNS]:
            yield f"{text[: match.end('most')]} {name}{text[match.end() :]}"
        if names:
            return


def _at_place(
    text: str, turns: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> Iterator[str]:
    """`Who fits boots in Ghent, and when does the shop close?`: the same, where it was said to be;
    of the last turn that names a place."""
    if clear(linker.link(text, scope, fuzzy=False)) or _POINTS.search(text):
        return
    for turn in reversed(turns):
        named = linker.link(turn.question, scope, fuzzy=False)
        for mention in named:
            where = _WHERE.search(turn.question[: mention.start])
            before = turn.question[: mention.start]
            there = mention.text[:1].isupper() or _WE_ARE.search(before)
            if where is not None and there:
                yield f"{text.rstrip(' ?.!')} in {mention.text}?"
        if clear(named):
            return


def _counted_again(text: str, before: str) -> Iterator[str]:
    """`How many of them have ...` of what the question before counted."""
    counted, again = _COUNTED.search(before), _MORE_COUNTED.match(text)
    if counted is not None and again is not None:
        yield f"{again['asks']} {counted['noun']}{again['rest']}"


def _of_names(
    text: str, turns: Sequence[Turn], linker: EntityLinker, scope: Scope, *, told: str = ""
) -> Iterator[str]:
    """The question about each name that the last turn which had one may have left over; what was
    only told is not asked again."""
    own = linker.link(text, scope, fuzzy=False)
    if differs(text) or (not own and left_open(turns, linker, scope)):
        return  # of another than the one named
    tables = {c.entity.table for m in own for c in m.candidates}
    for turn in reversed(turns):
        asked = clear(linker.link(turn.question, scope))
        listed = found_names(turn, asked, linker, scope)
        answer = listed if len(listed) == 1 else []  # a list: none of them is the one
        for mention in (*listed, *asked):
            yield from _picked(text, mention)
        if not asked and not answer:
            continue
        if own and turn.question != told:
            yield from _exchanged(text, turn, own, asked)
        left = [
            m
            for m in asked
            if m.best.entity.table not in tables
            and not (m.ambiguous or told_beside(turn.question, m.start, m.end))
        ]
        names = [turn.question[m.start : m.end] for m in left]
        if not names and not answer and (name := last_name(turns, linker, scope)):
            names = [name]
        related = _related(turn.question, names)
        found = [m.text for m in answer]
        # What was asked for by name is still meant when it was asked for a value.
        ways = (*found, *related, *names) if for_a_thing(turn) else (*names, *found, *related)
        for name in ways:
            yield _about(text, name)
        return


def _picked(text: str, family: Mention) -> Iterator[str]:
    """`The pack of 20` after several Clarity tablets were named: the only one whose name has the
    number, in its place."""
    labels = {c.entity.label for c in family.candidates}
    names = {label: {w.form for w in words(label)} for label in labels}
    shared = frozenset.intersection(*map(frozenset, names.values()))
    for word in words(text):
        having = [label for label, forms in names.items() if word.form in forms - shared]
        if len(labels) < 2 or len(having) != 1 or not any(c.isdigit() for c in word.form):
            continue
        before = _SIZED.search(text[: word.start])
        start = before.start() if before else word.start
        yield f"{text[:start]}{having[0]}{text[word.end :]}"


def _related(question: str, names: Sequence[str]) -> Iterator[str]:
    """`The warehouse of Lille` after `which warehouse supplies Lille`."""
    match = _RELATION.search(question)
    if match is not None and len(names) == 1:
        yield f"{match['noun']} of the {names[0]}"


def _exchanged(
    text: str, turn: Turn, own: Sequence[Mention], asked: Sequence[Mention]
) -> Iterator[str]:
    """The earlier question of the row that is named now, in place of the one of its table, where
    hardly more than that name is new."""
    new = set(content_stems(text)) - set(content_stems(turn.question))
    for mention in own:
        if len(new - set(content_stems(mention.text))) > MOST_NEW or hyphened(text, mention):
            continue
        for old in asked:
            labels = [
                c.entity.label
                for c in mention.candidates
                if c.entity.table == old.best.entity.table
            ]
            if len(labels) == 1 and labels[0] != old.best.entity.label:
                yield turn.question[: old.start] + labels[0] + turn.question[old.end :]


def _about(text: str, name: str) -> str:
    """The question with the name for what it points at, else with the name appended."""
    text = TOO.sub("", text)
    match = _POINTS.search(text)
    if match is None:
        return f"{text.rstrip(' ?.!')} of the {name}?"
    word = match.group().casefold()
    new = f"{name}'s" if word in _POSSESSIVE else f"at {name}" if word == "there" else name
    return text[: match.start()] + new + text[match.end() :]
