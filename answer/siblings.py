"""Sentences that tell of a thing of the same family by another designation than the one asked for.

`The Corvin 5 weighs 300 g` is no answer for the Corvin 7, nor is `of the 500 battery` one for the
400 battery: where a designation (a number, capitals, one more capitalised word) stood in the
question, beside the same word, the sentence has another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nescio.text import STOP_WORDS, Word, stem, words
from retrieval.values import parse

_ALL = re.compile(
    r"\b(?:all|any|both|each|every|either|whole|entire|older|newer|other|others)\b", re.IGNORECASE
)
_RANGE = re.compile(r"\b(\d+)\s*(?:to|-|–|until|through)\s*(\d+)\b")
_CAPITALS = re.compile(r"[A-Z]{1,3}")
_CAPITALS_ONLY = re.compile(rf"\b{_CAPITALS.pattern}\b")
_LISTED = frozenset({"and", "or"})
_MOST_LISTED = 8


def of_sibling(question: str, sentence: str, title: str = "", around: str = "") -> bool:
    """Whether the sentence, or its document's title, names another of the family that the question
    names one of.

    One that names the asked one too, a range around it, or all of them, does not count, nor one
    of a document whose `title` has the asked one and no other. A title does so by a number, where
    nothing `around` the sentence has the asked one: `Winter 2025`, for the winter of 2026.
    """
    if _named(question, sentence, title):
        return True
    numbered = _CAPITALS_ONLY.sub("", title)
    return bool(around) and _named(question, numbered, title, beside=f"{sentence} {around}")


def _named(question: str, sentence: str, title: str, *, beside: str = "") -> bool:
    titled = {word.form for word in words(title) if _designates(title, word)}
    said = words(sentence)
    forms = {word.form for word in (*said, *words(beside))}
    asked = words(question)
    known = {word.form for word in asked}
    for designation, before, after in _designated(question, asked):
        if designation in forms or titled == {designation} or _covered(designation, sentence):
            continue
        for at, word in enumerate(said):
            near = stem(word.form)
            follows = near == before and any(
                _other(sentence, one, known) for one in _list_after(sentence, said, at)
            )
            leads = near == after and at > 0 and _other(sentence, said[at - 1], known)
            if follows or leads:
                return True
    return False


def _designated(text: str, tokens: Sequence[Word]) -> Iterator[tuple[str, str, str]]:
    """Each designation, with the stems of the telling words on its two sides (or nothing)."""
    amounts = [(v.start, v.end) for v in parse(text) if v.kind in _AMOUNTS]
    for at, word in enumerate(tokens):
        if not _designates(text, word) or any(a <= word.start < b for a, b in amounts):
            continue
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        beside = (_anchor(text, before, word), _anchor(text, word, after))
        if any(beside):
            yield word.form, *beside


_AMOUNTS = frozenset({"quantity", "money", "time", "percent"})


def _anchor(text: str, one: Word | None, other: Word | None) -> str:
    """The stem of the word that stands directly beside a designation, if it says something."""
    if one is None or other is None or text[one.end : other.start].strip(" -\"'“”"):
        return ""
    word = one if _designates(text, other) and not _designates(text, one) else other
    return "" if word.form in STOP_WORDS or _designates(text, word) else stem(word.form)


def _designates(text: str, word: Word) -> bool:
    raw = text[word.start : word.end]
    return raw[:1].isdigit() or bool(_CAPITALS.fullmatch(raw) and raw not in ("I", "A"))


def _list_after(text: str, tokens: Sequence[Word], at: int) -> Iterator[Word]:
    """The designations that follow a word: `R, RW and XL`."""
    end = tokens[at].end
    for word in tokens[at + 1 : at + 1 + _MOST_LISTED]:
        if text[end : word.start].strip(" ,-"):
            return
        if word.form not in _LISTED:
            if not _designates(text, word):
                return
            yield word
        end = word.end


def _other(text: str, word: Word, known: set[str]) -> bool:
    return _designates(text, word) and word.form not in known


def _covered(designation: str, sentence: str) -> bool:
    if _ALL.search(sentence):
        return True
    ranges = ((int(a), int(b)) for a, b in _RANGE.findall(sentence))
    return designation.isdigit() and any(a <= int(designation) <= b for a, b in ranges)
