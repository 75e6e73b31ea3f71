"""Follow-ups made self-contained from the earlier turns, without a model.

Three forms are known: a new name in an old question ("and the Kestrel 3?"), an old name in a new
question ("how heavy is it?"), and a new question on the old topic ("and for sale items?").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nescio.text import STOP_WORDS, words
from nescio.types import Scope, Turn
from retrieval.linking import EntityLinker, Mention

_PRONOUN = re.compile(
    r"\b(?:it|its|it's|they|them|their|theirs|that one|this one|the same(?: one)?|these|those|"
    r"he|she|him|her|his)\b(?!\s+(?:is|was|be)\s+(?:possible|raining|ok|okay|true)\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\W*(?:(?:and|also|ok(?:ay)?|so|but|then|well)\b[\s,]*)*"
    r"(?P<about>(?:what|how) about|same (?:question |thing )?for|for|(?:and )?in)?\b",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"^\W*(?:and\b|also\b|what about\b|how about\b|same\b|ok(?:ay)?,? and\b|then\b|but\b|"
    r"(?:which|what) ones?\b)",
    re.IGNORECASE,
)
_WH = re.compile(
    r"\b(?:what|how|who|whom|whose|which|when|where|why|is|are|does|do|can|did|will|has|have)\b",
    re.IGNORECASE,
)
_LOW_CONTENT = frozenset("one ones same too else also instead then thing things".split())


def standalone(text: str, history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str:
    """`text` as it can be understood without `history`; unchanged when it already can."""
    if not history:
        return text
    mentions = linker.link(text, scope)
    elliptical = bool(_ELLIPSIS.search(text)) or _short(text)
    if mentions and elliptical and not _asks(text, mentions):
        return _swap_name(text, mentions[0], history, linker, scope)
    if mentions:
        return text
    pronoun = _PRONOUN.search(text)
    if not pronoun and not elliptical:
        return text
    return _carry(text, pronoun, history, linker, scope)


def _short(text: str) -> bool:
    return len([w for w in words(text) if w.form not in STOP_WORDS]) <= 2


def _asks(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether anything but the names and an opening is asked: then it stands on its own."""
    opening = _OPENING.match(text)
    begin = opening.end() if opening and opening.group("about") else 0
    left = [
        w
        for w in words(text)
        if w.start >= begin
        and w.form not in STOP_WORDS | _LOW_CONTENT
        and not any(m.start <= w.start < m.end for m in mentions)
    ]
    return bool(left)


def _swap_name(
    text: str, mention: Mention, history: Sequence[Turn], linker: EntityLinker, scope: Scope
) -> str:
    """The last question that named something, with that name replaced by the new one."""
    for turn in _backwards(history):
        old = linker.link(turn.question, scope)
        if old:
            new = text[mention.start : mention.end]
            before = standalone(turn.question, (), linker, scope)
            return before[: old[0].start] + new + before[old[0].end :]
    return f"{history[-1].question.rstrip(' ?.')} {text[mention.start : mention.end]}?"


def _carry(
    text: str,
    pronoun: re.Match[str] | None,
    history: Sequence[Turn],
    linker: EntityLinker,
    scope: Scope,
) -> str:
    """The name last talked about put in place of the pronoun, else the last topic appended."""
    name = _last_name(history, linker, scope)
    if name is None:
        return _with_topic(text, history[-1].question)
    bare = _OPENING.sub("", text, count=1).strip() if not _WH.match(text.strip()) else text
    if pronoun is None:
        return (
            f"{text.rstrip(' ?.')} of the {name}?"
            if _WH.search(text)
            else (_with_topic(bare or text, history[-1].question))
        )
    word = pronoun.group().casefold()
    new = f"{name}'s" if word in ("its", "their", "theirs", "his") else name
    return text[: pronoun.start()] + new + text[pronoun.end() :]


def _last_name(history: Sequence[Turn], linker: EntityLinker, scope: Scope) -> str | None:
    for turn in _backwards(history):
        for said in (turn.question, turn.answer):
            mentions = linker.link(said, scope) if said else ()
            if mentions:
                return said[mentions[0].start : mentions[0].end]
    return None


def _with_topic(text: str, earlier: str) -> str:
    """The new question and the content words of the earlier one that it does not repeat."""
    mine = {w.form for w in words(text)}
    topic = [
        earlier[w.start : w.end]
        for w in words(earlier)
        if w.form not in STOP_WORDS and w.form not in mine
    ]
    return f"{text.rstrip(' ?.')} ({' '.join(topic)})?" if topic else text


def _backwards(history: Sequence[Turn]) -> list[Turn]:
    return list(reversed(history))
